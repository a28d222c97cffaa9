/** A refusal is an expected "no": data a person needs to understand it and to go on. Anything thrown is a defect. */
import type { Moment, Role } from "./advisory.ts";

/** One wrong field: where (JSON path, `$.languages.en.headline`), why, and what a right one looks like. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
  readonly example?: string;
}

export type Refusal =
  | { readonly type: "invalid-content"; readonly problems: readonly Problem[] }
  | { readonly type: "not-found"; readonly what: string }
  | { readonly type: "role-missing"; readonly needed: readonly Role[] }
  /** Four eyes: whoever wrote any words of the text, or submitted it, cannot approve it. */
  | { readonly type: "own-submission" }
  /** The account was disabled while it was acting. */
  | { readonly type: "editor-disabled" }
  /** Official site: an account that is younger than a day is not the second person for a live advisory. */
  | { readonly type: "account-too-young"; readonly until: Moment }
  /** Approving asks for a touch of the approver's passkey, made for this very text. */
  | { readonly type: "touch-needed" }
  /** The passkey is not known here, was answered too late or twice, or may have been copied. */
  | { readonly type: "passkey-refused" }
  /** The last passkey of an account stays. */
  | { readonly type: "last-passkey" }
  | { readonly type: "too-many-passkeys" }
  /** Somebody has an account with this address already. */
  | { readonly type: "address-taken" }
  /** Nobody disables their own account, or vouches for it. */
  | { readonly type: "own-account" }
  /** Without an admin nobody could manage accounts in the console. */
  | { readonly type: "last-admin" }
  /** Two admins: who asked cannot confirm. */
  | { readonly type: "own-request" }
  /** Passkeys are changed only shortly after signing in. */
  | { readonly type: "sign-in-again" }
  /** As touch-needed, of an approver who has no passkey yet. */
  | { readonly type: "passkey-needed" }
  /** The text is not the one that was seen. */
  | { readonly type: "stale-content"; readonly presentHash: string }
  | { readonly type: "precondition-missing"; readonly presentHash: string }
  | { readonly type: "wrong-stage"; readonly stage: "draft" | "submitted" | "published"; readonly wanted: string }
  /** Ended and expired advisories are final. */
  | { readonly type: "advisory-over"; readonly phase: string; readonly at: Moment }
  | { readonly type: "wrong-phase"; readonly phase: string; readonly wanted: string }
  | { readonly type: "working-copy-exists"; readonly change: string }
  | { readonly type: "scheduled-revision-waits"; readonly publishAt: Moment }
  | { readonly type: "fixed-field"; readonly field: "kind" | "status" }
  | { readonly type: "replacement-impossible"; readonly reason: string }
  | { readonly type: "nothing-to-take-back" }
  /** What stands now is the text that a taking back brought back, or not the one that was named. */
  | { readonly type: "already-taken-back"; readonly revision: number }
  | { readonly type: "invalid-message"; readonly problems: readonly Problem[] }
  /** The CAP message could not be signed: what is said to the public must be provable. A retraction goes out all the same. */
  | { readonly type: "signing-failed" }
  /** There is no IPAWS form of it; the reasons are for an editor. */
  | { readonly type: "no-ipaws-form"; readonly because: readonly string[] }
  /** The sender's key for this command was used for one with other words. */
  | { readonly type: "key-used" }
  /** Others kept changing the same thing; nothing was written. */
  | { readonly type: "busy" }
  | { readonly type: "gone"; readonly what: string }
  /** What a partner asks to have again no longer stands, or its hour has passed. */
  | { readonly type: "event-over" }
  /** The partner is paused, or its server said that it is gone. */
  | { readonly type: "partner-paused" };

export type Result<Value, No = Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: No };

export function accepted<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function refused<No>(refusal: No): { readonly ok: false; readonly refusal: No } {
  return { ok: false, refusal };
}
