/** A letter that changed on the disk: the text is neither shown nor sent, and what is shown in its place is never "none". */
import assert from "node:assert";
import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import { putSubscription } from "../../src/store/subscriptions.ts";
import { withoutSeals, withoutSunsets } from "../support/without-seals.ts";
import { aBody, aText, desk } from "./support.ts";

const pages = [
  "/",
  "/advisories",
  "/advisories/:slug",
  "/advisories/:slug.txt",
  "/advisories/:slug/revisions/1",
  "/feeds/advisories.rss",
  "/feeds/advisories.atom",
  "/feeds/advisories.json",
  "/cap/feed.atom",
  "/cap/current.xml",
  "/cap/:slug-r1.xml",
  "/ntas/1.1/alerts.xml",
  "/api/v1/advisories",
  "/api/v1/advisories/:slug",
  "/api/v1/status.json",
  "/calendar.ics",
  "/badge.svg",
  "/display",
];

/** Ways in which a file may change under the service. */
const damages: Readonly<Record<string, string>> = {
  "a letter of a headline": `update revisions set body = replace(body, 'passenger rail', 'passenger sail')`,
  "a place": `update revisions set body = replace(body, '"NY"', '"NJ"')`,
  "the sunset, so that it would be over": `update revisions set body = json_set(body, '$.content.sunsetAt', 1764000000000)`,
  "the hour from which it stands": "update revisions set effective_at = effective_at + 86400000000",
  "that it was sent back": "update revisions set voided_at = effective_at",
  "its status": "update advisories set status = 'actuaL'",
  "its kind": "update advisories set kind = 'bulletin'",
  "its address": "update advisories set slug = 'another'",
  "JSON that is none": "update revisions set body = substr(body, 2)",
  "a key of the JSON": `update revisions set body = replace(body, '"languages"', '"languagos"')`,
  "the signed message": "update messages set xml = replace(xml, '<', '<')||' '",
  "the summary of the message": "update messages set summary = replace(summary, 'Alert', 'Clert')",
  "a summary that is none": "update messages set summary = substr(summary, 2)",
  "a revision that is gone": "delete from announcements; delete from revisions",
  "a message that is gone": "delete from messages",
  "the act that vouches for it": "update audit set detail = replace(detail, 'seals', 'seels') where action = 'approve'",
};

const aReader = {
  channel: "email" as const,
  address: "reader@example.org",
  addressKey: "reader",
  language: "en",
  choice: { kinds: [], areas: [], sectors: [] },
  nonce: "n",
  confirmedAt: 0,
  consentSource: "test",
};

type Office = Awaited<ReturnType<typeof desk>>;

/** Another process that reads the file: this one keeps the right text until something public changes. */
function anotherReader({ dependencies }: Office, slug: string) {
  const app = createApp(dependencies);
  return async (path: string) => {
    const response = await app.request(path.replace(":slug", slug));
    return { status: response.status, text: await response.text() };
  };
}

const readAnew = (office: Office, path: string, slug: string) => anotherReader(office, slug)(path);

