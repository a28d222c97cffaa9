/** The process's own timers as the `Timers` port. */
import type { Timers } from "../domain/ports.ts";

export const processTimers: Timers = {
  elapsed: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
