/** Writes templates/parts/map-shapes.generated.ts from the npm package us-atlas: state outlines and a point for each county, in one projection. */
import { readFileSync, writeFileSync } from "node:fs";

type Point = [number, number];
interface Geometry {
  readonly id: string;
  readonly type: "Polygon" | "MultiPolygon";
  readonly arcs: number[][] | number[][][];
}
interface Topology {
  readonly arcs: Point[][];
  readonly transform: { readonly scale: Point; readonly translate: Point };
  readonly objects: Record<string, { readonly geometries: Geometry[] }>;
}

/** Outlines may be off by so much, and islands smaller than so much are left out (units of the 975 × 610 map). */
const tolerance = 1.1;
const leastArea = 5;

const read = (name: string): Topology => JSON.parse(readFileSync(`node_modules/us-atlas/${name}`, "utf8"));

/** Whole coordinates of each arc; TopoJSON holds differences. */
function decoded({ arcs, transform }: Topology): Point[][] {
  return arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
    });
  });
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((by - ay) * x - (bx - ax) * y + bx * ay - by * ax) / length;
}

/** Douglas and Peucker, for each arc alone, so that neighbours keep one border. */
function simplified(points: Point[]): Point[] {
  const first = points[0]!;
  const last = points.at(-1)!;
  let farthest = 0;
  let index = 0;
  points.forEach((point, at) => {
    const far = distance(point, first, last);
    if (far > farthest) [farthest, index] = [far, at];
  });
  if (farthest <= tolerance) return [first, last];
  return [...simplified(points.slice(0, index + 1)).slice(0, -1), ...simplified(points.slice(index))];
}

function ringOf(indexes: number[], arcs: Point[][]): Point[] {
  return indexes.flatMap((index, place) => {
    const arc = index < 0 ? [...arcs[~index]!].reverse() : arcs[index]!;
    return place === 0 ? arc : arc.slice(1);
  });
}

function outerRings({ type, arcs: indexes }: Geometry, arcs: Point[][]): Point[][] {
  const polygons = (type === "Polygon" ? [indexes] : indexes) as number[][][];
  return polygons.map((polygon) => ringOf(polygon[0]!, arcs));
}

function areaOf(ring: Point[]): number {
  return Math.abs(
    ring.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = ring[(index + 1) % ring.length]!;
      return sum + x * nextY - nextX * y;
    }, 0) / 2,
  );
}

/** Relative and in whole units: the shortest way to write it. */
function pathOf(ring: Point[]): string {
  let [x, y] = ring[0]!.map(Math.round) as Point;
  let path = `M${x},${y}l`;
  for (const point of ring.slice(1)) {
    const [nextX, nextY] = point.map(Math.round) as Point;
    if (nextX === x && nextY === y) continue;
    path += `${nextX - x},${nextY - y} `;
    [x, y] = [nextX, nextY];
  }
  return `${path.trimEnd()}z`;
}

const states = read("states-albers-10m.json");
const stateArcs = decoded(states).map(simplified);
const lines = states.objects.states!.geometries.map((state) => {
  const rings = outerRings(state, stateArcs).sort((a, b) => areaOf(b) - areaOf(a));
  return `${state.id} ${rings
    .filter((ring, index) => index === 0 || areaOf(ring) >= leastArea)
    .map(pathOf)
    .join("")}`;
});

const counties = read("counties-albers-10m.json");
const countyArcs = decoded(counties);
const points = counties.objects.counties!.geometries.map((county) => {
  const [ring] = outerRings(county, countyArcs).sort((a, b) => areaOf(b) - areaOf(a));
  const middle = (axis: 0 | 1) => {
    const values = ring!.map((point) => point[axis]);
    return Math.round((Math.min(...values) + Math.max(...values)) / 2);
  };
  return `${county.id} ${middle(0)},${middle(1)}`;
});

writeFileSync(
  "templates/parts/map-shapes.generated.ts",
  [
    "// Made by scripts/generate-map.ts from us-atlas 3.0.1 (US Census Bureau): a line is the FIPS code, then an SVG path or a point.",
    `export const stateLines = \`${lines.sort().join("\n")}\`;`,
    `export const countyPoints = \`${points.sort().join("\n")}\`;`,
    "",
  ].join("\n"),
);
