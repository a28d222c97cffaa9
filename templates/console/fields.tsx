/** Fields of the console's forms: label, hint, what is wrong with it and the control, tied together for every reader. */
import type { Child } from "hono/jsx";
import { directionOf, languageName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";

/** What is wrong, at which field (by its name in the form). */
export interface FormProblem {
  readonly field: string;
  readonly reason: string;
  readonly example?: string;
}

export function idOf(field: string): string {
  return `field-${field.replaceAll(".", "-")}`;
}

/** First on the page after a refused form, with the focus. */
export function ProblemSummary({ problems, title }: { problems: readonly FormProblem[]; title?: string }) {
  if (problems.length === 0) return null;
  return (
    <section class="error-summary" tabindex={-1} autofocus aria-labelledby="problems-title">
      <h2 id="problems-title">{title ?? "Nothing was saved yet. Please correct this:"}</h2>
      <ul>
        {problems.map(({ field, reason }) => (
          <li>
            <a href={`#${idOf(field)}`}>
              {fieldName(field)}: {reason}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const names: Readonly<Record<string, string>> = {
  headline: "Headline",
  summary: "Summary",
  individuals: "Measures for individuals",
  government: "Measures for government",
  responders: "Measures for responders",
  privateSector: "Measures for the private sector",
  sunset: "Sunset",
  publish: "Publication",
  nextUpdate: "Next update",
  scope: "Place",
  sectors: "Sectors",
  note: "What changed and why",
  kind: "The typed word",
  cleared: "Clearance",
  name: "Name",
  email: "E-mail address",
  roles: "Roles",
  newLanguage: "Another language",
  countySearch: "Find a county",
};

export function fieldName(field: string): string {
  const steps = field.split(".");
  const tag = steps.length > 1 && /^[a-z]{2,3}(-|$)/.test(steps[0] ?? "") && steps[0] !== "en" ? steps[0] : undefined;
  const language = tag ? ` (${languageName(tag, en)})` : "";
  const number = steps.find((step) => /^\d+$/.test(step));
  const part = steps.includes("sections") ? "Section " : steps.includes("resources") ? "Link " : "";
  const last = steps.at(-1) ?? field;
  return `${number ? `${part}${Number(number) + 1}, ${last}` : (names[last] ?? last)}${language}`;
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problems: readonly FormProblem[];
}

function describedBy({ name, hint, problems }: FieldProps): string | undefined {
  const ids = [
    ...(hint ? [`${idOf(name)}-hint`] : []),
    ...(problems.some((one) => one.field === name) ? [`${idOf(name)}-problem`] : []),
  ];
  return ids.length > 0 ? ids.join(" ") : undefined;
}

function Reasons({ name, hint, problems }: FieldProps) {
  const own = problems.filter((one) => one.field === name);
  return (
    <>
      {hint ? (
        <p class="hint" id={`${idOf(name)}-hint`}>
          {hint}
        </p>
      ) : null}
      {own.length === 0 ? null : (
        <div class="field-problem" id={`${idOf(name)}-problem`}>
          {own.map(({ reason, example }) => (
            <p>
              <strong>Wrong:</strong> {reason}
              {example ? ` For example: ${example}` : ""}
            </p>
          ))}
        </div>
      )}
    </>
  );
}

function look(props: FieldProps): string {
  return props.problems.some((one) => one.field === props.name) ? "field has-problem" : "field";
}

export function TextInput(
  props: FieldProps & {
    readonly value: string;
    readonly type?: string;
    readonly language?: string;
    readonly spellcheck?: boolean;
  },
) {
  const { name, label, value, type = "text", language, problems } = props;
  return (
    <div class={look(props)}>
      <label for={idOf(name)}>{label}</label>
      <Reasons {...props} />
      <input
        id={idOf(name)}
        name={name}
        type={type}
        value={value}
        lang={language}
        dir={language ? directionOf(language) : undefined}
        autocomplete="off"
        aria-describedby={describedBy(props)}
        aria-invalid={problems.some((one) => one.field === name) ? "true" : undefined}
      />
    </div>
  );
}

export function TextArea(
  props: FieldProps & { readonly value: string; readonly rows?: number; readonly language?: string },
) {
  const { name, label, value, rows = 4, language, problems } = props;
  return (
    <div class={look(props)}>
      <label for={idOf(name)}>{label}</label>
      <Reasons {...props} />
      {/* The line break is eaten by the browser; without it a text's own first one would be. */}
      <textarea
        id={idOf(name)}
        name={name}
        rows={rows}
        lang={language}
        dir={language ? directionOf(language) : undefined}
        aria-describedby={describedBy(props)}
        aria-invalid={problems.some((one) => one.field === name) ? "true" : undefined}
      >
        {`\n${value}`}
      </textarea>
    </div>
  );
}

export function Group(props: FieldProps & { readonly children?: Child }) {
  return (
    <fieldset class={look(props)} id={idOf(props.name)} aria-describedby={describedBy(props)}>
      <legend>{props.label}</legend>
      <Reasons {...props} />
      {props.children}
    </fieldset>
  );
}

export function Choice({
  type,
  name,
  value,
  checked,
  children,
}: {
  type: "radio" | "checkbox";
  name: string;
  value: string;
  checked: boolean;
  children?: Child;
}) {
  const id = `choice-${name}-${value}`.replaceAll(".", "-");
  return (
    <div class="choice">
      <input type={type} id={id} name={name} value={value} checked={checked} />
      <label for={id}>{children}</label>
    </div>
  );
}

export function Select(
  props: FieldProps & {
    readonly value: string;
    readonly options: readonly (readonly [value: string, label: string])[];
  },
) {
  const { name, label, value, options } = props;
  return (
    <div class={look(props)}>
      <label for={idOf(name)}>{label}</label>
      <Reasons {...props} />
      <select id={idOf(name)} name={name} aria-describedby={describedBy(props)}>
        {options.map(([option, words]) => (
          <option value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
