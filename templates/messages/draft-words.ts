/** What the service itself writes into a draft: the texts to begin with, and the marks of exercises and tests. Editors change all of it. */
import { type AdvisoryText, type Kind, kinds } from "../../src/domain/advisory.ts";
import type { MarksByLanguage, StatusMarks, TextTemplate } from "../../src/domain/text-template.ts";
import { interfaceLanguages, wordsIn } from "./index.ts";

export interface DraftWords {
  readonly marks: StatusMarks;
  /** What is in capitals between brackets is to be filled in, and is named as long as it is not. */
  readonly heads: { readonly [kind in Kind]: Pick<AdvisoryText, "headline" | "summary"> };
  readonly measures: AdvisoryText["measures"];
  /** For Alerts. */
  readonly context: NonNullable<AdvisoryText["context"]>;
}

export const draftMarks: MarksByLanguage = {
  ...Object.fromEntries(interfaceLanguages.map((language) => [language, wordsIn(language).draft.marks])),
  en: wordsIn("en").draft.marks,
};

const names: Readonly<Record<Kind, string>> = {
  bulletin: "Bulletin: a trend or an event",
  elevated: "Elevated Alert: a credible threat",
  imminent: "Imminent Alert: credible, specific, impending",
};

function textOf(kind: Kind, { heads, measures, context }: DraftWords): AdvisoryText {
  return { ...heads[kind], sections: [], measures, ...(kind === "bulletin" ? {} : { context }) };
}

/** A skeleton for each kind, in every language of the interface. */
export const builtInTemplates: readonly TextTemplate[] = kinds.map((kind) => {
  const texts = interfaceLanguages.map((language) => [language, textOf(kind, wordsIn(language).draft)] as const);
  const languages = { ...Object.fromEntries(texts), en: textOf(kind, wordsIn("en").draft) };
  return { id: `built-in-${kind}`, name: names[kind], kind, text: { languages, sectors: [], resources: [] } };
});
