/** The words of the map of the affected area. */
import { wordsIn } from "./index.ts";

export interface MapWords {
  readonly label: (places: string) => string;
  readonly nationwide: string;
  readonly caption: string;
  readonly countyCaption: string;
}

export function mapWords(language: string): MapWords {
  return wordsIn(language).map;
}
