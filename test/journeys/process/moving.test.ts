/**
 * A complete instance moves from SQLite to D1 in the middle of its work: lots with readers who are still owed their message, a
 * letter that waits, a publication that is scheduled, links and tokens in people's hands. Nothing goes out before it is released.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { D1Database } from "@cloudflare/workers-types";
import { is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { getPlatformProxy } from "wrangler";
import * as schema from "../../../db/schema.ts";
import { openSqlite } from "../../../src/platform/node/sqlite.ts";
import { d1Database } from "../../../src/platform/workers/d1.ts";
import type { Database } from "../../../src/store/database.ts";
import { eventually, onNode, type ServiceProcess } from "../../support/process.ts";
import { startWorkers, type WorkersProcess } from "../../support/workers-process.ts";
import { type Json, Story } from "./story.ts";

const patienceMs = 400_000;
/** What each home writes by itself, also where nobody does anything: its watch, canaries among its letters. */
const written = ["instance", "letters", "alarms", "origins"];
const folder = mkdtempSync(join(tmpdir(), "moving-"));
const links = new Map<string, string>();
let story: Story<ServiceProcess>;
let workers: WorkersProcess;
let scheduled: Json;
let mailsBefore: number;

function advisory(headline: string, given: Json = {}): Json {
  const text = { headline, summary: "Officials know more.", sections: [], measures: { individuals: "Stay away." } };
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: ["NY"] },
    sectors: [],
    sunsetAt: new Date(Date.now() + 10 * 86_400_000).toISOString(),
    languages: { en: text },
    resources: [],
    ...given,
  };
}

const mailsTo = (address: string) =>
  story.smtp.mails.filter(({ to }) => to.includes(address)).map(({ parsed }) => story.named(parsed.subject ?? ""));

beforeAll(async () => {
  story = await Story.begin(onNode);
  const { service, smtp } = story;
  for (const name of ["ana", "luz", "leo"]) links.set(name, await story.subscribeByMail(`${name}@example.org`));
  await story.publish("rail", advisory("Threat to commuter rail"));
  await story.allOut("rail");
  // From now on Leo's mailbox is full: he is still owed the second advisory when the instance moves.
  smtp.behave((stage, { to }) =>
    stage === "rcpt" && to.startsWith("leo@") ? { code: 452, text: "mailbox full" } : undefined,
  );
  await story.publish("port", advisory("Threat to the port", { kind: "imminent" }));
  for (const name of ["ana", "luz"])
    await eventually(`the second mail to ${name}`, () => mailsTo(`${name}@example.org`).length === 3);
  await service.ntas("pause");
  await story.call("POST", "/subscriptions", "nobody", { channel: "email", address: "nora@example.org" });
  const publishAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000).toISOString();
  scheduled = await story.publish("later", advisory("Begins in an hour", { publishAt }));
  const file = join(folder, "instance.sql");
  await service.ntas("export", file);
  smtp.behave(null);
  mailsBefore = smtp.mails.length;
  workers = await startWorkers({ smtpUrl: smtp.url }, { keys: join(service.dataFolder, "keys"), file });
}, patienceMs);

afterAll(async () => {
  await Promise.all([workers?.dispose(), story?.end()]);
  rmSync(folder, { recursive: true, force: true });
});

async function ask(path: string, by?: "author" | "approver"): Promise<Response> {
  const headers = by ? { authorization: `Bearer ${story.tokenOf(by)}` } : {};
  return fetch(`${workers.baseUrl}${path}`, { headers });
}

async function rowsOf(database: Database): Promise<Record<string, unknown[]>> {
  const tables = Object.entries(schema).filter(([name, table]) => is(table, SQLiteTable) && !written.includes(name));
  const rows: Record<string, unknown[]> = {};
  for (const [name, table] of tables) rows[name] = await database.statements.select().from(table as SQLiteTable);
  return rows;
}

it(
  "every row is the same in D1",
  async () => {
    const sqlite = openSqlite(join(story.service.dataFolder, "advisories.sqlite"));
    const proxy = await getPlatformProxy<{ DB: D1Database }>({
      configPath: new URL("../../../wrangler.toml", import.meta.url).pathname,
      persist: { path: join(workers.dataFolder, "state/v3") },
      envFiles: [],
    });
    try {
      const [here, there] = [await rowsOf(sqlite), await rowsOf(d1Database(proxy.env.DB))];
      expect(there).toEqual(here);
      expect(Object.values(here).filter((rows) => rows.length > 0).length).toBeGreaterThan(8);
    } finally {
      sqlite.close();
      await proxy.dispose();
    }
    expect(await workers.ntas("verify-audit")).toBe(await story.service.ntas("verify-audit"));
  },
  patienceMs,
);

it(
  "links and tokens that people hold work there, and what is scheduled stays so",
  async () => {
    const manage = new URL(links.get("ana") ?? "").pathname;
    expect(await (await ask(manage)).text()).toContain("ana@example.org");
    const shown = (await (await ask(`/api/v1/advisories/${scheduled.id}`, "author")).json()) as Json;
    expect(shown).toEqual(await story.call("GET", `/advisories/${scheduled.id}`, "author"));
    expect((await ask(`/advisories/${scheduled.slug}`)).status).toBe(404);
  },
  patienceMs,
);

it(
  "nothing goes out before it is released; then whoever was owed something gets it, once, and nobody else",
  async () => {
    expect(await workers.ntas("status")).toContain("PAUSED");
    // Two rounds of cron and more.
    await sleep(12_000);
    expect(story.smtp.mails.length).toBe(mailsBefore);
    await story.service.stop();
    await workers.ntas("resume");
    await eventually("the mails that were owed", () => story.smtp.mails.length >= mailsBefore + 2);
    await sleep(6_000);
    expect(
      story.smtp.mails
        .slice(mailsBefore)
        .flatMap(({ to }) => to)
        .sort(),
    ).toEqual(["leo@example.org", "nora@example.org"]);
    expect(mailsTo("leo@example.org").at(-1)).toContain("IMMINENT ALERT");
  },
  patienceMs,
);
