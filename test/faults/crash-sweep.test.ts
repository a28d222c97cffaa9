/**
 * The service is killed at its n-th write or sync: in the middle of saving, between saving and answering, in the middle of telling
 * twenty readers. After every start all is there or nothing, and nobody who is owed the message is missing.
 */
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { numberFrom, size } from "./size.ts";
import { threadsOf, traceThread } from "./tracing.ts";

const readersPerChannel = 10;
/** The calls at which it dies: writes and syncs of the database, writes to sockets. */
const calls = "pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg";
const [first, step, last] = [
  numberFrom("FAULTS_FROM", size(4, 1)),
  numberFrom("FAULTS_STEP", size(12, 1)),
  size(100, 2_000),
];

interface Run {
  readonly wasKilled: boolean;
  readonly wasAcknowledged: boolean;
}

describe("a publication and its twenty messages, killed at the n-th system call", () => {
  let story: Story<ServiceProcess>;
  beforeAll(async () => {
    story = await Story.begin(onNode);
    await subscribe(story, readersPerChannel);
  }, 150_000);
  afterAll(() => story?.end());

  /** Who got the message about this advisory, how many copies there are of it, and under how many different names. */
  function told(slug: string) {
    const mails = story.smtp.mails.filter(
      ({ to, parsed }) => to[0]?.startsWith("reader-") && parsed.text?.includes(slug),
    );
    const pushes = story.browsers.pushes.filter(({ payload }) => payload.slug === slug);
    const readers = [...mails.map(({ to }) => to.join()), ...pushes.map(({ path }) => path)];
    const names = [
      ...mails.map(({ to, parsed }) => `${to} ${parsed.messageId}`),
      ...pushes.map(({ path, headers }) => `${path} ${headers.topic}`),
    ];
    return { copies: readers.length, readers: new Set(readers).size, messages: new Set(names).size };
  }

  /** All that belongs to a publication, or nothing of it. */
  function written(id: string): "all" | "nothing" {
    const database = new BetterSqlite(join(story.service.dataFolder, "advisories.sqlite"), { readonly: true });
    try {
      expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
      const count = (sql: string) => database.prepare(sql).pluck().get(id) as number;
      const parts = [
        count("select count(*) from revisions where advisory_id = ? and voided_at is null"),
        Math.min(1, count("select count(*) from announcements where advisory_id = ? and occasion = 'publication'")),
        count("select count(*) from audit where advisory_id = ? and is_public = 1"),
      ];
      expect(new Set(parts).size, `half-published: ${parts}`).toBe(1);
      return parts[0] === 1 ? "all" : "nothing";
    } finally {
      database.close();
    }
  }

  async function killedAt(thread: keyof ReturnType<typeof threadsOf>, n: number): Promise<Run> {
    const { service } = story;
    const headline = `Crash number ${n} of thread ${thread}`;
    const draft = await story.call("POST", "/advisories", "author", alert(headline));
    const { contentHash } = await story.call("POST", `/advisories/${draft.id}/submit`, "author");
    const words = ["-e", `trace=${calls}`, "-e", `inject=${calls}:signal=SIGKILL:when=${n}`, "-o", "/dev/null"];
    const tracing = await traceThread(threadsOf(service.pid())[thread], words);
    let hasEnded = false;
    const ended = service.ended().then(() => {
      hasEnded = true;
    });
    const approve = () =>
      story.call("POST", `/advisories/${draft.id}/approve`, "approver", { contentHash }, `approval ${thread} ${n}`);
    const wasAcknowledged = await approve().then(
      () => true,
      () => false,
    );
    await eventually(
      "its end, or the last message",
      () => hasEnded || told(draft.slug).readers === 2 * readersPerChannel,
    );
    // What follows the last message is swept, too: its outcome, and the lots' ends.
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 400))]);
    const wasKilled = hasEnded;
    await tracing.detach();
    await service.kill();
    await service.start();
    const state = written(draft.id);
    if (wasAcknowledged) expect(state, `${thread}, call ${n}: what was acknowledged is lost`).toBe("all");
    if (state === "nothing") expect(told(draft.slug).copies, `${thread}, call ${n}: told, and not published`).toBe(0);
    const approved = await approve();
    expect(approved.stage).toBe("published");
    story.know(headline, { id: draft.id, slug: draft.slug, identifier: approved.identifier });
    await eventually(
      `${thread}, call ${n}: everybody to be told`,
      () => told(draft.slug).readers === 2 * readersPerChannel,
      90,
    );
    await story.allOut(headline);
    expect(told(draft.slug).messages, `${thread}, call ${n}: a repeat is another message`).toBe(2 * readersPerChannel);
    return { wasKilled, wasAcknowledged };
  }

  // Killed in the middle of sending, the next life waits half a minute for the lease of the one before: that takes long.
  it.each(size(["web"] as const, ["web", "mail", "push"] as const))(
    `in the thread for %s, n = ${first}, ${first + step}, … until a run ends untouched`,
    async (thread) => {
      let [n, runs, acknowledged] = [first, 0, 0];
      for (let wasKilled = true; wasKilled && n <= last; n += step) {
        const run = await killedAt(thread, n);
        wasKilled = run.wasKilled;
        runs++;
        if (run.wasAcknowledged) acknowledged++;
      }
      console.log(
        `${thread}: ${runs} runs up to call ${n - step}; ${acknowledged} acknowledged, 0 lost, 0 half-published`,
      );
      expect(await story.service.ntas("verify-audit")).toContain("is whole");
      expect(runs).toBeGreaterThan(1);
    },
    size(600_000, 4 * 3_600_000),
  );
});
