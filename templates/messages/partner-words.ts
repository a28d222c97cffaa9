/** Words of the page on which a partner looks after its webhook. The console shows the same, in English. */
import { wordsIn } from "./index.ts";

export interface PartnerWords {
  readonly title: string;
  readonly intro: string;
  readonly keepSecret: string;
  readonly address: string;
  readonly format: string;
  readonly formats: { readonly json: string; readonly cap: string };
  readonly header: string;
  readonly stateName: string;
  readonly states: { readonly active: string; readonly paused: string; readonly gone: string };
  readonly exercises: string;
  readonly secretTitle: string;
  readonly secretText: string;
  readonly rotated: string;
  readonly show: string;
  readonly rotate: string;
  readonly testTitle: string;
  readonly testText: string;
  readonly test: string;
  readonly testSent: string;
  readonly eventsTitle: string;
  readonly noEvents: string;
  readonly event: string;
  readonly testEvent: string;
  readonly revision: (number: number) => string;
  readonly sunset: (number: number) => string;
  readonly lastTry: string;
  readonly tries: string;
  readonly outcome: string;
  readonly outcomes: Readonly<Record<"accepted" | "later" | "gone" | "refused" | "unknown", string>>;
  readonly again: string;
  readonly againSent: string;
  readonly noticesTitle: string;
  readonly noticesText: string;
  readonly notices: string;
  readonly noticesAsked: string;
  readonly pauseTitle: string;
  readonly pauseText: string;
  readonly pause: string;
  readonly resume: string;
}

export function partnerWords(language: string): PartnerWords {
  return wordsIn(language).partner;
}
