/** A copy is made while editors write; then the service is killed, and the copy is put in place of what it had. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, newProcess, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { numberFrom, size } from "./size.ts";

const rounds = numberFrom("FAULTS_RUNS", size(1, 20));
const readersPerChannel = size(50, 2_000);
const folder = mkdtempSync(join(tmpdir(), "backups-"));
let story: Story<ServiceProcess>;
beforeAll(async () => {
  story = await Story.begin(onNode);
  await subscribe(story, readersPerChannel);
}, 150_000);
afterAll(async () => {
  await story?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** What was tried to a reader by any service, accepted or not. */
let tries = 0;

/** While nobody accepts anything, all that is published waits: it lies in the copy, too. */
function accepting(isAccepting: boolean): void {
  story.smtp.behave((stage, { to }) => {
    if (stage !== "rcpt" || !to.startsWith("reader-")) return undefined;
    tries++;
    return isAccepting ? undefined : { code: 450, text: "4.2.1 later" };
  });
  story.browsers.answer(() => {
    tries++;
    return isAccepting ? undefined : { status: 503 };
  });
}

it(
  `a copy made under load is whole, starts, and tells what waits in it once it is let, and not before, ${rounds} times of ${rounds}`,
  async () => {
    for (let round = 1; round <= rounds; round++) {
      const name = `Round ${round}`;
      accepting(false);
      const before = tries;
      const { slug } = await story.publish(name, alert(name));
      await eventually("somebody to be tried", () => tries > before);
      const file = join(folder, `copy-${round}.sqlite`);
      const writing = keepWriting();
      await story.service.ntas("backup", file);
      await story.service.kill();
      expect(await writing).toBeGreaterThan(0);
      accepting(true);
      await expectWhole(file, name, slug);
      await story.service.start();
      await story.allOut(name);
    }
  },
  size(600_000, 3_600_000),
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

/** Readers who were told of it by now. */
function toldOf(slug: string): number {
  const mails = story.smtp.mails.filter(
    ({ to, parsed }) => to[0]?.startsWith("reader-") && parsed.text?.includes(slug),
  );
  const pushes = story.browsers.pushes.filter(({ payload }) => payload.slug === slug);
  return new Set([...mails.map(({ to }) => to.join()), ...pushes.map(({ path }) => path)]).size;
}

async function expectWhole(file: string, headline: string, slug: string): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "restored-"));
  cpSync(join(story.service.dataFolder, "keys"), join(place, "keys"), { recursive: true });
  const restored = await newProcess({ smtpUrl: story.smtp.url, push: story.browsers }, place);
  try {
    expect(await restored.ntas("restore", file)).toContain("The audit chain is whole");
    const database = new BetterSqlite(join(place, "advisories.sqlite"));
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(database.pragma("foreign_key_check")).toEqual([]);
    database.close();
    const before = tries;
    await restored.start();
    expect(await (await fetch(`${restored.baseUrl}/feeds/advisories.rss`)).text()).toContain(headline);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([tries - before, toldOf(slug)]).toEqual([0, 0]);
    await restored.ntas("resume");
    await eventually("all to be told by the copy", () => toldOf(slug) === 2 * readersPerChannel, 90);
  } finally {
    await restored.dispose();
    rmSync(place, { recursive: true, force: true });
  }
}
