/** Writing an advisory: its sections in order, English and Spanish side by side. Everything works without a script. */

import type { Advice } from "../../src/domain/advice.ts";
import {
  type Advisory,
  type AdvisoryText,
  type Change,
  contextNames,
  measureNames,
} from "../../src/domain/advisory.ts";
import { headlineLimit } from "../../src/domain/text.ts";
import { en } from "../messages/en.ts";
import { AdviceList } from "./advice-list.tsx";
import { type ConsoleFrame, ConsolePage } from "./console-page.tsx";
import { DifferenceList, type FieldDifference } from "./difference.tsx";
import { type FormProblem, ProblemSummary, TextArea, TextInput } from "./fields.tsx";
import { type FormLanguage, type FormValues, formLanguages, type TimeQuestion } from "./form-values.ts";
import { ReachFields, TimeFields } from "./write-reach.tsx";

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
}

export const languageNames: Readonly<Record<FormLanguage, string>> = { en: "English", es: "Spanish" };

/** What the form asks about changes depends on the kind of revision. */
const needsNote: Partial<Record<Change, string>> = {
  update: "What changed and why. Every reader is told this.",
  editorial: "What was corrected (may be left empty). Nobody is told again.",
  translate: "What was translated (may be left empty).",
};

export function WritePage(props: WritePageProps) {
  const { console, title, action, values, problems, contentHash, conflict, change } = props;
  return (
    <ConsolePage
      console={console}
      title={title}
      status={values.status}
      {...(props.advisory ? { advisory: props.advisory } : {})}
    >
      <h1>{title}</h1>
      {conflict ? <Conflict {...conflict} /> : null}
      <ProblemSummary problems={problems} />
      <AdviceList advice={props.advice} />
      <form method="post" action={action} novalidate>
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
        <ReachFields values={values} problems={problems} />
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
          <a href={props.cancelPath}>Leave without saving</a>
        </div>
      </form>
    </ConsolePage>
  );
}

function Conflict({ by, differences }: NonNullable<WritePageProps["conflict"]>) {
  return (
    <section class="panel difference" aria-labelledby="conflict-title">
      <h2 id="conflict-title">Somebody changed this while you were writing</h2>
      <p>
        {by} saved another text. Nothing of yours was saved, and nothing of theirs was overwritten. Your text is in the
        form below. Saving now replaces theirs with yours, as marked here:
      </p>
      {differences.length === 0 ? <p>Both texts are the same.</p> : <DifferenceList differences={differences} />}
    </section>
  );
}

/** One field in each language, side by side on a wide screen. */
function Pair({
  name,
  label,
  hint,
  rows,
  props,
  textIn,
}: {
  name: string;
  label: string;
  hint?: string;
  rows?: number;
  props: WritePageProps;
  textIn: (language: FormLanguage) => string;
}) {
  return (
    <div class="pair">
      {formLanguages.map((language) => {
        const field = {
          name: `${language}.${name}`,
          label: `${label} (${languageNames[language]})`,
          hint: language === "en" ? hint : undefined,
          value: textIn(language),
          problems: props.problems,
          language,
        };
        return rows === undefined ? <TextInput {...field} /> : <TextArea {...field} rows={rows} />;
      })}
    </div>
  );
}

const endings = ["howToHelp", "bePrepared", "stayInformed"] as const satisfies readonly (keyof AdvisoryText)[];

function Texts(props: WritePageProps) {
  const { languages, kind } = props.values;
  return (
    <>
      <h2>Headline and summary</h2>
      <p>English is required. Spanish may come later; readers of Spanish get English until then.</p>
      <Pair
        name="headline"
        label="Headline"
        hint={`At most ${headlineLimit} characters.`}
        props={props}
        textIn={(language) => languages[language].headline}
      />
      <Pair
        name="summary"
        label="Summary"
        hint="Paragraphs, lists (- item), **strong**, [links](https://…)."
        rows={5}
        props={props}
        textIn={(language) => languages[language].summary}
      />
      <h2>What to do</h2>
      <p>At least one protective measure is required (6 U.S.C. 124). Say something to each of the four.</p>
      {measureNames.map((name) => (
        <Pair
          name={`measures.${name}`}
          label={en.measures[name]}
          rows={3}
          props={props}
          textIn={(language) => languages[language].measures[name]}
        />
      ))}
      <Sections {...props} />
      <h2>What is behind it</h2>
      {kind === "bulletin" ? null : <p>What an Alert leaves empty is shown to readers as “not stated”.</p>}
      {contextNames.map((name) => (
        <Pair
          name={`context.${name}`}
          label={en.context[name]}
          rows={2}
          props={props}
          textIn={(language) => languages[language].context[name]}
        />
      ))}
      <h2>More for readers</h2>
      {endings.map((name) => (
        <Pair
          name={name}
          label={en.advisory[name]}
          rows={2}
          props={props}
          textIn={(language) => languages[language][name]}
        />
      ))}
    </>
  );
}

function Sections(props: WritePageProps) {
  const { languages } = props.values;
  return (
    <>
      <h2>Sections</h2>
      {languages.en.sections.map((_, index) => (
        <section aria-label={`Section ${index + 1}`}>
          <Pair
            name={`sections.${index}.heading`}
            label={`Section ${index + 1}: heading`}
            props={props}
            textIn={(language) => languages[language].sections[index]?.heading ?? ""}
          />
          <Pair
            name={`sections.${index}.body`}
            label={`Section ${index + 1}: text`}
            rows={4}
            props={props}
            textIn={(language) => languages[language].sections[index]?.body ?? ""}
          />
          <p>
            <button type="submit" name="do" value={`remove-section.${index}`} class="secondary">
              Remove section {index + 1}
            </button>
          </p>
        </section>
      ))}
      <p>
        <button type="submit" name="do" value="add-section" class="secondary">
          Add a section
        </button>
      </p>
    </>
  );
}

function Resources({ values, problems }: Pick<WritePageProps, "values" | "problems">) {
  return (
    <>
      <h2>Links and contact</h2>
      {values.resources.map(({ title, url }, index) => (
        <div class="pair">
          <TextInput
            name={`resources.${index}.title`}
            label={`Link ${index + 1}: title`}
            value={title}
            problems={problems}
          />
          <div>
            <TextInput
              name={`resources.${index}.url`}
              label={`Link ${index + 1}: https address`}
              value={url}
              problems={problems}
            />
            <p>
              <button type="submit" name="do" value={`remove-resource.${index}`} class="secondary">
                Remove link {index + 1}
              </button>
            </p>
          </div>
        </div>
      ))}
      <p>
        <button type="submit" name="do" value="add-resource" class="secondary">
          Add a link
        </button>
      </p>
      <TextInput
        name="partnerContact"
        label="Contact for partners"
        hint="Shown to everybody. May be left empty."
        value={values.partnerContact}
        problems={problems}
      />
    </>
  );
}
