import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import type { Advisory } from "../../src/domain/advisory.ts";
import { everything } from "../../src/domain/matching.ts";
import { atom } from "../../src/formats/atom.ts";
import type { FeedContext } from "../../src/formats/feed-heading.ts";
import { jsonFeed } from "../../src/formats/json-feed.ts";
import { rss } from "../../src/formats/rss.ts";
import { anAdvisory, aSite, english, issuedAt, publishedAt, revisedWith, sunsetAt } from "../support/advisories.ts";
import { hasSchemas, schemaFaults } from "../support/schemas.ts";

const hour = 3_600_000;
const selfUrl = "https://advisories.example.gov/feeds/advisories.rss";

function context(given: Partial<FeedContext> = {}): FeedContext {
  return { site: aSite(), now: issuedAt + hour, prefix: "", selfUrl, language: "en", ...given };
}

const formats = { rss, atom, json: jsonFeed };

function written(format: keyof typeof formats, advisories: Advisory[], given: Partial<FeedContext> = {}): string {
  const whole = context(given);
  const seen = advisories.filter((one) => (one.revisions[0]?.effectiveAt ?? 0) <= whole.now);
  return formats[format](
    seen.map((advisory) => publishedAt(advisory, whole.now)),
    whole,
  );
}

function items(advisories: Advisory[], given: Partial<FeedContext> = {}) {
  return JSON.parse(written("json", advisories, given)).items;
}

function titles(advisories: Advisory[], given: Partial<FeedContext> = {}): string[] {
  return items(advisories, given).map((item: { title: string }) => item.title);
}

const at = issuedAt + hour;
const wrong = { ...english, headline: "Attack expected today" };
const issue = anAdvisory();
const update = revisedWith(issue, { change: "update", note: "More stations.", effectiveAt: at });
const extension = revisedWith(issue, {
  change: "extend",
  note: "Not over yet.",
  effectiveAt: at,
  content: { ...update.revisions[0]!.content, sunsetAt: sunsetAt + 24 * hour },
});
const wording = revisedWith(issue, { change: "editorial", effectiveAt: at });
const end = revisedWith(issue, { change: "end", note: "Suspects arrested.", threatIsOver: true, effectiveAt: at });
const withdrawal = revisedWith(anAdvisory({ content: { languages: { en: wrong } } }), {
  change: "retract",
  takesBack: { advisoryId: "rail", number: 1 },
  effectiveAt: at,
});
const restoration = revisedWith(update, {
  change: "retract",
  takesBack: { advisoryId: "rail", number: 2 },
  restores: 1,
  effectiveAt: at + hour,
});
const replaced = anAdvisory({ takeovers: [{ at, sequence: 9, by: "other" }] });
const exercise = anAdvisory({ id: "drill", content: { status: "exercise" } });

const everyFeed = Object.keys(formats) as (keyof typeof formats)[];

