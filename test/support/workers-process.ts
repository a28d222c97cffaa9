/** The service on the local Workers runtime, as a process of its own with a state of its own: `Runtime` for the same stories as on Node. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  answering,
  build,
  environment,
  freePort,
  hasEnded,
  type RunningService,
  type Runtime,
  run,
  type Surroundings,
} from "./process.ts";

const root = join(import.meta.dirname, "../..");

export const onWorkers: Runtime = { name: "Workers", pushProtocol: "http/1.1", start };

async function start(surroundings: Surroundings): Promise<RunningService> {
  build();
  const dataFolder = mkdtempSync(join(tmpdir(), "workers-"));
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const env = environment(surroundings, { DATA_DIR: dataFolder, BASE_URL: baseUrl, HOME: dataFolder });
  const child = run("scripts/dev-workers.ts", env, ["--port", String(port)]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (said += text));
  await answering(baseUrl, child, () => said);
  return {
    baseUrl,
    async ntas(...words) {
      const line = ["dist/ntas.js", "--workers", ...words];
      const { stdout } = await promisify(execFile)(process.execPath, line, { cwd: root, env });
      return stdout.trim();
    },
    async dispose() {
      if (!hasEnded(child)) {
        const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
        child.kill("SIGTERM");
        await ended;
      }
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
