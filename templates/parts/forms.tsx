/** Forms that keep what was typed and say what is wrong, beside the field and in a summary that gets the focus. */
import type { Child } from "hono/jsx";
import { kinds } from "../../src/domain/advisory.ts";
import { areaName, stateCodes } from "../../src/domain/areas.ts";
import { parentSector, sectors } from "../../src/domain/sectors.ts";
import { type InterfaceLanguage, interfaceLanguages, messagesFor } from "../messages/index.ts";
import type { Messages, SubscriptionProblem } from "../messages/messages.ts";
import { KindMark } from "./kind-mark.tsx";

/** The fields as typed; `areas` are state codes, `counties` the free text of FIPS codes. */
export interface PreferenceValues {
  readonly language: string;
  readonly kinds: readonly string[];
  readonly areas: readonly string[];
  readonly counties: string;
  readonly sectors: readonly string[];
}

export interface FieldProblem {
  readonly field: "address" | keyof PreferenceValues;
  readonly problem: SubscriptionProblem;
  /** What was not understood: the unknown county codes. */
  readonly given?: string;
}

/** Names and values that a form carries along unseen. */
export type HiddenFields = Readonly<Record<string, string>>;

export function emptyPreferences(language: InterfaceLanguage): PreferenceValues {
  return { language, kinds: [...kinds], areas: [], counties: "", sectors: [] };
}

