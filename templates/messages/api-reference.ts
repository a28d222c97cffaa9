/** Words around the reference of the API. The reference itself is in English, as the API is. */
import { wordsIn } from "./index.ts";

export interface ApiReferenceWords {
  readonly title: string;
  readonly intro: string;
  readonly operations: string;
  readonly role: string;
  readonly parameters: string;
  readonly refusals: string;
  readonly refusalsIntro: string;
  readonly more: string;
  readonly limits: string;
  readonly limitsIntro: string;
  readonly limitedActs: { readonly [act in LimitedAct]: string };
}

export const limitedActs = ["signUps", "hubRequests", "partnerActs", "signIns"] as const;
export type LimitedAct = (typeof limitedActs)[number];

export function apiReferenceWords(language: string): ApiReferenceWords {
  return wordsIn(language).apiReference;
}