describe("a text that changed on the disk", () => {
  test.each(Object.entries(damages))(
    "%s: no page and no feed shows it, and none says that there is nothing",
    async (_, sql) => {
      const office = await desk();
      const { slug } = await office.publish();
      const readerBefore = anotherReader(office, slug);
      for (const path of pages) expect((await readerBefore(path)).status, path).toBe(200);
      office.database.sqlite.exec(sql);
      const reader = anotherReader(office, slug);
      for (const path of pages) expect((await reader(path)).status, path).toBe(503);
      expect((await reader("/")).text).toContain("cannot be read");
      expect(await damagedTexts(office.database, office.dependencies.digest, office.clock.now())).not.toEqual([]);
    },
  );

  test("in any one letter, of any text, message or act that vouches for it, is found", async () => {
    const office = await desk();
    const { id } = await office.publish();
    await office.change(id, { change: "update", note: "More.", content: aBody() });
    const { database, dependencies, clock } = office;
    const places = [
      ["revisions", "body"],
      ["revisions", "identifier"],
      ["messages", "summary"],
      ["messages", "xml"],
      ["audit", "detail"],
      ["audit", "hash"],
    ] as const;
    const missed: string[] = [];
    for (const [table, column] of places) {
      const rows = database.sqlite
        .prepare(
          `select rowid as id, ${column} as text from ${table} ${table === "audit" ? "where is_public = 1" : ""}`,
        )
        .all() as { id: number; text: string }[];
      const write = database.sqlite.prepare(`update ${table} set ${column} = ? where rowid = ?`);
      for (let change = 0; change < 60; change++) {
        const { id: row, text } = rows[change % rows.length] ?? assert.fail();
        const at = randomInt(text.length);
        const other = text[at] === "~" ? "}" : "~";
        write.run(text.slice(0, at) + other + text.slice(at + 1), row);
        const found = await damagedTexts(database, dependencies.digest, clock.now());
        if (found.length === 0) missed.push(`${table}.${column} of row ${row} at ${at}`);
        write.run(text, row);
      }
    }
    expect(missed).toEqual([]);
    expect(await damagedTexts(database, dependencies.digest, clock.now())).toEqual([]);
  });

  test.each(["the replacement", "what it replaced"])(
    "in the family of %s: it is taken back as if nothing were, what it replaced returns, and whoever was told hears of it",
    async (which) => {
      const office = await desk();
      await office.database.atomically([putSubscription(office.database, aReader)]);
      const right = await office.publish();
      await office.deliver();
      office.clock.advance("10m");
      const wrong = await office.publish({ replaces: right.id, languages: { en: aText({ headline: "Wrong words" }) } });
      await office.deliver();
      office.clock.advance("10m");
      expect(office.mailbox.splice(0)).toHaveLength(2);
      const { id } = which === "the replacement" ? wrong : right;
      office.database.sqlite.prepare("update advisories set family = family || 'x' where id = ?").run(id);
      const { text } = await readAnew(office, "/", "");
      expect(text).toContain("Wrong words");
      expect(text).not.toContain("Credible threat to passenger rail");
      const answer = await office.call("POST", `/api/v1/advisories/${wrong.id}/retract`, office.author, {});
      expect(answer).toMatchObject({ status: 200, json: { restored: right.id } });
      await office.deliver();
      expect(office.mailbox.map(({ to, subject }) => [to, subject])).toEqual([
        ["reader@example.org", expect.stringContaining("CORRECTION")],
      ]);
      const { json } = await office.call("GET", `/api/v1/advisories/${right.id}`);
      expect(json).toMatchObject({ phase: "active" });
    },
  );

  test("is found by acts too that name its hash and no sunset, and what is intact is shown", async () => {
    const office = await desk();
    const { slug } = await office.publish();
    withoutSunsets(office);
    expect((await readAnew(office, "/", slug)).status).toBe(200);
    office.database.sqlite.exec(damages["a letter of a headline"] ?? "");
    expect((await readAnew(office, "/", slug)).status).toBe(503);
  });

  test.each([damages["a message that is gone"], damages["a summary that is none"], damages["the signed message"]])(
    "of a message (%s): whoever had read before does not say that there is none",
    async (sql) => {
      const office = await desk();
      const { slug } = await office.publish();
      const reader = anotherReader(office, slug);
      expect((await reader("/")).status).toBe(200);
      office.database.sqlite.exec(sql ?? "");
      for (const path of ["/cap/current.xml", "/cap/:slug-r1.xml"]) expect((await reader(path)).status, path).toBe(503);
    },
  );

  test("is taken back all the same: then the site says so, and reads again", async () => {
    const office = await desk();
    const { id, slug } = await office.publish();
    await office.change(id, {
      change: "update",
      note: "More.",
      content: aBody({ languages: { en: aText({ headline: "Worse" }) } }),
    });
    office.database.sqlite.exec(
      "update revisions set body = replace(body, 'passenger rail', 'passenger sail') where number = 1",
    );
    expect((await readAnew(office, "/", slug)).status).toBe(503);
    const answer = await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, {});
    expect(answer.status).toBe(200);
    const page = await readAnew(office, "/advisories/:slug", slug);
    expect(page.status).toBe(200);
    expect(page.text).toContain("issued in error");
    expect(page.text).not.toContain("passenger sail");
    expect((await readAnew(office, "/cap/current.xml", slug)).status).toBe(204);
    // Its file stays in the records, and no longer says what it said.
    expect(await damagedTexts(office.database, office.dependencies.digest, office.clock.now())).toEqual([`${id}/1`]);
  });

  test.each([
    [
      "a letter of its headline",
      "update revisions set body = replace(body, 'passenger rail', 'passenger sail') where advisory_id = ?",
    ],
    [
      "the sunset, so that it would still stand",
      "update revisions set body = json_set(body, '$.content.sunsetAt', 1996000000000) where advisory_id = ?",
    ],
    ["its row, which is gone", "delete from revisions where advisory_id = ?"],
  ])(
    "of a record of the past (%s) is left out and told apart from what never was; the warning of today is shown",
    async (_, sql) => {
      const office = await desk();
      const old = await office.publish();
      const { slug: oldSlug } = (await office.call("GET", `/api/v1/advisories/${old.id}`)).json;
      office.clock.advance("20d");
      const { slug } = await office.publish({
        kind: "imminent",
        sunsetAt: "2026-12-20T17:00:00-05:00",
        languages: { en: aText({ headline: "Attack on bridges" }) },
      });
      office.database.sqlite.pragma("foreign_keys = OFF");
      office.database.sqlite.prepare(sql).run(old.id);
      const read = anotherReader(office, slug);
      expect((await read("/")).text).toContain("Attack on bridges");
      for (const path of [
        "/advisories",
        "/feeds/advisories.atom",
        "/cap/feed.atom",
        "/cap/current.xml",
        "/api/v1/status.json",
      ]) {
        const { status, text } = await read(path);
        expect(status, path).toBe(200);
        expect(text, path).not.toContain("passenger sail");
      }
      if (!sql.startsWith("delete"))
        for (const path of [`/advisories/${oldSlug}`, `/advisories/${oldSlug}.txt`, `/api/v1/advisories/${old.id}`])
          expect((await read(path)).status, path).toBe(503);
      expect(await damagedTexts(office.database, office.dependencies.digest, office.clock.now())).toContain(
        `${old.id}/1`,
      );
    },
  );

  test("is looked for once a second, however many ask, and shown as soon as it is mended", async () => {
    const office = await desk();
    const { slug } = await office.publish();
    office.database.sqlite.exec("update revisions set body = replace(body, 'passenger rail', 'passenger sail')");
    const read = anotherReader(office, slug);
    expect((await read("/")).status).toBe(503);
    office.database.sqlite.exec("update revisions set body = replace(body, 'passenger sail', 'passenger rail')");
    expect((await read("/")).status).toBe(503);
    office.clock.advance("1s");
    expect((await read("/")).status).toBe(200);
  });

  test("of which nothing can be read is taken back too", async () => {
    const office = await desk();
    const { id, slug } = await office.publish();
    office.database.sqlite.exec("update revisions set body = '{'");
    expect((await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, {})).status).toBe(200);
    expect((await readAnew(office, "/advisories/:slug", slug)).text).toContain("issued in error");
  });

  test("a database from before there were seals is read as it is, also where something scheduled then is sent back now", async () => {
    const office = await desk();
    const { id, slug } = await office.publish();
    await office.change(id, {
      change: "update",
      note: "More.",
      content: aBody({ publishAt: "2026-11-25T09:00:00-05:00" }),
    });
    withoutSeals(office);
    expect((await readAnew(office, "/", slug)).status).toBe(200);
    expect((await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, {})).status).toBe(200);
    expect(
      office.database.sqlite.prepare("select count(*) from revisions where voided_at is not null").pluck().get(),
    ).toBe(1);
    for (const path of ["/", "/cap/feed.atom"]) expect((await readAnew(office, path, slug)).status, path).toBe(200);
    expect(await damagedTexts(office.database, office.dependencies.digest, office.clock.now())).toEqual([]);
  });
});
