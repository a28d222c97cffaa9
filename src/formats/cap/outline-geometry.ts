/** Plane geometry for outlines, on whole numbers, so that nothing depends on rounding. Points are `[lat, lon]`. */

export type Point = readonly [number, number];

/** Positive: left of the line from a to b; negative: right of it; 0: on it. */
function side([aLat, aLon]: Point, [bLat, bLon]: Point, [lat, lon]: Point): number {
  return Math.sign((bLon - aLon) * (lat - aLat) - (bLat - aLat) * (lon - aLon));
}

/** Is a point that lies on the line through a and b between them? */
function isBetween([aLat, aLon]: Point, [bLat, bLon]: Point, [lat, lon]: Point): boolean {
  return (
    lat >= Math.min(aLat, bLat) &&
    lat <= Math.max(aLat, bLat) &&
    lon >= Math.min(aLon, bLon) &&
    lon <= Math.max(aLon, bLon)
  );
}

/** Do two sides cross or touch? */
export function doSegmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [cSide, dSide, aSide, bSide] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (cSide !== dSide && aSide !== bSide && cSide * dSide <= 0 && aSide * bSide <= 0) {
    if (cSide !== 0 && dSide !== 0 && aSide !== 0 && bSide !== 0) return true;
  }
  return (
    (cSide === 0 && isBetween(a, b, c)) ||
    (dSide === 0 && isBetween(a, b, d)) ||
    (aSide === 0 && isBetween(c, d, a)) ||
    (bSide === 0 && isBetween(c, d, b))
  );
}

/** Does an outline (without its closing point) neither cross nor touch itself? Neighbouring sides share one point and no more. */
export function isSimple(points: readonly Point[]): boolean {
  const count = points.length;
  if (count < 3) return false;
  const at = (index: number) => points[index % count] as Point;
  for (let first = 0; first < count; first++) {
    // A spike: the next side goes back over this one.
    if (side(at(first), at(first + 1), at(first + 2)) === 0 && !isBetween(at(first), at(first + 2), at(first + 1)))
      return false;
    for (let second = first + 2; second < count; second++) {
      if (first === 0 && second === count - 1) continue;
      if (doSegmentsMeet(at(first), at(first + 1), at(second), at(second + 1))) return false;
    }
  }
  return true;
}

/** Does a point lie inside an outline? */
export function isInside(points: readonly Point[], [lat, lon]: Point): boolean {
  let isIn = false;
  for (const [index, [aLat, aLon]] of points.entries()) {
    const [bLat, bLon] = points.at(index - 1) as Point;
    if (aLat > lat !== bLat > lat && lon < ((bLon - aLon) * (lat - aLat)) / (bLat - aLat) + aLon) isIn = !isIn;
  }
  return isIn;
}
