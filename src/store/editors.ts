/** Editors and their credentials. Secrets never reach the store: only their SHA-256. */
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { credentials, editors } from "../../db/schema.ts";
import type { Editor, Moment, Role } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";

export interface EditorRecord extends Editor {
  readonly email: string;
  readonly createdAt: Moment;
  readonly disabledAt?: Moment;
  /** At the agency's identity provider: issuer and subject. */
  readonly identity?: string;
}

const columns = {
  row: editors,
  // Names in full: in a query of one table drizzle leaves the table's out, and `id` would be the passkey's own.
  hasPasskey: sql<number>`exists (select 1 from passkeys where passkeys.editor_id = editors.id)`,
};

function toEditor({ row, hasPasskey }: { row: typeof editors.$inferSelect; hasPasskey: number }): EditorRecord {
  const { disabledAt, vouchedAt, identity, roles, ...rest } = row;
  return {
    ...rest,
    roles: roles as Role[],
    hasPasskey: hasPasskey === 1,
    ...(disabledAt === null ? {} : { disabledAt }),
    ...(vouchedAt === null ? {} : { vouchedAt }),
    ...(identity === null ? {} : { identity }),
  };
}

/** Adds an editor; one with the same id gets this name and these roles. */
export function putEditor(
  database: Database,
  editor: Pick<EditorRecord, "id" | "email" | "name" | "roles">,
  createdAt: Moment,
): Write {
  const { id, email, name } = editor;
  const roles = [...editor.roles];
  return database.statements
    .insert(editors)
    .values({ id, email, name, roles, createdAt })
    .onConflictDoUpdate({ target: editors.id, set: { name, roles } });
}

/** Those who were disabled too. */
export async function allEditors(database: Database): Promise<EditorRecord[]> {
  const rows = await database.statements.select(columns).from(editors).orderBy(asc(editors.createdAt));
  return rows.map(toEditor);
}

export async function activeEditors(database: Database): Promise<EditorRecord[]> {
  return (await allEditors(database)).filter((editor) => editor.disabledAt === undefined);
}

/** Also one who was disabled. */
export async function editorById(database: Database, id: string): Promise<EditorRecord | null> {
  const [row] = await database.statements.select(columns).from(editors).where(eq(editors.id, id));
  return row ? toEditor(row) : null;
}

/** However the address is capitalized: it is one mailbox, and one person. */
export async function editorByEmail(database: Database, email: string): Promise<EditorRecord | null> {
  const wanted = email.toLowerCase();
  return (await activeEditors(database)).find((editor) => editor.email.toLowerCase() === wanted) ?? null;
}

/** Sets what an account may be set to. */
export function updateEditor(
  database: Database,
  id: string,
  change: {
    roles?: readonly Role[];
    createdAt?: Moment;
    vouchedAt?: Moment | null;
    disabledAt?: Moment | null;
    identity?: string | null;
  },
): Write {
  const { roles, ...rest } = change;
  return database.statements
    .update(editors)
    .set({ ...rest, ...(roles ? { roles: [...roles] } : {}) })
    .where(eq(editors.id, id));
}

export interface Credential {
  readonly hash: string;
  readonly editorId: string;
  readonly purpose: "api" | "sign-in" | "session";
  readonly createdAt: Moment;
  readonly expiresAt?: Moment;
  /** Sessions only. */
  readonly method?: SignInMethod;
}

export type SignInMethod = "link" | "passkey" | "oidc";

export function insertCredential(database: Database, credential: Credential): Write {
  return database.statements.insert(credentials).values({ ...credential, expiresAt: credential.expiresAt ?? null });
}

export interface FoundCredential {
  readonly editor: EditorRecord;
  readonly createdAt: Moment;
  /** Sessions: the last request, to the minute. */
  readonly seenAt: Moment;
}

/** The credential, if it holds now: not run out, not used up, its editor not disabled. */
export async function credentialByHash(
  database: Database,
  hash: string,
  purpose: Credential["purpose"],
  now: Moment,
): Promise<FoundCredential | null> {
  const [found] = await database.statements
    .select({ ...columns, createdAt: credentials.createdAt, seenAt: credentials.seenAt })
    .from(credentials)
    .innerJoin(editors, eq(editors.id, credentials.editorId))
    .where(
      and(
        eq(credentials.hash, hash),
        eq(credentials.purpose, purpose),
        isNull(credentials.usedAt),
        or(isNull(credentials.expiresAt), gt(credentials.expiresAt, now)),
        isNull(editors.disabledAt),
      ),
    );
  if (!found) return null;
  const { createdAt, seenAt } = found;
  return { editor: toEditor(found), createdAt, seenAt: seenAt ?? createdAt };
}

/** Remembers that a session was used. */
export function seeCredential(database: Database, hash: string, now: Moment): Write {
  return database.statements.update(credentials).set({ seenAt: now }).where(eq(credentials.hash, hash));
}

/** Ends everything with which this editor gets in, but passkeys: those do not let in who is disabled. */
export function endCredentials(database: Database, editorId: string, now: Moment): Write {
  return database.statements
    .update(credentials)
    .set({ usedAt: now })
    .where(and(eq(credentials.editorId, editorId), isNull(credentials.usedAt)));
}

/** Was the editor ever given a way in? */
export async function hasCredential(database: Database, editorId: string): Promise<boolean> {
  const rows = await database.statements
    .select({ hash: credentials.hash })
    .from(credentials)
    .where(eq(credentials.editorId, editorId))
    .limit(1);
  return rows.length > 0;
}

export type StoredCredential = typeof credentials.$inferSelect;

/** API tokens, also those that let nobody in any more. */
export async function allTokens(database: Database): Promise<StoredCredential[]> {
  return database.statements.select().from(credentials).where(eq(credentials.purpose, "api"));
}

/** Of one that is known only whether it has ended changes. */
export function putToken(database: Database, token: StoredCredential): Write {
  return database.statements
    .insert(credentials)
    .values(token)
    .onConflictDoUpdate({ target: credentials.hash, set: { usedAt: token.usedAt } });
}

/** Ends everything with which anybody gets in, but passkeys. */
export function endAllCredentials(database: Database, at: Moment): Write {
  return database.statements.update(credentials).set({ usedAt: at }).where(isNull(credentials.usedAt));
}

/** Uses up a one-time credential; gives a row only to the first who comes. */
export function useCredential(database: Database, hash: string, now: Moment): Write {
  return database.statements
    .update(credentials)
    .set({ usedAt: now })
    .where(and(eq(credentials.hash, hash), isNull(credentials.usedAt)))
    .returning({ editorId: credentials.editorId });
}
