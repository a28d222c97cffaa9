/**
 * Simulated months with everything that can break (PROMISES 4), a few of them: `scripts/test` runs 2,000 on all cores. A seed that fails is
 * replayed by `npm run sim -- --seeds 1 --from SEED --trace`, and goes into kept-seeds.ts.
 */
import { expect, test } from "vitest";
import { memoryDatabase } from "../support/database.ts";
import { keptSeeds } from "./kept-seeds.ts";
import { simulate } from "./simulate.ts";

const seeds = Number(process.env.SIM_SEEDS ?? 20);
const from = Number(process.env.SIM_FROM ?? 1);

test("in simulated months with faults nobody owed a message is left out, and nobody gets what they are not owed", async () => {
  const violations: string[] = [];
  let messages = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const month = await simulate(seed, memoryDatabase());
    messages += month.messages;
    violations.push(...month.faults.map((fault) => `seed ${seed} (${month.engine}): ${fault}`));
  }
  expect(violations).toEqual([]);
  expect(messages).toBeGreaterThan(seeds * 5);
});

test.each([2, 7])("seed %i gives the same month each time", async (seed) => {
  const { hash, trace } = await simulate(seed, memoryDatabase());
  const again = await simulate(seed, memoryDatabase());
  expect(again.trace).toEqual(trace);
  expect(again.hash).toBe(hash);
});

test.each(keptSeeds)("seed %i: %s", async (seed) => {
  expect((await simulate(seed, memoryDatabase())).faults).toEqual([]);
});
