/**
 * One advisory as a tagged PDF (PDF/UA-1 in what a writer can see to): real text, headings, lists, languages, links. The same revision
 * in the same phase gives the same bytes, so that a copy can be told from a forgery: nothing in it says when it was asked for.
 * What its typeface cannot write is refused, never shown as boxes; scripts from right to left are refused too.
 */
import { create } from "fontkit";
import PDFDocument from "pdfkit";
import { directionOf, kindName, textFor } from "../../templates/messages/advisory-words.ts";
import { sheetWords } from "../../templates/messages/sheet-words.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import { isTextWithheld } from "../domain/withheld.ts";
import { shapes } from "./badge.ts";
import { type SheetContext, type SheetPart, sheetParts } from "./sheet-parts.ts";
import { areasOf, momentIn, type Words, wordsFor } from "./words.ts";

export interface SheetFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

/** Why a sheet cannot be written in a language. */
export type PdfFault = { readonly because: "rightToLeft" } | { readonly because: "letters"; readonly letters: string };

/** Letter, in points; two pages if the smallest of these sizes makes it so, else as many as it takes. */
const margin = 54;
const sizes = [11, 10, 9] as const;
const mostPages = 2;
const ink = "#1b1b1b";

export function pdfFault(advisory: PublishedAdvisory, context: SheetContext, fonts: SheetFonts): PdfFault | null {
  const { language } = textFor(advisory.revision, context.language);
  if (!isTextWithheld(advisory, context.advisories) && directionOf(language) === "rtl")
    return { because: "rightToLeft" };
  const font = lettersOf(fonts);
  const missing = new Set<string>();
  for (const { heading = "", body } of sheetParts(advisory, context)) {
    for (const letter of printable(heading + body))
      if (letter !== "\n" && !font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)) missing.add(letter);
  }
  return missing.size === 0 ? null : { because: "letters", letters: [...missing].slice(0, 8).join(" ") };
}

type Letters = ReturnType<typeof create>;
const known = new WeakMap<SheetFonts, Letters>();

/** A typeface is read once. */
function lettersOf(fonts: SheetFonts): Letters {
  const letters = known.get(fonts) ?? create(fonts.regular);
  known.set(fonts, letters);
  return letters;
}

/** The bytes. Only for what `pdfFault` has nothing to say of. */
export function pdfSheet(advisory: PublishedAdvisory, context: SheetContext, fonts: SheetFonts): Uint8Array {
  for (const size of sizes) {
    const { bytes, pages } = written(advisory, context, fonts, size);
    if (pages <= mostPages || size === sizes.at(-1)) return bytes;
  }
  throw new Error("there is a smallest size");
}

/** Characters that are not seen, and kinds of space that the typeface lacks. */
function printable(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\u2000-\u200a\u202f\u205f]/g, " ")
    .replaceAll(/\u00ad|[\u200b-\u200f]|\u2060|\ufeff|\ufe0e|\ufe0f/g, "");
}

interface Writing {
  readonly doc: PDFKit.PDFDocument;
  readonly root: PDFStructure;
  readonly size: number;
}
type PDFStructure = ReturnType<PDFKit.PDFDocument["struct"]>;

function written(advisory: PublishedAdvisory, context: SheetContext, fonts: SheetFonts, size: number) {
  const words = wordsFor(context.language);
  const made = new Date(advisory.changedAt);
  const title = `${kindName(advisory, words.page)}: ${areasOf(advisory.revision.content, words)} – ${context.site.name}`;
  const chunks: Uint8Array[] = [];
  const doc = documentInto(chunks, {
    size: "LETTER",
    margin,
    bufferPages: true,
    pdfVersion: "1.7",
    subset: "PDF/UA" as never,
    tagged: true,
    lang: words.page.locale,
    displayTitle: true,
    font: null as never,
    info: { Title: title, Author: context.site.name, CreationDate: made, ModDate: made },
  });
  doc.registerFont("regular", fonts.regular as never);
  doc.registerFont("bold", fonts.bold as never);
  const root = doc.struct("Document");
  doc.addStructure(root);
  const writing = { doc, root, size };
  head(writing, context);
  for (const part of sheetParts(advisory, context)) writePart(writing, part, advisory);
  closing(writing, advisory, context, words);
  root.end();
  const pages = doc.bufferedPageRange().count;
  footers(doc, pages, advisory, context);
  doc.end();
  return { bytes: joined(chunks), pages };
}

/**
 * A document that hands its bytes over as it makes them: what pdfkit calls a stream is one of Node's in one build and its own in the other,
 * and both give what they hold only later.
 */
