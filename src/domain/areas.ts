/**
 * Areas: USPS state and territory codes, and counties by five-digit FIPS code (state FIPS + county).
 * Connecticut's counties exist in two FIPS sets, 09001–09015 and (since 2022) the planning regions 09110–09190: both are accepted.
 */
import { countyLines } from "./counties.generated.ts";

/** USPS code → [state FIPS code, name]. */
const stateRows = {
  AL: ["01", "Alabama"],
  AK: ["02", "Alaska"],
  AZ: ["04", "Arizona"],
  AR: ["05", "Arkansas"],
  CA: ["06", "California"],
  CO: ["08", "Colorado"],
  CT: ["09", "Connecticut"],
  DE: ["10", "Delaware"],
  DC: ["11", "District of Columbia"],
  FL: ["12", "Florida"],
  GA: ["13", "Georgia"],
  HI: ["15", "Hawaii"],
  ID: ["16", "Idaho"],
  IL: ["17", "Illinois"],
  IN: ["18", "Indiana"],
  IA: ["19", "Iowa"],
  KS: ["20", "Kansas"],
  KY: ["21", "Kentucky"],
  LA: ["22", "Louisiana"],
  ME: ["23", "Maine"],
  MD: ["24", "Maryland"],
  MA: ["25", "Massachusetts"],
  MI: ["26", "Michigan"],
  MN: ["27", "Minnesota"],
  MS: ["28", "Mississippi"],
  MO: ["29", "Missouri"],
  MT: ["30", "Montana"],
  NE: ["31", "Nebraska"],
  NV: ["32", "Nevada"],
  NH: ["33", "New Hampshire"],
  NJ: ["34", "New Jersey"],
  NM: ["35", "New Mexico"],
  NY: ["36", "New York"],
  NC: ["37", "North Carolina"],
  ND: ["38", "North Dakota"],
  OH: ["39", "Ohio"],
  OK: ["40", "Oklahoma"],
  OR: ["41", "Oregon"],
  PA: ["42", "Pennsylvania"],
  RI: ["44", "Rhode Island"],
  SC: ["45", "South Carolina"],
  SD: ["46", "South Dakota"],
  TN: ["47", "Tennessee"],
  TX: ["48", "Texas"],
  UT: ["49", "Utah"],
  VT: ["50", "Vermont"],
  VA: ["51", "Virginia"],
  WA: ["53", "Washington"],
  WV: ["54", "West Virginia"],
  WI: ["55", "Wisconsin"],
  WY: ["56", "Wyoming"],
  AS: ["60", "American Samoa"],
  GU: ["66", "Guam"],
  MP: ["69", "Northern Mariana Islands"],
  PR: ["72", "Puerto Rico"],
  VI: ["78", "U.S. Virgin Islands"],
} as const;

export const stateCodes = Object.keys(stateRows);

const stateByFips = new Map<string, string>(Object.entries(stateRows).map(([code, [fips]]) => [fips, code]));
const countyNames = new Map<string, string>(countyLines.split("\n").map((line) => [line.slice(0, 5), line.slice(6)]));

export function isState(area: string): boolean {
  return Object.hasOwn(stateRows, area);
}

export function isCounty(area: string): boolean {
  return countyNames.has(area);
}

export function isArea(area: string): boolean {
  return isState(area) || isCounty(area);
}

/** The USPS code of the state an area is or lies in. The area is a known one. */
export function stateOf(area: string): string {
  return isState(area) ? area : (stateByFips.get(area.slice(0, 2)) ?? area);
}

/** Two-digit FIPS code of a state or of a county's state. */
export function stateFips(area: string): string {
  return isState(area) ? stateRows[area as keyof typeof stateRows][0] : area.slice(0, 2);
}

function isPlanningRegion(fips: string): boolean {
  return fips.startsWith("09") && fips >= "09110";
}

/**
 * Connecticut's old counties and its planning regions cut the same ground along different lines. Which of them overlap is not
 * known here, so each of one set is taken to touch each of the other: a warning too many rather than one missed.
 */
export function cutDifferently(one: string, other: string): boolean {
  if (one === dividedCounty || other === dividedCounty) return [one, other].some((area) => dividedInto.includes(area));
  return one.startsWith("09") && other.startsWith("09") && isPlanningRegion(one) !== isPlanningRegion(other);
}

/** Alaska's Valdez-Cordova was divided in 2019; lists of readers may still name it. */
const dividedCounty = "02261";
const dividedInto = ["02063", "02066"];

/** What a county is called in its state; an independent city and a county of one name are told apart by their FIPS class. */
function countyTitle(fips: string, name: string): string {
  const state = stateOf(fips);
  if (isPlanningRegion(fips)) return `${name} Planning Region`;
  if (state === "LA") return `${name} Parish`;
  if (state === "AS") return `${name} District`;
  // Boroughs and census areas, municipalities and islands: called by their names alone.
  if (["AK", "PR", "VI", "MP"].includes(state)) return name;
  const isIndependentCity = (state === "VA" && fips.slice(2) >= "510") || ["24510", "29510", "32510"].includes(fips);
  if (isIndependentCity) return /city$/i.test(name) ? name : `${name} city`;
  return `${name} County`;
}

/** "New York", "Hudson County, NJ"; the one county of DC and of Guam is called like the whole. The area is a known one. */
export function areaName(area: string): string {
  if (isState(area)) return stateRows[area as keyof typeof stateRows][1];
  const name = countyNames.get(area);
  if (name === undefined) return area;
  const state = stateOf(area);
  return name === areaName(state) && (state === "DC" || state === "GU") ? name : `${countyTitle(area, name)}, ${state}`;
}

/** All counties of a state: FIPS code and name. */
export function countiesOf(state: string): { fips: string; name: string }[] {
  const prefix = stateFips(state);
  return [...countyNames].filter(([fips]) => fips.startsWith(prefix)).map(([fips]) => ({ fips, name: areaName(fips) }));
}

/** Counties whose name, state or FIPS code holds what is looked for; those that begin with it come first. */
export function findCounties(text: string, most: number): { fips: string; name: string }[] {
  const wanted = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  if (wanted.length < 2) return [];
  const found = [...countyNames.keys()]
    .map((fips) => ({ fips, name: areaName(fips) }))
    .filter(({ fips, name }) => fips.startsWith(wanted) || name.toLowerCase().includes(wanted));
  const isFirst = ({ fips, name }: { fips: string; name: string }) =>
    fips.startsWith(wanted) || name.toLowerCase().startsWith(wanted);
  return [...found.filter(isFirst), ...found.filter((one) => !isFirst(one))].slice(0, most);
}
