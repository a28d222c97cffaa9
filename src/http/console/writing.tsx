/** Writing: a new advisory, a draft, or the next text of a published one. What was typed comes back with every answer that refuses. */
import { type Context, Hono } from "hono";
import { ChooseKindPage } from "../../../templates/console/choose-kind.tsx";
import { consolePath } from "../../../templates/console/console-path.ts";
import { type FormValues, formLanguages } from "../../../templates/console/form-values.ts";
import { WritePage, type WritePageProps } from "../../../templates/console/write.tsx";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import { createAdvisory } from "../../actions/create-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import { type Advice, adviceOn } from "../../domain/advice.ts";
import { type Advisory, type Change, type Content, kinds, type Revisable, statuses } from "../../domain/advisory.ts";
import { languageStates } from "../../domain/content.ts";
import { type Command, contentHashOf } from "../../domain/lifecycle.ts";
import { effectiveRevisions, phaseAt } from "../../domain/phase.ts";
import { accepted, type Refusal, type Result } from "../../domain/refusal.ts";
import { normalizeText } from "../../domain/text.ts";
import { advisoryState } from "../../store/advisories.ts";
import { activeEditors } from "../../store/editors.ts";
import { errorPage } from "../page-answer.tsx";
import { answerTo } from "../problem.ts";
import { contentOf, emptyValues, formProblems, readTime, valuesOf, valuesOfContent } from "./advisory-form.ts";
import { contentDifferences } from "./differences.ts";
import { lengthInWords } from "./length-in-words.ts";
import { noteFaults } from "./note.ts";
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

/** What the form is about: enough to show it again. */
interface Matter {
  readonly action: string;
  readonly change: Change;
  readonly cancelPath: string;
  readonly advisory?: Advisory;
  /** The text that the new one follows, for the advice. */
  readonly before?: Content;
  /** The text that the form was filled from: what it does not show is taken from there. */
  readonly base?: Content;
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
      ...(matter.advisory ? { advisory: matter.advisory } : {}),
      ...(matter.contentHash === undefined ? {} : { contentHash: matter.contentHash }),
      ...(sunset === undefined ? {} : { sunsetInWords: lengthInWords(sunset, clock.now()) }),
    };
  };

  const adviceFor = (content: Content, matter: Matter, note: string): Advice[] => {
    const { before } = matter;
    return adviceOn({
      content,
      now: clock.now(),
      languageStates: languageStates(before ? [before, content] : [content]),
      ...(before ? { before } : {}),
      note,
    });
  };

  /** Answers a sent form: a button that only changes the form, a check, or `save`. */
  const answer = async (
    sent: Sent,
    matter: Matter,
    save: (content: Content, values: FormValues) => Promise<Result<{ slug: string }>>,
  ): Promise<Response> => {
    const asked = sent.form.get("do") ?? "save";
    const values = reshaped(valuesOf(sent.form), asked);
    const props = propsOf(sent, matter, values);
    if (asked !== "save" && asked !== "check") return page(sent.context, <WritePage {...props} />);
    const read = contentOf(values, matter.base);
    if (!read.ok) return page(sent.context, <WritePage {...props} {...read.refusal} />, 400);
    const advice = adviceFor(read.value, matter, values.note);
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

  /** Somebody else saved meanwhile: both texts are shown, and the form goes on from theirs. */
  const conflict = async (sent: Sent, matter: Matter, values: FormValues, typed: Content): Promise<Response> => {
    const state = await advisoryState(database, sent.context.req.param("slug") ?? "");
    if (!state) return missing(sent.context);
    const { advisory } = state;
    const theirs = advisory.working ?? advisory.revisions.findLast((one) => one.voidedAt === undefined);
    const people = await activeEditors(database);
    const by = people.find((one) => one.id === theirs?.editedBy)?.name ?? "Somebody else";
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
      return page(visit.context, <WritePage {...propsOf(visit, newMatter(), emptyValues(kind, status))} />);
    }),
  );

  routes.post(
    "/new",
    acting(async (sent) => {
      const replaced = await advisoryState(database, sent.form.get("replaces") || "-");
      const standing = replaced && effectiveRevisions(replaced.advisory, clock.now()).at(-1)?.content;
      const { editor, commandId } = sent;
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
          {...propsOf(visit, draftMatter(state.advisory), values)}
          advice={adviceFor(working.content, draftMatter(state.advisory), values.note)}
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
      return answer(sent, { ...draftMatter(state.advisory), contentHash: ifMatch }, (content, { note }) => {
        // A reinstatement's reason is not in this form: it stays as it was.
        const reason = sent.form.has("note") ? { note: normalizeText(note) } : {};
        const command: Command = { type: "edit", content, ...reason, ifMatch };
        return change(sent, state.advisory, command);
      });
    }),
  );

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
        const read = sent.form.get("contentHash") ?? "";
        const matter = { ...revisionMatter(state.advisory, kindOfChange, standing), contentHash: read };
        return answer(sent, matter, async (content, { note }) => {
          const presentHash = contentHashOf(state.advisory, digest);
          if (read !== presentHash && !state.advisory.working)
            return { ok: false, refusal: { type: "stale-content", presentHash } satisfies Refusal };
          const reason = normalizeText(note);
          return change(sent, state.advisory, {
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
    ...(before ? { before, base: before } : {}),
  });

  const draftMatter = (advisory: Advisory): Matter => {
    const standing = effectiveRevisions(advisory, clock.now()).at(-1)?.content;
    return {
      action: consolePath(advisory, "/write"),
      change: advisory.working?.change ?? "issue",
      cancelPath: consolePath(advisory),
      advisory,
      contentHash: contentHashOf(advisory, digest),
      ...(advisory.working ? { base: advisory.working.content } : {}),
      ...(standing ? { before: standing } : {}),
    };
  };

  const revisionMatter = (advisory: Advisory, kindOfChange: Revisable, before: Content): Matter => ({
    action: consolePath(advisory, `/revise/${kindOfChange}`),
    change: kindOfChange,
    cancelPath: consolePath(advisory),
    advisory,
    contentHash: contentHashOf(advisory, digest),
    before,
    base: before,
  });

  async function change(sent: Sent, advisory: Advisory, command: Command): Promise<Result<{ slug: string }>> {
    const { editor, commandId } = sent;
    const changed = await changeAdvisory(dependencies, { advisoryId: advisory.id, command, editor, commandId });
    return changed.ok ? accepted({ slug: advisory.slug }) : changed;
  }
  return routes;
}

type Sections = FormValues["languages"]["en"]["sections"];

/** Adds or removes what a button of the form says; everything else stays as typed. */
function reshaped(values: FormValues, asked: string): FormValues {
  const [what, number] = asked.split(".");
  const without = <Item,>(items: readonly Item[]) => items.filter((_, index) => index !== Number(number));
  const withSections = (change: (sections: Sections) => Sections) => {
    const languages = Object.fromEntries(
      formLanguages.map((language) => {
        const text = values.languages[language];
        return [language, { ...text, sections: change(text.sections) }];
      }),
    ) as FormValues["languages"];
    return { ...values, languages };
  };
  switch (what) {
    case "add-section":
      return withSections((sections) => [...sections, { heading: "", body: "" }]);
    case "remove-section":
      return withSections(without);
    case "add-resource":
      return { ...values, resources: [...values.resources, { title: "", url: "" }] };
    case "remove-resource":
      return { ...values, resources: without(values.resources) };
    default:
      return values;
  }
}
