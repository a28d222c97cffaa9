import { type Frame, Page, wordsOf } from "../layout.tsx";
import { KindLegend } from "../parts/advisory-parts.tsx";
import { TextSections } from "../parts/text-sections.tsx";

export interface AboutPageProps {
  readonly frame: Frame;
}

const sources = [
  ["6 U.S.C. 124", "https://www.law.cornell.edu/uscode/text/6/124"],
  ["NTAS: Frequently Asked Questions (DHS)", "https://www.dhs.gov/ntas-frequently-asked-questions"],
] as const;

export function AboutPage({ frame }: AboutPageProps) {
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
