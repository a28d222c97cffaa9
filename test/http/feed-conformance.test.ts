/**
 * The Atom feeds, for people and for machines, by the clauses of RFC 4287 (Atom), RFC 5005 (paging and archiving) and RFC 6721
 * (tombstones). Beyond these, all of RFC 4287's grammar is checked by its own schema with jing (test/formats/cap/machine-feed.test.ts,
 * test/formats/nasty-text.test.ts), and the feeds are read back with other readers (test/formats/other-readers.test.ts).
 * Feeds for people have no tombstones: src/README.md says why.
 */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { beforeAll, it as clause, describe, expect } from "vitest";
import type { Json } from "../support/service.ts";
import { aText, type Desk, desk, sunset } from "./support.ts";

const site = "http://localhost:8080";
const parser = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => ["entry", "link", "at:deleted-entry", "category", "author"].includes(name),
});
const paths = ["/feeds/advisories.atom", "/cap/feed.atom"];
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function read(office: Desk, address: string): Promise<{ feed: Json; text: string; type: string }> {
  const response = await office.get(address.replace(site, ""));
  expect(response.status, address).toBe(200);
  const text = await response.text();
  expect(XMLValidator.validate(text), address).toBe(true);
  return { feed: parser.parse(text).feed, text, type: response.headers.get("content-type") ?? "" };
}

const links = (holder: Json, rel: string): string[] =>
  (holder.link ?? []).filter((one: Json) => one["@_rel"] === rel).map((one: Json) => one["@_href"]);

describe("RFC 4287, the Atom Syndication Format", () => {
  let office: Desk;
  beforeAll(async () => {
    office = await desk();
    await office.publish({ sunsetAt: "2026-11-22T13:00:00-05:00" });
    await office.publish({ kind: "bulletin", scope: { nationwide: true }, sectors: [] });
    const last = await office.publish({ languages: { en: aText({ headline: "5 < 6 & “more”" }) } });
    office.clock.advance("2h");
    await office.change(last.id, {
      change: "extend",
      note: "Not over yet.",
      sunsetAt: "2026-12-05T17:00:00-05:00",
    });
  });
  const each = (name: string, check: (feed: Json, path: string, type: string) => void) =>
    clause.each(paths)(`${name} (%s)`, async (path) => {
      const { feed, type } = await read(office, path);
      expect(feed.entry).toHaveLength(path.startsWith("/cap") ? 4 : 3);
      check(feed, path, type);
    });

  each("§2: well-formed, served as application/atom+xml", (_feed, _path, type) => {
    expect(type).toMatch(/^application\/atom\+xml/);
  });
  each("§3.3, §4.2.9, §4.2.15: every date is one of RFC 3339, `updated` once in feed and entry", (feed) => {
    for (const holder of [feed, ...feed.entry]) expect(holder.updated).toMatch(rfc3339);
    for (const { published } of feed.entry) expect(published).toMatch(rfc3339);
  });
  each("§4.1.1: the feed has exactly one id, title and updated, and an author for all entries", (feed) => {
    expect([typeof feed.id, typeof feed.title["#text"], typeof feed.updated]).toEqual(["string", "string", "string"]);
    expect(feed.author).toEqual([{ name: "Test Advisories" }]);
  });
  each("§4.1.1: the feed has one rel=self, which is its own address", (feed, path) => {
    expect(links(feed, "self")).toEqual([`${site}${path}`]);
  });
  each("§4.1.1, §4.1.2, §4.2.7: of a type and language there is at most one alternate", (feed) => {
    for (const holder of [feed, ...feed.entry]) {
      const kinds = (holder.link ?? [])
        .filter((one: Json) => one["@_rel"] === "alternate")
        .map((one: Json) => `${one["@_type"]} ${one["@_hreflang"]}`);
      expect(new Set(kinds).size).toBe(kinds.length);
    }
  });
  each("§4.1.2: each entry has exactly one id and title, and an alternate where it has no content", (feed) => {
    for (const entry of feed.entry) {
      expect([typeof entry.id, typeof entry.title["#text"]]).toEqual(["string", "string"]);
      expect(links(entry, "alternate")).toHaveLength(1);
      expect(entry.summary["@_type"]).toBe("text");
    }
  });
  each("§4.2.6: ids are absolute, each entry's its own, and the same at the next reading", async (feed, path) => {
    const ids = feed.entry.map(({ id }: Json) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [feed.id, ...ids]) expect(new URL(id).href).toBe(id);
    expect((await read(office, path)).feed.entry.map(({ id }: Json) => id)).toEqual(ids);
  });
  each("§4.2.9: the feed's `updated` is not older than any entry's", (feed) => {
    for (const entry of feed.entry) expect(Date.parse(entry.updated)).toBeLessThanOrEqual(Date.parse(feed.updated));
  });
  each("§3.1.1.1: titles are plain text, `<` and `&` in it escaped", (feed) => {
    const titles = feed.entry.map(({ title }: Json) => title);
    for (const title of titles) expect(title["@_type"]).toBe("text");
    expect(titles.some((title: Json) => title["#text"].includes("5 < 6 & “more”"))).toBe(true);
  });

  clause("§4.1.3.3: content of type html is escaped HTML and no elements", async () => {
    const { feed } = await read(office, "/feeds/advisories.atom");
    for (const { content } of feed.entry) {
      expect(content["@_type"]).toBe("html");
      expect(content["#text"]).toMatch(/^<p>/);
    }
  });
  clause("§4.2.2: categories are of terms", async () => {
    const { feed } = await read(office, "/feeds/advisories.atom");
    for (const { category } of feed.entry) for (const one of category) expect(one["@_term"]).toMatch(/^[a-z-]+$/);
  });
  clause("§4.2.10: rights are plain words, on the feed and on each entry", async () => {
    const { feed } = await read(office, "/feeds/advisories.atom");
    for (const { rights } of [feed, ...feed.entry]) expect(rights["#text"]).toContain("May be copied");
  });
  clause("§6.1: what is foreign stands in namespaces of its own", async () => {
    const { text } = await read(office, "/cap/feed.atom");
    expect(text).toContain('xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"');
  });
});

