/** Decisions are guarded by keys: whoever reads the same head as another meets that other's audit row, and writes nothing. */
import { describe, expect, test } from "vitest";
import { audit, revisions } from "../../../db/schema.ts";
import { commit } from "../../../src/actions/commit.ts";
import type { Dependencies } from "../../../src/actions/dependencies.ts";
import { accepted } from "../../../src/domain/refusal.ts";
import { processTimers } from "../../../src/platform/timers.ts";
import { insertAdvisory, insertRevision } from "../../../src/store/advisories.ts";
import { appendAudit, auditHead, auditOf, brokenAuditRow } from "../../../src/store/audit.ts";
import { type Database, DuplicateKey } from "../../../src/store/database.ts";
import { anAdvisory, aRevision, aSite } from "../../support/advisories.ts";
import { anEntry, countOf, digest, now, type Open } from "./rows.ts";

export function decisionsContract(open: Open): void {
  describe("two decisions", () => {
    test("on the same head: one stands, the other meets its key, and nothing of it is there", async () => {
      const database = await withAdvisory(open);
      const head = await auditHead(database);
      const decisions = ["first", "second"].map((commandId, index) =>
        database.atomically([
          insertRevision(database, aRevision({ number: index + 1 })),
          appendAudit(database, head, anEntry(commandId), digest),
        ]),
      );
      const outcomes = await Promise.allSettled(decisions);
      const failures = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(failures).toHaveLength(1);
      expect(failures[0]?.reason).toBeInstanceOf(DuplicateKey);
      expect(await countOf(database, audit)).toBe(1);
      expect(await countOf(database, revisions)).toBe(1);
    });

    test("for the same revision number: the key of revisions protects, whatever the audit says", async () => {
      const database = await withAdvisory(open);
      const write = (sequence: number) =>
        database.atomically([insertRevision(database, aRevision({ sequence, identifier: `identifier-${sequence}` }))]);
      await write(1);
      await expect(write(2)).rejects.toBeInstanceOf(DuplicateKey);
      expect(await countOf(database, revisions)).toBe(1);
    });

    test("with the same sequence or the same identifier cannot both stand", async () => {
      const database = await withAdvisory(open);
      await database.atomically([insertRevision(database, aRevision({ number: 1, sequence: 7, identifier: "one" }))]);
      for (const clash of [
        { sequence: 7, identifier: "two" },
        { sequence: 8, identifier: "one" },
      ]) {
        const write = database.atomically([insertRevision(database, aRevision({ number: 2, ...clash }))]);
        await expect(write).rejects.toBeInstanceOf(DuplicateKey);
      }
    });

    test("with the same command id: the second is refused, and the first can be read", async () => {
      const database = await open();
      await database.atomically([appendAudit(database, await auditHead(database), anEntry("command"), digest)]);
      const again = appendAudit(database, await auditHead(database), anEntry("command"), digest);
      await expect(database.atomically([again])).rejects.toBeInstanceOf(DuplicateKey);
      expect(await auditOf(database, "command")).toEqual({ action: "submit", detail: { commandId: "command" } });
      expect(await auditOf(database, "another")).toBeUndefined();
    });
  });

  describe("commit", () => {
    test("12 at once give one chain without gaps, and each is told its own result", async () => {
      const database = await open();
      const dependencies = dependenciesOf(database);
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, number) =>
          commit(
            dependencies,
            `command-${number}`,
            async () => accepted({ writes: [], entry: entryOf(number) }),
            Infinity,
          ),
        ),
      );
      expect(results).toEqual(Array.from({ length: 12 }, (_, number) => accepted({ number })));
      expect((await auditHead(database)).sequence).toBe(12);
      expect(await brokenAuditRow(database, digest)).toBeNull();
    });

    test("the same command twice at once acts once, and both hear of it", async () => {
      const database = await withAdvisory(open);
      const once = () =>
        commit(dependenciesOf(database), "command", async (head) =>
          accepted({
            writes: [
              insertRevision(database, aRevision({ number: head.sequence + 1, identifier: `r${head.sequence}` })),
            ],
            entry: entryOf(head.sequence),
          }),
        );
      expect(await Promise.all([once(), once()])).toEqual([accepted({ number: 0 }), accepted({ number: 0 })]);
      expect(await countOf(database, revisions)).toBe(1);
    });
  });
}

async function withAdvisory(open: Open): Promise<Database> {
  const database = await open();
  await database.atomically([insertAdvisory(database, anAdvisory(), "alice")]);
  return database;
}

function entryOf(number: number) {
  return { actor: "alice", action: "submit", isPublic: false, detail: { number } };
}

function dependenciesOf(database: Database): Dependencies {
  return {
    database,
    digest,
    keyedHash: digest,
    clock: { now: () => now },
    timers: processTimers,
    newId: () => "id",
    site: aSite(),
    signCap: (xml) => xml,
    sessionLimits: { idleMs: 3_600_000, longestMs: 12 * 3_600_000 },
    alarmTo: [],
    nudge() {},
    log: { info() {}, warn() {}, error() {} },
  };
}
