/** A copy is made while editors write; then the service is killed, and the copy is put in place of what it had. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { newProcess, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { numberFrom, size } from "./size.ts";

const rounds = numberFrom("FAULTS_RUNS", size(1, 20));
const folder = mkdtempSync(join(tmpdir(), "backups-"));
let story: Story<ServiceProcess>;
beforeAll(async () => {
  story = await Story.begin(onNode);
  await subscribe(story, size(50, 2_000));
}, 150_000);
afterAll(async () => {
  await story?.end();
  rmSync(folder, { recursive: true, force: true });
});

it(
  `a copy made under load is whole, starts, and tells nobody before it is let, ${rounds} times of ${rounds}`,
  async () => {
    for (let round = 1; round <= rounds; round++) {
      await story.publish(`round ${round}`, alert(`Round ${round}`));
      const file = join(folder, `copy-${round}.sqlite`);
      const writing = keepWriting();
      await story.service.ntas("backup", file);
      await story.service.kill();
      expect(await writing).toBeGreaterThan(0);
      await expectWhole(file, `Round ${round}`);
      await story.service.start();
    }
  },
  size(120_000, 1_800_000),
);

/** Drafts, one after another, until the service is gone. Gives how many there were. */
async function keepWriting(): Promise<number> {
  for (let count = 0; ; count++) {
    const draft = story.call("POST", "/advisories", "author", alert(`Draft ${count}`));
    if (
      !(await draft.then(
        () => true,
        () => false,
      ))
    )
      return count;
  }
}

async function expectWhole(file: string, headline: string): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "restored-"));
  cpSync(join(story.service.dataFolder, "keys"), join(place, "keys"), { recursive: true });
  const restored = await newProcess({ smtpUrl: story.smtp.url, push: story.browsers }, place);
  try {
    expect(await restored.ntas("restore", file)).toContain("The audit chain is whole");
    const database = new BetterSqlite(join(place, "advisories.sqlite"));
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(database.pragma("foreign_key_check")).toEqual([]);
    database.close();
    const told = () =>
      story.smtp.mails.filter(({ to }) => to[0]?.startsWith("reader-")).length + story.browsers.pushes.length;
    const before = told();
    await restored.start();
    expect(await (await fetch(`${restored.baseUrl}/feeds/advisories.rss`)).text()).toContain(headline);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(told()).toBe(before);
  } finally {
    await restored.dispose();
    rmSync(place, { recursive: true, force: true });
  }
}
