/**
 * Tries again what failed for good, once somebody has mended the reason. Only for what an advisory told last, while it may still be
 * told; only for readers who certainly got nothing. Who does not match, or has left, is passed over again when the lot is worked on.
 */

import type { Moment } from "../domain/advisory.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { advisoryState } from "../store/advisories.ts";
import { dueInFamily } from "../store/announcements.ts";
import { failedLots, reopenLot } from "../store/lots.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export interface ResendRequest {
  /** Id or slug. */
  readonly advisory: string;
  /** Lots that were finished before are left alone. */
  readonly since: Moment;
  readonly actor: string;
  readonly commandId: string;
}

/** Gives how many messages had failed in what is tried again. */
export async function resendFailed(
  dependencies: Dependencies,
  { advisory, since, actor, commandId }: ResendRequest,
): Promise<Result<{ failed: number }>> {
  const { database, clock, nudge } = dependencies;
  const done = await commit<{ failed: number }>(dependencies, commandId, async () => {
    const state = await advisoryState(database, advisory);
    if (!state) return refused({ type: "not-found", what: "advisory" });
    const now = clock.now();
    const { id, family } = state.advisory;
    const last = (await dueInFamily(database, family, now)).findLast((one) => !one.machinesOnly);
    const isOwn = last !== undefined && last.advisoryId === id && last.deadlineAt > now;
    const lots = isOwn ? await failedLots(database, last.id, since, now) : [];
    const failed = lots.reduce((sum, lot) => sum + lot.failed, 0);
    return accepted({
      writes: lots.map((lot) => reopenLot(database, lot)),
      entry: { actor, action: "resend-failed", advisoryId: id, isPublic: false, detail: { failed, since } },
    });
  });
  nudge();
  return done;
}
