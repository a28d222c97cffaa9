/** The first of the two actions of taking back, on every page of an advisory that stands or waits for its hour. */
import type { Advisory } from "../../src/domain/advisory.ts";
import type { Phase } from "../../src/domain/phase.ts";
import { consolePath } from "./console-path.ts";
import { promptsFor } from "./prompts.ts";

export function TakeBackChoice({ advisory, phase }: { advisory: Pick<Advisory, "slug" | "status">; phase: Phase }) {
  if (phase !== "active" && phase !== "scheduled") return null;
  const prompts = promptsFor(advisory.status).takeBack;
  return (
    <section class="take-back" aria-labelledby="take-back-title">
      <h2 id="take-back-title">{prompts.title}</h2>
      <p>{prompts.text}</p>
      <p class="buttons">
        <a class="button-link danger" href={consolePath(advisory, "/take-back/change")}>
          {prompts.change}
        </a>
        {phase === "active" ? (
          <a class="button-link danger" href={consolePath(advisory, "/take-back/warning")}>
            {prompts.warning}
          </a>
        ) : null}
      </p>
    </section>
  );
}
