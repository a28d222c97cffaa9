/**
 * Sends one leased lot. `begun` is committed before the first byte of a message leaves; what became of it is committed in groups, at
 * most 100 ms apart; before each message it is asked whether its text still stands. So after a crash nobody is missing, and whoever
 * is told twice was in flight or in the last group.
 */
import { type Channel, type Outcome, readersOf } from "../channels/channel.ts";
import type { Owed } from "../domain/audience.ts";
import { announcementsToPlan, firstPriority, lotSize } from "../store/announcements.ts";
import { publicSequence } from "../store/audit.ts";
import { holdForContent, isPaused } from "../store/instance.ts";
import { type Lot, type LotMark, moreUrgentWaits, siblingLots } from "../store/lots.ts";
import { holdOrigin, knownOrigins, learnOrigin } from "../store/origins.ts";
import { logPartnerDelivery } from "../store/partners.ts";
import { endSubscription, type Subscription, stillActive, subscriptionsInRange } from "../store/subscriptions.ts";
import { believable, retryDelay } from "./back-off.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import { messageOf, stackOf } from "./faults.ts";
import { groupInterval, LotRecord, type ReaderOfLot } from "./lot-record.ts";
import type { Pace } from "./pace.ts";
import { readTelling, type Telling } from "./telling.ts";

const urgencyInterval = 1_000;
/** An answer that was so long (ms) in coming may be as old: something may have stood still meanwhile. */
const longForAnAnswer = 1_000;

/** So long (ms) a lot waits for origins that have no room; then it is handed back, so that other lots are not held up. */
const crowdedInterval = 1_000;
/** So many refusals of what a message says, and more than were taken, are nobody's fault but the text's. */
const manyRefusals = 20;
/** Refused for its content so often, while others are taken, it is settled. */
const mostContentTries = 3;

interface Task extends ReaderOfLot {
  readonly origin: string;
  readonly subscription: Subscription;
  readonly owed: Owed;
}

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
  await run.prepare();
  const ending = await run.send();
  return { ending, handedBack: run.handBack(ending) };
}

class LotRun {
  private readonly record: LotRecord;
  private pending: Task[] = [];
  /** Marked as begun, and not started yet. */
  private ready: Task[] = [];
  private inFlight = 0;
  private shortestWaitSeconds = Number.POSITIVE_INFINITY;
  private askedUrgencyAt: number;
  private seen: { readonly version: number | undefined; readonly sequence: number } | undefined;
  private wake: () => void = () => {};
  /** Since when nothing could be started because origins have no room; null: something could. */
  private crowdedSince: number | null = null;
  private isCrowded = false;
  private hasFailed = false;
  private accepted = 0;
  /** Refused for what the message says: settled or tried again when it is known whether others took it. */
  private readonly contentRefused: Task[] = [];
  private isContentRefused = false;
  private readonly held = new Map<string, number>();
  private readonly composed = new Map<string, { readonly message: unknown } | { readonly fault: string }>();

  private readonly dependencies: DeliveryDependencies;
  private readonly channel: Channel;
  private readonly lot: Lot;
  private readonly pace: Pace;
  private telling: Telling;

  constructor(dependencies: DeliveryDependencies, channel: Channel, lot: Lot, telling: Telling, pace: Pace) {
    this.dependencies = dependencies;
    this.channel = channel;
    this.lot = lot;
    this.telling = telling;
    this.pace = pace;
    this.record = new LotRecord(dependencies, lot);
    this.askedUrgencyAt = dependencies.timers.elapsed();
  }

  /** One query for the recipients; leaving and matching are checked here, and whoever is owed nothing is marked so. */
  async prepare(): Promise<void> {
    const { database, clock } = this.dependencies;
    const { lot, telling, record, channel } = this;
    const { announcement } = telling;
    const subscriptions = await subscriptionsInRange(database, {
      channel: lot.channel,
      tier: lot.tier,
      firstId: lot.range * lotSize + 1,
      lastId: Math.min((lot.range + 1) * lotSize, announcement.lastId ?? 0),
      onlyExercise: announcement.status !== "actual",
    });
    const ask = telling.audience(await siblingLots(database, lot));
    const origins = new Map(subscriptions.map((one) => [one.id, channel.originOf(one)]));
    for (const { origin, notBefore, atOnce } of await knownOrigins(database, [...new Set(origins.values())])) {
      if (notBefore > clock.now()) this.held.set(origin, notBefore);
      if (atOnce !== null) this.pace.learn(origin, atOnce);
    }
    for (const subscription of subscriptions) {
      const reader = record.reader(subscription.id);
      if (!reader) continue;
      const owed = ask(subscription);
      const isLeftOut = owed !== null && (channel.leavesOut?.(subscription, owed.form) ?? false);
      if (owed && !isLeftOut)
        this.pending.push({ ...reader, origin: origins.get(subscription.id) ?? "", subscription, owed });
      else record.drop(reader, "skipped");
    }
  }

