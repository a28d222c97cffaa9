/**
 * The polygons of states, territories and counties, for screens that know nothing else. They are those of 2017: what was divided or
 * redrawn since has the outlines of all it was made from, a warning too many rather than one missed.
 */
import { isState, stateFips, stateOf } from "../../domain/areas.ts";
import type { Point } from "./outline-geometry.ts";
import { packedLines, unpacked } from "./outline-packing.ts";
import { packedOutlines } from "./outlines.generated.ts";

/**
 * As of 2022. Alaska's Valdez-Cordova was divided in 2019. Connecticut's planning regions replaced its counties in 2022 and cut them
 * along the borders of towns: each is given with every county that has a town in it.
 */
const madeFrom: Readonly<Record<string, readonly string[]>> = {
  "02063": ["02261"],
  "02066": ["02261"],
  "09110": ["09003", "09013"],
  "09120": ["09001"],
  "09130": ["09007", "09011"],
  "09140": ["09001", "09003", "09005", "09009"],
  "09150": ["09011", "09013", "09015"],
  "09160": ["09003", "09005"],
  "09170": ["09009"],
  "09180": ["09011", "09015"],
  "09190": ["09001", "09005"],
};

let lines: ReadonlyMap<string, string> | undefined;

function partsOf(fips: string): Point[][] {
  lines ??= packedLines(packedOutlines);
  return (lines.get(fips) ?? "")
    .split(" ")
    .filter((word) => word !== "")
    .map(unpacked);
}

/** The parts of all these areas, each once, as `[lat, lon]` in thousandths of a degree without the closing point. */
export function outlinesOf(areas: readonly string[]): Point[][] {
  // A county of a state that is named as well adds nothing.
  const needed = areas.filter((area) => isState(area) || !areas.includes(stateOf(area)));
  const codes = needed.flatMap((area) => (isState(area) ? [stateFips(area)] : (madeFrom[area] ?? [area])));
  return [...new Set(codes)].flatMap(partsOf);
}

/** As CAP writes polygons: “lat,lon” pairs, the last the same as the first. */
export function polygonsOf(areas: readonly string[]): string[] {
  return outlinesOf(areas).map((points) =>
    [...points, ...points.slice(0, 1)].map(([lat, lon]) => `${lat / 1_000},${lon / 1_000}`).join(" "),
  );
}
