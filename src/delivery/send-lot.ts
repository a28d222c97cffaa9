/**
 * Sends one leased lot. `begun` is committed before the first byte of a message leaves; what became of it is committed in groups, at
 * most 100 ms apart; before each message it is asked whether its text still stands. So after a crash nobody is missing, and whoever
 * is told twice was in flight or in the last group.
 */
import type { Channel, Outcome } from "../channels/channel.ts";
import type { Owed } from "../domain/audience.ts";
import { lotSize } from "../store/announcements.ts";
import { publicSequence } from "../store/audit.ts";
import type { Write } from "../store/database.ts";
import { isPaused } from "../store/instance.ts";
import { type Lot, leaseLength, markLot, moreUrgentWaits, siblingLots } from "../store/lots.ts";
import { holdOrigin, waitingOrigins } from "../store/origins.ts";
import { endSubscription, type Subscription, stillActive, subscriptionsInRange } from "../store/subscriptions.ts";
import { retryDelay } from "./back-off.ts";
import { LotBits } from "./bits.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import { readTelling, type Telling } from "./telling.ts";

/** Longest time between two commits of a lot that is being sent (ms). */
const groupInterval = 100;
const urgencyInterval = 1_000;
/** A lease is renewed with every commit, and at least so often (ms). */
const renewInterval = leaseLength / 4;

interface Task {
  readonly subscription: Subscription;
  readonly owed: Owed;
  /** A message was begun before, in a try that ended without an outcome. */
  readonly wasUnknown: boolean;
}

type Ending = "done" | "later" | "overtaken" | "yielded" | "lost";

/** Runs a lot to its end, or until something else stands, or something more urgent waits. Never throws for what a carrier does. */
export async function sendLot(
  dependencies: DeliveryDependencies,
  channel: Channel,
  lot: Lot,
  firstTelling: Telling,
): Promise<Ending> {
  const run = new LotRun(dependencies, channel, lot, firstTelling);
  await run.prepare();
  return run.send();
}

class LotRun {
  private readonly bits: LotBits;
  private readonly counts: { sent: number; unknown: number; failed: number; skipped: number };
  private pending: Task[] = [];
  private ready: Task[] = [];
  private inFlight = 0;
  private retrySeconds: number[] = [];
  private hasUnfinished = false;
  private sideWrites: Write[] = [];
  private isDirty = false;
  private committedAt = performance.now();
  private askedUrgencyAt = performance.now();
  private firstSentAt: number | null;
  private lastSentAt: number | null;
  private wake: () => void = () => {};
  private readonly composed = new Map<string, unknown>();
  private owedCount = 0;

  private readonly dependencies: DeliveryDependencies;
  private readonly channel: Channel;
  private readonly lot: Lot;
  private telling: Telling;

  constructor(dependencies: DeliveryDependencies, channel: Channel, lot: Lot, telling: Telling) {
    this.dependencies = dependencies;
    this.channel = channel;
    this.lot = lot;
    this.telling = telling;
    this.bits = new LotBits(lot.bits);
    const { sent, unknown, failed, skipped } = lot;
    this.counts = { sent, unknown, failed, skipped };
    this.firstSentAt = lot.firstSentAt;
    this.lastSentAt = lot.lastSentAt;
  }

  /** One query for the recipients; leaving and matching are checked here, and whoever is owed nothing is marked so. */
  async prepare(): Promise<void> {
    const { database, clock } = this.dependencies;
    const { lot, telling } = this;
    const { announcement } = telling;
    const firstId = lot.range * lotSize + 1;
    const lastId = Math.min((lot.range + 1) * lotSize, announcement.lastId ?? 0);
    const onlyExercise = announcement.status !== "actual";
    const subscriptions = await subscriptionsInRange(database, {
      channel: lot.channel,
      tier: lot.tier,
      firstId,
      lastId,
      onlyExercise,
    });
    const ask = telling.audience(await siblingLots(database, lot));
    const waiting = await waitingOrigins(database, clock.now());
    for (const subscription of subscriptions) {
      const { begun, settled } = this.bits.get(subscription.id);
      if (settled) {
        if (begun) this.owedCount++;
        continue;
      }
      const owed = ask(subscription);
      if (!owed) {
        this.bits.set(subscription.id, { begun, settled: true });
        this.counts.skipped++;
        continue;
      }
      this.owedCount++;
      const heldUntil = waiting.get(this.channel.originOf(subscription));
      if (heldUntil === undefined) this.pending.push({ subscription, owed, wasUnknown: begun });
      else this.postpone((heldUntil - clock.now()) / 1_000);
    }
    this.owedCount += this.counts.failed;
    this.isDirty = true;
  }

