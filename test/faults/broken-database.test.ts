/**
 * A disk that is full or fails, a database that somebody else holds, that is damaged or is none: what the public reads is right or
 * is not there, nothing is half done, and what was issued in error can be taken back all the same.
 */
import assert from "node:assert";
import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, newProcess, onNode, type ServiceProcess } from "../support/process.ts";
import { alert } from "./readers.ts";
import { size } from "./size.ts";
import { trace } from "./tracing.ts";

const headline = "Watch the water works";
const publicPaths = ["/", "/feeds/advisories.rss", "/feeds/advisories.atom", "/api/v1/advisories"];

/** What the public gets at every address: the warning, whole, or a page that says that it cannot be told. */
async function whatIsRead(baseUrl: string, slug: string): Promise<("right" | "cannot tell" | "wrong")[]> {
  const paths = [...publicPaths, `/advisories/${slug}`];
  return Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(`${baseUrl}${path}`, { signal: AbortSignal.timeout(20_000) });
      const text = await answer.text();
      if (answer.status === 503) return "cannot tell";
      return answer.status === 200 && text.includes(headline) ? "right" : "wrong";
    }),
  );
}

describe("while it runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "small-disk-"));
  let isMounted = false;
  let story: Story<ServiceProcess>;
  beforeAll(async () => {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", folder], { stdio: "pipe" });
      isMounted = true;
    } catch {
      console.log("no small disk could be mounted (that needs root): the full disk is left out");
    }
    const onSmallDisk = {
      ...onNode,
      async start(surroundings: Parameters<typeof onNode.start>[0]) {
        const service = await newProcess(surroundings, join(folder, "data"));
        await service.start();
        return service;
      },
    };
    mkdirSync(join(folder, "data"));
    story = await Story.begin(onSmallDisk);
    await story.publish("standing", alert(headline));
  }, 150_000);
  afterAll(async () => {
    await story?.end();
    if (isMounted) execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  const right = Array(publicPaths.length + 1).fill("right");
  const read = () => whatIsRead(story.baseUrl, story.advisory("standing").slug);
  const draft = () => story.call("POST", "/advisories", "author", alert("A draft"));
  function draftsWritten(): number {
    const database = new BetterSqlite(join(story.service.dataFolder, "advisories.sqlite"), { readonly: true });
    const count = database.prepare("select count(*) from advisories").pluck().get() as number;
    database.close();
    return count;
  }

  /** Refused with 503 and a sentence, and nothing of it is there. */
  async function expectNoWrites(before: number): Promise<void> {
    await expect(draft()).rejects.toThrow(/: 503 /);
    expect(draftsWritten()).toBe(before);
  }

  it("somebody else holds the database: reads go on, writes are 503, and afterwards all goes on", async () => {
    const before = draftsWritten();
    const other = new BetterSqlite(join(story.service.dataFolder, "advisories.sqlite"));
    other.exec("BEGIN IMMEDIATE");
    expect(await read()).toEqual(right);
    await expectNoWrites(before);
    expect(await read()).toEqual(right);
    other.exec("ROLLBACK");
    other.close();
    await draft();
    expect(draftsWritten()).toBe(before + 1);
  }, 60_000);

  it.each(["pwrite64", "fsync,fdatasync"])(
    "the disk fails at %s: reads go on, writes are 503, and afterwards all goes on",
    async (calls) => {
      const before = draftsWritten();
      const words = ["-e", `trace=${calls}`, "-e", `inject=${calls}:error=EIO`, "-o", "/dev/null"];
      const tracing = await trace(story.service.pid(), words);
      await expectNoWrites(before);
      expect(await read()).toEqual(right);
      await tracing.detach();
      await eventually("writes to go on", () => draft().catch(() => null));
      expect(await read()).toEqual(right);
    },
    60_000,
  );

  it("the disk is full: reads go on, drafts are 503, and a warning can be taken back and corrected", async ({
    skip,
  }) => {
    if (!isMounted) skip();
    await story.subscribeByMail("reader@example.org");
    const wrong = await story.publish("wrong", alert("Issued in error"));
    await story.allOut("wrong");
    const before = draftsWritten();
    const filling = join(folder, "filling");
    // Whatever the service writes meanwhile, afterwards there is no room.
    expect(() => {
      for (;;) appendFileSync(filling, randomBytes(1_048_576));
    }).toThrow("ENOSPC");
    for (let wasRefused = false; !wasRefused; )
      wasRefused = await draft().then(
        () => false,
        () => true,
      );
    const drafts = draftsWritten();
    expect(drafts - before).toBeLessThan(200);
    await expectNoWrites(drafts);
    expect(await read()).toEqual(right);
    await story.retract("wrong", "end");
    expect(await story.fetchText(`/advisories/${wrong.slug}`)).toContain("issued in error");
    await eventually("the correction", () =>
      story.smtp.mails.some(
        ({ to, parsed }) => to.includes("reader@example.org") && /CORRECTION/.test(parsed.subject ?? ""),
      ),
    );
    expect(await read()).toEqual(right);
    rmSync(filling);
    await eventually("writes to go on", () => draft().catch(() => null));
    expect(await story.service.ntas("verify-audit")).toContain("is whole");
  }, 120_000);
});

