/**
 * The service's clock. It advances by a monotonic clock from its last agreement with the wall clock, so that a wall clock that jumps
 * neither ends an advisory nor brings one back; apart by more than five minutes, it keeps its own time and says so. It never goes
 * back, not even behind the newest audit row of an earlier run.
 */
import { uptime } from "node:os";
import type { Moment } from "../../domain/advisory.ts";
import type { Clock } from "../../domain/ports.ts";

const agreementMs = 5 * 60_000;

export interface ServiceClock extends Clock {
  /** The wall clock is more than five minutes from ours. */
  isApart(): boolean;
}

export interface TimeSources {
  readonly wall: () => Moment;
  /** Milliseconds since some start; stands still while the machine sleeps on some systems. */
  readonly monotonic: () => number;
  /** Milliseconds since boot, sleep included; coarse. */
  readonly sinceBoot: () => number;
}

const systemSources: TimeSources = {
  wall: Date.now,
  monotonic: () => performance.now(),
  sinceBoot: () => uptime() * 1_000,
};

/** `floor`: the newest moment that was ever written down. */
export function serviceClock(floor: Moment, sources: TimeSources = systemSources): ServiceClock {
  let anchor = { at: Math.max(sources.wall(), floor), monotonic: sources.monotonic(), sinceBoot: sources.sinceBoot() };
  let latest = anchor.at;
  let isApart = anchor.at - sources.wall() > agreementMs;

  return {
    now() {
      const monotonic = sources.monotonic();
      const sinceBoot = sources.sinceBoot();
      // The coarse clock counts only where it is clearly ahead: the machine slept.
      const slept = sinceBoot - anchor.sinceBoot - (monotonic - anchor.monotonic);
      const own = anchor.at + (monotonic - anchor.monotonic) + (slept > 5_000 ? slept : 0);
      const wall = sources.wall();
      isApart = Math.abs(wall - own) > agreementMs;
      if (!isApart) anchor = { at: wall, monotonic, sinceBoot };
      latest = Math.max(latest, Math.floor(isApart ? own : wall));
      return latest;
    },
    isApart: () => isApart,
  };
}
