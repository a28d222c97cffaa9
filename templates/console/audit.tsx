/** Who did what when, with a filter and the same rows as files. */
import { type AuditLine, AuditTable } from "./audit-table.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { Select, TextInput } from "./fields.tsx";

/** What the name of each act begins with. */
const actions = [
  "create",
  "edit",
  "submit",
  "approve",
  "return",
  "revise",
  "retract",
  "discard",
  "sign",
  "make-message",
  "import-archive",
  "issue",
  "save-template",
  "rename-template",
  "delete-template",
  "add-editor",
  "change-editor",
  "account",
  "request",
  "decline",
  "sign-in",
  "add-passkey",
  "remove-passkey",
  "notifications",
  "add-partner",
  "rotate-partner-secret",
  "pause-partner",
  "resume-partner",
  "remove-partner",
  "invite-notice-contact",
  "remove-notice-contact",
  "send-service-notice",
  "pause",
  "resume",
  "resend-failed",
  "accept-clock",
  "restore",
  "hold-scheduled",
  "release-scheduled",
];
const none = [] as const;

export interface AuditPageProps {
  readonly console: ConsoleFrame;
  readonly query: Readonly<Record<string, string>>;
  readonly lines: readonly AuditLine[];
  /** There are more rows than are shown. */
  readonly isCut: boolean;
  readonly people: readonly (readonly [id: string, name: string])[];
}

export function AuditPage({ console, query, lines, isCut, people }: AuditPageProps) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  const suffix = asked === "" ? "" : `?${asked}`;
  const value = (name: string) => query[name] ?? "";
  return (
    <ConsolePage console={console} title="Audit">
      <h1>Audit</h1>
      <p>Every act is one row in a chain; each row is bound to the one before it.</p>
      <form method="get" action="/console/audit">
        <div class="filter">
          <Select
            name="actor"
            label="Who"
            value={value("actor")}
            options={[["", "Everybody"], ...people]}
            problems={none}
          />
          <Select
            name="action"
            label="What"
            value={value("action")}
            options={[["", "Everything"], ...actions.map((action) => [action, action] as const)]}
            problems={none}
          />
          <TextInput name="advisory" label="Advisory (from its address)" value={value("advisory")} problems={none} />
          <TextInput name="from" label="From (ET)" type="date" value={value("from")} problems={none} />
          <TextInput name="to" label="To (ET)" type="date" value={value("to")} problems={none} />
        </div>
        <div class="buttons">
          <button type="submit">Show</button>
          <a href={`/console/audit.csv${suffix}`}>As CSV</a>
          <a href={`/console/audit.json${suffix}`}>As JSON</a>
        </div>
      </form>
      <AuditTable lines={lines} />
      {isCut ? <p>Only the newest rows are shown; the files hold all of them.</p> : null}
    </ConsolePage>
  );
}
