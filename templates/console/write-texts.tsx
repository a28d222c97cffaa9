/** The words of an advisory in the form: each field in every language, side by side, and the links. */

import { type AdvisoryText, contextNames, measureNames } from "../../src/domain/advisory.ts";
import { headlineLimit } from "../../src/domain/text.ts";
import { languageName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { interfaceLanguage } from "../messages/index.ts";
import { TextArea, TextInput } from "./fields.tsx";
import { formLanguages, type TextValues } from "./form-values.ts";
import type { WritePageProps } from "./write.tsx";

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
  textIn: (text: TextValues) => string;
}) {
  const { languages } = props.values;
  return (
    <div class="pair">
      {formLanguages(props.values).map((language) => {
        const text = languages[language];
        const field = {
          name: `${language}.${name}`,
          label: `${label} (${languageName(language, en)})`,
          hint: language === "en" ? hint : undefined,
          value: text ? textIn(text) : "",
          problems: props.problems,
          language,
        };
        return rows === undefined ? <TextInput {...field} /> : <TextArea {...field} rows={rows} />;
      })}
    </div>
  );
}

const stateWords = { current: "up to date", outOfDate: "out of date: its readers get English" } as const;

function isBegun(text: TextValues | undefined): boolean {
  return text !== undefined && `${text.headline}${text.summary}`.trim() !== "";
}

/** Each language with its state, and room for one more. */
function Languages(props: WritePageProps) {
  const { values, problems, languageStates } = props;
  return (
    <section aria-labelledby="languages-title">
      <h2 id="languages-title">Languages</h2>
      <p>English is required. Whoever reads another language gets English until its text is there and up to date.</p>
      <ul class="languages">
        {formLanguages(values).map((tag) => {
          const state = languageStates[tag];
          return (
            <li>
              <strong>{languageName(tag, en)}</strong> ({tag}):{" "}
              {state
                ? stateWords[state]
                : isBegun(values.languages[tag])
                  ? "begun, not whole yet"
                  : "nothing written yet"}
              {tag === "en" || (interfaceLanguage(tag) === tag && !state) ? null : (
                <button type="submit" name="do" value={`remove-language.${tag}`} class="secondary">
                  Remove {languageName(tag, en)}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <div class="search-line">
        <TextInput
          name="newLanguage"
          label="Another language (its code)"
          hint="For example ht (Haitian Creole), zh-Hans (Chinese, simplified), ar (Arabic, right to left)."
          value={values.newLanguage}
          problems={problems}
        />
        <button type="submit" name="do" value="add-language" class="secondary">
          Add the language
        </button>
      </div>
    </section>
  );
}

const endings = ["howToHelp", "bePrepared", "stayInformed"] as const satisfies readonly (keyof AdvisoryText)[];

export function Texts(props: WritePageProps) {
  const { kind } = props.values;
  return (
    <>
      <Languages {...props} />
      <h2>Headline and summary</h2>
      <Pair
        name="headline"
        label="Headline"
        hint={`At most ${headlineLimit} characters.`}
        props={props}
        textIn={(text) => text.headline}
      />
      <Pair
        name="summary"
        label="Summary"
        hint="Paragraphs, lists (- item), **strong**, [links](https://…)."
        rows={5}
        props={props}
        textIn={(text) => text.summary}
      />
      <h2>What to do</h2>
      <p>At least one protective measure is required (6 U.S.C. 124). Say something to each of the four.</p>
      {measureNames.map((name) => (
        <Pair
          name={`measures.${name}`}
          label={en.measures[name]}
          rows={3}
          props={props}
          textIn={(text) => text.measures[name]}
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
          textIn={(text) => text.context[name]}
        />
      ))}
      <h2>More for readers</h2>
      {endings.map((name) => (
        <Pair name={name} label={en.advisory[name]} rows={2} props={props} textIn={(text) => text[name]} />
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
            textIn={(text) => text.sections[index]?.heading ?? ""}
          />
          <Pair
            name={`sections.${index}.body`}
            label={`Section ${index + 1}: text`}
            rows={4}
            props={props}
            textIn={(text) => text.sections[index]?.body ?? ""}
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

export function Resources({ values, problems }: Pick<WritePageProps, "values" | "problems">) {
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
