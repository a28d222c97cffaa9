/** The built service and its sinks as processes of their own, as benches start them, fill them and ask them. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createECDH, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

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
export const port = 20_000 + Math.floor(Math.random() * 20_000);

/** What `dist/bench-sinks.js` takes. */
export function toSinks({ smtp, push, caFile }: Ports) {
  return { SMTP_URL: `smtp://127.0.0.1:${smtp}`, PUSH_HOSTS: `localhost:${push}`, NODE_EXTRA_CA_CERTS: caFile };
}

export interface Place {
  readonly environment: NodeJS.ProcessEnv;
  /** The command line. Gives what it printed. */
  ntas(...words: string[]): string;
  /** Adds an author and an approver; gives their API tokens. */
  editors(): { readonly author: string; readonly approver: string };
}

/** A data folder, with the settings that the service and the command line get there. */
export function placeIn(folder: string, settings: Readonly<Record<string, string>>): Place {
  const common = { DATA_DIR: folder, PORT: String(port), RATE_LIMIT: "off", LOG_LEVEL: "error" };
  const environment = { ...process.env, ...common, ...settings };
  const ntas = (...words: string[]) =>
    execFileSync(process.execPath, [dist("ntas.js"), ...words], { env: environment, encoding: "utf8" }).trim();
  const newEditor = (name: string, role: string) => {
    ntas("editor", "add", "--email", `${name}@example.org`, "--name", name, "--role", role);
    return ntas("token", "--email", `${name}@example.org`);
  };
  return {
    environment,
    ntas,
    editors: () => ({ author: newEditor("ann", "author"), approver: newEditor("ben", "approver") }),
  };
}

/** `--subscribers 1000000`. */
export function numberAfter(option: string): number | undefined {
  const index = process.argv.indexOf(option);
  return index < 0 ? undefined : Number(process.argv[index + 1]);
}

export function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve) => child.once("message", (message) => resolve(message as Answer)));
}

export async function countsOf(sinks: ChildProcess): Promise<Counts> {
  sinks.send("counts");
  return (await answerOf<{ counts: Counts }>(sinks)).counts;
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

export interface Api {
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
