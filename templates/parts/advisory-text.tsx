/** The whole text of an advisory in one language: summary, sections, measures, context, what to do beyond. */
import type { Child } from "hono/jsx";
import { contextNames, type Kind, measureNames } from "../../src/domain/advisory.ts";
import type { PublishedRevision } from "../../src/domain/phase.ts";
import { linkFault } from "../../src/domain/text.ts";
import { Body, type RenderBody } from "../markdown.tsx";
import type { TextForReader } from "../messages/advisory-words.ts";
import type { Messages } from "../messages/messages.ts";
import { InLanguage } from "./advisory-parts.tsx";

interface AdvisoryTextPartsProps {
  readonly kind: Kind;
  readonly revision: PublishedRevision;
  readonly shown: TextForReader;
  readonly messages: Messages;
  readonly body: RenderBody;
}

export function AdvisoryTextParts({ kind, revision, shown, messages, body }: AdvisoryTextPartsProps) {
  const { text, language } = shown;
  const words = messages.advisory;
  const inText = (markdown: string) => (
    <InLanguage language={language}>
      <Body markdown={markdown} render={body} />
    </InLanguage>
  );
  return (
    <>
      <Part title={words.summary}>{inText(text.summary)}</Part>
      <section class="measures">
        <h2>{words.whatToDo}</h2>
        {measureNames.map((name) => {
          const measure = text.measures[name];
          return measure === undefined ? null : (
            <section class={`measure measure-${name}`}>
              <h3>{messages.measures[name]}</h3>
              {inText(measure)}
            </section>
          );
        })}
      </section>
      {text.sections.map((section) => (
        <section>
          <h2>
            <span lang={language}>{section.heading}</span>
          </h2>
          {inText(section.body)}
        </section>
      ))}
      <Context kind={kind} revision={revision} shown={shown} messages={messages} body={body} />
      {text.howToHelp === undefined ? null : <Part title={words.howToHelp}>{inText(text.howToHelp)}</Part>}
      {text.bePrepared === undefined ? null : <Part title={words.bePrepared}>{inText(text.bePrepared)}</Part>}
      {text.stayInformed === undefined ? null : <Part title={words.stayInformed}>{inText(text.stayInformed)}</Part>}
      <Resources revision={revision} messages={messages} />
    </>
  );
}

function Part({ title, children }: { title: string; children?: Child }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/**
 * What an Alert leaves out is said to be missing: a reader can tell "we do not know" from "we did not say". What only the translation
 * leaves out is said in English: "not stated" would be false.
 */
function Context({ kind, revision, shown, messages, body }: AdvisoryTextPartsProps) {
  const { languages } = revision.content;
  const parts = contextNames.flatMap((name) => {
    const own = shown.text.context?.[name];
    const text = own ?? languages.en.context?.[name];
    const language = own === undefined ? "en" : shown.language;
    return kind === "bulletin" && text === undefined ? [] : [{ name, text, language }];
  });
  if (parts.length === 0) return null;
  return (
    <Part title={messages.advisory.context}>
      <dl class="context">
        {parts.map(({ name, text, language }) => (
          <div>
            <dt>{messages.context[name]}</dt>
            <dd class={text === undefined ? "not-stated" : undefined}>
              {text === undefined ? (
                messages.advisory.notStated
              ) : (
                <InLanguage language={language}>
                  <Body markdown={text} render={body} />
                </InLanguage>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Resources({ revision, messages }: Pick<AdvisoryTextPartsProps, "revision" | "messages">) {
  const { resources, partnerContact } = revision.content;
  return (
    <>
      {resources.length === 0 ? null : (
        <Part title={messages.advisory.resources}>
          <ul>
            {resources.map(({ title, url }) => (
              // Addresses are checked where they enter; one that slipped by is shown and not linked.
              <li>{linkFault(url) === null ? <a href={url}>{title}</a> : `${title}: ${url}`}</li>
            ))}
          </ul>
        </Part>
      )}
      {partnerContact === undefined ? null : (
        <Part title={messages.advisory.partnerContact}>
          <p>{partnerContact}</p>
        </Part>
      )}
    </>
  );
}
