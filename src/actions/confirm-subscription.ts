/** Confirming a sign-up: only now does it get an id among the subscriptions. Doing it twice is doing it once. */
import type { Tokens } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { markConfirmed, type Signup, signupById } from "../store/signups.ts";
import { putSubscription, subscriptionByKey, unsuppress } from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressHashOf } from "./sign-up.ts";

/** The sign-up that a token names, while it can be confirmed, and after. Changes nothing: scanners open links. */
export async function signupByToken(
  { database, clock }: Dependencies,
  tokens: Tokens,
  token: string,
): Promise<Result<Signup & { addressKey: string }>> {
  const id = tokens.idOf(token);
  const signup = id === null ? null : await signupById(database, id);
  if (!signup || !tokens.check(token, "confirm", signup.id, signup.nonce))
    return refused({ type: "not-found", what: "confirmation link" });
  if (signup.confirmedAt === null && signup.expiresAt <= clock.now())
    return refused({ type: "gone", what: "confirmation link" });
  return accepted(signup);
}

/** The token that manages the subscription. A link that was used changes nothing any more: neither later choices nor having left. */
export async function confirmSubscription(
  dependencies: Dependencies,
  tokens: Tokens,
  token: string,
): Promise<Result<{ manageToken: string }>> {
  const { database, clock } = dependencies;
  const found = await signupByToken(dependencies, tokens, token);
  if (!found.ok) return found;
  const { id, address, addressKey, language, choice, nonce, confirmedAt } = found.value;
  if (confirmedAt !== null) {
    const known = await subscriptionByKey(database, "email", addressKey);
    return known?.state === "active"
      ? accepted({ manageToken: tokens.issue("manage", known.id, known.nonce) })
      : refused({ type: "gone", what: "confirmation link" });
  }
  const now = clock.now();
  const [rows] = await database.atomically([
    putSubscription(database, {
      channel: "email",
      address,
      addressKey,
      language,
      choice,
      nonce,
      confirmedAt: now,
      consentSource: "confirmed by e-mail",
    }),
    markConfirmed(database, id, now),
    unsuppress(database, addressHashOf(dependencies, address)),
  ]);
  const subscription = rows?.[0] as { id: number; nonce: string };
  return accepted({ manageToken: tokens.issue("manage", subscription.id, subscription.nonce) });
}
