/**
 * Sends one leased lot. `begun` is committed before the first byte of a message leaves; what became of it is committed in groups, at
 * most 100 ms apart; before each message it is asked whether its text still stands. So after a crash nobody is missing, and whoever
 * is told twice was in flight or in the last group.
 *
 * Here is only the order of things. Who is next stands in `lot-queue.ts`, what is said in `lot-text.ts`, what becomes of a message in
 * `lot-outcomes.ts`, and what is committed in `lot-record.ts`.
 */
import type { Channel, Outcome } from "../channels/channel.ts";
import { messageOf } from "../domain/thrown.ts";
import { announcementsToPlan, firstPriority } from "../store/announcements.ts";
import { isPaused } from "../store/instance.ts";
import { type Lot, type LotMark, moreUrgentWaits } from "../store/lots.ts";
import { learnOrigin } from "../store/origins.ts";
import { retryDelay } from "./back-off.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import { reportFault } from "./faults.ts";
import { LotOutcomes } from "./lot-outcomes.ts";
import { LotQueue, type Task } from "./lot-queue.ts";
import { groupInterval, LotRecord } from "./lot-record.ts";
import { LotText } from "./lot-text.ts";
import type { Pace } from "./pace.ts";
import type { Telling } from "./telling.ts";

const urgencyInterval = 1_000;

/**
 * `through`: all that could be started is. `failed`: something of ours broke, and the lot is tried again later. `lost`: the lease is
 * somebody else's now.
 */
type Ending = "through" | "overtaken" | "yielded" | "failed" | "lost";

export interface SentLot {
  readonly ending: Ending;
  /** Resolves when what is in flight has an outcome and the lot is handed back or closed. Never rejects. */
  readonly handedBack: Promise<void>;
}

/**
 * Starts a lot's messages until all are started, or something else stands, or something more urgent waits. What is in flight then is
 * settled beside whatever its caller does next: one message that hangs holds up nothing else.
 */
export async function sendLot(
  dependencies: DeliveryDependencies,
  channel: Channel,
  lot: Lot,
  firstTelling: Telling,
  pace: Pace,
): Promise<SentLot> {
  const run = new LotRun(dependencies, channel, lot, firstTelling, pace);
  await run.queue.fill(channel, lot, firstTelling);
  const ending = await run.send();
  return { ending, handedBack: run.handBack(ending) };
}

class LotRun {
  readonly queue: LotQueue;
  private readonly record: LotRecord;
  private readonly text: LotText;
  private readonly outcomes: LotOutcomes;
  private askedUrgencyAt: number;
  private wake: () => void = () => {};

  private readonly dependencies: DeliveryDependencies;
  private readonly channel: Channel;
  private readonly lot: Lot;
  private readonly pace: Pace;

  constructor(dependencies: DeliveryDependencies, channel: Channel, lot: Lot, firstTelling: Telling, pace: Pace) {
    this.dependencies = dependencies;
    this.channel = channel;
    this.lot = lot;
    this.pace = pace;
    this.record = new LotRecord(dependencies, lot);
    this.queue = new LotQueue(dependencies, this.record, pace);
    this.text = new LotText(dependencies, channel, lot, firstTelling);
    this.outcomes = new LotOutcomes(dependencies, channel, lot, this.record, this.queue);
    this.askedUrgencyAt = dependencies.timers.elapsed();
  }

  async send(): Promise<Ending> {
    try {
      for (;;) {
        const ending = await this.reasonToStop();
        if (ending) return ending;
        const task = this.hasRoom ? this.queue.take() : undefined;
        if (task) {
          this.start(task);
        } else if (this.queue.isEmpty) {
          return "through";
        } else if (this.queue.mayBegin()) {
          // Truth is asked again after this: committing takes its time.
          if (!(await this.queue.begin())) return "lost";
        } else if (this.queue.isCrowdedForLong()) {
          this.queue.leaveToLater();
          return "through";
        } else {
          await this.waitForOutcome();
          if (!(await this.record.commitIfDue())) return "lost";
        }
      }
    } catch (error) {
      this.report(error);
      return "failed";
    }
  }

  /** Asked before each message; whether its text still stands last, right before it is started. */
  private async reasonToStop(): Promise<Ending | null> {
    const { database, clock, timers, isStopping } = this.dependencies;
    if (isStopping()) return "yielded";
    // Held before the next lot is leased.
    if (this.outcomes.isContentRefused) return (await this.record.commit()) ? "failed" : "lost";
    if (this.queue.isEmpty) return null;
    if (!this.record.isHeld && !(await this.record.commit())) return "lost";
    if (timers.elapsed() - this.askedUrgencyAt >= urgencyInterval) {
      this.askedUrgencyAt = timers.elapsed();
      if ((await isPaused(database, this.lot.channel)) || (await this.moreUrgentWaits())) return "yielded";
    }
    if (await this.text.renew()) this.askedUrgencyAt = Number.NEGATIVE_INFINITY;
    const { telling } = this.text;
    if (telling.isOvertaken) return "overtaken";
    const now = clock.now();
    // A clock that was set back: what was public is not public yet, and nobody is too late.
    if (now < telling.announcement.dueAt) return "yielded";
    this.queue.giveUp(({ owed }) => !telling.mayStart(owed.form, now));
    // It stood still while it asked: the lot may be somebody else's by now.
    return this.record.isHeld ? null : this.reasonToStop();
  }

