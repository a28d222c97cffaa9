/** The page for three in the morning: what is live, how to take it back, and what to do when something is down. One printed sheet. */
import type { Advisory, Content, Role } from "../../src/domain/advisory.ts";
import { areasName, kindName, momentName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { Operations, type OperationsProps } from "./operations.tsx";
import { promptsFor } from "./prompts.ts";

export interface NowPageProps {
  readonly console: ConsoleFrame;
  readonly baseUrl: string;
  /** With the text that stands, and how long it still does. */
  readonly live: readonly { readonly advisory: Advisory; readonly content: Content; readonly sunset: string }[];
  readonly scheduled: readonly Advisory[];
  readonly operations: Omit<OperationsProps, "console">;
  readonly editors: readonly { readonly name: string; readonly email: string; readonly roles: readonly Role[] }[];
}

export function NowPage({ console, baseUrl, live, scheduled, editors, operations }: NowPageProps) {
  return (
    <ConsolePage console={console} title="What is live now">
      <div class="now-sheet">
        <h1>What is live now</h1>
        <p>As of {momentName(console.frame.now, en)}. Reload before you rely on it.</p>
        <h2>In effect</h2>
        {live.length === 0 ? (
          <p class="panel">Nothing is in effect.</p>
        ) : (
          <ul class="entries">
            {live.map((one) => (
              <Live {...one} baseUrl={baseUrl} />
            ))}
          </ul>
        )}
        {scheduled.length === 0 ? null : (
          <>
            <h2>Approved, waiting for its hour</h2>
            <ul>
              {scheduled.map((advisory) => (
                <li>
                  <a href={consolePath(advisory)}>{advisory.revisions.at(-1)?.content.languages.en.headline}</a>
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>Something is wrong: take it back</h2>
        <ol class="steps">
          <li>
            Press, beside the advisory above or on its page, “Take back this change” or “Take back the whole warning”.
          </li>
          <li>
            Press the button on the page that follows. Done: page, feeds and machines change at once, and everyone who
            got it is told. You need nobody's permission.
          </li>
        </ol>
        <Operations console={console} {...operations} />
        <h2>Something is down</h2>
        <dl class="facts">
          <div>
            <dt>You cannot sign in</dt>
            <dd>
              On the server: <code>npm run -s ntas -- retract</code> takes back without the console;{" "}
              <code>npm run -s ntas -- editor add</code> prints a new sign-in link.
            </dd>
          </div>
          <div>
            <dt>Mail is down</dt>
            <dd>
              Take back all the same: the page, feeds and notifications change at once, and the mails follow by
              themselves when mail is back. Tell partners by telephone.
            </dd>
          </div>
          <div>
            <dt>The database cannot be written</dt>
            <dd>
              Readers still see the last good state until its sunset. Free disk space, restart the service, then take
              back. Meanwhile stop sending: <code>npm run -s ntas -- pause</code>.
            </dd>
          </div>
          <div>
            <dt>Nothing answers</dt>
            <dd>
              Restart the service (<code>./scripts/start</code>). What was approved is not lost. <code>/readyz</code>{" "}
              says what is wrong.
            </dd>
          </div>
        </dl>
        <h2>Who can act</h2>
        <ul>
          {editors.map(({ name, email, roles }) => (
            <li>
              {name}, {email} ({roles.join(", ")})
            </li>
          ))}
        </ul>
      </div>
    </ConsolePage>
  );
}

function Live({ advisory, content, sunset, baseUrl }: NowPageProps["live"][number] & { baseUrl: string }) {
  const prefix = advisory.status === "actual" ? "" : "/exercise";
  const prompts = promptsFor(advisory.status).takeBack;
  return (
    <li class={advisory.status === "actual" ? undefined : "row-exercise"}>
      <h3>
        <KindMark kind={advisory.kind} /> {kindName(advisory, en)}:{" "}
        <a href={consolePath(advisory)}>{content.languages.en.headline}</a>
      </h3>
      <p>
        {areasName(content, en, 5)}. It {sunset}.
      </p>
      <p>
        What readers see: {`${baseUrl}${prefix}/advisories/${advisory.slug}`}
        <br />
        Where to take it back: {`${baseUrl}${consolePath(advisory)}`}
      </p>
      <p class="buttons">
        <a class="button-link danger" href={consolePath(advisory, "/take-back/change")}>
          {prompts.change}
        </a>
        <a class="button-link danger" href={consolePath(advisory, "/take-back/warning")}>
          {prompts.warning}
        </a>
      </p>
    </li>
  );
}
