/**
 * A mail came back, or its reader complained: the subscription ends, and no list may bring the address back until its reader confirms
 * anew. Whose it is only the token says, since the report itself can be written by anybody.
 */
import { normalMailAddress } from "../domain/mail-address.ts";
import type { Tokens } from "../domain/ports.ts";
import type { Result } from "../domain/refusal.ts";
import { accepted, refused } from "../domain/refusal.ts";
import { type MailReport, readMailReport } from "../formats/mail-report.ts";
import { endSubscription, type Subscription, suppress } from "../store/subscriptions.ts";
import { subscriptionByToken } from "./change-subscription.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressHashOf } from "./sign-up.ts";

export interface MailReportDependencies extends Dependencies {
  readonly tokens: Tokens;
  /** Mails come back to this name, a plus and a token. */
  readonly bounceAddress?: string;
}

/** What came of it; a refusal is a sentence without addresses. Taken again it changes nothing more. */
export async function takeMailReport(
  dependencies: MailReportDependencies,
  raw: Uint8Array,
): Promise<Result<{ readonly ended: "bounced" | "complained" }, string>> {
  const { database, clock, site, bounceAddress, log } = dependencies;
  const read = await readMailReport(raw, { baseUrl: site.baseUrl, ...(bounceAddress ? { bounceAddress } : {}) });
  if (!read.ok) return read;
  const report = read.value;
  const reader = await readerOf(dependencies, report);
  if (!reader) return refused("it brings no token of a reader");
  if (reader.state !== "active") return refused("the subscription has ended already");
  // A mail that was forwarded can fail where its reader no longer is, while the address itself lives.
  if (report.type === "bounce" && !report.deadAddresses.some((one) => isSame(one, reader.address)))
    return refused("the address that is dead is not the reader's own");
  if (report.writtenAt !== null && report.writtenAt < reader.confirmedAt)
    return refused("it is older than the reader's confirmation");
  const now = clock.now();
  const reason = report.type === "bounce" ? "bounced" : "complained";
  await database.atomically([
    endSubscription(database, reader.id, report.type === "bounce" ? "gone" : "left", now),
    suppress(database, addressHashOf(dependencies, reader.address), reason, now),
  ]);
  log.info({ subscription: reader.id, reason }, "a subscription ended by what came back");
  return accepted({ ended: reason });
}

/** The reader of the first token that is genuine. */
async function readerOf(
  dependencies: MailReportDependencies,
  { bounceTokens, unsubscribeTokens }: MailReport,
): Promise<Subscription | null> {
  const marked = [
    ...bounceTokens.map((token) => ({ token, purpose: "bounce" as const })),
    ...unsubscribeTokens.map((token) => ({ token, purpose: "unsubscribe" as const })),
  ];
  for (const { token, purpose } of marked) {
    const found = await subscriptionByToken(dependencies, dependencies.tokens, token, purpose);
    if (found.ok && found.value.channel === "email") return found.value;
  }
  return null;
}

/** Hosts spell the part before the @ as they like when they answer. */
function isSame(one: string, other: string): boolean {
  return normalMailAddress(one).toLowerCase() === normalMailAddress(other).toLowerCase();
}
