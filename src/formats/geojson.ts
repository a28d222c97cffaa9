/** Advisories on the map (RFC 7946): a Feature each, with the outlines of its places; one for the whole country has no geometry. */
import type { Scope } from "../domain/advisory.ts";
import type { Point } from "./cap/outline-geometry.ts";
import { outlinesOf } from "./cap/outlines.ts";

type Position = readonly [number, number];

export interface Feature {
  readonly type: "Feature";
  readonly id: string;
  readonly geometry: { readonly type: "MultiPolygon"; readonly coordinates: readonly (readonly Position[])[][] } | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

export function feature(id: string, scope: Scope, properties: Readonly<Record<string, unknown>>): Feature {
  const geometry =
    "nationwide" in scope
      ? null
      : { type: "MultiPolygon" as const, coordinates: outlinesOf(scope.areas).map((points) => [ringOf(points)]) };
  return { type: "Feature", id, geometry, properties };
}

/** §3.1.6: longitude first, closed, counterclockwise. */
function ringOf(points: readonly Point[]): Position[] {
  const positions = points.map(([lat, lon]): Position => [lon / 1_000, lat / 1_000]);
  const doubleArea = points.reduce((sum, [lat, lon], index) => {
    const [nextLat, nextLon] = points[(index + 1) % points.length] as Point;
    return sum + lon * nextLat - nextLon * lat;
  }, 0);
  const ring = doubleArea < 0 ? positions.reverse() : positions;
  return [...ring, ...ring.slice(0, 1)];
}
