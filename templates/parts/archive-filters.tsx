/** The archive's choices: a form that works without a script, and leaves what it was asked in the address. */
import { type Kind, kinds } from "../../src/domain/advisory.ts";
import { areaName, stateCodes } from "../../src/domain/areas.ts";
import { type Frame, linkTo, wordsOf } from "../layout.tsx";
import { archiveWords } from "../messages/archive-words.ts";

export interface ArchiveChoice {
  readonly kind?: Kind;
  readonly year?: number;
  /** USPS code. */
  readonly place?: string;
}

/** `years`: in which any advisory stood, newest first. */
export function ArchiveFilters({
  frame,
  choice,
  years,
}: {
  frame: Frame;
  choice: ArchiveChoice;
  years: readonly number[];
}) {
  const messages = wordsOf(frame);
  const words = archiveWords(frame.language);
  const places = stateCodes.map((code) => ({ value: code, label: areaName(code) }));
  places.sort((one, other) => one.label.localeCompare(other.label, messages.locale));
  return (
    <form method="get" action={`${frame.prefix}/advisories`} class="filters" aria-label={words.filters}>
      {frame.languageIsChosen ? <input type="hidden" name="lang" value={frame.language} /> : null}
      <Select
        name="kind"
        label={words.kind}
        any={words.any}
        chosen={choice.kind}
        options={kinds.map((kind) => ({ value: kind, label: messages.kinds[kind].label }))}
      />
      <Select
        name="year"
        label={words.year}
        any={words.any}
        chosen={choice.year?.toString()}
        options={years.map((year) => ({ value: String(year), label: String(year) }))}
      />
      <Select name="place" label={words.place} any={words.any} chosen={choice.place} options={places} />
      <p class="hint">{words.placeHint}</p>
      <p>
        <button type="submit">{words.apply}</button>{" "}
        {Object.keys(choice).length === 0 ? null : <a href={linkTo(frame, "/advisories")}>{words.clear}</a>}
      </p>
    </form>
  );
}

function Select({
  name,
  label,
  any,
  chosen,
  options,
}: {
  name: string;
  label: string;
  any: string;
  chosen: string | undefined;
  options: readonly { readonly value: string; readonly label: string }[];
}) {
  return (
    <div class="field">
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option value={option.value} selected={option.value === chosen}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
