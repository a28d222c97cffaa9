/**
 * The built service as a process of its own, on a free port and with a data folder of its own: started, stopped, killed and started
 * again as an operator or a power cut would. Stories that do not care on what the service runs take a `Runtime` and see only
 * `RunningService`.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { atExit } from "./at-exit.ts";

const root = join(import.meta.dirname, "../..");

/** What stands around the service: all of it optional. */
export interface Surroundings {
  readonly smtpUrl?: string;
  /** host:port of a push service on this machine, and the PEM file of the authority of its certificate. */
  readonly push?: { readonly host: string; readonly caFile: string };
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningService {
  readonly baseUrl: string;
  /** The operator's command line; gives what it printed, and fails when it fails. */
  ntas(...words: string[]): Promise<string>;
  /** Ends it, and forgets all it knew. */
  dispose(): Promise<void>;
}

export interface Runtime<Service extends RunningService = RunningService> {
  readonly name: string;
  /** How many times as long a story should give it, where it must be through before some moment. */
  readonly slowness: number;
  /** How it talks to push services. */
  readonly pushProtocol: "h2" | "http/1.1";
  start(surroundings: Surroundings): Promise<Service>;
}

export const onNode: Runtime<ServiceProcess> = { name: "Node", slowness: 1, pushProtocol: "h2", start: startProcess };

export interface ServiceProcess extends RunningService {
  readonly dataFolder: string;
  /** All that it ever said, over all its lives. */
  output(): string;
  /** Of the life it has now; fails where it has none. */
  pid(): number;
  /** Resolves when this life ends, whoever ends it. */
  ended(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: nothing can be done any more, not even a last write. */
  kill(): Promise<void>;
  /** The same again, with the same data and settings. */
  start(): Promise<void>;
  /** A second process on the same data folder, at an address of its own. */
  twin(): Promise<ServiceProcess>;
}

/** Started and answering. */
export async function startProcess(surroundings: Surroundings = {}): Promise<ServiceProcess> {
  const service = await newProcess(surroundings);
  await service.start();
  return service;
}

/** Not yet started: for tests of the start itself. */
export async function newProcess(surroundings: Surroundings = {}, sharedFolder?: string): Promise<ServiceProcess> {
  const dataFolder = sharedFolder ?? mkdtempSync(join(tmpdir(), "advisories-"));
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const env = environment(surroundings, { DATA_DIR: dataFolder, PORT: String(port), BASE_URL: baseUrl });
  let child: ChildProcess | undefined;
  let said = "";

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    const ending = child;
    child = undefined;
    if (!ending || hasEnded(ending)) return ending?.exitCode ?? null;
    const ended = new Promise<void>((resolve) => ending.once("close", () => resolve()));
    ending.kill(signal);
    await ended;
    return ending.exitCode;
  }

  return {
    baseUrl,
    dataFolder,
    output: () => said,
    pid() {
      if (!child?.pid || hasEnded(child)) throw new Error("the service does not run");
      return child.pid;
    },
    ended: () =>
      new Promise((resolve) => {
        if (!child || hasEnded(child)) resolve();
        else child.once("close", () => resolve());
      }),
    async start() {
      const started = run("dist/node.js", env);
      child = started;
      for (const stream of [started.stdout, started.stderr]) {
        stream?.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
      }
      await answering(baseUrl, started, () => said);
    },
    stop: () => end("SIGTERM"),
    async kill() {
      await end("SIGKILL");
    },
    async ntas(...words) {
      const { stdout } = await promisify(execFile)(process.execPath, ["dist/ntas.js", ...words], { cwd: root, env });
      return stdout.trim();
    },
    twin: () => newProcess(surroundings, dataFolder),
    async dispose() {
      await end("SIGKILL");
      if (sharedFolder === undefined) rmSync(dataFolder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Runs to its own end: for starts that must not succeed. */
export async function runToItsEnd(settings: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
  const child = run("dist/node.js", environment({ settings }, {}));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code: code ?? -1, said };
}

/** Asks again and again until there is an answer; for what another process does in its own time. */
export async function eventually<Value>(
  what: string,
  ask: () => Value | undefined | null | false | Promise<Value | undefined | null | false>,
  patienceSeconds = 60,
): Promise<Value> {
  const giveUpAt = performance.now() + patienceSeconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > giveUpAt) throw new Error(`waited ${patienceSeconds} s in vain for ${what}`);
    await sleep(25);
  }
}

/** Nothing of the environment that the tests run in reaches the service, so no setting there can change what is tested. */
export function environment({ smtpUrl, push, settings }: Surroundings, own: Record<string, string>): NodeJS.ProcessEnv {
  return {
    ...(process.env.PATH ? { PATH: process.env.PATH } : {}),
    RATE_LIMIT: "off",
    ...own,
    ...(smtpUrl ? { SMTP_URL: smtpUrl } : {}),
    ...(push ? { PUSH_HOSTS: push.host, NODE_EXTRA_CA_CERTS: push.caFile } : {}),
    ...settings,
  };
}

const running = new Set<ChildProcess>();
atExit(() => {
  for (const child of running) child.kill("SIGKILL");
});

export function run(entry: string, env: NodeJS.ProcessEnv, words: readonly string[] = []): ChildProcess {
  const child = spawn(process.execPath, [entry, ...words], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

export async function answering(
  baseUrl: string,
  child: ChildProcess,
  said: () => string,
  patienceSeconds?: number,
): Promise<void> {
  await eventually(
    `an answer from ${baseUrl}`,
    async () => {
      if (hasEnded(child)) throw new Error(`the service ended at its start with code ${child.exitCode}:\n${said()}`);
      const answer = await fetch(`${baseUrl}/healthz`).catch(() => null);
      return answer?.ok;
    },
    patienceSeconds,
  );
}

/** vitest's workers, which run side by side, each choose from a thousand of their own. */
const firstPort = 20_000 + 1_000 * (Number(process.env.VITEST_POOL_ID ?? 0) % 12);

/** Below those that the system gives to whoever asks for any: a service that was killed finds its port free when it comes back. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + randomInt(1_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
