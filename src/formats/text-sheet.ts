/** One advisory as plain text of 70 columns. */
import { sheetWords } from "../../templates/messages/sheet-words.ts";
import type { Moment } from "../domain/advisory.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import { type SheetContext, sheetParts } from "./sheet-parts.ts";
import { momentIn, wordsFor } from "./words.ts";
import { wrapped } from "./wrap.ts";

export interface TextSheetContext extends SheetContext {
  /** As of when it is true: a copy says how old it is. */
  readonly now: Moment;
}

export function textSheet(advisory: PublishedAdvisory, context: TextSheetContext): string {
  const parts = sheetParts(advisory, context).map(({ heading, body }) =>
    [heading, body].filter((line) => line !== undefined && line !== "").join("\n"),
  );
  return `${[...parts, ...closing(advisory, context)].map((part) => wrapped(part)).join("\n\n")}\n`;
}

function closing({ slug }: PublishedAdvisory, { site, prefix, now, language }: TextSheetContext): string[] {
  const words = wordsFor(language);
  const sheet = sheetWords(language);
  return [
    [words.mail.emergency, words.page.frame.noAllClear].join("\n"),
    [sheet.asOf(momentIn(now, words)), `${sheet.latest} ${site.baseUrl}${prefix}/advisories/${slug}`].join("\n"),
  ];
}
