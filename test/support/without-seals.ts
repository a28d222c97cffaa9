import { canonical } from "../../src/domain/content.ts";
import type { TestService } from "./service.ts";

type Office = Pick<TestService, "database" | "dependencies">;
type Seals = Readonly<Record<string, string>>;

/** Makes the approvals so far as they were written before acts vouched for texts: what is stored under them may then be anything. */
export function withoutSeals(office: Office): void {
  sealAnew(office, () => undefined);
}

/** As they were written when a seal was the SHA-256 alone. */
export function withoutSunsets(office: Office): void {
  sealAnew(office, (seals) =>
    Object.fromEntries(Object.entries(seals).map(([key, seal]) => [key, seal.split(" ")[0] ?? ""])),
  );
}

function sealAnew({ database, dependencies }: Office, change: (seals: Seals) => Seals | undefined): void {
  const acts = database.sqlite.prepare("select * from audit where action = 'approve'").all() as Record<
    string,
    string
  >[];
  for (const act of acts) {
    const { seals, ...rest } = JSON.parse(act.detail ?? "");
    const changed = change(seals);
    const detail = changed ? { ...rest, seals: changed } : rest;
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
