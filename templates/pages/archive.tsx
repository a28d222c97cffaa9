/** Every advisory that was ever public. What was issued in error is named by kind, place and time only. */
import { easternParts } from "../../src/domain/eastern.ts";
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { isTextWithheld } from "../../src/domain/withheld.ts";
import { type Frame, linkTo, Page, wordsOf } from "../layout.tsx";
import { areasName, textFor } from "../messages/advisory-words.ts";
import { archiveWords } from "../messages/archive-words.ts";
import { InLanguage, KindAndPlace } from "../parts/advisory-parts.tsx";
import { type ArchiveChoice, ArchiveFilters } from "../parts/archive-filters.tsx";
import { Time } from "../parts/time.tsx";
import { Timeline } from "../parts/timeline.tsx";

export interface ArchivePageProps {
  readonly frame: Frame;
  readonly advisories: readonly PublishedAdvisory[];
  /** Those of them that were asked for, and by what; absent: all. */
  readonly chosen?: { readonly choice: ArchiveChoice; readonly advisories: readonly PublishedAdvisory[] };
}

export function ArchivePage({ frame, advisories, chosen }: ArchivePageProps) {
  const { archive } = wordsOf(frame);
  const words = archiveWords(frame.language);
  const sorted = [...(chosen?.advisories ?? advisories)].sort((one, other) => other.issuedAt - one.issuedAt);
  const years = [...new Set(sorted.map(({ issuedAt }) => easternParts(issuedAt).year))];
  return (
    <Page frame={frame} title={archive.title} description={archive.intro}>
      <h1>{archive.title}</h1>
      <p class="intro">{advisories.length === 0 ? archive.none : archive.intro}</p>
      {advisories.length === 0 ? null : (
        <>
          <ArchiveFilters frame={frame} choice={chosen?.choice ?? {}} years={yearsOf(advisories)} />
          <p class="count">{sorted.length === 0 ? words.noneFound : words.found(sorted.length)}</p>
        </>
      )}
      <Timeline frame={frame} advisories={sorted} />
      {years.map((year) => (
        <section>
          <h2>{year}</h2>
          <ul class="entries">
            {sorted
              .filter(({ issuedAt }) => easternParts(issuedAt).year === year)
              .map((advisory) => (
                <ArchiveEntry frame={frame} advisory={advisory} isWithheld={isTextWithheld(advisory, advisories)} />
              ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

/** The years in which any of them stood, newest first. */
function yearsOf(advisories: readonly PublishedAdvisory[]): number[] {
  const years = new Set<number>();
  for (const { issuedAt, overAt, changedAt } of advisories) {
    const last = easternParts(overAt ?? changedAt).year;
    for (let year = easternParts(issuedAt).year; year <= last; year++) years.add(year);
  }
  return [...years].sort((one, other) => other - one);
}

function ArchiveEntry({
  frame,
  advisory,
  isWithheld,
}: {
  frame: Frame;
  advisory: PublishedAdvisory;
  isWithheld: boolean;
}) {
  const messages = wordsOf(frame);
  const words = messages.advisory;
  const isActive = advisory.phase === "active";
  const shown = textFor(advisory.revision, frame.language);
  return (
    <li class={`kind-${advisory.kind} phase-${advisory.phase}`}>
      <h3>
        <KindAndPlace
          advisory={advisory}
          place={areasName(advisory.revision.content, messages, 3)}
          messages={messages}
          href={linkTo(frame, `/advisories/${advisory.slug}`)}
        />
      </h3>
      {isActive ? <p class="phase">{messages.phases.active}</p> : null}
      {isWithheld ? null : (
        <InLanguage language={shown.language}>
          <p class="headline">{shown.text.headline}</p>
        </InLanguage>
      )}
      <dl class="facts">
        <div>
          <dt>{words.issued}</dt>
          <dd>
            <Time at={advisory.issuedAt} messages={messages} />
          </dd>
        </div>
        <div>
          <dt>{isActive ? words.ends : messages.phases[advisory.phase]}</dt>
          <dd>
            <Time at={advisory.overAt ?? advisory.sunsetAt} messages={messages} />
          </dd>
        </div>
      </dl>
    </li>
  );
}
