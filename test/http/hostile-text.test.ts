/** Text that would hurt somebody: refused with the reason, or made safe, and whatever was taken leaves every output well-formed. */
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { processorMs } from "../support/processor-time.ts";
import type { Json } from "../support/service.ts";
import { aBody, aText, type Desk, desk, rowCounts, withValue } from "./support.ts";

/** Every place into which an author types words. */
const bodies = [
  ["summary"],
  ["sections", 0, "body"],
  ["measures", "individuals"],
  ["measures", "government"],
  ["measures", "responders"],
  ["measures", "privateSector"],
  ["howToHelp"],
  ["bePrepared"],
  ["stayInformed"],
  ["context", "whatWeKnow"],
  ["context", "whatWeDoNotKnow"],
  ["context", "confidence"],
  ["context", "governmentActions"],
  ["context", "whyNow"],
].map((path) => ["languages", "en", ...path]);
const lines = [
  ["languages", "en", "headline"],
  ["languages", "en", "placeText"],
  ["languages", "en", "sections", 0, "heading"],
  ["resources", 0, "title"],
  ["partnerContact"],
];

const whole = aBody({
  partnerContact: "Duty desk",
  languages: {
    en: aText({
      measures: { individuals: "a", government: "b", responders: "c", privateSector: "d" },
      howToHelp: "e",
      bePrepared: "f",
      stayInformed: "g",
      placeText: "h",
      context: { whatWeKnow: "i", whatWeDoNotKnow: "j", confidence: "k", governmentActions: "l", whyNow: "m" },
    }),
  },
});

const refusedTexts: [string, string, RegExp][] = [
  ["a NUL", "before\u0000after", /control character U\+0000/],
  ["a bell", "ring\u0007", /control character U\+0007/],
  ["an escape sequence", "\u001b[31mred", /control character U\+001B/],
  ["a C1 control", "a\u0085b", /control character|one line/],
  ["a noncharacter", "a\uffffb", /control character U\+FFFF/],
  ["a high surrogate alone", "cut \ud83d off", /surrogate/],
  ["a low surrogate alone", "\udea8 alarm", /surrogate/],
  ["a right-to-left override", "pay \u202egro.lairteb", /right-to-left/],
  ["an isolate", "a\u2066b\u2069", /right-to-left/],
  ["a zero-width space", "ter\u200bror", /invisible/],
  ["a tag character", "flag\u{e0067}", /invisible/],
  ["a line separator", "one\u2028two", /line separator|one line/],
  ["CUI", "CUI//SP-PRVCY", /CUI/],
  ["FOUO", "This is FOUO.", /FOUO/],
  ["law enforcement sensitive", "Law Enforcement Sensitive: names follow", /LES/],
  ["TLP:AMBER", "TLP:AMBER+STRICT", /TLP/],
  ["TLP RED", "tlp red", /TLP/],
  ["a portion mark", "(S//NF) The source says", /portion mark|dissemination/],
];

const refusedInBodies: [string, string, RegExp][] = [
  ["a javascript link", "[help](javascript:alert(1))", /not an https address|script/],
  ["a javascript link in capitals with a tab", "[help](JAVA\tSCRIPT:alert(1))", /not an https address|script/],
  ["a data link", "[help](data:text/html,<script>alert(1)</script>)", /not an https address|data/],
  ["a reference to a file", "[x]: file:///etc/passwd", /not an https address|file/],
  ["an http link", "[help](http://example.gov)", /not an https address/],
  ["a link with a user name", "[help](https://agency.gov@evil.example/)", /user name/],
  ["20,000 emphasis marks", "*".repeat(20_000), /formatting/],
  ["emphasis marks between letters", "*a**b".repeat(4_000), /formatting/],
  ["brackets without end", "[".repeat(3_000), /formatting|nests/],
  ["deep quotes", `${">".repeat(200)} x`, /nests/],
];

async function reasonsAt(office: Desk, path: readonly (string | number)[], value: string): Promise<string[]> {
  const body = withValue(whole, path, value);
  const { status, json } = await office.call("POST", "/api/v1/advisories", office.author, body);
  expect(status).toBe(400);
  const text = path.reduce<string>((all, step) => all + (typeof step === "number" ? `[${step}]` : `.${step}`), "$");
  return json.problems.filter((one: Json) => one.path === text).map((one: Json) => one.reason);
}

