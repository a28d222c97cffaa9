/**
 * What a reader costs: the feed, a CAP message, the JSON list and a page under wrk, next to one worker of nginx that serves the same
 * bytes as files, in turns of one run; whole answers and 304s. Then the same of the service alone while a fan-out runs.
 */
import { type ChildProcess, execFileSync, fork, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Measure } from "../bench.ts";
import { cpuSeconds, median } from "./measuring.ts";
import {
  answerOf,
  apiOf,
  countsOf,
  dist,
  type Ports,
  placeIn,
  port,
  publishing,
  startServer,
  toSinks,
} from "./started-processes.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const readers = 32;
const advisories = 6;
const subscribers = Number(process.env.BENCH_SUBSCRIBERS ?? 30_000);
const pacedPerSecond = 500;
const pacedSeconds = 5;
const nginxPort = port + 1;

interface Target {
  readonly name: string;
  readonly path: string;
  /** Where nginx has it. */
  readonly file: string;
}

interface Round {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Processor time of the server's process and its children: what a busy machine does not change much. */
  readonly cpuMicroseconds: number;
}

/** Who answers at an address. */
interface Server {
  readonly url: string;
  readonly pid: number;
  readonly headers: readonly string[];
}

export async function readsBench(say: (line: string) => void): Promise<Measure[]> {
  for (const program of ["wrk", "nginx"])
    if (spawnSync(program, ["-v"]).error) throw new Error(`${program} is missing (Debian package ${program})`);
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const sinks = fork(dist("bench-sinks.js"));
  const ports = await answerOf<Ports>(sinks);
  const { environment, ntas, editors } = placeIn(join(folder, "data"), toSinks(ports));
  let server: ChildProcess | undefined;
  let nginx: ChildProcess | undefined;
  try {
    const { author, approver } = editors();
    const api = apiOf(author, approver);
    server = await startServer(environment);
    for (let count = 0; count < advisories; count++) await api.publish("CA");
    const targets = await targetsOf();
    nginx = await startNginx(folder, targets);
    const pids = { ours: server.pid ?? 0, peer: nginx.pid ?? 0 };
    const measures: Measure[] = [];
    for (const target of targets) measures.push(...(await compared(target, pids, say)));
    ntas("import", "subscriptions", await publishing(join(folder, "many.jsonl"), subscribers, ports.push));
    say(`a publication to ${subscribers * 2} subscribers …`);
    await api.publish("NY");
    const urls = targets.map(({ path }) => `http://127.0.0.1:${port}${path}`);
    const quiet = await paced(urls);
    const { perSecond, p99Ms } = read({ url: urls[0] ?? "", pid: pids.ours, headers: [] });
    const counts = await countsOf(sinks);
    if (counts.mail + counts.push >= subscribers * 2)
      say("the fan-out was over before the readers: give more subscribers");
    return [
      ...measures,
      measure(`all four at ${pacedPerSecond} requests a second, during a fan-out, p99`, quiet, "ms", 100),
      measure("feed, during a fan-out", perSecond, "1/s"),
      measure("feed, during a fan-out, p99", p99Ms, "ms"),
    ];
  } finally {
    nginx?.kill("SIGTERM");
    server?.kill("SIGKILL");
    sinks.send("stop");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Requests at a steady pace, whether the ones before were answered or not, since readers do not wait for each other: p99 in ms. */
async function paced(urls: readonly string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const ask = (url: string) =>
    new Promise<number>((resolve, reject) => {
      const startedAt = performance.now();
      get(url, { agent }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(performance.now() - startedAt));
      }).on("error", reject);
    });
  const asked: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let count = 0; count < pacedPerSecond * pacedSeconds; count++) {
    const early = startedAt + (count * 1_000) / pacedPerSecond - performance.now();
    if (early > 1) await sleep(early);
    asked.push(ask(urls[count % urls.length] ?? ""));
  }
  const latencies = (await Promise.all(asked)).toSorted((a, b) => a - b);
  agent.destroy();
  return latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}

/** A connection that the server had just closed is tried anew. */
async function asked(url: string, options: RequestInit = {}): Promise<Response> {
  return fetch(url, options).catch(() => fetch(url, options));
}

