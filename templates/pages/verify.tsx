/** What was sent under a code, and whether it still stands. A text that was issued in error is not shown again. */
import type { PublishedAdvisory, PublishedRevision } from "../../src/domain/phase.ts";
import { withheldRevisions } from "../../src/domain/withheld.ts";
import { type Frame, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import type { RenderBody } from "../markdown.tsx";
import { areasName, languageName, textFor } from "../messages/advisory-words.ts";
import { verifyWords } from "../messages/verify-words.ts";
import { Reach } from "../parts/advisory-facts.tsx";
import { InLanguage, IssuedInError, KindAndPlace, LanguageNote } from "../parts/advisory-parts.tsx";
import { AdvisoryTextParts } from "../parts/advisory-text.tsx";
import { Time } from "../parts/time.tsx";

export interface VerifyPageProps {
  readonly frame: Frame;
  /** As typed, where no message of ours has it. */
  readonly unknownCode?: string;
}

export function VerifyPage({ frame, unknownCode }: VerifyPageProps) {
  const words = verifyWords(frame.language);
  const isUnknown = unknownCode !== undefined;
  return (
    <Page
      frame={frame}
      title={isUnknown ? words.unknownTitle : words.title}
      description={words.intro}
      isPrivate={isUnknown}
    >
      <h1>{isUnknown ? words.unknownTitle : words.title}</h1>
      {isUnknown ? (
        <div class="phase-banner">
          <p>{words.unknown(unknownCode)}</p>
          <ul>
            {words.unknownAdvice.map((advice) => (
              <li>{advice}</li>
            ))}
          </ul>
          <p>
            <a href={plainLinkTo(frame, "/")}>{wordsOf(frame).frame.current}</a>
          </p>
        </div>
      ) : (
        <p class="intro">{words.intro}</p>
      )}
      <CodeForm frame={frame} value={unknownCode ?? ""} />
    </Page>
  );
}

function CodeForm({ frame, value }: { frame: Frame; value: string }) {
  const words = verifyWords(frame.language);
  return (
    <form method="get" action="/verify">
      {frame.languageIsChosen ? <input type="hidden" name="lang" value={frame.language} /> : null}
      <div class="field">
        <label for="code">{words.label}</label>
        <p class="hint" id="code-hint">
          {words.hint}
        </p>
        <input
          id="code"
          name="code"
          type="text"
          value={value}
          maxlength={500}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="code-hint"
          required
        />
      </div>
      <p>
        <button type="submit">{words.button}</button>
      </p>
    </form>
  );
}

export interface VerifiedPageProps {
  readonly frame: Frame;
  readonly advisory: PublishedAdvisory;
  /** All among which its family is found. */
  readonly advisories: readonly PublishedAdvisory[];
  /** The one whose identifier the code is. */
  readonly revision: PublishedRevision;
  readonly textLanguage: string;
  readonly body: RenderBody;
}

export function VerifiedPage(props: VerifiedPageProps) {
  const { frame, advisory, advisories, revision } = props;
  const messages = wordsOf(frame);
  const words = verifyWords(frame.language);
  const isWithheld = withheldRevisions(advisory, advisories).has(revision.number);
  const isCorrection = isWithheld && revision.change === "retract";
  const title = isCorrection ? words.correctionTitle : isWithheld ? words.withdrawnTitle : words.sentTitle;
  const prefix = advisory.status === "actual" ? "" : "/exercise";
  return (
    <Page frame={frame} title={title} isPrivate>
      <h1>{title}</h1>
      {prefix === "" ? null : (
        <p class="stale">
          {messages.statuses[advisory.status]}. {words.exercise}
        </p>
      )}
      <div class="phase-banner">
        {isCorrection ? (
          <IssuedInError advisory={advisory} messages={messages} />
        ) : (
          <p>{standing(props, isWithheld)}</p>
        )}
        {advisory.phase === "active" || isCorrection ? null : (
          <p>
            <strong>{messages.phases[advisory.phase]}</strong>{" "}
            <Time at={advisory.overAt ?? advisory.sunsetAt} messages={messages} />
          </p>
        )}
        <p>
          <a href={plainLinkTo(frame, `${prefix}/advisories/${advisory.slug}`)}>{words.presentPage}</a>
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>{words.code}</dt>
          <dd>
            <code>{revision.identifier}</code>
          </dd>
        </div>
        <div>
          <dt>{words.sentAt}</dt>
          <dd>
            <Time at={revision.effectiveAt} messages={messages} /> ({messages.changes[revision.change]})
          </dd>
        </div>
      </dl>
      {isWithheld ? null : <SentText {...props} />}
      <p>
        <a href={`${prefix}/cap/${revision.identifier}.xml`} type="application/cap+xml">
          {words.cap}
        </a>
      </p>
      <p>
        <a href={plainLinkTo(frame, "/verify")}>{words.again}</a>
      </p>
    </Page>
  );
}

function standing({ frame, advisory, revision }: VerifiedPageProps, isWithheld: boolean): string {
  const words = verifyWords(frame.language);
  if (isWithheld) return words.withdrawn;
  if (advisory.phase !== "active") return words.notActive;
  return revision.number === advisory.revision.number ? words.stands : words.laterStands;
}

/** The whole text as it was sent, in the reader's language where it was sent in that. */
function SentText({ frame, advisory, revision, textLanguage, body }: VerifiedPageProps) {
  const messages = wordsOf(frame);
  const words = verifyWords(frame.language);
  const shown = textFor(revision, textLanguage);
  const others = Object.keys(revision.content.languages).filter((language) => language !== shown.language);
  return (
    <>
      <section class="change">
        <h2>{words.compareTitle}</h2>
        <p>
          <strong>{words.compare}</strong>
        </p>
      </section>
      <article class={`advisory whole old kind-${advisory.kind}`}>
        <header>
          <h2>
            <KindAndPlace
              advisory={advisory}
              place={shown.text.placeText ?? areasName(revision.content, messages)}
              messages={messages}
            />
          </h2>
          <p class="until">
            {messages.advisory.ends} <Time at={revision.content.sunsetAt} messages={messages} />
          </p>
        </header>
        <LanguageNote shown={shown} messages={messages} />
        <InLanguage language={shown.language}>
          <p class="headline">{shown.text.headline}</p>
        </InLanguage>
        {revision.note === undefined ? null : (
          <p lang="en" dir="ltr">
            {revision.note}
          </p>
        )}
        <dl class="facts">
          <Reach revision={revision} messages={messages} />
        </dl>
        <AdvisoryTextParts kind={advisory.kind} revision={revision} shown={shown} messages={messages} body={body} />
      </article>
      {others.length === 0 ? null : (
        <p>
          {words.inLanguages}:{" "}
          {others.map((language, index) => (
            <>
              {index === 0 ? "" : ", "}
              <a href={`/verify/${revision.identifier}?lang=${language}`} hreflang={language}>
                {languageName(language, messages)}
              </a>
            </>
          ))}
        </p>
      )}
    </>
  );
}
