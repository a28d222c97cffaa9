/** The history of an advisory, and in which languages it can be read. */
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { withheldRevisions } from "../../src/domain/withheld.ts";
import { type Frame, linkTo, wordsOf } from "../layout.tsx";
import { directionOf, languageName } from "../messages/advisory-words.ts";
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

/** Each language with its state; an out-of-date one leads to the last text that said what the English said. */
export function LanguageList({ frame, advisory, family }: RevisionListProps) {
  const messages = wordsOf(frame);
  const withheld = withheldRevisions(advisory, family);
  const states = Object.entries(advisory.revision.languageStates);
  if (states.length < 2) return null;
  return (
    <section>
      <h2>{messages.advisory.languages}</h2>
      <ul>
        {states.map(([language, state]) => {
          const lastCurrent = advisory.revisions.findLast(
            (revision) => revision.languageStates[language] === "current" && !withheld.has(revision.number),
          );
          return (
            <li>
              {state === "current" ? (
                <a href={`${frame.prefix}/advisories/${advisory.slug}?lang=${language}`} hreflang={language}>
                  {languageName(language, messages)}
                </a>
              ) : (
                languageName(language, messages)
              )}
              : {messages.languageStates[state]}
              {state === "outOfDate" && lastCurrent ? (
                <>
                  {" "}
                  (
                  <a
                    href={`${frame.prefix}/advisories/${advisory.slug}/revisions/${lastCurrent.number}?lang=${language}`}
                    hreflang={language}
                  >
                    {messages.advisory.lastCurrentText}
                  </a>
                  )
                </>
              ) : null}{" "}
              <OwnName language={language} interfaceLanguage={frame.language} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The language's name in itself, for those who read only that. */
function OwnName({ language, interfaceLanguage }: { language: string; interfaceLanguage: string }) {
  if (language === interfaceLanguage) return null;
  const name = ownNameOf(language);
  return name === language ? null : (
    <span lang={language} dir={directionOf(language)} class="own-name">
      {name}
    </span>
  );
}

function ownNameOf(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
