/** Advisories come back as the domain's values, each with its family. */
import { describe, expect, test } from "vitest";
import type { Advisory, Revision, WorkingCopy } from "../../../src/domain/advisory.ts";
import {
  advisoryState,
  allAdvisories,
  deleteWorkingCopy,
  familyOf,
  insertAdvisory,
  insertMessage,
  insertRevision,
  joinFamily,
  messageByIdentifier,
  messagesOf,
  putWorkingCopy,
  voidRevision,
} from "../../../src/store/advisories.ts";
import type { Database } from "../../../src/store/database.ts";
import { aContent, anAdvisory, aRevision, revisedWith } from "../../support/advisories.ts";
import { now, type Open } from "./rows.ts";

export function advisoriesContract(open: Open): void {
  describe("an advisory", () => {
    test("comes back as it was written, by id and by slug", async () => {
      const database = await open();
      const content = aContent({ endNotice: false, codes: { certainty: "likely" } });
      const advisory = revisedWith(anAdvisory({ slug: "rail-2026" }), {
        change: "update",
        note: "New details.",
        content,
      });
      await write(database, advisory);
      for (const name of ["rail", "rail-2026"]) {
        expect(await advisoryState(database, name)).toEqual({ advisory, family: [advisory] });
      }
      expect(await advisoryState(database, "another")).toBeNull();
    });

    test("has one working copy, which is put over the one before and deleted", async () => {
      const database = await open();
      await write(database, anAdvisory({ revisions: [] }));
      for (const stage of ["draft", "submitted"] as const) {
        const working: WorkingCopy = { stage, change: "issue", content: aContent(), editedBy: "alice" };
        await database.atomically([putWorkingCopy(database, "rail", working)]);
        expect((await advisoryState(database, "rail"))?.advisory.working).toEqual(working);
      }
      await database.atomically([deleteWorkingCopy(database, "rail")]);
      expect((await advisoryState(database, "rail"))?.advisory.working).toBeUndefined();
    });

    test("is given with the family of what its draft would replace", async () => {
      const database = await open();
      await write(database, anAdvisory({ id: "old" }));
      await write(database, anAdvisory({ id: "new", revisions: [] }));
      await write(database, anAdvisory({ id: "another", revisions: [] }));
      const working: WorkingCopy = {
        stage: "draft",
        change: "replace",
        content: aContent({ replaces: "old" }),
        editedBy: "alice",
      };
      await database.atomically([putWorkingCopy(database, "new", working)]);
      const state = await advisoryState(database, "new");
      expect(state?.family.map((member) => member.id).sort()).toEqual(["new", "old"]);
    });

    test("knows who took over from it, once both are of one family", async () => {
      const database = await open();
      await write(database, anAdvisory({ id: "old" }));
      const takeover = aRevision({ advisoryId: "new", sequence: 2, change: "replace", takesOver: "old" });
      await write(database, anAdvisory({ id: "new", revisions: [takeover] }));
      await database.atomically([joinFamily(database, "new", "old")]);
      const family = await familyOf(database, "old");
      const old = family.find((member) => member.id === "old");
      expect(old?.takeovers).toEqual([{ at: takeover.effectiveAt, sequence: 2, by: "new" }]);
      await database.atomically([voidRevision(database, takeover, now)]);
      const after = await familyOf(database, "old");
      expect(after.find((member) => member.id === "old")?.takeovers).toEqual([]);
    });

    test("of which a revision was sent back keeps the moment of the first time", async () => {
      const database = await open();
      await write(database, anAdvisory());
      const key = { advisoryId: "rail", number: 1 };
      await database.atomically([voidRevision(database, key, now)]);
      await database.atomically([voidRevision(database, key, now + 1)]);
      expect((await advisoryState(database, "rail"))?.advisory.revisions[0]?.voidedAt).toBe(now);
    });

    test("is one among 150, read in one go", async () => {
      const database = await open();
      const many = Array.from({ length: 150 }, (_, index) => {
        const id = `advisory-${String(index).padStart(3, "0")}`;
        const revision = aRevision({ advisoryId: id, sequence: index + 1, identifier: id });
        return anAdvisory({ id, revisions: [revision] });
      });
      await database.atomically(many.flatMap((advisory) => writesOf(database, advisory)));
      const all = await allAdvisories(database);
      expect(all.map((advisory) => advisory.id).sort()).toEqual(many.map((advisory) => advisory.id));
      expect(all.every((advisory) => advisory.revisions.length === 1)).toBe(true);
    });
  });

  test("a message is kept as it was signed, and listed without its XML", async () => {
    const database = await open();
    await write(database, anAdvisory());
    const listed = {
      identifier: "rail-r1",
      advisoryId: "rail",
      number: 1,
      sentAt: now,
      expiresAt: now + 1_000,
      summary: { kind: "elevated", references: [] },
    };
    const message = { ...listed, xml: '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">“é”\r\n</alert>' };
    await database.atomically([insertMessage(database, message)]);
    expect(await messagesOf(database, ["rail", "another"])).toEqual([listed]);
    expect(await messageByIdentifier(database, "rail-r1")).toEqual(message);
    expect(await messageByIdentifier(database, "another")).toBeNull();
  });
}

function writesOf(database: Database, advisory: Advisory) {
  return [
    insertAdvisory(database, advisory, "alice"),
    ...advisory.revisions.map((revision: Revision) => insertRevision(database, revision)),
  ];
}

async function write(database: Database, advisory: Advisory): Promise<void> {
  await database.atomically(writesOf(database, advisory));
}
