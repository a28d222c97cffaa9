/** The list of advisories, the page of each, and the steps that need no text: submit, discard, return. */
import { Hono } from "hono";
import { ConsoleAdvisory, contentShown } from "../../../templates/console/advisory.tsx";
import { consolePath } from "../../../templates/console/console-path.ts";
import { type AdvisoryGroups, ConsoleHome, type WrittenMail } from "../../../templates/console/home.tsx";
import type { RefusalWords } from "../../../templates/console/refusal-box.tsx";
import { ReturnPage } from "../../../templates/console/return.tsx";
import type { EndingSoon } from "../../../templates/console/sunset-banner.tsx";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import { ipawsForm, ipawsForms } from "../../actions/ipaws-form.ts";
import type { Advisory, Moment } from "../../domain/advisory.ts";
import { authorsOf, type Command, contentHashOf, mayDo, type State } from "../../domain/lifecycle.ts";
import { phaseAt, scheduledRevision } from "../../domain/phase.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { reminderDue } from "../../domain/sunset-reminder.ts";
import { normalizeText } from "../../domain/text.ts";
import { advisoryState, allAdvisories } from "../../store/advisories.ts";
import { auditRows } from "../../store/audit-rows.ts";
import { ipawsFile } from "../ipaws.ts";
import { answerTo } from "../problem.ts";
import { adviceOnWorking } from "./advice-for.ts";
import { auditLine, editorNames } from "./audit-lines.ts";
import { lengthInWords, wasToEnd } from "./length-in-words.ts";
import { noteFaults } from "./note.ts";
import { progressOf } from "./progress-lines.ts";
import { page, type Sent, type Visit, visits } from "./session.tsx";

export interface AdvisoryPageDependencies extends Dependencies {
  /** Mails that were written to files, newest first; absent: a mail server is set up. */
  readonly writtenMails?: () => Promise<readonly (WrittenMail & { readonly isOfReader: boolean })[]>;
}

const mostOver = 20;
const mostTrail = 100;

export function refusalWords(refusal: Refusal): RefusalWords {
  const { title, detail } = answerTo(refusal);
  const problems =
    refusal.type === "invalid-content" || refusal.type === "invalid-message" ? refusal.problems : undefined;
  return {
    title,
    detail: problems ? "Nothing was done. Please look at this:" : detail,
    ...(problems ? { problems } : {}),
  };
}