describe("the feeds for people", () => {
  const bulletin = anAdvisory({
    id: "trends",
    effectiveAt: issuedAt - hour,
    content: { kind: "bulletin", scope: { nationwide: true }, sectors: [] },
  });
  const withdrawn = revisedWith(anAdvisory({ id: "wrong", content: { languages: { en: wrong } } }), {
    change: "retract",
    takesBack: { advisoryId: "wrong", number: 1 },
    effectiveAt: at,
  });

  for (const format of everyFeed) {
    it(`are as in the golden file: ${format}`, async () => {
      const feed = written(format, [update, bulletin, withdrawn], {
        now: at,
        selfUrl: `https://advisories.example.gov/feeds/advisories.${format}`,
      });
      await expect(feed).toMatchFileSnapshot(`../golden/feeds/advisories.${format}`);
    });

    it(`are the same at each reading until something changes: ${format}`, () => {
      const first = written(format, [update, withdrawn], { now: at });
      expect(written(format, [update, withdrawn], { now: at + 47 * hour })).toBe(first);
      expect(written(format, [update, withdrawn], { now: at + 48 * hour })).not.toBe(first);
    });

    it(`were updated when the instance was set up, while empty: ${format}`, () => {
      const setUpAt = new Date(aSite().setUpAt);
      const empty = written(format, []);
      expect(empty).toContain(format === "rss" ? setUpAt.toUTCString() : setUpAt.toISOString());
      expect(written(format, [], { now: at + 1_000 * hour })).toBe(empty);
    });

    it(`say who may copy them, their own address, and when an entry ends: ${format}`, () => {
      const feed = written(format, [issue]);
      expect(feed).toContain("May be copied and translated. Keep the kind, the place, the end time and the link.");
      expect(feed).toContain(selfUrl);
      expect(feed).toContain("Ends: 5:00 PM EST, Tuesday, December 1, 2026");
    });

    it(`never hold an exercise among the real ones, nor a real one among exercises: ${format}`, () => {
      expect(written(format, [issue, exercise])).not.toContain("EXERCISE");
      const drills = written(format, [issue, exercise], { prefix: "/exercise" });
      expect(drills).toContain("https://advisories.example.gov/exercise/advisories/drill");
      expect(drills).not.toContain("/advisories/rail");
      expect(drills).toContain("EXERCISE: Elevated Alert");
    });
  }

  it("say in their title when the source is not official or a demonstration", () => {
    const feed = written("atom", [], { site: aSite({ official: false, demo: true }) });
    expect(feed).toContain(
      '<title type="text">DEMONSTRATION: Terrorism advisories – Example Advisories (Not an official source)</title>',
    );
  });

  it.runIf(hasSchemas())("are valid RSS by the schema", async () => {
    // RSS 2.0 allows a channel without items; this schema does not.
    for (const advisories of [[issue], [update, bulletin, withdrawn]])
      expect(await schemaFaults(written("rss", advisories), "rss-2_0.xsd")).toEqual([]);
  });

  it("have plain-text titles in Atom, with markup as it was typed", () => {
    const odd = anAdvisory({ content: { languages: { en: { ...english, headline: "5 < 6 & <b>not bold</b>" } } } });
    const feed = written("atom", [odd]);
    expect(feed).toContain('<title type="text">Elevated Alert: 5 &lt; 6 &amp; &lt;b&gt;not bold&lt;/b&gt;</title>');
    expect(XMLValidator.validate(feed)).toBe(true);
  });

  it("are JSON Feed 1.1", () => {
    const feed = JSON.parse(written("json", [issue]));
    expect(feed).toMatchObject({ version: "https://jsonfeed.org/version/1.1", feed_url: selfUrl, language: "en" });
    expect(feed.items[0]).toMatchObject({
      id: "https://advisories.example.gov/advisories/rail",
      tags: ["elevated", "mass-transit"],
    });
  });
});

describe("the title of an entry", () => {
  const kindAndHeadline = `Elevated Alert: ${english.headline}`;

  it("begins with what changed", () => {
    expect(titles([issue])).toEqual([kindAndHeadline]);
    expect(titles([update])).toEqual([`UPDATED: ${kindAndHeadline}`]);
    expect(titles([extension])).toEqual([`EXTENDED: ${kindAndHeadline}`]);
    expect(titles([end])).toEqual([`ENDED: ${kindAndHeadline}`]);
    expect(titles([replaced])).toEqual(["REPLACED: Elevated Alert: New York; Hudson County, NJ"]);
    expect(titles([restoration], { now: at + hour })).toEqual([`CORRECTION: ${kindAndHeadline}`]);
    expect(titles([issue], { now: sunsetAt })).toEqual([`ENDED AS PLANNED: ${kindAndHeadline}`]);
  });

  it("does not change by wording", () => {
    expect(titles([wording])).toEqual([kindAndHeadline]);
  });

  it("of a withdrawn advisory says kind, place and “issued in error”, and nothing of its text does", () => {
    expect(titles([withdrawal])).toEqual(["CORRECTION: Elevated Alert, issued in error: New York; Hudson County, NJ"]);
    for (const format of everyFeed) {
      const feed = written(format, [withdrawal]);
      expect(feed).not.toContain(wrong.headline);
      expect(feed).not.toContain("Stations may close");
    }
  });
});

