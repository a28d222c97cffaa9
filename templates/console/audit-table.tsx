/** Rows of the audit chain, for people. */
import type { Moment } from "../../src/domain/advisory.ts";
import { en } from "../messages/en/messages.ts";
import { Time } from "../parts/time.tsx";

export interface AuditLine {
  readonly sequence: number;
  readonly at: Moment;
  readonly actor: string;
  readonly action: string;
  /** Of which advisory, with its page in the console. */
  readonly advisory?: { readonly name: string; readonly path: string };
  readonly isPublic: boolean;
  /** A reason or a note that was written with it. */
  readonly remark?: string;
}

export function AuditTable({ lines }: { lines: readonly AuditLine[] }) {
  if (lines.length === 0) return <p>Nothing yet.</p>;
  const hasAdvisory = lines.some((line) => line.advisory);
  return (
    <section class="table-frame" tabindex={0} aria-label="Audit">
      <table class="stacks">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            {hasAdvisory ? <th scope="col">Advisory</th> : null}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <td>
                <Time at={line.at} messages={en} />
              </td>
              <td>{line.actor}</td>
              <td>
                {line.action}
                {line.isPublic ? " " : ""}
                {line.isPublic ? <strong>(public)</strong> : null}
                {line.remark ? <span class="as-typed">: {line.remark}</span> : null}
              </td>
              {hasAdvisory ? (
                <td>{line.advisory ? <a href={line.advisory.path}>{line.advisory.name}</a> : ""}</td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
