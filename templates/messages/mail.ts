/**
 * The words of mails and notifications, beside those that the pages have (`messages.ts`). A language that lacks one fails the check.
 */
import type { Kind } from "../../src/domain/advisory.ts";
import type { NoticeTopic } from "../../src/domain/partner-notice.ts";
import { wordsIn } from "./index.ts";

/** The first word of a message that is not about a new advisory (DESIGN 4, "Who is told what"). */
export type Lead = "updated" | "extended" | "correction" | "ended" | "endedAsPlanned";

/** What happened to an editor's account. */
type AccountEvent = "added" | "roles" | "vouched" | "disabled" | "requested";

export interface MailMessages {
  /** For subjects: louder than the label, the more urgent it is. */
  readonly subjectKinds: { readonly [kind in Kind]: string };
  readonly leads: { readonly [lead in Lead]: string };
  readonly subjectDemo: string;
  readonly until: (time: string) => string;
  readonly endedAt: (time: string) => string;
  readonly issuedInError: string;
  readonly notOfficial: string;
  readonly demo: string;
  readonly exercise: (word: string) => string;
  readonly endsByItself: string;
  readonly endedAsPlanned: (title: string, place: string, time: string) => string;
  readonly ended: (title: string, place: string, time: string) => string;
  readonly threatIsOver: string;
  readonly noAllClear: string;
  readonly otherAdvisories: string;
  readonly noOtherAdvisories: string;
  readonly textBelowStands: string;
  readonly standsAgain: string;
  readonly newText: string;
  readonly reason: string;
  readonly replaces: (what: string) => string;
  readonly page: string;
  readonly verify: string;
  readonly noReplies: string;
  readonly emergency: string;
  readonly report: string;
  readonly why: (site: string) => string;
  readonly change: string;
  readonly leave: string;
  readonly confirm: {
    readonly subject: (site: string) => string;
    readonly text: (site: string) => string;
    readonly link: string;
    readonly ignore: string;
  };
  readonly goodbye: {
    readonly subject: (site: string) => string;
    readonly text: (site: string) => string;
    readonly link: string;
    readonly notYou: string;
  };
  readonly erased: {
    readonly subject: (site: string) => string;
    readonly text: (site: string) => string;
    readonly last: string;
  };
  /** To a contact of a partner: whether they want service notices. */
  readonly noticeInvite: {
    readonly subject: (site: string) => string;
    readonly text: (site: string) => string;
    readonly link: string;
    readonly ignore: string;
  };
  /** About the service, to those who run machines: never to be taken for an advisory. */
  readonly notice: {
    readonly subject: (site: string, topic: string) => string;
    readonly topics: { readonly [topic in NoticeTopic]: string };
    readonly notAnAdvisory: (site: string) => string;
    readonly sentBy: (person: string) => string;
    readonly guide: string;
    readonly leave: string;
    readonly copy: string;
  };
  readonly editors: {
    readonly subject: (title: string, actor: string) => string;
    readonly text: (title: string, actor: string, time: string) => string;
    readonly unpublished: string;
    readonly link: string;
  };
  readonly published: {
    readonly subject: (title: string) => string;
    readonly text: (title: string, actor: string, time: string) => string;
    readonly link: string;
  };
  readonly submitted: SubmittedWords;
  /** The same of an exercise or a test: nothing of what is said of a real one, word for word. */
  readonly submittedForPractice: SubmittedWords;
  readonly sunset: {
    readonly subject: (title: string, hours: number) => string;
    readonly text: (title: string, time: string) => string;
    readonly link: string;
  };
  readonly alarm: {
    readonly [state in "raised" | "over"]: {
      readonly subject: (site: string, detail: string) => string;
      readonly text: (detail: string, time: string) => string;
    };
  } & { readonly link: string };
  readonly canary: {
    readonly subject: (site: string) => string;
    readonly text: (time: string) => string;
  };
  readonly account: {
    readonly subject: { readonly [event in AccountEvent]: (name: string) => string };
    readonly text: {
      readonly [event in AccountEvent]: (person: string, roles: string, actor: string, time: string) => string;
    };
    readonly link: string;
  };
  readonly signIn: {
    readonly subject: (site: string) => string;
    readonly text: (name: string, site: string) => string;
    readonly link: string;
    readonly notYou: string;
  };
  readonly push: {
    readonly withdrawn: string;
    readonly inEffectNow: (what: string) => string;
    readonly inEnglish: (headline: string) => string;
    /** Said by the service worker itself: of a message that it cannot read, and of one that comes after its end. */
    readonly unreadable: { readonly title: string; readonly body: string };
    readonly ended: string;
  };
}

interface SubmittedWords {
  readonly subject: (title: string) => string;
  readonly again: (title: string, minutes: number) => string;
  readonly text: (title: string, actor: string, time: string) => string;
  readonly link: string;
  /** In a browser of the approver: the kind, and what to do. */
  readonly push: {
    readonly title: (kind: string) => string;
    readonly again: (kind: string, minutes: number) => string;
    readonly text: string;
  };
}

/** The words of a language; English for one that the interface does not speak. */
export function mailMessages(language: string): MailMessages {
  return wordsIn(language).mail;
}
