/** What a start refuses, and what it says: a database that is not there, is damaged, or belongs to other keys. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands } from "../../scripts/ntas/commands.ts";
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { createAdvisory } from "../../src/actions/create-advisory.ts";
import { noteLeap } from "../../src/actions/hold-scheduled.ts";
import type { Content, Editor } from "../../src/domain/advisory.ts";
import { type Instance, openInstance, StartFault, startFault } from "../../src/node/instance.ts";
import { reserveBytes, reserveIn } from "../../src/platform/node/reserve.ts";
import { readSettings } from "../../src/settings.ts";
import { allAdvisories } from "../../src/store/advisories.ts";
import { Unavailable } from "../../src/store/database.ts";
import { lastLeap, setLeap, setValue } from "../../src/store/instance.ts";
import { aContent } from "../support/advisories.ts";
import { isThere } from "../support/needed.ts";

const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;
const hasProc = isThere("/proc (Linux)", () => existsSync("/proc/self"));
let folder: string;
const open_: Instance[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "instance-"));
});
afterEach(() => {
  for (const one of open_.splice(0)) one.database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: { dataFolder?: string; mayBeNew?: boolean } = {}): Promise<Instance> {
  const { dataFolder = folder, mayBeNew = false } = options;
  const read = readSettings({ DATA_DIR: dataFolder, LOG_LEVEL: "silent" });
  if (!read.ok) throw new Error(read.problems.join());
  const made = await openInstance(read.settings, { nudge: () => {}, migrationsFolder, isDemo: false, mayBeNew });
  open_.push(made);
  return made;
}

const database = () => join(folder, "advisories.sqlite");
const stop = () => {
  for (const one of open_.splice(0)) one.database.close();
};

describe("a start", () => {
  test("finds what the last one left, and begins in an empty folder", async () => {
    const { site } = await start();
    stop();
    expect((await start()).site.setUpAt).toBe(site.setUpAt);
  });

  test("is refused where only the log of a database is left, and keeps it", async () => {
    const { database: running } = await start();
    running.sqlite.exec("create table acknowledged (id)");
    const log = readFileSync(`${database()}-wal`);
    stop();
    rmSync(database());
    writeFileSync(`${database()}-wal`, log);
    for (const options of [{}, { mayBeNew: true }])
      await expect(start(options)).rejects.toThrow(/is missing, but its log .* is there/);
    expect(readFileSync(`${database()}-wal`)).toEqual(log);
    expect(existsSync(database())).toBe(false);
  });

  test("is refused where the keys are there and the database is gone", async () => {
    await start();
    stop();
    for (const ending of ["", "-wal", "-shm"]) rmSync(`${database()}${ending}`, { force: true });
    await expect(start()).rejects.toThrow(StartFault);
    await expect(start()).rejects.toThrow(/missing or empty.*restore/);
    // A restore that did not happen leaves nothing that the next start would take for its own.
    await start({ mayBeNew: true });
    stop();
    await expect(start()).rejects.toThrow(StartFault);
  });

  test("is refused with a sentence where the file is no database", async () => {
    await start();
    stop();
    for (const ending of ["-wal", "-shm"]) rmSync(`${database()}${ending}`, { force: true });
    writeFileSync(database(), "x".repeat(5_000));
    await expect(start()).rejects.toThrow(/cannot be used \(SQLITE_NOTADB.*restore a copy/);
  });

  test("is refused with a sentence where a file is in the way of the folder", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(start({ dataFolder: file })).rejects.toThrow(/^DATA_DIR .* cannot be used: ENOTDIR/);
  });

  test("is refused with a sentence where the folder cannot be made", async () => {
    const link = join(folder, "link");
    symlinkSync(join(folder, "gone", "folder"), link);
    await expect(start({ dataFolder: link })).rejects.toThrow(/^DATA_DIR cannot be used: ENOENT/);
  });

  test.runIf(hasProc)("is refused with a sentence, and ends, where no folder can ever be made", async () => {
    // By itself: what does not end could not be stopped in here.
    const module = new URL("../../src/platform/node/make-folder.ts", import.meta.url).href;
    const make = `import(${JSON.stringify(module)}).then(({ makeFolder }) => makeFolder("/proc/advisories/data"))`;
    const ended = spawnSync(process.execPath, ["-e", make], { timeout: 60_000, encoding: "utf8" });
    expect([ended.signal, ended.stderr]).toEqual([null, expect.stringContaining("ENOENT")]);
    await expect(start({ dataFolder: "/proc/advisories/data" })).rejects.toThrow(/^DATA_DIR cannot be used: ENOENT/);
  });

  test.each([
    ["EACCES: permission denied", "EACCES", /^DATA_DIR cannot be used: EACCES.* may read and write: see to that/],
    ["ENOSPC: no space left on device", "ENOSPC", /the disk is full\. Make room on it/],
    ["database or disk is full", "SQLITE_FULL", /the disk is full\. Make room on it/],
    ["database disk image is malformed", "SQLITE_CORRUPT", /restore a copy/],
  ])("is refused with what to do: %s", (message, code, sentence) => {
    expect(startFault(Object.assign(new Error(message), { code }), "advisories.sqlite")?.message).toMatch(sentence);
  });

  test("says that a database was set up with other keys", async () => {
    await start();
    stop();
    const other = join(folder, "other");
    await start({ dataFolder: other });
    stop();
    cpSync(database(), join(other, "advisories.sqlite"));
    const foreign = await start({ dataFolder: other });
    expect(foreign.isForeign).toBe(true);
  });
});

describe("a clock that ran ahead", () => {
  test("is the floor until an operator takes the machine's", async () => {
    const first = await start();
    const ahead = Date.now() + 4 * 365 * 86_400_000;
    const { database: written } = first;
    const { appendAudit, auditHead } = await import("../../src/store/audit.ts");
    const entry = { actor: "a", action: "test", isPublic: false, detail: {}, commandId: "c", at: ahead };
    await written.atomically([appendAudit(written, await auditHead(written), entry, first.digest)]);
    stop();
    const second = await start();
    expect(second.clock.now()).toBeGreaterThanOrEqual(ahead);
    expect(second.clock.isApart()).toBe(true);
    const lines: string[] = [];
    const run = (service: Instance) =>
      commands["clock accept"]?.run({
        service,
        options: {},
        rest: [],
        print: (line) => lines.push(line),
        migrationsFolder,
      });
    await run(second);
    stop();
    const third = await start();
    expect(Math.abs(third.clock.now() - Date.now())).toBeLessThan(60_000);
    await run(third);
    expect(lines[0]).toContain("ahead");
    expect(lines.at(-1)).toContain("nothing was done");
  });

  test.each([2, 24 * 8])(
    "by %i hours is the floor too where no act was written by it, until an operator takes the machine's",
    async (hours) => {
      const ahead = Date.now() + hours * 3_600_000;
      const first = await start();
      await first.database.atomically([setValue(first.database, "watchedAt", String(ahead))]);
      stop();
      const second = await start();
      expect(second.clock.now()).toBeGreaterThanOrEqual(ahead);
      expect(second.clock.isApart()).toBe(true);
      const run = { options: {}, rest: [], print: () => {}, migrationsFolder };
      await commands["clock accept"]?.run({ ...run, service: second });
      stop();
      expect(Math.abs((await start()).clock.now() - Date.now())).toBeLessThan(60_000);
    },
  );
});

describe("a clock that leapt ahead", () => {
  test("by more than a day, and in whose time nobody acted, is no floor once the machine's is right again", async () => {
    const first = await start();
    const now = Date.now();
    const leap = { from: now - 60_000, to: now + 300 * 86_400_000 };
    await first.database.atomically([
      setLeap(first.database, leap),
      setValue(first.database, "watchedAt", String(leap.to + 60_000)),
    ]);
    stop();
    const second = await start();
    expect(Math.abs(second.clock.now() - Date.now())).toBeLessThan(60_000);
    await noteLeap(second);
    expect(await lastLeap(second.database)).toBe(null);
    // As the delivery threads do, before anything else is written.
    const thread = await start();
    expect(Math.abs(thread.clock.now() - Date.now())).toBeLessThan(60_000);
  });

  test("is nothing that keeps a start from going on where its note is damaged", async () => {
    const first = await start();
    await first.database.atomically([setValue(first.database, "leap", "{")]);
    stop();
    const second = await start();
    await noteLeap(second);
    expect(await lastLeap(second.database)).toBe(null);
  });
});

const author: Editor = { id: "ann", name: "Ann", roles: ["author"] };
const approver: Editor = { id: "ben", name: "Ben", roles: ["approver"] };

async function publish(service: Instance, content: Content): Promise<string> {
  const value = <Value>(result: { ok: true; value: Value } | { ok: false; refusal: unknown }): Value => {
    if (!result.ok) throw new Error(JSON.stringify(result.refusal));
    return result.value;
  };
  const { newId } = service;
  const { id } = value(await createAdvisory(service, { content, editor: author, commandId: newId() }));
  const act = (command: Parameters<typeof changeAdvisory>[1]["command"], editor: Editor) =>
    changeAdvisory(service, { advisoryId: id, command, editor, commandId: newId() });
  const { contentHash } = value(await act({ type: "submit" }, author));
  value(await act({ type: "approve", contentHash }, approver));
  return id;
}

const mount = join(tmpdir(), `full-disk-${process.pid}`);

function mountSmallDisk(): boolean {
  try {
    execFileSync("mkdir", ["-p", mount]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", mount], { stdio: "pipe" });
    return true;
  } catch {
    process.stderr.write("SKIPPED: the tests of a full disk need the right to mount a small file system (root)\n");
    return false;
  }
}

const hasSmallDisk = mountSmallDisk();
afterAll(() => {
  if (hasSmallDisk) execFileSync("umount", [mount]);
  rmSync(mount, { recursive: true, force: true });
});

describe.skipIf(!hasSmallDisk)("a full disk", () => {
  const fill = () => {
    for (const [name, size] of [
      ["large", "64M"],
      ["small", "64K"],
    ] as const) {
      try {
        execFileSync(
          "dd",
          ["if=/dev/urandom", `of=${mount}/filler-${name}`, "bs=4k", `count=${size === "64M" ? 16_384 : 16}`],
          {
            stdio: "pipe",
          },
        );
      } catch {}
    }
  };

  test("stops a draft, and not a retraction; the reserve is there again when there is room", async () => {
    const service = await start({ dataFolder: mount });
    expect(service.reserve.keep()).toBe(true);
    expect(statSync(join(mount, "reserve")).blocks * 512).toBeGreaterThanOrEqual(reserveBytes);
    const content = aContent({ sunsetAt: Math.floor(Date.now() / 1_000) * 1_000 + 86_400_000 });
    const id = await publish(service, content);
    fill();
    const draft = async () => {
      // The log has room from before: it has to be used up first.
      for (let count = 0; count < 2_000; count++)
        await createAdvisory(service, { content, editor: author, commandId: service.newId() });
    };
    await expect(draft()).rejects.toThrow(Unavailable);
    const taken = await changeAdvisory(service, {
      advisoryId: id,
      command: { type: "retract", then: "end" },
      editor: author,
      commandId: service.newId(),
    });
    expect(taken.ok).toBe(true);
    expect(existsSync(join(mount, "reserve"))).toBe(false);
    const advisory = (await allAdvisories(service.database)).find((one) => one.id === id);
    expect(advisory?.revisions.at(-1)?.change).toBe("retract");
    expect(reserveIn(mount).keep()).toBe(false);
    rmSync(join(mount, "filler-large"));
    expect(reserveIn(mount).keep()).toBe(true);
  });

  test("is named where it fills up while the database is made, and the start goes on once there is room", async () => {
    fill();
    const filler = join(mount, "filler-large");
    truncateSync(filler, statSync(filler).size - 300 * 1024);
    await expect(start({ dataFolder: join(mount, "late") })).rejects.toThrow(/the disk is full\. Make room on it/);
    rmSync(filler);
    await start({ dataFolder: join(mount, "late") });
  });

  test("is named where a copy finds no room; it can be copied from to another disk", async () => {
    const whole = await start();
    await publish(whole, aContent({ sunsetAt: Math.floor(Date.now() / 1_000) * 1_000 + 86_400_000 }));
    const copy = join(folder, "copy.sqlite");
    const common = { options: {}, rest: [copy], print: () => {}, migrationsFolder };
    await commands.backup?.run({ ...common, service: whole });
    const beside = await start({ dataFolder: join(mount, "new"), mayBeNew: true });
    fill();
    await expect(commands.restore?.run({ ...common, service: beside })).rejects.toThrow(
      /could not be copied .* look whether that disk is full/,
    );
    const other = join(folder, "other.sqlite");
    expect(await commands.backup?.run({ ...common, rest: [other], service: beside })).toBe(0);
  });
});
