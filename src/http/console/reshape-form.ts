/** The buttons that change the form itself: everything else stays as it was typed, and nothing is checked or saved. */

import { type FormValues, languageTag, type TextValues } from "../../../templates/console/form-values.ts";
import { interfaceLanguage } from "../../../templates/messages/index.ts";
import { areaName, isCounty } from "../../domain/areas.ts";
import { valuesOf } from "./advisory-form.ts";

const emptyText = valuesOf(new URLSearchParams()).languages.en;

/** What the button called `asked` makes of the form; the same form where it is none of them. */
export function reshaped(values: FormValues, asked: string): FormValues {
  const dot = asked.indexOf(".");
  const [what, which] = dot < 0 ? [asked, ""] : [asked.slice(0, dot), asked.slice(dot + 1)];
  const without = <Item>(items: readonly Item[]) => items.filter((_, index) => index !== Number(which));
  switch (what) {
    case "add-section":
      return withSections(values, (sections) => [...sections, { heading: "", body: "" }]);
    case "remove-section":
      return withSections(values, without);
    case "add-resource":
      return { ...values, resources: [...values.resources, { title: "", url: "" }] };
    case "remove-resource":
      return { ...values, resources: without(values.resources) };
    case "add-language":
      return withLanguage(values, values.newLanguage.trim());
    case "remove-language":
      return withoutLanguage(values, which);
    case "add-county":
      return withCounty(values, which);
    default:
      return values;
  }
}

type Sections = TextValues["sections"];

function withSections(values: FormValues, change: (sections: Sections) => Sections): FormValues {
  const changed = Object.entries(values.languages).map(([tag, text]) => [
    tag,
    { ...text, sections: change(text.sections) },
  ]);
  return { ...values, languages: Object.fromEntries(changed) };
}

/** "pt-br" → "pt-BR"; what is no tag stays where it was typed, and is asked about. */
export function tidyTag(typed: string): string {
  const [language = "", ...rest] = typed.split(/[-_]/);
  const tidy = rest.map((part) =>
    part.length === 4 ? part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase() : part.toUpperCase(),
  );
  return [language.toLowerCase(), ...tidy].join("-");
}

function withLanguage(values: FormValues, typed: string): FormValues {
  const tag = tidyTag(typed);
  if (!languageTag.test(tag)) return values;
  const text = { ...emptyText, sections: values.languages.en.sections.map(() => ({ heading: "", body: "" })) };
  return { ...values, newLanguage: "", languages: { ...values.languages, [tag]: values.languages[tag] ?? text } };
}

/** English stays; the place of what the interface speaks stays too, empty. */
function withoutLanguage(values: FormValues, tag: string): FormValues {
  if (tag === "en") return values;
  const { [tag]: gone, ...languages } = values.languages;
  const sections = (gone?.sections ?? []).map(() => ({ heading: "", body: "" }));
  const kept = interfaceLanguage(tag) === tag ? { [tag]: { ...emptyText, sections } } : {};
  return { ...values, languages: { ...languages, en: values.languages.en, ...kept } };
}

function withCounty(values: FormValues, fips: string): FormValues {
  if (!isCounty(fips)) return values;
  const lines = values.counties.split("\n").filter((line) => line.trim() !== "");
  const line = areaName(fips);
  return { ...values, scope: "areas", counties: (lines.includes(line) ? lines : [...lines, line]).join("\n") };
}
