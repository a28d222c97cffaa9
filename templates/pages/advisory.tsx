/** One advisory at its lasting address, in whatever phase it is. What was issued in error is told in fixed words, never repeated. */
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { isTextWithheld } from "../../src/domain/withheld.ts";
import { type Frame, linkTo, type OtherForm, Page, plainLinkTo, wordsOf } from "../layout.tsx";
import type { RenderBody } from "../markdown.tsx";
import { areasName, kindName, momentName, type TextForReader, textFor } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { sheetWords } from "../messages/sheet-words.ts";
import { AdvisoryFacts } from "../parts/advisory-facts.tsx";
import {
  Changes,
  InLanguage,
  IssuedInError,
  KindAndPlace,
  KindLegend,
  LanguageNote,
  Place,
} from "../parts/advisory-parts.tsx";
import { AdvisoryTextParts } from "../parts/advisory-text.tsx";
import { AreaMap } from "../parts/area-map.tsx";
import { LanguageList, RevisionList } from "../parts/revision-list.tsx";
import { Time } from "../parts/time.tsx";

export interface AdvisoryPageProps {
  readonly frame: Frame;
  readonly advisory: PublishedAdvisory;
  /** The other public advisories of its family: what it replaced, what replaced it, what it corrects. */
  readonly family: readonly PublishedAdvisory[];
  /** The language asked for: may be one that the interface does not speak. */
  readonly textLanguage: string;
  /** Address of the CAP message that says what stands now; absent where none was made. */
  readonly capPath?: string;
  /** As other programs read it. */
  readonly otherForms?: readonly OtherForm[];
  /** Asked when the page is made; `null` where the text cannot be written as a PDF. */
  readonly pdfPath: () => string | null;
  readonly body: RenderBody;
}

export function AdvisoryPage(props: AdvisoryPageProps) {
  const { frame, advisory } = props;
  const messages = wordsOf(frame);
  const isWithheld = isTextWithheld(advisory, props.family);
  const shown = textFor(advisory.revision, props.textLanguage);
  return (
    <Page
      frame={frame}
      title={pageTitle(advisory, isWithheld ? undefined : shown, messages)}
      description={description(advisory, shown, messages)}
      otherForms={props.otherForms ?? []}
    >
      <article class={`advisory whole kind-${advisory.kind} phase-${advisory.phase}`}>
        <header>
          <h1>
            <KindAndPlace
              advisory={advisory}
              place={
                isWithheld ? (
                  areasName(advisory.revision.content, messages)
                ) : (
                  <Place revision={advisory.revision} shown={shown} messages={messages} />
                )
              }
              messages={messages}
            />
          </h1>
          <p class="until">
            {advisory.phase === "active" ? messages.advisory.ends : messages.phases[advisory.phase]}{" "}
            <Time at={advisory.overAt ?? advisory.sunsetAt} messages={messages} />
          </p>
        </header>
        <PhaseBanner {...props} />
        {isWithheld && advisory.phase !== "withdrawn" ? <p>{messages.revision.textWithheld}</p> : null}
        {isWithheld ? null : <StandingText {...props} shown={shown} />}
        <RevisionList frame={frame} advisory={advisory} family={props.family} />
        <Aside {...props} />
      </article>
    </Page>
  );
}

/** Kind, place and end, then the rest: also what a link preview shows. Where it was issued in error the headline is not among it. */
function pageTitle(advisory: PublishedAdvisory, shown: TextForReader | undefined, messages: Messages): string {
  const words = messages.advisory;
  const kindAndPlace = `${kindName(advisory, messages)}: ${areasName(advisory.revision.content, messages, 2)}`;
  if (advisory.phase === "withdrawn") return `${words.withdrawnLabel} – ${kindAndPlace}`;
  const issued = words.titleIssued(momentName(advisory.issuedAt, messages));
  const end =
    advisory.phase === "active"
      ? words.titleEnds(momentName(advisory.sunsetAt, messages))
      : messages.phases[advisory.phase].toLowerCase();
  const headline = shown ? ` – ${shown.text.headline}` : "";
  return `${kindAndPlace}, ${end}${headline} (${issued})`;
}

