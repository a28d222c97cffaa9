/** Simulated months: npm run sim -- [--seeds N] [--from S] [--trace]. With --engine workers [--subscribers N]: what one advisory costs there. Both engines take turns over the seeds; a failing seed is printed with what replays it. */
import { migrateSqlite, openSqlite } from "../src/platform/node/sqlite.ts";
import { simulate } from "../test/simulator/simulate.ts";
import { sizePlan } from "../test/simulator/size-plan.ts";

const numberOf = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 0) {
    process.stderr.write(`npm run sim -- [--seeds N] [--from S] [--trace]\n\n${name} wants a whole number.\n`);
    process.exit(2);
  }
  return value;
};

const migrations = new URL("../db/migrations", import.meta.url).pathname;
const fresh = () => {
  const database = openSqlite(":memory:");
  migrateSqlite(database, migrations);
  return database;
};

if (process.argv.includes("--engine")) {
  const subscribers = numberOf("--subscribers", 1_000_000);
  for (const [part, counted] of Object.entries(await sizePlan(subscribers, fresh)))
    process.stdout.write(`${part} ${JSON.stringify(counted)}\n`);
  process.exit(0);
}

const count = numberOf("--seeds", 100);
const from = numberOf("--from", 1);
const wantsTrace = process.argv.includes("--trace");
const startedAt = performance.now();
const totals = { messages: 0, repeats: 0, crashes: 0, acts: 0 };
const failing: number[] = [];

for (let seed = from; seed < from + count; seed++) {
  const database = fresh();
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
