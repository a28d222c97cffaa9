/**
 * A map to choose states on. It only presses the boxes of the list below it, which remain what counts; without a script it is not shown.
 * One stop of the Tab key: the arrow keys go from state to state.
 */
import { areaName, stateCodes, stateFips } from "../../src/domain/areas.ts";
import { stateLines } from "../parts/map-shapes.generated.ts";

const outlines = new Map(stateLines.split("\n").map((line) => [line.slice(0, 2), line.slice(3)]));
const territories = stateCodes.filter((code) => !outlines.has(stateFips(code)));

export function PickMap({ chosen }: { chosen: readonly string[] }) {
  const state = (code: string) => ({
    role: "checkbox",
    "aria-checked": chosen.includes(code) ? "true" : "false",
    "aria-label": areaName(code),
    tabindex: code === stateCodes[0] ? 0 : -1,
    "data-area": code,
  });
  return (
    <fieldset class="pick-map" hidden data-pick-map aria-describedby="pick-map-hint">
      <legend>States on a map</legend>
      <p class="hint" id="pick-map-hint">
        Press a state to choose it or to leave it out. With the keyboard: arrow keys, then Space.
      </p>
      <svg viewBox="-62 8 1024 616">
        <title>States and territories</title>
        {stateCodes.map((code) =>
          territories.includes(code) ? (
            <g {...state(code)}>
              <title>{areaName(code)}</title>
              <rect x={500 + territories.indexOf(code) * 50} y="588" width="44" height="34" />
              <text x={522 + territories.indexOf(code) * 50} y="611" text-anchor="middle">
                {code}
              </text>
            </g>
          ) : (
            <path {...state(code)} d={outlines.get(stateFips(code))}>
              <title>{areaName(code)}</title>
            </path>
          ),
        )}
      </svg>
      <p class="hint" role="status" />
    </fieldset>
  );
}
