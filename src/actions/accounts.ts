/**
 * Accounts in the console: an admin acts, or asks another admin to confirm. Each act is in the audit chain and told to all editors; sign-in
 * links go to the mailbox of whom they are for, and nowhere else.
 */
import { type AccountAct, accountRefusal, confirmationRefusal, needsSecondAdmin } from "../domain/accounts.ts";
import type { Role } from "../domain/advisory.ts";
import { days } from "../domain/durations.ts";
import type { AccountEvent } from "../domain/letter.ts";
import type { Tokens } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { closeAccountRequest, insertAccountRequest, openAccountRequests } from "../store/account-requests.ts";
import type { Write } from "../store/database.ts";
import { deleteEditorBrowsersOf } from "../store/editor-browsers.ts";
import {
  allEditors,
  type EditorRecord,
  endCredentials,
  insertCredential,
  putEditor,
  updateEditor,
} from "../store/editors.ts";
import { insertLetter } from "../store/letters.ts";
import { deletePasskeysOf } from "../store/passkeys.ts";
import { commit, type Intention } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { accountLetters, signInLinkLife } from "./editor-access.ts";

export interface AccountDependencies extends Dependencies {
  readonly tokens: Tokens;
}

/** Requests that nobody decides end by themselves. */
const requestLife = days(7);

export interface AccountOutcome {
  /** `waiting`: another admin has to confirm it. */
  readonly outcome: "done" | "waiting" | "declined";
}

/** Does what an admin may do alone, and asks for the rest. */
export async function actOnAccount(
  dependencies: AccountDependencies,
  { act, editor, commandId }: { act: AccountAct; editor: EditorRecord; commandId: string },
): Promise<Result<AccountOutcome>> {
  const { database, clock, newId, nudge } = dependencies;
  const result = await commit<AccountOutcome>(dependencies, commandId, async () => {
    const now = clock.now();
    const accounts = await allEditors(database);
    const refusal = accountRefusal(act, editor, accounts, now);
    if (refusal) return refused(refusal);
    if (act.act === "disable" || !needsSecondAdmin(act, accounts, now))
      return accepted(intention(dependencies, act, accounts, [editor]));
    const request = { id: newId(), act, requestedBy: editor.id, requestedAt: now, expiresAt: now + requestLife };
    return accepted({
      writes: [
        insertAccountRequest(database, request),
        accountLetters(dependencies, accounts.filter(isOtherAdmin(editor)), {
          event: "requested",
          ...personOf(act, accounts),
          actor: editor.name,
        }),
      ],
      entry: {
        actor: editor.id,
        action: `request:${act.act}`,
        isPublic: false,
        detail: { outcome: "waiting" as const, request: request.id, ...act },
      },
    });
  });
  if (result.ok) nudge();
  return result;
}

/** Another admin confirms or declines; whoever asked may withdraw. */
export async function decideAccountRequest(
  dependencies: AccountDependencies,
  given: { requestId: string; isConfirmed: boolean; editor: EditorRecord; commandId: string },
): Promise<Result<AccountOutcome>> {
  const { database, clock, nudge } = dependencies;
  const { requestId, isConfirmed, editor, commandId } = given;
  const result = await commit<AccountOutcome>(dependencies, commandId, async () => {
    const now = clock.now();
    const accounts = await allEditors(database);
    const request = (await openAccountRequests(database, now)).find(({ id }) => id === requestId);
    if (!request) return refused({ type: "gone", what: "request" });
    const by = accounts.find(({ id, disabledAt }) => id === editor.id && disabledAt === undefined);
    if (!by?.roles.includes("admin")) return refused({ type: "role-missing", needed: ["admin"] });
    const decided = (outcome: "confirmed" | "declined") =>
      closeAccountRequest(database, requestId, { outcome, decidedBy: editor.id, decidedAt: now });
    if (!isConfirmed) {
      const detail = { outcome: "declined" as const, request: requestId, ...request.act };
      const entry = { actor: editor.id, action: `decline:${request.act.act}`, isPublic: false, detail };
      return accepted({ writes: [decided("declined")], entry });
    }
    const refusal = confirmationRefusal(request.act, request.requestedBy, editor, accounts, now);
    if (refusal) return refused(refusal);
    const asked = accounts.filter(({ id }) => id === request.requestedBy);
    const { writes, entry } = intention(dependencies, request.act, accounts, [...asked, editor]);
    const detail = { ...entry.detail, request: requestId, requestedBy: request.requestedBy };
    return accepted({ writes: [...writes, decided("confirmed")], entry: { ...entry, detail } });
  });
  if (result.ok) nudge();
  return result;
}

