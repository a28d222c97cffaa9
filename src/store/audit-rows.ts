/** Reading the audit chain: who did what when. */
import { and, desc, eq, gte, like, lt } from "drizzle-orm";
import { audit } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database } from "./database.ts";

export interface AuditFilter {
  readonly actor?: string;
  /** The beginning of the action's name: `revise` finds `revise:update`. */
  readonly action?: string;
  readonly advisoryId?: string;
  readonly from?: Moment;
  /** Before this moment. */
  readonly to?: Moment;
}

export interface AuditRow {
  readonly sequence: number;
  readonly at: Moment;
  readonly actor: string;
  readonly action: string;
  readonly advisoryId: string | null;
  readonly isPublic: boolean;
  readonly detail: unknown;
  readonly hash: string;
}

/** Newest first. */
export async function auditRows(
  database: Database,
  { actor, action, advisoryId, from, to }: AuditFilter,
  limit: number,
): Promise<AuditRow[]> {
  return database.statements
    .select({
      sequence: audit.sequence,
      at: audit.at,
      actor: audit.actor,
      action: audit.action,
      advisoryId: audit.advisoryId,
      isPublic: audit.isPublic,
      detail: audit.detail,
      hash: audit.hash,
    })
    .from(audit)
    .where(
      and(
        actor ? eq(audit.actor, actor) : undefined,
        action ? like(audit.action, `${action.replaceAll(/[%_]/g, "")}%`) : undefined,
        advisoryId ? eq(audit.advisoryId, advisoryId) : undefined,
        from === undefined ? undefined : gte(audit.at, from),
        to === undefined ? undefined : lt(audit.at, to),
      ),
    )
    .orderBy(desc(audit.sequence))
    .limit(limit);
}
