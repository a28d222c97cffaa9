/** Letters: leased some at a time (that marks them begun), sent side by side, settled or tried again. */
import type { Outcome } from "../channels/channel.ts";
import { isPaused } from "../store/instance.ts";
import { closeLateLetters, type Letter, leaseLetters, markLetter } from "../store/letters.ts";
import { retryDelay } from "./back-off.ts";
import type { DeliveryDependencies } from "./dependencies.ts";

const atOnce = 10;
/** A letter whose outcome stays unknown so often is taken for delivered. */
const mostAttempts = 12;

export async function sendLetters(dependencies: DeliveryDependencies): Promise<void> {
  const { database, clock, isStopping } = dependencies;
  while (!isStopping() && !(await isPaused(database))) {
    const [, leased] = await database.atomically([
      closeLateLetters(database, clock.now()),
      leaseLetters(database, atOnce, clock.now()),
    ]);
    const letters = (leased ?? []) as Letter[];
    if (letters.length === 0) return;
    await Promise.all(letters.map((letter) => sendOne(dependencies, letter)));
  }
}

async function sendOne(
  { database, clock, random, sendLetter, log }: DeliveryDependencies,
  letter: Letter,
): Promise<void> {
  const outcome = await sendLetter(letter).catch((error: unknown): Outcome => {
    log.error({ letter: letter.id, error: String(error) }, "a letter could not be composed or sent");
    return { type: "later", reason: String(error) };
  });
  const now = clock.now();
  const isOver = outcome.type !== "later" && outcome.type !== "unknown";
  if (isOver || letter.attempts >= mostAttempts) {
    await database.atomically([markLetter(database, letter, { doneAt: now, outcome: outcome.type, leasedUntil: 0 })]);
    return;
  }
  log.warn(
    { letter: letter.id, purpose: letter.purpose, outcome: outcome.type, reason: outcome.reason },
    "a letter will be tried again",
  );
  const retryAfter = outcome.type === "later" ? outcome.retryAfterSeconds : undefined;
  const notBefore = Math.ceil(now + retryDelay(letter.attempts, random(), retryAfter));
  await database.atomically([
    markLetter(database, letter, { notBefore, leasedUntil: 0, isBegun: outcome.type === "unknown" }),
  ]);
}
