/** Editors and what they are given to get in: one-time sign-in links and API tokens. Secrets are given once and kept only as SHA-256. */

import { editorNameFault } from "../domain/accounts.ts";
import type { Role } from "../domain/advisory.ts";
import { days, hours } from "../domain/durations.ts";
import type { AccountData } from "../domain/letter.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import type { Write } from "../store/database.ts";
import {
  allEditors,
  type Credential,
  credentialByHash,
  type EditorRecord,
  insertCredential,
  putEditor,
  updateEditor,
} from "../store/editors.ts";
import { insertLetters } from "../store/letters.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export const signInLinkLife = hours(24);

/** How long a letter about an account is worth sending. */
const accountLetterLife = days(3);

/** Tells these editors what happened to an account. */
export function accountLetters(
  { database, clock }: Dependencies,
  told: readonly Pick<EditorRecord, "email">[],
  data: AccountData,
): Write {
  const createdAt = clock.now();
  const notAfter = createdAt + accountLetterLife;
  const about = { purpose: "account" as const, language: "en", data: { ...data }, createdAt, notAfter };
  return insertLetters(
    database,
    told.map(({ email: recipient }) => ({ ...about, recipient })),
  );
}

/**
 * Adds an editor, or gives the one with this address these roles; needs no second admin. All other editors are told, but where there is
 * nobody to tell yet (`isFirst`). One who was disabled returns with a new account's age.
 */
export async function addEditor(
  dependencies: Dependencies,
  request: {
    readonly email: string;
    readonly name: string;
    readonly roles: readonly Role[];
    readonly actor: string;
    readonly isFirst?: boolean;
  },
): Promise<Result<{ id: string; email: string }>> {
  const { database, clock, newId, nudge } = dependencies;
  const { name, roles, actor, isFirst = false } = request;
  const nameFault = editorNameFault(name);
  if (nameFault !== null) return refused({ type: "invalid-content", problems: [{ path: "name", reason: nameFault }] });
  const added = await commit<{ id: string; email: string }>(dependencies, newId(), async () => {
    const now = clock.now();
    const accounts = await allEditors(database);
    // One mailbox is one person, however it is written: two accounts would be two pairs of eyes.
    const known = accounts.find((one) => one.email.toLowerCase() === request.email.toLowerCase());
    const { id, email } = known ?? { id: newId(), email: request.email };
    const isBack = known?.disabledAt !== undefined;
    const told = isFirst ? [] : accounts.filter((one) => one.id !== id && one.disabledAt === undefined);
    const event = known && !isBack ? "roles" : "added";
    return accepted({
      writes: [
        putEditor(database, { id, email, name, roles }, now),
        ...(isBack
          ? [updateEditor(database, id, { createdAt: now, disabledAt: null, vouchedAt: null, identity: null })]
          : []),
        accountLetters(dependencies, told, { event, name, email, roles, actor }),
      ],
      entry: {
        actor,
        action: known ? "change-editor" : "add-editor",
        isPublic: false,
        detail: { id, email, roles: [...roles] },
      },
    });
  });
  if (added.ok) nudge();
  return added;
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
