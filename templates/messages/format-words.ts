/** The words that formats put around an advisory's own, beside those of pages and mails. All are fixed: nothing typed by an editor is among them. */
import type { Kind } from "../../src/domain/advisory.ts";
import { wordsIn } from "./index.ts";

export interface FormatWords {
  /** CAP `event`, at most 35 characters. */
  readonly event: Readonly<Record<Kind, string>>;
  /** CAP `event` of exercises and tests: at most 35 characters with the first word that marks them. */
  readonly markedEvent: Readonly<Record<Kind, string>>;
  /** CAP `areaDesc` of the whole country. */
  readonly nationwide: string;
  readonly feedTitle: string;
  /** The heading of what has none in a CAP message that comes in. */
  readonly details: string;
  /** First words, and the sentence, for what no longer covers a filtered feed's places or sectors. */
  readonly noLongerCovered: string;
  readonly noLongerCovers: (kind: string, time: string) => string;
  readonly rights: string;
}

export function formatWords(language: string): FormatWords {
  return wordsIn(language).formats;
}
