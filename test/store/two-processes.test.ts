/** Two processes on one file: the service and the command line, or two services. Nobody sees SQLITE_BUSY, and nothing is done twice. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "../../db/schema.ts";
import { brokenAuditRow } from "../../src/store/audit.ts";
import { fileDatabase, migrationsFolder } from "../support/database.ts";
import { digest } from "./contract/rows.ts";
import type { Answer, Task } from "./processes/process.ts";

const folder = mkdtempSync(join(tmpdir(), "two-processes-"));
let processes: ChildProcess[] = [];

beforeAll(() => {
  const file = new URL("./processes/process.ts", import.meta.url);
  processes = ["one", "other"].map(() => fork(file, { execArgv: [] }));
});

afterAll(async () => {
  for (const child of processes) {
    const exited = once(child, "exit");
    child.disconnect();
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Gives each process its task in the same moment. */
function atOnce(tasks: readonly Task[]): Promise<Answer[]> {
  return Promise.all(
    processes.map(async (child, index) => {
      const answer = once(child, "message");
      child.send(tasks[index] ?? {});
      const [first] = await answer;
      return first as Answer;
    }),
  );
}

describe("two processes on one file", () => {
  test("open and migrate a new database at once, twenty times, and agree on what is there", async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(folder, `new-${round}`, "advisories.sqlite");
      const task = { type: "migrate", path, migrationsFolder } as const;
      const [one, other] = await atOnce([task, task]);
      expect(one).toMatchObject({ type: "done" });
      expect(other).toEqual(one);
    }
  });

  test("one opens and migrates, twenty times, while the other writes: both go on, and no migration runs twice", async () => {
    const path = join(folder, "old.sqlite");
    const database = fileDatabase(path);
    for (let round = 0; round < 20; round++) {
      const [opened, wrote] = await atOnce([
        { type: "migrate", path, migrationsFolder },
        { type: "commit", path, name: `round-${round}`, count: 5 },
      ]);
      expect(opened).toMatchObject({ type: "done" });
      expect(wrote).toEqual({ type: "done", value: [0, 1, 2, 3, 4] });
    }
    const journal = JSON.parse(readFileSync(join(migrationsFolder, "meta/_journal.json"), "utf8")) as {
      entries: unknown[];
    };
    const migrations = database.sqlite.prepare("select count(*) as count from __drizzle_migrations").get();
    expect(migrations).toEqual({ count: journal.entries.length });
    database.close();
  });

  test("commit 100 acts each, all at once: one chain of 200 without gaps, and nobody is refused", async () => {
    const path = join(folder, "commits.sqlite");
    const database = fileDatabase(path);
    const numbers = Array.from({ length: 100 }, (_, number) => number);
    const answers = await atOnce(["one", "other"].map((name) => ({ type: "commit", path, name, count: 100 })));
    expect(answers).toEqual([
      { type: "done", value: numbers },
      { type: "done", value: numbers },
    ]);
    const rows = await database.statements.select({ sequence: audit.sequence, actor: audit.actor }).from(audit);
    expect(rows.map((row) => row.sequence)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(rows.filter((row) => row.actor === "one")).toHaveLength(100);
    expect(await brokenAuditRow(database, digest)).toBeNull();
    database.close();
  });
});
