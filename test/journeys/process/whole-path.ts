/**
 * The whole path, on real components: an advisory from two editors to every reader, and every way in which it can change and end.
 * After each step stands what DESIGN's table "Who is told what" promises: all that every output shows, and who was told what.
 */
import { describe } from "vitest";
import type { Runtime } from "../../support/process.ts";
import { exercise } from "./whole-path/exercise.ts";
import { issuedToEnded } from "./whole-path/issued-to-ended.ts";
import { replaced } from "./whole-path/replaced.ts";
import { sunsets } from "./whole-path/sunsets.ts";
import { wrongFromTheBeginning } from "./whole-path/wrong-from-the-beginning.ts";

export function wholePath(runtime: Runtime): void {
  describe(`the whole path on ${runtime.name}`, () => {
    issuedToEnded(runtime);
    wrongFromTheBeginning(runtime);
    replaced(runtime);
    sunsets(runtime);
    exercise(runtime);
  });
}
