/**
 * The service on the local Workers runtime: `npm run -s dev:workers -- --port N`. Keys are made as on Node, under `$DATA_DIR/keys`, and
 * handed over as the secrets that a deployment sets; the database, the queue and their state lie in `$DATA_DIR/state`. No cron rings
 * locally, so this rings it. `--load FILE.sql` puts in what `ntas export` wrote, before it serves. `--only-variables` writes
 * `$DATA_DIR/variables`, for a deployment, and starts nothing.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readSettings } from "../src/settings.ts";
import { workersVariables } from "./workers-variables.ts";

const ringEveryMs = 5_000;
const wrangler = new URL("../node_modules/.bin/wrangler", import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: process.env.PORT ?? "8787" },
    load: { type: "string" },
    "only-variables": { type: "boolean", default: false },
  },
});
const read = readSettings({ ...process.env, PORT: values.port, DATA_DIR: process.env.DATA_DIR ?? "data-workers" });
if (!read.ok) {
  process.stderr.write(`These settings are wrong; nothing was started:\n${read.problems.join("\n")}\n`);
  process.exit(2);
}
const { settings } = read;
const folder = resolve(settings.DATA_DIR);
const state = join(folder, "state");
mkdirSync(folder, { recursive: true, mode: 0o700 });
const variables = join(folder, "variables");
const lines = Object.entries(await workersVariables(folder, settings, process.env)).map(
  ([name, value]) => `${name}=${JSON.stringify(value)}\n`,
);
writeFileSync(variables, lines.join(""), { mode: 0o600 });
if (values["only-variables"]) process.exit(0);

const local = ["--config", "wrangler.toml", "--persist-to", state];
const quiet = { CI: "true", WRANGLER_SEND_METRICS: "false" };
onDatabase(["migrations", "apply", "DB"]);
if (values.load !== undefined) onDatabase(["execute", "DB", "--file", resolve(values.load)]);

/** What `wrangler d1` says is for the log; where it fails, nothing is started. */
function onDatabase(words: readonly string[]): void {
  const done = spawnSync(wrangler, ["d1", ...words, "--local", ...local], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...quiet },
  });
  if (done.status !== 0) process.exit(1);
}

const child = spawn(
  wrangler,
  [
    "dev",
    ...local,
    "--port",
    values.port,
    // Several may run side by side.
    "--inspector-port",
    "0",
    "--env-file",
    variables,
    "--test-scheduled",
    "--show-interactive-dev-session=false",
  ],
  { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...quiet } },
);
let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    isStopping = true;
    child.kill(signal);
  });
}
child.on("close", (code) => process.exit(isStopping ? 0 : (code ?? 1)));
while (!isStopping) {
  await sleep(ringEveryMs);
  await fetch(`http://localhost:${values.port}/__scheduled`).catch(() => {});
}