  async send(): Promise<Ending> {
    for (;;) {
      const stop = await this.reasonToStop();
      if (stop) return this.finish(stop);
      if (this.ready.length === 0 && this.pending.length > 0) {
        if (!(await this.begin())) return this.finish("lost");
      }
      const task = this.inFlight < this.channel.concurrency ? this.ready.shift() : undefined;
      if (task) {
        this.start(task);
      } else if (this.inFlight === 0 && this.ready.length === 0 && this.pending.length === 0) {
        return this.finish(this.hasUnfinished ? "later" : "done");
      } else {
        await this.waitForOutcome();
        if (!(await this.commitIfDue())) return this.finish("lost");
      }
    }
  }

  /** Marks the next group as begun and commits it, together with what became of the one before. */
  private async begin(): Promise<boolean> {
    const { database } = this.dependencies;
    const group = this.pending.splice(0, this.channel.concurrency * 2);
    const ids = group.map((task) => task.subscription.id);
    const active = await stillActive(database, Math.min(...ids), Math.max(...ids));
    for (const task of group) {
      const { id } = task.subscription;
      if (active.has(id)) {
        this.bits.set(id, { begun: true, settled: false });
        this.ready.push(task);
      } else {
        this.bits.set(id, { begun: task.wasUnknown, settled: true });
        this.counts.skipped++;
      }
    }
    return this.commit();
  }

  private start({ subscription, owed, wasUnknown }: Task): void {
    const { clock } = this.dependencies;
    const { telling, channel } = this;
    const composed = this.compose(owed, subscription.language);
    const now = clock.now();
    this.firstSentAt ??= now;
    this.inFlight++;
    channel
      .send(composed, {
        recipient: subscription,
        messageKey: telling.messageKey(owed),
        threadKey: telling.threadKey,
        deadlineAt: telling.announcement.deadlineAt,
        now,
      })
      .catch(
        (error: unknown): Outcome => ({
          type: "unknown",
          reason: error instanceof Error ? error.message : String(error),
        }),
      )
      .then((outcome) => {
        this.inFlight--;
        this.settle(subscription, wasUnknown, outcome);
        this.wake();
      });
  }

  /** Rendered once for each form, revision and language of this announcement. */
  private compose(owed: Owed, language: string): unknown {
    const key = `${owed.form} ${owed.tells} ${language}`;
    if (!this.composed.has(key)) {
      const notice = this.telling.notice(owed);
      if (!notice) throw new Error(`nothing to tell for revision ${owed.tells} of ${this.telling.announcement.family}`);
      this.composed.set(key, this.channel.compose(notice, language));
    }
    return this.composed.get(key);
  }

  private settle(subscription: Subscription, wasUnknown: boolean, outcome: Outcome): void {
    const { database, clock, log } = this.dependencies;
    const { id } = subscription;
    const now = clock.now();
    this.isDirty = true;
    switch (outcome.type) {
      case "accepted":
        this.bits.set(id, { begun: true, settled: true });
        this.counts.sent++;
        this.lastSentAt = now;
        return;
      case "later":
        // A definite failure before acceptance clears `begun`; an earlier try without an outcome may have arrived all the same.
        this.bits.set(id, { begun: wasUnknown, settled: false });
        this.postpone(outcome.retryAfterSeconds);
        if (outcome.retryAfterSeconds !== undefined) {
          this.sideWrites.push(
            holdOrigin(database, this.channel.originOf(subscription), now + outcome.retryAfterSeconds * 1_000),
          );
        }
        log.warn(
          { lot: this.lot.id, channel: this.channel.name, reason: outcome.reason },
          "a message will be tried again",
        );
        return;
      case "gone":
      case "refused":
        this.bits.set(id, { begun: wasUnknown, settled: true });
        this.counts.failed++;
        if (outcome.type === "gone") this.sideWrites.push(endSubscription(database, id, "gone", now));
        log.warn(
          { lot: this.lot.id, channel: this.channel.name, outcome: outcome.type, reason: outcome.reason },
          "a message was refused for good",
        );
        return;
      case "unknown":
        this.bits.set(id, { begun: true, settled: wasUnknown });
        if (wasUnknown) this.counts.unknown++;
        else this.postpone();
        log.warn(
          { lot: this.lot.id, channel: this.channel.name, reason: outcome.reason },
          "a message may or may not have arrived",
        );
    }
  }

