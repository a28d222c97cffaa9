/** What is current, or that nothing is; and for 48 hours what ended or was withdrawn, without its words. */
import { measureNames } from "../../src/domain/advisory.ts";
import { aftermath, type PublishedAdvisory } from "../../src/domain/phase.ts";
import { type Frame, linkTo, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import { Body, type RenderBody } from "../markdown.tsx";
import { areasName, momentName, textFor } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { Changes, InLanguage, IssuedInError, KindAndPlace, LanguageNote, Place } from "../parts/advisory-parts.tsx";
import { Time } from "../parts/time.tsx";

export interface HomePageProps {
  readonly frame: Frame;
  /** All that ever were public; the page takes what it shows. */
  readonly advisories: readonly PublishedAdvisory[];
  readonly body: RenderBody;
}

const kindOrder = { imminent: 0, elevated: 1, bulletin: 2 } as const;
const placesInHeading = 6;

/** Most urgent first, then newest. */
export function byUrgency(one: PublishedAdvisory, other: PublishedAdvisory): number {
  return kindOrder[one.kind] - kindOrder[other.kind] || other.revision.effectiveAt - one.revision.effectiveAt;
}

export function HomePage({ frame, advisories, body }: HomePageProps) {
  const messages = wordsOf(frame);
  const words = messages.home;
  const current = advisories.filter(({ phase }) => phase === "active").sort(byUrgency);
  const [first] = current;
  const title = first ? homeTitle(first, current.length - 1, messages) : words.title;
  return (
    <Page frame={frame} title={title} description={messages.frame.noAllClear} script={frame.assets.homeScript}>
      <h1>{words.title}</h1>
      <p class="stale" data-stale hidden>
        {words.staleSince} <span data-last-success>{momentName(frame.now, messages)}</span>
      </p>
      <div data-live data-new-imminent={words.newImminent}>
        <p class="as-of">
          {messages.frame.asOf} <Time at={frame.now} messages={messages} />
        </p>
        {first ? (
          <>
            <p class="count">{words.count(current.length)}</p>
            {current.map((advisory) => (
              <CurrentAdvisory frame={frame} advisory={advisory} advisories={advisories} body={body} />
            ))}
          </>
        ) : (
          <NoneCurrent frame={frame} advisories={advisories} />
        )}
        <Recent frame={frame} advisories={advisories} />
      </div>
      {frame.prefix === "" ? (
        <p class="invitation">
          <a href={plainLinkTo(frame, "/subscribe")}>{words.subscribeHint}</a>
        </p>
      ) : null}
    </Page>
  );
}

/** Kind, place and end of the most urgent: a title is what a screen reader says before all else. */
function homeTitle(first: PublishedAdvisory, others: number, messages: Messages): string {
  const place = areasName(first.revision.content, messages, 2);
  const end = messages.advisory.titleEnds(momentName(first.sunsetAt, messages));
  const more = others === 0 ? "" : `, ${messages.home.andMore(others)}`;
  return `${messages.kinds[first.kind].label}: ${place}, ${end}${more}`;
}

function NoneCurrent({ frame, advisories }: Pick<HomePageProps, "frame" | "advisories">) {
  const messages = wordsOf(frame);
  const lastEndedAt = Math.max(
    ...advisories.filter(({ phase }) => phase === "expired" || phase === "ended").map(({ overAt }) => overAt ?? 0),
  );
  return (
    <div class="none-current">
      <p>{messages.home.none}</p>
      {lastEndedAt > 0 ? (
        <p>
          {messages.home.lastEnded} <Time at={lastEndedAt} messages={messages} />.
        </p>
      ) : null}
    </div>
  );
}

function CurrentAdvisory({
  frame,
  advisory,
  advisories,
  body,
}: HomePageProps & { readonly advisory: PublishedAdvisory }) {
  const messages = wordsOf(frame);
  const words = messages.advisory;
  const shown = textFor(advisory.revision, frame.language);
  const address = linkTo(frame, `/advisories/${advisory.slug}`);
  const headingId = `advisory-${advisory.slug}`;
  return (
    <article
      class={`advisory kind-${advisory.kind}`}
      aria-labelledby={headingId}
      data-advisory={advisory.id}
      data-kind={advisory.kind}
      data-ends-at={advisory.sunsetAt}
    >
      <header>
        <h2 id={headingId}>
          <KindAndPlace
            advisory={advisory}
            place={<Place revision={advisory.revision} shown={shown} messages={messages} most={placesInHeading} />}
            messages={messages}
          />
        </h2>
        <p class="until">
          {words.ends} <Time at={advisory.sunsetAt} messages={messages} />
        </p>
      </header>
      <p class="end-passed" data-end-passed hidden>
        {messages.home.endPassed}
      </p>
      <LanguageNote shown={shown} messages={messages} />
      <InLanguage language={shown.language}>
        <p class="headline">
          <a href={address}>{shown.text.headline}</a>
        </p>
      </InLanguage>
      <p class="since">
        {words.issued} <Time at={advisory.issuedAt} messages={messages} />
      </p>
      <Changes advisory={advisory} advisories={advisories} messages={messages} />
      <WhatToDo advisory={advisory} frame={frame} body={body} />
      <p class="read-whole">
        <a href={address} aria-describedby={headingId}>
          {words.readWhole}
        </a>
      </p>
    </article>
  );
}

/** What individuals can do; where an advisory is for others only, what they can do. */
function WhatToDo({ advisory, frame, body }: { advisory: PublishedAdvisory; frame: Frame; body: RenderBody }) {
  const messages = wordsOf(frame);
  const { text, language } = textFor(advisory.revision, frame.language);
  const name = measureNames.find((one) => text.measures[one] !== undefined);
  const measure = name && text.measures[name];
  if (name === undefined || measure === undefined) return null;
  const heading = name === "individuals" ? messages.advisory.whatToDo : messages.measures[name];
  return (
    <section class="what-to-do">
      <h3>{heading}</h3>
      <InLanguage language={language}>
        <Body markdown={measure} render={body} />
      </InLanguage>
    </section>
  );
}

/** Replaced ones are left out: the new one stands above. */
function Recent({ frame, advisories }: Pick<HomePageProps, "frame" | "advisories">) {
  const messages = wordsOf(frame);
  const recent = advisories
    .filter(({ phase, overAt }) => phase !== "replaced" && overAt !== undefined && frame.now < overAt + aftermath)
    .sort((one, other) => (other.overAt ?? 0) - (one.overAt ?? 0));
  if (recent.length === 0) return null;
  return (
    <section class="recent">
      <h2>{messages.home.recent}</h2>
      <ul class="entries">
        {recent.map((advisory) => (
          <li class={`phase-${advisory.phase}`}>
            <h3>
              <KindAndPlace
                advisory={advisory}
                place={areasName(advisory.revision.content, messages, placesInHeading)}
                messages={messages}
                href={linkTo(frame, `/advisories/${advisory.slug}`)}
              />
            </h3>
            <p>
              <strong>{messages.phases[advisory.phase]}</strong>{" "}
              <Time at={advisory.overAt ?? advisory.changedAt} messages={messages} />
            </p>
            {advisory.phase === "withdrawn" ? <IssuedInError advisory={advisory} messages={messages} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
