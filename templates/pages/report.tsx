/** How to report suspicious activity. No number but 9-1-1 is built in: a wrong one would cost more than none. */
import { type Frame, Page, wordsOf } from "../layout.tsx";

export interface ReportPageProps {
  readonly frame: Frame;
}

export function ReportPage({ frame }: ReportPageProps) {
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
