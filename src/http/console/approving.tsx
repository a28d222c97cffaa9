/** Approving: everything that would become public is shown, made by the code that will make it; the approval names its hash. */
import { Hono } from "hono";
import { z } from "zod";
import { ApprovePage, type ApprovePageProps, wordsToApprove } from "../../../templates/console/approve.tsx";
import { consolePath } from "../../../templates/console/console-path.ts";
import type { FormProblem } from "../../../templates/console/fields.tsx";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import type { Touch } from "../../actions/passkeys.ts";
import type { Advisory, Editor, WorkingCopy } from "../../domain/advisory.ts";
import { easternDateTime } from "../../domain/eastern.ts";
import { authorsOf, contentHashOf, mayDo, type State } from "../../domain/lifecycle.ts";
import { matches } from "../../domain/matching.ts";
import type { Notice } from "../../domain/notice.ts";
import { phaseAt } from "../../domain/phase.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { type Approval, needsTouch, secondPersonRefusal } from "../../domain/second-person.ts";
import { speaksForAgency } from "../../domain/speaks-for-agency.ts";
import { safeHtml } from "../../formats/plain-text.ts";
import { advisoryState } from "../../store/advisories.ts";
import { announcementsOf, deliveryProgress } from "../../store/delivery-progress.ts";
import { readerGroups } from "../../store/reach.ts";
import { answerTo, problem } from "../problem.ts";
import { framingPolicy } from "../security-headers.ts";
import { adviceOnWorking, textBefore } from "./advice-for.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { contentDifferences } from "./differences.ts";
import { lengthInWords } from "./length-in-words.ts";
import { outputsOf } from "./outputs.ts";
import { page, type Visit, visits } from "./session.tsx";
import { approvalOptions, assertionSchema, checkedTouch } from "./web-authn.ts";

export interface ApprovingDependencies extends Dependencies {
  readonly previews: {
    mail(notice: Notice, language: string): { subject: string; text: string; html: string };
    push(notice: Notice, language: string): { title: string; body: string };
  };
}

export function approvingPages(dependencies: ApprovingDependencies): Hono {
  const { database, digest } = dependencies;
  const { reading, acting, asking, refuse, missing } = visits(dependencies);
  const routes = new Hono();
  const path = "/advisories/:slug/approve";

  const nothingWaits = (visit: Visit) => missing(visit, "text that waits for approval");

  const show = async (
    visit: Visit,
    state: State,
    working: WorkingCopy,
    given: { typed: string; problems: readonly FormProblem[]; refusal?: Refusal },
  ): Promise<Response> => {
    const props = await approvalProps(dependencies, visit, state, working);
    const refusal = given.refusal ?? props.cannot;
    const status = given.refusal ? answerTo(given.refusal).status : given.problems.length > 0 ? 400 : 200;
    const made = (
      <ApprovePage
        {...props}
        typed={given.typed}
        problems={given.problems}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />
    );
    for (const [name, value] of Object.entries(framingPolicy)) visit.context.header(name, value);
    return page(visit.context, made, status);
  };

  routes.get(
    path,
    reading(async (visit) => {
      const state = await advisoryState(database, visit.context.req.param("slug") ?? "");
      const working = state?.advisory.working;
      return state && working ? show(visit, state, working, { typed: "", problems: [] }) : nothingWaits(visit);
    }),
  );

  /** What the approver's passkey is asked to sign: this text of this advisory. */
  routes.post(
    `${path}/touch`,
    asking(z.object({ contentHash: z.string() }), async ({ context, editor }, { contentHash }) => {
      const state = await advisoryState(database, context.req.param("slug") ?? "");
      if (!state) return problem(context, { type: "not-found", what: "text that waits for approval" });
      const presentHash = contentHashOf(state.advisory, digest);
      if (contentHash !== presentHash) return problem(context, { type: "stale-content", presentHash });
      const text = { advisoryId: state.advisory.id, contentHash };
      return context.json(await approvalOptions(dependencies, editor, text));
    }),
  );

  routes.post(
    path,
    acting(async (sent) => {
      const { context, editor, form, commandId } = sent;
      const state = await advisoryState(database, context.req.param("slug") ?? "");
      if (!state) return nothingWaits(sent);
      const { advisory } = state;
      const typed = form.get("kind") ?? "";
      const problems = confirmationProblems(advisory, typed, form.has("cleared"));
      if (problems.length > 0 && advisory.working) return show(sent, state, advisory.working, { typed, problems });
      if (problems.length > 0) return context.redirect(consolePath(advisory), 303);
      const touch = await touchIn(dependencies, form.get("touch") ?? "");
      const changed = await changeAdvisory(dependencies, {
        advisoryId: advisory.id,
        command: { type: "approve", contentHash: form.get("contentHash") ?? "" },
        editor,
        commandId,
        ...(touch ? { proof: touch } : {}),
      });
      if (changed.ok) return context.redirect(consolePath(advisory), 303);
      const now = await advisoryState(database, advisory.id);
      const { refusal } = changed;
      if (now?.advisory.working) return show(sent, now, now.advisory.working, { typed: "", problems: [], refusal });
      return refuse(sent, refusal);
    }),
  );
  return routes;
}

