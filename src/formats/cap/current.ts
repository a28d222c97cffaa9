/** Signage asks one address for the one current message; none is an answer too (204), at once after an end or a retraction. */
import type { Kind, Moment } from "../../domain/advisory.ts";
import { type Choice, matches } from "../../domain/matching.ts";
import type { PublishedAdvisory } from "../../domain/phase.ts";

const alerts: readonly Kind[] = ["elevated", "imminent"];
const urgency: Record<Kind, number> = { imminent: 0, elevated: 1, bulletin: 2 };

/**
 * The most urgent candidate that stands at `now` and matches, then the newest. Alerts only, unless kinds are asked for: a screen
 * that turns red for a Bulletin would cry wolf.
 */
export function currentMessage<Candidate extends { readonly advisory: PublishedAdvisory }>(
  candidates: readonly Candidate[],
  filter: { readonly choice: Choice; readonly kinds?: readonly Kind[] },
  now: Moment,
): Candidate | null {
  const asked = filter.kinds ?? filter.choice.kinds;
  const choice: Choice = { ...filter.choice, kinds: asked.length > 0 ? asked : alerts };
  const [first] = candidates
    .filter(({ advisory }) => advisory.phase === "active" && advisory.sunsetAt > now)
    .filter(({ advisory }) => matches(advisory.revision.content, choice))
    .sort(
      (one, other) =>
        urgency[one.advisory.kind] - urgency[other.advisory.kind] ||
        other.advisory.revision.effectiveAt - one.advisory.revision.effectiveAt ||
        other.advisory.revision.sequence - one.advisory.revision.sequence,
    );
  return first ?? null;
}
