/** How D1 fails, by the words of its list of errors; what it does when it works is in the contract. */
import { describe, expect, test } from "vitest";
import { d1Database } from "../../src/platform/workers/d1.ts";
import { DuplicateKey, Unavailable } from "../../src/store/database.ts";
import { setOnce } from "../../src/store/instance.ts";

async function failedBy(message: string): Promise<unknown> {
  const statement = { bind: () => statement };
  const database = d1Database({
    prepare: () => statement,
    batch: () => Promise.reject(new Error(message)),
  });
  return database.atomically([setOnce(database, "setUpAt", "1")]).catch((error: unknown) => error);
}

describe("a D1 error", () => {
  test.each([
    "D1_ERROR: UNIQUE constraint failed: audit.sequence: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)",
    "D1_ERROR: UNIQUE constraint failed: audit.command_id: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
  ])("is a duplicate key: %s", async (message) => {
    expect(await failedBy(message)).toBeInstanceOf(DuplicateKey);
  });

  test.each([
    "D1_ERROR: Network connection lost.",
    "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
    "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
    "D1_ERROR: D1 DB reset because its code was updated.",
    "D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.",
    "D1_ERROR: Internal error in D1 DB storage caused object to be reset.",
    "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
    "D1_ERROR: D1 DB exceeded its CPU time limit and was reset.",
    "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.",
    "D1_ERROR: Can't read from request stream because client disconnected.",
    "D1_ERROR: Exceeded maximum DB size.",
    "D1_ERROR: database or disk is full: SQLITE_FULL",
  ])("means that it is unavailable: %s", async (message) => {
    expect(await failedBy(message)).toBeInstanceOf(Unavailable);
  });

  test.each([
    "D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_FOREIGNKEY)",
    "D1_ERROR: NOT NULL constraint failed: letters.purpose: SQLITE_CONSTRAINT",
    "D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'",
    "D1_ERROR: no such table: audit: SQLITE_ERROR",
  ])("is a defect, and thrown as it is: %s", async (message) => {
    expect(await failedBy(message)).toEqual(new Error(message));
  });
});
