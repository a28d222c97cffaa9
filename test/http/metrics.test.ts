/** Figures for operators: with a key, and without a word about anybody. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { openInstance } from "../../src/node/instance.ts";
import { metricsOf } from "../../src/node/metrics.ts";
import { readSettings } from "../../src/settings.ts";
import { service } from "../support/service.ts";

test("without a setting there are no metrics; with it they need the key", async () => {
  const { dependencies, get } = await service();
  expect((await get("/metrics")).status).toBe(404);
  const read = async () => ({ type: "text/plain; version=0.0.4", text: "ntas_messages 1\n" });
  const app = createApp({ ...dependencies, metrics: { key: "a secret of an operator", read } });
  const ask = (authorization?: string) => app.request("/metrics", authorization ? { headers: { authorization } } : {});
  expect((await ask()).status).toBe(401);
  expect((await ask("Bearer a secret")).status).toBe(401);
  expect((await ask("Bearer ")).status).toBe(401);
  const given = await ask("Bearer a secret of an operator");
  expect(given.status).toBe(200);
  expect(given.headers.get("cache-control")).toBe("no-store");
  expect(await given.text()).toBe("ntas_messages 1\n");
});

test("they count, and name nobody", async () => {
  const folder = mkdtempSync(join(tmpdir(), "metrics-"));
  const settings = readSettings({ DATA_DIR: folder, LOG_LEVEL: "silent" });
  if (!settings.ok) throw new Error(settings.problems.join());
  const migrationsFolder = new URL("../../db/migrations", import.meta.url).pathname;
  const instance = await openInstance(settings.settings, { nudge: () => {}, migrationsFolder, isDemo: false });
  try {
    instance.database.sqlite.exec(
      `insert into letters (purpose, recipient, language, data, created_at, not_after) values ('alarm', 'duty@example.gov', 'en', '{}', 1, 2);
       insert into announcements (id, advisory_id, number, sequence, family, status, occasion, due_at, deadline_at, urgency) values (1, 'a', 1, 1, 'a', 'actual', 'publication', 1, 2, 1);
       insert into lots (announcement_id, family, channel, tier, range, priority, sent, failed) values (1, 'a', 'email', 1, 0, 1, 7, 2)`,
    );
    const conditions = async () => [{ name: "disk", detail: "" }];
    const metrics = metricsOf(instance, { conditions });
    await metrics.read();
    const { text } = await metrics.read();
    for (const line of [
      'ntas_messages{channel="email",outcome="sent"} 7',
      'ntas_messages{channel="email",outcome="failed"} 2',
      'ntas_lots_open{channel="email"} 1',
      'ntas_letters_open{purpose="alarm"} 1',
      'ntas_condition{name="disk"} 1',
      'ntas_sending_held{channel="all"} 0',
    ])
      expect(text).toContain(line);
    expect(text).toContain("process_resident_memory_bytes");
    expect(text).not.toContain("@");
  } finally {
    instance.database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
