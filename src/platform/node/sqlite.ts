/** better-sqlite3 as the `Database` port: WAL, synchronous=FULL (an answer is given only after the sync), foreign keys, short busy waits. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite, { type Database as Sqlite, SqliteError } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import * as schema from "../../../db/schema.ts";
import { type Database, DuplicateKey, type Statements, Unavailable, type Write } from "../../store/database.ts";
import { makeFolder } from "./make-folder.ts";

/** SQLite's own wait blocks the event loop, so it is short; the rest of the patience is asynchronous. */
const busyWaitMs = 20;
const patienceMs = 5_000;
/** At the start nothing else runs yet, and another process may be doing the same. */
const startWaitMs = 60_000;

export interface NodeDatabase extends Database {
  readonly sqlite: Sqlite;
  /** Of the file that was opened; 0 in memory. */
  readonly inode: number;
  version(): number;
  /** Does the file still begin as a database, on the disk and not in SQLite's memory? */
  isDatabaseFile(): boolean;
  /** What SQLite finds wrong in the tables that the public is served from; null: nothing. They are small. */
  brokenTable(): string | null;
  close(): void;
}

/** Opens a file, or `:memory:`. Does not migrate. */
export function openSqlite(path: string): NodeDatabase {
  if (path !== ":memory:") makeFolder(dirname(path));
  const sqlite = new BetterSqlite(path, { timeout: startWaitMs });
  writeAhead(sqlite);
  sqlite.pragma("synchronous = FULL");
  sqlite.pragma("foreign_keys = ON");
  // What a reader had erased is overwritten, not only let go of.
  sqlite.pragma("secure_delete = ON");
  sqlite.pragma("journal_size_limit = 67108864");
  sqlite.pragma(`busy_timeout = ${busyWaitMs}`);
  keepStatements(sqlite);
  const orm = drizzle(sqlite, { schema });
  const run = sqlite.transaction((writes: readonly Write[]) => writes.map(execute));
  // It counts what other connections wrote; what this one writes is counted here.
  const dataVersion = sqlite.prepare("PRAGMA data_version").pluck();
  let ownWrites = 0;
  // Kept open: closing a file lets go of every lock that the process has on it (POSIX), SQLite's too. Whoever closed the file next would
  // take itself for the last one and delete the write-ahead log, with all that is written after.
  let file: number | undefined;
  return {
    sqlite,
    inode: path === ":memory:" ? 0 : statSync(path).ino,
    isDatabaseFile() {
      if (path === ":memory:") return true;
      file ??= openSync(path, "r");
      const beginning = Buffer.alloc(16);
      readSync(file, beginning, 0, beginning.length, 0);
      return beginning.toString("latin1") === "SQLite format 3\0";
    },
    brokenTable() {
      for (const table of ["advisories", "revisions", "working_copies", "announcements", "editors"]) {
        const [first] = sqlite.pragma(`quick_check(${table})`) as { quick_check: string }[];
        if (first && first.quick_check !== "ok") return `${table}: ${first.quick_check}`;
      }
      return null;
    },
    // Both drivers' builders are awaited; the synchronous one resolves at once.
    statements: orm as unknown as Statements,
    version: () => (dataVersion.get() as number) * 2 ** 24 + ownWrites,
    async atomically(writes) {
      const giveUpAt = performance.now() + patienceMs;
      for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 200)) {
        try {
          ownWrites = (ownWrites + 1) % 2 ** 24;
          return run.immediate(writes);
        } catch (error) {
          const code = error instanceof SqliteError ? error.code : "";
          if (
            code === "SQLITE_CONSTRAINT_PRIMARYKEY" ||
            code === "SQLITE_CONSTRAINT_UNIQUE" ||
            code === "SQLITE_CONSTRAINT_ROWID"
          ) {
            throw new DuplicateKey((error as Error).message);
          }
          if (isBusy(error) && performance.now() < giveUpAt) {
            await sleep(waitMs * (0.5 + Math.random()));
            continue;
          }
          if (/^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(code)) {
            throw new Unavailable(`${code}: ${(error as Error).message}`, { cause: error });
          }
          throw error;
        }
      }
    },
    close() {
      sqlite.close();
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** For the change to WAL SQLite itself does not wait: of two that open a new file at once, one would be refused. */
function writeAhead(sqlite: Sqlite): void {
  const giveUpAt = performance.now() + startWaitMs;
  for (;;) {
    try {
      sqlite.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyWaitMs);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

const mostStatements = 300;

/**
 * The same SQL is prepared once. Drizzle prepares at each query, and a prepared statement's memory lies outside the JavaScript heap,
 * where the collector does not see how much of it waits to be freed: a fan-out grew by a gigabyte.
 */
function keepStatements(sqlite: Sqlite): void {
  const prepare = sqlite.prepare.bind(sqlite);
  const kept = new Map<string, ReturnType<typeof prepare>>();
  sqlite.prepare = ((source: string) => {
    const statement = kept.get(source) ?? prepare(source);
    kept.delete(source);
    kept.set(source, statement);
    const [oldest] = kept.keys();
    if (kept.size > mostStatements && oldest !== undefined) kept.delete(oldest);
    return statement;
  }) as Sqlite["prepare"];
}

interface Preparable {
  prepare(): { execute(): { sync(): unknown } };
}

/** Rows of `.returning()`, or an empty list. `changes` is left alone: it differs between the engines. */
function execute(write: Write): readonly unknown[] {
  const result = (write as unknown as Preparable).prepare().execute().sync();
  return Array.isArray(result) ? result : [];
}

/** Brings the schema up to date. Several processes may do so at once: the first holds a lock file of its own, the others find it done. */
export function migrateSqlite(database: NodeDatabase, folder: string): void {
  const path = database.sqlite.name;
  const lock = heldLock(path === ":memory:" ? ":memory:" : `${path}-migrating`, startWaitMs);
  try {
    database.sqlite.pragma(`busy_timeout = ${startWaitMs}`);
    migrate(drizzle(database.sqlite), { migrationsFolder: folder });
  } catch (error) {
    // Where there is no room SQLite rolls back by itself; drizzle then fails to, and says only that.
    if (!/cannot rollback/.test(String((error as Error).cause))) throw error;
    throw new SqliteError("there is no room to bring it up to date", "SQLITE_FULL");
  } finally {
    database.sqlite.pragma(`busy_timeout = ${busyWaitMs}`);
    lock.release();
  }
}

/** Whoever holds it is the only process that does; it is let go of with the process, too. Throws where another holds it for longer than `waitMs`. */
export function heldLock(path: string, waitMs: number): { release(): void } {
  const lock = new BetterSqlite(path, { timeout: waitMs });
  try {
    // Writes nothing: it must work on a full disk, from which a copy is to be made.
    lock.pragma("journal_mode = MEMORY");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw error;
  }
  return { release: () => lock.close() };
}
