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
      <Context kind={kind} shown={shown} messages={messages} inText={inText} />
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

/** What an Alert leaves out is said to be missing: a reader can tell "we do not know" from "we did not say". */
function Context({
  kind,
  shown,
  messages,
  inText,
}: Pick<AdvisoryTextPartsProps, "kind" | "shown" | "messages"> & {
  inText: (markdown: string) => Child;
}) {
  const context = shown.text.context ?? {};
  const names = kind === "bulletin" ? contextNames.filter((name) => context[name] !== undefined) : contextNames;
  if (names.length === 0) return null;
  return (
    <Part title={messages.advisory.context}>
      <dl class="context">
        {names.map((name) => {
          const words = context[name];
          return (
            <div>
              <dt>{messages.context[name]}</dt>
              <dd class={words === undefined ? "not-stated" : undefined}>
                {words === undefined ? messages.advisory.notStated : inText(words)}
              </dd>
            </div>
          );
        })}
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
