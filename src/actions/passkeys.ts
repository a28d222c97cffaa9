/**
 * Passkeys of editors. What http has checked (signature, origin, user verification) comes in as a `Touch`; here the challenge is used
 * up in the same write as what it was asked for, so that one touch does one thing once.
 */
import { minutes } from "../domain/durations.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import type { Proof } from "../domain/second-person.ts";
import type { Write } from "../store/database.ts";
import { type EditorRecord, editorById } from "../store/editors.ts";
import {
  type Challenge,
  deleteChallenge,
  deleteOldChallenges,
  deletePasskey,
  insertChallenge,
  insertPasskey,
  openChallenge,
  type Passkey,
  passkeyById,
  passkeysOf,
  usePasskey,
} from "../store/passkeys.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { beginSession, type Entrance, type Session, type SignedIn } from "./sessions.ts";

const challengeLife = minutes(5);
/** More than anybody has; a bound for what a stolen session could add. */
export const mostPasskeys = 10;

/** A passkey's signed answer, checked by http. */
export interface Touch {
  readonly challenge: string;
  readonly passkeyId: string;
  readonly counter: number;
}

/** A new challenge, to be signed within five minutes. */
export async function askForTouch(
  { database, clock, digest, newId }: Dependencies,
  about: Pick<Challenge, "purpose" | "editorId" | "advisoryId" | "contentHash">,
): Promise<string> {
  const challenge = newId() + newId();
  const now = clock.now();
  await database.atomically([
    deleteOldChallenges(database, now),
    insertChallenge(database, { ...about, hash: digest(challenge), expiresAt: now + challengeLife }),
  ]);
  return challenge;
}

/**
 * A counter that did not grow: two devices may hold the same key (WebAuthn §7.2 step 22). Many passkeys do not count and always say 0.
 */
function isCloned(passkey: Passkey, touch: Touch): boolean {
  return (touch.counter > 0 || passkey.counter > 0) && touch.counter <= passkey.counter;
}

interface Touched {
  readonly editor: EditorRecord;
  readonly challenge: NonNullable<Awaited<ReturnType<typeof openChallenge>>>;
  readonly writes: readonly Write[];
}

/** What a touch is good for now: null where its challenge was used or ran out, or the passkey is gone or was copied. */
async function touched(
  { database, clock, digest, log }: Dependencies,
  touch: Touch,
  purpose: Challenge["purpose"],
): Promise<Touched | null> {
  const now = clock.now();
  const challenge = await openChallenge(database, digest(touch.challenge), purpose, now);
  const passkey = await passkeyById(database, touch.passkeyId);
  const editor = passkey && (await editorById(database, passkey.editorId));
  if (!challenge || !passkey || !editor || editor.disabledAt !== undefined) return null;
  if (isCloned(passkey, touch)) {
    log.warn({ editor: editor.id }, "a passkey's counter did not grow: it may have been copied; it was refused");
    return null;
  }
  const writes = [deleteChallenge(database, challenge.hash), usePasskey(database, passkey.id, touch.counter, now)];
  return { editor, challenge, writes };
}

/** The proof that an approval needs, with what uses it up; undefined where the touch is good for nothing. */
export async function proofOf(
  dependencies: Dependencies,
  touch: Touch,
  editorId: string,
): Promise<{ proof: Proof; writes: readonly Write[] } | undefined> {
  const found = await touched(dependencies, touch, "approve");
  if (!found || found.editor.id !== editorId || found.challenge.editorId !== editorId) return undefined;
  const { advisoryId, contentHash } = found.challenge;
  return {
    proof: { by: "touch", advisoryId: advisoryId ?? "", contentHash: contentHash ?? "" },
    writes: found.writes,
  };
}

export function signInByPasskey(
  dependencies: Dependencies,
  touch: Touch,
  previous: string | undefined,
): Promise<Result<SignedIn>> {
  const enter = async (): Promise<Result<Entrance>> => {
    const found = await touched(dependencies, touch, "sign-in");
    if (!found) return refused({ type: "passkey-refused" });
    return accepted({ editor: found.editor, method: "passkey", writes: found.writes });
  };
  return beginSession(dependencies, enter, previous);
}

/** Adds a passkey to the editor whose challenge it answers. */
export async function enrolPasskey(
  dependencies: Dependencies,
  { editor, isFresh }: Session,
  made: Pick<Passkey, "id" | "name" | "publicKey" | "counter" | "transports"> & { readonly challenge: string },
): Promise<Result<{ id: string }>> {
  const { database, clock, digest, newId } = dependencies;
  const { challenge, ...passkey } = made;
  if (!isFresh) return refused({ type: "sign-in-again" });
  return commit<{ id: string }>(dependencies, newId(), async () => {
    const now = clock.now();
    const open = await openChallenge(database, digest(challenge), "enrol", now);
    const present = await editorById(database, editor.id);
    if (!present || present.disabledAt !== undefined) return refused({ type: "editor-disabled" });
    if (open?.editorId !== editor.id || (await passkeyById(database, passkey.id)))
      return refused({ type: "passkey-refused" });
    if ((await passkeysOf(database, editor.id)).length >= mostPasskeys) return refused({ type: "too-many-passkeys" });
    return accepted({
      writes: [
        deleteChallenge(database, open.hash),
        insertPasskey(database, { ...passkey, editorId: editor.id, createdAt: now }),
      ],
      entry: {
        actor: editor.id,
        action: "add-passkey",
        isPublic: false,
        detail: { id: passkey.id, name: passkey.name },
      },
    });
  });
}

/** The last one stays: without it approving would ask for no touch any more, or the editor could not get in. */
export async function removePasskey(
  dependencies: Dependencies,
  { editor, isFresh }: Session,
  passkeyId: string,
): Promise<Result<{ id: string }>> {
  const { database, newId } = dependencies;
  if (!isFresh) return refused({ type: "sign-in-again" });
  return commit<{ id: string }>(dependencies, newId(), async () => {
    const own = await passkeysOf(database, editor.id);
    const passkey = own.find(({ id }) => id === passkeyId);
    if (!passkey) return refused({ type: "not-found", what: "passkey" });
    if (own.length === 1) return refused({ type: "last-passkey" });
    return accepted({
      writes: [deletePasskey(database, passkeyId)],
      entry: {
        actor: editor.id,
        action: "remove-passkey",
        isPublic: false,
        detail: { id: passkeyId, name: passkey.name },
      },
    });
  });
}
