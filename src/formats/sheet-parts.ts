/**
 * What a sheet of one advisory says, in order: kind, place, end and what to do first, the rest after. What was issued in error is told
 * in the fixed words and by its address, and nothing that an editor typed is repeated.
 */
import { languageName, textFor } from "../../templates/messages/advisory-words.ts";
import { sheetWords } from "../../templates/messages/sheet-words.ts";
import type { AdvisoryText } from "../domain/advisory.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { changesToTell, isTextWithheld } from "../domain/withheld.ts";
import { plainText } from "./plain-text.ts";
import {
  areasOf,
  contextParts,
  correctionTitle,
  measureParts,
  momentIn,
  overSentence,
  type Part,
  placeOf,
  type Words,
  wordsFor,
} from "./words.ts";

export interface SheetContext {
  readonly site: Site;
  readonly prefix: "" | "/exercise";
  /** Asked for; may be one in which there is no text. */
  readonly language: string;
  /** Those among which its family is found: taking back what replaced it takes back its text too. */
  readonly advisories: readonly PublishedAdvisory[];
}

export interface SheetPart {
  readonly role: "mark" | "title" | "headline" | "section" | "lines";
  readonly heading?: string;
  /** Plain text: paragraphs apart by a blank line, items of lists with `- ` or `1. `. */
  readonly body: string;
  /** Of the body, where it is not the sheet's own. */
  readonly language?: string;
}

/** All but the closing lines, which say when the sheet was made. */
export function sheetParts(advisory: PublishedAdvisory, context: SheetContext): SheetPart[] {
  const words = wordsFor(context.language);
  return [
    ...marks(advisory, context.site, words).map((body) => ({ role: "mark" as const, body })),
    ...(isTextWithheld(advisory, context.advisories) ? withheld(advisory, words) : kept(advisory, context, words)),
  ];
}

/** What must be said before everything else. */
function marks({ status }: PublishedAdvisory, site: Site, { page, mail }: Words): string[] {
  return [
    ...(status === "actual" ? [] : [mail.exercise(page.statuses[status])]),
    ...(site.demo ? [mail.demo] : []),
    ...(site.official ? [] : [mail.notOfficial]),
  ];
}

/** Fixed words only: withdrawn, or replaced by what was taken back whole together with all that led to it. */
function withheld(advisory: PublishedAdvisory, words: Words): SheetPart[] {
  return [
    { role: "title", heading: correctionTitle(advisory.kind, advisory.revision.content, words), body: "" },
    { role: "lines", body: overSentence(advisory, words) },
    ...(advisory.phase === "withdrawn" ? [] : [{ role: "lines" as const, body: words.page.revision.textWithheld }]),
  ];
}

/** One that stands, or that is kept for the record and says so in its first line. */
function kept(advisory: PublishedAdvisory, { language }: SheetContext, words: Words): SheetPart[] {
  const { kind, phase, revision, sunsetAt } = advisory;
  const { content } = revision;
  const labels = words.page.advisory;
  const isActive = phase === "active";
  const { text, instead, language: textLanguage } = textFor(revision, language);
  const typed = (part: Part): SheetPart => ({ ...section(part), language: textLanguage });
  const heading = words.page.kinds[kind].label.toLocaleUpperCase(words.page.locale);
  const end = isActive
    ? `${labels.ends}: ${momentIn(sunsetAt, words)}`
    : `${overSentence(advisory, words)}\n${phase === "replaced" ? "" : labels.keptForRecord}`;
  const [measures, others] = doFirst(measureParts(text, words), words);
  return [
    {
      role: "title",
      heading,
      body: `${sheetWords(language).place}: ${placeOf(content, text, words)}\n${end}`.trimEnd(),
    },
    ...(instead ? [{ role: "lines" as const, body: insteadOf(instead, words) }] : []),
    ...(isActive ? measures.map(typed) : []),
    { role: "headline", body: text.headline, language: textLanguage },
    ...(isActive ? changes(advisory, words) : []),
    facts(advisory, text, words),
    typed({ heading: labels.summary, body: text.summary }),
    ...text.sections.map(typed),
    ...contextParts(content, text, words).map(typed),
    ...(isActive ? others : [...measures, ...others]).map(typed),
    ...resources(advisory, words),
  ];
}

function facts({ revision, issuedAt }: PublishedAdvisory, text: AdvisoryText, words: Words): SheetPart {
  const labels = words.page.advisory;
  const sectors = revision.content.sectors.map((sector) => words.page.sectors[sector]).join("; ");
  const lines = [
    `${labels.issued}: ${momentIn(issuedAt, words)}`,
    ...(text.placeText === undefined ? [] : [`${labels.where}: ${areasOf(revision.content, words)}`]),
    `${labels.sectors}: ${sectors === "" ? labels.everySector : sectors}`,
  ];
  return { role: "lines", body: lines.join("\n") };
}

/** For individuals where there is something for them, else whoever comes first. */
function doFirst(parts: readonly Part[], words: Words): [Part[], Part[]] {
  const [first, ...rest] = parts;
  if (!first) return [[], []];
  const isForAll = first.heading === words.page.measures.individuals;
  return [[isForAll ? { ...first, heading: words.page.advisory.whatToDo } : first], rest];
}

function section({ heading, body }: Part): SheetPart {
  return { role: "section", heading, body: plainText(body) };
}

function insteadOf(
  { wanted, because }: { readonly wanted: string; readonly because: "missing" | "outOfDate" },
  { page }: Words,
): string {
  const name = languageName(wanted, page);
  return because === "missing" ? page.advisory.notInYourLanguage(name) : page.advisory.translationOutOfDate(name);
}

function changes(advisory: PublishedAdvisory, words: Words): SheetPart[] {
  return changesToTell(advisory).map(({ change, effectiveAt, note }) => ({
    role: "section",
    heading: `${words.page.changes[change]}: ${momentIn(effectiveAt, words)}`,
    body: note ? plainText(note) : "",
    language: "en",
  }));
}

function resources({ revision }: PublishedAdvisory, { page }: Words): SheetPart[] {
  const { resources: list, partnerContact } = revision.content;
  const named = list.map(({ title, url }) => `- ${title}: ${url}`).join("\n");
  return [
    ...(list.length === 0 ? [] : [{ role: "section" as const, heading: page.advisory.resources, body: named }]),
    ...(partnerContact
      ? [{ role: "section" as const, heading: page.advisory.partnerContact, body: partnerContact }]
      : []),
  ];
}
