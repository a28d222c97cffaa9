/**
 * Filtered feeds: an advisory that was changed and no longer covers the filter would vanish without a word, and a reader would think
 * that it ended. So it stays for 48 hours, marked.
 */
import type { Moment } from "../domain/advisory.ts";
import { type Choice, matches } from "../domain/matching.ts";
import { aftermath, type PublishedAdvisory } from "../domain/phase.ts";

export type Concern =
  | { readonly type: "concerns" }
  /** A change took the reader's places or sectors out of it. */
  | { readonly type: "left"; readonly since: Moment };

/** Does this advisory concern a reader who chose this; `null` when it does not, or has not for 48 hours. */
export function concernOf({ revisions, revision }: PublishedAdvisory, choice: Choice, now: Moment): Concern | null {
  if (matches(revision.content, choice)) return { type: "concerns" };
  const last = revisions.findLastIndex(({ content }) => matches(content, choice));
  const leaving = last < 0 ? undefined : revisions[last + 1];
  if (!leaving || now >= leaving.effectiveAt + aftermath) return null;
  return { type: "left", since: leaving.effectiveAt };
}
