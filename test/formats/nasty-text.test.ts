import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import type { Content } from "../../src/domain/advisory.ts";
import { bodyFaults, headlineLimit, lineFaults, normalizeText } from "../../src/domain/text.ts";
import { atom } from "../../src/formats/atom.ts";
import { checkCap } from "../../src/formats/cap/check.ts";
import { composeCap } from "../../src/formats/cap/message.ts";
import { renderCap } from "../../src/formats/cap/render.ts";
import { jsonFeed } from "../../src/formats/json-feed.ts";
import { ntasFeed } from "../../src/formats/ntas-xml.ts";
import { rss } from "../../src/formats/rss.ts";
import { anAdvisory, aSite, english, issuedAt, publishedAt } from "../support/advisories.ts";

const pieces = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "]]>",
    "<![CDATA[",
    "<script>alert(1)</script>",
    "&amp;",
    "&#0;",
    "&lt;b&gt;",
    "<!--",
    "-->",
    "<?xml?>",
    '"',
    "'",
    "\\",
    "*",
    "**",
    "[a](https://www.example.gov/?a=1&b=<2>)",
    "[x](javascript:alert(1))",
    "\n\n",
    "\n- ",
    "\n1. ",
    "  \n",
    "\t",
    "\u0000",
    "\ud800",
    "\ufffe",
    "\u2028",
    "😀",
  ),
);
const text = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => normalizeText(parts.join("")));
const body = text.filter((value) => bodyFaults(value).length === 0);
const line = text.filter((value) => lineFaults(value, headlineLimit).length === 0);

const nastyContent: fc.Arbitrary<Pick<Content, "languages" | "resources">> = fc
  .record({ headline: line, summary: body, heading: line, section: body, measure: body, context: body, title: line })
  .map(({ headline, summary, heading, section, measure, context, title }) => ({
    languages: {
      en: {
        ...english,
        headline,
        summary,
        sections: [{ heading, body: section }],
        measures: { individuals: measure },
        context: { whatWeKnow: context },
        placeText: title,
      },
    },
    resources: [{ title, url: "https://www.example.gov/?a=1&b='2'" }],
  }));

describe("nasty text that passed the text rules", () => {
  it("may hold the end of a CDATA section more than once", () => {
    const headline = "]]>]]><b>]]>";
    const seen = publishedAt(anAdvisory({ content: { languages: { en: { ...english, headline } } } }), issuedAt);
    const context = {
      site: aSite(),
      now: issuedAt,
      prefix: "" as const,
      selfUrl: "https://x.example.gov/",
      language: "en",
    };
    expect(XMLValidator.validate(rss([seen], context))).toBe(true);
  });

  it("is well-formed XML in every format, and the words come back", () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: true });
    fc.assert(
      fc.property(nastyContent, (given) => {
        const advisory = anAdvisory({ content: given });
        const seen = publishedAt(advisory, issuedAt);
        const site = aSite();
        const context = {
          site,
          now: issuedAt,
          prefix: "" as const,
          selfUrl: "https://advisories.example.gov/feeds/a",
          language: "en",
        };
        const message = composeCap({
          advisory,
          revision: advisory.revisions[0]!,
          languageStates: { en: "current" },
          earlier: [],
          site,
        });
        const cap = renderCap(message);
        for (const xml of [cap, rss([seen], context), atom([seen], context), ntasFeed([seen], site)])
          expect(XMLValidator.validate(xml)).toBe(true);
        expect(JSON.parse(jsonFeed([seen], context)).items).toHaveLength(1);
        expect(parser.parse(cap).alert.info.headline).toBe(given.languages.en.headline);
        // Refusing is allowed (tags and entities in plain text); throwing is not.
        for (const { path } of checkCap(message)) expect(path).toMatch(/^\$\.info\[0\]\./);
      }),
      { numRuns: 300 },
    );
  });
});
