/**
 * What other sites frame and what hangs on walls: the current advisories without navigation, in a document of its own. Nobody stands by
 * to reload it, so its script looks again, and the page goes grey and says since when it could not.
 */
import type { PublishedAdvisory } from "../../src/domain/phase.ts";
import { type Frame, wordsOf } from "../layout.tsx";
import { areasName, kindName, momentName, textFor } from "../messages/advisory-words.ts";
import { signageWords } from "../messages/signage-words.ts";
import { InLanguage } from "../parts/advisory-parts.tsx";
import { KindMark } from "../parts/kind-mark.tsx";
import { Time } from "../parts/time.tsx";

export interface ScreenAssets {
  readonly css: string;
  readonly script: string;
}

export interface ScreenPageProps {
  /** `embed`: 170 × 180 and fluid; `display`: read from across a hall. */
  readonly form: "embed" | "display";
  readonly frame: Frame;
  readonly assets: ScreenAssets;
  /** Those that stand and concern this screen, most urgent first. */
  readonly current: readonly PublishedAdvisory[];
  /** Body text without its marks. */
  readonly plain: (markdown: string) => string;
}

export function ScreenPage({ form, frame, assets, current, plain }: ScreenPageProps) {
  const messages = wordsOf(frame);
  const words = signageWords(frame.language);
  const { site } = frame;
  // A frame has room for one; the rest is counted.
  const shown = form === "embed" ? current.slice(0, 1) : current;
  const title = form === "embed" ? words.embedTitle : words.displayTitle;
  return (
    <html lang={frame.language}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} – ${site.name}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={assets.css} />
        <script src={assets.script} defer></script>
        {form === "display" ? null : (
          <noscript>
            <meta http-equiv="refresh" content="60" />
          </noscript>
        )}
      </head>
      <body class={form}>
        <main>
          <p class="stale" data-stale hidden>
            {words.stale} <span data-last-success>{momentName(frame.now, messages)}</span>
          </p>
          {form === "display" ? (
            <noscript>
              <p class="stale">
                {words.noScript} {momentName(frame.now, messages)}
              </p>
            </noscript>
          ) : null}
          <h1>
            {words.advisories} <span class="site">{site.name}</span>
          </h1>
          {site.demo ? <p class="mark">{messages.frame.demo}</p> : null}
          {site.official ? null : <p class="mark">{messages.frame.notOfficial}</p>}
          <div data-live>
            {current.length === 0 ? (
              <div class="none">
                <p>
                  <strong>{words.none}</strong>
                </p>
                <p>{words.noAllClear}</p>
              </div>
            ) : (
              shown.map((advisory) => <Advisory form={form} frame={frame} advisory={advisory} plain={plain} />)
            )}
            {shown.length === current.length ? null : (
              <p class="more">
                <a href={`${site.baseUrl}/`} target="_blank" rel="noopener">
                  {words.more(current.length - shown.length)}
                </a>
              </p>
            )}
            <p class="as-of">
              {messages.frame.asOf} <Time at={frame.now} messages={messages} />
            </p>
          </div>
        </main>
      </body>
    </html>
  );
}

function Advisory({
  form,
  frame,
  advisory,
  plain,
}: Pick<ScreenPageProps, "form" | "frame" | "plain"> & { advisory: PublishedAdvisory }) {
  const messages = wordsOf(frame);
  const words = signageWords(frame.language);
  const shown = textFor(advisory.revision, frame.language);
  const address = `${frame.site.baseUrl}/advisories/${advisory.slug}`;
  const measure = shown.text.measures.individuals;
  return (
    <article class={`kind-${advisory.kind}`} data-ends-at={advisory.sunsetAt}>
      <h2>
        <KindMark kind={advisory.kind} />{" "}
        {form === "display" ? (
          kindName(advisory, messages)
        ) : (
          <a href={address} target="_blank" rel="noopener">
            {kindName(advisory, messages)}
          </a>
        )}
      </h2>
      <p class="place">{areasName(advisory.revision.content, messages, form === "embed" ? 1 : 8)}</p>
      <p class="until">
        {words.until} <Time at={advisory.sunsetAt} messages={messages} />
      </p>
      <p class="end-passed" data-end-passed hidden>
        {words.ended}
      </p>
      {form === "display" ? (
        <>
          <InLanguage language={shown.language}>
            <p class="headline">{shown.text.headline}</p>
          </InLanguage>
          {measure === undefined ? null : (
            <div class="measure">
              <strong>{messages.advisory.whatToDo}</strong>
              <InLanguage language={shown.language}>{plain(measure)}</InLanguage>
            </div>
          )}
          <p class="address">{address}</p>
        </>
      ) : null}
    </article>
  );
}
