/** What CAP 1.2 §3.2.4 and its readers demand of an area. */
import type { Problem } from "../../domain/refusal.ts";
import type { CapArea } from "./model.ts";
import { isSimple } from "./outline-geometry.ts";

const descriptionLimit = 400;
const vertexLimit = 100;

export function areaProblems({ areaDesc, geocode, polygon }: CapArea, path: string): Problem[] {
  const problems: Problem[] = [];
  const length = [...areaDesc].length;
  if (length === 0 || length > descriptionLimit || /[\n\r\t]/.test(areaDesc)) {
    const reason = `must be one line of at most ${descriptionLimit} characters that names the place`;
    problems.push({ path: `${path}.areaDesc`, reason, example: "New York; Hudson County, NJ" });
  }
  for (const [index, { valueName, value }] of geocode.entries()) {
    if (["SAME", "FIPS6"].includes(valueName) && !/^\d{6}$/.test(value)) {
      const reason = `a ${valueName} code has six digits`;
      problems.push({ path: `${path}.geocode[${index}]`, reason, example: "036061" });
    }
  }
  const same = geocode.filter(({ valueName }) => valueName === "SAME").map(({ value }) => value);
  if (same.length === 0) problems.push({ path: `${path}.geocode`, reason: "has no SAME code" });
  if (new Set(same).size < same.length) problems.push({ path: `${path}.geocode`, reason: "holds one code twice" });
  if (same.includes("000000") && (same.length > 1 || polygon.length > 0))
    problems.push({ path: `${path}.geocode`, reason: "the whole country (000000) stands alone, without polygons" });
  return [...problems, ...polygon.flatMap((points, index) => polygonProblems(points, `${path}.polygon[${index}]`))];
}

function polygonProblems(polygon: string, path: string): Problem[] {
  const pairs = polygon.split(" ");
  const form = /^-?\d{1,2}(\.\d{1,6})?,-?\d{1,3}(\.\d{1,6})?$/;
  if (!pairs.every((pair) => form.test(pair)))
    return [{ path, reason: "must be “lat,lon” pairs of at most six decimals, separated by single spaces" }];
  if (pairs.length < 4 || pairs[0] !== pairs.at(-1))
    return [{ path, reason: "must have at least four pairs, the last the same as the first" }];
  if (pairs.length > vertexLimit) return [{ path, reason: `has more than ${vertexLimit} pairs` }];
  const degrees = pairs.map((pair) => pair.split(",").map(Number) as [number, number]);
  if (degrees.some(([lat, lon]) => Math.abs(lat) > 90 || Math.abs(lon) > 180))
    return [{ path, reason: "must lie on the Earth: latitude first, at most 90; longitude at most 180" }];
  if (degrees.some(([, lon], index) => Math.abs(lon - (degrees[index - 1]?.[1] ?? lon)) > 180))
    return [{ path, reason: "must be split at 180°: no side may go around the Earth" }];
  const scale =
    10 **
    Math.max(
      ...pairs
        .join(",")
        .split(",")
        .map((text) => text.split(".")[1]?.length ?? 0),
    );
  const points = degrees.map(([lat, lon]) => [Math.round(lat * scale), Math.round(lon * scale)] as const);
  return isSimple(points.slice(0, -1)) ? [] : [{ path, reason: "must not cross or touch itself" }];
}
