/** Keeps the delivery jobs going on Node: each in a loop of its own, woken by a nudge, by the next due moment, or once a second. */
import { deliveryJobs, nextWorkAt } from "../delivery/deliver.ts";
import type { DeliveryDependencies } from "../delivery/dependencies.ts";
import { stackOf } from "../domain/thrown.ts";

/** Nothing depends on a nudge: work that another process left is found within this time (ms). */
const longestPauseMs = 1_000;
const pauseAfterFailureMs = 1_000;

export interface DeliveryRunner {
  nudge(): void;
  /** Settles what is in flight and starts nothing new. Set `isStopping` first. */
  finished(): Promise<void>;
  /** When the loops last went round, by the monotonic clock: a stopped worker is noticed by it. */
  lastRoundAt(): number;
}

/** Planning goes on in every thread: its rounds show that the thread lives while one channel is busy for long. */
export function runDelivery(dependencies: DeliveryDependencies, sendsLetters = true): DeliveryRunner {
  const { clock, timers, isStopping, log } = dependencies;
  const sleepers = new Set<() => void>();
  let lastRoundAt = timers.elapsed();

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        callOff();
        sleepers.delete(wake);
        resolve();
      };
      const callOff = timers.after(ms, wake);
      sleepers.add(wake);
    });

  const jobs = deliveryJobs(dependencies).filter(
    ({ name }) => sendsLetters || !["letters", "push letters"].includes(name),
  );
  const loops = jobs.map(async (job) => {
    while (!isStopping()) {
      try {
        await job.run();
        lastRoundAt = timers.elapsed();
        const next = await nextWorkAt(dependencies);
        const untilNext = next === null ? longestPauseMs : next - clock.now();
        if (!isStopping()) await pause(Math.min(longestPauseMs, Math.max(untilNext, 20)));
      } catch (error) {
        log.error({ job: job.name, error: stackOf(error) }, "delivery failed and goes on");
        await pause(pauseAfterFailureMs);
      }
    }
  });

  return {
    nudge() {
      for (const wake of [...sleepers]) wake();
    },
    async finished() {
      for (const wake of [...sleepers]) wake();
      await Promise.all(loops);
    },
    lastRoundAt: () => lastRoundAt,
  };
}
