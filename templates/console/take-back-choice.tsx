/** The first of the two actions of taking back, on every page of an advisory that stands or waits for its hour. */
import type { Advisory } from "../../src/domain/advisory.ts";
import type { Phase } from "../../src/domain/phase.ts";
import { consolePath } from "./console-path.ts";

export function TakeBackChoice({ advisory, phase }: { advisory: Pick<Advisory, "slug">; phase: Phase }) {
  if (phase !== "active" && phase !== "scheduled") return null;
  return (
    <section class="take-back" aria-labelledby="take-back-title">
      <h2 id="take-back-title">Issued in error?</h2>
      <p>One person can take it back at once, in fixed words. Everyone who got it is told.</p>
      <p class="buttons">
        <a class="button-link danger" href={consolePath(advisory, "/take-back/change")}>
          Take back this change
        </a>
        {phase === "active" ? (
          <a class="button-link danger" href={consolePath(advisory, "/take-back/warning")}>
            Take back the whole warning
          </a>
        ) : null}
      </p>
    </section>
  );
}
