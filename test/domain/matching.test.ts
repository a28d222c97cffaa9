/** The truth table of "Who matches" (DESIGN 4): one rule for mail, push, webhooks, feeds and /cap/current.xml. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Kind, kinds, type Scope } from "../../src/domain/advisory.ts";
import { countiesOf, stateCodes } from "../../src/domain/areas.ts";
import { type Choice, everything, matches } from "../../src/domain/matching.ts";
import { modes, type Sector, sectors } from "../../src/domain/sectors.ts";

const nation: Scope = { nationwide: true };
const areas = (...codes: string[]): Scope => ({ areas: codes });
const concerns = (
  advisory: { kind?: Kind; scope?: Scope; sectors?: readonly Sector[] },
  choice: Partial<Choice>,
): boolean => matches({ kind: "elevated", scope: nation, sectors: [], ...advisory }, { ...everything, ...choice });

describe("kind", () => {
  test.each<[Kind, Kind[], boolean]>([
    ["bulletin", [], true],
    ["bulletin", ["bulletin"], true],
    ["bulletin", ["elevated", "imminent"], false],
    ["elevated", ["elevated", "imminent"], true],
    ["elevated", ["bulletin"], false],
    ["imminent", ["imminent"], true],
    ["imminent", ["bulletin", "elevated"], false],
  ])("%s, chosen %j: %s", (kind, chosen, expected) => {
    expect(concerns({ kind }, { kinds: chosen })).toBe(expected);
  });
});

describe("place", () => {
  test.each<[string, Scope, string[], boolean]>([
    ["nationwide matches every choice", nation, ["NY"], true],
    ["nationwide matches a county", nation, ["36061"], true],
    ["no choice means every place", areas("36061"), [], true],
    ["a state matches itself", areas("NY"), ["NY"], true],
    ["a state does not match another", areas("NY"), ["NJ"], false],
    ["a state matches its county", areas("NY"), ["36061"], true],
    ["a county matches its state", areas("36061"), ["NY"], true],
    ["a county matches itself", areas("36061"), ["36061"], true],
    ["a county does not match its neighbour", areas("36061"), ["36047"], false],
    ["a county does not match another state", areas("36061"), ["NJ"], false],
    ["a state does not match another's county", areas("NJ"), ["36061"], false],
    ["any of several is enough", areas("CA", "36061"), ["TX", "NY"], true],
    ["none of several", areas("CA", "36061"), ["TX", "NJ"], false],
    ["an independent city lies in its state", areas("51760"), ["VA"], true],
    ["a territory matches its part", areas("PR"), ["72127"], true],
    ["the District is a state and a county", areas("DC"), ["11001"], true],
    ["a Connecticut county touches a planning region", areas("09120"), ["09001"], true],
    ["a planning region touches a Connecticut county", areas("09001"), ["09120"], true],
    ["two planning regions are two places", areas("09110"), ["09120"], false],
    ["two Connecticut counties are two places", areas("09001"), ["09003"], false],
    ["a Connecticut county is in no other state", areas("09001"), ["NY"], false],
  ])("%s", (_, scope, chosen, expected) => {
    expect(concerns({ scope }, { areas: chosen })).toBe(expected);
  });
});

describe("sector", () => {
  test.each<[string, Kind, Sector[], Sector[], boolean]>([
    ["an advisory without sectors concerns every sector", "elevated", [], ["energy"], true],
    ["no choice means every sector", "elevated", ["energy"], [], true],
    ["a sector matches itself", "elevated", ["energy"], ["energy"], true],
    ["a sector does not match another", "elevated", ["energy"], ["dams"], false],
    ["transportation matches its modes", "elevated", ["transportation-systems"], ["aviation"], true],
    ["a mode matches transportation", "elevated", ["aviation"], ["transportation-systems"], true],
    ["a mode does not match another mode", "elevated", ["aviation"], ["mass-transit"], false],
    ["a mode does not match another sector", "elevated", ["pipeline"], ["energy"], false],
    ["any of several is enough", "bulletin", ["energy", "aviation"], ["dams", "transportation-systems"], true],
    ["an Imminent Alert ignores the sector choice", "imminent", ["energy"], ["dams"], true],
    ["a Bulletin does not", "bulletin", ["energy"], ["dams"], false],
  ])("%s", (_, kind, covered, chosen, expected) => {
    expect(concerns({ kind, sectors: covered }, { sectors: chosen })).toBe(expected);
  });

  test("every mode belongs to transportation systems and to nothing else", () => {
    for (const mode of modes) {
      const matching = sectors.filter((sector) => concerns({ sectors: [mode] }, { sectors: [sector] }));
      expect(matching).toEqual(["transportation-systems", mode]);
    }
  });
});

describe("kind AND place AND sector", () => {
  test.each([
    [true, true, true],
    [true, true, false],
    [true, false, true],
    [true, false, false],
    [false, true, true],
    [false, true, false],
    [false, false, true],
    [false, false, false],
  ])("kind %s, place %s, sector %s", (kind, place, sector) => {
    const choice: Choice = {
      kinds: [kind ? "elevated" : "bulletin"],
      areas: [place ? "NY" : "NJ"],
      sectors: [sector ? "energy" : "dams"],
    };
    expect(concerns({ scope: areas("36061"), sectors: ["energy"] }, choice)).toBe(kind && place && sector);
  });

  test("an Imminent Alert ignores the sector choice, but neither kind nor place", () => {
    const alert = { kind: "imminent", scope: areas("36061"), sectors: ["energy"] } as const;
    expect(concerns(alert, { areas: ["NY"], sectors: ["dams"] })).toBe(true);
    expect(concerns(alert, { areas: ["NJ"], sectors: ["energy"] })).toBe(false);
    expect(concerns(alert, { kinds: ["elevated"], sectors: ["energy"] })).toBe(false);
  });
});

describe("whatever is chosen", () => {
  const area = fc.oneof(
    fc.constantFrom(...stateCodes),
    fc.constantFrom(...stateCodes.flatMap((state) => countiesOf(state).map(({ fips }) => fips))),
  );
  const choice = fc.record({
    kinds: fc.uniqueArray(fc.constantFrom(...kinds)),
    areas: fc.uniqueArray(area, { maxLength: 4 }),
    sectors: fc.uniqueArray(fc.constantFrom(...sectors), { maxLength: 4 }),
  });

  test("places match both ways, and a wider choice never loses an advisory", () => {
    fc.assert(
      fc.property(choice, choice, area, (one, other, added) => {
        if (one.areas.length > 0 && other.areas.length > 0)
          expect(concerns({ scope: { areas: one.areas } }, { areas: other.areas })).toBe(
            concerns({ scope: { areas: other.areas } }, { areas: one.areas }),
          );
        const advisory = { kind: "elevated", scope: { areas: [added, ...one.areas] }, sectors: one.sectors } as const;
        if (matches(advisory, other)) {
          const wider = { ...other, areas: other.areas.length > 0 ? [...other.areas, added] : [] };
          expect(matches(advisory, wider)).toBe(true);
        }
        expect(matches(advisory, everything)).toBe(true);
      }),
    );
  });
});
