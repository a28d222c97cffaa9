/** How to report suspicious activity. No number but 9-1-1 is built in: a wrong one would cost more than none. */
import { areaName } from "../../src/domain/areas.ts";
import type { ReportOffice } from "../../src/domain/report-directory.ts";
import { type Frame, Page, wordsOf } from "../layout.tsx";

export interface ReportPageProps {
  readonly frame: Frame;
  /** The operator's own; absent: none is shown. */
  readonly offices?: readonly ReportOffice[];
}

export function ReportPage({ frame, offices = [] }: ReportPageProps) {
  const { report } = wordsOf(frame).pages;
  return (
    <Page frame={frame} title={report.title} description={report.suspicion}>
      <h1>{report.title}</h1>
      <section class="emergency">
        <h2>{report.emergencyTitle}</h2>
        <p>
          {report.emergencyBefore} <a href="tel:911">9-1-1</a> {report.emergencyAfter}
        </p>
      </section>
      <section>
        <h2>{report.suspicionTitle}</h2>
        <p>{report.suspicion}</p>
        <p>{report.notHere}</p>
      </section>
      {offices.length === 0 ? null : <Directory frame={frame} offices={offices} />}
      <section>
        <h2>{report.whatToSayTitle}</h2>
        <p>{report.whatToSay}</p>
        <ul>
          {report.questions.map(({ question, answer }) => (
            <li>
              <strong>{question}</strong> {answer}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{report.behavioursTitle}</h2>
        <p>{report.behavioursIntro}</p>
        <ul>
          {report.behaviours.map((behaviour) => (
            <li>{behaviour}</li>
          ))}
        </ul>
        <p>
          <a href="https://www.dhs.gov/see-something-say-something/recognize-the-signs">{report.behavioursSource}</a>
        </p>
      </section>
      <section>
        <h2>{report.cautionTitle}</h2>
        <ul>
          {report.cautions.map((caution) => (
            <li>{caution}</li>
          ))}
        </ul>
      </section>
    </Page>
  );
}

/** By state in alphabetical order, with a list of them first: nobody reads it from its beginning. */
function Directory({ frame, offices }: { frame: Frame; offices: readonly ReportOffice[] }) {
  const { report } = wordsOf(frame).pages;
  const states = [...new Set(offices.map(({ state }) => state))].sort((one, other) =>
    areaName(one).localeCompare(areaName(other), "en"),
  );
  return (
    <section class="directory">
      <h2>{report.directoryTitle}</h2>
      <p>{report.directoryIntro}</p>
      <nav aria-label={report.directoryStates}>
        <ul class="states">
          {states.map((state) => (
            <li>
              <a href={`#state-${state}`}>{areaName(state)}</a>
            </li>
          ))}
        </ul>
      </nav>
      {states.map((state) => (
        <section>
          <h3 id={`state-${state}`}>{areaName(state)}</h3>
          {offices
            .filter((office) => office.state === state)
            .map((office) => (
              <Office frame={frame} office={office} />
            ))}
        </section>
      ))}
    </section>
  );
}

function Office({ frame, office }: { frame: Frame; office: ReportOffice }) {
  const { report } = wordsOf(frame).pages;
  const { name, phones, email, url, note } = office;
  return (
    <div class="office">
      <p>
        <strong lang="en">{name}</strong>
      </p>
      <ul>
        {phones.map((phone) => (
          <li>
            {report.phone}: <a href={`tel:${dialled(phone)}`}>{phone}</a>
          </li>
        ))}
        {email === undefined ? null : (
          <li>
            {report.email}: <a href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>{email}</a>
          </li>
        )}
        {url === undefined ? null : (
          <li>
            {report.web}: <a href={url}>{url}</a>
          </li>
        )}
      </ul>
      {note === undefined ? null : <p lang="en">{note}</p>}
    </div>
  );
}

/** Digits, and an extension after a pause (RFC 3966 has `;ext=`). */
function dialled(phone: string): string {
  const [number = "", extension] = phone.split(/ (?:x|ext\.?) ?/);
  return `${number.replaceAll(/[^+0-9]/g, "")}${extension === undefined ? "" : `;ext=${extension}`}`;
}
