/**
 * What taking back costs while 10,000 mails wait: the answer, when web, feeds and CAP are right, when the originals stop, when the first
 * correction goes out, and whether all who got the original are told and nobody else. Once with a mail server that is slow, once with
 * one that goes down in the middle, so that the original is in retry.
 */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Measure } from "../bench.ts";
import { alone, median } from "./measuring.ts";
import { contentFor, placeIn, port, startServer } from "./started-processes.ts";

const readers = Number(process.env.BENCH_READERS ?? 10_000);
const runs = Number(process.env.BENCH_RUNS ?? 5);
const base = `http://localhost:${port}`;

interface Received {
  readonly to: string;
  readonly isCorrection: boolean;
  readonly at: number;
}

/** A mail server that takes its time, and can be down. Letters to the desk are not kept. */
async function slowMailServer() {
  const state = { delayMs: 0, isDown: false };
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    if (state.isDown) {
      socket.end("421 down\r\n");
      return;
    }
    let rest = "";
    let isData = false;
    let to = "";
    socket.write("220 sink\r\n");
    socket.on("data", (chunk) => {
      rest += chunk.toString("latin1");
      for (let end = rest.indexOf(isData ? "\r\n.\r\n" : "\r\n"); end >= 0; ) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + (isData ? 5 : 2));
        if (isData) {
          const isCorrection = /^Subject: .*CORRECTION/m.test(line);
          if (to.startsWith("reader-")) received.push({ to, isCorrection, at: performance.now() });
          setTimeout(() => socket.writable && socket.write("250 taken\r\n"), isCorrection ? 0 : state.delayMs);
          isData = false;
        } else if (/^DATA/i.test(line)) {
          isData = true;
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else {
          to = /^RCPT TO:<([^>]*)>/i.exec(line)?.[1] ?? to;
          socket.write("250 ok\r\n");
        }
        end = rest.indexOf(isData ? "\r\n.\r\n" : "\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    state,
    received,
    port: (server.address() as AddressInfo).port,
    dropAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

type MailServer = Awaited<ReturnType<typeof slowMailServer>>;
type Call = (token: string, path: string, body: unknown) => Promise<{ id: string; slug: string; contentHash: string }>;

interface Desk {
  readonly mail: MailServer;
  readonly call: Call;
  readonly author: string;
  readonly approver: string;
}

interface Outcome {
  readonly answerMs: number;
  readonly rightMs: number;
  readonly lastOriginalMs: number;
  readonly firstCorrectionMs: number;
  readonly missed: number;
  readonly others: number;
}

/** `isDown`: the mail server goes away before the retraction and comes back two seconds after it. */
async function retractOnce({ mail, call, author, approver }: Desk, isDown: boolean): Promise<Outcome> {
  mail.received.length = 0;
  mail.state.delayMs = 200;
  const { id, slug, contentHash } = await call(author, "", contentFor("NY")).then(async (draft) => ({
    ...draft,
    ...(await call(author, `/${draft.id}/submit`, {})),
  }));
  await call(approver, `/${id}/approve`, { contentHash });
  while (mail.received.length < 200) await sleep(20);
  if (isDown) {
    mail.state.isDown = true;
    mail.dropAll();
    await sleep(1_000);
  }
  const startedAt = performance.now();
  await call(author, `/${id}/retract`, { then: "end" });
  const answerMs = performance.now() - startedAt;
  const rightMs = await untilRight(slug, startedAt);
  if (isDown) {
    await sleep(2_000);
    mail.state.isDown = false;
  }
  const upAt = isDown ? performance.now() : startedAt;
  await settled(mail, author, id);
  const originals = mail.received.filter(({ isCorrection }) => !isCorrection);
  const corrections = mail.received.filter(({ isCorrection }) => isCorrection);
  const [got, corrected] = [originals, corrections].map((mails) => new Set(mails.map(({ to }) => to)));
  const lastOriginal = Math.max(...originals.map(({ at }) => at));
  return {
    answerMs,
    rightMs,
    lastOriginalMs: Math.max(0, lastOriginal - startedAt),
    firstCorrectionMs: Math.min(...corrections.map(({ at }) => at)) - upAt,
    missed: [...(got ?? [])].filter((to) => !corrected?.has(to)).length,
    // Whose original broke off may have got it: they are owed the correction too.
    others: isDown ? 0 : [...(corrected ?? [])].filter((to) => !got?.has(to)).length,
  };
}

/** Page, feed and CAP, asked in turns until all three say that it is withdrawn. */
async function untilRight(slug: string, startedAt: number): Promise<number> {
  const text = async (path: string) => (await fetch(`${base}${path}`)).text();
  for (;;) {
    const [page, feed, cap] = await Promise.all([
      text(`/advisories/${slug}`),
      text("/feeds/advisories.rss"),
      text("/cap/current.xml"),
    ]);
    const item = feed.split("<item>").find((one) => one.includes(`/${slug}`)) ?? "";
    const isRight = page.includes("issued in error") && /CORRECTION/.test(item) && !cap.includes("<msgType>Alert");
    if (isRight) return performance.now() - startedAt;
    await sleep(5);
  }
}

async function settled(mail: MailServer, author: string, id: string): Promise<void> {
  for (let quiet = 0; quiet < 5; await sleep(200)) {
    const response = await fetch(`${base}/api/v1/deliveries?advisory=${id}`, {
      headers: { authorization: `Bearer ${author}` },
    });
    const { announcements } = (await response.json()) as { announcements: { isDue: boolean; done: boolean }[] };
    const isDone = announcements.every(({ isDue, done }) => !isDue || done);
    quiet = isDone && mail.received.some(({ isCorrection }) => isCorrection) ? quiet + 1 : 0;
  }
}

export async function retractBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const mail = await slowMailServer();
  const { environment, ntas, editors } = placeIn(folder, { SMTP_URL: `smtp://127.0.0.1:${mail.port}` });
  let server: ChildProcess | undefined;
  try {
    const { author, approver } = editors();
    writeFileSync(join(folder, "list.jsonl"), list());
    ntas("import", "subscriptions", join(folder, "list.jsonl"));
    server = await startServer(environment);
    const desk: Desk = { mail, author, approver, call };
    const slow: Outcome[] = [];
    const down: Outcome[] = [];
    for (let run = 1; run <= runs; run++) {
      say(`run ${run} of ${runs}: ${readers} mails wait …`);
      slow.push(await retractOnce(desk, false));
      down.push(await retractOnce(desk, true));
    }
    return [
      ...measuresOf("retract", slow),
      ...measuresOf("retract with the mail server down", down).filter(({ measure }) => !measure.includes("others")),
    ];
  } finally {
    server?.kill("SIGKILL");
    mail.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function measuresOf(name: string, outcomes: readonly Outcome[]): Measure[] {
  const middle = (of: keyof Outcome) => median(outcomes.map((one) => one[of]));
  const most = (of: keyof Outcome) => Math.max(...outcomes.map((one) => one[of]));
  const measure = (what: string, ours: number, limit: number, unit: string) =>
    alone(`${name}: ${what}`, ours, limit, unit, outcomes.length);
  return [
    measure("answer", middle("answerMs"), 500, "ms"),
    measure("page, feed and CAP are right", middle("rightMs"), 1_000, "ms"),
    measure("last original begun", middle("lastOriginalMs"), 1_000, "ms"),
    measure("first correction out", middle("firstCorrectionMs"), 5_000, "ms"),
    measure("got the original and no correction", most("missed"), 0, "readers"),
    measure("others who got a correction", most("others"), 0, "readers"),
  ];
}

const call: Call = async (token, path, body) => {
  const response = await fetch(`${base}/api/v1/advisories${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Awaited<ReturnType<Call>>;
};

function list(): string {
  const common = { areas: ["NY"], confirmedAt: "2026-01-01T00:00:00Z", consentSource: "bench" };
  const line = (index: number) =>
    JSON.stringify({ channel: "email", address: `reader-${index}@example.org`, ...common });
  return `${Array.from({ length: readers }, (_, index) => line(index)).join("\n")}\n`;
}
