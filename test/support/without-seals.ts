import { canonical } from "../../src/domain/content.ts";
import type { TestService } from "./service.ts";

/** Makes the approvals so far as they were written before acts vouched for texts: what is stored under them may then be anything. */
export function withoutSeals({ database, dependencies }: Pick<TestService, "database" | "dependencies">): void {
  const acts = database.sqlite.prepare("select * from audit where action = 'approve'").all() as Record<
    string,
    string
  >[];
  for (const act of acts) {
    const { seals: _, ...detail } = JSON.parse(act.detail ?? "");
    const matter = canonical({
      sequence: act.sequence,
      previousHash: act.previous_hash,
      commandId: act.command_id,
      at: act.at,
      actor: act.actor,
      action: act.action,
      advisoryId: act.advisory_id,
      isPublic: true,
      detail,
    });
    database.sqlite
      .prepare("update audit set detail = ?, hash = ? where sequence = ?")
      .run(JSON.stringify(detail), dependencies.digest(matter), act.sequence);
  }
}
