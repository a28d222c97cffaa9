/** When editors are reminded that a live advisory ends by itself: 72, 24 and 2 hours before. */
import type { Advisory, Moment, Revision } from "./advisory.ts";
import { effectiveRevisions, phaseAt } from "./phase.ts";
import { carriesText } from "./taking-back.ts";

/** Hours before the sunset. */
export const reminderSteps = [72, 24, 2] as const;
const hour = 3_600_000;

/** Steps and moments that lie ahead of a revision. A step as long as all of its life is none: it would come with the publication. */
export function remindersOf(revision: Revision): { readonly hours: number; readonly at: Moment }[] {
  if (!carriesText(revision)) return [];
  const { sunsetAt } = revision.content;
  return reminderSteps
    .map((hours) => ({ hours, at: sunsetAt - hours * hour }))
    .filter(({ at }) => at > revision.effectiveAt);
}

/** Does this revision's text still stand, with its sunset ahead? */
export function stillEnds(advisory: Advisory, number: number, now: Moment): boolean {
  return phaseAt(advisory, now) === "active" && effectiveRevisions(advisory, now).at(-1)?.number === number;
}

/** The step that was reached last, for the console; null: none, or nothing stands. */
export function reminderDue(advisory: Advisory, now: Moment): { readonly hours: number; readonly at: Moment } | null {
  const standing = effectiveRevisions(advisory, now).at(-1);
  if (!standing || phaseAt(advisory, now) !== "active") return null;
  return remindersOf(standing).findLast(({ at }) => at <= now) ?? null;
}
