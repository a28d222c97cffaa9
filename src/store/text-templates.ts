/** The agency's own texts to begin with. */
import { asc, eq } from "drizzle-orm";
import { textTemplates } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { TemplateText, TextTemplate } from "../domain/text-template.ts";
import type { Database, Write } from "./database.ts";

export async function ownTemplates(database: Database): Promise<TextTemplate[]> {
  const rows = await database.statements.select().from(textTemplates).orderBy(asc(textTemplates.name));
  return rows.map(({ id, name, kind, body }) => ({ id, name, kind, text: body as TemplateText }));
}

/** Meets a key that is there already where another has this name. */
export function insertTemplate(
  database: Database,
  { id, name, kind, text }: TextTemplate,
  by: { readonly createdAt: Moment; readonly createdBy: string },
): Write {
  return database.statements.insert(textTemplates).values({ id, name, kind, body: text, ...by });
}

export function renameTemplate(database: Database, id: string, name: string): Write {
  return database.statements.update(textTemplates).set({ name }).where(eq(textTemplates.id, id));
}

export function deleteTemplate(database: Database, id: string): Write {
  return database.statements.delete(textTemplates).where(eq(textTemplates.id, id));
}
