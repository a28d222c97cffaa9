/**
 * A text to begin with: words, links and sectors, never a place, an hour, a kind of its own or a status. What goes into an exercise or a
 * test is marked in each headline and summary, so that words that were written for the real thing cannot be taken for it.
 */
import type { AdvisoryText, Content, Kind, Status } from "./advisory.ts";

export type TemplateText = Pick<Content, "languages" | "sectors" | "resources">;

export interface TextTemplate {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly text: TemplateText;
}

interface Mark {
  /** Before the headline. */
  readonly head: string;
  /** A paragraph before the summary. */
  readonly sentence: string;
}

export type StatusMarks = { readonly [status in Exclude<Status, "actual">]: Mark };

/** By the language's primary tag; a text in any other language is marked in English. */
export interface MarksByLanguage {
  readonly en: StatusMarks;
  readonly [language: string]: StatusMarks;
}

function changed(text: TemplateText, change: (text: AdvisoryText, language: string) => AdvisoryText): TemplateText {
  const languages = Object.entries(text.languages).map(([language, one]) => [language, change(one, language)]);
  return { ...text, languages: Object.fromEntries(languages) };
}

/** What is kept of a content: without marks, which belong to a status and not to the words. */
export function templateText({ languages, sectors, resources }: Content, marks: MarksByLanguage): TemplateText {
  const all = Object.values(marks).flatMap(({ exercise, test }) => [exercise, test]);
  return changed({ languages, sectors, resources }, ({ placeText: _, ...text }) => ({
    ...text,
    headline: without(
      text.headline,
      all.map(({ head }) => head),
    ),
    summary: without(
      text.summary,
      all.map(({ sentence }) => sentence),
    ).trimStart(),
  }));
}

function without(text: string, beginnings: readonly string[]): string {
  const found = beginnings.find((beginning) => text.startsWith(beginning));
  return found === undefined ? text : text.slice(found.length);
}

/** The text as a new advisory of this status begins with it. */
export function textToBeginWith(text: TemplateText, status: Status, marks: MarksByLanguage): TemplateText {
  if (status === "actual") return text;
  return changed(text, (one, language) => {
    const { head, sentence } = (marks[language.split("-")[0] ?? ""] ?? marks.en)[status];
    return { ...one, headline: head + one.headline, summary: `${sentence}\n\n${one.summary}` };
  });
}
