/** Origins (a push service, a relay, a partner's host) that asked to wait: read by all workers. */
import { gt, sql } from "drizzle-orm";
import { origins } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";

/** Origins that are not to be asked before a moment. */
export async function waitingOrigins(database: Database, now: Moment): Promise<Map<string, Moment>> {
  const rows = await database.statements.select().from(origins).where(gt(origins.notBefore, now));
  return new Map(rows.map((row) => [row.origin, row.notBefore]));
}

export function holdOrigin(database: Database, origin: string, notBefore: Moment): Write {
  return database.statements
    .insert(origins)
    .values({ origin, failures: 1, notBefore })
    .onConflictDoUpdate({
      target: origins.origin,
      set: { failures: sql`${origins.failures} + 1`, notBefore: sql`max(${origins.notBefore}, ${notBefore})` },
    });
}
