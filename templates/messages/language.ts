/**
 * All that a language of the interface must say: a folder of words for each, and whatever lacks one fails the check. Words of advisories are
 * not here: people write and approve those.
 */
import type { ApiReferenceWords } from "./api-reference.ts";
import type { ArchiveWords } from "./archive-words.ts";
import type { DifferenceWords } from "./difference-words.ts";
import type { DraftWords } from "./draft-words.ts";
import type { FormatWords } from "./format-words.ts";
import type { IpawsWords } from "./ipaws-words.ts";
import type { MailMessages } from "./mail.ts";
import type { MapWords } from "./map-words.ts";
import type { Messages } from "./messages.ts";
import type { NoticeWords } from "./notice-words.ts";
import type { OfficialWords } from "./official-words.ts";
import type { PartnerWords } from "./partner-words.ts";
import type { SheetWords } from "./sheet-words.ts";
import type { SignInWords } from "./sign-in-words.ts";
import type { SignageWords } from "./signage-words.ts";
import type { VerifyWords } from "./verify-words.ts";

export interface Language {
  readonly messages: Messages;
  readonly apiReference: ApiReferenceWords;
  readonly archive: ArchiveWords;
  readonly difference: DifferenceWords;
  readonly draft: DraftWords;
  readonly formats: FormatWords;
  readonly ipaws: IpawsWords;
  readonly mail: MailMessages;
  readonly map: MapWords;
  readonly notice: NoticeWords;
  readonly official: OfficialWords;
  readonly partner: PartnerWords;
  readonly sheet: SheetWords;
  readonly signage: SignageWords;
  readonly signIn: SignInWords;
  readonly verify: VerifyWords;
}
