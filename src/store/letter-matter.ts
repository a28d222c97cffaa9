/** What a letter is about, read when it is sent: ids in the row, never words that a stranger typed. */
import type { Moment } from "../domain/advisory.ts";
import type { AccountData, AdvisoryLetter, AdvisoryPurpose, Letter, LetterHead } from "../domain/letter.ts";
import { contentHashOf } from "../domain/lifecycle.ts";
import { contactState, noticeText } from "../domain/partner-notice.ts";
import { stillEnds } from "../domain/sunset-reminder.ts";
import { advisoryState } from "./advisories.ts";
import { alarmByKey } from "./alarms.ts";
import type { Database } from "./database.ts";
import { browserHashIn, editorBrowserByHash } from "./editor-browsers.ts";
import { editorById } from "./editors.ts";
import type { AdvisoryData, LetterPurpose, LetterRow } from "./letters.ts";
import { contactById, noticeById } from "./partner-notices.ts";
import { signupById } from "./signups.ts";
import { type Subscription, subscriptionById } from "./subscriptions.ts";
import type { WebSubLetter } from "./web-letters.ts";

export type LetterMatter =
  | Letter
  | (LetterHead & { readonly purpose: "webhook-test"; readonly webhook: Subscription })
  | (LetterHead & { readonly purpose: "websub-verify"; readonly request: WebSubLetter });

/** Null where it no longer exists, or no longer waits: then there is nothing to say. */
export async function letterMatter(
  database: Database,
  letter: LetterRow,
  digest: (text: string) => string,
  now: Moment,
): Promise<LetterMatter | null> {
  // In a restored copy ids come again.
  const head = {
    recipient: letter.recipient,
    language: letter.language,
    messageKey: `letter-${letter.id}-${letter.createdAt}`,
  };
  const purpose = letter.purpose as LetterPurpose;
  switch (purpose) {
    case "webhook-test": {
      const { subscriptionId } = letter.data as { subscriptionId: number };
      const webhook = await subscriptionById(database, subscriptionId);
      return webhook && { ...head, purpose, webhook };
    }
    case "websub-verify":
      return { ...head, purpose, request: letter.data as WebSubLetter };
    case "confirm": {
      const { signupId } = letter.data as { signupId?: number };
      const signup = await signupById(database, signupId ?? 0);
      return signup && { ...head, purpose, id: signup.id, nonce: signup.nonce };
    }
    case "goodbye": {
      const { subscriptionId } = letter.data as { subscriptionId?: number };
      const subscription = await subscriptionById(database, subscriptionId ?? 0);
      return subscription && { ...head, purpose, id: subscription.id, nonce: subscription.nonce };
    }
    case "erased":
      return { ...head, purpose };
    case "notice-invite": {
      const { contactId } = letter.data as { contactId: number };
      const contact = await contactById(database, contactId);
      return contact && { ...head, purpose, id: contact.id, nonce: contact.nonce };
    }
    case "notice": {
      const { noticeId, contactId } = letter.data as { noticeId: string; contactId?: number };
      const notice = await noticeById(database, noticeId);
      const contact = contactId === undefined ? undefined : await contactById(database, contactId);
      // Whoever left since, or was taken off the list, gets nothing more.
      if (!notice || contact === null || (contact && contactState(contact) !== "joined")) return null;
      const sentBy = (await editorById(database, notice.sentBy))?.name ?? notice.sentBy;
      const about = { topic: notice.topic, text: noticeText(notice, letter.language), sentBy };
      return {
        ...head,
        purpose,
        ...about,
        ...(contact ? { contact: { id: contact.id, nonce: contact.nonce } } : {}),
      };
    }
    case "alarm": {
      const { name, number } = letter.data as { name: string; number: number };
      const alarm = await alarmByKey(database, name, number);
      return alarm && { ...head, purpose, ...alarm };
    }
    case "canary":
      return { ...head, purpose, at: letter.createdAt };
    case "account":
      return { ...head, purpose, at: letter.createdAt, ...(letter.data as AccountData) };
    case "sign-in": {
      const { editorId, nonce } = letter.data as { editorId: string; nonce: string };
      const editor = await editorById(database, editorId);
      return editor && editor.disabledAt === undefined ? { ...head, purpose, name: editor.name, nonce } : null;
    }
    case "editors":
    case "published":
    case "submitted":
    case "sunset":
      return aboutAdvisory(database, letter, { ...head, purpose }, digest, now);
  }
}

async function aboutAdvisory(
  database: Database,
  letter: LetterRow,
  head: LetterHead & { readonly purpose: AdvisoryPurpose },
  digest: (text: string) => string,
  now: Moment,
): Promise<(LetterHead & AdvisoryLetter) | null> {
  const { purpose } = head;
  const { advisoryId, number, actor, contentHash, waitedMinutes, hours } = letter.data as AdvisoryData;
  const advisory = (await advisoryState(database, advisoryId))?.advisory;
  if (!advisory) return null;
  const { slug, kind, status, working, revisions } = advisory;
  const stillWaits = working?.stage === "submitted" && contentHashOf(advisory, digest) === contentHash;
  if (purpose === "submitted" && !stillWaits) return null;
  const revision = revisions.find((one) => one.number === number);
  if (purpose === "published" && (!revision || revision.voidedAt !== undefined || revision.isHeld)) return null;
  if (purpose === "sunset" && !stillEnds(advisory, number, now)) return null;
  const sunsetAt = revision?.content.sunsetAt ?? letter.createdAt;
  if (purpose === "sunset") return { ...head, slug, kind, status, number, actor, at: sunsetAt, hours: hours ?? 0 };
  const at = purpose === "published" ? (revision?.effectiveAt ?? letter.createdAt) : letter.createdAt;
  const waited = waitedMinutes === undefined ? {} : { waitedMinutes };
  const matter = { ...head, slug, kind, status, number, actor, at, ...waited };
  const hash = browserHashIn(letter.recipient);
  if (hash === null) return matter;
  const browser = await editorBrowserByHash(database, hash);
  return browser && { ...matter, browser: { address: browser.address, deadlineAt: letter.notAfter } };
}
