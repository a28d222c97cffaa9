/**
 * The database as the rest of the service sees it. Reads run; writes are query builders that an action collects and hands to
 * `atomically` once: one `BEGIN IMMEDIATE` transaction on better-sqlite3, one `batch()` on D1. There are no interactive
 * transactions here: D1 has none, and an async callback in better-sqlite3's throws and still writes.
 */
import type { BatchItem } from "drizzle-orm/batch";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type * as schema from "../../db/schema.ts";

/** Both drivers are awaited, so the asynchronous form is the common one. `run`, `transaction` and the like are left out on purpose. */
export type Statements = Pick<
  BaseSQLiteDatabase<"async", unknown, typeof schema>,
  "select" | "selectDistinct" | "insert" | "update" | "delete" | "$with" | "with"
>;

/** An unexecuted insert, update or delete. Awaiting it executes it: so no async function returns one, but what it is to be made of. */
export type Write = BatchItem<"sqlite">;

export interface Database {
  readonly statements: Statements;
  /** Another number after anybody wrote anything, told in microseconds; absent where the engine cannot tell. */
  version?(): number;
  /**
   * All or nothing, in order. Gives for each write the rows of its `.returning()`, or an empty list. Throws `DuplicateKey` where a
   * unique key is there already, `Unavailable` where the engine could not take the write (busy for seconds, full, read-only).
   */
  atomically(writes: readonly Write[]): Promise<readonly (readonly unknown[])[]>;
}

/** JSON as it is stored; undefined where a damaged file holds none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Somebody else wrote this key first: read again and decide again. */
export class DuplicateKey extends Error {
  override readonly name = "DuplicateKey";
}

/** The engine cannot write now, and nothing was written; only on D1 an answer may be lost after the write: see the command's audit row. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";

  /** The disk is full, as far as the engine can tell. */
  get isFull(): boolean {
    return /^SQLITE_(FULL|IOERR)/.test(this.message);
  }
}
