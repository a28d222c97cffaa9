/**
 * What publishing costs with 100,000 mail and 100,000 push subscribers: the answer to the approval, the first message, and the memory
 * of the service while the fan-out runs; then what a retraction costs that comes when a tenth of a second fan-out is through. The built
 * service is a process, its sinks are another.
 */
import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { createECDH, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite from "better-sqlite3";
import type { Measure } from "../bench.ts";
import { cpuSeconds, median } from "./measuring.ts";

export interface Ports {
  readonly smtp: number;
  readonly push: number;
  readonly caFile: string;
}

export interface Counts {
  readonly mail: number;
  readonly push: number;
  readonly firstMailAt: number;
  readonly firstPushAt: number;
  readonly corrections: number;
  readonly lastOriginalAt: number;
  readonly firstCorrectionAt: number;
}

const root = new URL("..", import.meta.url).pathname;
export const dist = (name: string) => join(root, "dist", name);
/** Of each kind: `--subscribers 1000000`. */
const subscribers = numberAfter("--subscribers") ?? 100_000;
/** How long the fan-out is watched; all of it, unless this is shorter. */
const watchSeconds = numberAfter("--seconds") ?? 7_200;
const publications = 15;
/** Each looks at everybody, and tells nobody, before the fan-out that is measured: with a million that takes two minutes. */
const publicationsToMany = subscribers > 200_000 ? 5 : publications;
/** Those who are there before the others, for the answer with few subscribers. */
const few = 500;
const everybody = (subscribers + few) * 2;
export const port = 20_000 + Math.floor(Math.random() * 20_000);

export async function publishBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const sinks = fork(dist("bench-sinks.js"));
  const ports = await answerOf<Ports>(sinks);
  const environment = {
    ...process.env,
    DATA_DIR: folder,
    PORT: String(port),
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    PUSH_HOSTS: `localhost:${ports.push}`,
    NODE_EXTRA_CA_CERTS: ports.caFile,
    RATE_LIMIT: "off",
    LOG_LEVEL: "error",
  };
  const ntas = (...words: string[]) =>
    execFileSync(process.execPath, [dist("ntas.js"), ...words], { env: environment, encoding: "utf8" }).trim();
  let server: ChildProcess | undefined;
  try {
    for (const [name, role] of [
      ["ann", "author"],
      ["ben", "approver"],
    ] as const)
      ntas("editor", "add", "--email", `${name}@example.org`, "--name", name, "--role", role);
    const author = ntas("token", "--email", "ann@example.org");
    const approver = ntas("token", "--email", "ben@example.org");
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
      measure(`bringing ${subscribers * 2} subscriptions`, importSeconds, 120, "s", 1),
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

function numberAfter(option: string): number | undefined {
  const index = process.argv.indexOf(option);
  return index < 0 ? undefined : Number(process.argv[index + 1]);
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

export function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve) => child.once("message", (message) => resolve(message as Answer)));
}

/** Subscribers in New York, numbered from `first`: a publication for California looks at all of them and tells nobody. */
export async function publishing(path: string, count: number, pushPort: number, first = 0): Promise<string> {
  const ecdh = createECDH("prime256v1");
  const p256dh = ecdh.generateKeys().toString("base64url");
  const auth = randomBytes(16).toString("base64url");
  const common = { areas: ["NY"], confirmedAt: "2026-01-01T00:00:00Z", consentSource: "bench" };
  const lines: string[] = [];
  for (let index = first; index < first + count; index++) {
    const name = `${count}-${index}`;
    lines.push(JSON.stringify({ channel: "email", address: `reader-${name}@example.org`, ...common }));
    const subscription = { endpoint: `https://localhost:${pushPort}/${name}`, keys: { p256dh, auth } };
    lines.push(JSON.stringify({ channel: "push", subscription, ...common }));
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

export async function startServer(environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const server = spawn(process.execPath, ["--max-semi-space-size=4", dist("node.js")], {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://localhost:${port}/healthz`).catch(() => null);
    if (answer?.ok) return server;
    await sleep(100);
  }
  throw new Error("the service did not start");
}

interface Api {
  /** Until every announcement so far has looked at all its lots. */
  settled(): Promise<void>;
  /** With the time that the approval took to answer. */
  publish(state: string): Promise<{ id: string; answerMs: number }>;
  /** All of it, without going back to anything. */
  retract(id: string): Promise<{ answerMs: number }>;
}

export function apiOf(author: string, approver: string): Api {
  const call = async (token: string, path: string, body: unknown) => {
    const response = await fetch(`http://localhost:${port}/api/v1/advisories${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { id: string; contentHash: string };
  };
  const published: string[] = [];
  return {
    async settled() {
      for (const id of published) {
        for (let isDone = false; !isDone; await sleep(200)) {
          const response = await fetch(`http://localhost:${port}/api/v1/deliveries?advisory=${id}`, {
            headers: { authorization: `Bearer ${author}` },
          });
          const { announcements } = (await response.json()) as {
            announcements: { occasion: string; channels: { done: boolean }[] }[];
          };
          const channels = announcements
            .filter(({ occasion }) => occasion === "publication")
            .flatMap((one) => one.channels);
          isDone = channels.length === 2 && channels.every(({ done }) => done);
        }
      }
    },
    async publish(state) {
      const { id } = await call(author, "", contentFor(state));
      const { contentHash } = await call(author, `/${id}/submit`, {});
      const startedAt = performance.now();
      await call(approver, `/${id}/approve`, { contentHash });
      published.push(id);
      return { id, answerMs: performance.now() - startedAt };
    },
    async retract(id) {
      const startedAt = performance.now();
      await call(author, `/${id}/retract`, { then: "end" });
      return { answerMs: performance.now() - startedAt };
    },
  };
}

export function contentFor(state: string) {
  const words = "Officials are watching this and will say more. ".repeat(8);
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: [state] },
    sunsetAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    languages: {
      en: {
        headline: "A bench, not an advisory",
        summary: words,
        sections: [{ heading: "Details", body: words.repeat(3) }],
        measures: { individuals: words, government: words, responders: words, privateSector: words },
      },
    },
  };
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

async function countsOf(sinks: ChildProcess): Promise<Counts> {
  sinks.send("counts");
  return (await answerOf<{ counts: Counts }>(sinks)).counts;
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
