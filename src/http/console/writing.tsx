/** Writing: a new advisory, a draft, or the next text of a published one: where the form stands, and what it becomes when it is saved. */
import { Hono } from "hono";
import { ChooseKindPage } from "../../../templates/console/choose-kind.tsx";
import { consolePath } from "../../../templates/console/console-path.ts";
import { builtInTemplates, draftMarks } from "../../../templates/messages/draft-words.ts";
import { changeAdvisory } from "../../actions/change-advisory.ts";
import { createAdvisory } from "../../actions/create-advisory.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import { type Advisory, type Content, kinds, type Revisable, statuses } from "../../domain/advisory.ts";
import { type Command, contentHashOf, type State } from "../../domain/lifecycle.ts";
import { effectiveRevisions, phaseAt } from "../../domain/phase.ts";
import { accepted, type Refusal, type Result } from "../../domain/refusal.ts";
import { normalizeText } from "../../domain/text.ts";
import { textToBeginWith } from "../../domain/text-template.ts";
import { advisoryState } from "../../store/advisories.ts";
import { auditOf } from "../../store/audit.ts";
import { ownTemplates } from "../../store/text-templates.ts";
import { adviceFor, textBefore } from "./advice-for.ts";
import { emptyValues, valuesOfContent, withText } from "./advisory-form.ts";
import { page, type Sent, visits } from "./session.tsx";
import { type Matter, type Saved, writeForm } from "./write-form.tsx";

const revisions = ["update", "editorial", "translate"] as const satisfies readonly Revisable[];

export function writingPages(dependencies: Dependencies): Hono {
  const { clock, database, digest } = dependencies;
  const { show, answer } = writeForm(dependencies);
  const { reading, acting, missing } = visits(dependencies);
  const routes = new Hono();

  routes.get(
    "/new",
    reading(async (visit) => {
      const asked = visit.context.req.query();
      const kind = kinds.find((one) => one === asked.kind);
      const status = statuses.find((one) => one === asked.status);
      const replaced = asked.replaces ? await advisoryState(database, asked.replaces) : null;
      if (replaced) {
        const standing = effectiveRevisions(replaced.advisory, clock.now()).at(-1)?.content;
        if (!standing || phaseAt(replaced.advisory, clock.now()) !== "active") return missing(visit);
        const { publishAt: _, replaces: __, ...content } = standing;
        const values = {
          ...valuesOfContent({ ...content, kind: kind ?? standing.kind }),
          replaces: replaced.advisory.id,
        };
        return show(visit, newMatter(standing), values);
      }
      if (!kind || !status) return page(visit.context, <ChooseKindPage console={visit.console} />);
      const empty = emptyValues(kind, status);
      const own = await ownTemplates(database);
      const template = [...builtInTemplates, ...own].find((one) => one.id === asked.template && one.kind === kind);
      if (!template) return show(visit, newMatter(), empty);
      const values = withText(empty, textToBeginWith(template.text, status, draftMarks));
      return show(visit, newMatter(), values);
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
      if (!state || !working) return missing(visit);
      // Of these no word can be written.
      if (working.change === "extend" || working.change === "end")
        return visit.context.redirect(consolePath(state.advisory), 303);
      const values = valuesOfContent(working.content, working.note);
      const advice = adviceFor(working.content, textBefore(state, clock.now()), values.note, clock.now());
      return show(visit, draftMatter(state), values, { advice });
    }),
  );

  routes.post(
    "/advisories/:slug/write",
    acting(async (sent) => {
      const state = await advisoryState(database, sent.context.req.param("slug") ?? "");
      if (!state) return missing(sent);
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
        if (!state || !standing) return missing(visit);
        const { publishAt: _, ...content } = standing;
        const matter = revisionMatter(state.advisory, kindOfChange, content);
        return show(visit, matter, valuesOfContent(content));
      }),
    );
    routes.post(
      path,
      acting(async (sent) => {
        const state = await advisoryState(database, sent.context.req.param("slug") ?? "");
        const standing = state && effectiveRevisions(state.advisory, clock.now()).at(-1)?.content;
        if (!state || !standing) return missing(sent);
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
