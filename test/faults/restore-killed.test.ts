/**
 * A restore is killed at its n-th write, sync or change of the folder. Afterwards the folder has the empty database or the whole copy,
 * never a part of it; the copy and the old database are as they were; and the same command again brings it to its end.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { environment, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { numberFrom, size } from "./size.ts";

const calls = "pwrite64,fdatasync,fsync,rename,unlink,ftruncate";
const [first, step] = [numberFrom("FAULTS_FROM", 1), numberFrom("FAULTS_STEP", size(40, 1))];
const root = new URL("../..", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "restore-killed-"));
const copy = join(folder, "copy.sqlite");
let story: Story<ServiceProcess>;
let old: string;

beforeAll(async () => {
  story = await Story.begin(onNode);
  await subscribe(story, 10);
  await story.publish("Storm", alert("Storm"));
  await story.service.ntas("backup", copy);
  await story.publish("After the copy", alert("After the copy"));
  await story.service.kill();
  old = join(story.service.dataFolder, "advisories.sqlite");
}, 150_000);
afterAll(async () => {
  await story?.end();
  rmSync(folder, { recursive: true, force: true });
});

const bytesOf = () => [copy, old, `${old}-wal`].map((path) => readFileSync(path).toString("base64"));

/** Ended by itself, or not. */
async function restore(place: string, tracing: readonly string[] = []): Promise<boolean> {
  const [command = "", ...words] = [...tracing, process.execPath, "dist/ntas.js", "restore", copy, "--left", old];
  return promisify(execFile)(command, words, { cwd: root, env: environment({}, { DATA_DIR: place }) }).then(
    () => true,
    (error: { stderr: string; signal?: string }) => {
      // A refusal would be an end of its own.
      if (!error.signal) throw new Error(error.stderr);
      return false;
    },
  );
}

function expectEmptyOrWhole(place: string): "empty" | "whole" {
  const path = join(place, "advisories.sqlite");
  if (!readdirSync(place).includes("advisories.sqlite")) return "empty";
  const database = new BetterSqlite(path);
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    const count = (sql: string) => database.prepare(sql).pluck().get();
    const hasTables = count("select count(*) from sqlite_schema where name = 'audit'") === 1;
    if (!hasTables || count("select count(*) from audit") === 0) return "empty";
    expect(count("select count(*) from subscriptions")).toBe(20);
    expect(count("select count(*) from audit where action = 'restore'")).toBe(1);
    expect(count("select value from instance where key = 'sendingPaused'")).toBe("true");
    return "whole";
  } finally {
    database.close();
  }
}

it(
  "a restore that is killed anywhere leaves nothing half done, and is done again",
  async () => {
    const before = bytesOf();
    let killed = 0;
    for (let n = first; ; n += step) {
      const place = mkdtempSync(join(folder, "place-"));
      cpSync(join(story.service.dataFolder, "keys"), join(place, "keys"), { recursive: true });
      const at = ["-e", `trace=${calls}`, "-e", `inject=${calls}:signal=SIGKILL:when=${n}`, "-o", "/dev/null"];
      const isThrough = await restore(place, ["strace", "-f", ...at]);
      const left = expectEmptyOrWhole(place);
      if (!isThrough) killed++;
      if (left === "empty") expect(await restore(place), `after call ${n}`).toBe(true);
      expect(expectEmptyOrWhole(place)).toBe("whole");
      expect(readdirSync(place).filter((name) => name.includes("restoring"))).toEqual([]);
      expect(bytesOf()).toEqual(before);
      rmSync(place, { recursive: true });
      if (isThrough) break;
    }
    expect(killed).toBeGreaterThan(2);
  },
  size(170_000, 3_600_000),
);
