/** When advisories stood, as bars over the years: kinds are told by pattern and border, and the table beside says everything in words. */
import { easternParts } from "../../src/domain/eastern.ts";
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { type Frame, linkTo, wordsOf } from "../layout.tsx";
import { areasName, kindName } from "../messages/advisory-words.ts";
import { archiveWords } from "../messages/archive-words.ts";
import { Time } from "./time.tsx";

const width = 900;
const rowHeight = 14;
const axisHeight = 26;
const leastBar = 3;

/** The first moment of a year, near enough for a plot whose pixel is days. */
const yearStart = (year: number) => Date.UTC(year, 0, 1, 5);

/** `advisories`: newest first. */
export function Timeline({ frame, advisories }: { frame: Frame; advisories: readonly PublishedAdvisory[] }) {
  const words = archiveWords(frame.language);
  const oldest = advisories.at(-1);
  if (!oldest) return null;
  const endOf = ({ overAt }: PublishedAdvisory) => overAt ?? frame.now;
  const from = easternParts(oldest.issuedAt).year;
  const to = easternParts(Math.max(frame.now, ...advisories.map(endOf))).year;
  const x = (at: number) =>
    Math.round(((at - yearStart(from)) / (yearStart(to + 1) - yearStart(from))) * width * 10) / 10;
  const height = axisHeight + advisories.length * rowHeight + 4;
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const every = Math.max(1, Math.ceil(years.length / 16));
  return (
    <section class="timeline">
      <h2>{words.plotTitle}</h2>
      <section class="table-frame" tabindex={0} aria-label={words.plotTitle}>
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words.plotTitle} aria-describedby="plot-text">
          <defs>
            <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="3" height="6" fill="currentColor" />
            </pattern>
          </defs>
          {years.map((year) => (
            <g class="year">
              <line x1={x(yearStart(year))} x2={x(yearStart(year))} y1="18" y2={height} stroke="currentColor" />
              {(year - from) % every === 0 ? (
                <text x={x(yearStart(year)) + 3} y="13">
                  {year}
                </text>
              ) : null}
            </g>
          ))}
          {advisories.map((advisory, index) => (
            <Bar
              advisory={advisory}
              x={x(advisory.issuedAt)}
              width={Math.max(leastBar, Math.round((x(endOf(advisory)) - x(advisory.issuedAt)) * 10) / 10)}
              y={axisHeight + index * rowHeight}
            />
          ))}
        </svg>
      </section>
      <p class="hint" id="plot-text">
        {words.plotText(advisories.length, from, to)}
      </p>
      <p class="hint">{words.plotKey}</p>
      <details>
        <summary>{words.table}</summary>
        <TimelineTable frame={frame} advisories={advisories} />
      </details>
    </section>
  );
}

function Bar({ advisory, x, y, width: length }: { advisory: PublishedAdvisory; x: number; y: number; width: number }) {
  const isWithdrawn = advisory.phase === "withdrawn";
  const fill = isWithdrawn ? "none" : advisory.kind === "elevated" ? "url(#stripes)" : "currentColor";
  return (
    <g class={`kind-${advisory.kind} bar`}>
      <rect
        x={x}
        y={y}
        width={length}
        height={rowHeight - 4}
        fill={fill}
        stroke="currentColor"
        stroke-width={advisory.kind === "imminent" ? 3 : 1}
        stroke-dasharray={isWithdrawn ? "3 2" : undefined}
      />
    </g>
  );
}

function TimelineTable({ frame, advisories }: { frame: Frame; advisories: readonly PublishedAdvisory[] }) {
  const messages = wordsOf(frame);
  const words = archiveWords(frame.language);
  return (
    <section class="table-frame" tabindex={0} aria-label={words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.issued}</th>
            <th scope="col">{words.over}</th>
            <th scope="col">{words.how}</th>
          </tr>
        </thead>
        <tbody>
          {advisories.map((advisory) => (
            <tr>
              <th scope="row">
                <a href={linkTo(frame, `/advisories/${advisory.slug}`)}>
                  {kindName(advisory, messages)}, {areasName(advisory.revision.content, messages, 3)}
                </a>
              </th>
              <td>
                <Time at={advisory.issuedAt} messages={messages} />
              </td>
              <td>
                <Time at={advisory.overAt ?? advisory.sunsetAt} messages={messages} />
              </td>
              <td>{messages.phases[advisory.phase]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