function documentInto(chunks: Uint8Array[], options: PDFKit.PDFDocumentOptions): PDFKit.PDFDocument {
  class Collected extends PDFDocument {
    override push(chunk: Uint8Array | null): boolean {
      if (chunk !== null) chunks.push(chunk);
      return true;
    }
  }
  return new Collected(options);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function head({ doc, root, size }: Writing, { site }: SheetContext): void {
  root.add(doc.struct("P", {}, () => doc.font("bold").fontSize(size).fillColor(ink).text(printable(site.name))));
  doc.moveDown(0.6);
}

function writePart(writing: Writing, part: SheetPart, advisory: PublishedAdvisory): void {
  const { doc, size } = writing;
  const strong = { font: "bold", size: size + 1 } as const;
  switch (part.role) {
    case "mark":
      paragraph(writing, part.body, strong);
      break;
    case "title":
      title(writing, part, advisory);
      break;
    case "headline":
      paragraph(writing, part.body, { ...strong, size: size + 3, language: part.language, type: "H2" });
      break;
    case "section":
    case "lines":
      if (part.heading) heading(writing, part.heading);
      bodyOf(writing, part);
      doc.moveDown(0.5);
  }
}

/** The kind in words, its shape beside it; place and end below. */
function title({ doc, root, size }: Writing, { heading = "", body }: SheetPart, { kind }: PublishedAdvisory): void {
  const edge = size + 11;
  const { x, y } = doc;
  doc.markContent("Artifact", { type: "Layout" } as never);
  doc
    .save()
    .translate(x, y)
    .scale(edge / 24)
    .path(shapes[kind])
    .fill(ink, "even-odd")
    .restore();
  doc.endMarkedContent();
  root.add(
    doc.struct("H1", {}, () =>
      doc
        .font("bold")
        .fontSize(size + 9)
        .fillColor(ink)
        .text(printable(heading), x + edge + 8, y),
    ),
  );
  doc.x = x;
  doc.moveDown(0.2);
  for (const line of body.split("\n").filter((one) => one !== "")) {
    root.add(
      doc.struct("P", {}, () =>
        doc
          .font("bold")
          .fontSize(size + 2)
          .text(printable(line), doc.page.margins.left),
      ),
    );
  }
  doc.moveDown(0.6);
}

/** A heading stays with the beginning of what it is over. */
function heading({ doc, root, size }: Writing, text: string): void {
  if (doc.y > doc.page.height - margin - 4 * size) doc.addPage();
  root.add(
    doc.struct("H2", {}, () =>
      doc
        .font("bold")
        .fontSize(size + 1)
        .text(printable(text)),
    ),
  );
  doc.moveDown(0.15);
}

function paragraph(
  { doc, root }: Writing,
  text: string,
  look: { font: "regular" | "bold"; size: number; language?: string | undefined; type?: "P" | "H2" },
): void {
  const options = look.language === undefined ? {} : { lang: look.language };
  const write = () => doc.font(look.font).fontSize(look.size).fillColor(ink).text(printable(text));
  root.add(doc.struct(look.type ?? "P", options, write));
  doc.moveDown(0.5);
}

/** Paragraphs, and lists as lists: a mark at the margin, the words beside it. */
function bodyOf({ doc, root, size }: Writing, { body, language }: SheetPart): void {
  const options = language === undefined ? {} : { lang: language };
  let list: PDFStructure | undefined;
  doc.font("regular").fontSize(size).fillColor(ink);
  for (const line of body.split("\n")) {
    const [, indent = "", mark, item = ""] = /^( *)(- |\d+\. )(.*)$/.exec(line) ?? [];
    if (mark === undefined) {
      list?.end();
      list = undefined;
      if (line.trim() === "") doc.moveDown(0.35);
      else root.add(doc.struct("P", options, () => doc.text(printable(line.trim()))));
      continue;
    }
    if (!list) {
      list = doc.struct("L", options);
      root.add(list);
    }
    const left = doc.page.margins.left + 6 + indent.length * 6;
    const room = 18;
    const entry = doc.struct("LI");
    list.add(entry);
    if (doc.y > doc.page.height - margin - 2 * size) doc.addPage();
    const { y } = doc;
    entry.add(doc.struct("Lbl", {}, () => doc.text(mark === "- " ? "•" : mark.trim(), left, y, { lineBreak: false })));
    entry.add(
      doc.struct("LBody", {}, () =>
        doc.text(printable(item), left + room, y, { width: doc.page.width - margin - left - room }),
      ),
    );
    entry.end();
    doc.x = doc.page.margins.left;
  }
  list?.end();
}

function closing(
  writing: Writing,
  advisory: PublishedAdvisory,
  { site, prefix, language }: SheetContext,
  words: Words,
) {
  const { doc } = writing;
  const sheet = sheetWords(language);
  const plain = { font: "regular", size: writing.size } as const;
  if (doc.y > doc.page.height - margin - 9 * writing.size) doc.addPage();
  paragraph(writing, `${words.mail.emergency} ${words.page.frame.noAllClear}`, plain);
  paragraph(writing, sheet.standsSince(momentIn(advisory.changedAt, words)), plain);
  linked(writing, sheet.latest, `${site.baseUrl}${prefix}/advisories/${advisory.slug}`);
  linked(writing, sheet.genuine, `${site.baseUrl}/verify/${advisory.revision.identifier}`);
}

function linked({ doc, root, size }: Writing, before: string, url: string): void {
  const line = doc.struct("P");
  root.add(line);
  line.add(() => doc.font("regular").fontSize(size).text(printable(before)));
  line.add(doc.struct("Link", {}, () => doc.text(url, { link: url, underline: true })));
  line.end();
  doc.moveDown(0.4);
}

/** Page numbers and the code: beside the text, so artifacts. */
function footers(
  doc: PDFKit.PDFDocument,
  pages: number,
  advisory: PublishedAdvisory,
  { language, site }: SheetContext,
) {
  const sheet = sheetWords(language);
  for (let page = 0; page < pages; page++) {
    doc.switchToPage(page);
    const line = `${site.name} · ${sheet.code} ${advisory.revision.identifier} · ${sheet.pageOf(page + 1, pages)}`;
    doc.page.margins.bottom = 0;
    doc.markContent("Artifact", { type: "Pagination" } as never);
    doc
      .font("regular")
      .fontSize(8)
      .text(printable(line), margin, doc.page.height - 36, { lineBreak: false });
    doc.endMarkedContent();
  }
}
