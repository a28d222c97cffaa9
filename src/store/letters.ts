/** Letters: one message to one person. Leased, begun, settled and retried as lots are, a row each. */
import { and, asc, eq, inArray, isNotNull, isNull, like, lt, lte, not, notInArray, sql } from "drizzle-orm";
import { letters } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Letter } from "../domain/letter.ts";
import type { Database, Write } from "./database.ts";
import { anyBrowser } from "./editor-browsers.ts";
import { hasRunOut, leaseLength } from "./lots.ts";

export type LetterRow = typeof letters.$inferSelect;
/** Beside letters to people: questions to a server that a stranger named. */
export type LetterPurpose = Letter["purpose"] | "webhook-test" | "websub-verify";

const day = 86_400_000;

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

/** Many at once, as one statement with one parameter: D1 takes 100 parameters, and 1,000 statements in a list. */
export function insertLetters(database: Database, rows: readonly NewLetter[]): Write {
  const field = (name: keyof NewLetter) => sql`value ->> ${sql.raw(`'$.${name}'`)}`;
  return database.statements.insert(letters).select(
    sql`select null, ${field("purpose")}, ${field("recipient")}, ${field("language")}, ${field("data")}, ${field("createdAt")}, ${field("notAfter")}, coalesce(${field("notBefore")}, 0), 0, 0, 0, 0, null, null
      from json_each(${JSON.stringify(rows)})`,
  );
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
/** In a lane of their own, since one that does not answer must hold up no mail. */
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
  const chosen = database.statements
    .select({ id: letters.id })
    .from(letters)
    .where(and(isNull(letters.doneAt), lte(letters.notBefore, now), hasRunOut(letters.leasedUntil, now), which))
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
  letter: Pick<LetterRow, "id" | "fence">,
  mark: Partial<Pick<LetterRow, "doneAt" | "outcome" | "notBefore" | "leasedUntil" | "isBegun">>,
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

export async function lettersTo(database: Database, recipient: string): Promise<LetterRow[]> {
  return database.statements.select().from(letters).where(sameAddress(recipient)).orderBy(asc(letters.id));
}
