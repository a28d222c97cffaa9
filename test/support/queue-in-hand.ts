/**
 * The service inside of the local Workers runtime, with its queue and its cron in the test's hands. Acts and readers are written to the
 * same D1 from outside; all that delivers runs in the runtime, over real sockets.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { D1Database } from "@cloudflare/workers-types";
import { workersVariables } from "../../scripts/workers-variables.ts";
import { readSettings } from "../../src/settings.ts";
import { type Env, openInstance, type Turn, type WorkersInstance } from "../../src/workers/instance.ts";
import { compatibility, type WorkerConfig, workersRuntime } from "./workers-runtime.ts";

const root = new URL("../..", import.meta.url).pathname;

export interface WorkersService {
  readonly baseUrl: string;
  /** For acts from outside, until the next restart; what it writes nudges nobody. */
  readonly instance: WorkersInstance;
  /** Asked for anew each time: after a restart, what was had before is dead. */
  database(): Promise<D1Database>;
  /** What somebody sends who publishes: the one message. */
  nudge(): Promise<void>;
  readonly queue: {
    /** Keeps all that comes from now on; or hands it to the service as it comes. */
    keep(): Promise<void>;
    pass(): Promise<void>;
    /** What was kept since the last time. */
    take(): Promise<Turn[]>;
    /** Messages to the service, all at once; resolves when each had its turn. */
    give(...turns: Turn[]): Promise<void>;
  };
  ringCron(): Promise<void>;
  /** Whatever runs now ends where it is; what is stored stays, and what comes is kept. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** `keeps`: the queue that the test has in hand; the service reads the other itself. `restored`: the word of `src/workers/restored.ts`. */
export async function workersService(
  settings: Readonly<Record<string, string>>,
  keeps: "turns" | "turns-failed" = "turns",
  restored?: string,
): Promise<WorkersService> {
  const folder = mkdtempSync(join(tmpdir(), "workers-service-"));
  const read = readSettings({ ...settings, DATA_DIR: folder });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const vars = await workersVariables(folder, read.settings, settings);
  rmSync(folder, { recursive: true });
  const { experimental_readRawConfig } = await import("wrangler");
  const { rawConfig } = experimental_readRawConfig({ config: join(root, "wrangler.toml") });
  const { env: _environments, ...config } = rawConfig;
  const { producers = [], consumers = [] } = config.queues ?? {};
  const workers: WorkerConfig[] = [
    {
      config: {
        ...config,
        vars: { ...vars, ...(restored ? { RESTORED: restored } : {}) },
        queues: { producers, consumers: consumers.filter((one: { queue: string }) => one.queue !== keeps) },
      },
    },
    {
      config: {
        name: "queue-keeper",
        main: "test/workers/runtime/queue-keeper.worker.ts",
        ...compatibility,
        compatibility_flags: [...compatibility.compatibility_flags, "service_binding_extra_handlers"],
        services: [{ binding: "SERVICE", service: "advisories" }],
        queues: { consumers: [{ queue: keeps, max_batch_timeout: 0 }] },
      },
    },
  ];
  const runtime = await workersRuntime(workers);
  const service = runtime.getWorker<Env & { DB: D1Database }>("advisories");
  const keeper = runtime.getWorker("queue-keeper");
  await service.applyD1Migrations("DB");
  const ask = async (path: string, turns?: readonly Turn[]) => {
    const answer = await keeper.fetch(
      `http://keeper${path}`,
      turns ? { method: "POST", body: JSON.stringify(turns) } : {},
    );
    if (!answer.ok) throw new Error(`the keeper of the queue: ${await answer.text()}`);
    return answer;
  };
  /** The runtime reloads for each of its Workers, once that is bundled, and nothing says which reload is the last. */
  const keepOnceReloaded = async () => {
    const keep = async () => (await ask("/keep")).text();
    let before: string;
    let life = "";
    do {
      before = life;
      await sleep(2_000);
      life = await keep().catch(() => "");
    } while (life === "" || life !== before);
  };
  const opened = async () => openInstance(await service.getEnv(), () => {});
  let instance = await opened();
  return {
    baseUrl: (await runtime.listen()).url.origin,
    get instance() {
      return instance;
    },
    database: async () => (await service.getEnv()).DB,
    nudge: async () => void (await (await service.getEnv()).TURNS.send({ job: "plan" })),
    queue: {
      keep: async () => void (await ask("/keep")),
      pass: async () => void (await ask("/pass")),
      take: async () => (await ask("/take")).json() as Promise<Turn[]>,
      give: async (...turns) => void (await ask("/give", turns)),
    },
    ringCron: async () => void (await service.scheduled({ scheduledTime: new Date(), cron: "* * * * *" })),
    async restart() {
      await runtime.update((options) => options);
      await keepOnceReloaded();
      instance = await opened();
    },
    dispose: () => runtime.close(),
  };
}
