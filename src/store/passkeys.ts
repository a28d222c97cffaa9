/** Passkeys, and the challenges that they are asked to sign: a challenge is known by its hash, and used once. */
import { and, asc, eq, gt, lte } from "drizzle-orm";
import { challenges, passkeys } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";

export type Passkey = typeof passkeys.$inferSelect;
export type Challenge = typeof challenges.$inferInsert;

export async function passkeysOf(database: Database, editorId: string): Promise<Passkey[]> {
  return database.statements
    .select()
    .from(passkeys)
    .where(eq(passkeys.editorId, editorId))
    .orderBy(asc(passkeys.createdAt));
}

export async function allPasskeys(database: Database): Promise<Passkey[]> {
  return database.statements.select().from(passkeys);
}

export async function passkeyById(database: Database, id: string): Promise<Passkey | null> {
  const [row] = await database.statements.select().from(passkeys).where(eq(passkeys.id, id));
  return row ?? null;
}

/** An id that is there already is a DuplicateKey. */
export function insertPasskey(database: Database, passkey: typeof passkeys.$inferInsert): Write {
  return database.statements.insert(passkeys).values(passkey);
}

export function deletePasskey(database: Database, id: string): Write {
  return database.statements.delete(passkeys).where(eq(passkeys.id, id));
}

export function deletePasskeysOf(database: Database, editorId: string): Write {
  return database.statements.delete(passkeys).where(eq(passkeys.editorId, editorId));
}

export function usePasskey(database: Database, id: string, counter: number, now: Moment): Write {
  return database.statements.update(passkeys).set({ counter, usedAt: now }).where(eq(passkeys.id, id));
}

export function insertChallenge(database: Database, challenge: Challenge): Write {
  return database.statements.insert(challenges).values(challenge);
}

/** Challenges that nobody answered are not kept. */
export function deleteOldChallenges(database: Database, now: Moment): Write {
  return database.statements.delete(challenges).where(lte(challenges.expiresAt, now));
}

export function deleteChallenge(database: Database, hash: string): Write {
  return database.statements.delete(challenges).where(eq(challenges.hash, hash));
}

/** A challenge that may still be answered. */
export async function openChallenge(
  database: Database,
  hash: string,
  purpose: Challenge["purpose"],
  now: Moment,
): Promise<typeof challenges.$inferSelect | null> {
  const [row] = await database.statements
    .select()
    .from(challenges)
    .where(and(eq(challenges.hash, hash), eq(challenges.purpose, purpose), gt(challenges.expiresAt, now)));
  return row ?? null;
}
