/**
 * Who of one leased lot is told next: whose origin has room and did not ask to be left alone, and where several have, each gets its part
 * of the places: so one whose server is silent leaves the others theirs. Whoever is taken from it was marked as begun before, and that
 * was committed. It knows nothing of texts and outcomes; how long those who are left have to wait is kept here.
 */
import type { Channel } from "../channels/channel.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Owed } from "../domain/audience.ts";
import { lotSize } from "../store/announcements.ts";
import { type Lot, siblingLots } from "../store/lots.ts";
import { holdOrigin, knownOrigins } from "../store/origins.ts";
import { type Subscription, stillActive, subscriptionsInRange } from "../store/subscriptions.ts";
import { believable } from "./back-off.ts";
import type { DeliveryDependencies } from "./dependencies.ts";
import type { LotRecord, ReaderOfLot } from "./lot-record.ts";
import type { Pace } from "./pace.ts";
import type { Telling } from "./telling.ts";

/** So long (ms) a lot waits for origins that have no room; then it is handed back, so that other lots are not held up. */
const crowdedInterval = 1_000;

/** One message to one reader. */
export interface Task extends ReaderOfLot {
  readonly origin: string;
  readonly subscription: Subscription;
  readonly owed: Owed;
}

export class LotQueue {
  /** Some were left to a later try since their origins have no room; that is no failure. */
  isCrowded = false;
  /** Taken, and without an outcome. */
  inFlight = 0;
  private readonly inFlightTo = new Map<string, number>();
  /** How many origins with room somebody waits for; as it was when nobody could be taken last. */
  private origins = 1;
  private pending: Task[] = [];
  /** Marked as begun, and not started yet. */
  private ready: Task[] = [];
  /** Until when origins asked to be left alone. */
  private readonly heldUntil = new Map<string, Moment>();
  /** Since when nothing could be started because origins have no room; null: something could. */
  private crowdedSince: number | null = null;
  private shortestWaitSeconds = Number.POSITIVE_INFINITY;

  private readonly dependencies: Pick<DeliveryDependencies, "database" | "clock" | "timers">;
  private readonly record: LotRecord;
  private readonly pace: Pace;

  constructor(
    dependencies: Pick<DeliveryDependencies, "database" | "clock" | "timers">,
    record: LotRecord,
    pace: Pace,
  ) {
    this.dependencies = dependencies;
    this.record = record;
    this.pace = pace;
  }