  async send(): Promise<Ending> {
    try {
      for (;;) {
        const ending = await this.reasonToStop();
        if (ending) return ending;
        const task = this.hasRoom ? this.takeReady() : undefined;
        if (task) {
          this.crowdedSince = null;
          this.start(task);
        } else if (!this.next()) {
          return "through";
        } else if (this.mayBegin()) {
          // Truth is asked again after this: committing takes its time.
          if (!(await this.begin())) return "lost";
        } else if (this.isCrowdedForLong()) {
          this.leaveToLater();
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
    if (this.isContentRefused) return (await this.record.commit()) ? "failed" : "lost";
    if (!this.next()) return null;
    if (!this.record.isHeld && !(await this.record.commit())) return "lost";
    if (timers.elapsed() - this.askedUrgencyAt >= urgencyInterval) {
      this.askedUrgencyAt = timers.elapsed();
      if ((await isPaused(database, this.lot.channel)) || (await this.moreUrgentWaits())) return "yielded";
    }
    if (!this.telling.isFresh(await this.publicSequence(), clock.now())) {
      const { announcement } = this.telling;
      this.telling = await readTelling(this.dependencies, announcement, readersOf(this.channel.name));
      this.composed.clear();
      this.askedUrgencyAt = Number.NEGATIVE_INFINITY;
    }
    if (this.telling.isOvertaken) return "overtaken";
    // A clock that was set back: what was public is not public yet, and nobody is too late.
    if (clock.now() < this.telling.announcement.dueAt) return "yielded";
    this.giveUpLate();
    // It stood still while it asked: the lot may be somebody else's by now.
    return this.record.isHeld ? null : this.reasonToStop();
  }

  /** Asked anew only where anything was written since, and once more where the answer may be an old one. */
  private async publicSequence(): Promise<number> {
    const { database, timers } = this.dependencies;
    const version = database.version?.();
    if (version === undefined || version !== this.seen?.version) {
      const askedAt = timers.elapsed();
      let sequence = await publicSequence(database);
      if (timers.elapsed() - askedAt >= longForAnAnswer) sequence = await publicSequence(database);
      this.seen = { version, sequence };
    }
    return this.seen.sequence;
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
    return this.inFlight < this.pace.atOnce && this.pace.hasRoom;
  }

  /** The first whose origin has room. */
  private takeReady(): Task | undefined {
    const index = this.ready.findIndex(({ origin }) => this.pace.hasRoomFor(origin));
    return index < 0 ? undefined : this.ready.splice(index, 1)[0];
  }

  /** Nobody who is ready has an origin with room, and somebody else has, or needs not be asked at all. */
  private mayBegin(): boolean {
    if (this.ready.some(({ origin }) => this.pace.hasRoomFor(origin))) return false;
    return this.pending.some(({ origin }) => this.pace.hasRoomFor(origin) || this.isHeld(origin));
  }

  private isHeld(origin: string): boolean {
    return (this.held.get(origin) ?? 0) > this.dependencies.clock.now();
  }

  private isCrowdedForLong(): boolean {
    if (this.ready.some(({ origin }) => this.pace.hasRoomFor(origin))) return false;
    const now = this.dependencies.timers.elapsed();
    this.crowdedSince ??= now;
    return now - this.crowdedSince >= crowdedInterval;
  }

  /** All who are left wait for origins without room: they are told by a later try, when there is some. */
  private leaveToLater(): void {
    for (const task of this.ready) this.record.undo(task);
    const waiting = Map.groupBy([...this.ready, ...this.pending], ({ origin }) => origin);
    for (const [origin, tasks] of waiting) this.postpone(this.pace.secondsFor(origin, tasks.length));
    this.ready = [];
    this.pending = [];
    this.isCrowded = true;
  }

  private next(): Task | undefined {
    return this.ready[0] ?? this.pending[0];
  }

  /** Those whose hour has passed are told nothing any more. */
  private giveUpLate(): void {
    const now = this.dependencies.clock.now();
    const isLate = (task: Task) => !this.telling.mayStart(task.owed.form, now);
    const next = this.next();
    if (!next || !isLate(next)) return;
    for (const task of [...this.ready, ...this.pending].filter(isLate)) this.record.drop(task, "failed");
    this.ready = this.ready.filter((task) => !isLate(task));
    this.pending = this.pending.filter((task) => !isLate(task));
  }

  /** Marks the next group as begun and commits it, together with what became of the one before. */
  private async begin(): Promise<boolean> {
    const group = this.nextGroup();
    if (group.length === 0) return true;
    const ids = group.map((task) => task.id);
    const active = await stillActive(this.dependencies.database, Math.min(...ids), Math.max(...ids));
    for (const task of group) {
      if (active.has(task.id)) {
        this.record.begin(task);
        this.ready.push(task);
      } else this.record.drop(task, "skipped");
    }
    return this.record.commit();
  }

  /** The next readers whose server has room and did not ask to be left alone. */
  private nextGroup(): Task[] {
    const now = this.dependencies.clock.now();
    const group: Task[] = [];
    const left: Task[] = [];
    const most = this.pace.perGroup;
    for (const task of this.pending) {
      const heldUntil = this.held.get(task.origin) ?? 0;
      if (group.length >= most) left.push(task);
      else if (heldUntil > now) this.postpone((heldUntil - now) / 1_000);
      else if (this.pace.hasRoomFor(task.origin)) group.push(task);
      else left.push(task);
    }
    this.pending = left;
    return group;
  }

  private start(task: Task): void {
    const { telling, channel } = this;
    const { subscription, owed } = task;
    const made = this.compose(owed, subscription.language);
    if ("fault" in made) {
      this.settle(task, { type: "later", reason: made.fault });
      return;
    }
    this.record.started();
    this.inFlight++;
    this.pace.started(task.origin);
    const startedAt = this.dependencies.timers.elapsed();
    sending(() =>
      channel.send(made.message, {
        recipient: subscription,
        messageKey: telling.messageKey(owed),
        threadKey: telling.threadKey,
        deadlineAt: telling.deadlineOf(owed.form),
        now: this.dependencies.clock.now(),
        stillStands: async () => {
          const sequence = await this.publicSequence();
          const now = this.dependencies.clock.now();
          return this.record.isHeld && telling.mayStart(owed.form, now) && telling.isFresh(sequence, now);
        },
      }),
    ).then((outcome) => {
      this.inFlight--;
      this.learn(task, outcome, startedAt);
      this.settle(task, outcome);
      this.wake();
    });
  }

  /** What the origin can take is written down where it fell, for other workers and the next start. */
  private learn({ origin }: Task, outcome: Outcome, startedAt: number): void {
    const { database, timers } = this.dependencies;
    const atOnce = this.pace.ended(origin, outcome, timers.elapsed() - startedAt);
    if (atOnce !== undefined) this.record.add(learnOrigin(database, origin, atOnce));
  }

  /**
   * Made once for each form, revision and language of this announcement. A text that cannot be made is a defect of ours: its readers
   * stay owed until it is mended, and all others are told.
   */
  private compose(owed: Owed, language: string): { readonly message: unknown } | { readonly fault: string } {
    const key = `${owed.form} ${owed.tells} ${owed.corrects} ${language}`;
    const known = this.composed.get(key);
    if (known) return known;
    const made = this.composedAnew(owed, language);
    this.composed.set(key, made);
    return made;
  }

  private composedAnew(owed: Owed, language: string): { readonly message: unknown } | { readonly fault: string } {
    try {
      const notice = this.telling.notice(owed);
      if (!notice) throw new Error(`there is nothing to tell for revision ${owed.tells}`);
      return { message: this.channel.compose(notice, language) };
    } catch (error) {
      this.report(error);
      return { fault: `the message could not be composed: ${messageOf(error)}` };
    }
  }

  private settle(task: Task, outcome: Outcome): void {
    const { database, clock, log } = this.dependencies;
    if (outcome.type !== "accepted") {
      const about = { lot: this.lot.id, channel: this.channel.name, outcome: outcome.type, reason: outcome.reason };
      log.warn(about, "a message was not accepted");
    }
    if (this.channel.isLogged) {
      const reason = outcome.type === "accepted" ? "" : outcome.reason;
      const about = { subscriptionId: task.id, announcementId: this.lot.announcementId, at: clock.now() };
      this.record.add(logPartnerDelivery(database, { ...about, outcome: outcome.type, reason }));
    }
    switch (outcome.type) {
      case "accepted":
        this.accepted++;
        this.record.told(task);
        return;
      case "later":
        this.hasFailed = true;
        if (!outcome.mayHaveArrived) this.record.undo(task);
        this.postpone(outcome.retryAfterSeconds);
        if (outcome.retryAfterSeconds !== undefined) this.hold(task, outcome.retryAfterSeconds);
        return;
      case "gone":
        this.record.refused(task);
        this.record.add(endSubscription(database, task.id, "gone", clock.now()));
        return;
      case "refused":
        if (outcome.isAboutContent) this.refuseContent(task, outcome.reason);
        else this.record.refused(task);
        return;
      case "unknown":
        this.hasFailed = true;
        if (this.record.doubtful(task) === "again") this.postpone();
    }
  }

  /** Tried again after the lot's own back-off, or, where all who wait were asked to, after the shortest time that was asked for. */
  private postpone(seconds = 0): void {
    this.shortestWaitSeconds = Math.min(this.shortestWaitSeconds, seconds);
  }

  /** One server may dislike a text; where many do, nobody is told less for it: the channel is held, and all of them stay owed. */
  private refuseContent(task: Task, reason: string): void {
    const { database, log } = this.dependencies;
    const channel = this.channel.name;
    this.record.undo(task);
    this.contentRefused.push(task);
    const refused = this.contentRefused.length;
    if (this.isContentRefused || refused < manyRefusals || refused <= this.accepted) return;
    this.isContentRefused = true;
    for (const write of holdForContent(database, channel, reason)) this.record.add(write);
    log.error({ channel, lot: this.lot.id, refused, reason }, "what is sent is refused: the channel is held");
  }

  /** When all have an outcome: whom few servers refused, while others took the same text, is settled; the others stay owed. */
  private settleContentRefused(): void {
    const isTheirs = this.contentRefused.length <= this.accepted || this.lot.attempts + 1 >= mostContentTries;
    if (this.isContentRefused || !isTheirs) {
      this.hasFailed ||= this.contentRefused.length > 0;
      return;
    }
    for (const task of this.contentRefused) this.record.refused(task);
  }

  private hold({ origin }: Task, seconds: number): void {
    const { database, clock } = this.dependencies;
    const until = clock.now() + believable(seconds) * 1_000;
    this.held.set(origin, until);
    this.record.add(holdOrigin(database, origin, until));
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
    for (const task of this.ready) this.record.undo(task);
    this.ready = [];
    let isOurs = ending !== "lost";
    while (this.inFlight > 0) {
      await this.waitForOutcome();
      if (isOurs) isOurs = await this.record.commitIfDue().catch((error: unknown) => this.report(error));
    }
    if (isOurs) this.settleContentRefused();
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
        const isOnlyCrowded = this.isCrowded && !this.hasFailed && ending === "through";
        const attempts = this.lot.attempts + (isOnlyCrowded ? 0 : 1);
        const waitSeconds = Number.isFinite(this.shortestWaitSeconds) ? this.shortestWaitSeconds : 0;
        const triedAgainAt = Math.ceil(now + retryDelay(Math.max(attempts, 1), random(), waitSeconds));
        // Nobody is told after the deadline: the lot is closed then, and not when a server's long wait is over.
        const notBefore = Math.min(triedAgainAt, Math.max(this.telling.lastDeadlineAt, now + 1));
        return { leasedUntil: 0, notBefore, attempts };
      }
    }
  }

  /** A defect, or a database that cannot write: written down, and no reason to drop the others. */
  private report(error: unknown): true {
    const { log } = this.dependencies;
    log.error({ lot: this.lot.id, channel: this.channel.name, error: stackOf(error) }, "a lot met a fault and goes on");
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
