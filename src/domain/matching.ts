/**
 * Who matches (the one rule for mail, push, webhooks, feeds and /cap/current.xml): kind AND place AND sector.
 * Nationwide matches every place; a county matches its state and the reverse; an advisory without sectors matches every sector;
 * transportation-systems matches its modes and the reverse; an Imminent Alert ignores the sector choice. An empty choice means all.
 */
import type { Content, Kind, Scope } from "./advisory.ts";
import { cutDifferently, isState, stateOf } from "./areas.ts";
import { parentSector, type Sector } from "./sectors.ts";

/** What a reader asked for; an empty list means all. */
export interface Choice {
  readonly kinds: readonly Kind[];
  readonly areas: readonly string[];
  readonly sectors: readonly Sector[];
}

export const everything: Choice = { kinds: [], areas: [], sectors: [] };

function areasTouch(one: string, other: string): boolean {
  if (one === other) return true;
  if (isState(one) === isState(other)) return cutDifferently(one, other);
  return stateOf(one) === stateOf(other);
}

function placeMatches(scope: Scope, areas: readonly string[]): boolean {
  if (areas.length === 0 || "nationwide" in scope) return true;
  return scope.areas.some((covered) => areas.some((chosen) => areasTouch(covered, chosen)));
}

function sectorsTouch(one: Sector, other: Sector): boolean {
  return one === other || parentSector(one) === other || parentSector(other) === one;
}

function sectorMatches(content: Pick<Content, "kind" | "sectors">, sectors: readonly Sector[]): boolean {
  if (content.kind === "imminent" || sectors.length === 0 || content.sectors.length === 0) return true;
  return content.sectors.some((covered) => sectors.some((chosen) => sectorsTouch(covered, chosen)));
}

/** Does this advisory's content concern a reader who chose this? */
export function matches(content: Pick<Content, "kind" | "scope" | "sectors">, choice: Choice): boolean {
  if (choice.kinds.length > 0 && !choice.kinds.includes(content.kind)) return false;
  return placeMatches(content.scope, choice.areas) && sectorMatches(content, choice.sectors);
}
