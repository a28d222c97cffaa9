import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { machineEntries } from "../../../src/formats/cap/machine-entries.ts";
import { machineFeed } from "../../../src/formats/cap/machine-feed.ts";
import { aSite, issuedAt, sunsetAt } from "../../support/advisories.ts";
import { capHistory } from "../../support/cap-history.ts";
import { capWorlds } from "../../support/cap-worlds.ts";

const hour = 3_600_000;
const options = { prefix: "" } as const;

function summaries(name: string) {
  return capHistory(capWorlds[name]!()).map(({ summary }) => summary);
}

function states(name: string, now: number): string[] {
  return machineEntries(summaries(name), now).map(({ summary, state }) => `${summary.identifier} ${state}`);
}

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (name) => name === "entry" || name === "link",
});

describe("the feed for machines", () => {
  it("is as in its golden file", async () => {
    const feed = machineFeed(
      machineEntries(summaries("restoration-of-the-replaced"), issuedAt + 7 * hour),
      aSite(),
      options,
    );
    await expect(feed).toMatchFileSnapshot("../../golden/cap/feed.atom");
  });

  it("has for each message one typed link that is also its id, and no other address under /cap/", () => {
    const xml = machineFeed(machineEntries(summaries("update"), issuedAt + 3 * hour), aSite(), options);
    const { entry: entries } = parser.parse(xml).feed;
    expect(entries).toHaveLength(2);
    for (const entry of entries) {
      expect(entry.link).toEqual([{ "@_rel": "alternate", "@_type": "application/cap+xml", "@_href": entry.id }]);
      expect(entry.id).toBe(`https://advisories.example.gov/cap/${entry["cap:identifier"]}.xml`);
    }
    for (const [, body = ""] of xml.matchAll(/<entry>([\s\S]*?)<\/entry>/g))
      expect(body.match(/\/cap\//g)).toHaveLength(2);
  });

  it("lists the newest first, with the fields of CAP", () => {
    const xml = machineFeed(machineEntries(summaries("update"), issuedAt + 3 * hour), aSite(), options);
    const [newest] = parser.parse(xml).feed.entry;
    expect(newest).toMatchObject({
      "cap:identifier": "slug-of-rail-r2",
      "cap:msgType": "Update",
      "cap:status": "Actual",
      "cap:severity": "Severe",
      "cap:areaDesc": "New York; Hudson County, NJ",
      "cap:expires": "2026-12-01T17:00:00-05:00",
    });
  });

  it("was updated when the instance was set up, while it is empty", () => {
    const site = aSite();
    const xml = machineFeed([], site, options);
    expect(parser.parse(xml).feed.updated).toBe(new Date(site.setUpAt).toISOString());
    expect(xml).not.toContain("<entry");
  });

  it("has addresses of its own for exercises", () => {
    const xml = machineFeed(machineEntries(summaries("exercise"), issuedAt), aSite(), { prefix: "/exercise" });
    expect(xml).toContain("<id>https://advisories.example.gov/exercise/cap/slug-of-rail-r1.xml</id>");
    expect(xml).toContain(
      'rel="self" type="application/atom+xml" href="https://advisories.example.gov/exercise/cap/feed.atom"',
    );
  });

  it("does not repeat the words of what no longer counts", () => {
    const xml = machineFeed(machineEntries(summaries("restoration"), issuedAt + 4 * hour), aSite(), options);
    expect(xml).not.toContain("Attack on passenger rail");
    expect(xml).toContain("SUPERSEDED: Elevated terrorism alert, New York; Hudson County, NJ");
  });

  it("says what left it, where asked to, and is the same at each reading", () => {
    const entries = machineEntries(summaries("alert"), issuedAt + hour);
    const deleted = [{ identifier: "old-r1", at: issuedAt - hour }];
    const xml = machineFeed(entries, aSite(), { prefix: "", deleted });
    expect(xml).toContain('<at:deleted-entry ref="https://advisories.example.gov/cap/old-r1.xml"');
    expect(machineFeed(machineEntries(summaries("alert"), issuedAt + 2 * hour), aSite(), { prefix: "", deleted })).toBe(
      xml,
    );
  });
});

describe("what became of a message", () => {
  it("is read off the references of later ones", () => {
    expect(states("update", issuedAt + hour)).toEqual(["slug-of-rail-r1 current"]);
    expect(states("update", issuedAt + 2 * hour)).toEqual(["slug-of-rail-r1 superseded", "slug-of-rail-r2 current"]);
    expect(states("withdrawal-after-update", issuedAt + 4 * hour)).toEqual([
      "slug-of-rail-r1 cancelled",
      "slug-of-rail-r2 cancelled",
      "slug-of-rail-r3 current",
    ]);
  });

  it("stays marked for 48 hours, and not a millisecond longer", () => {
    expect(states("alert", sunsetAt - 1)).toEqual(["slug-of-rail-r1 current"]);
    expect(states("alert", sunsetAt)).toEqual(["slug-of-rail-r1 expired"]);
    expect(states("alert", sunsetAt + 48 * hour - 1)).toEqual(["slug-of-rail-r1 expired"]);
    expect(states("alert", sunsetAt + 48 * hour)).toEqual([]);
  });
});
