/** A copy in place of a database that is gone: who left since it was made has left, as far as anybody can still tell. */
import { closeSync, cpSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands } from "../../scripts/ntas/commands.ts";
import { eraseData, leave } from "../../src/actions/change-subscription.ts";
import { bringSubscriptions } from "../../src/actions/import-subscriptions.ts";
import { type Instance, openInstance } from "../../src/node/instance.ts";
import { readSettings } from "../../src/settings.ts";
import { isPaused } from "../../src/store/instance.ts";
import { subscriptionById, suppress } from "../../src/store/subscriptions.ts";

const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;
let folder: string;
let old: Instance;
const opened: Instance[] = [];
const file = (name: string) => join(folder, name);
const readers = 2_000;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "restore-"));
  old = await instance("old");
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
async function restored(options: Record<string, string> = {}): Promise<Instance> {
  cpSync(file("old/keys"), file("new/keys"), { recursive: true });
  const beside = await instance("new", true);
  opened.pop();
  expect(await run(beside, "restore", file("copy.sqlite"), options)).toBe(0);
  return instance("new");
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

  test("damage in the old database hides no more than the readers beside it", async () => {
    for (const id of [2, readers - 1]) await leave(old, old.tokens, await tokenOf(id, "unsubscribe"), "unsubscribe");
    const { sqlite } = old.database;
    const pages = sqlite
      .prepare("select pageno from dbstat where name = 'subscriptions' and pagetype = 'leaf'")
      .pluck();
    const middle = pages.all()[20] as number;
    const pageBytes = Number(sqlite.pragma("page_size", { simple: true }));
    for (const one of opened.splice(0)) one.database.close();
    const damaged = openSync(file("old/advisories.sqlite"), "r+");
    writeSync(damaged, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (middle - 1) * pageBytes);
    closeSync(damaged);
    const service = await restored({ left: file("old/advisories.sqlite") });
    expect(printed.join("\n")).toMatch(/2 who left .* \d\d readers could not be read/);
    expect(await stateOf(service, 2)).toBe("left");
    expect(await stateOf(service, readers - 1)).toBe("left");
  });

  test("another reader who got the number after the copy was made is not the same", async () => {
    await leave(old, old.tokens, await tokenOf(2, "unsubscribe"), "unsubscribe");
    old.database.sqlite.prepare("update subscriptions set nonce = 'another' where id = 2").run();
    expect(await stateOf(await restored({ left: file("old/advisories.sqlite") }), 2)).toBe("active");
  });

  test("without the old database it is said that whoever left would be told again", async () => {
    await restored();
    expect(printed.join("\n")).toContain("Whoever left after the copy was made would be told again");
  });
});

describe("nothing is restored", () => {
  test.each([
    ["a copy that is no database", "nonsense", {}, /is no copy of a database/],
    [
      "an old database that is none",
      "copy.sqlite",
      { left: "nonsense" },
      /nonsense cannot be read .* nothing was restored/,
    ],
    ["an old database that is not there", "copy.sqlite", { left: "nowhere" }, /there is no file/],
  ])("from %s", async (_what, copy, options, sentence) => {
    const nonsense = openSync(file("nonsense"), "w");
    writeSync(nonsense, "x".repeat(5_000));
    closeSync(nonsense);
    const beside = await instance("new", true);
    const words = Object.fromEntries(Object.entries(options).map(([name, word]) => [name, file(word)]));
    await expect(run(beside, "restore", file(copy), words)).rejects.toThrow(sentence);
    opened.pop()?.database.close();
    // The next try finds an empty folder.
    expect(await run(await instance("new", true), "restore", file("copy.sqlite"))).toBe(0);
    opened.pop();
  });
});