describe("an entry", () => {
  const guid = (advisory: Advisory, now = at) =>
    new XMLParser({ ignoreAttributes: false }).parse(written("rss", [advisory], { now })).rss.channel.item.guid;

  it("has in RSS a guid that changes with what readers are told of, and is no link", () => {
    expect(guid(issue)).toEqual({ "#text": "rail-r1", "@_isPermaLink": "false" });
    expect(guid(update)["#text"]).toBe("rail-r2");
    expect(guid(wording)["#text"]).toBe("rail-r1");
    expect(guid(issue, sunsetAt)["#text"]).toBe("rail-r1-sunset");
    const bulletin = anAdvisory({ content: { kind: "bulletin" } });
    expect(guid(bulletin, sunsetAt)["#text"]).toBe("rail-r1");
  });

  it("keeps its id and its hour in Atom when only the wording changed", () => {
    const feed = written("atom", [wording]);
    expect(feed).toContain("<id>https://advisories.example.gov/advisories/rail</id>");
    expect(feed).toContain(`<updated>${new Date(issuedAt).toISOString()}</updated>`);
    expect(written("atom", [update])).toContain(`<updated>${new Date(at).toISOString()}</updated>`);
  });

  it("holds the whole text as safe HTML while it stands", () => {
    const [item] = items([issue]);
    for (const words of [
      "Details",
      "Raise the readiness of transit police.",
      "Know the exits",
      "A group has looked at stations.",
      "not stated",
      "Mass Transit",
    ])
      expect(item.content_html).toContain(words);
    expect(item.content_html).toContain('<a href="https://www.example.gov/report" rel="noopener">');
  });

  it("holds nothing to act on once it is over, stays 48 hours, and then leaves", () => {
    const [item] = items([issue], { now: sunsetAt });
    expect(item.content_html).toContain("ended as planned at 5:00 PM EST");
    expect(item.content_html).not.toContain("Raise the readiness");
    expect(items([issue], { now: sunsetAt + 48 * hour - 1 })).toHaveLength(1);
    expect(items([issue], { now: sunsetAt + 48 * hour })).toHaveLength(0);
  });

  it("says why it ended, and that the threat is over only when two people said so", () => {
    expect(items([end])[0].content_html).toContain("Suspects arrested.");
    expect(items([end])[0].content_html).toContain("The threat that it described is over.");
    const quiet = revisedWith(issue, { change: "end", note: "Not needed.", effectiveAt: at });
    expect(items([quiet])[0].content_html).toContain("no “all clear”");
  });

  it("is in the reader's language where that text is current, and else in English, said to be so", () => {
    const [spanish] = items([issue], { language: "es" });
    expect(spanish).toMatchObject({ language: "es" });
    expect(spanish.title).toMatch(/^Alerta elevada: Amenaza creíble/);
    const changed = revisedWith(issue, {
      change: "update",
      note: "New.",
      effectiveAt: at,
      content: { ...issue.revisions[0]!.content, languages: { ...issue.revisions[0]!.content.languages, en: wrong } },
    });
    const [stale] = items([changed], { language: "es" });
    expect(stale).toMatchObject({ language: "en" });
    expect(stale.content_html).toContain("está desactualizado");
    expect(stale.content_html).toContain(wrong.headline);
  });
});

describe("a filtered feed", () => {
  const choice = { ...everything, areas: ["NJ"] };
  const moved = revisedWith(issue, {
    change: "update",
    note: "Only New York.",
    effectiveAt: at,
    content: { ...issue.revisions[0]!.content, scope: { areas: ["NY"] } },
  });

  it("holds what matches, and nothing else", () => {
    expect(items([issue], { choice })).toHaveLength(1);
    expect(items([issue], { choice: { ...everything, areas: ["CA"] } })).toHaveLength(0);
  });

  it("keeps for 48 hours, marked, what a change took out of it", () => {
    const [item] = items([moved], { choice, now: at + 48 * hour - 1 });
    expect(item.title).toMatch(/^NO LONGER FOR YOUR PLACES OR SECTORS: /);
    expect(item.content_html).not.toContain("Raise the readiness");
    expect(items([moved], { choice, now: at + 48 * hour })).toHaveLength(0);
    expect(titles([moved], { choice: { ...everything, areas: ["NY"] } })[0]).toMatch(/^UPDATED: /);
  });
});
