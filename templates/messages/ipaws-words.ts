/** The fixed words of a wireless message, which has 90 or 360 characters: a sentence for each, nothing typed by an editor. */
import type { Kind } from "../../src/domain/advisory.ts";
import { wordsIn } from "./index.ts";

/** What people are to do, by CAP responseType; `other` where they are told no more than to stay informed. */
export type WirelessAdvice = "Shelter" | "Evacuate" | "Avoid" | "Execute" | "other";

export interface IpawsWords {
  readonly kind: Readonly<Record<Exclude<Kind, "bulletin">, string>>;
  readonly warning: (kind: string, place: string, until: string) => string;
  /** Where the place's name is too long. */
  readonly thisArea: string;
  readonly advice: Readonly<Record<WirelessAdvice, string>>;
  readonly correction: (kind: string) => string;
}

export function ipawsWords(language: string): IpawsWords {
  return wordsIn(language).ipaws;
}
