/** When to try again: exponential with full jitter, so that what failed together does not come back together. */
const firstDelayMs = 2_000;
const longestDelayMs = 5 * 60_000;

/** Milliseconds until the next try. `attempt` is 1 after the first failure; `random` in [0, 1). */
export function retryDelay(attempt: number, random: number, retryAfterSeconds?: number): number {
  const ceiling = Math.min(firstDelayMs * 2 ** Math.min(attempt - 1, 16), longestDelayMs);
  const jittered = 500 + random * ceiling;
  // A wait that a server asks for is kept, and spread a little; an absurd one is not believed beyond six hours.
  return retryAfterSeconds === undefined
    ? jittered
    : Math.max(jittered, Math.min(retryAfterSeconds, 21_600) * 1_000 + random * 1_000);
}
