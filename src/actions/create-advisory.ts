/** Begins an advisory: its id, its lasting slug, and the first draft. */
import type { Advisory, Content, Editor } from "../domain/advisory.ts";
import { contentHashOf, firstDraft } from "../domain/lifecycle.ts";
import { accepted, type Result } from "../domain/refusal.ts";
import { insertAdvisory, putWorkingCopy } from "../store/advisories.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export interface Created {
  readonly id: string;
  readonly slug: string;
  readonly stage: "draft";
  readonly contentHash: string;
}

export async function createAdvisory(
  dependencies: Dependencies,
  request: { readonly content: Content; readonly editor: Editor; readonly commandId: string },
): Promise<Result<Created>> {
  const { database, clock, digest, newId } = dependencies;
  const { content, editor, commandId } = request;
  return commit<Created>(dependencies, commandId, async () => {
    const now = clock.now();
    const working = firstDraft(content, editor, now);
    if (!working.ok) return working;
    const id = newId();
    const advisory: Advisory = {
      id,
      slug: newSlug(content, id, now),
      kind: content.kind,
      status: content.status,
      family: id,
      createdAt: now,
      revisions: [],
      takeovers: [],
      working: working.value,
    };
    const contentHash = contentHashOf(advisory, digest);
    return accepted({
      writes: [insertAdvisory(database, advisory, editor.id), putWorkingCopy(database, id, working.value)],
      entry: {
        actor: editor.id,
        action: "create",
        advisoryId: id,
        isPublic: false,
        detail: { id, slug: advisory.slug, stage: "draft", contentHash },
      },
    });
  });
}

/** "elevated-2026-k3f9x2": the address never changes, so it says nothing that may change (no headline, no place). */
function newSlug(content: Content, id: string, now: number): string {
  const tail = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 8);
  const mark = content.status === "actual" ? "" : `${content.status}-`;
  return `${mark}${content.kind}-${new Date(now).getUTCFullYear()}-${tail}`;
}
