/** A database on Workers that went back in time: it is told so from outside of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { instanceValue, isPaused, setValue } from "../../src/store/instance.ts";
import { heedRestore } from "../../src/workers/restored.ts";
import { fileDatabase } from "../support/database.ts";
import { newsroom } from "../support/publishing.ts";

const resume = (database: Database) => database.atomically([setValue(database, "sendingPaused", "false")]);

test("is held and lets nobody in by an old secret, once for each word, though what held it goes back with it", async () => {
  const { it, author } = await newsroom();
  const { database, dependencies: service } = it;
  const folder = mkdtempSync(join(tmpdir(), "went-back-"));
  const copy = join(folder, "copy.sqlite");
  await database.sqlite.backup(copy);

  await heedRestore(service, {});
  expect(await isPaused(database)).toBe(false);
  expect((await it.call("GET", "/api/v1/deliveries", author)).status).not.toBe(401);

  await heedRestore(service, { RESTORED: "at noon" });
  expect(await isPaused(database)).toBe(true);
  expect((await it.call("GET", "/api/v1/deliveries", author)).status).toBe(401);
  const mark = await instanceValue(database, "copyMark");
  expect(mark).not.toBe(null);

  // Resumed, it is left alone.
  await resume(database);
  await heedRestore(service, { RESTORED: "at noon" });
  expect(await isPaused(database)).toBe(false);

  const wentBack = fileDatabase(copy);
  await heedRestore({ ...service, database: wentBack }, { RESTORED: "at noon" });
  expect(await isPaused(wentBack)).toBe(true);
  wentBack.close();
  rmSync(folder, { recursive: true });
});
