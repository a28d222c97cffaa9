/** Letters: one message to one person. Leased, begun, settled and retried as lots are, a row each. */
import { and, asc, eq, inArray, isNotNull, isNull, like, lt, lte, not, notInArray, or, sql } from "drizzle-orm";
import { letters } from "../../db/schema.ts";
import type { Kind, Moment, Role, Status } from "../domain/advisory.ts";
import type { Alarm } from "../domain/alarm.ts";
import { contentHashOf } from "../domain/lifecycle.ts";
import { contactState, type NoticeTopic, noticeText } from "../domain/partner-notice.ts";
import { stillEnds } from "../domain/sunset-reminder.ts";
import { advisoryState } from "./advisories.ts";
import { alarmByKey } from "./alarms.ts";
import type { Database, Write } from "./database.ts";
import { anyBrowser, browserHashIn, editorBrowserByHash } from "./editor-browsers.ts";
import { editorById } from "./editors.ts";
import { leaseLength, leaseSlack } from "./lots.ts";
import { contactById, noticeById } from "./partner-notices.ts";
import { signupById } from "./signups.ts";
import { type Subscription, subscriptionById } from "./subscriptions.ts";
import type { WebSubLetter } from "./web-letters.ts";

export type Letter = typeof letters.$inferSelect;
export type LetterPurpose =
  | ReaderPurpose
  | "erased"
  | NoticePurpose
  | AdvisoryPurpose
  | "alarm"
  | "canary"
  | "account"
  | "sign-in"
  | WebPurpose;
/** To whoever signs up or leaves. */
type ReaderPurpose = "confirm" | "goodbye";
/** To those who run machines that read the service, and of a notice a copy to each editor. */
type NoticePurpose = "notice" | "notice-invite";
/** To those who run the service: what an advisory came to. `editors`: one person took something back. */
export type AdvisoryPurpose = "editors" | "published" | "submitted" | "sunset";

/** To a server that a stranger named: in a lane of its own, since one that does not answer must hold up no mail. */
type WebPurpose = "webhook-test" | "websub-verify";

/** What happened to an account, or was asked for. */
export type AccountEvent = "added" | "roles" | "vouched" | "disabled" | "requested";

/** What the row of a letter about an account holds. */
export interface AccountData {
  readonly event: AccountEvent;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Who did it: one name, or two. */
  readonly actor: string;
}

const day = 86_400_000;

export interface NewLetter {
  readonly purpose: LetterPurpose;
  readonly recipient: string;
  readonly language: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Moment;
  readonly notAfter: Moment;
  /** Absent: at once. */
  readonly notBefore?: Moment;
}

export function insertLetter(database: Database, letter: NewLetter): Write {
  return database.statements.insert(letters).values(letter);
}

/** The same for a sign-up that is only known inside the write; nothing where the budgets left it out. */
export function insertConfirmLetter(
  database: Database,
  letter: Pick<NewLetter, "recipient" | "language" | "createdAt">,
  signup: { readonly addressKey: string; readonly nonce: string },
): Write {
  const { recipient, language, createdAt } = letter;
  return database.statements.insert(letters).select(
    sql`select null, 'confirm', ${recipient}, ${language}, json_object('signupId', id), ${createdAt}, expires_at, mail_at, 0, 0, 0, 0, null, null
      from signups where address_key = ${signup.addressKey} and nonce = ${signup.nonce}`,
  );
}

const toReaders: LetterPurpose[] = ["confirm", "goodbye", "erased"];
const toPartners: LetterPurpose[] = ["notice", "notice-invite"];
const toServers: LetterPurpose[] = ["webhook-test", "websub-verify"];
const toHouse = notInArray(letters.purpose, [...toReaders, ...toPartners, ...toServers]);
/** An editor's, by its row; the operator's that gets canaries, by its subscription. */
const toBrowsers = sql`(${like(letters.recipient, anyBrowser)} or ${like(letters.recipient, "{%")})`;

/** An alarm that the delivery thread did not take within that time (ms) is sent by whoever raised it. */
export const lateAlarm = 30_000;

/**
 * Takes some letters at once and marks them begun: committed before their first byte leaves. One that was begun already has an
 * outcome that nobody knows (lost with a process, or reported so): it comes with outcome "unknown".
 */
