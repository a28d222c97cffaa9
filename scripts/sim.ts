/** Simulated months: npm run sim -- [--seeds N] [--from S] [--trace]. Both engines take turns over the seeds; a failing seed is printed with what replays it. */
import { parseArgs } from "node:util";
import { migrateSqlite, openSqlite } from "../src/platform/node/sqlite.ts";
import { simulate } from "../test/simulator/simulate.ts";

const usage = "npm run sim -- [--seeds N] [--from S] [--trace]";

function givenOptions(): { readonly seeds: number; readonly from: number; readonly trace: boolean } {
  const options = { seeds: { type: "string" }, from: { type: "string" }, trace: { type: "boolean" } } as const;
  try {
    const { seeds = "100", from = "1", trace = false } = parseArgs({ options }).values;
    for (const [name, value] of Object.entries({ seeds, from }))
      if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} wants a whole number, and “${value}” is none.`);
    return { seeds: Number(seeds), from: Number(from), trace };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}

const { seeds: count, from, trace: wantsTrace } = givenOptions();
const migrations = new URL("../db/migrations", import.meta.url).pathname;
const startedAt = performance.now();
const totals = { messages: 0, repeats: 0, crashes: 0, acts: 0 };
const failing: number[] = [];

for (let seed = from; seed < from + count; seed++) {
  const database = openSqlite(":memory:");
  migrateSqlite(database, migrations);
  try {
    const { faults, hash, engine, trace, ...figures } = await simulate(seed, database);
    for (const name of ["messages", "repeats", "crashes", "acts"] as const) totals[name] += figures[name];
    if (wantsTrace) process.stdout.write(`${trace.join("\n")}\n`);
    if (wantsTrace || count === 1) process.stdout.write(`seed ${seed} (${engine}): trace ${hash}\n`);
    if (faults.length > 0) {
      failing.push(seed);
      process.stdout.write(
        `seed ${seed} (${engine}), trace ${hash}:\n${faults.map((fault) => `  ${fault}\n`).join("")}`,
      );
      process.stdout.write(`  again: npm run sim -- --seeds 1 --from ${seed} --trace\n`);
    }
  } catch (error) {
    failing.push(seed);
    process.stdout.write(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.stdout.write(`  again: npm run sim -- --seeds 1 --from ${seed} --trace\n`);
  }
}

const seconds = (performance.now() - startedAt) / 1_000;
process.stdout.write(
  `${count} seeds from ${from}: ${failing.length} with violations; ${totals.acts} acts, ${totals.messages} messages, ${totals.crashes} crashes, ${totals.repeats} repeats; ${seconds.toFixed(1)} s\n`,
);
process.exit(failing.length > 0 ? 1 : 0);
