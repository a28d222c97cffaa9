/** The audit chain: whole as written; any row altered, deleted, swapped or put in is found. */
import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { audit } from "../../../db/schema.ts";
import { appendAudit, auditHead, brokenAuditRow, publicSequence } from "../../../src/store/audit.ts";
import type { Database, Write } from "../../../src/store/database.ts";
import { anEntry, digest, type Open } from "./rows.ts";

const length = 6;
const places = Array.from({ length }, (_, index) => index + 1);
const broken = (database: Database) => brokenAuditRow(database, digest);

export function auditContract(open: Open): void {
  describe("the audit chain", () => {
    test("is whole when empty, and as it was written", async () => {
      const database = await open();
      expect(await broken(database)).toBeNull();
      await write(database, length);
      expect(await broken(database)).toBeNull();
    });

    test("is walked over more rows than one read takes", async () => {
      const database = await open();
      await write(database, 510);
      expect(await broken(database)).toBeNull();
      await tamper(database, setColumn(database, "actor", 505, "mallory"));
      expect(await broken(database)).toBe(505);
    });

    const columns = {
      commandId: "forged",
      at: 1,
      actor: "mallory",
      action: "approve",
      advisoryId: "another",
      isPublic: true,
      detail: { forged: true },
      previousHash: "0".repeat(64),
      hash: "0".repeat(64),
    } as const;
    for (const [column, value] of Object.entries(columns)) {
      test(`an altered ${column} is found, in every row`, async () => {
        const database = await open();
        await write(database, length);
        for (const place of places) {
          const [before] = await database.statements.select().from(audit).where(eq(audit.sequence, place));
          await tamper(database, setColumn(database, column, place, value));
          expect(await broken(database)).toBe(place);
          await tamper(
            database,
            database.statements
              .update(audit)
              .set(before ?? {})
              .where(eq(audit.sequence, place)),
          );
        }
        expect(await broken(database)).toBeNull();
      });
    }

    test("a deleted row is found, the last and the only one too", async () => {
      for (const place of places) {
        const database = await open();
        await write(database, place === 1 ? 1 : length);
        await tamper(database, database.statements.delete(audit).where(eq(audit.sequence, place)));
        expect(await broken(database)).not.toBeNull();
      }
    });

    test("deleted rows that others moved up for are found", async () => {
      const database = await open();
      await write(database, length);
      await tamper(database, database.statements.delete(audit).where(eq(audit.sequence, 3)));
      for (const place of [4, 5, 6]) await tamper(database, setColumn(database, "sequence", place, place - 1));
      expect(await broken(database)).toBe(3);
    });

    test("two swapped rows are found", async () => {
      const database = await open();
      await write(database, length);
      await tamper(database, setColumn(database, "sequence", 2, 100));
      await tamper(database, setColumn(database, "sequence", 5, 2));
      await tamper(database, setColumn(database, "sequence", 100, 5));
      expect(await broken(database)).toBe(2);
    });

    test("a row that was put in is found: before the first, in the middle, after the last", async () => {
      for (const sequence of [-1, 0, 4, length + 1, length + 7]) {
        const database = await open();
        await write(database, length);
        if (sequence === 4) {
          const moved = { sequence: sql`-${audit.sequence}` };
          await tamper(database, database.statements.update(audit).set(moved).where(sql`${audit.sequence} >= 4`));
          const back = { sequence: sql`1 - ${audit.sequence}` };
          await tamper(database, database.statements.update(audit).set(back).where(sql`${audit.sequence} < 0`));
        }
        const forged = { ...anEntry("forged"), advisoryId: null, sequence, previousHash: "", hash: digest("forged") };
        await tamper(database, database.statements.insert(audit).values(forged));
        expect(await broken(database)).toBe(sequence);
      }
    });
  });

  describe("the public sequence", () => {
    test("moves with what the public sees, and with nothing else", async () => {
      const database = await open();
      expect(await publicSequence(database)).toBe(0);
      const seen: number[] = [];
      for (const isPublic of [false, true, false, false, true, false]) {
        await append(database, { isPublic });
        seen.push(await publicSequence(database));
      }
      expect(seen).toEqual([0, 2, 2, 2, 5, 5]);
    });
  });
}

async function append(database: Database, given: { isPublic?: boolean } = {}): Promise<void> {
  const head = await auditHead(database);
  await database.atomically([appendAudit(database, head, anEntry(`command-${head.sequence + 1}`, given), digest)]);
}

/** A chain of acts, some of them on an advisory. Written in one list, as fast as the engine goes. */
async function write(database: Database, count: number): Promise<void> {
  let head = await auditHead(database);
  const writes: Write[] = [];
  for (let number = 1; number <= count; number++) {
    const entry = anEntry(`command-${number}`, number % 2 === 0 ? { advisoryId: "rail" } : {});
    const append = appendAudit(database, head, entry, (text) => {
      head = { sequence: number, hash: digest(text), at: entry.at };
      return head.hash;
    });
    writes.push(append);
  }
  await database.atomically(writes);
}

function setColumn(database: Database, column: string, sequence: number, value: unknown): Write {
  return database.statements
    .update(audit)
    .set({ [column]: value })
    .where(eq(audit.sequence, sequence));
}

async function tamper(database: Database, write: Write): Promise<void> {
  await database.atomically([write]);
}
