/** Origins (a push service, a relay, a partner's host) that asked to wait: read by all workers. */
import { sql } from "drizzle-orm";
import { origins } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";

export interface KnownOrigin {
  readonly origin: string;
  readonly notBefore: Moment;
  readonly atOnce: number | null;
}

/** What is known of these origins, where anything is. */
export async function knownOrigins(database: Database, names: readonly string[]): Promise<KnownOrigin[]> {
  return database.statements
    .select({ origin: origins.origin, notBefore: origins.notBefore, atOnce: origins.atOnce })
    .from(origins)
    .where(sql`${origins.origin} in (select value from json_each(${JSON.stringify(names)}))`);
}

/** How many messages at once an origin takes; null: as many as there are. */
export function learnOrigin(database: Database, origin: string, atOnce: number | null): Write {
  return database.statements
    .insert(origins)
    .values({ origin, atOnce })
    .onConflictDoUpdate({ target: origins.origin, set: { atOnce } });
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
