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

const marks = {
  exercise: { en: ["EXERCISE – ", "This is an exercise."], es: ["SIMULACRO – ", "Esto es un simulacro."] },
  test: { en: ["TEST – ", "This is a test."], es: ["PRUEBA – ", "Esto es una prueba."] },
} as const;

function marksFor(status: Exclude<Status, "actual">, language: string): readonly [head: string, sentence: string] {
  return language.split("-")[0] === "es" ? marks[status].es : marks[status].en;
}

const unmarkedHead = /^(EXERCISE|SIMULACRO|TEST|PRUEBA) – /;
const unmarkedSentence = /^(This is an exercise|Esto es un simulacro|This is a test|Esto es una prueba)\.\s*/;

function changed(text: TemplateText, change: (text: AdvisoryText, language: string) => AdvisoryText): TemplateText {
  const languages = Object.entries(text.languages).map(([language, one]) => [language, change(one, language)]);
  return { ...text, languages: Object.fromEntries(languages) };
}

/** What is kept of a content: without marks, which belong to a status and not to the words. */
export function templateText({ languages, sectors, resources }: Content): TemplateText {
  return changed({ languages, sectors, resources }, ({ placeText: _, ...text }) => ({
    ...text,
    headline: text.headline.replace(unmarkedHead, ""),
    summary: text.summary.replace(unmarkedSentence, ""),
  }));
}

/** The text as a new advisory of this status begins with it. */
export function textToBeginWith(text: TemplateText, status: Status): TemplateText {
  if (status === "actual") return text;
  return changed(text, (one, language) => {
    const [head, sentence] = marksFor(status, language);
    return { ...one, headline: head + one.headline, summary: `${sentence}\n\n${one.summary}` };
  });
}
