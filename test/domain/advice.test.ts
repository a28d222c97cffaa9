import { expect, test } from "vitest";
import { type AdviceInput, adviceOn, readingGrade } from "../../src/domain/advice.ts";
import type { AdvisoryText, Content } from "../../src/domain/advisory.ts";
import { aContent, english, issuedAt, spanish } from "../support/advisories.ts";

const whole: AdvisoryText = {
  ...english,
  context: {
    whatWeKnow: "A group has looked at stations.",
    whatWeDoNotKnow: "The day.",
    confidence: "Moderate.",
    governmentActions: "More police.",
    whyNow: "It became known today.",
  },
};

const readerLanguages = { es: "Spanish" };

function checksOf(given: Partial<Content> = {}, rest: Partial<AdviceInput> = {}): string[] {
  const content = aContent({ languages: { en: whole, es: spanish }, scope: { areas: ["NY"] }, ...given });
  return adviceOn({ content, now: issuedAt, readerLanguages, ...rest }).map(({ check }) => check);
}

const withEnglish = (given: Partial<AdvisoryText>) => ({ languages: { en: { ...whole, ...given }, es: spanish } });

test("a whole and plain text needs no second look", () => {
  expect(checksOf()).toEqual([]);
});

test("each audience without a measure is named, with the law that asks for it", () => {
  const content = aContent(withEnglish({ measures: { individuals: "Stay away.", government: " " } }));
  const [advice] = adviceOn({ content, now: issuedAt, readerLanguages });
  expect(advice?.warning).toBe("No measures for government, responders, the private sector.");
  expect(advice?.reason).toContain("6 U.S.C. 124");
});

test("what an Alert leaves out of its context is told; a Bulletin may leave it out", () => {
  const { context: _, ...rest } = whole;
  const languages = { en: rest, es: spanish };
  expect(checksOf({ languages })).toEqual(["context"]);
  expect(checksOf({ languages, kind: "bulletin" })).toEqual([]);
});

test("a missing and an out-of-date translation are told", () => {
  expect(checksOf({ languages: { en: whole } })).toEqual(["translation-missing"]);
  expect(checksOf({}, { languageStates: { en: "current", es: "outOfDate" } })).toEqual(["translation-out-of-date"]);
});

test("a life beyond the usual one asks why", () => {
  const day = 86_400_000;
  expect(checksOf({ kind: "imminent", sunsetAt: issuedAt + 8 * day })).toEqual(["life"]);
  expect(checksOf({ kind: "elevated", sunsetAt: issuedAt + 30 * day })).toEqual([]);
  expect(checksOf({ kind: "bulletin", sunsetAt: issuedAt + 200 * day })).toEqual(["life"]);
});

test("a headline over 160 characters is told in each language", () => {
  const languages = { en: whole, es: { ...spanish, headline: "x".repeat(161) } };
  expect(checksOf({ languages })).toEqual(["headline"]);
});

test("long sentences and hard texts are told, with where they are", () => {
  const long = `${"The officers walk and ".repeat(9)}stop.`;
  expect(checksOf(withEnglish({ summary: long }))).toEqual(["sentence"]);
  const hard =
    "Organizational interoperability considerations necessitate comprehensive situational evaluation. ".repeat(12);
  expect(checksOf(withEnglish({ summary: hard }))).toContain("reading");
});

test("the grade of a text grows with its words and sentences", () => {
  expect(readingGrade("The cat sat. The dog ran.")).toBeLessThan(3);
  expect(readingGrade("")).toBe(0);
});

test("nearly the same text as before without a reason is told; with a reason it is not", () => {
  const before = aContent({ languages: { en: whole, es: spanish } });
  expect(checksOf({}, { before })).toEqual(["same-text"]);
  expect(checksOf({}, { before, note: "The police found one of them." })).toEqual([]);
});

test("a scope wider than the text says is told", () => {
  expect(checksOf({ scope: { nationwide: true }, ...withEnglish({ headline: "Threat to trains in Ohio" }) })).toEqual([
    "scope",
  ]);
  expect(checksOf({ scope: { nationwide: true }, ...withEnglish({ headline: "Threat to trains" }) })).toEqual([]);
  const named = { headline: "Threat in Ohio", summary: "Trains." };
  expect(checksOf({ scope: { areas: ["OH", "TX"] }, ...withEnglish(named) })).toEqual(["scope"]);
});