  /** One query for the recipients; leaving and matching are checked here, and whoever is owed nothing is marked so. */
  async fill(channel: Channel, lot: Lot, telling: Telling): Promise<void> {
    const { database, clock } = this.dependencies;
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
      if (notBefore > clock.now()) this.heldUntil.set(origin, notBefore);
      if (atOnce !== null) this.pace.learn(origin, atOnce);
    }
    for (const subscription of subscriptions) {
      const reader = this.record.reader(subscription.id);
      if (!reader) continue;
      const owed = ask(subscription);
      const isLeftOut = owed !== null && (channel.leavesOut?.(subscription, owed.form) ?? false);
      if (owed && !isLeftOut)
        this.pending.push({ ...reader, origin: origins.get(subscription.id) ?? "", subscription, owed });
      else this.record.drop(reader, "skipped");
    }
  }

  get isEmpty(): boolean {
    return this.next === undefined;
  }

  /** The first who is ready and whose origin has a place. To be `ended` once it has an outcome. */
  take(): Task | undefined {
    if (!this.couldTake) this.origins = this.countOrigins();
    const index = this.ready.findIndex(({ origin }) => this.hasPlaceFor(origin));
    const [task] = index < 0 ? [] : this.ready.splice(index, 1);
    if (!task) return undefined;
    this.crowdedSince = null;
    this.count(task.origin, 1);
    return task;
  }

  ended({ origin }: Task): void {
    this.count(origin, -1);
  }

  /** Nobody who is ready has an origin with a place, and somebody else could be made ready, or needs not be asked at all. */
  mayBegin(): boolean {
    if (this.couldTake) return false;
    const now = this.dependencies.clock.now();
    const ready = this.readyByOrigin();
    return this.pending.some(({ origin }) => this.heldSeconds(origin, now) > 0 || this.mayBeReady(origin, ready));
  }

  /** Marks the next group as begun and commits it, together with what became of the one before. False: the lease was lost. */
  async begin(): Promise<boolean> {
    const group = this.nextGroup();
    if (group.length === 0) return true;
    const ids = group.map((task) => task.id);
    const active = await stillActive(this.dependencies.database, Math.min(...ids), Math.max(...ids));
    const now = this.dependencies.clock.now();
    for (const task of group) {
      // Its origin may have asked to be left alone meanwhile.
      const heldSeconds = this.heldSeconds(task.origin, now);
      if (!active.has(task.id)) this.record.drop(task, "skipped");
      else if (heldSeconds > 0) this.postpone(heldSeconds);
      else {
        this.record.begin(task);
        this.ready.push(task);
      }
    }
    return this.record.commit();
  }

  isCrowdedForLong(): boolean {
    if (this.ready.some(({ origin }) => this.pace.hasRoomFor(origin))) return false;
    const now = this.dependencies.timers.elapsed();
    this.crowdedSince ??= now;
    return now - this.crowdedSince >= crowdedInterval;
  }

  /** All who are left wait for origins without room: they are told by a later try, when there is some. */
  leaveToLater(): void {
    const waiting = Map.groupBy([...this.ready, ...this.pending], ({ origin }) => origin);
    for (const [origin, tasks] of waiting) this.postpone(this.pace.secondsFor(origin, tasks.length));
    this.undoReady();
    this.pending = [];
    this.isCrowded = true;
  }

  /** What was begun and never started: of all, or of those. */
  undoReady(isMeant: (task: Task) => boolean = () => true): void {
    for (const task of this.ready.filter(isMeant)) this.record.undo(task);
    this.ready = this.ready.filter((task) => !isMeant(task));
  }

  /** Those whose hour has passed are told nothing any more. Looked for only when the next one's has. */
  giveUp(isLate: (task: Task) => boolean): void {
    if (!this.next || !isLate(this.next)) return;
    for (const task of [...this.ready, ...this.pending].filter(isLate)) this.record.drop(task, "failed");
    this.ready = this.ready.filter((task) => !isLate(task));
    this.pending = this.pending.filter((task) => !isLate(task));
  }

  /** Tried again after the lot's own back-off, or, where all who wait were asked to, after the shortest time that was asked for. */
  postpone(seconds = 0): void {
    this.shortestWaitSeconds = Math.min(this.shortestWaitSeconds, seconds);
  }

  /** An origin asked to be left alone: written down for other workers and later tries too. Its readers who are ready wait as well. */
  hold(origin: string, seconds: number): void {
    const { database, clock } = this.dependencies;
    const until = clock.now() + believable(seconds) * 1_000;
    this.heldUntil.set(origin, until);
    this.record.add(holdOrigin(database, origin, until));
    if (until <= clock.now()) return;
    this.undoReady((task) => task.origin === origin);
  }

  /** How long those who were postponed were asked to wait at least; 0: nobody asked. */
  get waitSeconds(): number {
    return Number.isFinite(this.shortestWaitSeconds) ? this.shortestWaitSeconds : 0;
  }

  private get next(): Task | undefined {
    return this.ready[0] ?? this.pending[0];
  }

  private get couldTake(): boolean {
    return this.ready.some(({ origin }) => this.hasPlaceFor(origin));
  }

  private hasPlaceFor(origin: string): boolean {
    return this.pace.hasRoomFor(origin) && (this.inFlightTo.get(origin) ?? 0) < this.partOf(this.pace.atOnce);
  }

  private count(origin: string, step: 1 | -1): void {
    this.inFlight += step;
    this.inFlightTo.set(origin, (this.inFlightTo.get(origin) ?? 0) + step);
  }

  private countOrigins(): number {
    const now = this.dependencies.clock.now();
    const origins = new Set([...this.ready, ...this.pending].map(({ origin }) => origin));
    return [...origins].filter((one) => this.pace.hasRoomFor(one) && this.heldSeconds(one, now) <= 0).length;
  }

  private partOf(places: number): number {
    return Math.ceil(places / Math.max(1, this.origins));
  }

  private readyByOrigin(): Map<string, number> {
    const ready = new Map<string, number>();
    for (const { origin } of this.ready) ready.set(origin, (ready.get(origin) ?? 0) + 1);
    return ready;
  }

  private mayBeReady(origin: string, ready: ReadonlyMap<string, number>): boolean {
    return this.pace.hasRoomFor(origin) && (ready.get(origin) ?? 0) < this.partOf(this.pace.perGroup);
  }

  private heldSeconds(origin: string, now: Moment): number {
    return ((this.heldUntil.get(origin) ?? 0) - now) / 1_000;
  }

  /** The next readers whose server has room and did not ask to be left alone. */
  private nextGroup(): Task[] {
    this.origins = this.countOrigins();
    const ready = this.readyByOrigin();
    const now = this.dependencies.clock.now();
    const group: Task[] = [];
    const left: Task[] = [];
    const most = this.pace.perGroup;
    for (const task of this.pending) {
      const heldSeconds = this.heldSeconds(task.origin, now);
      if (group.length >= most) left.push(task);
      else if (heldSeconds > 0) this.postpone(heldSeconds);
      else if (this.mayBeReady(task.origin, ready)) {
        group.push(task);
        ready.set(task.origin, (ready.get(task.origin) ?? 0) + 1);
      } else left.push(task);
    }
    this.pending = left;
    return group;
  }
}
