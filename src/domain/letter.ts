/** What a letter says: read by the store when it is sent, and made into a mail, a notification or JSON by its channel. */
import type { Kind, Moment, Role, Status } from "./advisory.ts";
import type { Alarm } from "./alarm.ts";
import type { NoticeTopic } from "./partner-notice.ts";

export interface LetterHead {
  readonly recipient: string;
  readonly language: string;
  /** Names the message: the same at every try. */
  readonly messageKey: string;
}

/** What the token in a link names. */
interface Linked {
  readonly id: number;
  readonly nonce: string;
}

export type Letter = LetterHead &
  (
    | AdvisoryLetter
    /** To whoever signs up (the link names the sign-up) or leaves (it names the subscription). */
    | ({ readonly purpose: "confirm" | "goodbye" } & Linked)
    /** All that was held was erased: there is no id left to name. */
    | { readonly purpose: "erased" }
    /** To those who run machines that read the service: a contact is asked, or told something of the service. */
    | ({ readonly purpose: "notice-invite" } & Linked)
    | {
        readonly purpose: "notice";
        readonly topic: NoticeTopic;
        readonly text: string;
        readonly sentBy: string;
        /** Whose link to leave; absent in the copy of an editor. */
        readonly contact?: Linked;
      }
    | ({ readonly purpose: "alarm" } & Alarm)
    /** Proves that letters go out; to a browser's PushSubscription too. One to nobody is composed and goes no further. */
    | { readonly purpose: "canary"; readonly at: Moment }
    | ({ readonly purpose: "account"; readonly at: Moment } & AccountData)
    /** A one-time link into the console, for its recipient alone. */
    | { readonly purpose: "sign-in"; readonly name: string; readonly nonce: string }
  );

/** What happened to an editor's account, or was asked for. */
export type AccountEvent = "added" | "roles" | "vouched" | "disabled" | "requested";

export interface AccountData {
  readonly event: AccountEvent;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Who did it: one name, or two. */
  readonly actor: string;
}

/**
 * To those who run the service: what an advisory came to. `editors`: one person took something back. `published`: it stands now.
 * `submitted`: it waits for approval. `sunset`: it ends soon.
 */
export type AdvisoryPurpose = "editors" | "published" | "submitted" | "sunset";

export interface AdvisoryLetter {
  readonly purpose: AdvisoryPurpose;
  readonly slug: string;
  readonly kind: Kind;
  readonly status: Status;
  /** The revision that was published or took it back; 0 where none had been published yet. */
  readonly number: number;
  readonly actor: string;
  /** When it was done, begins to stand, or (`sunset`) ends. */
  readonly at: Moment;
  /** Minutes since the submission, where this reminds of it. */
  readonly waitedMinutes?: number;
  /** `sunset`: how many hours before it. */
  readonly hours?: number;
  /** `submitted`: it goes to a browser of the approver, by its PushSubscription, in place of a mail. */
  readonly browser?: { readonly address: string; readonly deadlineAt: Moment };
}
