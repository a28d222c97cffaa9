/** Writing an advisory: its sections in order, its languages side by side. Everything works without a script. */

import type { Advice } from "../../src/domain/advice.ts";
import type { Advisory, Change } from "../../src/domain/advisory.ts";
import type { LanguageState } from "../../src/domain/content.ts";
import { kindName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { KindMark } from "../parts/kind-mark.tsx";
import { AdviceList } from "./advice-list.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { DifferenceList, type FieldDifference } from "./difference.tsx";
import { type FormProblem, ProblemSummary, TextArea } from "./fields.tsx";
import type { FormValues, TimeQuestion } from "./form-values.ts";
import { ReachFields, TimeFields } from "./write-reach.tsx";
import { Resources, Texts } from "./write-texts.tsx";

export interface WritePageProps {
  readonly console: ConsoleFrame;
  readonly title: string;
  readonly action: string;
  readonly values: FormValues;
  readonly problems: readonly FormProblem[];
  readonly questions: readonly TimeQuestion[];
  readonly advice: readonly Advice[];
  /** Of the text that the form was filled from; absent: a new advisory. */
  readonly contentHash?: string;
  /** What kind of revision this is. */
  readonly change: Change;
  /** What the sunset comes to in words, as far as it is known. */
  readonly sunsetInWords?: string;
  /** Somebody else's change since the form was opened: from the text that stands to what is typed here. */
  readonly conflict?: { readonly by: string; readonly differences: readonly FieldDifference[] };
  /** Where leaving leads to. */
  readonly cancelPath: string;
  /** Whose text it is; absent: of a new advisory. */
  readonly advisory?: Advisory;
  /** Of each language that has a text. */
  readonly languageStates: Readonly<Record<string, LanguageState>>;
  /** Counties that answer to what was looked for. */
  readonly countiesFound: readonly { readonly fips: string; readonly name: string }[];
  /** Where the same form opens again, and under which name this browser keeps what was typed into it. */
  readonly reopenPath: string;
  /** Was it sent and came back? Then what it shows is newer than what the browser kept. */
  readonly isTyped: boolean;
}

/** Saving by itself would decide something that a person has to decide: to overwrite another's text, or to take back what waits. */
function savesByItself({ conflict, advisory }: WritePageProps): boolean {
  return conflict === undefined && advisory?.working?.stage !== "submitted";
}

/** What the form asks about changes depends on the kind of revision. */
const needsNote: Partial<Record<Change, string>> = {
  update: "What changed and why. Every reader is told this.",
  editorial: "What was corrected (may be left empty). Nobody is told again.",
  translate: "What was translated (may be left empty).",
};

export function WritePage(props: WritePageProps) {
  const { console, action, values, problems, contentHash, conflict, change } = props;
  const title = `${props.title}: ${kindName(values, en)}`;
  return (
    <ConsolePage
      console={console}
      title={title}
      status={values.status}
      scripts={["keepText", "pickArea", "sayLength"]}
      {...(props.advisory ? { advisory: props.advisory } : {})}
    >
      <h1>
        <KindMark kind={values.kind} /> {title}
      </h1>
      {conflict ? <Conflict {...conflict} standing={props.cancelPath} /> : null}
      <ProblemSummary problems={problems} />
      <AdviceList advice={props.advice} />
      {props.advisory?.working?.stage === "submitted" ? (
        <p class="panel">
          This text waits for approval. Saving makes it a draft again; until then nothing is saved by itself.
        </p>
      ) : null}
      <form
        method="post"
        action={action}
        novalidate
        data-keep={props.reopenPath}
        data-typed={props.isTyped ? "" : undefined}
        data-autosave={savesByItself(props) ? "" : undefined}
      >
        {/* The first button of a form is what Enter presses: it must not remove a section. */}
        <button type="submit" name="do" value="save" class="first-button" tabindex={-1} hidden>
          Save the draft
        </button>
        <input type="hidden" name="command" value={console.command} />
        <input type="hidden" name="kind" value={values.kind} />
        <input type="hidden" name="status" value={values.status} />
        <input type="hidden" name="replaces" value={values.replaces} />
        {contentHash === undefined ? null : <input type="hidden" name="contentHash" value={contentHash} />}
        {needsNote[change] ? (
          <>
            <h2>What changed</h2>
            <TextArea
              name="note"
              label="What changed and why"
              hint={needsNote[change]}
              value={values.note}
              rows={2}
              problems={problems}
            />
          </>
        ) : null}
        <Texts {...props} />
        <ReachFields values={values} problems={problems} countiesFound={props.countiesFound} />
        <TimeFields
          values={values}
          problems={problems}
          questions={props.questions}
          {...(props.sunsetInWords ? { sunsetInWords: props.sunsetInWords } : {})}
        />
        <Resources values={values} problems={problems} />
        <div class="buttons">
          <button type="submit" name="do" value="save">
            Save the draft
          </button>
          <button type="submit" name="do" value="check" class="secondary">
            Check without saving
          </button>
          <a href={props.cancelPath} data-leave>
            Leave without saving
          </a>
        </div>
        <p class="keeping" role="status" />
      </form>
    </ConsolePage>
  );
}

function Conflict({ by, differences, standing }: NonNullable<WritePageProps["conflict"]> & { standing: string }) {
  return (
    <section class="panel difference" aria-labelledby="conflict-title">
      <h2 id="conflict-title">Somebody changed this while you were writing</h2>
      <p>
        {by} saved another text. Nothing of yours was saved, and nothing of theirs was overwritten. Your text is in the
        form below. Saving now replaces theirs with yours, as marked here:
      </p>
      <p>
        <a href={standing} target="_blank" rel="noopener">
          Open what stands, in another tab
        </a>
      </p>
      {differences.length === 0 ? <p>Both texts are the same.</p> : <DifferenceList differences={differences} />}
    </section>
  );
}
