/** Facts about this instance that are set once, and switches that operators turn. */
import { eq } from "drizzle-orm";
import { instance } from "../../db/schema.ts";
import type { Database, Write } from "./database.ts";

export type InstanceKey = "setUpAt" | "sendingPaused";

export async function instanceValue(database: Database, key: InstanceKey): Promise<string | null> {
  const [row] = await database.statements.select().from(instance).where(eq(instance.key, key));
  return row?.value ?? null;
}

/** Keeps the value that is there already. */
export function setOnce(database: Database, key: InstanceKey, value: string): Write {
  return database.statements.insert(instance).values({ key, value }).onConflictDoNothing();
}

export function setValue(database: Database, key: InstanceKey, value: string): Write {
  return database.statements
    .insert(instance)
    .values({ key, value })
    .onConflictDoUpdate({ target: instance.key, set: { value } });
}

/** An operator, or a restore, holds all sending. */
export async function isPaused(database: Database): Promise<boolean> {
  return (await instanceValue(database, "sendingPaused")) === "true";
}
