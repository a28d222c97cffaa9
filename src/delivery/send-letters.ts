/** Letters: leased some at a time (that marks them begun), sent side by side, settled or tried again until it is too late for them. */
import type { Outcome } from "../channels/channel.ts";
import { messageOf, stackOf } from "../domain/thrown.ts";
import type { Database } from "../store/database.ts";
import { browserHashIn, editorBrowserByHash } from "../store/editor-browsers.ts";
import { isPaused } from "../store/instance.ts";
import { closeLateLetters, type LetterRow, leaseLetters, markLetter } from "../store/letters.ts";
import { leaseLength } from "../store/lots.ts";
import { letterEffects } from "../store/web-letters.ts";
import { retryDelay } from "./back-off.ts";
import type { DeliveryDependencies } from "./dependencies.ts";

const atOnce = 10;

export async function sendLetters(dependencies: DeliveryDependencies, lane: "mail" | "push" | "web"): Promise<void> {
  const { database, clock, isStopping } = dependencies;
  while (!isStopping()) {
    // What readers get is held; what those who run the service must know is not.
    const isHeld = await isPaused(database);
    if (isHeld && lane === "web") return;
    const of = lane === "mail" && isHeld ? "house" : lane;
    const [, leased] = await database.atomically([
      closeLateLetters(database, clock.now()),
      leaseLetters(database, atOnce, clock.now(), of),
    ]);
    const letters = (leased ?? []) as LetterRow[];
    if (letters.length === 0) return;
    await Promise.all(letters.map((letter) => sendOne(dependencies, letter)));
  }
}

/** Alarms that nobody took: what delivers may itself be what stopped. */
export async function sendLateAlarms(dependencies: DeliveryDependencies): Promise<void> {
  const { database, clock } = dependencies;
  const [leased] = await database.atomically([leaseLetters(database, atOnce, clock.now(), "late alarms")]);
  await Promise.all(((leased ?? []) as LetterRow[]).map((letter) => sendOne(dependencies, letter)));
}

async function sendOne(dependencies: DeliveryDependencies, letter: LetterRow): Promise<void> {
  const { database, clock, random, log } = dependencies;
  const outcome = await outcomeOf(dependencies, letter);
  // Like a lot's message: one whose outcome is not known goes once more, and that is the last time.
  const wasUnknown = letter.outcome === "unknown";
  const isTriedAgain = outcome.type === "later" || (outcome.type === "unknown" && !wasUnknown);
  const now = clock.now();
  if (!isTriedAgain) {
    await database.atomically([
      markLetter(database, letter, { doneAt: now, outcome: outcome.type, leasedUntil: 0 }),
      ...letterEffects(database, letter, outcome, now),
    ]);
    return;
  }
  log.warn(
    { letter: letter.id, purpose: letter.purpose, outcome: outcome.type, reason: outcome.reason },
    "a letter will be tried again",
  );
  const retryAfter = outcome.type === "later" ? outcome.retryAfterSeconds : undefined;
  const notBefore = Math.ceil(now + retryDelay(letter.attempts, random(), retryAfter));
  const isBegun = outcome.type === "unknown" || wasUnknown;
  await database.atomically([markLetter(database, letter, { notBefore, leasedUntil: 0, isBegun })]);
}

/** The endpoint that is gone may be one that its browser has left meanwhile: then the letter goes to the new one. */
async function ofPresentBrowser(database: Database, letter: LetterRow, outcome: Outcome): Promise<Outcome> {
  const hash = browserHashIn(letter.recipient);
  if (outcome.type !== "gone" || hash === null) return outcome;
  const browser = await editorBrowserByHash(database, hash);
  const isThere = browser === null || browser.address === outcome.address;
  return isThere ? outcome : { type: "later", reason: "the browser has another endpoint by now" };
}

/** A carrier may take longer than a lease lasts: it is renewed meanwhile. */
async function outcomeOf(dependencies: DeliveryDependencies, letter: LetterRow): Promise<Outcome> {
  const { database, clock, timers, sendLetter, log } = dependencies;
  let callOff = () => {};
  const renew = () => {
    callOff = timers.after(leaseLength / 4, renew);
    database
      .atomically([markLetter(database, letter, { leasedUntil: clock.now() + leaseLength })])
      .catch((error: unknown) => log.error({ letter: letter.id, error: messageOf(error) }, "a lease was not renewed"));
  };
  callOff = timers.after(leaseLength / 4, renew);
  try {
    return await ofPresentBrowser(database, letter, await sendLetter(letter));
  } catch (error) {
    log.error({ letter: letter.id, error: stackOf(error) }, "a letter could not be composed or sent");
    return { type: "later", reason: messageOf(error) };
  } finally {
    callOff();
  }
}
