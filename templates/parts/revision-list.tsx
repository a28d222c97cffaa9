/** The history of an advisory, and in which languages it can be read. */
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { withheldRevisions } from "../../src/domain/withheld.ts";
import { type Frame, linkTo, wordsOf } from "../layout.tsx";
import { directionOf, languageName } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { Time } from "./time.tsx";

interface RevisionListProps {
  readonly frame: Frame;
  readonly advisory: PublishedAdvisory;
  /** The others of its family. */
  readonly family: readonly PublishedAdvisory[];
}

export function RevisionList({ frame, advisory, family }: RevisionListProps) {
  const messages = wordsOf(frame);
  const withheld = withheldRevisions(advisory, family);
  return (
    <section class="history">
      <h2>{messages.advisory.revisions}</h2>
      <ol class="revisions" reversed>
        {[...advisory.revisions].reverse().map((revision) => (
          <li value={revision.number}>
            <a href={linkTo(frame, `/advisories/${advisory.slug}/revisions/${revision.number}`)}>
              {messages.changes[revision.change]}
            </a>
            , <Time at={revision.effectiveAt} messages={messages} />
            {withheld.has(revision.number) && revision.change !== "retract" ? (
              <strong> – {messages.advisory.withdrawnLabel}</strong>
            ) : null}
            {!withheld.has(revision.number) && revision.number === advisory.revision.number
              ? ` – ${messages.advisory.stands}`
              : null}
            {revision.note === undefined || withheld.has(revision.number) ? null : (
              <p lang="en" dir="ltr">
                {revision.note}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/**
 * In which languages the text can be read, each named in itself for those who read only that. An out-of-date one leads to the last text
 * that said what the English said.
 */
export function LanguageList({ frame, advisory, family, shown }: RevisionListProps & { readonly shown: string }) {
  const messages = wordsOf(frame);
  const withheld = withheldRevisions(advisory, family);
  const states = Object.entries(advisory.revision.languageStates);
  if (states.length < 2) return null;
  const page = `${frame.prefix}/advisories/${advisory.slug}`;
  return (
    <ul class="text-languages" aria-label={messages.advisory.languages}>
      {states.map(([language, state]) => {
        const lastCurrent = advisory.revisions.findLast(
          ({ number, languageStates }) => languageStates[language] === "current" && !withheld.has(number),
        );
        const name = <LanguageName language={language} messages={messages} />;
        if (language === shown) return <li aria-current="true">{name}</li>;
        if (state === "current")
          return (
            <li>
              <a href={`${page}?lang=${language}`} hreflang={language}>
                {name}
              </a>
            </li>
          );
        return (
          <li>
            {name}: {messages.advisory.outOfDate}
            {lastCurrent ? (
              <>
                {" ("}
                <a href={`${page}/revisions/${lastCurrent.number}?lang=${language}`} hreflang={language}>
                  {messages.advisory.lastCurrentText}
                </a>
                )
              </>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function LanguageName({ language, messages }: { language: string; messages: Messages }) {
  const name = languageName(language, messages);
  const own = ownNameOf(language);
  if (own.toLowerCase() === name.toLowerCase()) return <>{name}</>;
  return (
    <>
      <span lang={language} dir={directionOf(language)}>
        {own}
      </span>{" "}
      ({name})
    </>
  );
}

function ownNameOf(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