/** The passkey's answer in the form, if it is genuine; without one the decision says whether it is needed. */
async function touchIn(dependencies: Dependencies, text: string): Promise<Touch | undefined> {
  if (text === "") return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const assertion = assertionSchema.safeParse(json);
  const touch = assertion.success ? await checkedTouch(dependencies, assertion.data) : undefined;
  return touch?.ok ? touch.value : undefined;
}

function confirmationProblems(advisory: Advisory, typed: string, isCleared: boolean): FormProblem[] {
  const words = wordsToApprove(advisory);
  const problems: FormProblem[] = [];
  if (typed.trim().toUpperCase() !== words) problems.push({ field: "kind", reason: `type ${words} to confirm` });
  if (!isCleared) {
    const live = "tick it once you know that the text is cleared for public release";
    problems.push({ field: "cleared", reason: advisory.status === "actual" ? live : "tick it to confirm" });
  }
  return problems;
}

async function approvalProps(
  dependencies: ApprovingDependencies,
  { console, editor }: Visit,
  state: State,
  working: WorkingCopy,
): Promise<Omit<ApprovePageProps, "typed" | "problems" | "refusal"> & { cannot?: Refusal }> {
  const { clock, database, digest, site } = dependencies;
  const now = clock.now();
  const { advisory, family } = state;
  const { content } = working;
  const replaced = family.find((one) => one.id === content.replaces);
  const before = textBefore(state, now);
  const outputs = await outputsOf(dependencies, state);
  const groups = await readerGroups(database);
  const channels = [...new Set(groups.map((group) => group.channel))];
  const isTold = (group: (typeof groups)[number]) =>
    (advisory.status === "actual" || group.isExercise) && matches(content, group.choice);
  const isOfficial = speaksForAgency(site);
  const contentHash = contentHashOf(advisory, digest);
  const whyNot = refusalToPerson(working, editor, { advisory, contentHash, isOfficial, now });
  return {
    console,
    advisory,
    working,
    contentHash,
    ...(needsTouch(editor, { advisory, isOfficial }) ? { touchAt: consolePath(advisory, "/approve/touch") } : {}),
    isPublicNow: phaseAt(advisory, now) === "active",
    sunsetInWords: lengthInWords(content.sunsetAt, now),
    publishInWords:
      content.publishAt === undefined || content.publishAt <= now
        ? "As soon as it is approved"
        : `Not before ${easternDateTime(content.publishAt)}`,
    wordsToType: wordsToApprove(advisory),
    advice: adviceOnWorking(state, now),
    ...(before ? { differences: contentDifferences(before, content) } : {}),
    ...(outputs.ok ? { outputs: outputs.value } : { cannot: outputs.refusal }),
    reach: channels.map((channel) => ({
      channel,
      count: groups
        .filter((group) => group.channel === channel && isTold(group))
        .reduce((sum, one) => sum + one.count, 0),
    })),
    alreadyTold: await toldSoFar(dependencies, [advisory, ...(replaced ? [replaced] : [])]),
    ...(whyNot === undefined ? {} : { whyNot }),
    body: safeHtml,
  };
}

/** Why this person cannot approve it, in words. */
function refusalToPerson(working: WorkingCopy, editor: Editor, approval: Approval): string | undefined {
  if (authorsOf(working).includes(editor.id))
    return "You wrote or submitted this yourself: somebody else has to approve it.";
  if (!mayDo("approve", editor)) return "Approving needs the role of an approver. Ask a colleague who has it.";
  const refusal = secondPersonRefusal(editor, approval, undefined);
  // The touch itself comes with the form.
  if (refusal === null || refusal.type === "touch-needed") return undefined;
  return Object.values(refusalWords(refusal)).join(". ");
}

async function toldSoFar({ database }: Dependencies, advisories: readonly Advisory[]): Promise<number> {
  const announcements = (await Promise.all(advisories.map(({ id }) => announcementsOf(database, id)))).flat();
  const progress = await deliveryProgress(
    database,
    announcements.map(({ id }) => id),
  );
  return progress.reduce((sum, { sent, unknown }) => sum + sent + unknown, 0);
}
