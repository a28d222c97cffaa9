/**
 * Outlines as text, small enough to lie in the bundle: a line for each area with its FIPS code and one word for each part; a word
 * holds the differences from point to point in thousandths of a degree, five bits to a character, the lowest first.
 */
import type { Point } from "./outline-geometry.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Map([...alphabet].map((character, value) => [character, value]));

export function packOutlines(outlines: readonly (readonly [string, readonly (readonly Point[])[]])[]): string {
  return outlines.map(([fips, parts]) => [fips, ...parts.map(packed)].join(" ")).join("\n");
}

/** By FIPS code, still packed. */
export function packedLines(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").map((line) => {
      const end = line.indexOf(" ");
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
}

export function unpacked(word: string): Point[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of word) {
    const bits = values.get(character) ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits >= 32) continue;
    numbers.push(value & 1 ? ~(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  const points: Point[] = [];
  let [lat, lon] = [0, 0];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    lat += numbers[index] ?? 0;
    lon += numbers[index + 1] ?? 0;
    points.push([lat, lon]);
  }
  return points;
}

function packed(points: readonly Point[]): string {
  let [lat, lon] = [0, 0];
  return points
    .map(([nextLat, nextLon]) => {
      const word = packedNumber(nextLat - lat) + packedNumber(nextLon - lon);
      [lat, lon] = [nextLat, nextLon];
      return word;
    })
    .join("");
}

function packedNumber(number: number): string {
  let rest = number < 0 ? ~(number << 1) : number << 1;
  let word = "";
  while (rest >= 32) {
    word += alphabet[32 | (rest & 31)];
    rest >>= 5;
  }
  return word + alphabet[rest];
}
