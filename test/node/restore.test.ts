/** A copy in place of a database that is gone: who left since it was made has left, as far as anybody can still tell. */
import crypto from "node:crypto";
import fs, {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite, { type Database as Sqlite } from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commands } from "../../scripts/ntas/commands.ts";
import { actOnAccount } from "../../src/actions/accounts.ts";
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { eraseData, leave } from "../../src/actions/change-subscription.ts";
import { createAdvisory } from "../../src/actions/create-advisory.ts";
import { addEditor } from "../../src/actions/editor-access.ts";
import { bringSubscriptions } from "../../src/actions/import-subscriptions.ts";
import { createPartner, endPartner, rotateSecret } from "../../src/actions/partners.ts";
import type { Command } from "../../src/domain/lifecycle.ts";
import { phaseAt } from "../../src/domain/phase.ts";
import { type Instance, openInstance } from "../../src/node/instance.ts";
import { openSqlite } from "../../src/platform/node/sqlite.ts";
import { partnerSecrets } from "../../src/platform/partner-secrets.ts";
import { readSettings } from "../../src/settings.ts";
import { allAdvisories } from "../../src/store/advisories.ts";
import { auditHead, brokenAuditRow } from "../../src/store/audit.ts";
import { allEditorBrowsers, deleteEditorBrowser, putEditorBrowser } from "../../src/store/editor-browsers.ts";
import {
  credentialByHash,
  editorByEmail,
  editorById,
  insertCredential,
  putEditor,
  useCredential,
} from "../../src/store/editors.ts";
import { instanceValue, isPaused, setValue } from "../../src/store/instance.ts";
import { contactById, emptyContact, insertContact, setContact } from "../../src/store/partner-notices.ts";
import { partnersByName } from "../../src/store/partners.ts";
import { allPasskeys, deletePasskey, insertPasskey } from "../../src/store/passkeys.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import { subscriptionById, suppress } from "../../src/store/subscriptions.ts";
import { aContent } from "../support/advisories.ts";
import { alice, bob, must } from "../support/world.ts";

