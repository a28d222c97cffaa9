/** Notifications in this browser: the script shows what it can do; without it only the sentence that says so is seen. */
import type { Child } from "hono/jsx";
import type { Messages } from "../messages/messages.ts";

export interface PushSectionProps {
  readonly messages: Messages;
  /** Readers are sent warnings, editors what waits for them. */
  readonly use: "reader" | "editor";
  readonly words: {
    readonly heading: string;
    readonly intro: string;
    readonly needsScript: string;
    readonly unsupported: string;
    readonly failed: string;
    /** What is said of counties that are none; absent: there are no choices. */
    readonly counties?: string;
    /** The link to choices; absent: there are none. */
    readonly manage?: string;
  };
  readonly children?: Child;
}

export function PushSection({ messages, use, words, children }: PushSectionProps) {
  const { pushWorking, pushDone, pushStopped, pushDenied, pushIphone, pushButton, pushStopButton } = messages.subscribe;
  return (
    <section
      class="way"
      data-push={use}
      data-working={pushWorking}
      data-done={pushDone}
      data-stopped={pushStopped}
      data-denied={pushDenied}
      data-failed={words.failed}
      data-counties={words.counties}
      data-unsupported={words.unsupported}
      data-iphone={pushIphone}
      data-manage={words.manage}
    >
      <h2>{words.heading}</h2>
      <p>{words.intro}</p>
      <p data-push-off>{words.needsScript}</p>
      <p class="buttons">
        <button type="button" data-push-start hidden>
          {pushButton}
        </button>
        <button type="button" class="secondary" data-push-stop hidden>
          {pushStopButton}
        </button>
      </p>
      <p role="status" data-push-result></p>
      {children}
    </section>
  );
}
