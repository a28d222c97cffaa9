/**
 * What an advisory is: the shapes, and nothing that happens to them. Moments are epoch milliseconds (`…At`).
 * Kinds and their meaning: NTAS. Content is what two people approve; a revision is content approved, and immutable.
 */
import type { Sector } from "./sectors.ts";

export const kinds = ["bulletin", "elevated", "imminent"] as const;
export type Kind = (typeof kinds)[number];

/** Fixed when the draft is made; only `actual` ever reaches the public. */
export const statuses = ["actual", "exercise", "test"] as const;
export type Status = (typeof statuses)[number];

export const changes = [
  "issue",
  "update",
  "extend",
  "editorial",
  "translate",
  "replace",
  "end",
  "retract",
  "reinstate",
] as const;
export type Change = (typeof changes)[number];

/** What an editor can ask for on a published advisory; the others come from `replaces` and from taking back. */
export const revisable = ["update", "extend", "editorial", "translate", "end", "reinstate"] as const;
export type Revisable = (typeof revisable)[number];

/** Epoch milliseconds. */
export type Moment = number;

/** `{nationwide: true}`, or USPS state codes ("NY") and five-digit county FIPS codes ("36061"). */
export type Scope = { readonly nationwide: true } | { readonly areas: readonly string[] };

export const measureNames = ["individuals", "government", "responders", "privateSector"] as const;
export type MeasureName = (typeof measureNames)[number];

export const contextNames = ["whatWeKnow", "whatWeDoNotKnow", "confidence", "governmentActions", "whyNow"] as const;
export type ContextName = (typeof contextNames)[number];

/** The words of an advisory in one language; body texts are the small Markdown subset of `text.ts`. */
export interface AdvisoryText {
  readonly headline: string;
  readonly summary: string;
  readonly sections: readonly { readonly heading: string; readonly body: string }[];
  /** 6 U.S.C. 124: at least one is required. */
  readonly measures: { readonly [name in MeasureName]?: string };
  readonly howToHelp?: string;
  readonly bePrepared?: string;
  readonly stayInformed?: string;
  readonly context?: { readonly [name in ContextName]?: string };
  /** The place in words, where the list of areas does not say it well. */
  readonly placeText?: string;
}

export const responseTypes = ["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor"] as const;

/** What an editor may say about the CAP codes; the rest follows from the kind. */
export interface Codes {
  readonly responseType?: (typeof responseTypes)[number];
  /** `likely`: an Elevated Alert the editor thinks likely. `observed`: an on-going attack (Imminent only). */
  readonly certainty?: "likely" | "observed";
  /** An exercise that carries the codes of the real thing; its words still say EXERCISE. */
  readonly liveLikeCodes?: boolean;
}

export interface Content {
  readonly kind: Kind;
  readonly status: Status;
  readonly replaces?: string;
  readonly scope: Scope;
  /** Empty: every sector. */
  readonly sectors: readonly Sector[];
  readonly sunsetAt: Moment;
  /** Not before this moment; absent: on approval. */
  readonly publishAt?: Moment;
  /** `false`: no quiet notice at the sunset of an Alert. */
  readonly endNotice?: boolean;
  /** By BCP 47 tag; English is required. */
  readonly languages: { readonly en: AdvisoryText } & { readonly [language: string]: AdvisoryText };
  readonly resources: readonly { readonly title: string; readonly url: string }[];
  readonly nextUpdateBy?: Moment;
  readonly partnerContact?: string;
  readonly codes?: Codes;
}

/** Names one revision: of which advisory, and its number there. */
export interface RevisionKey {
  readonly advisoryId: string;
  readonly number: number;
}

/** One immutable approved version. `sequence` orders all revisions of the service, also those of one millisecond. */
export interface Revision extends RevisionKey {
  readonly sequence: number;
  readonly change: Change;
  /** The public reason ("what changed and why"), approved with the text. */
  readonly note?: string;
  readonly content: Content;
  readonly contentHash: string;
  /** CAP identifier: the same at every render. */
  readonly identifier: string;
  /** Who wrote the text last, where that was another person than the submitter or is known at all. */
  readonly editedBy?: string;
  /** Everybody who wrote any of its words, where that is known. */
  readonly writers?: readonly string[];
  readonly submittedBy: string;
  readonly approvedBy: string;
  readonly approvedAt: Moment;
  /** When it begins to stand; later than `approvedAt` when scheduled. */
  readonly effectiveAt: Moment;
  /** It was to begin by the clock, at an hour that is in doubt: it waits for an operator. Not stored with it. */
  readonly isHeld?: true;
  /** What is stored is not what was approved: it may be taken back, and is neither shown nor sent. Found when it is read, not stored with it. */
  readonly isDamaged?: true;
  /** Sent back before it took effect, because something it would have referenced changed. */
  readonly voidedAt?: Moment;
  /** The advisory that stood until this one did, where it is another one. */
  readonly takesOver?: string;
  /** What a retraction takes back; also on the revision that brings back the right text. */
  readonly takesBack?: RevisionKey;
  /** The revision whose text stands again; of the same advisory. */
  readonly restores?: number;
  /** `retract` only: "end" took back the whole warning, "restore" brought back the text before, here or at another address. */
  readonly then?: "restore" | "end";
  /** `end` only: both people said that the threat is over (CAP AllClear). */
  readonly threatIsOver?: boolean;
}

/** The text that is being written or waits for approval. */
export interface WorkingCopy {
  readonly stage: "draft" | "submitted";
  readonly change: Change;
  readonly note?: string;
  readonly threatIsOver?: boolean;
  readonly content: Content;
  /** Who wrote last. */
  readonly editedBy: string;
  /** Everybody who wrote any words since this working copy was begun, also words that are gone again. */
  readonly writers?: readonly string[];
  readonly submittedBy?: string;
  readonly returnReason?: string;
}

/** One warning with an id and a lasting address. */
export interface Advisory {
  readonly id: string;
  readonly slug: string;
  readonly kind: Kind;
  readonly status: Status;
  /** Advisories that replaced one another share a family: at most one of them stands at any moment. */
  readonly family: string;
  readonly createdAt: Moment;
  /** Ascending by number, voided ones included. */
  readonly revisions: readonly Revision[];
  /** When another advisory of the family took over from this one (voided ones left out). */
  readonly takeovers: readonly { readonly at: Moment; readonly sequence: number; readonly by: string }[];
  readonly working?: WorkingCopy;
}

export type Role = "author" | "approver" | "admin";
export const roles = ["author", "approver", "admin"] as const;

/** A signed-in person. */
export interface Editor {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt?: Moment;
  /** Since when two admins let a young account be the second person for a live advisory of an official site. */
  readonly vouchedAt?: Moment;
  /** Approving then asks for a touch of it. */
  readonly hasPasskey?: boolean;
}
