/**
 * Taking back: a page that says what will happen, and one button. Whoever may write or approve does it alone, and nothing that anybody
 * typed goes out with it.
 */
import { Hono } from "hono";
import { consolePath } from "../../../templates/console/console-path.ts";
import { TakeBackPage } from "../../../templates/console/take-back.tsx";
import { areasInSentence, momentName } from "../../../templates/messages/advisory-words.ts";
import { en } from "../../../templates/messages/en/messages.ts";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import type { State } from "../../domain/lifecycle.ts";
import { effectiveRevisions, phaseAt } from "../../domain/phase.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { textToRestore } from "../../domain/taking-back.ts";
import { advisoryState } from "../../store/advisories.ts";
import { answerTo } from "../problem.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { page, type Visit, visits } from "./session.tsx";

export function takingBackPages(dependencies: Dependencies): Hono {
  const { clock, database } = dependencies;
  const { reading, acting, missing } = visits(dependencies);
  const routes = new Hono();

  const show = (visit: Visit, state: State, what: "change" | "warning", refusal?: Refusal): Response => {
    const { advisory, family } = state;
    const now = clock.now();
    const line = effectiveRevisions(advisory, now);
    const last = line.at(-1);
    const isTold = phaseAt(advisory, now) !== "scheduled" && last !== undefined;
    const members = [...family.filter((one) => one.id !== advisory.id && one.family === advisory.family), advisory];
    const restored = isTold && what === "change" ? textToRestore(members, last, now) : undefined;
    const sentAt = restored ? last?.effectiveAt : line[0]?.effectiveAt;
    const sentence =
      isTold && sentAt !== undefined
        ? en.advisory.issuedInError(advisory.kind, areasInSentence(last.content, en), momentName(sentAt, en))
        : undefined;
    const made = (
      <TakeBackPage
        console={visit.console}
        advisory={advisory}
        what={what}
        {...(isTold && last ? { revision: last.number } : {})}
        {...(sentence === undefined ? {} : { sentence })}
        {...(restored
          ? { restored: { headline: restored.content.languages.en.headline, sentAt: restored.effectiveAt } }
          : {})}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />
    );
    return page(visit.context, made, refusal ? answerTo(refusal).status : 200);
  };

  for (const what of ["change", "warning"] as const) {
    const path = `/advisories/:slug/take-back/${what}`;
    routes.get(
      path,
      reading(async (visit) => {
        const state = await advisoryState(database, visit.context.req.param("slug") ?? "");
        return state ? show(visit, state, what) : missing(visit);
      }),
    );
    routes.post(
      path,
      acting(async (sent) => {
        const state = await advisoryState(database, sent.context.req.param("slug") ?? "");
        if (!state) return missing(sent);
        const { editor, commandId, context, form } = sent;
        const revision = Number(form.get("revision"));
        const changed = await changeAdvisory(dependencies, {
          advisoryId: state.advisory.id,
          command: {
            type: "retract",
            then: what === "change" ? "restore" : "end",
            ...(Number.isSafeInteger(revision) && revision > 0 ? { revision } : {}),
          },
          editor,
          commandId,
        });
        return changed.ok
          ? context.redirect(consolePath(state.advisory), 303)
          : show(sent, state, what, changed.refusal);
      }),
    );
  }
  return routes;
}
