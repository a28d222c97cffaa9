/** Browsers in which editors turned notifications on. A letter names one by its row, so that it goes where the browser is by then. */
import { and, asc, eq, ne } from "drizzle-orm";
import { editorBrowsers } from "../../db/schema.ts";
import type { Database, Write } from "./database.ts";

export type EditorBrowser = typeof editorBrowsers.$inferSelect;

const mark = "browser:";
/** How the recipients of letters to browsers begin, for LIKE. */
export const anyBrowser = `${mark}%`;

export function recipientFor({ hash }: Pick<EditorBrowser, "hash">): string {
  return mark + hash;
}

/** The browser that a letter goes to; null where it is a mail or a post. */
export function browserHashIn(recipient: string): string | null {
  return recipient.startsWith(mark) ? recipient.slice(mark.length) : null;
}

/** The oldest first. */
export async function allEditorBrowsers(database: Database): Promise<EditorBrowser[]> {
  return database.statements.select().from(editorBrowsers).orderBy(asc(editorBrowsers.createdAt));
}

export async function editorBrowsersOf(database: Database, editorId: string): Promise<EditorBrowser[]> {
  return database.statements
    .select()
    .from(editorBrowsers)
    .where(eq(editorBrowsers.editorId, editorId))
    .orderBy(asc(editorBrowsers.createdAt));
}

export async function editorBrowserByHash(database: Database, hash: string): Promise<EditorBrowser | null> {
  const [row] = await database.statements.select().from(editorBrowsers).where(eq(editorBrowsers.hash, hash));
  return row ?? null;
}

/** Whoever turned them on in this browser before is told in it no more. */
export function putEditorBrowser(database: Database, browser: EditorBrowser): Write {
  const { hash, editorId, address, createdAt } = browser;
  return database.statements
    .insert(editorBrowsers)
    .values(browser)
    .onConflictDoUpdate({ target: editorBrowsers.addressKey, set: { hash, editorId, address, createdAt } });
}

/** The browser has another endpoint now. */
export function moveEditorBrowser(
  database: Database,
  hash: string,
  { address, addressKey }: Pick<EditorBrowser, "address" | "addressKey">,
): Write[] {
  const isAnother = and(eq(editorBrowsers.addressKey, addressKey), ne(editorBrowsers.hash, hash));
  return [
    database.statements.delete(editorBrowsers).where(isAnother),
    database.statements.update(editorBrowsers).set({ address, addressKey }).where(eq(editorBrowsers.hash, hash)),
  ];
}

export function deleteEditorBrowser(database: Database, hash: string): Write {
  return database.statements.delete(editorBrowsers).where(eq(editorBrowsers.hash, hash));
}

/** Where its push service says that it is gone: one that has another endpoint by now is not what was said to be. */
export function deleteGoneBrowser(
  database: Database,
  { hash, address }: Pick<EditorBrowser, "hash" | "address">,
): Write {
  return database.statements
    .delete(editorBrowsers)
    .where(and(eq(editorBrowsers.hash, hash), eq(editorBrowsers.address, address)));
}

export function deleteEditorBrowsersOf(database: Database, editorId: string): Write {
  return database.statements.delete(editorBrowsers).where(eq(editorBrowsers.editorId, editorId));
}
