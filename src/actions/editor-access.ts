/** Editors and how they get in: one-time sign-in links, sessions, API tokens. Secrets are given once and kept only as SHA-256. */
import type { Role } from "../domain/advisory.ts";
import { hours } from "../domain/durations.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import {
  type Credential,
  type EditorRecord,
  editorByCredential,
  editorByEmail,
  insertCredential,
  putEditor,
  useCredential,
} from "../store/editors.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

const signInLinkLife = hours(24);
const sessionLife = hours(12);

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
  purpose: Credential["purpose"],
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
  purpose: Credential["purpose"],
): Promise<EditorRecord | null> {
  return editorByCredential(database, digest(secret), purpose, clock.now());
}

/** Uses the link up and begins a session; the second who comes with it is refused. */
export async function signIn(
  dependencies: Dependencies,
  secret: string,
): Promise<Result<{ session: string; lifeMs: number }>> {
  const { database, clock, digest } = dependencies;
  const editor = await editorBySecret(dependencies, secret, "sign-in");
  if (!editor) return refused({ type: "gone", what: "sign-in link" });
  const [rows] = await database.atomically([useCredential(database, digest(secret), clock.now())]);
  if (!rows || rows.length === 0) return refused({ type: "gone", what: "sign-in link" });
  const session = await issue(dependencies, editor, "session", sessionLife, editor.id);
  return session.ok ? accepted({ session: session.value, lifeMs: sessionLife }) : session;
}

/** Ends a session. */
export async function signOut({ database, clock, digest }: Dependencies, session: string): Promise<void> {
  await database.atomically([useCredential(database, digest(session), clock.now())]);
}
