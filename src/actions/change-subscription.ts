/** What a subscriber can do with the links in a message: see and change the choice, leave, and undo leaving. */

import { hours } from "../domain/durations.ts";
import type { TokenPurpose, Tokens } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { insertLetter } from "../store/letters.ts";
import {
  endSubscription,
  type Preferences,
  resumeSubscription,
  type Subscription,
  setPreferences,
  subscriptionById,
} from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";

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
