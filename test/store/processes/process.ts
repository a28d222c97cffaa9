/** Another process on the same database file: it does one task for each message, and answers with what came of it. */
import { createHash } from "node:crypto";
import { commit } from "../../../src/actions/commit.ts";
import type { Dependencies } from "../../../src/actions/dependencies.ts";
import { accepted } from "../../../src/domain/refusal.ts";
import { migrateSqlite, openSqlite } from "../../../src/platform/node/sqlite.ts";
import { processTimers } from "../../../src/platform/timers.ts";
import { instanceValue, setOnce } from "../../../src/store/instance.ts";

export type Task =
  | { readonly type: "migrate"; readonly path: string; readonly migrationsFolder: string }
  | { readonly type: "commit"; readonly path: string; readonly name: string; readonly count: number };

export type Answer =
  | { readonly type: "done"; readonly value: unknown }
  | { readonly type: "failed"; readonly reason: string };

process.on("message", async (task: Task) => {
  try {
    const value = task.type === "migrate" ? await openAndMigrate(task) : await commitAll(task);
    process.send?.({ type: "done", value } satisfies Answer);
  } catch (error) {
    const reason = error instanceof Error ? String(error.stack) : String(error);
    process.send?.({ type: "failed", reason } satisfies Answer);
  }
});
process.on("disconnect", () => process.exit(0));

/** As the service does at its start. Gives what both must then agree on. */
async function openAndMigrate({ path, migrationsFolder }: Task & { type: "migrate" }): Promise<string | null> {
  const database = openSqlite(path);
  try {
    migrateSqlite(database, migrationsFolder);
    await database.atomically([setOnce(database, "setUpAt", String(process.pid))]);
    return await instanceValue(database, "setUpAt");
  } finally {
    database.close();
  }
}

/** All at once, each until it is through. Gives the numbers that were accepted. */
async function commitAll({ path, name, count }: Task & { type: "commit" }): Promise<number[]> {
  const database = openSqlite(path);
  const dependencies: Dependencies = {
    database,
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    clock: { now: Date.now },
    timers: processTimers,
    newId: () => name,
    site: { name, baseUrl: "", official: false, demo: false, senderId: name, setUpAt: 0 },
    keyedHash: (text: string) => text,
    signCap: (xml: string) => xml,
    sessionLimits: { idleMs: 3_600_000, longestMs: 12 * 3_600_000 },
    alarmTo: [],
    nudge() {},
    log: { info() {}, warn() {}, error() {} },
  };
  const entry = (number: number) => ({ actor: name, action: "submit", isPublic: false, detail: { number } });
  try {
    const results = await Promise.all(
      Array.from({ length: count }, (_, number) =>
        commit(
          dependencies,
          `${name}-${number}`,
          async () => accepted({ writes: [setOnce(database, "sendingPaused", "true")], entry: entry(number) }),
          Number.POSITIVE_INFINITY,
        ),
      ),
    );
    return results.flatMap((result) => (result.ok ? result.value.number : []));
  } finally {
    database.close();
  }
}
