/** Editors, and the credentials that stand for them. */
import { describe, expect, test } from "vitest";
import { editors } from "../../../db/schema.ts";
import { DuplicateKey } from "../../../src/store/database.ts";
import {
  allEditorBrowsers,
  deleteEditorBrowser,
  deleteEditorBrowsersOf,
  editorBrowserByHash,
  editorBrowsersOf,
  moveEditorBrowser,
  putEditorBrowser,
} from "../../../src/store/editor-browsers.ts";
import {
  activeEditors,
  credentialByHash,
  type EditorRecord,
  editorByEmail,
  insertCredential,
  putEditor,
  useCredential,
} from "../../../src/store/editors.ts";
import { now, type Open, rowsOf } from "./rows.ts";

const alice: EditorRecord = {
  id: "alice",
  email: "alice@example.org",
  name: "Alice",
  roles: ["author", "approver"],
  hasPasskey: false,
  createdAt: now,
};
const link = { hash: "hash", editorId: "alice", purpose: "sign-in", createdAt: now, expiresAt: now + 1_000 } as const;

export function editorsContract(open: Open): void {
  describe("an editor", () => {
    test("put again gets the new name and roles", async () => {
      const database = await open();
      await database.atomically([putEditor(database, alice, now)]);
      await database.atomically([putEditor(database, { ...alice, name: "A.", roles: ["admin"] }, now + 1)]);
      expect(await editorByEmail(database, alice.email)).toEqual({ ...alice, name: "A.", roles: ["admin"] });
    });

    test("cannot take another's address", async () => {
      const database = await open();
      await database.atomically([putEditor(database, alice, now)]);
      const bob = putEditor(database, { ...alice, id: "bob" }, now);
      await expect(database.atomically([bob])).rejects.toBeInstanceOf(DuplicateKey);
    });

    test("who was disabled is not listed, not found, and has no credential that holds", async () => {
      const database = await open();
      await database.atomically([putEditor(database, alice, now), insertCredential(database, link)]);
      expect(await activeEditors(database)).toEqual([alice]);
      await database.atomically([database.statements.update(editors).set({ disabledAt: now })]);
      expect(await activeEditors(database)).toEqual([]);
      expect(await editorByEmail(database, alice.email)).toBeNull();
      expect(await credentialByHash(database, "hash", "sign-in", now)).toBeNull();
    });
  });

  describe("a credential", () => {
    test("holds for its purpose and until it runs out", async () => {
      const database = await open();
      await database.atomically([putEditor(database, alice, now), insertCredential(database, link)]);
      const found = await credentialByHash(database, "hash", "sign-in", now + 999);
      expect(found).toEqual({ editor: alice, createdAt: now, seenAt: now });
      expect(await credentialByHash(database, "hash", "sign-in", now + 1_000)).toBeNull();
      expect(await credentialByHash(database, "hash", "api", now)).toBeNull();
      expect(await credentialByHash(database, "other", "sign-in", now)).toBeNull();
    });

    test("for one time is used by the first of two who come at once", async () => {
      const database = await open();
      await database.atomically([putEditor(database, alice, now), insertCredential(database, link)]);
      const uses = await Promise.all([1, 2].map(() => rowsOf(database, useCredential(database, "hash", now))));
      expect(uses.map((rows) => rows.length).sort()).toEqual([0, 1]);
      expect(await credentialByHash(database, "hash", "sign-in", now)).toBeNull();
    });
  });

  describe("a browser in which an editor is told", () => {
    const bob = { ...alice, id: "bob", email: "bob@example.org" };
    const phone = { hash: "h1", editorId: "alice", address: "a1", addressKey: "k1", createdAt: now };
    const begin = async () => {
      const database = await open();
      await database.atomically([putEditor(database, alice, now), putEditor(database, bob, now)]);
      await database.atomically([putEditorBrowser(database, phone)]);
      return database;
    };

    test("belongs to whoever turned it on last", async () => {
      const database = await begin();
      const later = { ...phone, hash: "h2", editorId: "bob", createdAt: now + 1 };
      await database.atomically([putEditorBrowser(database, later)]);
      expect(await allEditorBrowsers(database)).toEqual([later]);
      expect(await editorBrowserByHash(database, "h1")).toBeNull();
      expect(await editorBrowsersOf(database, "alice")).toEqual([]);
    });

    test("that moves takes the place of whoever is there", async () => {
      const database = await begin();
      await database.atomically([putEditorBrowser(database, { ...phone, hash: "h2", addressKey: "k2" })]);
      await database.atomically(moveEditorBrowser(database, "h1", { address: "a2", addressKey: "k2" }));
      expect(await allEditorBrowsers(database)).toEqual([{ ...phone, address: "a2", addressKey: "k2" }]);
    });

    test("goes with its editor's, and nobody else's", async () => {
      const database = await begin();
      const other = { ...phone, hash: "h2", editorId: "bob", addressKey: "k2" };
      await database.atomically([putEditorBrowser(database, other), deleteEditorBrowsersOf(database, "alice")]);
      expect(await allEditorBrowsers(database)).toEqual([other]);
      await database.atomically([deleteEditorBrowser(database, "h2")]);
      expect(await allEditorBrowsers(database)).toEqual([]);
    });
  });
}