describe("words that are refused wherever they are typed", () => {
  test.each(refusedTexts)("%s", async (_name, value, reason) => {
    const office = await desk();
    const before = rowCounts(office);
    for (const path of [...bodies, ...lines])
      expect(await reasonsAt(office, path, value), path.join(".")).toContainEqual(expect.stringMatching(reason));
    expect(rowCounts(office)).toEqual(before);
  });

  test.each(refusedInBodies)("%s in a body", async (_name, value, reason) => {
    const office = await desk();
    for (const path of bodies) {
      const fitting = path.includes("summary") ? value.slice(0, 4_000) : value;
      expect(await reasonsAt(office, path, fitting), path.join(".")).toContainEqual(expect.stringMatching(reason));
    }
  });

  test("a megabyte of emphasis marks is refused for its size, and as much as fits for its length, at once", async () => {
    const office = await desk();
    const send = (size: number) =>
      office.call("POST", "/api/v1/advisories", office.author, withValue(whole, bodies[1]!, "*".repeat(size)));
    const trying = async () => {
      expect((await send(1_000_000)).status).toBe(413);
      const reasons = (text: string) => reasonsAt(office, bodies[1]!, text);
      expect(await reasons("*".repeat(200_000))).toContainEqual(expect.stringMatching(/at most/));
      expect(await reasons("_*".repeat(10_000))).toContainEqual(expect.stringMatching(/formatting/));
    };
    expect(await processorMs(trying)).toBeLessThan(1_000);
  });

  test("an extension's reason, a returned draft's reason and a note to the audit are held to the same rules", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const extend = (note: string) =>
      office.call("POST", `/api/v1/advisories/${id}/revise`, office.author, {
        change: "extend",
        note,
        sunsetAt: "2026-12-09T17:00:00-05:00",
      });
    for (const [, value] of [...refusedTexts, ...refusedInBodies]) expect((await extend(value)).status).toBe(400);
    expect((await extend("Still open.")).status).toBe(201);
  });
});

/** Not wrong, only awkward: taken, and escaped where it is shown. */
const awkward = [
  "</title><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg/onload=alert(1)>',
  "]]>]]><!--",
  "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'https://evil.example'>]>",
  "&lt;b&gt; & &#0; &nbsp;",
  "{{7*7}} %0d%0a %s",
  "Ünïcödé — 日本語 🚨 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
  "e\u0301 combined",
  "'; drop table revisions; --",
];

const xmlPaths = [
  "/feeds/advisories.rss",
  "/feeds/advisories.atom",
  "/cap/feed.atom",
  "/cap/current.xml",
  "/ntas/1.0/alerts.xml",
  "/ntas/1.1/alerts.xml",
  "/ntas/1.1/feed.xml",
];

describe("awkward words", () => {
  test.each(awkward)("%j leave every output well-formed, and the page without a tag of theirs", async (words) => {
    const office = await desk();
    let body: Json = whole;
    for (const path of [...bodies, ...lines]) body = withValue(body, path, words);
    const made = await office.call("POST", "/api/v1/advisories", office.author, body);
    if (made.status === 400) {
      // Refused with a reason is right too.
      expect(made.json.problems).not.toHaveLength(0);
      return;
    }
    const submitted = await office.call("POST", `/api/v1/advisories/${made.json.id}/submit`, office.author);
    if (submitted.status === 400) {
      expect(submitted.json.problems[0]).toMatchObject({ path: /./, reason: /./ });
      return;
    }
    const { id, contentHash, slug } = submitted.json;
    const approved = await office.call("POST", `/api/v1/advisories/${id}/approve`, office.approver, { contentHash });
    expect(approved.status).toBe(200);
    for (const path of [...xmlPaths, `/cap/${approved.json.identifier}.xml`, `/ntas/1.1/alerts/${slug}.xml`]) {
      const response = await office.get(path);
      expect(response.status, path).toBe(200);
      expect(XMLValidator.validate(await response.text()), path).toBe(true);
    }
    for (const path of ["/feeds/advisories.json", "/api/v1/advisories", `/api/v1/advisories/${id}`])
      JSON.parse(await (await office.get(path)).text());
    for (const path of ["/", "/advisories", `/advisories/${slug}`, `/advisories/${slug}/revisions/1`]) {
      const html = await (await office.get(path)).text();
      expect(html.match(/<script[^>]*>/g) ?? [], path).toSatisfy((tags: string[]) =>
        tags.every((tag) => tag.startsWith('<script src="/assets/')),
      );
      expect(html, path).not.toMatch(/<img|<svg[^>]*onload|onerror=alert\(1\)>/);
    }
  });
});
