/** Whom it concerns and how long it stands: the second half of the form of an advisory. */
import { responseTypes } from "../../src/domain/advisory.ts";
import { areaName, stateCodes } from "../../src/domain/areas.ts";
import { parentSector, sectors } from "../../src/domain/sectors.ts";
import { languageName } from "../messages/advisory-words.ts";
import { en } from "../messages/en/messages.ts";
import { Choice, type FormProblem, Group, idOf, Select, TextArea, TextInput } from "./fields.tsx";
import { type FormValues, formLanguages, type TimeQuestion } from "./form-values.ts";
import { PickMap } from "./pick-map.tsx";

interface PartProps {
  readonly values: FormValues;
  readonly problems: readonly FormProblem[];
}

export function ReachFields({
  values,
  problems,
  countiesFound,
}: PartProps & { readonly countiesFound: readonly { readonly fips: string; readonly name: string }[] }) {
  const hasProblem = (field: string) => problems.some((one) => one.field === field);
  return (
    <>
      <h2>Where, and for whom</h2>
      <Group
        name="scope"
        label="Place"
        hint="As narrow as possible (6 U.S.C. 124). Who subscribed to these places is told."
        problems={problems}
      >
        <Choice type="radio" name="scope" value="nationwide" checked={values.scope === "nationwide"}>
          The whole United States and its territories
        </Choice>
        <Choice type="radio" name="scope" value="areas" checked={values.scope === "areas"}>
          These states and counties
        </Choice>
        <PickMap chosen={values.states} />
        <details open={values.states.length > 0 || hasProblem("scope")}>
          <summary>Choose states and territories{values.states.length > 0 ? ` (${values.states.length})` : ""}</summary>
          <div class="choices">
            {stateCodes.map((code) => (
              <Choice type="checkbox" name="states" value={code} checked={values.states.includes(code)}>
                {areaName(code)}
              </Choice>
            ))}
          </div>
        </details>
        <TextArea
          name="counties"
          label="Counties"
          hint="One on each line: name and state (Hudson County, NJ) or FIPS code (34017)."
          value={values.counties}
          rows={2}
          problems={problems}
        />
        <CountySearch value={values.countySearch} problems={problems} found={countiesFound} />
      </Group>
      <div class="pair">
        {formLanguages(values).map((language) => (
          <TextInput
            name={`${language}.placeText`}
            label={`The place in your words (${languageName(language, en)})`}
            hint={language === "en" ? "Where the list of areas does not say it well. May be left empty." : undefined}
            value={values.languages[language]?.placeText ?? ""}
            language={language}
            problems={problems}
          />
        ))}
      </div>
      <Group name="sectors" label="Sectors" hint="None chosen means every sector." problems={problems}>
        <details open={values.sectors.length > 0}>
          <summary>Choose sectors{values.sectors.length > 0 ? ` (${values.sectors.length})` : ""}</summary>
          <div class="choices">
            {sectors.map((sector) => (
              <Choice type="checkbox" name="sectors" value={sector} checked={values.sectors.includes(sector)}>
                {parentSector(sector) === null ? "" : `${en.sectors["transportation-systems"]}: `}
                {en.sectors[sector]}
              </Choice>
            ))}
          </div>
        </details>
      </Group>
    </>
  );
}

/** Finds a county by a part of its name; without a script by a button of the form. */
function CountySearch({
  value,
  problems,
  found,
}: {
  value: string;
  problems: readonly FormProblem[];
  found: readonly { readonly fips: string; readonly name: string }[];
}) {
  return (
    <div data-county-search>
      <div class="search-line">
        <TextInput name="countySearch" label="Find a county" value={value} problems={problems} />
        <button type="submit" name="do" value="find-counties" class="secondary">
          Find
        </button>
      </div>
      <p class="hint" role="status">
        {value.trim() !== "" && found.length === 0 ? "No county is called that." : ""}
      </p>
      <ul class="found">
        {found.map(({ fips, name }) => (
          <li>
            <button type="submit" name="do" value={`add-county.${fips}`} class="secondary">
              Add {name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function TimeFields({
  values,
  problems,
  questions,
  sunsetInWords,
}: PartProps & { readonly questions: readonly TimeQuestion[]; readonly sunsetInWords?: string }) {
  const ask = (field: TimeQuestion["field"]) => questions.find((one) => one.field === field);
  const time = (field: TimeQuestion["field"], label: string, hint: string) => (
    <LocalTime field={field} label={label} hint={hint} values={values} problems={problems} question={ask(field)} />
  );
  return (
    <>
      <h2>When</h2>
      <p>Every time here is Eastern time (ET), as in Washington, DC.</p>
      {time("sunset", "Sunset", "At this moment the advisory ends by itself, everywhere.")}
      <p>
        <strong id="sunset-in-words" role="status">
          {sunsetInWords ?? ""}
        </strong>
      </p>
      {time("publish", "Publish not before", "Empty: as soon as it is approved.")}
      {time("nextUpdate", "Next update by", "When readers will hear more. May be left empty.")}
      {values.kind === "bulletin" ? null : (
        <Choice type="checkbox" name="endNotice" value="on" checked={values.endNotice}>
          Tell readers quietly when it ends at its sunset
        </Choice>
      )}
      <Codes values={values} problems={problems} />
    </>
  );
}

/** A day and an hour on an Eastern clock; where that is no one moment, the readings to choose from. */
export function LocalTime({
  field,
  label,
  hint,
  values,
  problems,
  question,
}: {
  field: TimeQuestion["field"];
  label: string;
  hint: string;
  values: Pick<FormValues, TimeQuestion["field"]>;
  problems: readonly FormProblem[];
  question: TimeQuestion | undefined;
}) {
  const { date, time, which } = values[field];
  return (
    <Group name={field} label={label} hint={hint} problems={problems}>
      <div class="times" data-local-time={field}>
        <TextInput name={`${field}.date`} label="Day" type="date" value={date} problems={problems} />
        <TextInput name={`${field}.time`} label="Hour (ET)" type="time" value={time} problems={problems} />
      </div>
      <div id={idOf(`${field}.which`)}>
        {question ? (
          question.choices.map(({ value, label: words }) => (
            <Choice type="radio" name={`${field}.which`} value={value} checked={value === which}>
              {words}
            </Choice>
          ))
        ) : which === "" ? null : (
          <input type="hidden" name={`${field}.which`} value={which} />
        )}
      </div>
    </Group>
  );
}

function Codes({ values, problems }: PartProps) {
  const certainties = {
    bulletin: [["", "Possible"]],
    elevated: [
      ["", "Possible"],
      ["likely", "Likely"],
    ],
    imminent: [
      ["", "Likely"],
      ["observed", "Observed: the attack is under way"],
    ],
  } as const;
  return (
    <>
      <h2>Codes for machines</h2>
      <p>Urgency and severity follow from the kind.</p>
      <Select
        name="certainty"
        label="How certain (CAP certainty)"
        value={values.certainty}
        options={certainties[values.kind]}
        problems={problems}
      />
      <Select
        name="responseType"
        label="What to do, in one word (CAP responseType)"
        value={values.responseType}
        options={[["", "As usual for this kind"], ...responseTypes.map((one) => [one, one] as const)]}
        problems={problems}
      />
      {values.status === "exercise" ? (
        <Choice type="checkbox" name="liveLikeCodes" value="on" checked={values.liveLikeCodes}>
          Live-like codes: machines that look at codes only will take this exercise for a real one
        </Choice>
      ) : null}
    </>
  );
}