export function Hidden({ fields }: { fields: HiddenFields }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

export function fieldId(field: FieldProblem["field"]): string {
  return `field-${field}`;
}

function problemWords({ problem, given }: FieldProblem, messages: Messages): string {
  const words = messages.subscribe.problems[problem];
  return given === undefined ? words : `${given}: ${words}`;
}

/** As they follow one another on the page. */
const fieldOrder: readonly FieldProblem["field"][] = ["kinds", "areas", "counties", "sectors", "language", "address"];

/** First on the page after a refused form, with the focus. */
export function ErrorSummary({ problems, messages }: { problems: readonly FieldProblem[]; messages: Messages }) {
  if (problems.length === 0) return null;
  const inPageOrder = fieldOrder.flatMap((field) => problems.filter((problem) => problem.field === field));
  return (
    <section class="error-summary" tabindex={-1} autofocus aria-labelledby="problems-title">
      <h2 id="problems-title">{messages.subscribe.problemsTitle}</h2>
      <ul>
        {inPageOrder.map((problem) => (
          <li>
            <a href={`#${fieldId(problem.field)}`}>{problemWords(problem, messages)}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FieldWords {
  readonly field: FieldProblem["field"];
  readonly label: string;
  readonly hint: string;
  readonly problems: readonly FieldProblem[];
  readonly messages: Messages;
}

function problemsOf({ field, problems }: Pick<FieldWords, "field" | "problems">): FieldProblem[] {
  return problems.filter((one) => one.field === field);
}

function ProblemLines({ field, problems, messages }: Pick<FieldWords, "field" | "problems" | "messages">) {
  return (
    <>
      {problemsOf({ field, problems }).map((problem) => (
        <p class="field-problem" id={`${fieldId(field)}-problem`}>
          <strong>{messages.subscribe.errorPrefix}</strong> {problemWords(problem, messages)}
        </p>
      ))}
    </>
  );
}

/** The ids of what describes a field. */
function describedBy({ field, problems }: Pick<FieldWords, "field" | "problems">): string {
  const id = fieldId(field);
  return problemsOf({ field, problems }).length > 0 ? `${id}-hint ${id}-problem` : `${id}-hint`;
}

/** A label, its hint and its problem over one control. */
export function TextField({
  words,
  value,
  input,
}: {
  words: FieldWords;
  value: string;
  input: {
    readonly type: string;
    readonly autocomplete?: string;
    readonly inputmode?: "email" | "numeric";
    readonly required?: boolean;
  };
}) {
  const id = fieldId(words.field);
  const hasProblem = problemsOf(words).length > 0;
  return (
    <div class={hasProblem ? "field has-problem" : "field"}>
      <label for={id}>{words.label}</label>
      <p class="hint" id={`${id}-hint`}>
        {words.hint}
      </p>
      <ProblemLines {...words} />
      <input
        id={id}
        name={words.field}
        type={input.type}
        value={value}
        autocomplete={input.autocomplete ?? "off"}
        inputmode={input.inputmode}
        required={input.required}
        maxlength={2000}
        spellcheck={false}
        aria-describedby={describedBy(words)}
        aria-invalid={hasProblem ? "true" : undefined}
      />
    </div>
  );
}

/** A group of choices; the summary's link leads to its first one. */
function ChoiceField({ words, children }: { words: FieldWords; children?: Child }) {
  const hasProblem = problemsOf(words).length > 0;
  return (
    <fieldset class={hasProblem ? "field has-problem" : "field"} aria-describedby={describedBy(words)}>
      <legend>{words.label}</legend>
      <p class="hint" id={`${fieldId(words.field)}-hint`}>
        {words.hint}
      </p>
      <ProblemLines {...words} />
      {children}
    </fieldset>
  );
}

function Checkbox({
  name,
  value,
  id,
  checked,
  children,
}: {
  name: string;
  value: string;
  id: string;
  checked: boolean;
  children?: Child;
}) {
  return (
    <div class="choice">
      <input type="checkbox" id={id} name={name} value={value} checked={checked} />
      <label for={id}>{children}</label>
    </div>
  );
}

/** The first choice of a group carries the group's id, so that the error summary's link reaches it. */
function choiceId(field: FieldProblem["field"], value: string, isFirst: boolean): string {
  return isFirst ? fieldId(field) : `${field}-${value}`;
}

interface PreferenceFieldsProps {
  readonly values: PreferenceValues;
  readonly problems: readonly FieldProblem[];
  readonly messages: Messages;
}

/** What to send: language, kinds, places, sectors. The same fields for signing up and for changing it. */
export function PreferenceFields({ values, problems, messages }: PreferenceFieldsProps) {
  const words = messages.subscribe;
  const field = (name: keyof PreferenceValues, label: string, hint: string): FieldWords => ({
    field: name,
    label,
    hint,
    problems,
    messages,
  });
  return (
    <>
      <ChoiceField words={field("kinds", words.kinds, words.kindsHint)}>
        {kinds.map((kind, index) => (
          <Checkbox
            name="kinds"
            value={kind}
            id={choiceId("kinds", kind, index === 0)}
            checked={values.kinds.includes(kind)}
          >
            <KindMark kind={kind} /> {messages.kinds[kind].label}
            <span class="choice-hint">{messages.kinds[kind].meaning}</span>
          </Checkbox>
        ))}
      </ChoiceField>
      <ChoiceField words={field("areas", words.areas, words.areasHint)}>
        <details open={values.areas.length > 0 || problemsOf({ field: "areas", problems }).length > 0}>
          <summary>{words.chooseStates}</summary>
          <div class="choices">
            {stateCodes.map((code, index) => (
              <Checkbox
                name="areas"
                value={code}
                id={choiceId("areas", code, index === 0)}
                checked={values.areas.includes(code)}
              >
                {areaName(code)}
              </Checkbox>
            ))}
          </div>
        </details>
        <TextField
          words={field("counties", words.counties, words.countiesHint)}
          value={values.counties}
          input={{ type: "text" }}
        />
      </ChoiceField>
      <ChoiceField words={field("sectors", words.sectors, words.sectorsHint)}>
        <details open={values.sectors.length > 0 || problemsOf({ field: "sectors", problems }).length > 0}>
          <summary>{words.chooseSectors}</summary>
          <div class="choices">
            {sectors.map((sector, index) => (
              <Checkbox
                name="sectors"
                value={sector}
                id={choiceId("sectors", sector, index === 0)}
                checked={values.sectors.includes(sector)}
              >
                {parentSector(sector) === null ? "" : `${messages.sectors["transportation-systems"]}: `}
                {messages.sectors[sector]}
              </Checkbox>
            ))}
          </div>
        </details>
      </ChoiceField>
      <LanguageField words={field("language", words.language, words.languageHint)} chosen={values.language} />
    </>
  );
}

function LanguageField({ words, chosen }: { words: FieldWords; chosen: string }) {
  const id = fieldId("language");
  return (
    <div class={problemsOf(words).length > 0 ? "field has-problem" : "field"}>
      <label for={id}>{words.label}</label>
      <p class="hint" id={`${id}-hint`}>
        {words.hint}
      </p>
      <ProblemLines {...words} />
      <select id={id} name="language" aria-describedby={describedBy(words)}>
        {interfaceLanguages.map((language) => (
          <option value={language} selected={language === chosen} lang={language}>
            {messagesFor(language).languageName}
          </option>
        ))}
      </select>
    </div>
  );
}