function isOtherAdmin(editor: EditorRecord) {
  return ({ id, roles, disabledAt }: EditorRecord) =>
    id !== editor.id && disabledAt === undefined && roles.includes("admin");
}

/** Whose account it is about, as letters say it. */
function personOf(act: AccountAct, accounts: readonly EditorRecord[]): { name: string; email: string; roles: Role[] } {
  const account = act.act === "invite" ? act : accounts.find(({ id }) => id === act.editorId);
  const roles = "roles" in act ? act.roles : account?.roles;
  return { name: account?.name ?? "", email: account?.email ?? "", roles: [...(roles ?? [])] };
}

const events: Record<Exclude<AccountAct["act"], "link">, AccountEvent> = {
  invite: "added",
  roles: "roles",
  vouch: "vouched",
  disable: "disabled",
};

/** What the act writes; `by`: who asked, and who confirmed. */
function intention(
  dependencies: AccountDependencies,
  act: AccountAct,
  accounts: readonly EditorRecord[],
  by: readonly EditorRecord[],
): Intention<AccountOutcome> {
  const { id, writes } = actWrites(dependencies, act, accounts);
  const actor = by.map(({ name }) => name).join(", ");
  const event = act.act === "link" ? undefined : events[act.act];
  const told = accounts.filter(({ disabledAt }) => disabledAt === undefined);
  const letters = event ? [accountLetters(dependencies, told, { event, ...personOf(act, accounts), actor })] : [];
  return {
    writes: [...writes, ...letters],
    entry: {
      actor: by.at(-1)?.id ?? "",
      action: `account:${act.act}`,
      isPublic: false,
      detail: { outcome: "done", id, ...act },
    },
  };
}

function actWrites(
  dependencies: AccountDependencies,
  act: AccountAct,
  accounts: readonly EditorRecord[],
): { id: string; writes: Write[] } {
  const { database, clock, newId } = dependencies;
  const now = clock.now();
  switch (act.act) {
    case "invite": {
      const { email, name, roles } = act;
      const known = accounts.find((one) => one.email.toLowerCase() === email.toLowerCase());
      const id = known?.id ?? newId();
      const editor = { id, email: known?.email ?? email, name, roles };
      // Who returns begins anew: an account that slept for a year is no older than its return.
      const returned = known
        ? [updateEditor(database, id, { createdAt: now, disabledAt: null, vouchedAt: null, identity: null })]
        : [];
      const link = signInLetter(dependencies, editor);
      return { id, writes: [putEditor(database, editor, now), ...returned, ...link] };
    }
    case "roles":
      return { id: act.editorId, writes: [updateEditor(database, act.editorId, { roles: act.roles })] };
    case "vouch":
      return { id: act.editorId, writes: [updateEditor(database, act.editorId, { vouchedAt: now })] };
    case "link": {
      const editor = accounts.find(({ id }) => id === act.editorId);
      return { id: act.editorId, writes: editor ? signInLetter(dependencies, editor) : [] };
    }
    case "disable":
      return {
        id: act.editorId,
        writes: [
          updateEditor(database, act.editorId, { disabledAt: now }),
          endCredentials(database, act.editorId, now),
          deletePasskeysOf(database, act.editorId),
          deleteEditorBrowsersOf(database, act.editorId),
        ],
      };
  }
}

/** A link that only the mail has: the letter's row holds a nonce, the secret is made of it with a key that the database does not have. */
function signInLetter(
  { database, clock, newId, digest, tokens }: AccountDependencies,
  editor: Pick<EditorRecord, "id" | "email">,
): Write[] {
  const now = clock.now();
  const nonce = digest(newId());
  const notAfter = now + signInLinkLife;
  const secret = tokens.issue("sign-in", 0, nonce);
  return [
    insertCredential(database, {
      hash: digest(secret),
      editorId: editor.id,
      purpose: "sign-in",
      createdAt: now,
      expiresAt: notAfter,
    }),
    insertLetter(database, {
      purpose: "sign-in",
      recipient: editor.email,
      language: "en",
      data: { editorId: editor.id, nonce },
      createdAt: now,
      notAfter,
    }),
  ];
}
