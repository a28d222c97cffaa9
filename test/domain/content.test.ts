/** Rules that look at more than one field, what an approval is bound to, and which languages say what the English says. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Content } from "../../src/domain/advisory.ts";
import { stateOf } from "../../src/domain/areas.ts";
import {
  approvedMatter,
  canonical,
  contentProblems,
  editorialProblems,
  endProblems,
  extendProblems,
  languageStates,
  longestLife,
  normalScope,
  translateProblems,
} from "../../src/domain/content.ts";
import { contentOf, day, hour, textOf } from "../support/world.ts";

const now = Date.UTC(2026, 5, 1, 12);
const sunsetAt = now + 10 * day;
const content = contentOf({ sunsetAt });
const paths = (problems: readonly { path: string }[]) => problems.map(({ path }) => path);

describe("fields that must agree", () => {
  test("an ordinary advisory has no problem", () => {
    expect(contentProblems(content, now)).toEqual([]);
  });

  test.each<[string, Partial<Content>, string[]]>([
    ["a sunset that is now", { sunsetAt: now }, ["$.sunsetAt"]],
    ["a sunset in the past", { sunsetAt: now - 1 }, ["$.sunsetAt"]],
    ["a sunset a millisecond ahead", { sunsetAt: now + 1 }, []],
    ["a year to the day", { sunsetAt: now + longestLife }, []],
    ["more than a year", { sunsetAt: now + longestLife + 1 }, ["$.sunsetAt"]],
    ["a year from its publication", { publishAt: now + day, sunsetAt: now + day + longestLife }, []],
    ["publication at the sunset", { publishAt: sunsetAt }, ["$.sunsetAt"]],
    ["publication after the sunset", { publishAt: sunsetAt + 1 }, ["$.sunsetAt"]],
    ["publication now", { publishAt: now }, ["$.publishAt"]],
    ["publication in the past", { publishAt: now - 1 }, ["$.publishAt"]],
    ["a next update that is due already", { nextUpdateBy: now }, ["$.nextUpdateBy"]],
    ["a next update before the publication", { publishAt: now + day, nextUpdateBy: now + hour }, ["$.nextUpdateBy"]],
    ["an on-going attack in an Elevated Alert", { codes: { certainty: "observed" } }, ["$.codes.certainty"]],
    ["an on-going attack in an Imminent Alert", { kind: "imminent", codes: { certainty: "observed" } }, []],
    ["a likely Elevated Alert", { codes: { certainty: "likely" } }, []],
    ["a likely Bulletin", { kind: "bulletin", codes: { certainty: "likely" } }, ["$.codes.certainty"]],
    ["live-like codes of the real thing", { codes: { liveLikeCodes: true } }, ["$.codes.liveLikeCodes"]],
    ["live-like codes of a test", { status: "test", codes: { liveLikeCodes: true } }, ["$.codes.liveLikeCodes"]],
    ["live-like codes of an exercise", { status: "exercise", codes: { liveLikeCodes: true } }, []],
  ])("%s", (_, given, expected) => {
    expect(paths(contentProblems({ ...content, ...given }, now))).toEqual(expected);
  });

  test("each language needs a protective measure", () => {
    const empty = { ...textOf("Nada"), measures: { individuals: "" } };
    const languages = { en: { ...textOf("None"), measures: {} }, es: empty, fr: textOf("Assez") };
    expect(paths(contentProblems({ ...content, languages }, now))).toEqual([
      "$.languages.en.measures",
      "$.languages.es.measures",
    ]);
  });

  test("all problems at once, not the first", () => {
    const wrong = { ...content, publishAt: now, sunsetAt: now, nextUpdateBy: now, codes: { liveLikeCodes: true } };
    expect(paths(contentProblems(wrong, now))).toEqual([
      "$.publishAt",
      "$.sunsetAt",
      "$.nextUpdateBy",
      "$.codes.liveLikeCodes",
    ]);
  });

  test("a promise that fell due is no fault of the next revision, a new one is", () => {
    const standing = { ...content, nextUpdateBy: now - hour };
    expect(contentProblems(standing, now, standing)).toEqual([]);
    expect(paths(contentProblems({ ...standing, nextUpdateBy: now - 1 }, now, standing))).toEqual(["$.nextUpdateBy"]);
  });

  test("hours are said in Eastern time with the zone", () => {
    const [problem] = contentProblems({ ...content, sunsetAt: now }, now);
    expect(problem?.reason).toContain("8:00 AM EDT, Monday, June 1, 2026");
  });
});

describe("what a change may change", () => {
  const es = { ...content, languages: { ...content.languages, es: textOf("Titular") } };
  const other = { ...content, languages: { en: textOf("Other words") } };
  const later = { ...content, sunsetAt: sunsetAt + 1 };
  const at = { ...content, publishAt: now + hour };
  const measures = { ...content, languages: { en: { ...textOf("A headline"), measures: { individuals: "Run." } } } };

  test.each<[string, (before: Content, after: Content) => readonly { path: string }[], Content, string[]]>([
    ["editorial: words", editorialProblems, other, []],
    ["editorial: the sunset", editorialProblems, later, ["$.content.sunsetAt"]],
    ["editorial: the area", editorialProblems, { ...content, scope: { areas: ["NY"] } }, ["$.content.scope"]],
    ["editorial: the sectors", editorialProblems, { ...content, sectors: ["energy"] }, ["$.content.sectors"]],
    ["editorial: the measures", editorialProblems, measures, ["$.content.languages"]],
    ["editorial: the codes", editorialProblems, { ...content, codes: { certainty: "likely" } }, ["$.content.codes"]],
    ["translate: another language", translateProblems, es, []],
    ["translate: another language, scheduled", translateProblems, { ...es, publishAt: now + hour }, []],
    ["translate: nothing", translateProblems, content, ["$.content.languages"]],
    ["translate: the English", translateProblems, other, ["$.content.languages.en"]],
    ["translate: the sunset", translateProblems, { ...es, sunsetAt: sunsetAt + 1 }, ["$.content"]],
    ["extend: the sunset", extendProblems, later, []],
    ["extend: nothing", extendProblems, at, ["$.sunsetAt"]],
    ["extend: to an earlier end", extendProblems, { ...content, sunsetAt: sunsetAt - 1 }, ["$.sunsetAt"]],
    ["extend: words", extendProblems, { ...other, sunsetAt: sunsetAt + 1 }, ["$.content"]],
    ["end: nothing", endProblems, content, []],
    ["end: only its hour", endProblems, at, []],
    ["end: words", endProblems, other, ["$.content"]],
    ["end: the sunset", endProblems, later, ["$.content"]],
  ])("%s", (_, problemsOf, after, expected) => {
    expect(paths(problemsOf(content, after))).toEqual(expected);
  });
});

describe("the canonical text", () => {
  test("knows no order of keys and no absent member", () => {
    expect(canonical({ b: 1, a: [{ d: undefined, c: "x" }] })).toBe('{"a":[{"c":"x"}],"b":1}');
    expect(canonical({ a: [{ c: "x" }], b: 1 })).toBe(canonical({ b: 1, a: [{ c: "x" }], z: undefined }));
  });

  test("keeps the order of lists, and what looks alike apart", () => {
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
    expect(canonical({ a: "1" })).not.toBe(canonical({ a: 1 }));
    expect(canonical({ a: null })).not.toBe(canonical({}));
    expect(canonical(["a,b"])).not.toBe(canonical(["a", "b"]));
  });

  test("is JSON that means the same, and the same for every order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value));
      }),
    );
  });

  test("an approval is bound to each thing that was approved", () => {
    const approved = { change: "update", note: "Because.", content } as const;
    const first = approvedMatter("a", 1, approved);
    const others = [
      approvedMatter("b", 1, approved),
      approvedMatter("a", 2, approved),
      approvedMatter("a", 1, { ...approved, change: "editorial" }),
      approvedMatter("a", 1, { ...approved, note: "Therefore." }),
      approvedMatter("a", 1, { ...approved, threatIsOver: true }),
      approvedMatter("a", 1, { ...approved, content: { ...content, publishAt: now + hour } }),
      approvedMatter("a", 1, { ...approved, content: { ...content, endNotice: false } }),
      approvedMatter("a", 1, { ...approved, content: { ...content, codes: { certainty: "likely" } } }),
    ];
    expect(new Set([first, ...others]).size).toBe(1 + others.length);
  });
});

describe("the state of a translation", () => {
  const text = (en: string, rest: Record<string, string> = {}): Content => ({
    ...content,
    languages: {
      en: textOf(en),
      ...Object.fromEntries(Object.entries(rest).map(([language, words]) => [language, textOf(words)])),
    },
  });

  test.each<[string, Content[], Record<string, string>]>([
    ["no text, no state", [], {}],
    ["issued together", [text("One", { es: "Uno" })], { en: "current", es: "current" }],
    [
      "the English went on",
      [text("One", { es: "Uno" }), text("Two", { es: "Uno" })],
      { en: "current", es: "outOfDate" },
    ],
    ["both went on", [text("One", { es: "Uno" }), text("Two", { es: "Dos" })], { en: "current", es: "current" }],
    [
      "translated afterwards",
      [text("One", { es: "Uno" }), text("Two", { es: "Uno" }), text("Two", { es: "Dos" })],
      { en: "current", es: "current" },
    ],
    [
      "out of date until it is changed",
      [
        text("One", { es: "Uno" }),
        text("Two", { es: "Uno" }),
        { ...text("Two", { es: "Uno" }), sunsetAt: sunsetAt + 1 },
      ],
      { en: "current", es: "outOfDate" },
    ],
    ["added later", [text("One"), text("One", { es: "Uno" })], { en: "current", es: "current" }],
    ["added with new English", [text("One"), text("Two", { es: "Dos" })], { en: "current", es: "current" }],
    ["left out", [text("One", { es: "Uno" }), text("Two")], { en: "current" }],
    [
      "left out, and the old one taken up again",
      [text("One", { es: "Uno" }), text("Two"), text("Two", { es: "Uno" })],
      { en: "current", es: "current" },
    ],
    [
      "each language for itself",
      [text("One", { es: "Uno", fr: "Un" }), text("Two", { es: "Dos", fr: "Un" })],
      { en: "current", es: "current", fr: "outOfDate" },
    ],
  ])("%s", (_, contents, states) => {
    expect(languageStates(contents)).toEqual(states);
  });
});

describe("the scope as it is stored", () => {
  test.each([
    [["NY", "NY"], ["NY"]],
    [
      ["NY", "CA"],
      ["CA", "NY"],
    ],
    [["NY", "36061"], ["NY"]],
    [
      ["36061", "34017", "NJ"],
      ["36061", "NJ"],
    ],
    [
      ["36061", "36047"],
      ["36047", "36061"],
    ],
  ])("%j is %j", (areas, normal) => {
    expect(normalScope({ areas }, stateOf)).toEqual({ areas: normal });
  });

  test("nationwide stays nationwide", () => {
    expect(normalScope({ nationwide: true }, stateOf)).toEqual({ nationwide: true });
  });
});
