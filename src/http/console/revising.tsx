/** Changes of a published advisory that need no new text: extend, end, reinstate. Each is a draft that a second person approves. */
import { Hono } from "hono";
import { consolePath } from "../../../templates/console/console-path.ts";
import type { FormProblem } from "../../../templates/console/fields.tsx";
import { RevisePage, type ReviseValues } from "../../../templates/console/revise.tsx";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import type { Advisory } from "../../domain/advisory.ts";
import { easternIso } from "../../domain/eastern.ts";
import type { Revise } from "../../domain/lifecycle.ts";
import { effectiveRevisions } from "../../domain/phase.ts";
import { normalizeText } from "../../domain/text.ts";
import { advisoryState } from "../../store/advisories.ts";
import { answerTo } from "../problem.ts";
import { formProblems, noTime, readTime, valuesOfContent } from "./advisory-form.ts";
import { lengthInWords } from "./length-in-words.ts";
import { noteFaults } from "./note.ts";
import { page, type Sent, type Visit, visits } from "./session.tsx";

const changes = ["extend", "end", "reinstate"] as const;
type ShortChange = (typeof changes)[number];

export function revisingPages(dependencies: Dependencies): Hono {
  const { clock, database } = dependencies;
  const { reading, acting, missing } = visits(dependencies);
  const routes = new Hono();

  const find = async (visit: Visit) => {
    const state = await advisoryState(database, visit.context.req.param("slug") ?? "");
    const standing = state && effectiveRevisions(state.advisory, clock.now()).at(-1)?.content;
    return state && standing ? { advisory: state.advisory, standing } : null;
  };

  const propsOf = (visit: Visit, advisory: Advisory, change: ShortChange, values: ReviseValues, sunsetAt: number) => ({
    console: visit.console,
    advisory,
    change,
    values,
    questions: [],
    presentSunset: lengthInWords(sunsetAt, clock.now()),
  });

  const submit = async (sent: Sent, change: ShortChange): Promise<Response> => {
    const found = await find(sent);
    if (!found) return missing(sent);
    const { advisory, standing } = found;
    const { form, editor, commandId, context } = sent;
    const values: ReviseValues = {
      note: form.get("note") ?? "",
      sunset: {
        date: form.get("sunset.date") ?? "",
        time: form.get("sunset.time") ?? "",
        which: form.get("sunset.which") ?? "",
      },
      threatIsOver: form.has("threatIsOver"),
    };
    const sunset = change === "end" ? {} : readTime("sunset", values.sunset);
    const problems: FormProblem[] = [...noteFaults(values.note), ...(sunset.problem ? [sunset.problem] : [])];
    const props = {
      ...propsOf(sent, advisory, change, values, standing.sunsetAt),
      questions: sunset.question ? [sunset.question] : [],
    };
    if (problems.length > 0) return page(context, <RevisePage {...props} problems={problems} />, 400);
    const note = normalizeText(values.note);
    const command: Revise = {
      type: "revise",
      change,
      ...(note === "" ? {} : { note }),
      ...(sunset.at === undefined || sunset.at === standing.sunsetAt ? {} : { sunsetAt: sunset.at }),
      ...(change === "end" ? { threatIsOver: values.threatIsOver } : {}),
    };
    const changed = await changeAdvisory(dependencies, { advisoryId: advisory.id, command, editor, commandId });
    if (changed.ok) return context.redirect(`${consolePath(advisory)}?saved=1`, 303);
    const { status, title, detail } = answerTo(changed.refusal);
    const refused =
      changed.refusal.type === "invalid-content"
        ? formProblems(changed.refusal.problems, valuesOfContent(standing))
        : [{ field: "note", reason: `${title}. ${detail}` }];
    return page(context, <RevisePage {...props} problems={refused} />, status);
  };

  for (const change of changes) {
    const path = `/advisories/:slug/revise/${change}`;
    routes.get(
      path,
      reading(async (visit) => {
        const found = await find(visit);
        if (!found) return missing(visit);
        const iso = easternIso(found.standing.sunsetAt);
        const sunset = change === "end" ? noTime : { date: iso.slice(0, 10), time: iso.slice(11, 16), which: iso };
        const values = { note: "", sunset, threatIsOver: false };
        return page(
          visit.context,
          <RevisePage {...propsOf(visit, found.advisory, change, values, found.standing.sunsetAt)} problems={[]} />,
        );
      }),
    );
    routes.post(
      path,
      acting((sent) => submit(sent, change)),
    );
  }
  return routes;
}
