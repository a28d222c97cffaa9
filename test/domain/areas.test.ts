/** Areas: complete, and called as people call them. */
import { describe, expect, test } from "vitest";
import {
  areaName,
  countiesOf,
  isArea,
  isCounty,
  isState,
  stateCodes,
  stateFips,
  stateOf,
} from "../../src/domain/areas.ts";

describe("names", () => {
  test.each([
    ["NY", "New York"],
    ["DC", "District of Columbia"],
    ["PR", "Puerto Rico"],
    ["36061", "New York County, NY"],
    ["34017", "Hudson County, NJ"],
    ["51760", "Richmond city, VA"],
    ["51159", "Richmond County, VA"],
    ["51600", "Fairfax city, VA"],
    ["51059", "Fairfax County, VA"],
    ["51036", "Charles City County, VA"],
    ["51095", "James City County, VA"],
    ["24005", "Baltimore County, MD"],
    ["24510", "Baltimore city, MD"],
    ["29189", "St. Louis County, MO"],
    ["29510", "St. Louis city, MO"],
    ["32510", "Carson City, NV"],
    ["22071", "Orleans Parish, LA"],
    ["02020", "Anchorage, AK"],
    ["11001", "District of Columbia"],
    ["09001", "Fairfield County, CT"],
    ["09110", "Capitol Planning Region, CT"],
    ["09120", "Greater Bridgeport Planning Region, CT"],
    ["09170", "South Central Connecticut Planning Region, CT"],
    ["16085", "Valley County, ID"],
    ["35013", "Doña Ana County, NM"],
    ["72021", "Bayamón, PR"],
    ["66010", "Guam"],
    ["78030", "St. Thomas, VI"],
    ["60050", "Western District, AS"],
    ["69110", "Saipan, MP"],
  ])("%s is %s", (area, name) => {
    expect(areaName(area)).toBe(name);
  });

  test("no two counties have one name", () => {
    const names = stateCodes.flatMap((state) => countiesOf(state).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  test("no name is empty, doubled or has a blank at its end", () => {
    for (const { fips, name } of stateCodes.flatMap(countiesOf)) {
      expect(name, fips).toMatch(/^\p{Lu}[\p{L}\p{N} .'’-]+(, [A-Z]{2})?$/u);
      expect(name, fips).not.toMatch(/(County|Parish|city|Region|District) (County|Parish|city|Region|District)/);
    }
  });
});

describe("completeness", () => {
  test("fifty states, the District and five territories", () => {
    expect(stateCodes.length).toBe(56);
    expect(new Set(stateCodes.map(stateFips)).size).toBe(56);
  });

  test.each(stateCodes)("%s has counties, all of them in it", (state) => {
    const counties = countiesOf(state);
    expect(counties.length).toBeGreaterThan(0);
    for (const { fips } of counties) {
      expect(stateOf(fips)).toBe(state);
      expect(stateFips(fips)).toBe(stateFips(state));
      expect([isCounty(fips), isState(fips), isArea(fips)]).toEqual([true, false, true]);
    }
    expect([isCounty(state), isState(state), isArea(state)]).toEqual([false, true, true]);
  });

  test.each([
    ["TX", 254],
    ["GA", 159],
    ["VA", 133],
    ["LA", 64],
    ["CT", 8 + 9],
    ["DE", 3],
    ["DC", 1],
    ["PR", 78],
  ])("%s has %i", (state, count) => {
    expect(countiesOf(state).length).toBe(count);
  });
});

test.each([
  "",
  "ny",
  "USA",
  "XX",
  "36",
  "3606",
  "360611",
  "36000",
  "99999",
  "03001",
  "constructor",
  "__proto__",
  "36061 ",
])("%j is not an area", (area) => {
  expect(isArea(area)).toBe(false);
});
