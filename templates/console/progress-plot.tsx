/**
 * How one channel went over time: how many were sent by when, up to how many are planned, and at the end what became of the others.
 * The same in words stands below it and in the table.
 */
import { easternTime } from "../../src/domain/eastern.ts";
import type { ProgressLine } from "./progress.tsx";

const width = 600;
const height = 150;
const bar = 28;

export function ProgressPlot(line: ProgressLine) {
  const { what, channel = "", dueAt, planned, sent, unknown, failed, retrying, steps } = line;
  const most = Math.max(planned, sent + unknown + failed, 1);
  const end = Math.max(...steps.map(({ at }) => at), dueAt + 1_000);
  const x = (at: number) => Math.round((Math.max(at - dueAt, 0) / (end - dueAt)) * (width - bar - 12));
  const y = (count: number) => Math.round(height - (count / most) * height);
  let sum = 0;
  const path = steps.map(({ at, sent: more }) => {
    sum += more;
    return `H${x(at)}V${y(sum)}`;
  });
  const parts = [
    ["sent", sent],
    ["unknown", unknown],
    ["failed", failed],
    ["retrying", retrying],
  ] as const;
  let below = 0;
  const words = `${channel}: ${count(sent)} of ${count(planned)} sent${inTime(line)}; unknown ${count(unknown)}, failed ${count(failed)}, retrying ${count(retrying)}.`;
  return (
    <figure class="plot">
      <svg viewBox={`-4 -6 ${width + 8} ${height + 12}`} role="img" aria-label={`${what}, ${words}`}>
        <path class="axis" d={`M0,0V${height}H${width - bar - 12}`} />
        <path class="planned" d={`M0,${y(planned)}H${width}`} />
        <path class="sent" d={`M0,${height}${path.join("")}H${width - bar - 12}`} />
        {parts.map(([name, number]) => {
          const top = y(below + number);
          const tall = y(below) - top;
          below += number;
          return <rect class={`part-${name}`} x={width - bar} y={top} width={bar} height={tall} />;
        })}
      </svg>
      <figcaption>
        <strong>{what}</strong>, {words} The line is what was sent, the dashes what is planned, the bar what became of
        it all.
      </figcaption>
    </figure>
  );
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function inTime({ dueAt, steps }: ProgressLine): string {
  const last = steps.at(-1);
  if (!last) return "";
  const seconds = Math.max(1, Math.round((last.at - dueAt) / 1_000));
  const length = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
  return ` between ${easternTime(dueAt)} and ${length} later`;
}
