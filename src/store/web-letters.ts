/** Letters to servers of partners and subscribers: what the hub asks callbacks, what becomes of the answers, and test events. */
import { sql } from "drizzle-orm";
import { letters } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";
import { browserHashIn, deleteGoneBrowser } from "./editor-browsers.ts";
import { logPartnerDelivery } from "./partners.ts";
import { endSubscriptionByKey, type Preferences, putSubscription } from "./subscriptions.ts";

/** What the hub was asked for: what the address of the subscription is made of, once the callback has agreed. */
export interface WebSubLetter extends Preferences {
  readonly mode: "subscribe" | "unsubscribe";
  readonly callback: string;
  readonly topic: string;
  readonly leaseSeconds: number;
  /** Sealed. */
  readonly secret?: string;
  readonly addressKey: string;
  readonly nonce: string;
}

/**
 * Asks the callback whether it wants this. At most so many questions go to one host after a moment, however many ask for them: a hub
 * must not be a way to flood somebody else. Gives a row, or none where the host has had its share.
 */
export function insertVerification(
  database: Database,
  letter: {
    /** The callback's host. */
    readonly recipient: string;
    readonly language: string;
    readonly createdAt: Moment;
    readonly notAfter: Moment;
  },
  request: WebSubLetter,
  budget: { readonly since: Moment; readonly most: number },
): Write {
  const { recipient, language, createdAt, notAfter } = letter;
  return database.statements
    .insert(letters)
    .select(
      sql`select null, 'websub-verify', ${recipient}, ${language}, ${JSON.stringify(request)}, ${createdAt}, ${notAfter}, 0, 0, 0, 0, 0, null, null
        where (select count(*) from letters where purpose = 'websub-verify' and recipient = ${recipient} and created_at > ${budget.since}) < ${budget.most}`,
    )
    .returning({ id: letters.id });
}

/** What comes of a letter beside its own mark. */
export function letterEffects(
  database: Database,
  letter: Pick<typeof letters.$inferSelect, "purpose" | "recipient" | "data">,
  outcome: { readonly type: string; readonly reason?: string; readonly address?: string },
  now: Moment,
): Write[] {
  const hash = browserHashIn(letter.recipient);
  if (hash !== null) {
    const { type, address } = outcome;
    return type === "gone" && address !== undefined ? [deleteGoneBrowser(database, { hash, address })] : [];
  }
  if (letter.purpose === "webhook-test") {
    const { subscriptionId } = letter.data as { subscriptionId: number };
    const { type, reason = "" } = outcome;
    return [logPartnerDelivery(database, { subscriptionId, announcementId: 0, at: now, outcome: type, reason })];
  }
  if (letter.purpose !== "websub-verify" || outcome.type !== "accepted") return [];
  const { mode, callback, topic, leaseSeconds, secret, addressKey, nonce, language, choice } =
    letter.data as WebSubLetter;
  if (mode === "unsubscribe") return [endSubscriptionByKey(database, "websub", addressKey, now)];
  const address = JSON.stringify({
    callback,
    topic,
    ...(secret === undefined ? {} : { secret }),
    expiresAt: now + leaseSeconds * 1_000,
  });
  const about = { channel: "websub" as const, address, addressKey, nonce, language, choice };
  return [putSubscription(database, { ...about, confirmedAt: now, consentSource: "agreed to by its callback" })];
}
