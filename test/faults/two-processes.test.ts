/**
 * Two services on one file: both approve the same text in the same moment, both deliver, and one of them is killed and opens and
 * migrates the file anew while the other goes on. There is one revision, one message for each reader, and nobody is told that the
 * database is busy.
 */
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { numberFrom, size } from "./size.ts";

const rounds = numberFrom("FAULTS_RUNS", size(6, 200));
const restartEvery = size(3, 10);
const readersPerChannel = 3;

let story: Story<ServiceProcess>;
let twin: ServiceProcess;
beforeAll(async () => {
  story = await Story.begin(onNode);
  await subscribe(story, readersPerChannel);
  twin = await story.service.twin();
  await twin.start();
}, 150_000);
afterAll(async () => {
  await twin?.dispose();
  await story?.end();
});

async function approve(baseUrl: string, id: string, contentHash: string, key: string): Promise<number> {
  const answer = await fetch(`${baseUrl}/api/v1/advisories/${id}/approve`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${story.tokenOf("approver")}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify({ contentHash }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** The rows of this advisory: one revision, one announcement of it, one act, and a lot for each channel. */
function rowsOf(id: string): number[] {
  const database = new BetterSqlite(join(story.service.dataFolder, "advisories.sqlite"), { readonly: true });
  const count = (sql: string) => database.prepare(sql).pluck().get(id) as number;
  const counts = [
    count("select count(*) from revisions where advisory_id = ?"),
    count("select count(*) from announcements where advisory_id = ? and occasion = 'publication'"),
    count("select count(*) from audit where advisory_id = ? and action = 'approve'"),
    count("select count(*) from lots l join announcements a on a.id = l.announcement_id where a.advisory_id = ?"),
  ];
  database.close();
  return counts;
}

it(
  `both approve, both deliver, ${rounds} times: each text is published once and told once`,
  async () => {
    const statuses = new Map<string, number>();
    for (let round = 1; round <= rounds; round++) {
      const draft = await story.call("POST", "/advisories", "author", alert(`Round ${round}`));
      const { contentHash } = await story.call("POST", `/advisories/${draft.id}/submit`, "author");
      const both = [story.baseUrl, twin.baseUrl];
      const starting = round % restartEvery === 0 ? twin.kill().then(() => twin.start()) : undefined;
      const answers = await Promise.all(
        (starting ? [story.baseUrl, story.baseUrl] : both).map((url, one) =>
          approve(url, draft.id, contentHash, `approval ${round} ${one}`),
        ),
      );
      await starting;
      const said = answers.sort().join(" and ");
      statuses.set(said, (statuses.get(said) ?? 0) + 1);
      expect(["200 and 409"], `round ${round}`).toContain(said);
      const mails = () =>
        story.smtp.mails.filter(({ parsed }) => parsed.text?.includes(draft.slug) && isOfReader(parsed));
      const pushes = () => story.browsers.pushes.filter(({ payload }) => payload.slug === draft.slug);
      await eventually(
        `everybody to be told of round ${round}`,
        () => mails().length >= readersPerChannel && pushes().length >= readersPerChannel,
        90,
      );
      story.know(`round ${round}`, { id: draft.id, slug: draft.slug, identifier: "" });
      await story.allOut(`round ${round}`);
      expect([mails().length, pushes().length], `round ${round}`).toEqual([readersPerChannel, readersPerChannel]);
      expect(rowsOf(draft.id), `round ${round}`).toEqual([1, 1, 1, 2]);
    }
    console.log(`${rounds} rounds; answers ${JSON.stringify(Object.fromEntries(statuses))}`);
    expect(await story.service.ntas("verify-audit")).toContain("is whole");
    for (const service of [story.service, twin]) expect(service.output()).not.toMatch(/SQLITE_BUSY|database is locked/);
  },
  size(600_000, 3 * 3_600_000),
);

/** Editors are told of each publication too, in letters of their own. */
function isOfReader({ headers }: { readonly headers: readonly { readonly key: string }[] }): boolean {
  return headers.every(({ key }) => key !== "x-ntas-letter");
}
