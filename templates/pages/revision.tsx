/** One approved version of an advisory, marked as not what stands now. A text that was issued in error is not shown again. */
import type { PublishedAdvisory, PublishedRevision } from "../../src/domain/phase.ts";
import { withheldRevisions } from "../../src/domain/withheld.ts";
import { type Frame, linkTo, Page, wordsOf } from "../layout.tsx";
import type { RenderBody } from "../markdown.tsx";
import { areasName, kindName, textFor } from "../messages/advisory-words.ts";
import { Reach } from "../parts/advisory-facts.tsx";
import { InLanguage, KindAndPlace, LanguageNote, Place } from "../parts/advisory-parts.tsx";
import { AdvisoryTextParts } from "../parts/advisory-text.tsx";
import { Difference } from "../parts/difference.tsx";
import { Time } from "../parts/time.tsx";

export interface RevisionPageProps {
  readonly frame: Frame;
  readonly advisory: PublishedAdvisory;
  /** The others of its family. */
  readonly family: readonly PublishedAdvisory[];
  /** One of `advisory.revisions`. */
  readonly revision: PublishedRevision;
  readonly textLanguage: string;
  readonly body: RenderBody;
}

export function RevisionPage({ frame, advisory, family, revision, textLanguage, body }: RevisionPageProps) {
  const messages = wordsOf(frame);
  const words = messages.revision;
  const isWithheld = withheldRevisions(advisory, family).has(revision.number);
  const isLatest = revision.number === advisory.revision.number;
  const shown = textFor(revision, textLanguage);
  const title = `${kindName(advisory, messages)}: ${areasName(revision.content, messages, 2)} – ${words.title(revision.number)}`;
  return (
    <Page frame={frame} title={title}>
      <article class={`advisory whole old kind-${advisory.kind}`}>
        <header>
          <p class="revision-number">{words.title(revision.number)}</p>
          <h1>
            <KindAndPlace
              advisory={advisory}
              place={
                isWithheld ? (
                  areasName(revision.content, messages)
                ) : (
                  <Place revision={revision} shown={shown} messages={messages} />
                )
              }
              messages={messages}
            />
          </h1>
        </header>
        <div class="phase-banner">
          <p>{isWithheld ? words.textWithheld : isLatest ? words.presentText : words.old}</p>
          {advisory.phase === "active" ? null : (
            <p>
              <strong>{messages.phases[advisory.phase]}</strong>{" "}
              <Time at={advisory.overAt ?? advisory.changedAt} messages={messages} />
            </p>
          )}
          <p>
            <a href={linkTo(frame, `/advisories/${advisory.slug}`)}>{words.readPresent}</a>
          </p>
        </div>
        <dl class="facts">
          <div>
            <dt>{messages.changes[revision.change]}</dt>
            <dd>
              <Time at={revision.effectiveAt} messages={messages} />
            </dd>
          </div>
          <div>
            <dt>{isLatest && advisory.phase === "active" ? messages.advisory.ends : messages.advisory.wasToEnd}</dt>
            <dd>
              <Time at={revision.content.sunsetAt} messages={messages} />
            </dd>
          </div>
          <Reach revision={revision} messages={messages} />
        </dl>
        {isWithheld ? null : (
          <>
            {revision.note === undefined ? null : (
              <div class="change">
                <p lang="en" dir="ltr">
                  {revision.note}
                </p>
              </div>
            )}
            <Difference frame={frame} advisory={advisory} family={family} revision={revision} />
            <LanguageNote shown={shown} messages={messages} />
            <InLanguage language={shown.language}>
              <p class="headline">{shown.text.headline}</p>
            </InLanguage>
            <AdvisoryTextParts kind={advisory.kind} revision={revision} shown={shown} messages={messages} body={body} />
          </>
        )}
      </article>
    </Page>
  );
}