  /** A lot of this channel, or an announcement of which nobody made lots yet. */
  private async moreUrgentWaits(): Promise<boolean> {
    const { database, clock } = this.dependencies;
    const now = clock.now();
    const [due] = await announcementsToPlan(database, now);
    if (due && firstPriority(due.urgency) < this.lot.priority) return true;
    return moreUrgentWaits(database, this.lot.channel, this.lot.priority, now);
  }

  private get hasRoom(): boolean {
    return this.queue.inFlight < this.pace.atOnce && this.pace.hasRoom;
  }

  private start(task: Task): void {
    const { text, channel } = this;
    const { telling } = text;
    const { subscription, owed } = task;
    const made = text.message(owed, subscription.language);
    if ("fault" in made) {
      this.queue.ended(task);
      this.outcomes.settle(task, { type: "later", reason: made.fault });
      return;
    }
    this.record.started();
    this.pace.started(task.origin);
    const startedAt = this.dependencies.timers.elapsed();
    sending(() =>
      channel.send(made.message, {
        recipient: subscription,
        messageKey: telling.messageKey(owed),
        threadKey: telling.threadKey,
        deadlineAt: telling.deadlineOf(owed.form),
        now: this.dependencies.clock.now(),
        stillStands: async () => (await text.stillStands(telling, owed.form)) && this.record.isHeld,
      }),
    )
      .then((outcome) => this.outcomes.ofPresentAddress(task, outcome))
      .then((outcome) => {
        this.queue.ended(task);
        this.learn(task, outcome, startedAt);
        this.outcomes.settle(task, outcome);
        this.wake();
      });
  }

  /** What the origin can take is written down where it fell, for other workers and the next start. */
  private learn({ origin }: Task, outcome: Outcome, startedAt: number): void {
    const { database, timers } = this.dependencies;
    const atOnce = this.pace.ended(origin, outcome, timers.elapsed() - startedAt);
    if (atOnce !== undefined) this.record.add(learnOrigin(database, origin, atOnce));
  }

  private async waitForOutcome(): Promise<void> {
    let callOff = () => {};
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      callOff = this.dependencies.timers.after(groupInterval, resolve);
    });
    callOff();
  }

  /** Un-begins what never started, waits for what is in flight, and gives the lot back. */
  async handBack(ending: Ending): Promise<void> {
    this.queue.undoReady();
    let isOurs = ending !== "lost";
    while (this.queue.inFlight > 0) {
      await this.waitForOutcome();
      if (isOurs) isOurs = await this.record.commitIfDue().catch((error: unknown) => this.report(error));
    }
    if (isOurs) this.outcomes.settleContentRefused();
    // Where even this cannot be written, the lease runs out, and what was begun without an outcome is told once more.
    if (isOurs) await this.record.commit(this.lastMark(ending)).catch((error: unknown) => this.report(error));
  }

  private lastMark(ending: Ending): LotMark {
    const { clock, random } = this.dependencies;
    const now = clock.now();
    switch (ending) {
      case "overtaken":
        // Whoever is still open is owed what overtook it.
        return { leasedUntil: 0, doneAt: now, isOvertaken: true, owed: this.record.settled };
      case "yielded":
        return { leasedUntil: 0 };
      default: {
        if (ending === "through" && this.record.open === 0) return { leasedUntil: 0, doneAt: now };
        const isOnlyCrowded = this.queue.isCrowded && !this.outcomes.hasFailed && ending === "through";
        const attempts = this.lot.attempts + (isOnlyCrowded ? 0 : 1);
        const triedAgainAt = Math.ceil(now + retryDelay(Math.max(attempts, 1), random(), this.queue.waitSeconds));
        // Nobody is told after the deadline: the lot is closed then, and not when a server's long wait is over.
        const notBefore = Math.min(triedAgainAt, Math.max(this.text.telling.lastDeadlineAt, now + 1));
        return { leasedUntil: 0, notBefore, attempts };
      }
    }
  }

  /** True: the lot goes on. */
  private report(error: unknown): true {
    reportFault(this.dependencies, this.lot, error);
    return true;
  }
}

/** A carrier that throws has not said what it knows: the message may have arrived. One that was never given to it has not. */
async function sending(send: () => Promise<Outcome>): Promise<Outcome> {
  let given: Promise<Outcome>;
  try {
    given = send();
  } catch (error) {
    return { type: "later", reason: messageOf(error) };
  }
  return given.catch((error: unknown): Outcome => ({ type: "unknown", reason: messageOf(error) }));
}