async function targetsOf(): Promise<Target[]> {
  const feed = await (await asked(`http://127.0.0.1:${port}/cap/feed.atom`)).text();
  const cap = /\/cap\/[^"]+\.xml/.exec(feed)?.[0] ?? "";
  const list = await asked(`http://127.0.0.1:${port}/api/v1/advisories`);
  const { advisories: all } = (await list.json()) as { advisories: { slug: string }[] };
  return [
    { name: "feed", path: "/feeds/advisories.atom", file: "feed.atom" },
    { name: "CAP", path: cap, file: "message.xml" },
    { name: "JSON", path: "/api/v1/advisories", file: "list.json" },
    { name: "page", path: `/advisories/${all[0]?.slug}`, file: "page.html" },
  ];
}

async function startNginx(folder: string, targets: readonly Target[]): Promise<ChildProcess> {
  const files = join(folder, "files");
  mkdirSync(files);
  for (const { path, file } of targets)
    writeFileSync(join(files, file), await (await asked(`http://127.0.0.1:${port}${path}`)).text());
  const configuration = join(folder, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  );
  writeFileSync(
    configuration,
    `${process.getuid?.() === 0 ? "user root; " : ""}daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; ${temporary.join(" ")}
  server { listen 127.0.0.1:${nginxPort}; root ${files}; } }\n`,
  );
  const nginx = spawn("nginx", ["-e", `${folder}/error.log`, "-c", configuration, "-p", dirname(configuration)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let attempt = 0; attempt < 50; attempt++) {
    if ((await fetch(`http://127.0.0.1:${nginxPort}/${targets[0]?.file}`).catch(() => null))?.ok) return nginx;
    await sleep(100);
  }
  throw new Error("nginx did not start");
}

async function compared(
  { name, path, file }: Target,
  pids: { readonly ours: number; readonly peer: number },
  say: (line: string) => void,
): Promise<Measure[]> {
  const urls = { ours: `http://127.0.0.1:${port}${path}`, peer: `http://127.0.0.1:${nginxPort}/${file}` };
  const measures: Measure[] = [];
  for (const status of [200, 304] as const) {
    const ours = await serverAt(urls.ours, pids.ours, status);
    const peer = await serverAt(urls.peer, pids.peer, status);
    const all: { ours: Round; peer: Round }[] = [];
    for (let round = 0; round < rounds; round++) all.push({ ours: read(ours), peer: read(peer) });
    const of = (what: keyof Round) => [
      median(all.map((one) => one.ours[what])),
      median(all.map((one) => one.peer[what])),
    ];
    const rate = ratio(`${name}, ${status}`, of("perSecond"), 0.5, "1/s");
    const slow = ratio(`${name}, ${status}, p99`, of("p99Ms"), 3, "ms");
    const cost = ratio(`${name}, ${status}, processor time each`, of("cpuMicroseconds"), null, "µs");
    say(
      [rate, slow, cost]
        .map((one) => `${one.measure}: ${one.ours} ${one.unit}, nginx ${one.peer} (${one.ratio})`)
        .join("; "),
    );
    measures.push(rate, slow, cost);
  }
  return measures;
}

async function serverAt(url: string, pid: number, status: 200 | 304): Promise<Server> {
  const etag = (await asked(url, { headers: { "accept-encoding": "identity" } })).headers.get("etag") ?? "";
  await expectStatus(url, etag, status);
  return { url, pid, headers: status === 304 ? ["-H", `If-None-Match: ${etag}`] : [] };
}

/** A page is made anew each minute: with yesterday's tag it would be read whole. */
async function expectStatus(url: string, etag: string, status: number): Promise<void> {
  const headers: Record<string, string> =
    status === 304 ? { "if-none-match": etag, "accept-encoding": "identity" } : {};
  const answer = await asked(url, { headers });
  if (answer.status !== status) throw new Error(`${url} gave ${answer.status}, not ${status}`);
}

/** One thread of wrk, since the machine has few cores. */
function read({ url, pid, headers }: Server): Round {
  const options = ["-t1", `-c${readers}`, `-d${seconds}s`, "--latency", ...headers, url];
  const before = cpuSeconds(pid);
  const text = execFileSync("wrk", options, { encoding: "utf8" });
  const spent = cpuSeconds(pid) - before;
  if (/Non-2xx/.test(text)) throw new Error(`${url}: ${text}`);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  const requests = Number(/(\d+) requests in/.exec(text)?.[1]);
  const [, p99 = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(text) ?? [];
  const p99Ms = Number(p99) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN);
  return { perSecond, p99Ms, cpuMicroseconds: (spent * 1e6) / requests };
}

function rounded(value: number): number {
  return value < 100 ? Math.round(value * 100) / 100 : Math.round(value);
}

function ratio(
  name: string,
  [ours = Number.NaN, peer = Number.NaN]: number[],
  limit: number | null,
  unit: string,
): Measure {
  return {
    measure: name,
    ours: rounded(ours),
    peer: rounded(peer),
    limit,
    ratio: Math.round((ours / peer) * 100) / 100,
    unit,
    runs: rounds,
  };
}

function measure(name: string, ours: number, unit: string, limit: number | null = null): Measure {
  return { measure: name, ours: rounded(ours), peer: null, limit, ratio: null, unit, runs: 1 };
}
