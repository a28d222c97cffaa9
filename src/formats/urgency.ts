/** Most urgent first, then newest: the order of everything that has room for one. */
import type { PublishedAdvisory } from "../domain/phase.ts";

const order = { imminent: 0, elevated: 1, bulletin: 2 } as const;

export function byUrgency(one: PublishedAdvisory, other: PublishedAdvisory): number {
  return order[one.kind] - order[other.kind] || other.revision.effectiveAt - one.revision.effectiveAt;
}
