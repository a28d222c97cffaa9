/** Simulated months: npm run sim -- [--seeds N] [--from S] [--trace]. With --engine workers [--subscribers N]: what one advisory costs there. Both engines take turns over the seeds; a failing seed is printed with what replays it. */
import { parseArgs } from "node:util";
import { migrateSqlite, openSqlite } from "../src/platform/node/sqlite.ts";
import { simulate } from "../test/simulator/simulate.ts";
import { sizePlan } from "../test/simulator/size-plan.ts";

const usage = "npm run sim -- [--seeds N] [--from S] [--trace]\nnpm run sim -- --engine workers [--subscribers N]";
const options = {
  seeds: { type: "string", default: "100" },
  from: { type: "string", default: "1" },
  trace: { type: "boolean", default: false },
  engine: { type: "string" },
  subscribers: { type: "string", default: "1000000" },
} as const;

function givenOptions() {
  try {
    const { seeds, from, trace, engine, subscribers } = parseArgs({ options }).values;
    for (const [name, value] of Object.entries({ seeds, from, subscribers }))
      if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} wants a whole number, and “${value}” is none.`);
    if (engine !== undefined && engine !== "workers") throw new Error(`--engine can be workers, and not “${engine}”.`);
    return { count: Number(seeds), from: Number(from), wantsTrace: trace, engine, subscribers: Number(subscribers) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}

const { count, from, wantsTrace, engine, subscribers } = givenOptions();
const migrations = new URL("../db/migrations", import.meta.url).pathname;
const fresh = () => {
  const database = openSqlite(":memory:");
  migrateSqlite(database, migrations);
  return database;
};

if (engine) {
  for (const [part, counted] of Object.entries(await sizePlan(subscribers, fresh)))
    process.stdout.write(`${part} ${JSON.stringify(counted)}\n`);
  process.exit(0);
}

const startedAt = performance.now();
const totals = { messages: 0, repeats: 0, crashes: 0, acts: 0 };
const failing: number[] = [];

for (let seed = from; seed < from + count; seed++) {
  const database = fresh();
  try {
    const { faults, hash, engine: platform, trace, ...figures } = await simulate(seed, database);
    for (const name of ["messages", "repeats", "crashes", "acts"] as const) totals[name] += figures[name];
    if (wantsTrace) process.stdout.write(`${trace.join("\n")}\n`);
    if (wantsTrace || count === 1) process.stdout.write(`seed ${seed} (${platform}): trace ${hash}\n`);
    if (faults.length > 0) {
      failing.push(seed);
      process.stdout.write(
        `seed ${seed} (${platform}), trace ${hash}:\n${faults.map((fault) => `  ${fault}\n`).join("")}`,
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
