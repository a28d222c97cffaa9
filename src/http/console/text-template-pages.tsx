/** Texts to begin with: listed, saved from an advisory, renamed, deleted. Using one is opening the form of a new advisory with it. */
import { Hono } from "hono";
import { contentShown } from "../../../templates/console/advisory.tsx";
import { TextTemplatesPage } from "../../../templates/console/text-templates.tsx";
import { builtInTemplates, draftMarks } from "../../../templates/messages/draft-words.ts";
import type { Dependencies } from "../../actions/dependencies.ts";
import { deleteTextTemplate, renameTextTemplate, saveTextTemplate } from "../../actions/text-templates.ts";
import { mayDo } from "../../domain/lifecycle.ts";
import type { Refusal, Result } from "../../domain/refusal.ts";
import { advisoryState } from "../../store/advisories.ts";
import { ownTemplates } from "../../store/text-templates.ts";
import { answerTo } from "../problem.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { page, type Visit, visits } from "./session.tsx";

export function textTemplatePages(dependencies: Dependencies): Hono {
  const { clock, database } = dependencies;
  const { reading, acting, missing } = visits(dependencies);
  const routes = new Hono();

  const show = async ({ context, console, editor }: Visit, refusal?: Refusal) =>
    page(
      context,
      <TextTemplatesPage
        console={console}
        builtIn={builtInTemplates}
        own={await ownTemplates(database)}
        mayChange={mayDo("edit", editor)}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />,
      refusal ? answerTo(refusal).status : 200,
    );
  const answer = (visit: Visit, done: Result<unknown>) =>
    done.ok ? visit.context.redirect("/console/templates", 303) : show(visit, done.refusal);

  routes.get(
    "/templates",
    reading((visit) => show(visit)),
  );
  routes.post(
    "/templates",
    acting(async (sent) => {
      const { form, editor, commandId } = sent;
      const state = await advisoryState(database, form.get("advisory") ?? "");
      if (!state) return missing(sent);
      const content = state.advisory.working?.content ?? contentShown(state.advisory, clock.now());
      const name = form.get("name") ?? "";
      return answer(
        sent,
        await saveTextTemplate(dependencies, { name, content, marks: draftMarks, editor, commandId }),
      );
    }),
  );
  routes.post(
    "/templates/:id/rename",
    acting(async (sent) => {
      const { context, form, editor, commandId } = sent;
      const request = { id: context.req.param("id") ?? "", name: form.get("name") ?? "", editor, commandId };
      return answer(sent, await renameTextTemplate(dependencies, request));
    }),
  );
  routes.post(
    "/templates/:id/delete",
    acting(async (sent) => {
      const { context, editor, commandId } = sent;
      const request = { id: context.req.param("id") ?? "", editor, commandId };
      return answer(sent, await deleteTextTemplate(dependencies, request));
    }),
  );
  return routes;
}