export function leaseLetters(
  database: Database,
  count: number,
  now: Moment,
  of: "mail" | "house" | "late alarms" | "push" | "web" = "mail",
): Write {
  const which = {
    mail: and(notInArray(letters.purpose, toServers), not(toBrowsers)),
    house: and(toHouse, not(toBrowsers)),
    push: toBrowsers,
    web: inArray(letters.purpose, toServers),
    "late alarms": and(eq(letters.purpose, "alarm"), lte(letters.createdAt, now - lateAlarm)),
  }[of];
  const free = or(lte(letters.leasedUntil, now), sql`${letters.leasedUntil} > ${now + leaseLength + leaseSlack}`);
  const chosen = database.statements
    .select({ id: letters.id })
    .from(letters)
    .where(and(isNull(letters.doneAt), lte(letters.notBefore, now), free, which))
    // What those who run the service must know at once does not wait behind sign-ups.
    .orderBy(inArray(letters.purpose, [...toReaders, ...toPartners]), asc(letters.id))
    .limit(count);
  return database.statements
    .update(letters)
    .set({
      fence: sql`${letters.fence} + 1`,
      leasedUntil: now + leaseLength,
      outcome: sql`case when ${letters.isBegun} then 'unknown' end`,
      isBegun: true,
      attempts: sql`${letters.attempts} + 1`,
    })
    .where(sql`${letters.id} in ${chosen}`)
    .returning();
}

export function markLetter(
  database: Database,
  letter: Pick<Letter, "id" | "fence">,
  mark: Partial<Pick<Letter, "doneAt" | "outcome" | "notBefore" | "leasedUntil" | "isBegun">>,
): Write {
  return database.statements
    .update(letters)
    .set(mark.doneAt ? { ...mark, recipient: recipientWhenDone } : mark)
    .where(and(eq(letters.id, letter.id), eq(letters.fence, letter.fence)))
    .returning({ id: letters.id });
}

/** The last word to somebody who had everything erased takes the address with it. */
const recipientWhenDone = sql`case when ${letters.purpose} = 'erased' then '' else ${letters.recipient} end`;

/** When a letter can be sent next: any, or only of those that go out while sending is held. */
export async function nextLetterAt(database: Database, of: "any" | "house" = "any"): Promise<Moment | null> {
  const [row] = await database.statements
    .select({ at: sql<number | null>`min(max(${letters.notBefore}, ${letters.leasedUntil}))` })
    .from(letters)
    .where(and(isNull(letters.doneAt), of === "house" ? toHouse : undefined));
  return row?.at ?? null;
}

/** One canary for each recipient; those of yesterday go. */
export function releaseCanaries(database: Database, recipients: readonly string[], now: Moment): Write[] {
  const old = and(eq(letters.purpose, "canary"), isNotNull(letters.doneAt), lt(letters.createdAt, now - day));
  return [
    database.statements.delete(letters).where(old),
    ...recipients.map((recipient) =>
      insertLetter(database, {
        purpose: "canary",
        recipient,
        language: "en",
        data: {},
        createdAt: now,
        notAfter: now + day,
      }),
    ),
  ];
}

export interface CanaryState {
  readonly recipient: string;
  /** When the oldest was released that came after the last one to arrive; null: all arrived. */
  readonly missingSince: Moment | null;
  /** One is still on its way. */
  readonly isOpen: boolean;
}

/** One for each recipient that was ever sent one. */
export async function canaryStates(database: Database): Promise<CanaryState[]> {
  const arrived = sql`(select max(a.created_at) from ${letters} a where a.purpose = 'canary'
    and a.recipient = ${letters.recipient} and a.outcome = 'accepted')`;
  const rows = await database.statements
    .select({
      recipient: letters.recipient,
      missingSince: sql<
        number | null
      >`min(case when ${letters.createdAt} > coalesce(${arrived}, 0) then ${letters.createdAt} end)`,
      open: sql<number>`sum(${letters.doneAt} is null)`,
    })
    .from(letters)
    .where(eq(letters.purpose, "canary"))
    .groupBy(letters.recipient);
  return rows.map(({ open, ...row }) => ({ ...row, isOpen: open > 0 }));
}

/** Letters that came too late are closed unsent. */
export function closeLateLetters(database: Database, now: Moment): Write {
  return database.statements
    .update(letters)
    .set({ doneAt: now, outcome: "too late", recipient: recipientWhenDone })
    .where(and(isNull(letters.doneAt), lt(letters.notAfter, now)));
}

/** Letters to this address that wait are closed unsent, and none names it any more. */
export function eraseLetters(database: Database, recipient: string, now: Moment): Write {
  return database.statements
    .update(letters)
    .set({
      recipient: "",
      doneAt: sql`coalesce(${letters.doneAt}, ${now})`,
      outcome: sql`coalesce(${letters.outcome}, 'erased')`,
    })
    .where(sameAddress(recipient));
}

/** Letters to a reader; an editor may have the same address. Letter case before the @ makes nobody else. */
function sameAddress(recipient: string) {
  return and(inArray(letters.purpose, toReaders), sql`lower(${letters.recipient}) = ${recipient.toLowerCase()}`);
}

export async function lettersTo(database: Database, recipient: string): Promise<Letter[]> {
  return database.statements.select().from(letters).where(sameAddress(recipient)).orderBy(asc(letters.id));
}

