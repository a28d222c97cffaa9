/** Returning what waits for approval, or for its hour, to its author. */
import type { Advisory } from "../../src/domain/advisory.ts";
import { kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { contentShown } from "./advisory.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { type FormProblem, ProblemSummary, TextArea } from "./fields.tsx";
import { promptsFor } from "./prompts.ts";

export function ReturnPage({
  console,
  advisory,
  reason,
  problems,
}: {
  console: ConsoleFrame;
  advisory: Advisory;
  reason: string;
  problems: readonly FormProblem[];
}) {
  const prompts = promptsFor(advisory.status);
  const { headline } = (advisory.working?.content ?? contentShown(advisory, console.frame.now)).languages.en;
  return (
    <ConsolePage console={console} title={prompts.return} status={advisory.status} advisory={advisory}>
      <h1>{prompts.return}</h1>
      <p class="intro">
        <KindMark kind={advisory.kind} /> {kindName(advisory, en)}: {headline}
      </p>
      <ProblemSummary problems={problems} title="Nothing was returned yet. Please correct this:" />
      <form method="post" action={consolePath(advisory, "/return")} novalidate>
        <input type="hidden" name="command" value={console.command} />
        <TextArea
          name="reason"
          label={prompts.returnReason}
          hint="The author reads this; the public does not."
          value={reason}
          problems={problems}
        />
        <div class="buttons">
          <button type="submit">{prompts.returnButton}</button>
          <a href={consolePath(advisory)}>Leave it as it is</a>
        </div>
      </form>
    </ConsolePage>
  );
}
