import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import {
  archivePage,
  archivePages,
  currentMachineFeed,
  largestFeedBytes,
} from "../../../src/formats/cap/machine-archive.ts";
import { polygonsOf } from "../../../src/formats/cap/outlines.ts";
import type { CapSummary } from "../../../src/formats/cap/summary.ts";
import { aSite } from "../../support/advisories.ts";
import { capHistory } from "../../support/cap-history.ts";
import { capWorlds } from "../../support/cap-worlds.ts";
import { hasFeedparser, readByFeedparser } from "../../support/feedparser.ts";
import { atomFaults, hasJing } from "../../support/schemas.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 1);
const site = aSite();
const options = { prefix: "" } as const;
const model = capHistory(capWorlds.alert!())[0]!.summary;

/** One message a day, each for three days. */
function daily(count: number, given: Partial<CapSummary> = {}): CapSummary[] {
  return Array.from({ length: count }, (_, index) => ({
    ...model,
    identifier: `day-${index + 1}`,
    sentAt: start + index * day,
    expiresAt: start + (index + 3) * day,
    ...given,
  }));
}

const parser = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => ["entry", "link", "at:deleted-entry"].includes(name),
});

function read(xml: string) {
  const { feed } = parser.parse(xml);
  const link = (rel: string) => feed.link.find((one: Record<string, string>) => one["@_rel"] === rel)?.["@_href"];
  return {
    link,
    listed: (feed.entry ?? []).map((one: Record<string, string>) => one["cap:identifier"]),
    deleted: (feed["at:deleted-entry"] ?? []).map((one: Record<string, string>) =>
      one["@_ref"]!.replace(/.*\/|\.xml$/g, ""),
    ),
    isArchive: "fh:archive" in feed,
  };
}

const feedAt = (summaries: CapSummary[], now: number) => currentMachineFeed(summaries, now, site, options);
const pageOf = (summaries: CapSummary[], number: number, now: number) => archivePage(summaries, number, now, site, "");

describe("what leaves the machine feed", () => {
  it("is a tombstone from the moment on at which it is no entry any more", () => {
    const summaries = daily(1);
    const leavesAt = start + 5 * day;
    expect(read(feedAt(summaries, leavesAt - 1))).toMatchObject({ listed: ["day-1"], deleted: [] });
    expect(read(feedAt(summaries, leavesAt))).toMatchObject({ listed: [], deleted: ["day-1"] });
    expect(feedAt(summaries, leavesAt)).toContain(
      '<at:deleted-entry ref="https://advisories.example.gov/cap/day-1.xml" when="2026-01-06T00:00:00.000Z"/>',
    );
  });

  it("lies on an archive page once all of the page has left, and that page never changes again", () => {
    const summaries = daily(200);
    const closesAt = start + (25 - 1 + 5) * day;
    expect(archivePages(summaries, closesAt - 1)).toHaveLength(0);
    expect(pageOf(summaries, 1, closesAt - 1)).toBeNull();
    const page = pageOf(summaries, 1, closesAt)!;
    expect(read(page)).toMatchObject({ isArchive: true, deleted: [] });
    expect(read(page).listed).toHaveLength(25);
    const withoutNext = (xml: string) => xml.replace(/ *<link rel="next-archive"[^>]*>\n/, "");
    for (const later of [1, 3, 30, 170]) {
      expect(withoutNext(pageOf(summaries, 1, closesAt + later * day)!)).toBe(page);
    }
  });

  it("is, with the feed and its pages, every message ever sent: each to be found at every moment", () => {
    const summaries = daily(90);
    for (let passed = 0; passed < 110; passed += 1) {
      const now = start + passed * day + 7 * hour;
      const feed = read(feedAt(summaries, now));
      const found = new Set([...feed.listed, ...feed.deleted]);
      let next = feed.link("prev-archive");
      for (let hops = 0; next !== undefined && hops < 10; hops++) {
        const page = read(pageOf(summaries, Number(/(\d+)\.atom$/.exec(next)?.[1]), now)!);
        for (const identifier of page.listed) found.add(identifier);
        expect(page.link("self")).toBe(next);
        expect(page.link("current")).toBe("https://advisories.example.gov/cap/feed.atom");
        next = page.link("prev-archive");
      }
      const sent = summaries.filter(({ sentAt }) => sentAt <= now).map(({ identifier }) => identifier);
      expect(found, `after ${passed} days`).toEqual(new Set(sent));
    }
  });

  it("keeps pages joined in both directions", () => {
    const now = start + 110 * day;
    const summaries = daily(90);
    expect(read(feedAt(summaries, now)).link("prev-archive")).toMatch(/\/cap\/archive\/3\.atom$/);
    expect(read(pageOf(summaries, 2, now)!).link("next-archive")).toMatch(/3\.atom$/);
    expect(read(pageOf(summaries, 3, now)!).link("next-archive")).toBeUndefined();
    expect(pageOf(summaries, 4, now)).toBeNull();
    expect(pageOf(summaries, 0, now)).toBeNull();
  });
});

describe("the size of the machine feed", () => {
  it("stays under 100 KB: polygons go first, then the oldest of what no longer counts, never what counts", () => {
    const now = start + 2 * day;
    const polygons = polygonsOf(["AK", "TX", "CA"]);
    const wide = daily(3, { polygons });
    expect(feedAt(wide.slice(0, 1), now)).toContain("<cap:polygon>");
    const many = Array.from({ length: 150 }, (_, index) => ({
      ...model,
      polygons,
      identifier: `m-${index}`,
      sentAt: start + index * 1_000,
      expiresAt: index % 3 === 0 ? start + 30 * day : start + day + index * 1_000,
    }));
    const feed = feedAt(many, now);
    expect(new TextEncoder().encode(feed).byteLength).toBeLessThanOrEqual(largestFeedBytes);
    expect(feed).not.toContain("<cap:polygon>");
    const { listed } = read(feed);
    expect(many.filter(({ expiresAt }) => expiresAt > now).every(({ identifier }) => listed.includes(identifier))).toBe(
      true,
    );
    expect(listed.length).toBeLessThan(150);
    expect(listed).toContain("m-148");
  });
});

describe("other readers", () => {
  const now = start + 110 * day;
  const summaries = daily(112);
  const documents = { feed: feedAt(summaries, now), page: pageOf(summaries, 2, now)!, empty: feedAt([], now) };

  for (const [name, xml] of Object.entries(documents)) {
    it.runIf(hasJing())(`find the ${name} valid by RFC 4287's schema`, () => {
      expect(atomFaults(xml)).toBe("");
    });

    it.runIf(hasFeedparser())(`read the ${name} as it is meant`, () => {
      const { isBroken, entries } = readByFeedparser(xml, "[e.id, e.link, e.links[0].type]");
      expect(isBroken).toBe(false);
      expect(entries).toHaveLength(read(xml).listed.length);
      for (const [id, link, type] of entries) expect([link, type]).toEqual([id, "application/cap+xml"]);
    });
  }
});
