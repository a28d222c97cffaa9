/**
 * What a device shows without a connection: the advisories as they were when it last read them. Each stands only until its end; the
 * service worker and the page's script ask the clock, and what is over is not shown as in effect.
 */
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { type Frame, linkTo, Page, wordsOf } from "../layout.tsx";
import { Body, type RenderBody } from "../markdown.tsx";
import { momentName, textFor } from "../messages/advisory-words.ts";
import { InLanguage, KindAndPlace, LanguageNote, Place } from "../parts/advisory-parts.tsx";
import { Time } from "../parts/time.tsx";

export interface OfflinePageProps {
  readonly frame: Frame;
  /** Those that stand, most urgent first. */
  readonly current: readonly PublishedAdvisory[];
  readonly body: RenderBody;
}

export function OfflinePage({ frame, current, body }: OfflinePageProps) {
  const messages = wordsOf(frame);
  const words = messages.offline;
  return (
    <Page frame={frame} title={words.title} script={frame.assets.offlineScript} isPrivate>
      <h1>{words.title}</h1>
      <p class="stale">
        {words.readAt} <Time at={frame.now} messages={messages} /> <span data-age={frame.now}></span>. {words.since}
      </p>
      {current.length === 0 ? (
        <p>
          {words.none} {messages.frame.noAllClear}
        </p>
      ) : null}
      {current.map((advisory) => (
        <KeptAdvisory frame={frame} advisory={advisory} body={body} />
      ))}
      <p>
        <a href={linkTo(frame, "/")}>{words.again}</a>
      </p>
    </Page>
  );
}

function KeptAdvisory({ frame, advisory, body }: { frame: Frame; advisory: PublishedAdvisory; body: RenderBody }) {
  const messages = wordsOf(frame);
  const shown = textFor(advisory.revision, frame.language);
  const headingId = `kept-${advisory.slug}`;
  const measure = shown.text.measures.individuals;
  return (
    <article
      class={`advisory kind-${advisory.kind}`}
      aria-labelledby={headingId}
      data-ends-at={advisory.sunsetAt}
      data-stands="true"
    >
      <header>
        <h2 id={headingId}>
          <KindAndPlace
            advisory={advisory}
            place={<Place revision={advisory.revision} shown={shown} messages={messages} most={6} />}
            messages={messages}
          />
        </h2>
        <p class="until while-it-stands">
          {messages.advisory.ends} <Time at={advisory.sunsetAt} messages={messages} />
        </p>
        <p class="until once-it-is-over">
          <strong>{messages.offline.ended(momentName(advisory.sunsetAt, messages))}</strong>
        </p>
      </header>
      <div class="while-it-stands">
        <LanguageNote shown={shown} messages={messages} />
        <InLanguage language={shown.language}>
          <p class="headline">{shown.text.headline}</p>
          <Body markdown={shown.text.summary} render={body} />
        </InLanguage>
        {measure === undefined ? null : (
          <section class="what-to-do">
            <h3>{messages.advisory.whatToDo}</h3>
            <InLanguage language={shown.language}>
              <Body markdown={measure} render={body} />
            </InLanguage>
          </section>
        )}
      </div>
    </article>
  );
}
