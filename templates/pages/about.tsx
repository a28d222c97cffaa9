import type { Moment } from "../../src/domain/advisory.ts";
import { type Frame, Page, wordsOf } from "../layout.tsx";
import { KindLegend } from "../parts/advisory-parts.tsx";
import { TextSections } from "../parts/text-sections.tsx";
import { Time } from "../parts/time.tsx";

/** The newest act in the audit chain that the public sees the effect of. */
export interface PublicAct {
  readonly sequence: number;
  /** SHA-256 over the act and the hash before it, 64 hex digits. */
  readonly hash: string;
  readonly effectiveAt: Moment;
}

export interface AboutPageProps {
  readonly frame: Frame;
  /** `null` before anything was published. */
  readonly lastAct: PublicAct | null;
}

const sources = [
  ["6 U.S.C. 124", "https://www.law.cornell.edu/uscode/text/6/124"],
  ["NTAS: Frequently Asked Questions (DHS)", "https://www.dhs.gov/ntas-frequently-asked-questions"],
] as const;

export function AboutPage({ frame, lastAct }: AboutPageProps) {
  const messages = wordsOf(frame);
  const { about } = messages.pages;
  return (
    <Page frame={frame} title={about.title} description={about.intro}>
      <h1>{about.title}</h1>
      <p class="intro">{about.intro}</p>
      <section>
        <h2>{about.kindsTitle}</h2>
        <p>{about.kindsIntro}</p>
        <KindLegend messages={messages} />
      </section>
      <TextSections sections={about.sections} />
      <section>
        <h2>{about.record.title}</h2>
        {lastAct === null ? (
          <p>{about.record.none}</p>
        ) : (
          <>
            <p>{about.record.intro}</p>
            <dl class="facts">
              <div>
                <dt>{about.record.act}</dt>
                <dd>{lastAct.sequence}</dd>
              </div>
              <div>
                <dt>SHA-256</dt>
                <dd>
                  <code class="fingerprint">{lastAct.hash}</code>
                </dd>
              </div>
              <div>
                <dt>{about.record.from}</dt>
                <dd>
                  <Time at={lastAct.effectiveAt} messages={messages} />
                </dd>
              </div>
            </dl>
            <p>{about.record.check}</p>
          </>
        )}
      </section>
      <section>
        <h2>{about.sourcesTitle}</h2>
        <ul>
          {sources.map(([name, url]) => (
            <li>
              <a href={url} lang="en">
                {name}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
