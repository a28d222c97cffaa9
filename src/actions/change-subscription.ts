/** What a subscriber can do with the links in a message: see and change the choice, leave, and undo leaving. */

import type { Moment } from "../domain/advisory.ts";
import { hours } from "../domain/durations.ts";
import type { TokenPurpose, Tokens } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import type { Write } from "../store/database.ts";
import { eraseLetters, insertLetter } from "../store/letters.ts";
import { eraseSignups } from "../store/signups.ts";
import {
  endSubscription,
  eraseSubscription,
  moveSubscription,
  type Preferences,
  resumeSubscription,
  type Subscription,
  setPreferences,
  subscriptionById,
  subscriptionByKey,
  suppress,
} from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressHashOf, addressKeyOf, type PushSignUp } from "./sign-up.ts";

/** Whose token this is. A token to leave shows nothing and changes nothing else. */
export async function subscriptionByToken(
  { database }: Dependencies,
  tokens: Tokens,
  token: string,
  purpose: TokenPurpose,
): Promise<Result<Subscription>> {
  const id = tokens.idOf(token);
  const subscription = id === null ? null : await subscriptionById(database, id);
  if (!subscription || !tokens.check(token, purpose, subscription.id, subscription.nonce)) {
    return refused({ type: "not-found", what: "subscription link" });
  }
  // Nothing is left to see or to change; leaving again stays a success.
  if (subscription.state === "erased" && purpose === "manage") {
    return refused({ type: "gone", what: "subscription" });
  }
  return accepted(subscription);
}

export async function changePreferences(
  dependencies: Dependencies,
  tokens: Tokens,
  token: string,
  preferences: Preferences,
): Promise<Result<Subscription>> {
  const found = await subscriptionByToken(dependencies, tokens, token, "manage");
  if (!found.ok) return found;
  if (found.value.state !== "active") return refused({ type: "gone", what: "subscription" });
  await dependencies.database.atomically([setPreferences(dependencies.database, found.value.id, preferences)]);
  return accepted({ ...found.value, ...preferences });
}

/** Leaves, by either token. Again changes nothing and is a success; by mail a goodbye says how to undo it. */
export async function leave(
  dependencies: Dependencies,
  tokens: Tokens,
  token: string,
  purpose: TokenPurpose,
): Promise<Result<Subscription>> {
  const { database, clock, nudge } = dependencies;
  const found = await subscriptionByToken(dependencies, tokens, token, purpose);
  if (!found.ok) return found;
  const { id, state, channel, address, language } = found.value;
  if (state !== "active") return found;
  const now = clock.now();
  const goodbye = {
    purpose: "goodbye" as const,
    recipient: address,
    language,
    data: { subscriptionId: id },
    createdAt: now,
    notAfter: now + hours(24),
  };
  await database.atomically([
    endSubscription(database, id, "left", now),
    ...(channel === "email" ? [insertLetter(database, goodbye)] : []),
  ]);
  nudge();
  return accepted({ ...found.value, state: "left" });
}

export async function resume(dependencies: Dependencies, tokens: Tokens, token: string): Promise<Result<Subscription>> {
  const found = await subscriptionByToken(dependencies, tokens, token, "manage");
  if (!found.ok) return found;
  await dependencies.database.atomically([resumeSubscription(dependencies.database, found.value.id)]);
  return accepted({ ...found.value, state: "active" });
}

/**
 * Takes away all that is held of a reader, for good. The row stays, empty, since lots count by its id; a keyed hash keeps lists from
 * bringing the address back. By mail a last word says that it was done, and its address goes with it.
 */
export async function eraseData(dependencies: Dependencies, tokens: Tokens, token: string): Promise<Result<null>> {
  const { database, clock, nudge } = dependencies;
  const found = await subscriptionByToken(dependencies, tokens, token, "manage");
  if (!found.ok) return found;
  const { channel, address, language } = found.value;
  const now = clock.now();
  const farewell = {
    purpose: "erased" as const,
    recipient: address,
    language,
    data: {},
    createdAt: now,
    notAfter: now + hours(24),
  };
  await database.atomically([
    ...erasure(dependencies, found.value, now),
    ...(channel === "email" ? [insertLetter(database, farewell)] : []),
  ]);
  nudge();
  return accepted(null);
}

/** Also of whoever had erased it before a copy was restored that still has it. */
export function erasure(dependencies: Dependencies, { id, channel, address }: Subscription, at: Moment): Write[] {
  const { database } = dependencies;
  if (channel !== "email") return [eraseSubscription(database, id, at)];
  return [
    eraseSubscription(database, id, at),
    eraseSignups(database, addressKeyOf(dependencies, "email", address), at),
    eraseLetters(database, address, at),
    suppress(database, addressHashOf(dependencies, address), "erased", at),
  ];
}

/**
 * A browser's new endpoint takes the old one's place: the id stays, and with it what its reader was told and is owed. Whoever left is
 * not brought back. An endpoint that has a subscription of its own keeps that one.
 */
export async function renewPush(
  dependencies: Dependencies,
  tokens: Tokens,
  token: string,
  { endpoint, keys }: PushSignUp["subscription"],
): Promise<Result<Pick<Subscription, "id" | "nonce">>> {
  const { database } = dependencies;
  const found = await subscriptionByToken(dependencies, tokens, token, "manage");
  if (!found.ok) return found;
  const { id, channel, state } = found.value;
  if (channel !== "push" || state === "left") return refused({ type: "gone", what: "subscription" });
  const addressKey = addressKeyOf(dependencies, "push", endpoint);
  const other = await subscriptionByKey(database, "push", addressKey);
  if (other && other.id !== id) {
    return other.state === "active" ? accepted(other) : refused({ type: "gone", what: "subscription" });
  }
  await database.atomically([moveSubscription(database, id, JSON.stringify({ endpoint, keys }), addressKey)]);
  return accepted(found.value);
}
