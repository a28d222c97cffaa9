/** Writing: a new advisory, a draft, or the next text of a published one. What was typed comes back with every answer that refuses. */
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ChooseKindPage } from "../../../templates/console/choose-kind.tsx";
import { consolePath } from "../../../templates/console/console-path.ts";
import { type FormProblem, fieldName } from "../../../templates/console/fields.tsx";
import type { FormValues } from "../../../templates/console/form-values.ts";
import { WritePage, type WritePageProps } from "../../../templates/console/write.tsx";
import { builtInTemplates, draftMarks } from "../../../templates/messages/draft-words.ts";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import { createAdvisory } from "../../actions/create-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import { type Advisory, type Change, type Content, kinds, type Revisable, statuses } from "../../domain/advisory.ts";
import { findCounties } from "../../domain/areas.ts";
import { languageStates } from "../../domain/content.ts";
import { type Command, contentHashOf, type State } from "../../domain/lifecycle.ts";
import { effectiveRevisions, phaseAt } from "../../domain/phase.ts";
import { accepted, type Refusal, type Result } from "../../domain/refusal.ts";
import { normalizeText } from "../../domain/text.ts";
import { textToBeginWith } from "../../domain/text-template.ts";
import { advisoryState } from "../../store/advisories.ts";
import { auditOf } from "../../store/audit.ts";
import { activeEditors } from "../../store/editors.ts";
import { ownTemplates } from "../../store/text-templates.ts";
import { errorPage } from "../page-answer.tsx";
import { answerTo } from "../problem.ts";
import { adviceFor, textBefore } from "./advice-for.ts";
import {
  contentOf,
  emptyValues,
  formProblems,
  readTime,
  valuesOf,
  valuesOfContent,
  withText,
} from "./advisory-form.ts";
import { contentDifferences } from "./differences.ts";
import { lengthInWords } from "./length-in-words.ts";
import { noteFaults } from "./note.ts";
import { reshaped, tidyTag } from "./reshape-form.ts";
import { page, type Sent, type Visit, visits } from "./session.tsx";

const revisions = ["update", "editorial", "translate"] as const satisfies readonly Revisable[];
const titles: Record<Change, string> = {
  issue: "Write an advisory",
  replace: "Write the advisory that replaces another",
  update: "Write an update",
  editorial: "Correct the wording",
  translate: "Translate",
  reinstate: "Change the text to reinstate",
  extend: "Extend",
  end: "End",
  retract: "Take back",
};

/** Counties that are listed at once. */
const mostCounties = 12;

/** What a saved form has become. */
interface Saved {
  readonly slug: string;
  readonly contentHash: string;
}

/** What the form is about: enough to show it again. */
interface Matter {
  readonly action: string;
  readonly change: Change;
  readonly cancelPath: string;
  readonly advisory?: Advisory;
  /** The text that the new one follows, for the advice. */
  readonly before?: Content;
  readonly contentHash?: string;
}

