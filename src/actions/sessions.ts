/**
 * Sessions of the console: begun by a one-time link, a passkey or the agency's identity provider; ended by signing out, by time, by an
 * hour without a request, and with the account. Each sign-in makes a new secret and ends the session it came from.
 */
import { minutes } from "../domain/durations.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { Unavailable, type Write } from "../store/database.ts";
import {
  allEditors,
  credentialByHash,
  type EditorRecord,
  type FoundCredential,
  insertCredential,
  type SignInMethod,
  seeCredential,
  updateEditor,
  useCredential,
} from "../store/editors.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

/** For so long after signing in an editor may change with what they sign in. */
const freshForMs = minutes(15);

export interface Session extends FoundCredential {
  /** Begun so lately that it may change with what one signs in. */
  readonly isFresh: boolean;
}

export interface SignedIn {
  readonly session: string;
  readonly lifeMs: number;
}

/** How somebody signs in: what is used up by it, decided in the same write as the session. */
export interface Entrance {
  readonly editor: EditorRecord;
  readonly method: SignInMethod;
  readonly writes: readonly Write[];
}

/** The session behind a cookie, if it still holds. */
export async function sessionBySecret(dependencies: Dependencies, secret: string): Promise<Session | null> {
  const { database, clock, digest, log, sessionLimits } = dependencies;
  const now = clock.now();
  const hash = digest(secret);
  const found = await credentialByHash(database, hash, "session", now);
  if (!found || now >= found.seenAt + sessionLimits.idleMs) return null;
  if (now >= found.seenAt + minutes(1)) {
    try {
      await database.atomically([seeCredential(database, hash, now)]);
    } catch (error) {
      // On a full disk an editor must still be able to read and to take back.
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ error: error.message }, "a session's use was not written down");
    }
  }
  return { ...found, isFresh: now < found.createdAt + freshForMs };
}

/** Begins a session. `previous`: the one that the browser brought along; it ends. */
export async function beginSession(
  dependencies: Dependencies,
  enter: () => Promise<Result<Entrance>>,
  previous: string | undefined,
): Promise<Result<SignedIn>> {
  const { database, clock, digest, newId, sessionLimits } = dependencies;
  const session = newId() + newId();
  const lifeMs = sessionLimits.longestMs;
  const begun = await commit(dependencies, newId(), async () => {
    const entrance = await enter();
    if (!entrance.ok) return entrance;
    const { editor, method, writes } = entrance.value;
    const now = clock.now();
    const credential = {
      hash: digest(session),
      editorId: editor.id,
      purpose: "session" as const,
      method,
      createdAt: now,
      expiresAt: now + lifeMs,
    };
    return accepted({
      writes: [
        ...writes,
        insertCredential(database, credential),
        ...(previous === undefined ? [] : [useCredential(database, digest(previous), now)]),
      ],
      entry: { actor: editor.id, action: `sign-in:${method}`, isPublic: false, detail: { editor: editor.id } },
    });
  });
  return begun.ok ? accepted({ session, lifeMs }) : begun;
}

/** Uses the one-time link up and begins a session; the second who comes with it is refused. */
export function signInByLink(
  dependencies: Dependencies,
  secret: string,
  previous: string | undefined,
): Promise<Result<SignedIn>> {
  const { database, clock, digest } = dependencies;
  const enter = async (): Promise<Result<Entrance>> => {
    const found = await credentialByHash(database, digest(secret), "sign-in", clock.now());
    if (!found) return refused({ type: "gone", what: "sign-in link" });
    const writes = [useCredential(database, digest(secret), clock.now())];
    return accepted({ editor: found.editor, method: "link", writes });
  };
  return beginSession(dependencies, enter, previous);
}

/**
 * Signs in who the identity provider says somebody is: by the subject that was bound before, else by a verified address of an editor
 * who has none bound yet. Never makes an account.
 */
export function signInByIdentity(
  dependencies: Dependencies,
  { identity, verifiedEmail }: { readonly identity: string; readonly verifiedEmail?: string },
  previous: string | undefined,
): Promise<Result<SignedIn>> {
  const { database } = dependencies;
  const enter = async (): Promise<Result<Entrance>> => {
    const accounts = await allEditors(database);
    const bound = accounts.find((one) => one.identity === identity);
    if (bound?.disabledAt !== undefined) return refused({ type: "editor-disabled" });
    if (bound) return accepted({ editor: bound, method: "oidc", writes: [] });
    const address = verifiedEmail?.toLowerCase();
    const matching = accounts.filter((one) => one.disabledAt === undefined && one.email.toLowerCase() === address);
    const [editor] = matching;
    // An address that went to somebody else does not take its editor's account along.
    if (!editor || matching.length > 1 || editor.identity !== undefined)
      return refused({ type: "not-found", what: "editor" });
    return accepted({ editor, method: "oidc", writes: [updateEditor(database, editor.id, { identity })] });
  };
  return beginSession(dependencies, enter, previous);
}

/** Ends a session. */
export async function signOut({ database, clock, digest }: Dependencies, session: string): Promise<void> {
  await database.atomically([useCredential(database, digest(session), clock.now())]);
}
