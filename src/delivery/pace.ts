/**
 * How many messages of one channel one worker may have in flight: to each origin, and together. Halved where the other side says that it
 * is busy, or becomes slow; grown by one for each round that went well (AIMD). So one slow origin takes no room from the others.
 */
import type { Channel, Outcome } from "../channels/channel.ts";
import type { Timers } from "../domain/ports.ts";
import { groupInterval } from "./lot-record.ts";

interface Flow {
  limit: number;
  inFlight: number;
  slowedAt: number;
  /** What an acceptance usually takes (ms). */
  usualMs: number;
}

/** No second halving before the first can have had an effect (ms). */
const settleMs = 1_000;
/** An acceptance that takes so long, and so many times longer than usual, is a sign of too much at once. */
const slowMs = 2_000;
const slowTimes = 4;
const flowsKept = 5_000;

export class Pace {
  private readonly whole: Flow;
  private readonly flows = new Map<string, Flow>();
  private readonly windows = { since: 0, started: 0, last: 0 };

  private readonly channel: Pick<Channel, "concurrency" | "isRelayed">;
  private readonly timers: Timers;

  constructor(channel: Pick<Channel, "concurrency" | "isRelayed">, timers: Timers) {
    this.channel = channel;
    this.timers = timers;
    this.whole = this.newFlow(channel.concurrency);
  }

  /** At most so many of one lot in flight; of all lots together twice as many, so that those that hang leave room. */
  get atOnce(): number {
    return Math.floor(this.whole.limit);
  }

  get hasRoom(): boolean {
    return this.whole.inFlight < this.atOnce * 2;
  }

  hasRoomFor(origin: string): boolean {
    const flow = this.flows.get(origin);
    return !flow || flow.inFlight < Math.floor(flow.limit);
  }

  /** How many are begun in one write: what leaves until the next one is due anyway. */
  get perGroup(): number {
    return Math.max(this.atOnce * 2, this.windows.last);
  }

  /** A limit that an earlier process, or another one, wrote down: where none is known here. */
  learn(origin: string, limit: number): void {
    if (!this.flows.has(origin)) this.flows.set(origin, this.newFlow(Math.min(limit, this.channel.concurrency)));
  }

  started(origin: string): void {
    const now = this.timers.elapsed();
    if (now - this.windows.since >= groupInterval) {
      this.windows.last = now - this.windows.since < 2 * groupInterval ? this.windows.started : 0;
      this.windows.since = now;
      this.windows.started = 0;
    }
    this.windows.started++;
    this.whole.inFlight++;
    const flow = this.flows.get(origin) ?? this.keep(origin, this.newFlow(this.channel.concurrency));
    flow.inFlight++;
  }

  /** Gives the origin's limit where it is to be written down: it fell, or (null) is back where it was at first. */
  ended(origin: string, outcome: Outcome, tookMs: number): number | null | undefined {
    const flow = this.flows.get(origin) ?? this.newFlow(this.channel.concurrency);
    this.whole.inFlight--;
    flow.inFlight--;
    if (outcome.type === "later" && outcome.isOfRelay) {
      this.slow(this.whole);
      return undefined;
    }
    if (outcome.type === "later" || outcome.type === "unknown")
      return this.slow(flow) ? Math.floor(flow.limit) : undefined;
    // Of a channel that goes through one relay, the relay is what is slow.
    const slowable = this.channel.isRelayed ? this.whole : flow;
    if (tookMs > slowMs && tookMs > slowTimes * slowable.usualMs) {
      const hasSlowed = this.slow(slowable);
      return hasSlowed && slowable === flow ? Math.floor(flow.limit) : undefined;
    }
    slowable.usualMs += (tookMs - slowable.usualMs) / 20;
    this.grow(this.whole);
    return this.grow(flow) ? null : undefined;
  }

  /** About how long (s) so many messages to an origin that has no room will take. */
  secondsFor(origin: string, messages: number): number {
    const flow = this.flows.get(origin);
    if (!flow) return 0;
    return Math.min(60, Math.max(1, (messages * flow.usualMs) / 1_000 / Math.max(1, flow.limit)));
  }

  private newFlow(limit: number): Flow {
    return { limit, inFlight: 0, slowedAt: Number.NEGATIVE_INFINITY, usualMs: slowMs / slowTimes };
  }

  /** Bounded: an origin that nothing is in flight to and that has nothing to remember is as good as new. */
  private keep(origin: string, flow: Flow): Flow {
    this.flows.set(origin, flow);
    if (this.flows.size > flowsKept) {
      const idle = [...this.flows].filter(([, one]) => one.inFlight === 0).slice(0, flowsKept / 2);
      for (const [name] of idle) if (name !== origin) this.flows.delete(name);
    }
    return flow;
  }

  private slow(flow: Flow): boolean {
    const now = this.timers.elapsed();
    if (now - flow.slowedAt < settleMs) return false;
    flow.slowedAt = now;
    const before = flow.limit;
    flow.limit = Math.max(1, flow.limit / 2);
    return flow.limit < before;
  }

  /** True when it has come back to its ceiling. */
  private grow(flow: Flow): boolean {
    if (flow.limit >= this.channel.concurrency) return false;
    flow.limit = Math.min(this.channel.concurrency, flow.limit + 1 / flow.limit);
    return flow.limit >= this.channel.concurrency;
  }
}