export function writingPages(dependencies: Dependencies): Hono {
  const { site, clock, database, digest } = dependencies;
  const { reading, acting } = visits(dependencies);
  const routes = new Hono();

  const missing = (context: Context) =>
    errorPage(context, site, clock.now(), { type: "not-found", what: "advisory" }, { area: "console" });

  const propsOf = (visit: Visit, matter: Matter, values: FormValues): WritePageProps => {
    const sunset = readTime("sunset", values.sunset).at;
    const typed = contentOf(values);
    const shown = typed.ok ? typed.value : matter.advisory?.working?.content;
    const contents = [...(matter.before ? [matter.before] : []), ...(shown ? [shown] : [])];
    return {
      console: visit.console,
      title: titles[matter.change],
      action: matter.action,
      values,
      problems: [],
      questions: [],
      advice: [],
      change: matter.change,
      cancelPath: matter.cancelPath,
      languageStates: languageStates(contents),
      countiesFound: findCounties(values.countySearch, mostCounties),
      reopenPath: reopenPath(matter, values),
      isTyped: visit.context.req.method === "POST",
      ...(matter.advisory ? { advisory: matter.advisory } : {}),
      ...(matter.contentHash === undefined ? {} : { contentHash: matter.contentHash }),
      ...(sunset === undefined ? {} : { sunsetInWords: lengthInWords(sunset, clock.now()) }),
    };
  };

  /** Answers a sent form: a button that only changes the form, a check, or `save`. */
  const answer = async (
    sent: Sent,
    matter: Matter,
    save: (content: Content, values: FormValues) => Promise<Result<Saved>>,
  ): Promise<Response> => {
    const asked = sent.form.get("do") ?? "save";
    const values = reshaped(valuesOf(sent.form), asked);
    if (asked === "autosave") return autosaved(sent, matter, values, save);
    const props = propsOf(sent, matter, values);
    if (asked !== "save" && asked !== "check") {
      const problems = asked === "add-language" ? languageProblems(values) : [];
      return page(sent.context, <WritePage {...props} problems={problems} />);
    }
    const read = contentOf(values);
    if (!read.ok) return page(sent.context, <WritePage {...props} {...read.refusal} />, 400);
    const advice = adviceFor(read.value, matter.before, values.note, clock.now());
    const faults = noteFaults(values.note);
    if (faults.length > 0) return page(sent.context, <WritePage {...props} advice={advice} problems={faults} />, 400);
    if (asked === "check") return page(sent.context, <WritePage {...props} advice={advice} />);
    const saved = await save(read.value, values);
    if (saved.ok) return sent.context.redirect(`${consolePath(saved.value)}?saved=1`, 303);
    const { refusal } = saved;
    if (refusal.type === "stale-content") return conflict(sent, matter, values, read.value);
    const { status, title, detail } = answerTo(refusal);
    const problems =
      refusal.type === "invalid-content" || refusal.type === "invalid-message"
        ? formProblems(refusal.problems, values)
        : [{ field: "en.headline", reason: `${title}. ${detail}` }];
    return page(sent.context, <WritePage {...props} advice={advice} problems={problems} />, status);
  };

  /** What the script of the form sends while somebody writes: only a whole text becomes the draft, and only over the text it was made from. */
  const autosaved = async (
    sent: Sent,
    matter: Matter,
    values: FormValues,
    save: (content: Content, values: FormValues) => Promise<Result<Saved>>,
  ): Promise<Response> => {
    const { context } = sent;
    const no = (status: ContentfulStatusCode, reason: string) => context.json({ reason }, status);
    if (matter.advisory?.working?.stage === "submitted") return no(409, "it was submitted meanwhile");
    const hash = sent.form.get("contentHash");
    if (hash !== null && context.req.header("if-match") !== `"${hash}"`)
      return no(428, "the request does not say which text it follows");
    const read = contentOf(values);
    if (!read.ok) return no(422, whatIsMissing(read.refusal.problems));
    const faults = noteFaults(values.note);
    if (faults.length > 0) return no(422, whatIsMissing(faults));
    const saved = await save(read.value, values);
    if (saved.ok) {
      const { slug, contentHash } = saved.value;
      return context.json({ contentHash, action: consolePath({ slug }, "/write"), leave: consolePath({ slug }) });
    }
    const { refusal } = saved;
    if (refusal.type === "stale-content") return no(412, `${await lastWriter(matter)} saved another text`);
    if (refusal.type === "invalid-content" || refusal.type === "invalid-message")
      return no(422, whatIsMissing(formProblems(refusal.problems, values)));
    const { status, title } = answerTo(refusal);
    return no(status, title);
  };

  const lastWriter = async ({ advisory }: Matter): Promise<string> => {
    const theirs = advisory?.working ?? advisory?.revisions.findLast((one) => one.voidedAt === undefined);
    const people = await activeEditors(database);
    return people.find((one) => one.id === theirs?.editedBy)?.name ?? "Somebody else";
  };

  /** Somebody else saved meanwhile: both texts are shown, and the form goes on from theirs. */
  const conflict = async (sent: Sent, matter: Matter, values: FormValues, typed: Content): Promise<Response> => {
    const state = matter.advisory && (await advisoryState(database, matter.advisory.slug));
    if (!state) return missing(sent.context);
    const { advisory } = state;
    const theirs = advisory.working ?? advisory.revisions.findLast((one) => one.voidedAt === undefined);
    const by = await lastWriter({ ...matter, advisory });
    const props = propsOf(sent, { ...matter, contentHash: contentHashOf(advisory, digest) }, values);
    const differences = theirs ? contentDifferences(theirs.content, typed) : [];
    return page(sent.context, <WritePage {...props} conflict={{ by, differences }} />, 409);
  };

  routes.get(
    "/new",
    reading(async (visit) => {
      const asked = visit.context.req.query();
      const kind = kinds.find((one) => one === asked.kind);
      const status = statuses.find((one) => one === asked.status);
      const replaced = asked.replaces ? await advisoryState(database, asked.replaces) : null;
      if (replaced) {
        const standing = effectiveRevisions(replaced.advisory, clock.now()).at(-1)?.content;
        if (!standing || phaseAt(replaced.advisory, clock.now()) !== "active") return missing(visit.context);
        const { publishAt: _, replaces: __, ...content } = standing;
        const values = {
          ...valuesOfContent({ ...content, kind: kind ?? standing.kind }),
          replaces: replaced.advisory.id,
        };
        return page(visit.context, <WritePage {...propsOf(visit, newMatter(standing), values)} />);
      }
      if (!kind || !status) return page(visit.context, <ChooseKindPage console={visit.console} />);
      const empty = emptyValues(kind, status);
      const own = await ownTemplates(database);
      const template = [...builtInTemplates, ...own].find((one) => one.id === asked.template && one.kind === kind);
      if (!template) return page(visit.context, <WritePage {...propsOf(visit, newMatter(), empty)} />);
      const values = withText(empty, textToBeginWith(template.text, status, draftMarks));
      return page(visit.context, <WritePage {...propsOf(visit, newMatter(), values)} />);
    }),
  );

  routes.post(
    "/new",
    acting(async (sent) => {
      const begun = await begunBefore(sent);
      if (begun) return changeDraft(sent, begun.state, begun.contentHash);
      const replaced = await advisoryState(database, sent.form.get("replaces") || "-");
      const standing = replaced && effectiveRevisions(replaced.advisory, clock.now()).at(-1)?.content;
      const { editor, commandId } = beginning(sent);
      return answer(sent, newMatter(standing ?? undefined), (content) =>
        createAdvisory(dependencies, { content, editor, commandId }),
      );
    }),
  );

  routes.get(
    "/advisories/:slug/write",
    reading(async (visit) => {
      const state = await advisoryState(database, visit.context.req.param("slug") ?? "");
      const working = state?.advisory.working;
      if (!state || !working) return missing(visit.context);
      // Of these no word can be written.
      if (working.change === "extend" || working.change === "end")
        return visit.context.redirect(consolePath(state.advisory), 303);
      const values = valuesOfContent(working.content, working.note);
      return page(
        visit.context,
        <WritePage
          {...propsOf(visit, draftMatter(state), values)}
          advice={adviceFor(working.content, textBefore(state, clock.now()), values.note, clock.now())}
        />,
      );
    }),
  );

  routes.post(
    "/advisories/:slug/write",
    acting(async (sent) => {
      const state = await advisoryState(database, sent.context.req.param("slug") ?? "");
      if (!state) return missing(sent.context);
      const ifMatch = sent.form.get("contentHash") ?? "";
      return changeDraft(sent, state, ifMatch);
    }),
  );

  /** The form of a draft, made from the text with this hash. */
  const changeDraft = (sent: Sent, state: State, ifMatch: string): Promise<Response> =>
    answer(sent, { ...draftMatter(state), contentHash: ifMatch }, (content, { note }) => {
      // A reinstatement's reason is not in this form: it stays as it was.
      const reason = sent.form.has("note") ? { note: normalizeText(note) } : {};
      const byItself = sent.form.get("do") === "autosave" ? { onlyDraft: true as const } : {};
      const command: Command = { type: "edit", content, ...reason, ifMatch, ...byItself };
      return change(sent, state.advisory, command);
    });

  /**
   * The draft that this form's autosave began, where its answer was lost: whatever the form sends now is a change of that draft, and
   * begins no second one.
   */
  const begunBefore = async (sent: Sent): Promise<{ state: State; contentHash: string } | null> => {
    const done = await auditOf(database, beginningId(sent));
    if (!done) return null;
    const { slug = sent.context.req.param("slug"), contentHash } = done.detail as Partial<Saved>;
    const state = slug === undefined ? null : await advisoryState(database, slug);
    return state && contentHash !== undefined ? { state, contentHash } : null;
  };

  for (const kindOfChange of revisions) {
    const path = `/advisories/:slug/revise/${kindOfChange}`;
    routes.get(
      path,
      reading(async (visit) => {
        const state = await advisoryState(database, visit.context.req.param("slug") ?? "");
        const standing = state && effectiveRevisions(state.advisory, clock.now()).at(-1)?.content;
        if (!state || !standing) return missing(visit.context);
        const { publishAt: _, ...content } = standing;
        const matter = revisionMatter(state.advisory, kindOfChange, content);
        return page(visit.context, <WritePage {...propsOf(visit, matter, valuesOfContent(content))} />);
      }),
    );
    routes.post(
      path,
      acting(async (sent) => {
        const state = await advisoryState(database, sent.context.req.param("slug") ?? "");
        const standing = state && effectiveRevisions(state.advisory, clock.now()).at(-1)?.content;
        if (!state || !standing) return missing(sent.context);
        const begunByForm = await begunBefore(sent);
        if (begunByForm) return changeDraft(sent, begunByForm.state, begunByForm.contentHash);
        const read = sent.form.get("contentHash") ?? "";
        const matter = { ...revisionMatter(state.advisory, kindOfChange, standing), contentHash: read };
        return answer(sent, matter, async (content, { note }) => {
          const presentHash = contentHashOf(state.advisory, digest);
          if (read !== presentHash && !state.advisory.working)
            return { ok: false, refusal: { type: "stale-content", presentHash } satisfies Refusal };
          const reason = normalizeText(note);
          return change(beginning(sent), state.advisory, {
            type: "revise",
            change: kindOfChange,
            content,
            ...(reason ? { note: reason } : {}),
          });
        });
      }),
    );
  }

  const newMatter = (before?: Content): Matter => ({
    action: "/console/new",
    change: before ? "replace" : "issue",
    cancelPath: "/console",
    ...(before ? { before } : {}),
  });

  const draftMatter = (state: State): Matter => {
    const { advisory } = state;
    const before = textBefore(state, clock.now());
    return {
      action: consolePath(advisory, "/write"),
      change: advisory.working?.change ?? "issue",
      cancelPath: consolePath(advisory),
      advisory,
      contentHash: contentHashOf(advisory, digest),
      ...(before ? { before } : {}),
    };
  };

  const revisionMatter = (advisory: Advisory, kindOfChange: Revisable, before: Content): Matter => ({
    action: consolePath(advisory, `/revise/${kindOfChange}`),
    change: kindOfChange,
    cancelPath: consolePath(advisory),
    advisory,
    contentHash: contentHashOf(advisory, digest),
    before,
  });

  async function change(sent: Sent, advisory: Advisory, command: Command): Promise<Result<Saved>> {
    const { editor, commandId } = sent;
    const changed = await changeAdvisory(dependencies, { advisoryId: advisory.id, command, editor, commandId });
    return changed.ok ? accepted({ slug: advisory.slug, contentHash: changed.value.contentHash }) : changed;
  }
  return routes;
}

/** What the form's autosave begins has one id, whatever was typed by then. */
function beginningId({ editor, form }: Sent): string {
  return `${editor.id}:autosave:${form.get("command")}`;
}

function beginning(sent: Sent): Sent {
  const isByItself = sent.form.get("do") === "autosave" && sent.form.get("command");
  return isByItself ? { ...sent, commandId: beginningId(sent) } : sent;
}

/** A new advisory has no address yet: its kind, status and what it replaces say which form it was. */
function reopenPath({ action, advisory }: Matter, { kind, status, replaces }: FormValues): string {
  if (advisory) return action;
  return `${action}?${new URLSearchParams({ kind, status, ...(replaces ? { replaces } : {}) })}`;
}

function whatIsMissing(problems: readonly FormProblem[]): string {
  const [first] = problems;
  if (!first) return "something is missing";
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return `${fieldName(first.field)}: ${first.reason}${more}`;
}

function languageProblems({ newLanguage }: FormValues): FormProblem[] {
  if (newLanguage.trim() === "") return [];
  const reason = `“${tidyTag(newLanguage)}” is not the code of a language`;
  return [{ field: "newLanguage", reason, example: "ht, zh-Hans or ar" }];
}
