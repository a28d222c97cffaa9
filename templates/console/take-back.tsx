/** Taking back what was issued in error: one person, two actions, fixed words. Nothing can be typed here. */
import type { Advisory, Moment } from "../../src/domain/advisory.ts";
import { kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { Time } from "../parts/time.tsx";
import { contentShown } from "./advisory.tsx";
import { ButtonForm, type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { promptsFor } from "./prompts.ts";
import { RefusalBox, type RefusalWords } from "./refusal-box.tsx";

export interface TakeBackProps {
  readonly console: ConsoleFrame;
  readonly advisory: Advisory;
  readonly what: "change" | "warning";
  /** What stands while this page is shown: only that is taken back, whoever else presses meanwhile. */
  readonly revision?: number;
  /** What readers will be told; absent for what nobody has been told yet. */
  readonly sentence?: string;
  /** The text that stands again afterwards. */
  readonly restored?: { readonly headline: string; readonly sentAt: Moment };
  readonly refusal?: RefusalWords;
}

export function TakeBackPage({ console, advisory, what, revision, sentence, restored, refusal }: TakeBackProps) {
  const prompts = promptsFor(advisory.status).takeBack;
  const title = prompts[what];
  return (
    <ConsolePage console={console} title={title} status={advisory.status}>
      <h1>{title}</h1>
      <RefusalBox refusal={refusal} />
      <p class="intro">
        {kindName(advisory, en)}: {contentShown(advisory, console.frame.now).languages.en.headline}
      </p>
      {sentence === undefined ? (
        <p>Nobody has been told of it yet: it goes back to being a draft, and nothing is sent.</p>
      ) : (
        <>
          <p>{prompts.told}</p>
          <blockquote class="fixed-words">
            <p>
              {advisory.status === "actual" ? "" : `${en.statuses[advisory.status]}: `}CORRECTION: {sentence}
            </p>
          </blockquote>
        </>
      )}
      {sentence === undefined ? null : restored ? (
        <p>
          After this, the text before it stands again: “{restored.headline}”, first sent at{" "}
          <Time at={restored.sentAt} messages={en} />.
        </p>
      ) : (
        <p>After this, nothing of this warning stands. The page says “{en.advisory.withdrawnLabel}”.</p>
      )}
      <div class="buttons">
        <ButtonForm
          console={console}
          action={consolePath(advisory, `/take-back/${what}`)}
          button={`${title}${prompts.now}`}
          look="danger"
          fields={revision === undefined ? {} : { revision: String(revision) }}
        />
        <a href={consolePath(advisory)}>Leave it as it is</a>
      </div>
      <p>{prompts.after}</p>
    </ConsolePage>
  );
}
