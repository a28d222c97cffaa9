/**
 * Signing up. By e-mail nothing begins before the confirmation; new, known and blocked addresses get the same answer in the same
 * way, and budgets keep the confirmation mail from being used as a weapon. By push the browser has consented.
 */
import { hours, minutes } from "../domain/durations.ts";
import { mailboxOf, mailDomainOf } from "../domain/mail-address.ts";
import { insertConfirmLetter } from "../store/letters.ts";
import { forgetOldSignups, insertSignup, type SignupLimits } from "../store/signups.ts";
import { type Preferences, putSubscription, type SubscriptionChannel } from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";

/** How long a confirmation link works. */
const confirmLife = hours(72);

/** Mails that ask one mailbox whether it wants more: 1 in 24 hours, 3 in 30 days. */
export const mailboxBudgets = [
  { within: hours(24), most: 1 },
  { within: hours(24 * 30), most: 3 },
] as const;
const longestBudget = hours(24 * 30);

/** A confirmation mail that would have to wait longer is not promised. */
const longestWait = hours(24);

/** Confirmation mails in a minute. What is above waits its turn: dropping it would let a flood shut real readers out. */
export interface SignUpPace {
  readonly perDomain: number;
  readonly inAll: number;
}

export interface EmailSignUp extends Preferences {
  /** Normal form; already checked. */
  readonly address: string;
  /** `null`: no limits at all, for tests. */
  readonly pace: SignUpPace | null;
}

/** One confirmation mail, unless the mailbox has had its share. Gives nothing back: the caller must not know. */
export async function signUpByEmail(dependencies: Dependencies, request: EmailSignUp): Promise<void> {
  const { database, clock, digest, newId, nudge } = dependencies;
  const { address, language, choice, pace } = request;
  const now = clock.now();
  const addressKey = addressKeyOf(dependencies, "email", address);
  const nonce = digest(newId()).slice(0, 32);
  const signup = {
    ...{ address, addressKey, language, choice, nonce },
    inboxHash: dependencies.keyedHash(`mailbox:${mailboxOf(address)}`),
    domain: mailDomainOf(address),
    createdAt: now,
    life: confirmLife,
  };
  const limits: SignupLimits | undefined = pace
    ? {
        budgets: mailboxBudgets.map(({ within, most }) => ({ since: now - within, most })),
        pace: { window: minutes(1), ...pace },
        longestWait,
      }
    : undefined;
  await database.atomically([
    ...forgetOldSignups(database, now - longestBudget),
    insertSignup(database, signup, limits),
    insertConfirmLetter(database, { recipient: address, language, createdAt: now }, { addressKey, nonce }),
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

/** What suppressions know an address by. */
export function addressHashOf({ keyedHash }: Pick<Dependencies, "keyedHash">, normalAddress: string): string {
  return keyedHash(`email:${normalAddress.toLowerCase()}`);
}
