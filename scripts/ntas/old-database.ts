/** The database that was in use, only to be read, and each thing for itself: it may be damaged. */
import BetterSqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { messageOf } from "../../src/domain/thrown.ts";
import { hashOf } from "../../src/store/audit.ts";
import type { Database, Statements } from "../../src/store/database.ts";
import type { NoticeContact } from "../../src/store/partner-notices.ts";
import type { Subscription, Suppression } from "../../src/store/subscriptions.ts";

export type Ended = Pick<Subscription, "id" | "nonce" | "state" | "endedAt">;
export type LeftContact = Pick<NoticeContact, "id" | "nonce" | "address" | "leftAt">;
interface Suppressed {
  readonly addressHash: string;
  readonly reason: Suppression;
  readonly createdAt: number;
}

export interface OldDatabase {
  readonly path: string;
  /** Whoever reads it may meet damage. */
  readonly database: Database;
  /** What cannot be read is null. */
  readonly setUpAt: string | null;
  readonly suppressed: readonly Suppressed[] | null;
  readonly leftContacts: readonly LeftContact[] | null;
  /** Does SQLite find these tables as they should be? Else rows may be missing without an error. */
  isWhole(...tables: readonly string[]): boolean;
  /** Of the act with this number. */
  hashOf(sequence: number): Promise<string | null>;
  /** Who has left, and of how many that cannot be read. */
  endedBetween(firstId: number, lastId: number): { readonly rows: readonly Ended[]; readonly unread: number };
  close(): void;
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

export function openOld(old: string): OldDatabase {
  let sqlite: BetterSqlite.Database | undefined;
  try {
    const opened = new BetterSqlite(old, { readonly: true, fileMustExist: true });
    sqlite = opened;
    const database: Database = {
      statements: drizzle(opened) as unknown as Statements,
      atomically: () => Promise.reject(new Error(`${old} is only read`)),
    };
    const ended = opened.prepare<[number, number], Ended>(
      "select id, nonce, state, ended_at as endedAt from subscriptions where id between ? and ? and state <> 'active'",
    );
    const all = <Row>(sql: string) => orNull(() => opened.prepare<[], Row>(sql).all());
    const first = <Value>(sql: string) => orNull(() => opened.prepare<[], Value>(sql).pluck().get() ?? null);
    // By halves, so that a damaged page hides its own rows only.
    const endedBetween: OldDatabase["endedBetween"] = (firstId, lastId) => {
      const rows = orNull(() => ended.all(firstId, lastId));
      if (rows) return { rows, unread: 0 };
      if (firstId === lastId) return { rows: [], unread: 1 };
      const middle = Math.floor((firstId + lastId) / 2);
      const [low, high] = [endedBetween(firstId, middle), endedBetween(middle + 1, lastId)];
      return { rows: [...low.rows, ...high.rows], unread: low.unread + high.unread };
    };
    return {
      path: old,
      database,
      setUpAt: first<string>("select value from instance where key = 'setUpAt'"),
      suppressed: all<Suppressed>(
        "select address_hash as addressHash, reason, created_at as createdAt from suppressions",
      ),
      leftContacts: all<LeftContact>(
        "select id, nonce, address, left_at as leftAt from notice_contacts where left_at is not null or address = ''",
      ),
      isWhole: (...tables) =>
        tables.every((table) => orNull(() => opened.pragma(`quick_check(${table})`, { simple: true })) === "ok"),
      hashOf: async (sequence) => (await hashOf(database, sequence).catch(() => null)) ?? null,
      endedBetween,
      close: () => opened.close(),
    };
  } catch (error) {
    sqlite?.close();
    // SQLite makes a file beside it, to read what a service that was killed left in its log.
    const isLocked = (error as { code?: string }).code === "SQLITE_CANTOPEN";
    const help = isLocked ? " If its folder cannot be written, copy it with the files beside it to one that can." : "";
    throw new Error(
      `${old} cannot be read (${messageOf(error)}): nothing was restored.${help} Without --left the copy can be, but whoever left since is told again`,
    );
  }
}
