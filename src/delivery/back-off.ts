/** When to try again: exponential with full jitter, so that what failed together does not come back together. */
const firstDelayMs = 2_000;
const longestDelayMs = 5 * 60_000;
const longestWaitSeconds = 6 * 3_600;

/** A wait that a server asks for is kept; an absurd one is not believed beyond six hours. */
export function believable(retryAfterSeconds: number): number {
  return Math.min(Math.max(retryAfterSeconds, 0), longestWaitSeconds);
}

/** Milliseconds until the next try. `attempt` is 1 after the first failure; `random` in [0, 1). */
export function retryDelay(attempt: number, random: number, retryAfterSeconds = 0): number {
  const ceiling = Math.min(firstDelayMs * 2 ** Math.min(attempt - 1, 16), longestDelayMs);
  const jittered = 500 + random * ceiling;
  // What was asked for is spread a little, too.
  return Math.max(jittered, believable(retryAfterSeconds) * 1_000 + random * 1_000);
}
