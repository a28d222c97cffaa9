/** The plan for size in `src/platform/workers/README.md` says what the planning code does; 100 million are for `npm run sim`. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { memoryDatabase } from "../support/database.ts";
import { sizePlan } from "./size-plan.ts";

const page = readFileSync(new URL("../../src/platform/workers/README.md", import.meta.url), "utf8");

/** “5,200”, “0.57 million”, “3 s”, “12 min”, “1 h 56 min” as a number, times in seconds. */
function numberIn(cell: string): number {
  const parts = [...cell.replaceAll(",", "").matchAll(/([\d.]+) ?(million|h|min|s)?/g)];
  const units: Record<string, number> = { million: 1_000_000, h: 3_600, min: 60 };
  return parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (units[unit] ?? 1), 0);
}

function planned(row: string, column: number): number {
  const cells = page
    .split("\n")
    .find((line) => line.startsWith(`| ${row}`))
    ?.split("|");
  const cell = cells?.[column + 1];
  if (!cell) throw new Error(`the plan has no row “${row}”`);
  return numberIn(cell);
}

test.each([
  [1_000_000, 1],
  [10_000_000, 2],
])(
  "for %i subscribers the plan for size agrees with what is counted, and no invocation makes 1,000 requests",
  async (subscribers, column) => {
    const { planning, whole } = await sizePlan(subscribers, memoryDatabase);
    const rows: Record<string, number> = {
      lots: whole.lots,
      "of which planning": planning.seconds,
      "statements to D1": whole.statements,
      "of these writes": whole.writes,
      "queue messages": whole.queueMessages,
      "to the last reader": whole.seconds,
    };
    for (const [row, counted] of Object.entries(rows)) {
      // By a tenth at most, or by the second that a short time is rounded to.
      const difference = Math.abs(planned(row, column) - counted);
      expect(difference, `${row}: ${counted}`).toBeLessThanOrEqual(Math.max(1, counted / 10));
    }
    expect(whole.mostRequests).toBeLessThan(1_000);
    // Else it would have been found by nothing that it is so.
    expect(whole.mostRequests).toBeGreaterThan(500);
  },
);