describe("when it starts", () => {
  const files = size(7, 100);
  const source = mkdtempSync(join(tmpdir(), "good-"));
  let slug = "";
  beforeAll(async () => {
    const story = await Story.begin(onNode);
    slug = (await story.publish("standing", alert(headline))).slug;
    for (let number = 0; number < 20; number++)
      await story.call("POST", "/advisories", "author", alert(`Draft ${number}`));
    await story.service.stop();
    cpSync(story.service.dataFolder, source, { recursive: true });
    await story.end();
  }, 150_000);
  afterAll(() => rmSync(source, { recursive: true, force: true }));

  /** The ways in which a file is damaged; the first is no database of ours at all. */
  const damages: readonly [string, (path: string) => void][] = [
    ["another program's database", anothers],
    ["no database", (path) => writeFileSync(path, randomBytes(50_000))],
    ["cut off", (path) => truncateSync(path, randomInt(1, readFileSync(path).length))],
    ["a page of noise", (path) => overwrite(path, 4_096, 1)],
    ["some bytes changed", (path) => overwrite(path, 1, 400)],
    // SQLite sees nothing wrong with these.
    ["a letter of a text", (path) => replaceAll(path, headline, headline.replace("water", "waxer"))],
    ["a digit of a sunset", (path) => replaceAll(path, '"sunsetAt":1', '"sunsetAt":2')],
  ];

  it(
    `on ${files} damaged files it refuses with a sentence, or shows what is right, or says that it cannot tell`,
    async () => {
      const outcomes = new Map<string, number>();
      for (let file = 0; file < files; file++) {
        const [name, damage] = damages[file % damages.length] ?? assert.fail();
        const folder = mkdtempSync(join(tmpdir(), "damaged-"));
        cpSync(source, folder, { recursive: true });
        damage(join(folder, "advisories.sqlite"));
        const outcome = `${name}: ${await startedOn(folder)}`;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        rmSync(folder, { recursive: true, force: true });
      }
      console.log(Object.fromEntries(outcomes));
      expect([...outcomes.keys()].filter((outcome) => /wrong|silent/.test(outcome))).toEqual([]);
    },
    size(120_000, 1_800_000),
  );

  async function startedOn(folder: string): Promise<"refused" | "silent" | "right" | "cannot tell" | "wrong"> {
    const service = await newProcess({}, folder);
    try {
      await service.start();
    } catch {
      if (/advisories\.sqlite cannot be used|has the keys of a service|damaged/.test(service.output()))
        return "refused";
      console.log(service.output());
      return "silent";
    }
    try {
      const seen = await whatIsRead(service.baseUrl, slug);
      if (seen.includes("wrong")) console.log(seen, service.output());
      return seen.includes("wrong") ? "wrong" : seen.includes("cannot tell") ? "cannot tell" : "right";
    } finally {
      await service.dispose();
    }
  }

  function anothers(path: string): void {
    rmSync(path);
    const other = new BetterSqlite(path);
    other.exec("create table recipes (name); insert into recipes values ('soup')");
    other.close();
  }
});

function replaceAll(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, "latin1").replaceAll(from, to), "latin1");
}

function overwrite(path: string, length: number, times: number): void {
  const bytes = readFileSync(path);
  for (let time = 0; time < times; time++) randomBytes(length).copy(bytes, randomInt(0, bytes.length - length));
  writeFileSync(path, bytes);
}
