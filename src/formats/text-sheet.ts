/**
 * One advisory as plain text of 70 columns: kind, place, end and what to do first, the rest after. What was withdrawn is told in the
 * fixed words and by its address, and nothing that an editor typed is repeated.
 */
import { languageName, textFor } from "../../templates/messages/advisory-words.ts";
import { sheetWords } from "../../templates/messages/sheet-words.ts";
import { changesToTell } from "../../templates/withheld.ts";
import type { Moment } from "../domain/advisory.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
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
import { wrapped } from "./wrap.ts";

export interface SheetContext {
  readonly site: Site;
  readonly now: Moment;
  readonly prefix: "" | "/exercise";
  /** Asked for; may be one in which there is no text. */
  readonly language: string;
}

export function textSheet(advisory: PublishedAdvisory, context: SheetContext): string {
  const words = wordsFor(context.language);
  const parts = [
    ...marks(advisory, context.site, words),
    ...(advisory.phase === "withdrawn" ? withdrawn(advisory, words) : kept(advisory, context, words)),
    ...closing(advisory, context, words),
  ];
  return `${parts.map((part) => wrapped(part)).join("\n\n")}\n`;
}

/** What must be said before everything else. */
function marks({ status }: PublishedAdvisory, site: Site, { page, mail }: Words): string[] {
  return [
    ...(status === "actual" ? [] : [mail.exercise(page.statuses[status])]),
    ...(site.demo ? [mail.demo] : []),
    ...(site.official ? [] : [mail.notOfficial]),
  ];
}

function withdrawn(advisory: PublishedAdvisory, words: Words): string[] {
  return [correctionTitle(advisory.kind, advisory.revision.content, words), overSentence(advisory, words)];
}

/** One that stands, or that is kept for the record and says so in its first line. */
function kept(advisory: PublishedAdvisory, { language }: SheetContext, words: Words): string[] {
  const { kind, phase, revision, sunsetAt, issuedAt } = advisory;
  const { content } = revision;
  const labels = words.page.advisory;
  const isActive = phase === "active";
  const chosen = textFor(revision, language);
  const title = words.page.kinds[kind].label.toLocaleUpperCase(words.page.locale);
  const end = isActive
    ? `${labels.ends}: ${momentIn(sunsetAt, words)}`
    : `${overSentence(advisory, words)}\n${phase === "replaced" ? "" : labels.keptForRecord}`;
  const [measures, others] = doFirst(measureParts(chosen.text, words), words);
  const sectors = content.sectors.map((sector) => words.page.sectors[sector]).join("; ");
  return [
    [title, `${sheetWords(language).place}: ${placeOf(content, chosen.text, words)}`, end.trimEnd()].join("\n"),
    ...(chosen.instead ? [insteadOf(chosen.instead, words)] : []),
    ...(isActive ? measures.map(section) : []),
    chosen.text.headline,
    ...(isActive ? changes(advisory, words) : []),
    [
      `${labels.issued}: ${momentIn(issuedAt, words)}`,
      ...(chosen.text.placeText === undefined ? [] : [`${labels.where}: ${areasOf(content, words)}`]),
      `${labels.sectors}: ${sectors === "" ? labels.everySector : sectors}`,
    ].join("\n"),
    section({ heading: labels.summary, body: chosen.text.summary }),
    ...chosen.text.sections.map(section),
    ...contextParts(content, chosen.text, words).map(section),
    ...(isActive ? others : [...measures, ...others]).map(section),
    ...resources(advisory, words),
  ];
}

/** For individuals where there is something for them, else whoever comes first. */
function doFirst(parts: readonly Part[], words: Words): [Part[], Part[]] {
  const [first, ...rest] = parts;
  if (!first) return [[], []];
  const isForAll = first.heading === words.page.measures.individuals;
  return [[isForAll ? { ...first, heading: words.page.advisory.whatToDo } : first], rest];
}

function section({ heading, body }: Part): string {
  return `${heading}\n${plainText(body)}`;
}

function insteadOf(
  { wanted, because }: { readonly wanted: string; readonly because: "missing" | "outOfDate" },
  { page }: Words,
): string {
  const name = languageName(wanted, page);
  return because === "missing" ? page.advisory.notInYourLanguage(name) : page.advisory.translationOutOfDate(name);
}

function changes(advisory: PublishedAdvisory, words: Words): string[] {
  return changesToTell(advisory).map(({ change, effectiveAt, note }) =>
    [`${words.page.changes[change]}: ${momentIn(effectiveAt, words)}`, ...(note ? [plainText(note)] : [])].join("\n"),
  );
}

function resources({ revision }: PublishedAdvisory, { page }: Words): string[] {
  const { resources: list, partnerContact } = revision.content;
  return [
    ...(list.length === 0
      ? []
      : [[page.advisory.resources, ...list.map(({ title, url }) => `- ${title}: ${url}`)].join("\n")]),
    ...(partnerContact ? [`${page.advisory.partnerContact}\n${partnerContact}`] : []),
  ];
}

function closing({ slug }: PublishedAdvisory, context: SheetContext, words: Words): string[] {
  const { site, prefix, now, language } = context;
  const sheet = sheetWords(language);
  return [
    [words.mail.emergency, words.page.frame.noAllClear].join("\n"),
    [sheet.asOf(momentIn(now, words)), `${sheet.latest} ${site.baseUrl}${prefix}/advisories/${slug}`].join("\n"),
  ];
}