/** What a letter is about, read when it is sent: ids in the row, never words that a stranger typed. */
export type LetterMatter = { readonly recipient: string; readonly language: string; readonly messageKey: string } & (
  | { readonly purpose: ReaderPurpose; readonly id: number; readonly nonce: string }
  | { readonly purpose: "erased" }
  | { readonly purpose: "notice-invite"; readonly id: number; readonly nonce: string }
  | {
      readonly purpose: "notice";
      readonly topic: NoticeTopic;
      readonly text: string;
      readonly sentBy: string;
      /** Absent: the copy of an editor. */
      readonly contact?: { readonly id: number; readonly nonce: string };
    }
  | ({ readonly purpose: "alarm" } & Pick<Alarm, "name" | "number" | "detail" | "at">)
  | { readonly purpose: "canary"; readonly at: Moment }
  | ({ readonly purpose: "account"; readonly at: Moment } & AccountData)
  | { readonly purpose: "sign-in"; readonly name: string; readonly nonce: string }
  | {
      readonly purpose: AdvisoryPurpose;
      readonly slug: string;
      readonly kind: Kind;
      readonly status: Status;
      readonly number: number;
      readonly actor: string;
      /** When it was done, or begins to stand. */
      readonly at: Moment;
      /** Minutes since the submission, where this reminds of it. */
      readonly waitedMinutes?: number;
      /** `sunset`: how many hours before it. */
      readonly hours?: number;
      /** `submitted`: it goes to this browser, and until when. */
      readonly browser?: { readonly address: string; readonly deadlineAt: Moment };
    }
  | { readonly purpose: "webhook-test"; readonly webhook: Subscription }
  | { readonly purpose: "websub-verify"; readonly request: WebSubLetter }
);

/** What the row of a letter about an advisory holds. */
export interface AdvisoryData {
  readonly advisoryId: string;
  readonly number: number;
  readonly actor: string;
  /** `submitted`: what waited. */
  readonly contentHash?: string;
  readonly waitedMinutes?: number;
  /** `sunset`: how many hours before it. */
  readonly hours?: number;
}

/** Null where it no longer exists, or no longer waits: then there is nothing to say. */
export async function letterMatter(
  database: Database,
  letter: Letter,
  digest: (text: string) => string,
  now: Moment,
): Promise<LetterMatter | null> {
  const common = { recipient: letter.recipient, language: letter.language, messageKey: `letter-${letter.id}` };
  const purpose = letter.purpose as LetterPurpose;
  switch (purpose) {
    case "webhook-test": {
      const { subscriptionId } = letter.data as { subscriptionId: number };
      const webhook = await subscriptionById(database, subscriptionId);
      return webhook && { ...common, purpose, webhook };
    }
    case "websub-verify":
      return { ...common, purpose, request: letter.data as WebSubLetter };
    case "confirm": {
      const { signupId } = letter.data as { signupId?: number };
      const signup = await signupById(database, signupId ?? 0);
      return signup && { ...common, purpose, id: signup.id, nonce: signup.nonce };
    }
    case "goodbye": {
      const { subscriptionId } = letter.data as { subscriptionId?: number };
      const subscription = await subscriptionById(database, subscriptionId ?? 0);
      return subscription && { ...common, purpose, id: subscription.id, nonce: subscription.nonce };
    }
    case "erased":
      return { ...common, purpose };
    case "notice-invite": {
      const { contactId } = letter.data as { contactId: number };
      const contact = await contactById(database, contactId);
      return contact && { ...common, purpose, id: contact.id, nonce: contact.nonce };
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
        ...common,
        purpose,
        ...about,
        ...(contact ? { contact: { id: contact.id, nonce: contact.nonce } } : {}),
      };
    }
    case "alarm": {
      const { name, number } = letter.data as { name: string; number: number };
      const alarm = await alarmByKey(database, name, number);
      return alarm && { ...common, purpose, ...alarm };
    }
    case "canary":
      return { ...common, purpose, at: letter.createdAt };
    case "account":
      return { ...common, purpose, at: letter.createdAt, ...(letter.data as AccountData) };
    case "sign-in": {
      const { editorId, nonce } = letter.data as { editorId: string; nonce: string };
      const editor = await editorById(database, editorId);
      return editor && editor.disabledAt === undefined ? { ...common, purpose, name: editor.name, nonce } : null;
    }
    case "editors":
    case "published":
    case "submitted":
    case "sunset": {
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
      if (purpose === "sunset")
        return { ...common, purpose, slug, kind, status, number, actor, at: sunsetAt, hours: hours ?? 0 };
      const at = purpose === "published" ? (revision?.effectiveAt ?? letter.createdAt) : letter.createdAt;
      const waited = waitedMinutes === undefined ? {} : { waitedMinutes };
      const matter = { ...common, purpose, slug, kind, status, number, actor, at, ...waited };
      const hash = browserHashIn(letter.recipient);
      if (hash === null) return matter;
      const browser = await editorBrowserByHash(database, hash);
      return browser && { ...matter, browser: { address: browser.address, deadlineAt: letter.notAfter } };
    }
  }
}
