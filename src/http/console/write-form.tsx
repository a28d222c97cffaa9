/**
 * The form in which an advisory is written: shown, and answered when it is sent, by a person or by its own script. What was typed comes
 * back with every answer that refuses. What a good text becomes (`save`) is said by the page that the form stands on.
 */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { consolePath } from "../../../templates/console/console-path.ts";
import { type FormProblem, fieldName } from "../../../templates/console/fields.tsx";
import type { FormValues } from "../../../templates/console/form-values.ts";
import { WritePage, type WritePageProps } from "../../../templates/console/write.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import type { Advisory, Change, Content } from "../../domain/advisory.ts";
import { findCounties } from "../../domain/areas.ts";
import { languageStates } from "../../domain/content.ts";
import { contentHashOf } from "../../domain/lifecycle.ts";
import type { Result } from "../../domain/refusal.ts";
import { advisoryState } from "../../store/advisories.ts";
import { activeEditors } from "../../store/editors.ts";
import { answerTo } from "../problem.ts";
import { adviceFor } from "./advice-for.ts";
import { contentOf, formProblems, readTime, valuesOf } from "./advisory-form.ts";
import { contentDifferences } from "./differences.ts";
import { lengthInWords } from "./length-in-words.ts";
import { noteFaults } from "./note.ts";
import { reshaped, tidyTag } from "./reshape-form.ts";
import { page, type Sent, type Visit, visits } from "./session.tsx";

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
export interface Saved {
  readonly slug: string;
  readonly contentHash: string;
}

/** What the form is about: enough to show it again. */
export interface Matter {
  readonly action: string;
  readonly change: Change;
  readonly cancelPath: string;
  readonly advisory?: Advisory;
  /** The text that the new one follows, for the advice. */
  readonly before?: Content;
  readonly contentHash?: string;
}

type Save = (content: Content, values: FormValues) => Promise<Result<Saved>>;

export interface WriteForm {
  show(
    visit: Visit,
    matter: Matter,
    values: FormValues,
    more?: Partial<WritePageProps>,
    status?: ContentfulStatusCode,
  ): Response | Promise<Response>;
  /** Answers a sent form: a button that only changes the form, a check, or `save`. */
  answer(sent: Sent, matter: Matter, save: Save): Promise<Response>;
}

export function writeForm(dependencies: Dependencies): WriteForm {
  const { clock, database, digest } = dependencies;
  const { missing } = visits(dependencies);

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

  const show: WriteForm["show"] = (visit, matter, values, more = {}, status = 200) =>
    page(visit.context, <WritePage {...propsOf(visit, matter, values)} {...more} />, status);

  const answer: WriteForm["answer"] = async (sent, matter, save) => {
    const asked = sent.form.get("do") ?? "save";
    const values = reshaped(valuesOf(sent.form), asked);
    if (asked === "autosave") return autosaved(sent, matter, values, save);
    const again = (more: Partial<WritePageProps>, status?: ContentfulStatusCode) =>
      show(sent, matter, values, more, status);
    if (asked !== "save" && asked !== "check") {
      const problems = asked === "add-language" ? languageProblems(values) : [];
      return again({ problems });
    }
    const read = contentOf(values);
    if (!read.ok) return again(read.refusal, 400);
    const advice = adviceFor(read.value, matter.before, values.note, clock.now());
    const faults = noteFaults(values.note);
    if (faults.length > 0) return again({ advice, problems: faults }, 400);
    if (asked === "check") return again({ advice });
    const saved = await save(read.value, values);
    if (saved.ok) return sent.context.redirect(`${consolePath(saved.value)}?saved=1`, 303);
    const { refusal } = saved;
    if (refusal.type === "stale-content") return conflict(sent, matter, values, read.value);
    const { status, title, detail } = answerTo(refusal);
    const problems =
      refusal.type === "invalid-content" || refusal.type === "invalid-message"
        ? formProblems(refusal.problems, values)
        : [{ field: "en.headline", reason: `${title}. ${detail}` }];
    return again({ advice, problems }, status);
  };

  /** What the script of the form sends while somebody writes: only a whole text becomes the draft, and only over the text it was made from. */
  const autosaved = async (sent: Sent, matter: Matter, values: FormValues, save: Save): Promise<Response> => {
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
    if (!state) return missing(sent);
    const { advisory } = state;
    const theirs = advisory.working ?? advisory.revisions.findLast((one) => one.voidedAt === undefined);
    const by = await lastWriter({ ...matter, advisory });
    const differences = theirs ? contentDifferences(theirs.content, typed) : [];
    const present = { ...matter, contentHash: contentHashOf(advisory, digest) };
    return show(sent, present, values, { conflict: { by, differences } }, 409);
  };

  return { show, answer };
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
