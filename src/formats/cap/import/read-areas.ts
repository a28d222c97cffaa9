/** SAME and FIPS6 codes as areas: `PSSCCC`, a part of a county, its state and its county. */
import { isCounty, isState, stateCodes, stateFips } from "../../../domain/areas.ts";

const stateByFips = new Map(stateCodes.map((code) => [stateFips(code), code]));

/** A part of a county is taken for the whole: a place too many rather than one missed. */
export function areasIn(codes: readonly string[]): { areas: string[]; unknown: string[] } {
  const areas = new Set<string>();
  const unknown: string[] = [];
  for (const code of codes) {
    const fips = /^\d{6}$/.test(code) ? code.slice(1) : "";
    const area = fips.endsWith("000") ? stateByFips.get(fips.slice(0, 2)) : fips;
    if (code === "000000") continue;
    if (area !== undefined && (isState(area) || isCounty(area))) areas.add(area);
    else unknown.push(code);
  }
  return { areas: [...areas], unknown };
}
