/** The words of the page that tells a genuine message from a made-up one. */
import { wordsIn } from "./index.ts";

export interface VerifyWords {
  readonly title: string;
  readonly intro: string;
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  readonly again: string;
  readonly compareTitle: string;
  readonly compare: string;
  readonly sentTitle: string;
  readonly code: string;
  readonly sentAt: string;
  readonly stands: string;
  readonly laterStands: string;
  readonly notActive: string;
  readonly correctionTitle: string;
  readonly withdrawnTitle: string;
  readonly withdrawn: string;
  readonly exercise: string;
  readonly presentPage: string;
  readonly cap: string;
  readonly inLanguages: string;
  readonly unknownTitle: string;
  readonly unknown: (code: string) => string;
  readonly unknownAdvice: readonly string[];
}

export function verifyWords(language: string): VerifyWords {
  return wordsIn(language).verify;
}
