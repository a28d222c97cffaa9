/**
 * The service's clock. It advances by a monotonic clock from its last agreement with the wall clock, so that a wall clock that jumps
 * neither ends an advisory nor brings one back; apart by more than five minutes, it keeps its own time and says so. It never goes
 * back, not even behind the last sign of life of an earlier run.
 */
import { uptime } from "node:os";
import type { Moment } from "../../domain/advisory.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Leap } from "../../store/instance.ts";

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

/** Where the wall clock says about what ours says, the machine has not slept. */
const awakeMs = 5_000;

/** So far (ms) may the last sign of life be ahead of the wall clock and be believed, whatever is known of it. */
const believedAheadMs = 24 * 3_600_000;

export interface LastSeen {
  readonly newestActAt: Moment;
  readonly watchedAt: Moment;
  /** The last start whose clock was more than a day past the last sign of life: its hours were in doubt until an act came. */
  readonly leap: Leap | null;
}

/**
 * Behind which no start begins: what had ended must not stand again because the machine's clock was set back. The last sign of life says
 * it, unless the earlier run had leapt to its hour, nobody acted since, and it is far ahead of a wall clock which is itself later than what
 * is certain: then it was that run which had the wrong hour.
 */
export function floorAtStart({ newestActAt, watchedAt, leap }: LastSeen, wall: Moment): Moment {
  const isInDoubt = leap !== null && newestActAt < leap.to;
  const certainAt = Math.max(newestActAt, isInDoubt ? leap.from : watchedAt);
  const isBelieved = watchedAt - wall <= believedAheadMs || wall < certainAt;
  return isBelieved ? Math.max(certainAt, watchedAt) : certainAt;
}

/** `floor`: see `floorAtStart`. */
export function serviceClock(floor: Moment, sources: TimeSources = systemSources): ServiceClock {
  let anchor = { at: Math.max(sources.wall(), floor), monotonic: sources.monotonic() };
  // Both clocks at one moment: what the first has gone further since then, the machine slept.
  let awake = { sinceBoot: sources.sinceBoot(), monotonic: anchor.monotonic };
  let latest = anchor.at;
  let isApart = anchor.at - sources.wall() > agreementMs;

  function sleptMs(monotonic: number): number {
    const slept = sources.sinceBoot() - awake.sinceBoot - (monotonic - awake.monotonic);
    return slept > awakeMs ? slept : 0;
  }

  return {
    now() {
      const monotonic = sources.monotonic();
      const wall = sources.wall();
      let own = anchor.at + (monotonic - anchor.monotonic);
      // Asking how long the machine has been up costs fifty times what the other two cost, and each request asks for the time.
      const isSure = Math.abs(wall - own) <= awakeMs;
      if (!isSure) own += sleptMs(monotonic);
      isApart = Math.abs(wall - own) > agreementMs;
      if (!isApart) {
        anchor = { at: wall, monotonic };
        if (!isSure || monotonic - awake.monotonic >= 1_000) awake = { sinceBoot: sources.sinceBoot(), monotonic };
      }
      latest = Math.max(latest, Math.floor(isApart ? own : wall));
      return latest;
    },
    isApart: () => isApart,
  };
}
