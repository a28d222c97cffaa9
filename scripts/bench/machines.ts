/**
 * How soon machines know: from the moment at which the approval is sent until a webhook, a WebSub subscriber and a listener to
 * server-sent events have it. The built service is a process; partner and subscriber are real TLS servers in this one.
 */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { webSink } from "../../test/support/web-sink.ts";
import type { Measure } from "../bench.ts";
import { median } from "./measuring.ts";
import { contentFor, placeIn, port, startServer } from "./started-processes.ts";

const runs = Number(process.env.BENCH_RUNS ?? 11);
const base = `http://localhost:${port}`;

export async function machinesBench(say: (line: string) => void): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const sink = await webSink();
  sink.answer(({ path }, response) => response.end(new URL(path, sink.origin).searchParams.get("hub.challenge") ?? ""));
  const settings = { BASE_URL: base, WEBHOOK_HOSTS: sink.host, NODE_EXTRA_CA_CERTS: sink.caFile };
  const { environment, editors } = placeIn(folder, settings);
  let server: ChildProcess | undefined;
  const listening = new AbortController();
  try {
    const { author, approver } = editors();
    server = await startServer(environment);
    const call = async (token: string, path: string, body: unknown) => {
      const answer = await fetch(`${base}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as { id: string; contentHash: string };
    };
    await call(author, "/api/v1/webhooks", { name: "bench", contact: "a@example.org", url: `${sink.origin}/webhook` });
    await fetch(`${base}/websub`, {
      method: "POST",
      body: new URLSearchParams({
        "hub.mode": "subscribe",
        "hub.callback": `${sink.origin}/websub`,
        "hub.topic": `${base}/feeds/advisories.atom`,
      }),
    });
    const heard: number[] = [];
    listen(listening.signal, heard);
    await until(() => sink.received.some(({ path }) => path.startsWith("/websub?")));
    await sleep(500);

    say(`${runs} publications …`);
    const delays = { webhook: [] as number[], websub: [] as number[], events: [] as number[] };
    for (let run = 0; run < runs; run++) {
      const { id } = await call(author, "/api/v1/advisories", contentFor("NY"));
      const { contentHash } = await call(author, `/api/v1/advisories/${id}/submit`, {});
      const before = { heard: heard.length, received: sink.received.length };
      const sentAt = Date.now();
      await call(approver, `/api/v1/advisories/${id}/approve`, { contentHash });
      const answeredAt = Date.now();
      const arrived = (name: string) =>
        sink.received.slice(before.received).find(({ path }) => path === `/${name}`)?.at;
      await until(
        () => arrived("webhook") !== undefined && arrived("websub") !== undefined && heard.length > before.heard,
      );
      delays.webhook.push((arrived("webhook") ?? Number.NaN) - sentAt);
      delays.websub.push((arrived("websub") ?? Number.NaN) - sentAt);
      // What was heard may be before the answer itself.
      delays.events.push(Math.max(0, (heard[before.heard] ?? Number.NaN) - answeredAt));
    }
    return [
      measure("webhook has it, after the approval was sent", delays.webhook, 1_000),
      measure("WebSub subscriber has it, after the approval was sent", delays.websub, 1_000),
      measure("listener to events has it, after the approval was answered", delays.events, 100),
    ];
  } finally {
    listening.abort();
    server?.kill("SIGKILL");
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listen(signal: AbortSignal, heard: number[]): Promise<void> {
  try {
    const answer = await fetch(`${base}/api/v1/events`, { signal });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      if (decoder.decode(chunk as Uint8Array, { stream: true }).includes("event: issued")) heard.push(Date.now());
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 2_000) throw new Error("waited 20 s in vain");
    await sleep(10);
  }
}

function measure(name: string, all: readonly number[], limit: number): Measure {
  return { measure: name, ours: median(all), peer: null, limit, ratio: null, unit: "ms", runs: all.length };
}
