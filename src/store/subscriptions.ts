/** Sign-ups that wait for confirmation, and subscriptions. A subscription gets its id when it is confirmed, and no id twice. */
import { and, asc, between, count, eq, max, sql } from "drizzle-orm";
import { signups, subscriptions } from "../../db/schema.ts";
import type { Kind, Moment } from "../domain/advisory.ts";
import type { Choice } from "../domain/matching.ts";
import type { Sector } from "../domain/sectors.ts";
import type { Database, Write } from "./database.ts";

export type SubscriptionChannel = "webhook" | "websub" | "push" | "email";

export interface Preferences {
  readonly language: string;
  readonly choice: Choice;
}

export interface Signup extends Preferences {
  readonly id: number;
  readonly address: string;
  readonly nonce: string;
  readonly createdAt: Moment;
  readonly expiresAt: Moment;
  readonly confirmedAt: Moment | null;
}

export interface Subscription extends Preferences {
  readonly id: number;
  readonly channel: SubscriptionChannel;
  readonly address: string;
  readonly nonce: string;
  readonly state: "active" | "left" | "gone";
}

const choices = new Map<string, readonly string[]>();

/** A few lists are shared by nearly all rows: each text is parsed once. */
function list<Item extends string>(text: string): readonly Item[] {
  let known = choices.get(text);
  if (!known) {
    if (choices.size > 10_000) choices.clear();
    known = JSON.parse(text) as string[];
    choices.set(text, known);
  }
  return known as readonly Item[];
}

function toPreferences(row: { language: string; kinds: string; areas: string; sectors: string }): Preferences {
  return {
    language: row.language,
    choice: { kinds: list<Kind>(row.kinds), areas: list(row.areas), sectors: list<Sector>(row.sectors) },
  };
}

function toColumns({ language, choice }: Preferences) {
  return {
    language,
    kinds: JSON.stringify(choice.kinds),
    areas: JSON.stringify(choice.areas),
    sectors: JSON.stringify(choice.sectors),
  };
}

export interface NewSignup extends Preferences {
  readonly address: string;
  readonly addressKey: string;
  readonly nonce: string;
  readonly createdAt: Moment;
  readonly expiresAt: Moment;
}

/** At most so many sign-ups of one address after a moment. */
export interface SignupBudget {
  readonly since: Moment;
  readonly most: number;
}

/** Counted inside the write, so that of many at once for one address no more are taken than the budgets allow. */
export function insertSignup(
  database: Database,
  { address, addressKey, nonce, createdAt, expiresAt, ...preferences }: NewSignup,
  budgets: readonly SignupBudget[] = [],
): Write {
  const { language, kinds, areas, sectors } = toColumns(preferences);
  const within = budgets.map(
    ({ since, most }) =>
      sql`(select count(*) from signups where address_key = ${addressKey} and created_at > ${since}) < ${most}`,
  );
  return database.statements
    .insert(signups)
    .select(
      sql`select null, ${address}, ${addressKey}, ${language}, ${kinds}, ${areas}, ${sectors}, ${nonce}, ${createdAt}, ${expiresAt}, null
        where ${and(sql`true`, ...within)}`,
    )
    .returning({ id: signups.id });
}

export async function signupById(database: Database, id: number): Promise<(Signup & { addressKey: string }) | null> {
  const [row] = await database.statements.select().from(signups).where(eq(signups.id, id));
  return row ? { ...row, ...toPreferences(row) } : null;
}

export function markConfirmed(database: Database, id: number, at: Moment): Write {
  return database.statements.update(signups).set({ confirmedAt: at }).where(eq(signups.id, id));
}

export interface NewSubscription extends Preferences {
  readonly channel: SubscriptionChannel;
  readonly tier?: number;
  readonly address: string;
  readonly addressKey: string;
  readonly nonce: string;
  readonly confirmedAt: Moment;
  readonly consentSource: string;
  readonly isExercise?: boolean;
  /** Kept by imports and restores. */
  readonly id?: number;
}

/** One for each address: who comes again gets the preferences of this time and keeps the id and the nonce, so that old links go on working. */
export function putSubscription(database: Database, { language, choice, ...rest }: NewSubscription): Write {
  const columns = toColumns({ language, choice });
  return database.statements
    .insert(subscriptions)
    .values({ ...rest, ...columns })
    .onConflictDoUpdate({
      target: [subscriptions.channel, subscriptions.addressKey],
      set: { ...columns, address: rest.address, state: "active", endedAt: null, confirmedAt: rest.confirmedAt },
    })
    .returning({ id: subscriptions.id, nonce: subscriptions.nonce });
}

