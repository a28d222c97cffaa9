/** The words around what changed between two revisions. */
import { wordsIn } from "./index.ts";

export interface DifferenceWords {
  readonly title: (number: number) => string;
  readonly key: string;
  readonly removed: string;
  readonly added: string;
  readonly until: string;
  readonly headline: string;
  readonly nothing: string;
}

export function differenceWords(language: string): DifferenceWords {
  return wordsIn(language).difference;
}
