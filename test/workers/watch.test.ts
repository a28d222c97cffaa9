import { expect, test } from "vitest";
import { insertLetter } from "../../src/store/letters.ts";
import type { Env, WorkersInstance } from "../../src/workers/instance.ts";
import { standInForCron } from "../../src/workers/watch.ts";
import { aLetter, now } from "../store/contract/rows.ts";
import { memoryDatabase } from "../support/database.ts";

test("where cron stays away, what cannot be signed holds up nothing that is to be sent", async () => {
  const database = memoryDatabase();
  await database.atomically([insertLetter(database, aLetter())]);
  database.sqlite.exec("alter table messages rename to hidden");
  const errors: object[] = [];
  const log = { info() {}, warn() {}, error: (fields: object) => errors.push(fields) };
  const service = { database, clock: { now: () => now }, log } as unknown as WorkersInstance;
  const turns: unknown[] = [];
  await standInForCron(service, { TURNS: { send: async (turn: unknown) => turns.push(turn) } } as unknown as Env);
  expect(turns).toEqual([{ job: "plan" }]);
  expect(errors).toEqual([{ error: expect.stringContaining("messages") }]);
});
