/** Letters: one message to one person. Leased, begun, settled and retried as lots are, a row each. */
import { and, asc, eq, isNull, lt, lte, or, sql } from "drizzle-orm";
import { advisories, letters } from "../../db/schema.ts";
import type { Kind, Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";
import { leaseLength, leaseSlack } from "./lots.ts";
import { signupById } from "./signups.ts";
import { subscriptionById } from "./subscriptions.ts";

export type Letter = typeof letters.$inferSelect;
export type LetterPurpose = "confirm" | "goodbye" | "erased" | "editors";

export interface NewLetter {
  readonly purpose: LetterPurpose;
  readonly recipient: string;
  readonly language: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Moment;
  readonly notAfter: Moment;
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

/**
 * Takes some letters at once and marks them begun: committed before their first byte leaves. One that was begun already has an
 * outcome that nobody knows (lost with a process, or reported so): it comes with outcome "unknown".
 */
export function leaseLetters(database: Database, count: number, now: Moment): Write {
  const free = or(lte(letters.leasedUntil, now), sql`${letters.leasedUntil} > ${now + leaseLength + leaseSlack}`);
  const chosen = database.statements
    .select({ id: letters.id })
    .from(letters)
    .where(and(isNull(letters.doneAt), lte(letters.notBefore, now), free))
    // What editors must know at once does not wait behind sign-ups.
    .orderBy(sql`${letters.purpose} = 'editors' desc`, asc(letters.id))
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

export async function nextLetterAt(database: Database): Promise<Moment | null> {
  const [row] = await database.statements
    .select({ at: sql<number | null>`min(max(${letters.notBefore}, ${letters.leasedUntil}))` })
    .from(letters)
    .where(isNull(letters.doneAt));
  return row?.at ?? null;
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

/** Letter case before the @ makes no other reader. */
function sameAddress(recipient: string) {
  return sql`lower(${letters.recipient}) = ${recipient.toLowerCase()}`;
}

export async function lettersTo(database: Database, recipient: string): Promise<Letter[]> {
  return database.statements.select().from(letters).where(sameAddress(recipient)).orderBy(asc(letters.id));
}

/** What a letter is about, read when it is sent: ids in the row, never words that a stranger typed. */
export type LetterMatter = { readonly recipient: string; readonly language: string; readonly messageKey: string } & (
  | { readonly purpose: "confirm" | "goodbye"; readonly id: number; readonly nonce: string }
  | { readonly purpose: "erased" }
  | {
      readonly purpose: "editors";
      readonly slug: string;
      readonly kind: Kind;
      readonly number: number;
      readonly actor: string;
      readonly at: Moment;
    }
);

/** Null where it no longer exists: then there is nothing to say. */
export async function letterMatter(database: Database, letter: Letter): Promise<LetterMatter | null> {
  const common = { recipient: letter.recipient, language: letter.language, messageKey: `letter-${letter.id}` };
  const data = letter.data as {
    signupId?: number;
    subscriptionId?: number;
    advisoryId?: string;
    number?: number;
    actor?: string;
  };
  switch (letter.purpose as LetterPurpose) {
    case "confirm": {
      const signup = await signupById(database, data.signupId ?? 0);
      return signup && { ...common, purpose: "confirm", id: signup.id, nonce: signup.nonce };
    }
    case "goodbye": {
      const subscription = await subscriptionById(database, data.subscriptionId ?? 0);
      return subscription && { ...common, purpose: "goodbye", id: subscription.id, nonce: subscription.nonce };
    }
    case "erased":
      return { ...common, purpose: "erased" };
    case "editors": {
      const [advisory] = await database.statements
        .select()
        .from(advisories)
        .where(eq(advisories.id, data.advisoryId ?? ""));
      if (!advisory) return null;
      const { slug, kind } = advisory;
      return {
        ...common,
        purpose: "editors",
        slug,
        kind,
        number: data.number ?? 0,
        actor: data.actor ?? "",
        at: letter.createdAt,
      };
    }
  }
}