function description(advisory: PublishedAdvisory, shown: TextForReader, messages: Messages): string {
  if (advisory.phase === "withdrawn") return messages.advisory.withdrawnLabel;
  if (advisory.phase !== "active") return messages.advisory.keptForRecord;
  return shown.text.headline;
}

function PhaseBanner({ frame, advisory, family }: AdvisoryPageProps) {
  const messages = wordsOf(frame);
  const words = messages.advisory;
  const { note, threatIsOver } = advisory.revision;
  if (advisory.phase === "active") return null;
  const replacement = family.find(({ id }) => id === advisory.replacedBy);
  return (
    <div class="phase-banner">
      {advisory.phase === "withdrawn" ? <IssuedInError advisory={advisory} messages={messages} /> : null}
      {advisory.phase === "expired" || advisory.phase === "ended" ? <p>{words.keptForRecord}</p> : null}
      {advisory.phase === "ended" ? (
        <>
          <p>
            {words.endedEarly} {threatIsOver ? words.threatIsOver : ""}
          </p>
          {note === undefined ? null : (
            <p lang="en" dir="ltr">
              {note}
            </p>
          )}
        </>
      ) : null}
      {replacement ? (
        <p>
          {words.replacedBy} <AdvisoryLink frame={frame} advisory={replacement} />.
        </p>
      ) : null}
    </div>
  );
}

function AdvisoryLink({ frame, advisory }: { frame: Frame; advisory: PublishedAdvisory }) {
  const messages = wordsOf(frame);
  return (
    <a href={linkTo(frame, `/advisories/${advisory.slug}`)}>
      {kindName(advisory, messages)}: {areasName(advisory.revision.content, messages, 3)},{" "}
      {messages.advisory.titleIssued(momentName(advisory.issuedAt, messages))}
    </a>
  );
}

function StandingText({ frame, advisory, family, body, shown }: AdvisoryPageProps & { shown: TextForReader }) {
  const messages = wordsOf(frame);
  const replaced = family.find(({ id }) => id === advisory.replaces);
  return (
    <>
      <LanguageList frame={frame} advisory={advisory} family={family} shown={shown.language} />
      <LanguageNote shown={shown} messages={messages} />
      <InLanguage language={shown.language}>
        <p class="headline">{shown.text.headline}</p>
      </InLanguage>
      {advisory.phase === "ended" ? null : (
        <Changes advisory={advisory} advisories={[advisory, ...family]} messages={messages} />
      )}
      <AdvisoryFacts advisory={advisory} messages={messages} />
      <AreaMap frame={frame} content={advisory.revision.content} />
      {replaced ? (
        <p>
          {messages.advisory.replaces} <AdvisoryLink frame={frame} advisory={replaced} />.
        </p>
      ) : null}
      <AdvisoryTextParts
        kind={advisory.kind}
        revision={advisory.revision}
        shown={shown}
        messages={messages}
        body={body}
      />
    </>
  );
}

function Aside({ frame, advisory, capPath, pdfPath }: AdvisoryPageProps) {
  const messages = wordsOf(frame);
  const words = messages.advisory;
  const pdf = pdfPath();
  return (
    <>
      {advisory.phase !== "active" ? null : (
        <section class="other-forms">
          <h2>{words.reuse}</h2>
          <p>{words.reuseTerms}</p>
          <p>
            <a href={plainLinkTo(frame, "/machines")}>{words.otherForms}</a>
          </p>
        </section>
      )}
      {pdf === null ? null : (
        <p class="other-forms">
          <a href={pdf} type="application/pdf">
            {sheetWords(frame.language).pdfLink}
          </a>
        </p>
      )}
      <p class="other-forms">
        <a href={linkTo(frame, `/advisories/${advisory.slug}.txt`)} type="text/plain">
          {sheetWords(frame.language).link}
        </a>
      </p>
      {capPath === undefined ? null : (
        <p class="other-forms">
          <a href={capPath} type="application/cap+xml">
            {words.capFile}
          </a>
        </p>
      )}
      <section class="legend-part">
        <h2>{words.legend}</h2>
        <KindLegend messages={messages} />
      </section>
    </>
  );
}
