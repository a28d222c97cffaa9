/** The watch over a real instance in a folder of its own: what stopped is noticed, told once, and told without the database if need be. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commit } from "../../src/actions/commit.ts";
import { addEditor } from "../../src/actions/editor-access.ts";
import { releaseScheduled } from "../../src/actions/hold-scheduled.ts";
import { deliverDue } from "../../src/delivery/deliver.ts";
import type { Letter } from "../../src/domain/letter.ts";
import { accepted } from "../../src/domain/refusal.ts";
import { deliveryOf, type NodeDelivery } from "../../src/node/delivery.ts";
import { databasePath, type Instance, openInstance } from "../../src/node/instance.ts";
import { startWatch, type Watch } from "../../src/node/watch.ts";
import { readSettings } from "../../src/settings.ts";
import { insertAdvisory, insertRevision } from "../../src/store/advisories.ts";
import { openAlarms } from "../../src/store/alarms.ts";
import { editorByEmail } from "../../src/store/editors.ts";
import { isPaused, scheduledHeldFrom, setValue } from "../../src/store/instance.ts";
import { sealRevision } from "../../src/store/seals.ts";
import { anAdvisory, aRevision } from "../support/advisories.ts";
import { isThere } from "../support/needed.ts";
import { testClock } from "../support/service.ts";

const minute = 60_000;
const hasLocks = isThere("/proc/locks (Linux)", () => existsSync("/proc/locks"));
const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;

let folder: string;
let service: Instance;
let delivery: NodeDelivery;
let watch: Watch;
let clock: ReturnType<typeof testClock>;
let direct: Letter[];
let silentForMs: number;
let isApart: boolean;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "watch-"));
  const read = readSettings({ DATA_DIR: folder, LOG_LEVEL: "silent", ALARM_TO: "duty@example.gov" });
  if (!read.ok) throw new Error(read.problems.join());
  clock = testClock(new Date().toISOString());
  direct = [];
  silentForMs = 0;
  isApart = false;
  const opened = await openInstance(read.settings, { nudge: () => {}, migrationsFolder, isDemo: false });
  service = { ...opened, clock: { ...clock, isApart: () => isApart } };
  await addEditor(service, { email: "admin@example.gov", name: "A", roles: ["admin"], actor: "test", isFirst: true });
  await addEditor(service, { email: "author@example.gov", name: "B", roles: ["author"], actor: "test", isFirst: true });
  delivery = deliveryOf(service, () => false);
  watch = begin();
});
afterEach(async () => {
  watch.stop();
  await delivery.close();
  service.database.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(): Watch {
  return startWatch({
    service,
    delivery: {
      ...delivery,
      sendDirectly: async (letter) => {
        direct.push(letter);
        return { type: "accepted" };
      },
    },
    worker: { silentForMs: () => silentForMs, isClockApart: () => false },
    canaryTo: [""],
  });
}

async function pass(ms: number, delivering: boolean): Promise<void> {
  for (const until = clock.now() + ms; clock.now() < until; clock.advance(15_000)) {
    await watch.round();
    if (delivering) await deliverDue(delivery);
  }
}

/** Subjects of the mails that were written to files, with whom they went to. */
function mails(): string[] {
  const names = readdirSync(join(folder, "mail"), { withFileTypes: true }).filter((one) => one.isFile());
  return names
    .map(({ name }) => readFileSync(join(folder, "mail", name), "utf8"))
    .map((text) => `${/^To: (.*)$/m.exec(text)?.[1]} ${/^Subject: (.*(?:\r\n .*)*)$/m.exec(text)?.[1]}`)
    .sort();
}

const names = async () => (await openAlarms(service.database)).map(({ name }) => name);

