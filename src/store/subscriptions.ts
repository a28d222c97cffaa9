/** Subscriptions. Each gets its id when it is confirmed, and no id twice. */
import { and, asc, between, count, eq, inArray, sql } from "drizzle-orm";
import { subscriptions, suppressions } from "../../db/schema.ts";
import type { Kind, Moment } from "../domain/advisory.ts";
import type { Choice } from "../domain/matching.ts";
import type { Sector } from "../domain/sectors.ts";
import { type Database, parsed, type Write } from "./database.ts";

export type SubscriptionChannel = "webhook" | "websub" | "push" | "email";

export interface Preferences {
  readonly language: string;
  readonly choice: Choice;
}

export interface Subscription extends Preferences {
  readonly id: number;
  readonly channel: SubscriptionChannel;
  readonly address: string;
  readonly nonce: string;
  readonly state: "active" | "left" | "gone" | "erased";
  readonly isExercise: boolean;
  readonly confirmedAt: Moment;
  readonly consentSource: string;
  readonly endedAt: Moment | null;
}

const choices = new Map<string, readonly string[]>();

/**
 * A few lists are shared by nearly all rows: each text is parsed once. One that was damaged on the disk is an empty one, "all": its
 * reader is told too much rather than nothing, and the others of its lot do not wait for somebody to mend it.
 */
function list<Item extends string>(text: string): readonly Item[] {
  let known = choices.get(text);
  if (!known) {
    if (choices.size > 10_000) choices.clear();
    const value = parsed(text);
    known = Array.isArray(value) ? value : [];
    choices.set(text, known);
  }
  return known as readonly Item[];
}

export function toChoice({ kinds, areas, sectors }: Readonly<Record<keyof Choice, string>>): Choice {
  return { kinds: list<Kind>(kinds), areas: list(areas), sectors: list<Sector>(sectors) };
}

export function toPreferences(row: { language: string; kinds: string; areas: string; sectors: string }): Preferences {
  return { language: row.language, choice: toChoice(row) };
}

export function toColumns({ language, choice }: Preferences) {
  return {
    language,
    kinds: JSON.stringify(choice.kinds),
    areas: JSON.stringify(choice.areas),
    sectors: JSON.stringify(choice.sectors),
  };
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

/** An address that a list brings along: left out where its keyed hash is suppressed. */
export type BroughtAddress = NewSubscription & { readonly addressHash?: string };

/**
 * Many at once, as one statement with one parameter (D1 takes 100). An address that is there already is left as it is, one that was
 * erased stays away; an id is a DuplicateKey.
 */
export function importSubscriptions(database: Database, rows: readonly BroughtAddress[]): Write {
  const data = JSON.stringify(
    rows.map(({ language, choice, ...rest }) => ({ ...rest, ...toColumns({ language, choice }) })),
  );
  const field = (name: string) => sql`value ->> ${sql.raw(`'$.${name}'`)}`;
  return database.statements
    .insert(subscriptions)
    .select(
      sql`select ${field("id")}, ${field("channel")}, coalesce(${field("tier")}, 1), ${field("address")}, ${field("addressKey")}, ${field("language")}, ${field("kinds")}, ${field("areas")}, ${field("sectors")}, ${field("nonce")}, coalesce(${field("isExercise")}, 0), 'active', ${field("confirmedAt")}, ${field("consentSource")}, null from json_each(${data})
        where not exists (select 1 from suppressions s where s.address_hash = ${field("addressHash")})`,
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

export function setPreferences(database: Database, id: number, preferences: Preferences): Write {
  return database.statements.update(subscriptions).set(toColumns(preferences)).where(eq(subscriptions.id, id));
}

/** Where the address is dead: one that its reader has left meanwhile is not theirs any more. */
export function endDeadSubscription(
  database: Database,
  { id, address }: Pick<Subscription, "id" | "address">,
  at: Moment,
): Write {
  return database.statements
    .update(subscriptions)
    .set({ state: "gone", endedAt: at })
    .where(and(eq(subscriptions.id, id), eq(subscriptions.address, address), eq(subscriptions.state, "active")));
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

/** Takes away all that is held of a reader but the id, which lots count by, and the nonce, so that links in old mails still say what is. */
export function eraseSubscription(database: Database, id: number, at: Moment): Write {
  return database.statements
    .update(subscriptions)
    .set({
      address: "",
      addressKey: `erased ${id}`,
      ...toColumns({ language: "en", choice: { kinds: [], areas: [], sectors: [] } }),
      isExercise: false,
      state: "erased",
      confirmedAt: 0,
      consentSource: "",
      endedAt: at,
    })
    .where(eq(subscriptions.id, id));
}

/** Why no list may bring an address back: its reader erased it, it is dead, or its reader called a mail spam. */
export type Suppression = "erased" | "bounced" | "complained";

export function suppress(database: Database, addressHash: string, reason: Suppression, createdAt: Moment): Write {
  return database.statements.insert(suppressions).values({ addressHash, reason, createdAt }).onConflictDoNothing();
}

/** Whoever confirms again has asked for it. */
export function unsuppress(database: Database, addressHash: string): Write {
  return database.statements.delete(suppressions).where(eq(suppressions.addressHash, addressHash));
}

/** Another address of the same reader. One that the push service had given up is alive again. */
export function moveSubscription(database: Database, id: number, address: string, addressKey: string): Write {
  return database.statements
    .update(subscriptions)
    .set({ address, addressKey, state: "active", endedAt: null })
    .where(and(eq(subscriptions.id, id), inArray(subscriptions.state, ["active", "gone"])))
    .returning({ id: subscriptions.id });
}
