/**
 * Writes src/formats/cap/outlines.generated.ts from the npm package us-atlas (US Census cartographic boundaries of 2017): for each
 * state, territory and county the outlines of its parts as CAP wants polygons: at most 100 points, not crossing or touching itself.
 * Holes are left out (a warning too many rather than one missed); so are islets of less than about a square kilometre beside a larger
 * part, and what comes after the forty largest parts. Degrees are rounded to thousandths, about the exactness of the source. Run: node scripts/generate-outlines.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { MultiPolygon, Polygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { doSegmentsMeet, isSimple, type Point } from "../src/formats/cap/outline-geometry.ts";
import { packOutlines } from "../src/formats/cap/outline-packing.ts";

const target = "src/formats/cap/outlines.generated.ts";
/** The closing point is the hundredth. */
const mostPoints = 99;
/** In square thousandths of a degree: about 1 km² in the middle of the country. */
const smallestArea = 100;
/** Alaska alone has more: its message is to stay one that a screen can take. */
const mostParts = 40;

function readAtlas(name: "states" | "counties"): Map<string, Polygon | MultiPolygon> {
  const atlas = JSON.parse(readFileSync(`node_modules/us-atlas/${name}-10m.json`, "utf8")) as Topology;
  const collection = feature(atlas, atlas.objects[name] as GeometryCollection);
  return new Map(collection.features.map(({ id, geometry }) => [String(id), geometry as Polygon | MultiPolygon]));
}

/** Outer rings as `[lat, lon]` in thousandths, without the closing point. */
function ringsOf(geometry: Polygon | MultiPolygon): Point[][] {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map(([outer = []]) => withoutRepeats(outer.slice(0, -1).map(rounded)));
}

function rounded([lon = 0, lat = 0]: Position): Point {
  return [Math.round(lat * 1_000), Math.round(lon * 1_000)];
}

function withoutRepeats(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points.at(index - 1);
    return points.length === 1 || before?.[0] !== point[0] || before[1] !== point[1];
  });
}

function areaOf(points: readonly Point[]): number {
  const double = points.reduce((sum, [lat, lon], index) => {
    const [nextLat, nextLon] = points[(index + 1) % points.length] as Point;
    return sum + lon * nextLat - nextLon * lat;
  }, 0);
  return Math.abs(double) / 2;
}

/** How much of the outline goes with one point (Visvalingam). */
function weightAt(points: readonly Point[], index: number): number {
  return areaOf([points.at(index - 1), points[index], points[(index + 1) % points.length]] as Point[]);
}

/** Would the side that closes the gap meet another side? */
function wouldMeet(points: readonly Point[], index: number): boolean {
  const count = points.length;
  const [before, after] = [(index - 1 + count) % count, (index + 1) % count];
  const from = points[before] as Point;
  const to = points[after] as Point;
  return points.some((point, other) => {
    const next = (other + 1) % count;
    if ([before, index, after].includes(other) || [before, index].includes(next)) return false;
    return doSegmentsMeet(from, to, point, points[next] as Point);
  });
}

/** Takes away the least important points until there are few enough and the outline is simple. */
function simplified(ring: readonly Point[]): Point[] {
  const points = [...ring];
  while (points.length > 3 && (points.length > mostPoints || !isSimple(points))) {
    const order = points.map((_, index) => index).sort((a, b) => weightAt(points, a) - weightAt(points, b));
    const isAlreadySimple = isSimple(points);
    const index = order.find((one) => !isAlreadySimple || !wouldMeet(points, one)) ?? order[0] ?? 0;
    points.splice(index, 1);
  }
  return points;
}

/** For the one city (Falls Church, VA) that the source has shrunk to a line. */
function boxAround(points: readonly Point[]): Point[] {
  const [lats, lons] = [points.map(([lat]) => lat), points.map(([, lon]) => lon)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  return [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
  ];
}

function outlinesOf(geometry: Polygon | MultiPolygon): Point[][] {
  const rings = ringsOf(geometry)
    .map(simplified)
    .filter((points) => points.length >= 3 && areaOf(points) > 0)
    .sort((a, b) => areaOf(b) - areaOf(a));
  if (rings.length === 0) return [boxAround(ringsOf(geometry).flat())];
  return rings.filter((points, index) => index === 0 || areaOf(points) >= smallestArea).slice(0, mostParts);
}

const all = [...readAtlas("states"), ...readAtlas("counties")].sort(([a], [b]) => (a < b ? -1 : 1));
const outlines = all.map(([fips, geometry]) => [fips, outlinesOf(geometry)] as const);
const packed = packOutlines(outlines);
writeFileSync(
  target,
  `// Generated by scripts/generate-outlines.ts from us-atlas 3.0.1 (US Census Bureau). See outline-packing.ts.\nexport const packedOutlines = \`${packed}\`;\n`,
);
const parts = outlines.flatMap(([, rings]) => rings);
console.log(
  `${outlines.length} areas, ${parts.length} parts, ${parts.flat().length} points, ${Math.round(packed.length / 1024)} KB`,
);
const most = [...outlines].sort((a, b) => b[1].length - a[1].length).slice(0, 8);
console.log(most.map(([fips, rings]) => `${fips}: ${rings.length}`).join(", "));
