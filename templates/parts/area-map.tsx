/** Where an advisory holds, as a picture beside its list of places: whole states filled, counties as points in their outlined state. */
import type { Content } from "../../src/domain/advisory.ts";
import { areaName, isState, stateFips, stateOf } from "../../src/domain/areas.ts";
import { type Frame, wordsOf } from "../layout.tsx";
import { areasName } from "../messages/advisory-words.ts";
import { mapWords } from "../messages/map-words.ts";
import { countyPoints, stateLines } from "./map-shapes.generated.ts";

const rowsOf = (lines: string) =>
  new Map(lines.split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
const outlines = rowsOf(stateLines);
const points = rowsOf(countyPoints);
const allOutlines = [...outlines.values()].join("");

/** Too far away for the map: boxes with their codes. */
const territories = ["PR", "VI", "GU", "MP", "AS"] as const;

export function AreaMap({ frame, content }: { frame: Frame; content: Pick<Content, "scope"> }) {
  const words = mapWords(frame.language);
  const { scope } = content;
  const isNationwide = "nationwide" in scope;
  const areas = isNationwide ? [] : scope.areas;
  const whole = areas.filter(isState);
  const counties = areas.filter((area) => !isState(area));
  const label = isNationwide ? words.nationwide : words.label(areasName(content, wordsOf(frame)));
  const holding = new Set(counties.map(stateOf));
  const hasDots = counties.some((county) => points.has(county));
  return (
    <figure class="map">
      <svg viewBox="-62 8 1024 616" role="img" aria-label={label}>
        <path class={isNationwide ? "land marked" : "land"} d={allOutlines} />
        {[...holding]
          .filter((state) => outlines.has(stateFips(state)))
          .map((state) => (
            <path class="holding" d={outlines.get(stateFips(state))} />
          ))}
        {whole
          .filter((state) => outlines.has(stateFips(state)))
          .map((state) => (
            <path class="marked" d={outlines.get(stateFips(state))} />
          ))}
        {counties.map((county) => (
          <County point={points.get(county)} />
        ))}
        {territories.map((code, index) => (
          <g class={isNationwide || whole.includes(code) ? "marked" : holding.has(code) ? "holding" : "land"}>
            <rect x={500 + index * 50} y="592" width="44" height="30" />
            <text x={522 + index * 50} y="615" text-anchor="middle">
              {code}
            </text>
          </g>
        ))}
      </svg>
      <figcaption class="hint">
        {words.caption} {hasDots ? words.countyCaption : ""}
      </figcaption>
    </figure>
  );
}

/** A few new counties have no point of their own; their state is outlined all the same. */
function County({ point }: { point: string | undefined }) {
  const [x, y] = point?.split(",") ?? [];
  return x === undefined ? null : <circle cx={x} cy={y} r="7" />;
}

/** For tests: can every area be shown at all? */
export function isOnMap(area: string): boolean {
  return outlines.has(stateFips(area)) || territories.some((code) => areaName(code) === areaName(stateOf(area)));
}
