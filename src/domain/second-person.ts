/**
 * What an approval asks of the second person beside the role and not having written the text: that it is really they who approve (a
 * touch of their passkey, made for this very text), and on an official site that their account was not made up a moment ago.
 */
import type { Advisory, Editor, Moment } from "./advisory.ts";
import { hours } from "./durations.ts";
import type { Refusal } from "./refusal.ts";

/** `touch`: a checked assertion of the approver's passkey, and what it was asked for. `api-token`: where approving by the API is allowed. */
export type Proof =
  | { readonly by: "touch"; readonly advisoryId: string; readonly contentHash: string }
  | { readonly by: "api-token" };

export interface Approval {
  readonly advisory: Pick<Advisory, "id" | "status">;
  /** Of the text that would be published. */
  readonly contentHash: string;
  readonly isOfficial: boolean;
  readonly now: Moment;
}

/** How old an account must be to be the second person for a live advisory of an official site. */
export const settledAfterMs = hours(24);

/** From when on nobody needs to vouch for it any more. */
export function settledAt({ createdAt = 0 }: Pick<Editor, "createdAt">): Moment {
  return createdAt + settledAfterMs;
}

/** Whether approving this asks for a touch: of everybody who has a passkey, and always for live advisories of an official site. */
export function needsTouch(by: Editor, { advisory, isOfficial }: Pick<Approval, "advisory" | "isOfficial">): boolean {
  return by.hasPasskey === true || (isOfficial && advisory.status === "actual");
}

/** Why this person cannot be the second one, or `null`. */
export function secondPersonRefusal(by: Editor, approval: Approval, proof: Proof | undefined): Refusal | null {
  const { advisory, contentHash, isOfficial, now } = approval;
  const until = settledAt(by);
  if (isOfficial && advisory.status === "actual" && now < until && by.vouchedAt === undefined)
    return { type: "account-too-young", until };
  if (proof?.by === "api-token" || !needsTouch(by, approval)) return null;
  if (proof?.by === "touch" && proof.advisoryId === advisory.id && proof.contentHash === contentHash) return null;
  return by.hasPasskey ? { type: "touch-needed" } : { type: "passkey-needed" };
}
