/** Rows of the audit chain with the names of people and advisories. */
import type { AuditLine } from "../../../templates/console/audit-table.tsx";
import { consolePath } from "../../../templates/console/console-path.ts";
import type { Advisory } from "../../domain/advisory.ts";
import type { AuditRow } from "../../store/audit-rows.ts";
import type { Database } from "../../store/database.ts";
import { activeEditors } from "../../store/editors.ts";

/** Names of editors by id; one who is no longer active is shown by id. */
export async function editorNames(database: Database): Promise<ReadonlyMap<string, string>> {
  return new Map((await activeEditors(database)).map(({ id, name }) => [id, name]));
}

export function auditLine(
  { sequence, at, actor, action, advisoryId, isPublic, detail }: AuditRow,
  names: ReadonlyMap<string, string>,
  advisories: ReadonlyMap<string, Advisory> = new Map(),
): AuditLine {
  const { reason, internalNote } = (detail ?? {}) as { reason?: unknown; internalNote?: unknown };
  const remark = [reason, internalNote].find((one) => typeof one === "string");
  const advisory = advisoryId === null ? undefined : advisories.get(advisoryId);
  return {
    sequence,
    at,
    actor: names.get(actor) ?? actor,
    action: action.replace(":", ": "),
    isPublic,
    ...(advisory ? { advisory: { name: advisory.slug, path: consolePath(advisory) } } : {}),
    ...(typeof remark === "string" ? { remark } : {}),
  };
}
