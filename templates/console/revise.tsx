/** Extend, end, reinstate: a reason, perhaps another sunset, and no other word of the text. */
import type { Advisory } from "../../src/domain/advisory.ts";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { consolePath } from "./console-path.ts";
import { Choice, type FormProblem, ProblemSummary, TextArea } from "./fields.tsx";
import { type LocalTimeValues, noOtherTimes, type TimeQuestion } from "./form-values.ts";
import { LocalTime } from "./write-reach.tsx";

export interface ReviseValues {
  readonly note: string;
  readonly sunset: LocalTimeValues;
  readonly threatIsOver: boolean;
}

export interface RevisePageProps {
  readonly console: ConsoleFrame;
  readonly advisory: Advisory;
  readonly change: "extend" | "end" | "reinstate";
  readonly values: ReviseValues;
  readonly problems: readonly FormProblem[];
  readonly questions: readonly TimeQuestion[];
  /** "ends in 2 days: …": what stands now. */
  readonly presentSunset: string;
}

const words = {
  extend: { title: "Extend", intro: "The same text, with a later sunset.", note: "Readers are told this." },
  end: {
    title: "End before the sunset",
    intro: "It stops standing when a second person approves. Everyone who got it is told.",
    note: "Readers are told this.",
  },
  reinstate: {
    title: "Reinstate",
    intro: "The text that was taken back or replaced stands again, when a second person approves.",
    note: "Readers are told this. May be left empty.",
  },
} as const;

export function RevisePage(props: RevisePageProps) {
  const { console, advisory, change, values, problems, questions } = props;
  const { title, intro, note } = words[change];
  const headline = advisory.revisions.at(-1)?.content.languages.en.headline;
  return (
    <ConsolePage console={console} title={title} status={advisory.status} advisory={advisory} scripts={["sayLength"]}>
      <h1>
        {title}: {headline}
      </h1>
      <p class="intro">{intro}</p>
      <p>As it stands, it {props.presentSunset}</p>
      <ProblemSummary problems={problems} />
      <form method="post" action={consolePath(advisory, `/revise/${change}`)} novalidate>
        <input type="hidden" name="command" value={console.command} />
        {change === "end" ? null : (
          <LocalTime
            field="sunset"
            label="New sunset"
            hint="Eastern time (ET)."
            values={{ ...noOtherTimes, sunset: values.sunset }}
            problems={problems}
            question={questions.find((one) => one.field === "sunset")}
          />
        )}
        <p>
          <strong id="sunset-in-words" role="status" />
        </p>
        <TextArea
          name="note"
          label="What changed and why"
          hint={note}
          value={values.note}
          rows={3}
          problems={problems}
        />
        {change === "end" ? (
          <div class="field">
            <Choice type="checkbox" name="threatIsOver" value="yes" checked={values.threatIsOver}>
              The threat is over: machines are told “AllClear”. The person who approves confirms this too.
            </Choice>
          </div>
        ) : null}
        <div class="buttons">
          <button type="submit">Save as a draft</button>
          <a href={consolePath(advisory)}>Leave it as it is</a>
        </div>
      </form>
    </ConsolePage>
  );
}
