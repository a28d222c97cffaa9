/**
 * The operator's command line on D1: the same commands over the same actions, reached through wrangler. Without `--remote` it works on
 * what `npm run -s dev:workers` keeps in DATA_DIR, also while that runs.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Instance, StartFault } from "../../src/node/instance.ts";
import { type Database, Unavailable } from "../../src/store/database.ts";
import { type Env, openInstance } from "../../src/workers/instance.ts";

/** How long a write waits for what `dev:workers` writes at that moment (ms). */
const patienceMs = 10_000;

/** Commands that work on files. */
const onFilesOnly: Readonly<Record<string, string>> = {
  backup: "D1 keeps its own history: `wrangler d1 time-travel` and `wrangler d1 export DB` (see README)",
  restore:
    "say it first by `wrangler secret put RESTORED`, a word that it did not have before, so that sending is paused; then `wrangler d1 time-travel restore DB` (see src/platform/workers/README.md)",
  export: "`wrangler d1 export DB` writes everything as SQL",
  "rotate-signing": "put the new pair with `wrangler secret put`, the old certificate into CAP_PAST_CERTS (see README)",
};

export async function openOnWorkers(dataFolder: string, command: string, isRemote: boolean): Promise<Instance> {
  const instead = onFilesOnly[command];
  if (instead !== undefined) throw new StartFault(`“${command}” works on SQLite files: on Workers ${instead}.`);
  // It would greet on standard output, where a command's own answer stands alone.
  process.env.WRANGLER_LOG = "error";
  const { getPlatformProxy } = await import("wrangler");
  const proxy = await getPlatformProxy<Record<keyof Env, never>>({
    configPath: new URL("../wrangler.toml", import.meta.url).pathname,
    ...(isRemote ? { environment: "operate" } : { persist: { path: join(dataFolder, "state/v3") } }),
    envFiles: [join(dataFolder, "variables")],
  });
  const service = await openInstance(proxy.env as unknown as Env, () => {});
  const database = { ...patient(service.database), close: () => proxy.dispose() };
  // The commands left have no use for files, key folders and rotation.
  return { ...service, database } as unknown as Instance;
}

/** Here two runtimes share one file, and neither waits for the other. Where it says that it is busy nothing was written. */
function patient(database: Database): Database {
  return {
    ...database,
    async atomically(writes) {
      const giveUpAt = performance.now() + patienceMs;
      for (;;) {
        try {
          return await database.atomically(writes);
        } catch (error) {
          const isBusy = error instanceof Unavailable && error.message.includes("SQLITE_BUSY");
          if (!isBusy || performance.now() > giveUpAt) throw error;
          await sleep(50);
        }
      }
    },
  };
}
