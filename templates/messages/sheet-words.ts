/** The few words of the text sheet and the printable sheet that no page has. */
import { wordsIn } from "./index.ts";

export interface SheetWords {
  readonly place: string;
  readonly asOf: (time: string) => string;
  readonly latest: string;
  readonly link: string;
  readonly pdfLink: string;
  /** As of when a printed sheet is true: it is the same file until something changes. */
  readonly standsSince: (time: string) => string;
  readonly genuine: string;
  readonly code: string;
  readonly pageOf: (page: number, pages: number) => string;
  readonly notPrintable: { readonly rightToLeft: string; readonly letters: (letters: string) => string };
}

export function sheetWords(language: string): SheetWords {
  return wordsIn(language).sheet;
}
