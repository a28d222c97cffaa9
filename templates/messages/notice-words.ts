/** Words of the page on which a partner's contact says whether it wants service notices. */
import type { ContactState } from "../../src/domain/partner-notice.ts";
import { wordsIn } from "./index.ts";

export interface NoticeWords {
  readonly title: string;
  readonly intro: string;
  readonly states: { readonly [state in ContactState]: string };
  readonly join: string;
  readonly leave: string;
  readonly decline: string;
  readonly guide: string;
}

export function noticeWords(language: string): NoticeWords {
  return wordsIn(language).notice;
}
