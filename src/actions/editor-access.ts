/** Editors and what they are given to get in: one-time sign-in links and API tokens. Secrets are given once and kept only as SHA-256. */
import type { Role } from "../domain/advisory.ts";
import { hours } from "../domain/durations.ts";
import { accepted, type Result } from "../domain/refusal.ts";
import {
  type Credential,
  credentialByHash,
  type EditorRecord,
  editorByEmail,
  insertCredential,
  putEditor,
} from "../store/editors.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export const signInLinkLife = hours(24);

/** Adds an editor, or gives the one with this address these roles. */
export async function addEditor(
  dependencies: Dependencies,
  request: { readonly email: string; readonly name: string; readonly roles: readonly Role[]; readonly actor: string },
): Promise<Result<{ id: string }>> {
  const { database, clock, newId } = dependencies;
  const { email, name, roles, actor } = request;
  return commit<{ id: string }>(dependencies, newId(), async () => {
    const known = await editorByEmail(database, email);
    const id = known?.id ?? newId();
    return accepted({
      writes: [putEditor(database, { id, email, name, roles }, clock.now())],
      entry: {
        actor,
        action: known ? "change-editor" : "add-editor",
        isPublic: false,
        detail: { id, email, roles: [...roles] },
      },
    });
  });
}

async function issue(
  dependencies: Dependencies,
  editor: Pick<EditorRecord, "id">,
  purpose: Exclude<Credential["purpose"], "session">,
  lifeMs: number | null,
  actor: string,
): Promise<Result<string>> {
  const { database, clock, digest, newId } = dependencies;
  const secret = newId() + newId();
  const now = clock.now();
  const credential = {
    hash: digest(secret),
    editorId: editor.id,
    purpose,
    createdAt: now,
    ...(lifeMs === null ? {} : { expiresAt: now + lifeMs }),
  };
  const issued = await commit(dependencies, newId(), async () =>
    accepted({
      writes: [insertCredential(database, credential)],
      entry: { actor, action: `issue-${purpose}`, isPublic: false, detail: { editor: editor.id } },
    }),
  );
  return issued.ok ? accepted(secret) : issued;
}

/** A secret for `…/console/sign-in/{secret}`: works once, for a day. */
export function issueSignInLink(
  dependencies: Dependencies,
  editor: EditorRecord,
  actor: string,
): Promise<Result<string>> {
  return issue(dependencies, editor, "sign-in", signInLinkLife, actor);
}

/** A bearer token for the API; works until it is revoked or the editor is disabled. */
export function issueApiToken(
  dependencies: Dependencies,
  editor: EditorRecord,
  actor: string,
): Promise<Result<string>> {
  return issue(dependencies, editor, "api", null, actor);
}

export async function editorBySecret(
  { database, clock, digest }: Dependencies,
  secret: string,
  purpose: Exclude<Credential["purpose"], "session">,
): Promise<EditorRecord | null> {
  return (await credentialByHash(database, digest(secret), purpose, clock.now()))?.editor ?? null;
}
