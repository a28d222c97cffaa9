/** What better-sqlite3 must be told, and how it fails. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { subscriptions } from "../../db/schema.ts";
import { type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";
import { Unavailable } from "../../src/store/database.ts";
import { instanceValue, setOnce, setValue } from "../../src/store/instance.ts";
import { importSubscriptions } from "../../src/store/subscriptions.ts";
import { fileDatabase } from "../support/database.ts";
import { aSubscription, countOf } from "./contract/rows.ts";

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "data", "advisories.sqlite");
}

function newDatabase(): NodeDatabase {
  const database = fileDatabase(newFile());
  onTestFinished(() => database.close());
  return database;
}

/** Another connection that holds the write lock until it is let go. */
function holdLock(path: string): () => void {
  const other = new BetterSqlite(path);
  other.exec("BEGIN IMMEDIATE");
  return () => {
    other.exec("ROLLBACK");
    other.close();
  };
}

describe("a connection", () => {
  test("writes ahead, syncs before it answers, and checks foreign keys", () => {
    const { sqlite } = newDatabase();
    const pragma = (name: string) => sqlite.pragma(name, { simple: true });
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("foreign_keys")).toBe(1);
  });

  test("keeps the folder it makes from other users", () => {
    const path = newFile();
    openSqlite(path).close();
    expect(statSync(join(path, "..")).mode & 0o077).toBe(0);
  });

  test("is not made from a file that is no database", () => {
    const path = newFile();
    openSqlite(path).close();
    writeFileSync(path, "not a database, though long enough to be read as one".repeat(100));
    expect(() => openSqlite(path)).toThrow(/not a database/);
  });
});

describe("a write", () => {
  test("waits for another's, without SQLITE_BUSY, while the process goes on with other things", async () => {
    const database = newDatabase();
    const release = holdLock(database.sqlite.name);
    const writing = database.atomically([setOnce(database, "setUpAt", "1")]);
    await sleep(600);
    expect(await instanceValue(database, "setUpAt")).toBeNull();
    release();
    await writing;
    expect(await instanceValue(database, "setUpAt")).toBe("1");
    // SQLite's own wait lets nothing else go on.
    expect(database.sqlite.pragma("busy_timeout", { simple: true })).toBeLessThan(50);
  });

  test("that others keep out for seconds is unavailable, and nothing of it is there", async () => {
    const database = newDatabase();
    const release = holdLock(database.sqlite.name);
    const startedAt = performance.now();
    await expect(database.atomically([setOnce(database, "setUpAt", "1")])).rejects.toBeInstanceOf(Unavailable);
    expect(performance.now() - startedAt).toBeGreaterThan(4_500);
    release();
    expect(await instanceValue(database, "setUpAt")).toBeNull();
  });

  test("on a full disk is unavailable; what is there can be read, and small writes go on when there is room", async () => {
    const database = newDatabase();
    const pages = database.sqlite.pragma("page_count", { simple: true }) as number;
    database.sqlite.pragma(`max_page_count = ${pages + 2}`);
    const many = Array.from({ length: 1_000 }, (_, index) => aSubscription(index + 1));
    const list = database.atomically([setOnce(database, "setUpAt", "1"), importSubscriptions(database, many)]);
    await expect(list).rejects.toBeInstanceOf(Unavailable);
    expect(await countOf(database, subscriptions)).toBe(0);
    expect(await instanceValue(database, "setUpAt")).toBeNull();
    database.sqlite.pragma(`max_page_count = ${pages + 1_000}`);
    await database.atomically([setOnce(database, "setUpAt", "2"), importSubscriptions(database, many)]);
    expect(await countOf(database, subscriptions)).toBe(1_000);
  });

  test("to a database that may only be read is unavailable", async () => {
    const database = newDatabase();
    database.sqlite.pragma("query_only = ON");
    await expect(database.atomically([setValue(database, "sendingPaused", "true")])).rejects.toBeInstanceOf(
      Unavailable,
    );
  });
});
