/**
 * What is left after the worst night: a copy of 100,000 mail and 100,000 push subscribers is made, some leave, the service is killed, and
 * the copy is restored beside the database that was in use. Then a fan-out to all of them, killed at 10, 50 and 90 %: how soon
 * the next message leaves, and how soon the lots of the dead are taken up again.
 */
import { type ChildProcess, fork } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite from "better-sqlite3";
import { readOrMakeKeys } from "../../src/platform/node/keys.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import type { Measure } from "../bench.ts";
import { alone } from "./measuring.ts";
import {
  type Api,
  answerOf,
  apiOf,
  countsOf,
  dist,
  numberAfter,
  type Place,
  type Ports,
  placeIn,
  port,
  publishing,
  startServer,
  toSinks,
} from "./started-processes.ts";

/** Of each kind. */
const subscribers = numberAfter("--subscribers") ?? 100_000;
const leavers = Math.min(1_000, Math.ceil(subscribers / 10));
const killedAt = [0.1, 0.5, 0.9];

interface Restored {
  readonly backupSeconds: number;
  readonly restoreSeconds: number;
  readonly megabytes: number;
  /** Their numbers in the list, by mail. */
  readonly left: readonly number[];
}

interface Restart {
  readonly answersMs: number;
  readonly nextMs: number;
  readonly takenUpMs: number;
}

export async function recoveryBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const sinks = fork(dist("bench-sinks.js"));
  const ports = await answerOf<Ports>(sinks);
  const old = placeIn(join(folder, "old"), toSinks(ports));
  const restoredPlace = placeIn(join(folder, "new"), toSinks(ports));
  let server: ChildProcess | undefined;
  try {
    const { author, approver } = old.editors();
    const api = apiOf(author, approver);
    say(`bringing ${subscribers * 2} subscriptions …`);
    old.ntas("import", "subscriptions", await publishing(join(folder, "list.jsonl"), subscribers, ports.push));
    const { left, ...restored } = await restoredCopy(old, restoredPlace, folder, say);

    sinks.send({ reset: subscribers });
    server = await startServer(restoredPlace.environment);
    await api.publish("NY");
    await sleep(3_000);
    const early = await toldOf(sinks);
    restoredPlace.ntas("resume");
    const restarts: Restart[] = [];
    for (const part of killedAt) {
      await toldAtLeast(sinks, part * subscribers * 2);
      say(`killed at ${part * 100} % …`);
      const [next, restart] = await killedAndStarted(server, restoredPlace, sinks);
      server = next;
      restarts.push(restart);
    }
    await untilAllIsTold(api, sinks);
    const told = await toldOf(sinks);
    sinks.send({ mailedOf: left });
    const { mailed } = await answerOf<{ mailed: number }>(sinks);
    const { mail, push } = await countsOf(sinks);
    const owed = subscribers * 2 - left.length;
    const worst = (of: keyof Restart) => Math.max(...restarts.map((one) => one[of]));
    return [
      alone(`copy of ${subscribers * 2} subscribers`, restored.backupSeconds, null, "s", 1),
      alone("the copy", restored.megabytes, null, "MB", 1),
      alone("restore, beside the database that was in use", restored.restoreSeconds, 60, "s", 1),
      alone("told before sending was released", early, 0, "readers", 1),
      alone(`mails to the ${left.length} who left after the copy was made`, mailed, 0, "readers", 1),
      alone("missing of all others", owed - told + mailed, 0, "readers", 1),
      alone("start after a kill: answers, slowest", worst("answersMs"), null, "ms", restarts.length),
      alone("start after a kill: next message, slowest", worst("nextMs"), 5_000, "ms", restarts.length),
      alone(
        "start after a kill: lots of the dead taken up, slowest",
        worst("takenUpMs"),
        30_000,
        "ms",
        restarts.length,
      ),
      alone("told twice, all kills together", mail + push - told, null, "readers", 1),
    ];
  } finally {
    server?.kill("SIGKILL");
    sinks.send("stop");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** After the copy some leave by the button of their mails; then the service is killed. */
async function restoredCopy(old: Place, place: Place, folder: string, say: (line: string) => void): Promise<Restored> {
  const copy = join(folder, "copy.sqlite");
  const server = await startServer(old.environment);
  const backupSeconds = seconds(() => old.ntas("backup", copy));
  say(`copied; ${leavers} leave …`);
  const left = await leave(join(folder, "old"));
  server.kill("SIGKILL");
  cpSync(join(folder, "old/keys"), join(folder, "new/keys"), { recursive: true });
  say("restoring …");
  const inUse = join(folder, "old/advisories.sqlite");
  const restoreSeconds = seconds(() => say(place.ntas("restore", copy, "--left", inUse)));
  return { backupSeconds, restoreSeconds, megabytes: statSync(copy).size / 1_048_576, left };
}

function seconds(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}

async function leave(dataFolder: string): Promise<number[]> {
  const tokens = hmacTokens(readOrMakeKeys(dataFolder).tokens);
  const database = new BetterSqlite(join(dataFolder, "advisories.sqlite"), { readonly: true });
  const readers = database
    .prepare<[number], { id: number; nonce: string; address: string }>(
      "select id, nonce, address from subscriptions where channel = 'email' order by random() limit ?",
    )
    .all(leavers);
  database.close();
  for (const { id, nonce } of readers) {
    const answer = await fetch(`http://localhost:${port}/unsubscribe/${tokens.issue("unsubscribe", id, nonce)}`, {
      method: "POST",
      body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
  return readers.map(({ address }) => Number(/-(\d+)@/.exec(address)?.[1]));
}

/** Readers who got anything at all. */
async function toldOf(sinks: ChildProcess): Promise<number> {
  sinks.send("settled");
  return (await answerOf<{ told: number }>(sinks)).told;
}

async function toldAtLeast(sinks: ChildProcess, messages: number): Promise<void> {
  for (;;) {
    const { mail, push } = await countsOf(sinks);
    if (mail + push >= messages) return;
    await sleep(50);
  }
}

async function killedAndStarted(
  server: ChildProcess,
  place: Place,
  sinks: ChildProcess,
): Promise<[ChildProcess, Restart]> {
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await gone;
  // What was on its way arrives.
  await sleep(500);
  const { mail, push } = await countsOf(sinks);
  const database = new BetterSqlite(join(place.environment.DATA_DIR ?? "", "advisories.sqlite"), { readonly: true });
  const held = database
    .prepare("select id, fence from lots where leased_until > ? and done_at is null")
    .all(Date.now()) as { id: number; fence: number }[];
  const isTakenUp = database.prepare<[number, number]>("select 1 from lots where id = ? and fence > ?").pluck();
  const startedAt = performance.now();
  const next = await startServer(place.environment);
  const answersMs = performance.now() - startedAt;
  await toldAtLeast(sinks, mail + push + 1);
  const nextMs = performance.now() - startedAt;
  while (!held.every(({ id, fence }) => isTakenUp.get(id, fence))) await sleep(50);
  const takenUpMs = performance.now() - startedAt;
  database.close();
  return [next, { answersMs, nextMs, takenUpMs }];
}

async function untilAllIsTold(api: Api, sinks: ChildProcess): Promise<void> {
  await api.settled();
  // The last ones are read by the sinks.
  for (let [before, now] = [-1, 0]; before !== now; await sleep(1_000)) {
    const { mail, push } = await countsOf(sinks);
    [before, now] = [now, mail + push];
  }
}
