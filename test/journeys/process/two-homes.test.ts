/**
 * One instance in two homes: published on Node, exported, loaded into D1, and served by the local Workers runtime with the same keys.
 * Every public address gives the same bytes on both, and what the export promises holds: ids, tokens, addresses and the audit chain.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { onNode, type RunningService, type ServiceProcess } from "../../support/process.ts";
import { startWorkers } from "../../support/workers-process.ts";
import { type Json, Story } from "./story.ts";

const patienceMs = 400_000;
/** The same on both: what they say of themselves is part of the bytes. */
const settings = { BASE_URL: "https://alerts.example.gov", SITE_NAME: "Example advisories" };
const folder = mkdtempSync(join(tmpdir(), "two-homes-"));
let node: ServiceProcess;
let story: Story<ServiceProcess>;
let workers: RunningService;

function advisory(given: Json = {}): Json {
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: ["NY", "34017"] },
    sectors: ["mass-transit"],
    sunsetAt: new Date(Date.now() + 10 * 86_400_000).toISOString(),
    languages: {
      en: {
        headline: "Threat to commuter rail",
        summary: "Officials have credible information.",
        sections: [{ heading: "Details", body: "Trains may be searched.\n\n- first\n- second" }],
        measures: { individuals: "Leave unattended bags alone." },
      },
      es: {
        headline: "Amenaza a los trenes",
        summary: "Información creíble.",
        sections: [],
        measures: { individuals: "Aléjese." },
      },
    },
    resources: [{ title: "What to do", url: "https://www.example.gov/station" }],
    ...given,
  };
}

beforeAll(async () => {
  story = await Story.begin(onNode, settings);
  node = story.service;
  await story.publish("rail", advisory());
  // What was signed before is verified by a certificate that signs no more.
  await node.ntas("rotate-signing", "now");
  await story.publish("port", advisory({ kind: "bulletin", scope: { nationwide: true }, sectors: [] }));
  await story.publish("wrong", advisory({ scope: { areas: ["PR"] } }));
  await story.retract("wrong", "end");
  await story.publish("drill", advisory({ status: "exercise" }));
  for (const name of ["rail", "port", "wrong", "drill"]) await story.allOut(name);
  const file = join(folder, "instance.sql");
  await node.ntas("export", file);
  workers = await startWorkers({ settings }, { keys: join(node.dataFolder, "keys"), file });
}, patienceMs);
afterAll(async () => {
  await Promise.all([workers?.dispose(), story?.end()]);
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly etag: string | null;
  readonly body: string;
}

async function ask(service: RunningService, path: string): Promise<Answer> {
  const headers = { "accept-encoding": "identity", "accept-language": "en" };
  const answer = await fetch(`${service.baseUrl}${path}`, { headers, redirect: "manual" });
  const body = Buffer.from(await answer.arrayBuffer()).toString("base64");
  // The way to the reader may compress, which weakens the tag.
  const etag = answer.headers.get("etag")?.replace(/^W\//, "") ?? null;
  return { status: answer.status, type: answer.headers.get("content-type"), etag, body };
}

/** Null: every byte is the same, and what is said of them. */
function firstDifference(one: Answer, other: Answer): string | null {
  const [{ body: oneBody, ...oneHead }, { body: otherBody, ...otherHead }] = [one, other];
  const [heads, otherHeads] = [JSON.stringify(oneHead), JSON.stringify(otherHead)];
  if (oneBody === otherBody) return heads === otherHeads ? null : `${heads} ${otherHeads}`;
  const [a = "", b = ""] = [oneBody, otherBody].map((body) => Buffer.from(body, "base64").toString("utf8"));
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return `“${a.slice(Math.max(0, at - 30), at + 30)}” “${b.slice(Math.max(0, at - 30), at + 30)}”`;
}

/** What pages, feeds and the API name as ours, without what is for editors or for one reader. */
function addressesIn(text: string): string[] {
  const found = [
    ...[...text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, path = ""]) => path),
    ...[...text.matchAll(/https:\/\/alerts\.example\.gov(\/[^"<>\s\\)]*)/g)].map(([, path = ""]) => path),
  ];
  return found
    .map((path) => path.replaceAll("&amp;", "&").replace(/#.*$/, ""))
    .filter(
      (path) =>
        !/^\/(console|unsubscribe|subscriptions|confirm|partners|api\/v1\/(events|webhooks|subscriptions|deliveries|cap)|websub)/.test(
          path,
        ),
    );
}

it(
  "gives the same bytes at every public address",
  async () => {
    const waiting = new Set([
      "/",
      "/exercise",
      "/sitemap.xml",
      "/machines",
      "/api/openapi.json",
      "/api/v1/status.json",
      "/taxii2/",
    ]);
    const seen = new Set<string>();
    const different = new Set<string>();
    for (const path of waiting) {
      if (seen.has(path) || seen.size > 400) continue;
      seen.add(path);
      const onNode = await ask(node, path);
      if (firstDifference(onNode, await ask(workers, path)) !== null) different.add(path);
      if (/text|xml|json/.test(onNode.type ?? ""))
        for (const next of addressesIn(Buffer.from(onNode.body, "base64").toString("utf8"))) waiting.add(next);
    }
    // Pages say the minute in which they were made, and each home keeps them for a while of its own.
    const still = async () => {
      const found: string[] = [];
      for (const path of different) {
        const difference = firstDifference(...(await Promise.all([ask(node, path), ask(workers, path)])));
        if (difference === null) different.delete(path);
        else found.push(`${path}: ${difference}`);
      }
      return found;
    };
    let found = await still();
    for (let again = 0; again < 30 && found.length > 0; again += 1) {
      await sleep(4_000);
      found = await still();
    }
    expect(found).toEqual([]);
    expect(seen.size).toBeGreaterThan(80);
  },
  patienceMs,
);

it(
  "keeps the audit chain, tokens and what is owed, and sends nothing before it is released",
  async () => {
    expect(await workers.ntas("verify-audit")).toBe(await node.ntas("verify-audit"));
    expect(await workers.ntas("status")).toContain("PAUSED");
    const draft = await fetch(`${workers.baseUrl}/api/v1/advisories`, {
      method: "POST",
      headers: { authorization: `Bearer ${story.tokenOf("author")}`, "content-type": "application/json" },
      body: JSON.stringify(advisory()),
    });
    expect(draft.status).toBe(201);
  },
  patienceMs,
);
