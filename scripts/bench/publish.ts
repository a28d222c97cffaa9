/**
 * What publishing costs with 100,000 mail and 100,000 push subscribers: the answer to the approval, the first message, and the memory
 * of the service while the fan-out runs; then what a retraction costs that comes when a tenth of a second fan-out is through. The built
 * service is a process, its sinks are another.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite from "better-sqlite3";
import type { Measure } from "../bench.ts";
import { cpuSeconds, median } from "./measuring.ts";
import {
  type Api,
  answerOf,
  apiOf,
  countsOf,
  dist,
  numberAfter,
  type Ports,
  placeIn,
  publishing,
  startServer,
  toSinks,
} from "./started-processes.ts";

/** Of each kind. */
const subscribers = numberAfter("--subscribers") ?? 100_000;
/** How long the fan-out is watched; all of it, unless this is shorter. */
const watchSeconds = numberAfter("--seconds") ?? 7_200;
const publications = 15;
/** Each looks at everybody, and tells nobody, before the fan-out that is measured: with a million that takes two minutes. */
const publicationsToMany = subscribers > 200_000 ? 5 : publications;
/** Those who are there before the others, for the answer with few subscribers. */
const few = 500;
const everybody = (subscribers + few) * 2;

export async function publishBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const sinks = fork(dist("bench-sinks.js"));
  const ports = await answerOf<Ports>(sinks);
  const { environment, ntas, editors } = placeIn(folder, toSinks(ports));
  let server: ChildProcess | undefined;
  try {
    const { author, approver } = editors();
    ntas("import", "subscriptions", await publishing(join(folder, "few.jsonl"), few, ports.push, subscribers));
    server = await startServer(environment);
    const api = apiOf(author, approver);
    say(`${publications} publications with 1,000 subscribers …`);
    const answersFew = await answersOf(api, publications);

    const startedAt = performance.now();
    ntas("import", "subscriptions", await publishing(join(folder, "many.jsonl"), subscribers, ports.push));
    const importSeconds = (performance.now() - startedAt) / 1_000;
    say(
      `${subscribers * 2} subscriptions were brought in ${importSeconds.toFixed(1)} s; ${publicationsToMany} publications …`,
    );
    const answersMany = await answersOf(api, publicationsToMany);
    say("waiting until those are through (they look at everybody and tell nobody) …");
    await api.settled();

    say("one publication to all of them …");
    sinks.send({ reset: subscribers + few });
    const sizeBefore = databaseBytes(folder);
    const sentAt = Date.now();
    const { answerMs } = await api.publish("NY");
    const memory = await watch(server, sinks, say, everybody);
    const counts = memory.counts;
    const sizeAfter = databaseBytes(folder);
    say("another one, taken back when a tenth of it is through …");
    const second = await retracted(server, sinks, api, say);
    answersMany.push(answerMs, second.publishedMs);
    return [
      measure("publish answer, 1,000 subscribers", median(answersFew), 50, "ms", answersFew.length),
      measure(`publish answer, ${subscribers * 2} subscribers`, median(answersMany), 50, "ms", answersMany.length),
      measure("first mail accepted after the approval was sent", counts.firstMailAt - sentAt, 1_000, "ms", 1),
      measure("first push accepted after the approval was sent", counts.firstPushAt - sentAt, 1_000, "ms", 1),
      measure("resident memory during the fan-out, highest", memory.highestMb, 512, "MB", 1),
      measure("time until all were told", memory.seconds, null, "s", 1),
      measure("told, of all", (100 * (counts.mail + counts.push)) / everybody, 100, "%", 1),
      measure("database growth per recipient", (sizeAfter - sizeBefore) / everybody, 20, "bytes", 1),
      measure("messages per second, mail and push together", memory.perSecond, null, "1/s", 1),
      measure("cpu per message, of the whole service", memory.cpuMs, null, "ms", 1),
      measure(`bringing ${subscribers * 2} subscriptions`, importSeconds, null, "s", 1),
      ...second.measures,
    ];
  } finally {
    server?.kill("SIGKILL");
    sinks.send("stop");
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(name: string, ours: number, limit: number | null, unit: string, runs: number): Measure {
  return { measure: name, ours: Math.round(ours * 1_000) / 1_000, peer: null, limit, ratio: null, unit, runs };
}

/** As the database counts its pages: those that lie in the write-ahead log only are in it. */
function databaseBytes(folder: string): number {
  const database = new BetterSqlite(join(folder, "advisories.sqlite"), { readonly: true });
  try {
    return (
      Number(database.pragma("page_count", { simple: true })) * Number(database.pragma("page_size", { simple: true }))
    );
  } finally {
    database.close();
  }
}

async function answersOf(api: Api, count: number): Promise<number[]> {
  const answers: number[] = [];
  for (let index = 0; index < count; index++) {
    answers.push((await api.publish("CA")).answerMs);
    await sleep(300);
  }
  return answers;
}

/** Watches until so many messages came: memory each quarter of a second, and how fast it went. */
async function watch(server: ChildProcess, sinks: ChildProcess, say: (line: string) => void, messages: number) {
  const startedAt = performance.now();
  const cpuBefore = cpuSeconds(server.pid ?? 0);
  let highestMb = 0;
  let counts = await countsOf(sinks);
  let saidAt = 0;
  while (counts.mail + counts.push < messages && performance.now() - startedAt < watchSeconds * 1_000) {
    await sleep(250);
    const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
    highestMb = Math.max(highestMb, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
    counts = await countsOf(sinks);
    if (performance.now() - saidAt > 10_000) {
      saidAt = performance.now();
      say(`  ${counts.mail} mails, ${counts.push} pushes, ${highestMb.toFixed(0)} MB`);
    }
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const told = counts.mail + counts.push;
  const cpuMs = ((cpuSeconds(server.pid ?? 0) - cpuBefore) * 1_000) / told;
  return { counts, highestMb, seconds, perSecond: told / seconds, cpuMs };
}

async function retracted(server: ChildProcess, sinks: ChildProcess, api: Api, say: (line: string) => void) {
  sinks.send({ reset: subscribers + few });
  const { id, answerMs: publishedMs } = await api.publish("NY");
  await watch(server, sinks, say, everybody / 10);
  const retractedAt = Date.now();
  const { answerMs } = await api.retract(id);
  // Until nobody has been told anything for three seconds.
  let counts = await countsOf(sinks);
  for (let told = -1; counts.corrections === 0 || told !== counts.corrections; await sleep(3_000)) {
    told = counts.corrections;
    counts = await countsOf(sinks);
    if (Date.now() - retractedAt > watchSeconds * 1_000) break;
  }
  sinks.send("settled");
  const { missed, others } = await answerOf<{ missed: number; others: number }>(sinks);
  const after = (at: number) => Math.max(0, at - retractedAt);
  const measures = [
    measure("retraction in the middle: answer", answerMs, 500, "ms", 1),
    measure("retraction in the middle: last original accepted", after(counts.lastOriginalAt), 1_000, "ms", 1),
    measure("retraction in the middle: first correction accepted", after(counts.firstCorrectionAt), 5_000, "ms", 1),
    measure("retraction in the middle: corrections", counts.corrections, null, "messages", 1),
    measure("retraction in the middle: got the original and no correction", missed, 0, "readers", 1),
    measure("retraction in the middle: others who got a correction", others, 0, "readers", 1),
  ];
  return { publishedMs, measures };
}