  private postpone(seconds?: number): void {
    this.hasUnfinished = true;
    if (seconds !== undefined) this.retrySeconds.push(seconds);
  }

  /** Truth is read before each message: the store's public number, then the clock. */
  private async reasonToStop(): Promise<Ending | null> {
    const { database, clock, isStopping } = this.dependencies;
    if (isStopping()) return "yielded";
    const now = clock.now();
    if (!this.telling.isFresh(await publicSequence(database), now)) {
      this.telling = await readTelling(database, this.telling.announcement, now);
      this.composed.clear();
      this.askedUrgencyAt = 0;
    }
    const next = this.ready[0] ?? this.pending[0];
    if (!next) return null;
    if (this.telling.isOvertaken) return "overtaken";
    if (!this.telling.mayStart(next.owed.form, now)) {
      this.giveUp();
      return null;
    }
    if (performance.now() - this.askedUrgencyAt >= urgencyInterval) {
      this.askedUrgencyAt = performance.now();
      if (await isPaused(database)) return "yielded";
      if (await moreUrgentWaits(database, this.lot.channel, this.lot.priority, now)) return "yielded";
    }
    return null;
  }

  /** Those whose hour has passed are told nothing any more. */
  private giveUp(): void {
    const { clock } = this.dependencies;
    const isLate = (task: Task) => !this.telling.mayStart(task.owed.form, clock.now());
    for (const task of [...this.ready, ...this.pending].filter(isLate)) {
      this.bits.set(task.subscription.id, { begun: task.wasUnknown, settled: true });
      this.counts.failed++;
    }
    this.ready = this.ready.filter((task) => !isLate(task));
    this.pending = this.pending.filter((task) => !isLate(task));
    this.isDirty = true;
  }

  private async waitForOutcome(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, groupInterval);
    });
    clearTimeout(timer);
  }

  private async commitIfDue(): Promise<boolean> {
    const sinceMs = performance.now() - this.committedAt;
    if (sinceMs < groupInterval || (!this.isDirty && sinceMs < renewInterval)) return true;
    return this.commit();
  }

  /** False when the lease was lost: somebody else has the lot, and nothing of ours may be written. */
  private async commit(extra: Parameters<typeof markLot>[3] = {}): Promise<boolean> {
    const { database, clock } = this.dependencies;
    const writes = this.sideWrites;
    this.sideWrites = [];
    const mark = {
      ...this.counts,
      bits: Buffer.from(this.bits.bytes),
      owed: this.owedCount,
      firstSentAt: this.firstSentAt,
      lastSentAt: this.lastSentAt,
      leasedUntil: clock.now() + leaseLength,
      ...extra,
    };
    this.isDirty = false;
    this.committedAt = performance.now();
    const [rows] = await database.atomically([markLot(database, this.lot.id, this.lot.fence, mark), ...writes]);
    return rows !== undefined && rows.length > 0;
  }

  /** Waits for what is in flight, un-begins what never started, and gives the lot back. */
  private async finish(ending: Ending): Promise<Ending> {
    const { clock, random } = this.dependencies;
    for (const { subscription, wasUnknown } of this.ready)
      this.bits.set(subscription.id, { begun: wasUnknown, settled: false });
    this.ready = [];
    while (this.inFlight > 0) {
      await this.waitForOutcome();
      if (ending !== "lost" && !(await this.commitIfDue())) ending = "lost";
    }
    if (ending === "lost") return ending;
    const now = clock.now();
    if (ending === "done" && this.hasUnfinished) ending = "later";
    if (ending === "later") {
      const attempts = this.lot.attempts + 1;
      const retryAfter = this.retrySeconds.length > 0 ? Math.min(...this.retrySeconds) : undefined;
      const notBefore = Math.ceil(now + retryDelay(attempts, random(), retryAfter));
      await this.commit({ leasedUntil: 0, notBefore, attempts });
    } else if (ending === "yielded") {
      await this.commit({ leasedUntil: 0 });
    } else {
      await this.commit({ leasedUntil: 0, doneAt: now, isOvertaken: ending === "overtaken" });
    }
    return ending;
  }
}
