/** How far the messages of an advisory have come, for each announcement and channel. */
import type { Moment } from "../../src/domain/advisory.ts";
import { en } from "../messages/en/messages.ts";
import { Time } from "../parts/time.tsx";
import { ProgressPlot } from "./progress-plot.tsx";

export interface ProgressLine {
  /** "Revision 2", "Sunset of revision 1". */
  readonly what: string;
  readonly dueAt: Moment;
  /** Absent: nothing is planned on any channel yet. */
  readonly channel?: string;
  readonly planned: number;
  readonly sent: number;
  readonly unknown: number;
  readonly failed: number;
  readonly retrying: number;
  readonly isDone: boolean;
  /** When how many were sent, oldest first. */
  readonly steps: readonly { readonly at: Moment; readonly sent: number }[];
}

const columns = ["What", "Channel", "Progress", "Planned", "Sent", "Unknown", "Failed", "Retrying"] as const;

export function Progress({ lines }: { lines: readonly ProgressLine[] }) {
  if (lines.length === 0) return null;
  const isOpen = lines.some(({ isDone, channel }) => channel !== undefined && !isDone);
  const begun = lines.find(({ steps }) => steps.length > 0)?.what;
  const newest = lines.filter(({ what, steps }) => what === begun && steps.length > 0);
  return (
    <section data-progress={isOpen ? "open" : "done"} aria-labelledby="messages-title">
      <h2 id="messages-title">Messages</h2>
      <p>
        Reload this page to see the present numbers; where scripts run they keep themselves up to date. “Unknown” broke
        off where the other side may have accepted.
      </p>
      {newest.map((line) => (
        <ProgressPlot {...line} />
      ))}
      <section class="table-frame" tabindex={0} aria-label="Messages in numbers">
        <table class="stacks">
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line {...line} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Line({ what, dueAt, channel, planned, sent, unknown, failed, retrying, isDone }: ProgressLine) {
  const settled = sent + unknown + failed;
  return (
    <tr>
      <th scope="row">
        {what}
        <br />
        <small>
          <Time at={dueAt} messages={en} />
        </small>
      </th>
      {channel === undefined ? (
        <td colspan={7}>{isDone ? "Nobody is owed it." : "Waits for its hour, or is being planned."}</td>
      ) : (
        <>
          <td>{channel}</td>
          <td>
            <progress value={settled} max={Math.max(planned, 1)} aria-label={`${what}, ${channel}`} />
            <br />
            {isDone ? "finished" : `${planned === 0 ? 0 : Math.floor((100 * settled) / planned)} %`}
          </td>
          {[planned, sent, unknown, failed, retrying].map((count, index) => (
            <td class="number" data-label={columns[index + 3]}>
              {count.toLocaleString("en-US")}
            </td>
          ))}
        </>
      )}
    </tr>
  );
}
