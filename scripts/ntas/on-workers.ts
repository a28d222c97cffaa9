/**
 * The operator's command line on D1: the same commands over the same actions, reached through wrangler. Without `--remote` it works on
 * what `npm run -s dev:workers` keeps in DATA_DIR, also while that runs.
 */
import { join } from "node:path";
import type { Instance } from "../../src/node/instance.ts";
import { type Env, openInstance } from "../../src/workers/instance.ts";

/** Commands that work on files. */
const onFilesOnly: Readonly<Record<string, string>> = {
  backup: "D1 keeps its own history: `wrangler d1 time-travel` and `wrangler d1 export DB` (see README)",
  restore: "use `wrangler d1 time-travel restore DB`, after `ntas --workers pause`",
  export: "`wrangler d1 export DB` writes everything as SQL",
  "rotate-signing": "put the new pair with `wrangler secret put`, the old certificate into CAP_PAST_CERTS (see README)",
};

export async function openOnWorkers(dataFolder: string, command: string, isRemote: boolean): Promise<Instance> {
  const instead = onFilesOnly[command];
  if (instead !== undefined) throw new Error(`“${command}” works on SQLite files: on Workers ${instead}.`);
  // It would greet on standard output, where a command's own answer stands alone.
  process.env.WRANGLER_LOG = "error";
  const { getPlatformProxy } = await import("wrangler");
  const proxy = await getPlatformProxy<Record<keyof Env, never>>({
    configPath: new URL("../wrangler.toml", import.meta.url).pathname,
    ...(isRemote ? { environment: "operate" } : { persist: { path: join(dataFolder, "state/v3") } }),
    envFiles: [join(dataFolder, "variables")],
  });
  const service = await openInstance(proxy.env as unknown as Env, () => {});
  const database = Object.assign(service.database, { close: () => proxy.dispose() });
  // The commands left have no use for files, key folders and rotation.
  return { ...service, database } as unknown as Instance;
}
