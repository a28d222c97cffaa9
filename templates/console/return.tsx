/** Returning what waits for approval, or for its hour, to its author. */
import type { Advisory } from "../../src/domain/advisory.ts";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { type FormProblem, ProblemSummary, TextArea } from "./fields.tsx";

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
  return (
    <ConsolePage console={console} title="Return with a reason" status={advisory.status} advisory={advisory}>
      <h1>Return with a reason</h1>
      <ProblemSummary problems={problems} title="Nothing was returned yet. Please correct this:" />
      <form method="post" action={consolePath(advisory, "/return")} novalidate>
        <input type="hidden" name="command" value={console.command} />
        <TextArea
          name="reason"
          label="What has to change"
          hint="The author reads this; the public does not."
          value={reason}
          problems={problems}
        />
        <div class="buttons">
          <button type="submit">Return it</button>
          <a href={consolePath(advisory)}>Leave it as it is</a>
        </div>
      </form>
    </ConsolePage>
  );
}
