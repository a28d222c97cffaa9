/** Saves, renames and deletes the agency's own texts to begin with. No reader ever sees one: it takes one author, and an audit row. */
import type { Content, Editor } from "../domain/advisory.ts";
import { mayDo } from "../domain/lifecycle.ts";
import { accepted, type Refusal, type Result, refused } from "../domain/refusal.ts";
import { lineFaults, normalizeText } from "../domain/text.ts";
import { type MarksByLanguage, type TextTemplate, templateText } from "../domain/text-template.ts";
import type { Write } from "../store/database.ts";
import { deleteTemplate, insertTemplate, ownTemplates, renameTemplate } from "../store/text-templates.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

const nameLimit = 80;
const mostTemplates = 200;

interface Act {
  readonly editor: Editor;
  readonly commandId: string;
}

function nameRefusal(name: string, all: readonly TextTemplate[], own?: string): Refusal | null {
  const faults = lineFaults(name, nameLimit).map(({ reason }) => ({ path: "$.name", reason }));
  const isTaken = all.some((one) => one.name.toLowerCase() === name.toLowerCase() && one.id !== own);
  const problems = isTaken ? [...faults, { path: "$.name", reason: "another template has this name already" }] : faults;
  return problems.length > 0 ? { type: "invalid-content", problems } : null;
}

async function change(
  dependencies: Dependencies,
  { editor, commandId }: Act,
  action: string,
  decide: (all: readonly TextTemplate[]) => Result<{ id: string; name: string; write: Write }>,
): Promise<Result<{ id: string }>> {
  if (!mayDo("edit", editor)) return refused({ type: "role-missing", needed: ["author"] });
  return commit<{ id: string }>(dependencies, commandId, async () => {
    const decided = decide(await ownTemplates(dependencies.database));
    if (!decided.ok) return decided;
    const { id, name, write } = decided.value;
    return accepted({ writes: [write], entry: { actor: editor.id, action, isPublic: false, detail: { id, name } } });
  });
}

const missing = refused({ type: "not-found", what: "template" } as const);

export function saveTextTemplate(
  dependencies: Dependencies,
  request: Act & { name: string; content: Content; marks: MarksByLanguage },
) {
  const { database, clock, newId } = dependencies;
  const { content, editor } = request;
  const name = normalizeText(request.name);
  const id = newId();
  return change(dependencies, request, "save-template", (all) => {
    const refusal = nameRefusal(name, all);
    if (refusal) return refused(refusal);
    if (all.length >= mostTemplates) {
      const reason = `there are ${mostTemplates} templates: delete one that nobody needs`;
      return refused({ type: "invalid-content", problems: [{ path: "$.name", reason }] });
    }
    const template = { id, name, kind: content.kind, text: templateText(content, request.marks) };
    const by = { createdAt: clock.now(), createdBy: editor.id };
    return accepted({ id, name, write: insertTemplate(database, template, by) });
  });
}

export function renameTextTemplate(dependencies: Dependencies, request: Act & { id: string; name: string }) {
  const name = normalizeText(request.name);
  return change(dependencies, request, "rename-template", (all) => {
    if (!all.some(({ id }) => id === request.id)) return missing;
    const refusal = nameRefusal(name, all, request.id);
    return refusal
      ? refused(refusal)
      : accepted({ id: request.id, name, write: renameTemplate(dependencies.database, request.id, name) });
  });
}

export function deleteTextTemplate(dependencies: Dependencies, request: Act & { id: string }) {
  return change(dependencies, request, "delete-template", (all) => {
    const template = all.find(({ id }) => id === request.id);
    if (!template) return missing;
    return accepted({
      id: template.id,
      name: template.name,
      write: deleteTemplate(dependencies.database, template.id),
    });
  });
}