/** Many at once, as one statement with one parameter (D1 takes 100). An address that is there already is left as it is; an id is a DuplicateKey. */
export function importSubscriptions(database: Database, rows: readonly NewSubscription[]): Write {
  const data = JSON.stringify(
    rows.map(({ language, choice, ...rest }) => ({ ...rest, ...toColumns({ language, choice }) })),
  );
  const field = (name: string) => sql`value ->> ${sql.raw(`'$.${name}'`)}`;
  return database.statements
    .insert(subscriptions)
    .select(
      sql`select ${field("id")}, ${field("channel")}, coalesce(${field("tier")}, 1), ${field("address")}, ${field("addressKey")}, ${field("language")}, ${field("kinds")}, ${field("areas")}, ${field("sectors")}, ${field("nonce")}, coalesce(${field("isExercise")}, 0), 'active', ${field("confirmedAt")}, ${field("consentSource")}, null from json_each(${data}) where true`,
    )
    .onConflictDoNothing({ target: [subscriptions.channel, subscriptions.addressKey] })
    .returning({ id: subscriptions.id });
}

export async function subscriptionById(database: Database, id: number): Promise<Subscription | null> {
  const [row] = await database.statements.select().from(subscriptions).where(eq(subscriptions.id, id));
  return row ? { ...row, ...toPreferences(row) } : null;
}

export async function subscriptionByKey(
  database: Database,
  channel: SubscriptionChannel,
  addressKey: string,
): Promise<Subscription | null> {
  const [row] = await database.statements
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.channel, channel), eq(subscriptions.addressKey, addressKey)));
  return row ? { ...row, ...toPreferences(row) } : null;
}

/** Who is to be asked for a lot: those who have not left, in id order. Exercises go to marked subscriptions only. */
export async function subscriptionsInRange(
  database: Database,
  lot: { channel: SubscriptionChannel; tier: number; firstId: number; lastId: number; onlyExercise: boolean },
): Promise<Subscription[]> {
  const rows = await database.statements
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.channel, lot.channel),
        eq(subscriptions.tier, lot.tier),
        between(subscriptions.id, lot.firstId, lot.lastId),
        eq(subscriptions.state, "active"),
        lot.onlyExercise ? eq(subscriptions.isExercise, true) : undefined,
      ),
    )
    .orderBy(asc(subscriptions.id));
  return rows.map((row) => ({ ...row, ...toPreferences(row) }));
}

/** Still active among these ids: asked again before each group of messages, since people leave while a lot is sent. */
export async function stillActive(database: Database, firstId: number, lastId: number): Promise<Set<number>> {
  const rows = await database.statements
    .select({ id: subscriptions.id })
    .from(subscriptions)
    .where(and(between(subscriptions.id, firstId, lastId), eq(subscriptions.state, "active")));
  return new Set(rows.map((row) => row.id));
}

export async function highestSubscriptionId(database: Database): Promise<number> {
  const [row] = await database.statements.select({ id: max(subscriptions.id) }).from(subscriptions);
  return row?.id ?? 0;
}

export function setPreferences(database: Database, id: number, preferences: Preferences): Write {
  return database.statements.update(subscriptions).set(toColumns(preferences)).where(eq(subscriptions.id, id));
}

/** Leaving, by the reader (`left`) or because the address is dead (`gone`). The same again changes nothing. */
export function endSubscription(database: Database, id: number, state: "left" | "gone", at: Moment): Write {
  return database.statements
    .update(subscriptions)
    .set({ state, endedAt: at })
    .where(and(eq(subscriptions.id, id), eq(subscriptions.state, "active")))
    .returning({ id: subscriptions.id });
}

/** The same by the address's key; where there is none, nothing. */
export function endSubscriptionByKey(
  database: Database,
  channel: SubscriptionChannel,
  addressKey: string,
  at: Moment,
): Write {
  return database.statements
    .update(subscriptions)
    .set({ state: "left", endedAt: at })
    .where(
      and(
        eq(subscriptions.channel, channel),
        eq(subscriptions.addressKey, addressKey),
        eq(subscriptions.state, "active"),
      ),
    );
}

export async function activeCount(database: Database, channel: SubscriptionChannel): Promise<number> {
  const [row] = await database.statements
    .select({ count: count() })
    .from(subscriptions)
    .where(and(eq(subscriptions.channel, channel), eq(subscriptions.state, "active")));
  return row?.count ?? 0;
}

/** Undoes leaving, for the link in the goodbye mail. */
export function resumeSubscription(database: Database, id: number): Write {
  return database.statements
    .update(subscriptions)
    .set({ state: "active", endedAt: null })
    .where(and(eq(subscriptions.id, id), eq(subscriptions.state, "left")))
    .returning({ id: subscriptions.id });
}
