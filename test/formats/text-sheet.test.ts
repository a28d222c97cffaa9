import { expect, test } from "vitest";
import { textSheet } from "../../src/formats/text-sheet.ts";
import { wrapped } from "../../src/formats/wrap.ts";
import { aContent, anAdvisory, aSite, issuedAt, publishedAt, revisedWith, sunsetAt } from "../support/advisories.ts";

const hour = 3_600_000;
const site = aSite();
const context = { site, now: issuedAt, prefix: "", language: "en", advisories: [] } as const;

const taken = revisedWith(anAdvisory(), {
  change: "retract",
  then: "end",
  effectiveAt: issuedAt + hour,
  takesBack: { advisoryId: "rail", number: 1 },
});

test("kind, place, end and what to do come first, within 70 columns", () => {
  const sheet = textSheet(publishedAt(anAdvisory(), issuedAt), context);
  expect(sheet.split("\n").slice(0, 7)).toEqual([
    "ELEVATED ALERT",
    "Place: New York; Hudson County, NJ",
    "Ends: 5:00 PM EST, Tuesday, December 1, 2026",
    "",
    "What to do",
    "Leave unattended bags alone and report them",
    "(https://www.example.gov/report).",
  ]);
  for (const line of sheet.split("\n").filter((one) => !one.includes("https://"))) {
    expect([...line].length).toBeLessThanOrEqual(70);
  }
  expect(sheet).toContain("https://advisories.example.gov/advisories/rail\n");
});

test("a withdrawn advisory is told in fixed words only", () => {
  const sheet = textSheet(publishedAt(taken, issuedAt + hour), context);
  expect(sheet).toContain("CORRECTION: Elevated Alert, issued in error: New York; Hudson County,");
  expect(sheet).not.toContain("Credible threat");
  expect(sheet).not.toContain("unattended");
});

test("an ended advisory says so in its first lines and tells nobody what to do first", () => {
  const lines = textSheet(publishedAt(anAdvisory(), sunsetAt), context).split("\n");
  expect(lines.slice(2, 6).join(" ")).toContain("ended as planned at 5:00 PM EST");
  expect(lines.indexOf("What to do")).toBeGreaterThan(lines.indexOf("Summary"));
});

test("a site that is no official source and an exercise say it before the kind", () => {
  const exercise = publishedAt(anAdvisory({ content: { status: "exercise" } }), issuedAt);
  const sheet = textSheet(exercise, { ...context, site: aSite({ official: false }), prefix: "/exercise" });
  expect(sheet).toMatch(/^EXERCISE EXERCISE EXERCISE\./);
  expect(sheet.indexOf("Not an official source")).toBeLessThan(sheet.indexOf("ELEVATED ALERT"));
});

test("Spanish has Spanish text and frame; a language without text gets English, and is told so", () => {
  const spanish = textSheet(publishedAt(anAdvisory(), issuedAt), { ...context, language: "es" });
  expect(spanish).toContain("ALERTA ELEVADA\nLugar: New York");
  expect(spanish).toContain("No toque bolsas abandonadas.");
  const { es: _, ...english } = aContent().languages;
  const without = anAdvisory({ content: { languages: english as never } });
  expect(textSheet(publishedAt(without, issuedAt), { ...context, language: "es" })).toContain("no tiene");
});

test("lists hang under their first word, and a word that is too long keeps its own line", () => {
  expect(wrapped("- one two three\n  - four five", 10)).toBe("- one two\n  three\n  - four\n    five");
  expect(wrapped("see https://example.gov/long/address now", 12)).toBe("see\nhttps://example.gov/long/address\nnow");
});
