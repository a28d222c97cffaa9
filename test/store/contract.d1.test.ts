/** The contract on D1 as wrangler's local runtime has it: workerd with its own limits, over one connection for the whole file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { D1Database, D1PreparedStatement } from "@cloudflare/workers-types";
import { afterAll, beforeAll } from "vitest";
import { getPlatformProxy, type PlatformProxy } from "wrangler";
import { d1Database } from "../../src/platform/workers/d1.ts";
import { migrationsFolder } from "../support/database.ts";
import { storeContract } from "./contract.ts";

const folder = mkdtempSync(join(tmpdir(), "d1-"));
const root = new URL("../..", import.meta.url).pathname;
let proxy: PlatformProxy<{ DB: D1Database }>;
let emptying: readonly string[] = [];

beforeAll(async () => {
  proxy = await getPlatformProxy({ configPath: join(root, "wrangler.toml"), persist: { path: folder }, envFiles: [] });
  const { DB } = proxy.env;
  await DB.batch(migrationStatements().map((statement) => DB.prepare(statement)));
  const tables = await DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_%' escape '\\'",
  ).all<{ name: string }>();
  const names = tables.results.map((table) => table.name);
  emptying = [
    "pragma defer_foreign_keys = on",
    ...names.map((name) => `delete from ${name}`),
    "delete from sqlite_sequence",
  ];
});

afterAll(async () => {
  await proxy?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

storeContract("D1", async () => {
  const { DB } = proxy.env;
  await DB.batch(emptying.map((statement) => DB.prepare(statement)));
  return d1Database({
    prepare: (query) => DB.prepare(query),
    // The runtime closes a connection that rests for five seconds. Where making a list took longer, that is seen first.
    batch: async (statements) => {
      await setImmediate();
      return DB.batch(statements as D1PreparedStatement[]);
    },
  });
});

function migrationStatements(): string[] {
  return readdirSync(migrationsFolder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .flatMap((name) => readFileSync(join(migrationsFolder, name), "utf8").split("--> statement-breakpoint"));
}