export function advisoryPages(dependencies: AdvisoryPageDependencies): Hono {
  const { clock, database, digest } = dependencies;
  const { reading, acting, refuse, missing } = visits(dependencies);
  const routes = new Hono();

  routes.get(
    "/",
    reading(async ({ context, console, editor }) => {
      const now = clock.now();
      const all = (await allAdvisories(database)).toReversed();
      const groups = groupsOf(all, now);
      const mails = await dependencies.writtenMails?.();
      return page(
        context,
        <ConsoleHome
          console={console}
          groups={{ ...groups, over: groups.over.slice(0, mostOver) }}
          ending={endingSoon(all, now)}
          olderCount={Math.max(0, groups.over.length - mostOver)}
          {...(mails ? { mails: mails.filter((mail) => !mail.isOfReader || editor.roles.includes("admin")) } : {})}
        />,
      );
    }),
  );

  const stateOf = (visit: Visit) => advisoryState(database, visit.context.req.param("slug") ?? "");

  const sunsetOf = (advisory: Advisory, now: Moment): string => {
    const { sunsetAt } = contentShown(advisory, now);
    const isOver = ["ended", "withdrawn", "replaced"].includes(phaseAt(advisory, now));
    return isOver && !advisory.working && sunsetAt > now ? wasToEnd(sunsetAt) : lengthInWords(sunsetAt, now);
  };

  const show = async (visit: Visit, state: State, refusal?: Refusal): Promise<Response> => {
    const { advisory } = state;
    const { context, console, editor } = visit;
    const now = clock.now();
    const { working } = advisory;
    const names = await editorNames(database);
    const rows = await auditRows(database, { advisoryId: advisory.id }, mostTrail);
    const made = (
      <ConsoleAdvisory
        console={console}
        advisory={advisory}
        phase={phaseAt(advisory, now)}
        ipawsFiles={ipawsForms.filter((form) => ipawsForm(dependencies, state, { form, event: "CEM" }).ok)}
        ending={endingSoon([advisory], now)}
        contentHash={contentHashOf(advisory, digest)}
        sunsetInWords={sunsetOf(advisory, now)}
        may={{ write: mayDo("edit", editor), approve: mayDo("approve", editor), takeBack: mayDo("retract", editor) }}
        isOwn={working !== undefined && authorsOf(working).includes(editor.id)}
        nameOf={(id) => names.get(id) ?? id}
        advice={adviceOnWorking(state, now)}
        progress={await progressOf(database, advisory, now)}
        trail={rows.map((row) => auditLine(row, names))}
        isSaved={context.req.query("saved") === "1"}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />
    );
    return page(context, made, refusal ? answerTo(refusal).status : 200);
  };

  routes.get(
    "/advisories/:slug",
    reading(async (visit) => {
      const state = await stateOf(visit);
      return state ? show(visit, state) : missing(visit);
    }),
  );

  routes.get(
    "/advisories/:slug/ipaws.xml",
    reading(async ({ context }) => {
      const file = await ipawsFile(dependencies, context, context.req.param("slug") ?? "");
      return file.ok ? file.value : refuse({ context }, file.refusal);
    }),
  );

  /** Carries the command out and goes back to the advisory's page, with the reason where it was refused. */
  const act = async (sent: Sent, state: State, command: Command): Promise<Response> => {
    const { editor, commandId, context } = sent;
    const changed = await changeAdvisory(dependencies, { advisoryId: state.advisory.id, command, editor, commandId });
    if (changed.ok) return context.redirect(consolePath(state.advisory), 303);
    return show(sent, (await stateOf(sent)) ?? state, changed.refusal);
  };

  /** What was on the page has to be what stands: nobody submits or throws away a text they did not see. */
  const staleness = ({ form }: Sent, { advisory }: State): Refusal | null => {
    const presentHash = contentHashOf(advisory, digest);
    return form.get("contentHash") === presentHash ? null : { type: "stale-content", presentHash };
  };

  for (const type of ["submit", "discard"] as const) {
    routes.post(
      `/advisories/:slug/${type}`,
      acting(async (sent) => {
        const state = await stateOf(sent);
        if (!state) return missing(sent);
        // Without a draft there is nothing to compare: the command itself says what is wrong, or that it was done already.
        const stale = state.advisory.working?.stage === "draft" ? staleness(sent, state) : null;
        return stale ? show(sent, state, stale) : act(sent, state, { type });
      }),
    );
  }

  routes.get(
    "/advisories/:slug/return",
    reading(async (visit) => {
      const state = await stateOf(visit);
      if (!state) return missing(visit);
      return page(
        visit.context,
        <ReturnPage console={visit.console} advisory={state.advisory} reason="" problems={[]} />,
      );
    }),
  );

  routes.post(
    "/advisories/:slug/return",
    acting(async (sent) => {
      const state = await stateOf(sent);
      if (!state) return missing(sent);
      const reason = normalizeText(sent.form.get("reason") ?? "");
      const empty = { field: "reason", reason: "say what has to change, so that the author knows" };
      const problems = reason === "" ? [empty] : noteFaults(reason, "reason");
      if (problems.length === 0) return act(sent, state, { type: "return", reason });
      const { console, context } = sent;
      return page(
        context,
        <ReturnPage console={console} advisory={state.advisory} reason={reason} problems={problems} />,
        400,
      );
    }),
  );
  return routes;
}

/** What reached a step of its reminders; what ends first comes first. */
function endingSoon(all: readonly Advisory[], now: number): EndingSoon[] {
  return all
    .filter((advisory) => advisory.status === "actual" && reminderDue(advisory, now) !== null)
    .map((advisory) => ({ advisory, content: contentShown(advisory, now) }))
    .sort((a, b) => a.content.sunsetAt - b.content.sunsetAt)
    .map(({ advisory, content }) => ({
      advisory,
      headline: content.languages.en.headline,
      sunset: lengthInWords(content.sunsetAt, now),
    }));
}

function groupsOf(all: readonly Advisory[], now: number): AdvisoryGroups {
  const phases = new Map(all.map((advisory) => [advisory.id, phaseAt(advisory, now)]));
  const isIn = (advisory: Advisory, ...wanted: string[]) => wanted.includes(phases.get(advisory.id) ?? "");
  return {
    submitted: all.filter(({ working }) => working?.stage === "submitted"),
    drafts: all.filter(({ working }) => working?.stage === "draft"),
    scheduled: all.filter((advisory) => scheduledRevision(advisory, now) !== undefined),
    active: all.filter((advisory) => isIn(advisory, "active")),
    over: all.filter((advisory) => isIn(advisory, "expired", "ended", "withdrawn", "replaced")),
  };
}
