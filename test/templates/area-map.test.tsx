import { expect, test } from "vitest";
import { countiesOf, stateCodes } from "../../src/domain/areas.ts";
import { AreaMap, isOnMap } from "../../templates/parts/area-map.tsx";
import { frameAt, morning } from "./support.ts";

const map = (areas: readonly string[], language: "en" | "es" = "en") =>
  (<AreaMap frame={frameAt(morning, { language })} content={{ scope: { areas } }} />).toString() as string;

test("every state, territory and county has a place on the map", () => {
  const areas = stateCodes.flatMap((code) => [code, ...countiesOf(code).map(({ fips }) => fips)]);
  expect(areas.filter((area) => !isOnMap(area))).toEqual([]);
});

test("states are filled, counties are points in their outlined state, and the label says them all", () => {
  const html = map(["34017", "NY", "PR"]);
  expect(html.match(/class="marked"/g)).toHaveLength(2);
  expect(html.match(/class="holding"/g)).toHaveLength(1);
  expect(html.match(/<circle/g)).toHaveLength(1);
  expect(html).toContain(
    'aria-label="Map of the United States with these places marked: Hudson County, NJ; New York; Puerto Rico"',
  );
});

test("the whole country is filled with its territories, and said in the reader's language", () => {
  const frame = frameAt(morning, { language: "es" });
  const html = (<AreaMap frame={frame} content={{ scope: { nationwide: true } }} />).toString() as string;
  expect(html.match(/marked"/g)).toHaveLength(6);
  expect(html).toContain("Mapa de los Estados Unidos y sus territorios");
});
