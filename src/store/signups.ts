/** Sign-ups: asked for, not yet confirmed. How many an address may have, and when its mail may leave, is decided inside the write. */
import { and, eq, lte, sql } from "drizzle-orm";
import { letters, signups } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";
import { type Preferences, toColumns, toPreferences } from "./subscriptions.ts";

export interface Signup extends Preferences {
  readonly id: number;
  readonly address: string;
  readonly nonce: string;
  readonly createdAt: Moment;
  readonly expiresAt: Moment;
  readonly confirmedAt: Moment | null;
}

export interface NewSignup extends Preferences {
  readonly address: string;
  readonly addressKey: string;
  readonly inboxHash: string;
  readonly domain: string;
  readonly nonce: string;
  readonly createdAt: Moment;
  /** How long it can be confirmed once its mail may leave (ms). */
  readonly life: number;
}

export interface SignupLimits {
  /** At most so many sign-ups of one mailbox after a moment; what is above is not taken. */
  readonly budgets: readonly { readonly since: Moment; readonly most: number }[];
  /** At most so many mails in each window (ms), to one domain and in all; what is above leaves later. */
  readonly pace: { readonly window: number; readonly perDomain: number; readonly inAll: number };
  /** What would have to wait longer (ms) is not taken. */
  readonly longestWait: number;
}

/** Counted inside the write, so that of many at once for one address no more are taken than the limits allow. */
export function insertSignup(database: Database, signup: NewSignup, limits?: SignupLimits): Write {
  const { address, addressKey, inboxHash, domain, nonce, createdAt, life, ...preferences } = signup;
  const { language, kinds, areas, sectors } = toColumns(preferences);
  const within = (limits?.budgets ?? []).map(
    ({ since, most }) =>
      sql`(select count(*) from signups where inbox_hash = ${inboxHash} and created_at > ${since}) < ${most}`,
  );
  const { turnAt, mailAt } = turns(domain, createdAt, limits?.pace);
  const inTime = limits ? sql`mail_at <= ${createdAt + limits.longestWait}` : sql`true`;
  return database.statements
    .insert(signups)
    .select(
      sql`select null, ${address}, ${addressKey}, ${language}, ${kinds}, ${areas}, ${sectors}, ${nonce}, ${createdAt}, mail_at + ${life}, null,
        ${inboxHash}, ${domain}, turn_at, mail_at
        from (select turn_at, ${mailAt} as mail_at from (select ${turnAt} as turn_at)) where ${and(inTime, ...within)}`,
    )
    .returning({ id: signups.id });
}

/** A turn comes one window after that of the sign-up which stands as many places before as a window may hold. */
function turns(domain: string, now: Moment, pace: SignupLimits["pace"] | undefined) {
  if (!pace) return { turnAt: sql`${now}`, mailAt: sql`turn_at` };
  const { window, perDomain, inAll } = pace;
  const inDomain = sql`select mail_at from signups where domain = ${domain} order by id desc limit 1 offset ${perDomain - 1}`;
  const among = sql`select turn_at from signups order by id desc limit 1 offset ${inAll - 1}`;
  return {
    turnAt: sql`max(${now}, coalesce((${among}), 0) + ${window})`,
    mailAt: sql`max(turn_at, coalesce((${inDomain}), 0) + ${window})`,
  };
}

export async function signupById(database: Database, id: number): Promise<(Signup & { addressKey: string }) | null> {
  const [row] = await database.statements.select().from(signups).where(eq(signups.id, id));
  return row ? { ...row, ...toPreferences(row) } : null;
}

export function markConfirmed(database: Database, id: number, at: Moment): Write {
  return database.statements.update(signups).set({ confirmedAt: at }).where(eq(signups.id, id));
}

/** What budgets no longer count is kept no longer: sign-ups, and letters that were settled, before a moment. */
export function forgetOldSignups(database: Database, before: Moment): Write[] {
  return [
    database.statements.delete(signups).where(lte(signups.expiresAt, before)),
    database.statements.delete(letters).where(lte(letters.doneAt, before)),
  ];
}

/** Leaves of an address's sign-ups only what keeps its mailbox within the budgets. A link that was not used ends. */
export function eraseSignups(database: Database, addressKey: string, now: Moment): Write {
  return database.statements
    .update(signups)
    .set({
      address: "",
      addressKey: "erased",
      domain: "",
      ...toColumns({ language: "en", choice: { kinds: [], areas: [], sectors: [] } }),
      expiresAt: sql`min(${signups.expiresAt}, ${now})`,
    })
    .where(eq(signups.addressKey, addressKey));
}

export async function signupsByKey(database: Database, addressKey: string): Promise<Signup[]> {
  const rows = await database.statements.select().from(signups).where(eq(signups.addressKey, addressKey));
  return rows.map((row) => ({ ...row, ...toPreferences(row) }));
}
