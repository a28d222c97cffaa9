import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pdfFault, pdfSheet, type SheetFonts } from "../../src/formats/pdf-sheet.ts";
import { anAdvisory, aSite, english, issuedAt, publishedAt, revisedWith, sunsetAt } from "../support/advisories.ts";
import { infoOf, structureOf, textOf } from "../support/pdf.ts";

const font = (name: string) => new Uint8Array(readFileSync(`templates/fonts/PublicSans-${name}.ttf`));
const fonts: SheetFonts = { regular: font("Regular"), bold: font("Bold") };
const context = { site: aSite(), prefix: "", language: "en", advisories: [] } as const;
const issued = publishedAt(anAdvisory(), issuedAt);
const inOneLine = (text: string) => text.replaceAll(/\s+/g, " ");

test("the sheet says kind, place, end and what to do first, and how to check it", () => {
  const text = inOneLine(textOf(pdfSheet(issued, context, fonts)));
  expect(text).toContain(
    "Example Advisories ELEVATED ALERT Place: New York; Hudson County, NJ Ends: 5:00 PM EST, Tuesday, December 1, 2026 What to do",
  );
  expect(text).toContain("https://advisories.example.gov/verify/rail-r1");
  expect(text).toContain("As it has stood since 10:00 AM EST, Friday, November 20, 2026.");
});

test("it is tagged: title, headings, lists and their items, links, in the order in which they are read", () => {
  const bytes = pdfSheet(issued, context, fonts);
  expect(infoOf(bytes)).toMatchObject({ Tagged: "yes", "PDF version": "1.7", Pages: "2" });
  expect(infoOf(bytes).Title).toContain("Elevated Alert: New York; Hudson County, NJ");
  const structure = structureOf(bytes);
  expect(structure).toMatch(/H1[^\n]*\n +"ELEVATED ALERT"/);
  expect(structure).toMatch(/L \(block\)\s+LI \(block\)\s+Lbl/);
  expect(structure).toMatch(/Link[^\n]*\n[^P]*"https:\/\/advisories\.example\.gov\/advisories\/rail"/);
  expect(structure).not.toContain("Page 1 of 2");
  const plain = Buffer.from(bytes).toString("latin1");
  expect(plain).toContain("/Lang (en-US)");
  expect(plain).toContain("<pdfuaid:part>1</pdfuaid:part>");
});

test("the same revision in the same phase gives the same bytes, another phase others", () => {
  const bytes = Buffer.from(pdfSheet(issued, context, fonts));
  const anHourLater = publishedAt(anAdvisory(), issuedAt + 3_600_000);
  expect(bytes.equals(Buffer.from(pdfSheet(anHourLater, context, fonts)))).toBe(true);
  expect(bytes.equals(Buffer.from(pdfSheet(publishedAt(anAdvisory(), sunsetAt), context, fonts)))).toBe(false);
});

test("an ended one says so above its text, a withdrawn one repeats nothing of it", () => {
  const ended = inOneLine(textOf(pdfSheet(publishedAt(anAdvisory(), sunsetAt), context, fonts)));
  expect(ended).toContain("This advisory has ended and is kept for the record.");
  expect(ended.indexOf("kept for the record")).toBeLessThan(ended.indexOf("Credible threat"));
  const taken = revisedWith(anAdvisory(), {
    change: "retract",
    then: "end",
    effectiveAt: issuedAt + 1000,
    takesBack: { advisoryId: "rail", number: 1 },
  });
  const withdrawn = inOneLine(textOf(pdfSheet(publishedAt(taken, issuedAt + 1000), context, fonts)));
  expect(withdrawn).toContain("CORRECTION: Elevated Alert, issued in error");
  expect(withdrawn).not.toContain("passenger rail");
});

test("an exercise and a site that is no official source say it first", () => {
  const exercise = publishedAt(anAdvisory({ content: { status: "exercise" } }), issuedAt);
  const site = aSite({ official: false });
  const text = textOf(pdfSheet(exercise, { ...context, site, prefix: "/exercise" }, fonts));
  expect(text.indexOf("EXERCISE EXERCISE EXERCISE")).toBeLessThan(text.indexOf("ELEVATED ALERT"));
  expect(text.indexOf("Not an official source")).toBeLessThan(text.indexOf("ELEVATED ALERT"));
  expect(text).toContain("https://advisories.example.gov/exercise/advisories/rail");
});

test("a long text takes a smaller size before it takes a third page", () => {
  const body = Array.from({ length: 26 }, () =>
    "Stations may close without notice, and trains may be searched. ".repeat(2),
  );
  const long = { ...english, sections: [{ heading: "Details", body: body.map((line) => `- ${line}`).join("\n") }] };
  const advisory = publishedAt(anAdvisory({ content: { languages: { en: long } } }), issuedAt);
  const bytes = pdfSheet(advisory, context, fonts);
  expect(infoOf(bytes).Pages).toBe("2");
  expect(textOf(bytes).match(/Stations may close/g)).toHaveLength(52);
});

test("what the typeface cannot write, and what is written from right to left, is refused with the reason", () => {
  const inLanguage = (language: string, headline: string) =>
    publishedAt(
      anAdvisory({ content: { languages: { en: english, [language]: { ...english, headline } } as never } }),
      issuedAt,
    );
  expect(pdfFault(inLanguage("vi", "Mối đe dọa"), { ...context, language: "vi" }, fonts)).toBeNull();
  expect(pdfFault(inLanguage("ar", "تهديد"), { ...context, language: "ar" }, fonts)).toEqual({
    because: "rightToLeft",
  });
  expect(pdfFault(inLanguage("ko", "위협"), { ...context, language: "ko" }, fonts)).toEqual({
    because: "letters",
    letters: "위 협",
  });
});
