/** Editors and their credentials. Secrets never reach the store: only their SHA-256. */
import { and, asc, eq, gt, isNull, or } from "drizzle-orm";
import { credentials, editors } from "../../db/schema.ts";
import type { Editor, Moment, Role } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";

export interface EditorRecord extends Editor {
  readonly email: string;
}

function toEditor(row: typeof editors.$inferSelect): EditorRecord {
  return { id: row.id, name: row.name, email: row.email, roles: row.roles as Role[] };
}

/** Adds an editor; one with the same id gets this name and these roles. */
export function putEditor(database: Database, editor: EditorRecord, createdAt: Moment): Write {
  const { id, email, name } = editor;
  const roles = [...editor.roles];
  return database.statements
    .insert(editors)
    .values({ id, email, name, roles, createdAt })
    .onConflictDoUpdate({ target: editors.id, set: { name, roles } });
}

export async function activeEditors(database: Database): Promise<EditorRecord[]> {
  const rows = await database.statements
    .select()
    .from(editors)
    .where(isNull(editors.disabledAt))
    .orderBy(asc(editors.createdAt));
  return rows.map(toEditor);
}

export async function editorByEmail(database: Database, email: string): Promise<EditorRecord | null> {
  const [row] = await database.statements
    .select()
    .from(editors)
    .where(and(eq(editors.email, email), isNull(editors.disabledAt)));
  return row ? toEditor(row) : null;
}

export interface Credential {
  readonly hash: string;
  readonly editorId: string;
  readonly purpose: "api" | "sign-in" | "session";
  readonly createdAt: Moment;
  readonly expiresAt?: Moment;
}

export function insertCredential(database: Database, credential: Credential): Write {
  return database.statements.insert(credentials).values({ ...credential, expiresAt: credential.expiresAt ?? null });
}

/** Whose credential this is, if it holds now: not run out, not used up, its editor not disabled. */
export async function editorByCredential(
  database: Database,
  hash: string,
  purpose: Credential["purpose"],
  now: Moment,
): Promise<EditorRecord | null> {
  const [row] = await database.statements
    .select({ editor: editors })
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
  return row ? toEditor(row.editor) : null;
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

/** Uses up a one-time credential; gives a row only to the first who comes. */
export function useCredential(database: Database, hash: string, now: Moment): Write {
  return database.statements
    .update(credentials)
    .set({ usedAt: now })
    .where(and(eq(credentials.hash, hash), isNull(credentials.usedAt)))
    .returning({ editorId: credentials.editorId });
}
