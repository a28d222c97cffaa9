/** Every output of a text before it is public: page, phone, mail, notification, feeds, CAP, NTAS XML. */
import type { Advisory } from "../../src/domain/advisory.ts";
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import type { RenderBody } from "../markdown.tsx";
import { directionOf, languageName, textFor } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { AdvisoryFacts } from "../parts/advisory-facts.tsx";
import { AdvisoryTextParts } from "../parts/advisory-text.tsx";
import { consolePath } from "./console-path.ts";
import { Fact } from "./fact.tsx";

/** What readers would get, made by the code that will make it. */
export interface Outputs {
  readonly published: PublishedAdvisory;
  readonly mails: readonly { readonly language: string; readonly subject: string; readonly text: string }[];
  readonly pushes: readonly { readonly language: string; readonly title: string; readonly body: string }[];
  readonly cap: readonly {
    readonly identifier: string;
    readonly xml: string;
    readonly codes: readonly (readonly [string, string])[];
    readonly texts: readonly { readonly language: string; readonly texts: readonly (readonly [string, string])[] }[];
  }[];
  /** Empty: the feeds for people say nothing of it. */
  readonly rssItem: string;
  /** Absent: consumers of the old format see nothing of it. */
  readonly ntasXml: string | null;
  /** Why there is no form for IPAWS; absent: there is one. */
  readonly noIpawsForm?: readonly string[];
}

interface OutputProps {
  readonly advisory: Advisory;
  readonly outputs: Outputs;
  readonly body: RenderBody;
}

export function OutputPreviews({ advisory, outputs, body }: OutputProps) {
  const languages = Object.keys(outputs.published.revision.content.languages);
  const preview = (what: string, language: string) =>
    `${consolePath(advisory, `/preview/${what}`)}?lang=${encodeURIComponent(language)}`;
  return (
    <>
      <h2>What readers see</h2>
      {languages.map((language) => (
        <>
          <TextPreview published={outputs.published} language={language} body={body} />
          <details>
            <summary>The whole page, on a desk and on a phone, {languageName(language, en)}</summary>
            <iframe
              class="page-frame"
              title={`The page, ${languageName(language, en)}`}
              src={preview("page", language)}
              sandbox=""
              loading="lazy"
            />
            <iframe
              class="page-frame phone"
              title={`The page on a phone, ${languageName(language, en)}`}
              src={preview("page", language)}
              sandbox=""
              loading="lazy"
            />
          </details>
        </>
      ))}
      {outputs.mails.map(({ language, subject, text }) => (
        <details>
          <summary>E-mail, {languageName(language, en)}</summary>
          <p>
            Subject: <strong lang={language}>{subject}</strong>
          </p>
          <h3>With its looks</h3>
          <iframe
            class="page-frame"
            title={`The mail, ${languageName(language, en)}`}
            src={preview("mail", language)}
            sandbox=""
            loading="lazy"
          />
          <h3>As plain text</h3>
          <pre tabindex={0}>{text}</pre>
        </details>
      ))}
      {outputs.pushes.map((push) => (
        <Notification {...push} />
      ))}
      <Machines {...outputs} />
    </>
  );
}

function TextPreview({
  published,
  language,
  body,
}: {
  published: PublishedAdvisory;
  language: string;
  body: RenderBody;
}) {
  const shown = textFor(published.revision, language);
  return (
    <details open={language === "en"}>
      <summary>The text, {languageName(language, en)}</summary>
      <div class={`preview kind-${published.kind}`}>
        {shown.instead ? <p>This text is out of date: readers of it get the English one.</p> : null}
        <p class="headline" lang={shown.language} dir={directionOf(shown.language)}>
          {shown.text.headline}
        </p>
        <AdvisoryFacts advisory={published} messages={en} />
        <AdvisoryTextParts
          kind={published.kind}
          revision={published.revision}
          shown={shown}
          messages={en}
          body={body}
        />
      </div>
    </details>
  );
}

/** Phones fold what is long: one line of the title and two of the text, until somebody opens it. */
function Notification({ language, title, body }: Outputs["pushes"][number]) {
  return (
    <details>
      <summary>Notification on a phone, {languageName(language, en)}</summary>
      <h3>Folded</h3>
      <div class="notification folded" lang={language} dir={directionOf(language)}>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{body}</p>
      </div>
      <h3>Opened</h3>
      <div class="notification" lang={language} dir={directionOf(language)}>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{body}</p>
      </div>
    </details>
  );
}

function Machines({ cap, rssItem, ntasXml, noIpawsForm }: Outputs) {
  return (
    <>
      <h2>What machines get</h2>
      {cap.length === 0 ? <p>No CAP message of its own.</p> : null}
      {cap.map(({ identifier, xml, codes, texts }) => (
        <>
          <dl class="facts">
            {codes.map(([name, value]) => (
              <Fact name={name}>{value}</Fact>
            ))}
          </dl>
          <details>
            <summary>CAP message, as receivers show it</summary>
            {texts.map((info) => (
              <dl class="facts" lang={info.language} dir={directionOf(info.language)}>
                {info.texts.map(([name, text]) => (
                  <Fact name={name}>
                    <span class="as-typed">{text}</span>
                  </Fact>
                ))}
              </dl>
            ))}
          </details>
          <details>
            <summary>CAP message {identifier} (its “sent” will be the hour of publication)</summary>
            <pre tabindex={0}>{xml}</pre>
          </details>
        </>
      ))}
      {rssItem === "" ? null : (
        <details>
          <summary>RSS entry</summary>
          <pre tabindex={0}>{rssItem}</pre>
        </details>
      )}
      {ntasXml === null ? null : (
        <details>
          <summary>NTAS XML</summary>
          <pre tabindex={0}>{ntasXml}</pre>
        </details>
      )}
      <h3>IPAWS</h3>
      {noIpawsForm ? (
        <>
          <p>No form for IPAWS. This does not hold up the approval.</p>
          <ul>
            {noIpawsForm.map((reason) => (
              <li>{reason}</li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          Form checked; sending needs FEMA’s authorization. The files are on this advisory’s page once it is published.
        </p>
      )}
    </>
  );
}