const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;
let folder: string;
let old: Instance;
const opened: Instance[] = [];
const file = (name: string) => join(folder, name);
const readers = 2_000;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "restore-"));
  old = await instance("old");
  for (const name of ["Ada", "Abe"])
    must(await addEditor(old, { email: `${name}@example.gov`, name, roles: ["author"], actor: "test" }));
  const brought = Array.from({ length: readers }, (_, index) => ({
    channel: "email" as const,
    address: `reader-${index + 1}@example.org`,
    identity: `reader-${index + 1}@example.org`,
    language: "en",
    choice: { kinds: [], areas: [], sectors: [] },
    confirmedAt: 1,
    consentSource: "test",
  }));
  await bringSubscriptions(old, brought);
  await old.database.atomically([setValue(old.database, "watchedAt", String(Date.now()))]);
  expect(await run(old, "backup", file("copy.sqlite"))).toBe(0);
});
afterEach(() => {
  for (const one of opened.splice(0)) one.database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function instance(name: string, mayBeNew = false): Promise<Instance> {
  const read = readSettings({ DATA_DIR: file(name), LOG_LEVEL: "silent" });
  if (!read.ok) throw new Error(read.problems.join());
  const made = await openInstance(read.settings, { nudge: () => {}, migrationsFolder, isDemo: false, mayBeNew });
  opened.push(made);
  return made;
}

let printed: string[] = [];
async function run(service: Instance, name: string, word: string, options: Record<string, string> = {}) {
  printed = [];
  const print = (line: string) => printed.push(line);
  return commands[name]?.run({ service, options, rest: [word], print, migrationsFolder });
}

/** Into a folder of its own, beside the old one's keys. */
async function restored(options: Record<string, string> = {}, copy = "copy.sqlite"): Promise<Instance> {
  const beside = await empty();
  opened.pop();
  expect(await run(beside, "restore", file(copy), options)).toBe(0);
  return instance("new");
}

function empty(): Promise<Instance> {
  cpSync(file("old/keys"), file("new/keys"), { recursive: true });
  return instance("new", true);
}

const sunsetAt = Date.now() + 86_400_000;

/** Written and approved; the first of an advisory, or an update. */
async function publish(service: Instance, advisoryId?: string, given: Parameters<typeof aContent>[0] = {}) {
  const content = aContent({ sunsetAt, ...given });
  const commandId = () => service.newId();
  const id = advisoryId ?? must(await createAdvisory(service, { content, editor: alice, commandId: commandId() })).id;
  const act = async (command: Command, editor = alice) =>
    must(await changeAdvisory(service, { advisoryId: id, command, editor, commandId: commandId() }));
  if (advisoryId !== undefined) await act({ type: "revise", change: "update", note: "News", content });
  const { contentHash } = await act({ type: "submit" });
  await act({ type: "approve", contentHash }, bob);
  const revision = (await allAdvisories(service.database)).find((one) => one.id === id)?.revisions.at(-1);
  if (!revision) throw new Error("nothing was published");
  return revision;
}

/** Overwrites one page with rows of this table; nobody has the file open. */
function damage(name: string, table: string, page: number): void {
  const { sqlite } = openSqlite(file(name));
  const pages = sqlite.prepare("select pageno from dbstat where name = ? and pagetype = 'leaf' order by path").pluck();
  const which = pages.all(table)[page] as number;
  const pageBytes = Number(sqlite.pragma("page_size", { simple: true }));
  sqlite.close();
  const damaged = openSync(file(name), "r+");
  writeSync(damaged, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (which - 1) * pageBytes);
  closeSync(damaged);
}

async function tokenOf(id: number, purpose: "unsubscribe" | "manage"): Promise<string> {
  const nonce = (await subscriptionById(old.database, id))?.nonce ?? "";
  return old.tokens.issue(purpose, id, nonce);
}

const stateOf = async (service: Instance, id: number) => (await subscriptionById(service.database, id))?.state;

describe("after a restore", () => {
  test("who left since the copy was made has left, and what was erased is erased, by the database that was in use", async () => {
    await leave(old, old.tokens, await tokenOf(2, "unsubscribe"), "unsubscribe");
    await eraseData(old, old.tokens, await tokenOf(3, "manage"));
    await old.database.atomically([suppress(old.database, "a hash", "bounced", 1)]);
    const service = await restored({ left: file("old/advisories.sqlite") });
    expect(printed.join("\n")).toContain("2 who left since the copy was made have left here too");
    expect(await stateOf(service, 1)).toBe("active");
    expect(await stateOf(service, 2)).toBe("left");
    expect(await subscriptionById(service.database, 3)).toMatchObject({ state: "erased", address: "" });
    const suppressed = service.database.sqlite.prepare("select count(*) from suppressions").pluck().get();
    expect(suppressed).toBe(2);
    expect(await isPaused(service.database)).toBe(true);
    expect(readdirSync(file("new")).filter((name) => name.includes("restoring"))).toEqual([]);
  });

  const purposes = ["api", "sign-in", "session"] as const;
  const letIn = async ({ database }: Instance, hashes: readonly string[]) => {
    const found = await Promise.all(
      hashes.flatMap((hash) => purposes.map((purpose) => credentialByHash(database, hash, purpose, Date.now()))),
    );
    return found.filter((one) => one !== null).map(({ editor }) => editor.name);
  };
  const giveAccess = async (name: string) => {
    const editorId = (await editorByEmail(old.database, `${name}@example.gov`))?.id ?? "";
    const passkey = { publicKey: "key", counter: 0, transports: [], createdAt: 1, editorId };
    await old.database.atomically([
      ...purposes.map((purpose) =>
        insertCredential(old.database, { hash: `${name} ${purpose}`, editorId, purpose, createdAt: 1 }),
      ),
      insertPasskey(old.database, { ...passkey, id: `${name}'s first`, name: "first" }),
      putEditorBrowser(old.database, { hash: name, editorId, address: "{}", addressKey: name, createdAt: 1 }),
    ]);
    return editorId;
  };
  const secretsOf = (...names: string[]) => names.flatMap((name) => purposes.map((purpose) => `${name} ${purpose}`));

  test("nobody gets in by a secret of the copy where it cannot be known which were revoked, and it is said who may sign in", async () => {
    await giveAccess("Ada");
    expect(await run(old, "backup", file("signed-in.sqlite"))).toBe(0);
    const service = await restored({}, "signed-in.sqlite");
    expect(await letIn(service, secretsOf("Ada"))).toEqual([]);
    expect(await allPasskeys(service.database)).toHaveLength(1);
    expect(printed.join("\n")).toMatch(/all have ended: .*\n.* can sign in: Ada@example\.gov, Abe@example\.gov\./);
  });

  test("tokens, passkeys, accounts and browsers are as they were in the database that was in use", async () => {
    const [ada, abe] = [await giveAccess("Ada"), await giveAccess("Abe")];
    expect(await run(old, "backup", file("signed-in.sqlite"))).toBe(0);
    const admin = { id: "admin", email: "admin@example.gov", name: "Admin", roles: ["admin" as const] };
    await old.database.atomically([putEditor(old.database, admin, 1)]);
    const by = await editorByEmail(old.database, admin.email);
    if (!by) throw new Error("no admin");
    const acting = () => ({ editor: by, commandId: old.newId() });
    must(await actOnAccount(old, { act: { act: "disable", editorId: abe }, ...acting() }));
    must(await actOnAccount(old, { act: { act: "roles", editorId: ada, roles: ["approver"] }, ...acting() }));
    const passkey = { publicKey: "key", counter: 0, transports: [], createdAt: 2, editorId: ada };
    await old.database.atomically([
      useCredential(old.database, "Ada session", 2),
      ...["Ada new", "Ada newest"].map((hash) =>
        insertCredential(old.database, { hash, editorId: ada, purpose: "api", createdAt: 2 }),
      ),
      useCredential(old.database, "Ada new", 3),
      insertPasskey(old.database, { ...passkey, id: "Ada's second", name: "second" }),
      deletePasskey(old.database, "Ada's first"),
      deleteEditorBrowser(old.database, "Ada"),
    ]);
    const service = await restored({ left: file("old/advisories.sqlite") }, "signed-in.sqlite");
    const { database } = service;
    expect(await letIn(service, secretsOf("Ada", "Abe"))).toEqual(["Ada"]);
    expect(await letIn(service, ["Ada new"])).toEqual([]);
    expect(await letIn(service, ["Ada newest"])).toEqual(["Ada"]);
    expect((await allPasskeys(database)).map(({ id }) => id)).toEqual(["Ada's second"]);
    expect(await allEditorBrowsers(database)).toEqual([]);
    expect(await editorById(database, abe)).toMatchObject({ disabledAt: expect.any(Number) });
    expect(await editorById(database, ada)).toMatchObject({ roles: ["approver"] });
    expect(printed.join("\n")).toContain("Disabled again: Abe@example.gov.");
    expect(await brokenAuditRow(database, service.digest)).toBe(null);
    const act = database.sqlite.prepare("select action, at from audit order by sequence desc").get();
    const copied = openSqlite(file("signed-in.sqlite"));
    expect(act).toEqual({ action: "restore", at: (await auditHead(copied)).at });
    copied.close();
  });

  test("an old database that does not go on from the copy does not say who gets in", async () => {
    await giveAccess("Ada");
    copyFileSync(file("copy.sqlite"), file("older.sqlite"));
    must(await addEditor(old, { email: "new@example.gov", name: "New", roles: ["author"], actor: "test" }));
    expect(await run(old, "backup", file("newer.sqlite"))).toBe(0);
    const service = await restored({ left: file("older.sqlite") }, "newer.sqlite");
    expect(await letIn(service, secretsOf("Ada"))).toEqual([]);
    expect(await allPasskeys(service.database)).toHaveLength(1);
    expect(printed.join("\n")).toContain("older.sqlite does not go on from the copy");
  });

  test("damage in the old database hides no more than the readers beside it", async () => {
    for (const id of [2, readers - 1]) await leave(old, old.tokens, await tokenOf(id, "unsubscribe"), "unsubscribe");
    for (const one of opened.splice(0)) one.database.close();
    damage("old/advisories.sqlite", "subscriptions", 20);
    const service = await restored({ left: file("old/advisories.sqlite") });
    expect(printed.join("\n")).toMatch(/2 who left .*\n\d\d readers could not be read/);
    expect(await stateOf(service, 2)).toBe("left");
    expect(await stateOf(service, readers - 1)).toBe("left");
  });

  test("damage among the accounts of the old database lets nobody in by an old token", async () => {
    await giveAccess("Ada");
    expect(await run(old, "backup", file("signed-in.sqlite"))).toBe(0);
    // A token that was revoked, in a row that SQLite no longer finds: it says nothing.
    await old.database.atomically([useCredential(old.database, "Ada api", 2)]);
    old.database.sqlite.unsafeMode(true);
    old.database.sqlite.pragma("writable_schema = ON");
    old.database.sqlite.exec(
      "update sqlite_schema set rootpage = (select rootpage from sqlite_schema where name = 'challenges') where name = 'credentials'",
    );
    for (const one of opened.splice(0)) one.database.close();
    const service = await restored({ left: file("old/advisories.sqlite") }, "signed-in.sqlite");
    expect(await letIn(service, secretsOf("Ada"))).toEqual([]);
    expect(printed.join("\n")).toContain("API tokens were revoked since is not known");
  });

  test("another reader who got the number after the copy was made is not the same", async () => {
    await leave(old, old.tokens, await tokenOf(2, "unsubscribe"), "unsubscribe");
    old.database.sqlite.prepare("update subscriptions set nonce = 'another' where id = 2").run();
    expect(await stateOf(await restored({ left: file("old/advisories.sqlite") }), 2)).toBe("active");
  });

  test("contacts who left the list for service notices have left it", async () => {
    const contact = { language: "en", invitedAt: 1, address: "x@example.org" };
    for (const name of ["stays", "left", "taken off"])
      await old.database.atomically([insertContact(old.database, { ...contact, name, addressKey: name, nonce: name })]);
    expect(await run(old, "backup", file("later.sqlite"))).toBe(0);
    await old.database.atomically([setContact(old.database, 2, { leftAt: 7 }), emptyContact(old.database, 3)]);
    const service = await restored({ left: file("old/advisories.sqlite") }, "later.sqlite");
    expect(await contactById(service.database, 1)).toMatchObject({ address: "x@example.org", leftAt: null });
    expect(await contactById(service.database, 2)).toMatchObject({ leftAt: 7 });
    expect(await contactById(service.database, 3)).toMatchObject({ address: "" });
    expect(printed.join("\n")).toContain("2 contacts");
  });

  test("it is said where the old database cannot tell which of them left", async () => {
    const contact = { language: "en", invitedAt: 1, address: "x@example.org", addressKey: "key", nonce: "nonce" };
    await old.database.atomically([insertContact(old.database, { ...contact, name: "one" })]);
    for (const one of opened.splice(0)) one.database.close();
    damage("old/advisories.sqlite", "notice_contacts", 0);
    await restored({ left: file("old/advisories.sqlite") });
    expect(printed.join("\n")).toMatch(/contacts for service notices left could not be read in .*advisories\.sqlite/);
  });

  test("webhooks that were removed are removed again, and those with another secret keep it", async () => {
    const acting = () => ({ actor: "test", commandId: old.newId() });
    const request = (name: string) => ({
      ...{ name, contact: "desk@example.org", url: `https://${name}.example/hook`, format: "json" as const },
      ...{ language: "en", choice: { kinds: [], areas: [], sectors: [] }, isExercise: false },
    });
    const made = { ...old, secrets: partnerSecrets(Buffer.alloc(32, 9)) };
    const stays = must(await createPartner(made, request("stays"), acting()));
    const { id } = must(await createPartner(made, request("went"), acting()));
    expect(await run(old, "backup", file("later.sqlite"))).toBe(0);
    const rotated = must(await rotateSecret(made, stays.id, acting()));
    must(await endPartner(old, id, acting()));
    const service = await restored({ left: file("old/advisories.sqlite") }, "later.sqlite");
    expect(printed.join("\n")).toContain("Webhooks that were removed are removed again: went.");
    expect((await partnersByName(service.database)).map(({ name, address }) => [name, address])).toEqual([
      ["stays", rotated.address],
    ]);
    expect(await stateOf(service, id)).toBe("left");
  });

  test("it is said what stands otherwise than in the database that was in use", async () => {
    const [back, changed, early] = [await publish(old), await publish(old), await publish(old)];
    const publishAt = Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000;
    await publish(old, early.advisoryId, { publishAt });
    expect(await run(old, "backup", file("later.sqlite"))).toBe(0);
    const takenBack = { command: { type: "retract", then: "end" } as const, editor: alice, commandId: old.newId() };
    must(await changeAdvisory(old, { advisoryId: back.advisoryId, ...takenBack }));
    const sentBack = { command: { type: "return", reason: "Not yet" } as const, editor: bob, commandId: old.newId() };
    must(await changeAdvisory(old, { advisoryId: early.advisoryId, ...sentBack }));
    await publish(old, changed.advisoryId);
    const lost = await publish(old);
    await restored({ left: file("old/advisories.sqlite") }, "later.sqlite");
    const said = printed.join("\n");
    const slugs = new Map((await allAdvisories(old.database)).map(({ id, slug }) => [id, slug]));
    const saidOf = ({ advisoryId }: { advisoryId: string }) =>
      new RegExp(`${slugs.get(advisoryId)} is (.*); in .* it is (.*)\\.`).exec(said)?.slice(1);
    expect(saidOf(back)).toEqual(["active by revision 1", "withdrawn by revision 2"]);
    expect(saidOf(changed)).toEqual(["active by revision 1", "active by revision 2"]);
    expect(saidOf(lost)).toEqual(["not there", "active by revision 1"]);
    // Sent back before its hour came, which makes no revision.
    expect(saidOf(early)).toEqual(["active by revision 1, with revision 2 scheduled", "active by revision 1"]);
  });

  test("what was to be published since the copy was made waits, whatever is done before the service starts", async () => {
    const publishAt = Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000;
    await publish(old, undefined, { publishAt });
    expect(await run(old, "backup", file("later.sqlite"))).toBe(0);
    const beside = await empty();
    opened.pop();
    const clock = { now: () => publishAt + 60_000, isApart: () => false };
    expect(await run({ ...beside, clock }, "restore", file("later.sqlite"))).toBe(0);
    expect(printed.join("\n")).toContain("held until “clock release”");
    const service = { ...(await instance("new")), clock };
    must(await addEditor(service, { email: "new@example.gov", name: "New", roles: ["author"], actor: "test" }));
    const [advisory] = await allAdvisories(service.database);
    expect(advisory && phaseAt(advisory, clock.now())).toBe("scheduled");
  });

  test("a machine whose clock is behind the copy does not bring back what had ended when that was made", async () => {
    const lastSeenAt = await instanceValue(old.database, "watchedAt");
    const clock = { now: () => Date.now() - 3_600_000, isApart: () => false };
    const beside = await empty();
    opened.pop();
    expect(await run({ ...beside, clock }, "restore", file("copy.sqlite"))).toBe(0);
    expect(await instanceValue((await instance("new")).database, "watchedAt")).toBe(lastSeenAt);
  });

  test("what is published has no name that was used after the copy was made", async () => {
    const { advisoryId } = await publish(old);
    expect(await run(old, "backup", file("later.sqlite"))).toBe(0);
    const lost = await publish(old, advisoryId);
    const service = await restored({}, "later.sqlite");
    const again = await publish(service, advisoryId);
    expect(again).toMatchObject({ number: lost.number });
    expect(again.identifier).toMatch(new RegExp(`^${lost.identifier}-\\d{1,3}$`));
    // Of it the message ids of mails and the ids of events are made.
    expect(again.sequence).not.toBe(lost.sequence);
    expect(await damagedTexts(service.database, service.digest, service.clock.now())).toEqual([]);
  });

  test("a copy of a restored one gets another mark than it had, whatever chance says", async () => {
    const chance = vi.spyOn(crypto, "randomInt").mockImplementation((() => 7) as never);
    syncBuiltinESMExports();
    const first = await restored();
    const mark = await instanceValue(first.database, "copyMark");
    expect(await run(first, "backup", file("later.sqlite"))).toBe(0);
    rmSync(file("new"), { recursive: true });
    const again = await restored({}, "later.sqlite");
    expect(chance).toHaveBeenCalledTimes(2);
    chance.mockRestore();
    syncBuiltinESMExports();
    expect(await instanceValue(again.database, "copyMark")).not.toBe(mark);
  });

  test("what stands only in the log beside the copy is there", async () => {
    await leave(old, old.tokens, await tokenOf(2, "unsubscribe"), "unsubscribe");
    // As a power cut leaves them.
    mkdirSync(file("cut"));
    for (const ending of ["", "-wal"])
      copyFileSync(file(`old/advisories.sqlite${ending}`), file(`cut/advisories.sqlite${ending}`));
    expect(await stateOf(await restored({}, "cut/advisories.sqlite"), 2)).toBe("left");
  });

  test("a database that is written while it is copied is whole, though its log was empty", async () => {
    const { sqlite } = old.database;
    const path = file("old/advisories.sqlite");
    sqlite.pragma("wal_checkpoint(TRUNCATE)");
    expect(statSync(`${path}-wal`).size).toBe(0);
    const write = () => {
      sqlite.exec("update subscriptions set language = 'es'");
      sqlite.pragma("wal_checkpoint(TRUNCATE)");
    };
    // As slow as a disk may be: between the halves of the file somebody writes.
    const ofFile = vi.spyOn(fs, "copyFileSync").mockImplementation((_, to) => {
      const half = Math.floor(statSync(path).size / 2);
      const before = readFileSync(path).subarray(0, half);
      write();
      writeFileSync(to, Buffer.concat([before, readFileSync(path).subarray(half)]));
    });
    syncBuiltinESMExports();
    const { backup } = BetterSqlite.prototype;
    const ofDatabase = vi.spyOn(BetterSqlite.prototype, "backup").mockImplementation(function (this: Sqlite, to) {
      write();
      return backup.call(this, to);
    });
    const { database } = await restored({}, "old/advisories.sqlite");
    for (const spy of [ofFile, ofDatabase]) spy.mockRestore();
    syncBuiltinESMExports();
    expect(database.sqlite.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(database.sqlite.prepare("select distinct language from subscriptions").pluck().all()).toEqual(["en"]);
  });

  test("nothing of a restore that was stopped before is in it", async () => {
    (await empty()).database.close();
    opened.pop();
    const draft = file("new/advisories.sqlite-restoring");
    copyFileSync(file("copy.sqlite"), draft);
    const stopped = openSqlite(draft);
    stopped.sqlite.exec("update subscriptions set state = 'left' where id = 1");
    copyFileSync(`${draft}-wal`, file("log"));
    stopped.close();
    copyFileSync(file("log"), `${draft}-wal`);
    expect(await stateOf(await restored(), 1)).toBe("active");
  });

  test("a copy that nobody may write becomes a database that its owner can", async () => {
    chmodSync(file("copy.sqlite"), 0o400);
    await restored();
    expect(statSync(file("new/advisories.sqlite")).mode & 0o777).toBe(0o600);
  });

  test("the right keys are asked for where others lie beside it", async () => {
    const beside = await instance("new", true);
    opened.pop();
    expect(await run(beside, "restore", file("copy.sqlite"))).toBe(1);
    expect(printed.join("\n")).toContain("put the right folder “keys” beside it");
  });

  test.each(["editors", "passkeys", "partners", "editor_browsers"])(
    "a copy whose %s are damaged is restored where there is no better one",
    async (table) => {
      await giveAccess("Ada");
      expect(await run(old, "backup", file("damaged.sqlite"))).toBe(0);
      damage("damaged.sqlite", table, 0);
      const beside = await empty();
      opened.pop();
      expect(await run(beside, "restore", file("damaged.sqlite"))).toBe(1);
      expect(printed.join("\n")).toMatch(/The copy itself is damaged/);
      expect(await isPaused((await instance("new")).database)).toBe(true);
    },
  );

  test("a webhook that cannot be read, in either database, keeps nobody from restoring", async () => {
    const acting = { actor: "test", commandId: old.newId() };
    const request = {
      ...{ name: "one", contact: "desk@example.org", url: "https://one.example/hook", format: "json" as const },
      ...{ language: "en", choice: { kinds: [], areas: [], sectors: [] }, isExercise: false },
    };
    const made = { ...old, secrets: partnerSecrets(Buffer.alloc(32, 9)) };
    const { id } = must(await createPartner(made, request, acting));
    expect(await run(old, "backup", file("later.sqlite"))).toBe(0);
    old.database.sqlite.prepare("update subscriptions set address = 'x' where id = ?").run(id);
    const service = await restored({ left: file("old/advisories.sqlite") }, "later.sqlite");
    expect(await stateOf(service, id)).toBe("active");
  });

  test("without the old database it is said that whoever left would be told again", async () => {
    await restored();
    expect(printed.join("\n")).toContain("Whoever left after the copy was made would be told again");
  });
});

describe("nothing is restored", () => {
  test("from a copy that is damaged where a restore has to read it", async () => {
    must(await addEditor(old, { email: "new@example.gov", name: "New", roles: ["author"], actor: "test" }));
    damage("copy.sqlite", "editors", 0);
    await expect(
      run(await empty(), "restore", file("copy.sqlite"), { left: file("old/advisories.sqlite") }),
    ).rejects.toThrow(/copy\.sqlite is damaged .*nothing was restored.*without --left/);
  });

  test.each([
    ["a copy that is no database", "nonsense", {}, /is no copy of a database/],
    [
      "an old database that is none",
      "copy.sqlite",
      { left: "nonsense" },
      /nonsense cannot be read .* nothing was restored/,
    ],
    ["an old database that is not there", "copy.sqlite", { left: "nowhere" }, /there is no file/],
    ["a copy that is its own old database", "copy.sqlite", { left: "copy.sqlite" }, /is the copy itself/],
    ["an old database of another service", "copy.sqlite", { left: "other/advisories.sqlite" }, /of another service/],
    ["a copy of nothing", "new/advisories.sqlite", {}, /it is empty/],
    ["the empty database as the old one", "copy.sqlite", { left: "new/advisories.sqlite" }, /is the empty database/],
  ])("from %s", async (_what, copy, options, sentence) => {
    const nonsense = openSync(file("nonsense"), "w");
    writeSync(nonsense, "x".repeat(5_000));
    closeSync(nonsense);
    await instance("other");
    const beside = await instance("new", true);
    const words = Object.fromEntries(Object.entries(options).map(([name, word]) => [name, file(word)]));
    await expect(run(beside, "restore", file(copy), words)).rejects.toThrow(sentence);
    opened.pop()?.database.close();
    // The next try finds an empty folder.
    expect(await stateOf(await restored(), 1)).toBe("active");
  });

  test("where the disk has no room to write back what was written since the copy was opened", async () => {
    const beside = await empty();
    const draft = file("new/advisories.sqlite-restoring");
    const full = {
      service: beside,
      options: { left: file("old/advisories.sqlite") },
      rest: [file("copy.sqlite")],
      // As SQLite leaves it.
      print: () => writeFileSync(`${draft}-wal`, "a log"),
      migrationsFolder,
    };
    await expect(commands.restore?.run(full)).rejects.toThrow(/could not be written whole: .* Nothing was restored/);
    expect(readdirSync(file("new")).filter((name) => name.includes("restoring"))).toEqual([]);
    opened.pop()?.database.close();
    expect(await stateOf(await restored(), 1)).toBe("active");
  });

  test("where its copy of the copy cannot be written on, and the copy and the old database are as they were", async () => {
    const before = ["copy.sqlite", "old/advisories.sqlite", "old/advisories.sqlite-wal"].map((name) =>
      readFileSync(file(name)),
    );
    const beside = await empty();
    const broken = {
      ...beside,
      // The first that is asked for when the copy is marked.
      newId: () => {
        throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
      },
    };
    await expect(run(broken, "restore", file("copy.sqlite"), { left: file("old/advisories.sqlite") })).rejects.toThrow(
      /could not be copied to .* \(.*database or disk is full\): look whether that disk is full\. Nothing was restored/,
    );
    opened.pop()?.database.close();
    expect(readdirSync(file("new")).filter((name) => name.includes("restoring"))).toEqual([]);
    const after = ["copy.sqlite", "old/advisories.sqlite", "old/advisories.sqlite-wal"].map((name) =>
      readFileSync(file(name)),
    );
    expect(after).toEqual(before);
    expect(await stateOf(await restored(), 1)).toBe("active");
  });

  test("by the second of two restores at once", async () => {
    const both = [await empty(), await instance("new", true)];
    const [first, second] = await Promise.allSettled(both.map((one) => run(one, "restore", file("copy.sqlite"))));
    expect(first).toMatchObject({ status: "fulfilled", value: 0 });
    expect(second).toMatchObject({ reason: { message: expect.stringContaining("Another backup or restore") } });
    opened.splice(-2);
    const late = await instance("new");
    await expect(run(late, "restore", file("copy.sqlite"))).rejects.toThrow(/is in use/);
    expect(await stateOf(late, 1)).toBe("active");
  });
});

describe("a backup", () => {
  test("comes to an end while others write without a pause", async () => {
    const { sqlite, close } = openSqlite(file("old/advisories.sqlite"));
    const writing = sqlite.prepare("insert or replace into instance (key, value) values ('watchedAt', ?)");
    let isOver = false;
    const write = (count: number) => {
      if (isOver) return;
      writing.run(String(count));
      setImmediate(write, count + 1);
    };
    const gaveUp = setTimeout(() => {
      isOver = true;
    }, 20_000);
    write(0);
    expect(await run(old, "backup", file("busy.sqlite"))).toBe(0);
    expect(isOver).toBe(false);
    isOver = true;
    clearTimeout(gaveUp);
    close();
    expect(await stateOf(await restored({}, "busy.sqlite"), readers)).toBe("active");
  });

  test("needs its folder, and is one of two that are made at once", async () => {
    await expect(run(old, "backup", file("nowhere/copy.sqlite"))).rejects.toThrow(/There is no folder .*nowhere/);
    const both = await Promise.allSettled([1, 2].map(() => run(old, "backup", file("at-once.sqlite"))));
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});