describe("RFC 5005, Feed Paging and Archiving", () => {
  const long = aText({ summary: "Words that are read, each of them. ".repeat(110).trim() });
  const count = 15;
  let office: Desk;
  beforeAll(async () => {
    office = await desk();
    for (let number = 0; number < count; number++) {
      await office.publish({ languages: { en: { ...long, headline: `Number ${number}` } } });
      office.clock.advance("1m");
    }
  });

  clause(
    "§3: a feed for people that would pass 100 KB lies on pages, each ≤ 100 KB, joined by first and next",
    async () => {
      const seen: string[] = [];
      let pages = 0;
      for (let address: string | undefined = "/feeds/advisories.atom?area=NY"; address; pages++) {
        const { feed, text } = await read(office, address);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(100_000);
        expect(links(feed, "first")).toEqual(pages === 0 ? [] : [`${site}/feeds/advisories.atom?area=NY`]);
        seen.push(...feed.entry.map(({ id }: Json) => id));
        [address] = links(feed, "next");
      }
      expect(pages).toBeGreaterThan(1);
      expect(seen).toHaveLength(count);
      expect(new Set(seen).size).toBe(count);
    },
  );
  clause("§3: the same in RSS, with Atom's links, and in JSON Feed by next_url", async () => {
    const rss = async (address: string) => {
      const text = await (await office.get(address.replace(site, ""))).text();
      return parser.parse(text).rss.channel;
    };
    const first = await rss("/feeds/advisories.rss");
    const next = first["atom:link"].find((one: Json) => one["@_rel"] === "next")["@_href"];
    const second = await rss(next);
    expect(first.item.length + second.item.length).toBe(count);
    const relations = (channel: Json) => channel["atom:link"].map((one: Json) => one["@_rel"]);
    expect([relations(first), relations(second)]).toEqual([
      ["self", "hub", "next"],
      ["self", "hub", "first"],
    ]);
    const { json } = await office.call("GET", "/feeds/advisories.json");
    const rest = await office.call("GET", json.next_url.replace(site, ""));
    expect(json.items.length + rest.json.items.length).toBe(count);
    expect(rest.json.next_url).toBeUndefined();
  });
  clause("§3: what skips what is no number is refused", async () => {
    for (const skip of ["x", "-1", "", "1e3", "1&skip=2"])
      expect((await office.get(`/feeds/advisories.atom?skip=${skip}`)).status, skip).toBe(400);
    const beyond = await read(office, "/feeds/advisories.atom?skip=99");
    expect(beyond.feed.entry).toBeUndefined();
    expect(links(beyond.feed, "next")).toEqual([]);
  });

  clause(
    "§4: what left the machine feed lies in archives, from prev-archive to prev-archive, each naming current",
    async () => {
      const old = await desk();
      for (let number = 0; number < 51; number++) await old.publish({ sunsetAt: "2026-11-22T13:00:00-05:00" });
      old.clock.set("2026-11-30T12:00:00-05:00");
      const { feed } = await read(old, "/cap/feed.atom");
      expect(feed["fh:archive"]).toBeUndefined();
      const pages: Json[] = [];
      for (let [address] = links(feed, "prev-archive"); address; ) {
        const page = (await read(old, address)).feed;
        expect(page["fh:archive"], "§4: marked as an archive").toBe("");
        expect(links(page, "current"), "§4: names the feed").toEqual([`${site}/cap/feed.atom`]);
        expect(links(page, "self")).toEqual([address]);
        pages.push(page);
        [address] = links(page, "prev-archive");
      }
      expect(pages.map(({ entry }) => entry.length)).toEqual([25, 25]);
      expect(links(pages[1], "next-archive"), "§4.2").toEqual(links(pages[0], "self"));
      const archived = pages.flatMap(({ entry }) => entry.map(({ id }: Json) => id));
      expect(new Set(archived).size).toBe(50);
      const again = (await read(old, links(feed, "prev-archive")[0] ?? "")).feed;
      old.clock.advance("100d");
      expect((await read(old, links(feed, "prev-archive")[0] ?? "")).feed, "§4: does not change").toEqual(again);
    },
  );
});

describe("RFC 6721, the Atom deleted-entry Element", () => {
  clause(
    "§3: what left is named by the id it had, with the moment, in its own namespace, and is no entry",
    async () => {
      const office = await desk();
      const { identifier } = await office.publish();
      const listed = (await read(office, "/cap/feed.atom")).feed.entry[0].id;
      expect(listed).toBe(`${site}/cap/${identifier}.xml`);
      office.clock.set(sunset);
      office.clock.advance("48h");
      const { feed, text } = await read(office, "/cap/feed.atom");
      expect(text).toContain('xmlns:at="http://purl.org/atompub/tombstones/1.0"');
      expect(feed.entry).toBeUndefined();
      const [deleted] = feed["at:deleted-entry"];
      expect(deleted["@_ref"], "§3.1").toBe(listed);
      expect(deleted["@_when"], "§3.2").toMatch(rfc3339);
      expect(Date.parse(deleted["@_when"])).toBe(office.clock.now());
      expect(Date.parse(feed.updated), "§5: the feed changed when it left").toBe(office.clock.now());
    },
  );
});
