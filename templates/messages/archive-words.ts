/** The words of the archive's filters and of its timeline. */
import { wordsIn } from "./index.ts";

export interface ArchiveWords {
  readonly filters: string;
  readonly kind: string;
  readonly year: string;
  readonly place: string;
  readonly any: string;
  readonly placeHint: string;
  readonly apply: string;
  readonly clear: string;
  readonly found: (count: number) => string;
  readonly noneFound: string;
  readonly plotTitle: string;
  readonly plotText: (count: number, from: number, to: number) => string;
  readonly plotKey: string;
  readonly table: string;
  readonly issued: string;
  readonly over: string;
  readonly how: string;
}

export function archiveWords(language: string): ArchiveWords {
  return wordsIn(language).archive;
}
