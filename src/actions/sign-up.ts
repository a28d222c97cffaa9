/**
 * Signing up. By e-mail nothing begins before the confirmation; new, known and blocked addresses get the same answer in the same
 * way, and the budgets for an address keep the confirmation mail from being used as a weapon. By push the browser has consented.
 */
import { hours } from "../domain/durations.ts";
import { insertConfirmLetter } from "../store/letters.ts";
import { insertSignup, type Preferences, putSubscription, type SubscriptionChannel } from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";

/** How long a confirmation link works. */
const confirmLife = hours(72);

/** Confirmation mails to one address: 1 in 24 hours, 3 in 30 days. */
const addressBudgets = [
  { within: hours(24), most: 1 },
  { within: hours(24 * 30), most: 3 },
] as const;

export interface EmailSignUp extends Preferences {
  /** Normal form; already checked. */
  readonly address: string;
  readonly isUnlimited: boolean;
}

/** One confirmation mail, unless the address has had its share. Gives nothing back: the caller must not know. */
export async function signUpByEmail(dependencies: Dependencies, request: EmailSignUp): Promise<void> {
  const { database, clock, digest, newId, nudge } = dependencies;
  const { address, language, choice } = request;
  const now = clock.now();
  const addressKey = addressKeyOf(dependencies, "email", address);
  const nonce = digest(newId()).slice(0, 32);
  const expiresAt = now + confirmLife;
  const budgets = request.isUnlimited ? [] : addressBudgets.map(({ within, most }) => ({ since: now - within, most }));
  const signup = { address, addressKey, language, choice, nonce, createdAt: now, expiresAt };
  const letter = { recipient: address, language, createdAt: now, notAfter: expiresAt };
  await database.atomically([
    insertSignup(database, signup, budgets),
    insertConfirmLetter(database, letter, { addressKey, nonce }),
  ]);
  nudge();
}

export interface PushSignUp extends Preferences {
  /** The browser's PushSubscription; already checked. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
}

/** The subscription's id and nonce, for the link that manages it. */
export async function signUpByPush(
  dependencies: Dependencies,
  request: PushSignUp,
): Promise<{ id: number; nonce: string }> {
  const { database, clock, digest, newId } = dependencies;
  const { language, choice, subscription } = request;
  const { endpoint, keys } = subscription;
  const [rows] = await database.atomically([
    putSubscription(database, {
      channel: "push",
      address: JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }),
      addressKey: addressKeyOf(dependencies, "push", endpoint),
      language,
      choice,
      nonce: digest(newId()).slice(0, 32),
      confirmedAt: clock.now(),
      consentSource: "browser",
    }),
  ]);
  return rows?.[0] as { id: number; nonce: string };
}

/** What tells whether an address is subscribed already. */
export function addressKeyOf(
  { digest }: Pick<Dependencies, "digest">,
  channel: SubscriptionChannel,
  normalAddress: string,
): string {
  return digest(`${channel}:${channel === "email" ? normalAddress.toLowerCase() : normalAddress}`);
}
