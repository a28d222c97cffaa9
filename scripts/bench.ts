/** Measures, never tests: npm run bench -- NAME [--json] [--subscribers N]. Both sides of a comparison run in the same run; medians of at least five. */
import { availableParallelism, cpus } from "node:os";
import { consoleBench } from "./bench/console.ts";
import { homeBench } from "./bench/home.ts";
import { machinesBench } from "./bench/machines.ts";
import { mailBench } from "./bench/mail.ts";
import { publishBench } from "./bench/publish.ts";
import { pushBench } from "./bench/push.ts";
import { readsBench } from "./bench/reads.ts";
import { recoveryBench } from "./bench/recovery.ts";
import { retractBench } from "./bench/retract.ts";

export interface Measure {
  readonly measure: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly limit: number | null;
  readonly ratio: number | null;
  readonly unit: string;
  readonly runs: number;
}

const benches: Readonly<Record<string, (say: (line: string) => void) => Promise<Measure[]>>> = {
  console: consoleBench,
  home: homeBench,
  machines: machinesBench,
  mail: mailBench,
  push: pushBench,
  publish: publishBench,
  recovery: recoveryBench,
  retract: retractBench,
  reads: readsBench,
};

const [name = ""] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const asJson = process.argv.includes("--json");
const bench = benches[name];
if (!bench) {
  process.stderr.write(
    `npm run bench -- NAME [--json] [--subscribers N]\n\nBenches: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}
const measures = await bench((line) => process.stderr.write(`${line}\n`));
if (asJson) {
  for (const measure of measures) process.stdout.write(`${JSON.stringify(measure)}\n`);
} else {
  process.stdout.write(
    `${name}, on ${cpus()[0]?.model ?? "an unknown processor"}, ${availableParallelism()} cores, Node ${process.version}\n`,
  );
  for (const { measure, ours, peer, ratio, limit, unit, runs } of measures) {
    const compared = peer === null ? "" : ` against ${peer}, ratio ${ratio}`;
    const reach = limit === null ? "" : ` (to reach: ${limit})`;
    process.stdout.write(`  ${measure}: ${ours} ${unit}${compared}${reach}, runs: ${runs}\n`);
  }
}
