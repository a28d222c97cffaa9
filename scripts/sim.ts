/**
 * Simulated months: npm run sim -- [--seeds N] [--from S] [--threads N] [--trace]. With --engine workers [--subscribers N]: what one
 * advisory costs there. Both engines take turns over the seeds, threads take one seed after another; a failing seed is printed with what
 * replays it.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { messageOf, stackOf } from "../src/domain/thrown.ts";
import { type Outcome, simulate } from "../test/simulator/simulate.ts";
import { sizePlan } from "../test/simulator/size-plan.ts";
import { memoryDatabase } from "../test/support/database.ts";

const usage =
  "npm run sim -- [--seeds N] [--from S] [--threads N] [--trace]\nnpm run sim -- --engine workers [--subscribers N]";
const options = {
  seeds: { type: "string", default: "100" },
  from: { type: "string", default: "1" },
  threads: { type: "string", default: String(availableParallelism()) },
  trace: { type: "boolean", default: false },
  engine: { type: "string" },
  subscribers: { type: "string", default: "1000000" },
} as const;

const fresh = () => memoryDatabase(new URL("../db/migrations", import.meta.url).pathname);

/** What a thread says of one seed; `defect`: what was thrown in place of an outcome. */
type Report = { readonly seed: number } & ({ readonly outcome: Outcome } | { readonly defect: string });

interface Share {
  readonly from: number;
  readonly count: number;
  /** How many seeds were taken so far, by all threads. */
  readonly taken: Int32Array;
}

function givenOptions() {
  try {
    const { seeds, from, threads, trace, engine, subscribers } = parseArgs({ options }).values;
    for (const [name, value] of Object.entries({ seeds, from, threads, subscribers }))
      if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} wants a whole number, and “${value}” is none.`);
    if (engine !== undefined && engine !== "workers") throw new Error(`--engine can be workers, and not “${engine}”.`);
    return {
      count: Number(seeds),
      from: Number(from),
      threads: Math.max(1, Math.min(Number(threads), Number(seeds))),
      wantsTrace: trace,
      engine,
      subscribers: Number(subscribers),
    };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}

async function runShare({ from, count, taken }: Share, report: (report: Report) => void): Promise<void> {
  for (let index = Atomics.add(taken, 0, 1); index < count; index = Atomics.add(taken, 0, 1)) {
    const seed = from + index;
    try {
      report({ seed, outcome: await simulate(seed, fresh()) });
    } catch (error) {
      report({ seed, defect: stackOf(error) });
    }
  }
}

async function runSeeds(): Promise<void> {
  const { count, from, threads, wantsTrace } = givenOptions();
  const startedAt = performance.now();
  const totals = { messages: 0, repeats: 0, crashes: 0, acts: 0 };
  const failing = new Set<number>();
  const say = (text: string) => process.stdout.write(`${text}\n`);

  const hear = (report: Report) => {
    const { seed } = report;
    const fail = (what: string) => {
      failing.add(seed);
      say(`${what}\n  again: npm run sim -- --seeds 1 --from ${seed} --trace`);
    };
    if ("defect" in report) return fail(`seed ${seed}: ${report.defect}`);
    const { faults, hash, engine, trace } = report.outcome;
    for (const name of ["messages", "repeats", "crashes", "acts"] as const) totals[name] += report.outcome[name];
    if (wantsTrace) say(trace.join("\n"));
    if (wantsTrace || count === 1) say(`seed ${seed} (${engine}): trace ${hash}`);
    if (faults.length > 0) fail(`seed ${seed} (${engine}), trace ${hash}:\n  ${faults.join("\n  ")}`);
  };

  const share: Share = { from, count, taken: new Int32Array(new SharedArrayBuffer(4)) };
  if (threads === 1) await runShare(share, hear);
  else await Promise.all(Array.from({ length: threads }, () => inThread(share, hear)));
  const seconds = (performance.now() - startedAt) / 1_000;
  say(
    `${count} seeds from ${from}: ${failing.size} with violations; ${totals.acts} acts, ${totals.messages} messages, ${totals.crashes} crashes, ${totals.repeats} repeats; ${seconds.toFixed(1)} s in ${threads} threads`,
  );
  process.exitCode = failing.size > 0 ? 1 : 0;
}

function inThread(share: Share, hear: (report: Report) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: share });
    thread.on("message", hear);
    thread.on("error", reject);
    thread.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
  });
}

async function planSize(): Promise<void> {
  for (const [part, counted] of Object.entries(await sizePlan(givenOptions().subscribers, fresh)))
    process.stdout.write(`${part} ${JSON.stringify(counted)}\n`);
}

if (!isMainThread) await runShare(workerData as Share, (report) => parentPort?.postMessage(report));
else if (givenOptions().engine) await planSize();
else await runSeeds();
