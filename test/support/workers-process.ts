/** The service on the local Workers runtime, as a process of its own with a state of its own: `Runtime` for the same stories as on Node. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  answering,
  environment,
  freePort,
  hasEnded,
  type RunningService,
  type Runtime,
  run,
  type Surroundings,
} from "./process.ts";

const root = join(import.meta.dirname, "../..");

export const onWorkers: Runtime = {
  name: "Workers",
  slowness: 2,
  pushProtocol: "http/1.1",
  start: (given) => startWorkers(given),
};

export interface WorkersProcess extends RunningService {
  readonly dataFolder: string;
}

/** `moved`: the keys and the export of an instance on Node, which goes on here. */
export async function startWorkers(
  surroundings: Surroundings,
  moved?: { readonly keys: string; readonly file: string },
): Promise<WorkersProcess> {
  const dataFolder = mkdtempSync(join(tmpdir(), "workers-"));
  if (moved) cpSync(moved.keys, join(dataFolder, "keys"), { recursive: true });
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const env = environment(surroundings, { DATA_DIR: dataFolder, BASE_URL: baseUrl, HOME: dataFolder });
  const child = run("scripts/dev-workers.ts", env, ["--port", String(port), ...(moved ? ["--load", moved.file] : [])]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (said += text));
  async function dispose(): Promise<void> {
    if (!hasEnded(child)) {
      const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 10 });
  }
  // It bundles, migrates and starts two more processes first; where it does not answer in time, none of them may stay.
  await answering(baseUrl, child, () => said, 240).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  return {
    baseUrl,
    dataFolder,
    async ntas(...words) {
      const line = ["dist/ntas.js", "--workers", ...words];
      const { stdout } = await promisify(execFile)(process.execPath, line, { cwd: root, env });
      return stdout.trim();
    },
    dispose,
  };
}