describe("the watch", () => {
  test("says within ten minutes that a stored text is not what was approved", async () => {
    const { database } = service;
    const advisory = anAdvisory({ revisions: [aRevision()] });
    const [revision] = advisory.revisions;
    if (!revision) throw new Error("no revision");
    await commit(service, "publication", async () =>
      accepted({
        writes: [insertAdvisory(database, advisory, "test"), insertRevision(database, revision)],
        seals: sealRevision(revision, service.digest),
        entry: { actor: "test", action: "approve", advisoryId: advisory.id, isPublic: true, detail: {} },
      }),
    );
    await pass(minute, true);
    expect(await names()).toEqual([]);
    database.sqlite.exec("update revisions set body = replace(body, 'headline\":\"', 'headline\":\"Not ')");
    vi.spyOn(service.timers, "elapsed").mockReturnValue(service.timers.elapsed() + 10 * minute);
    await pass(minute, true);
    expect(await names()).toEqual(["texts"]);
  });

  test("finds nothing while all goes well, and mails nobody", async () => {
    await pass(20 * minute, true);
    expect(await names()).toEqual([]);
    expect(readdirSync(folder)).not.toContain("mail");
  });

  test.runIf(hasLocks)(
    "lets go of no lock: another program would take itself for the last one and delete what is written ahead",
    async () => {
      const { inode } = service.database;
      // What SQLite holds on the database itself as long as it writes ahead (fileformat2 §"The Locking Region").
      const held = () =>
        readFileSync("/proc/locks", "utf8").match(new RegExp(` ${process.pid} \\S+:${inode} 1073741826 `, "g")) ?? [];
      expect(held()).toHaveLength(1);
      await watch.round();
      expect(held()).toHaveLength(1);
    },
  );

  test("notices within six minutes that nothing is delivered, and tells admins and ALARM_TO by itself", async () => {
    await pass(4 * minute, true);
    await pass(6 * minute, false);
    expect(await names()).toEqual(["canary-0"]);
    expect(mails().map((line) => line.split(" ")[0])).toEqual(["admin@example.gov", "duty@example.gov"]);
    expect(mails()[0]).toContain("[ALARM]");
  });

  test("a clock that jumps holds what waits for its hour, once for each jump, and says so until it is released", async () => {
    const { database } = service;
    const editor = (await editorByEmail(database, "author@example.gov"))?.id ?? "";
    const later = aRevision({ approvedAt: clock.now(), effectiveAt: clock.now() + 60 * minute });
    const advisory = anAdvisory({ revisions: [later] });
    await commit(service, "publication", async () =>
      accepted({
        writes: [insertAdvisory(database, advisory, editor), insertRevision(database, later)],
        seals: sealRevision(later, service.digest),
        entry: { actor: editor, action: "approve", advisoryId: advisory.id, isPublic: true, detail: {} },
      }),
    );
    await pass(minute, true);
    expect(await scheduledHeldFrom(database)).toBeNull();
    isApart = true;
    await pass(minute, true);
    expect(await scheduledHeldFrom(database)).not.toBeNull();
    expect((await names()).sort()).toEqual(["clock", "scheduled-held"]);
    // What an operator is to do who finds that the machine is right, and the run before was ahead.
    expect((await watch.conditions()).find(({ name }) => name === "clock")?.detail).toContain("run “clock accept”");
    await releaseScheduled(service, { actor: "test", commandId: "release" });
    await pass(5 * minute, true);
    expect(await names()).toEqual(["clock"]);
    isApart = false;
    await pass(minute, true);
    isApart = true;
    await pass(minute, true);
    expect(await scheduledHeldFrom(database)).not.toBeNull();
  });

  test("tells once while it lasts, also after a restart, and once when it is over", async () => {
    silentForMs = 120_000;
    await pass(10 * minute, true);
    watch.stop();
    watch = begin();
    await pass(10 * minute, true);
    expect(mails().filter((line) => line.includes("[ALARM]"))).toHaveLength(2);
    silentForMs = 0;
    await pass(10 * minute, true);
    expect(await names()).toEqual([]);
    expect(mails().filter((line) => line.includes("[OVER]"))).toHaveLength(2);
    expect(mails()).toHaveLength(4);
  });

  test("one that comes and goes is told once", async () => {
    for (let round = 0; round < 20; round++) {
      isApart = round % 2 === 0;
      await pass(minute, true);
    }
    expect(mails()).toHaveLength(2);
  });

  test("alarms go out while sending is paused", async () => {
    await service.database.atomically([setValue(service.database, "sendingPaused", "true")]);
    silentForMs = 120_000;
    await pass(minute, true);
    expect(mails()).toHaveLength(2);
  });

  test.each([
    ["overwritten", () => writeFileSync(databasePath(service.settings), "garbage that is no database")],
    ["gone", () => rmSync(databasePath(service.settings))],
    ["not to be written", () => service.database.sqlite.pragma("query_only = 1")],
  ])("a database that is %s is told once, without it", async (_, spoil) => {
    await pass(minute, true);
    spoil();
    for (let round = 0; round < 5; round++) {
      clock.advance(15_000);
      await watch.round();
    }
    expect(direct.map(({ recipient }) => recipient)).toEqual(["admin@example.gov", "duty@example.gov"]);
    expect((await watch.conditions()).map(({ name }) => name)[0]).toMatch(/^database/);
  });

  test("holds a channel on which many messages are refused for good, once: whoever resumes it is believed", async () => {
    const { sqlite } = service.database;
    const now = clock.now();
    sqlite.exec(
      `insert into announcements (id, advisory_id, number, sequence, family, status, occasion, due_at, deadline_at, urgency)
       values (1, 'a', 1, 1, 'a', 'actual', 'publication', ${now}, ${now + 86_400_000}, 1);
       insert into lots (announcement_id, family, channel, tier, range, priority, failed, done_at)
       values (1, 'a', 'email', 1, 0, 1, 60, ${now + 20 * minute})`,
    );
    await watch.round();
    expect(await names()).toContain("refused-email");
    expect(await isPaused(service.database, "email")).toBe(true);
    expect(await isPaused(service.database, "push")).toBe(false);
    await service.database.atomically([setValue(service.database, "sendingPaused:email", "false")]);
    await watch.round();
    expect(await isPaused(service.database, "email")).toBe(false);
  });

  test("messages that wait while nobody sends are an alarm, and those of a held channel are none", async () => {
    const now = clock.now();
    service.database.sqlite.exec(
      `insert into announcements (id, advisory_id, number, sequence, family, status, occasion, due_at, deadline_at, urgency, planned_at)
       values (1, 'a', 1, 1, 'a', 'actual', 'publication', ${now}, ${now + 86_400_000}, 1, ${now});
       insert into lots (announcement_id, family, channel, tier, range, priority) values (1, 'a', 'webhook', 1, 0, 1), (1, 'a', 'push', 1, 0, 1)`,
    );
    await service.database.atomically([setValue(service.database, "sendingPaused:push", "true")]);
    clock.advance("4m");
    expect((await watch.conditions()).map(({ name }) => name)).toEqual(["idle-webhook"]);
    watch.stop();
    watch = begin();
    // Whoever starts after a while that it was down finds work that waited, and nobody to blame.
    expect(await watch.conditions()).toEqual([]);
    clock.advance("4m");
    await watch.round();
    expect((await watch.conditions()).map(({ name }) => name)).toEqual(["idle-webhook"]);
  });
});
