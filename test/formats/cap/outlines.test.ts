import { describe, expect, it } from "vitest";
import { countiesOf, stateCodes, stateFips } from "../../../src/domain/areas.ts";
import { areaProblems } from "../../../src/formats/cap/check-area.ts";
import { isInside } from "../../../src/formats/cap/outline-geometry.ts";
import { packedLines, packOutlines, unpacked } from "../../../src/formats/cap/outline-packing.ts";
import { packedOutlines } from "../../../src/formats/cap/outlines.generated.ts";
import { outlinesOf, polygonsOf } from "../../../src/formats/cap/outlines.ts";

const counties = stateCodes.flatMap((state) => countiesOf(state).map(({ fips }) => fips));

/** Do the polygons of these areas hold the place? */
function holds(areas: readonly string[], lat: number, lon: number): boolean {
  return outlinesOf(areas).some((points) => isInside(points, [lat * 1_000, lon * 1_000]));
}

describe("the polygons of areas", () => {
  it("are right by CAP's rules for every state, territory and county", () => {
    const faults = [...stateCodes, ...counties].flatMap((area) => {
      const polygon = polygonsOf([area]);
      const geocode = [{ valueName: "SAME", value: "036000" }];
      const problems = areaProblems({ areaDesc: area, geocode, polygon }, area);
      return polygon.length === 0 ? [`${area} has none`] : problems.map(({ path, reason }) => `${path} ${reason}`);
    });
    expect(faults).toEqual([]);
    expect(counties.length).toBeGreaterThan(3_200);
  });

  it("hold the places that lie in them, and no others", () => {
    const places: [string, number, number][] = [
      ["36061", 40.78, -73.97],
      ["NY", 42.65, -73.75],
      ["34017", 40.73, -74.07],
      ["CA", 37.77, -122.4],
      ["06075", 37.76, -122.44],
      ["15003", 21.35, -157.9],
      ["HI", 19.6, -155.5],
      ["AK", 61.2, -149.8],
      ["02261", 61.5, -145],
      ["PR", 18.3, -66.4],
      ["GU", 13.45, 144.77],
      ["AS", -14.3, -170.72],
      ["DC", 38.9, -77.03],
      ["51600", 38.85, -77.3],
      ["09003", 41.77, -72.68],
    ];
    for (const [area, lat, lon] of places) {
      expect(holds([area], lat, lon), `${area} holds ${lat},${lon}`).toBe(true);
      for (const [other] of places.filter(([one]) => one.slice(0, 2) !== area.slice(0, 2))) {
        if ([other, area].every((one) => ["NY", "36061", "CA", "06075", "HI", "15003", "AK", "02261"].includes(one)))
          continue;
        expect(holds([other], lat, lon), `${other} does not hold ${lat},${lon}`).toBe(false);
      }
    }
  });

  it("are split at 180°: the Aleutians lie on both sides", () => {
    const longitudes = outlinesOf(["02016"])
      .flat()
      .map(([, lon]) => lon / 1_000);
    expect(Math.min(...longitudes)).toBeLessThan(-175);
    expect(Math.max(...longitudes)).toBeGreaterThan(172);
  });

  it("of what was redrawn are those of all it was made from", () => {
    expect(polygonsOf(["02063"])).toEqual(polygonsOf(["02261"]));
    expect(polygonsOf(["02066"])).toEqual(polygonsOf(["02261"]));
    const regions = countiesOf("CT")
      .map(({ fips }) => fips)
      .filter((fips) => fips >= "09110");
    const old = countiesOf("CT")
      .map(({ fips }) => fips)
      .filter((fips) => fips < "09110");
    expect(regions).toHaveLength(9);
    expect(new Set(polygonsOf(regions))).toEqual(new Set(polygonsOf(old)));
    // Hartford, Bridgeport and Waterbury lie in these regions.
    expect(holds(["09110"], 41.77, -72.68) && holds(["09120"], 41.19, -73.19) && holds(["09140"], 41.56, -73.04)).toBe(
      true,
    );
  });

  it("are each given once, and not again for a county of a state that is named", () => {
    expect(polygonsOf(["NY", "36061"])).toEqual(polygonsOf(["NY"]));
    expect(polygonsOf(["09110", "09003"])).toEqual(polygonsOf(["09110"]));
    expect(polygonsOf(["34017", "34017"])).toEqual(polygonsOf(["34017"]));
  });

  it("stay small: no area has more than forty", () => {
    for (const [fips, words] of packedLines(packedOutlines))
      expect(words.split(" ").length, fips).toBeLessThanOrEqual(40);
    expect(packedOutlines.length).toBeLessThan(300_000);
    expect(packedLines(packedOutlines).has(stateFips("AK"))).toBe(true);
  });
});

describe("packing", () => {
  it("gives back what it was given", () => {
    const points = [
      [0, 0],
      [-14_552, -179_147],
      [71_388, 179_778],
      [1, -1],
      [15, 16],
      [-16, -17],
    ] as const;
    const [, word = ""] = packOutlines([["36", [points]]]).split(" ");
    expect(unpacked(word)).toEqual(points);
  });
});
