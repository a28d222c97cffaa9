/** The words of what other sites and screens show: badge, widget, kiosk page, calendar. */
import { wordsIn } from "./index.ts";

export interface SignageWords {
  readonly advisories: string;
  readonly none: string;
  /** On a badge there is room for a few words only. */
  readonly noneShort: string;
  readonly noAllClear: string;
  readonly more: (count: number) => string;
  readonly until: string;
  readonly displayTitle: string;
  readonly embedTitle: string;
  readonly stale: string;
  readonly noScript: string;
  readonly ended: string;
  readonly calendarName: string;
  readonly calendarEnds: (what: string) => string;
  readonly calendarOver: string;
}

export function signageWords(language: string): SignageWords {
  return wordsIn(language).signage;
}
