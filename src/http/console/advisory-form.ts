/**
 * Between the form of an advisory and its content, both ways. What arrives is checked by the same schema as everything else; each
 * problem is brought back to the field that it belongs to.
 */

import type { FormProblem } from "../../../templates/console/fields.tsx";
import {
  type FormValues,
  type LocalTimeValues,
  languageTag,
  type TextValues,
  type TimeQuestion,
} from "../../../templates/console/form-values.ts";
import { interfaceLanguages } from "../../../templates/messages/index.ts";
import {
  type AdvisoryText,
  type Content,
  contextNames,
  type Kind,
  kinds,
  type Moment,
  measureNames,
  type Status,
  statuses,
} from "../../domain/advisory.ts";
import { areaName, countiesOf, isArea, isState, stateCodes } from "../../domain/areas.ts";
import { easternDateTime, easternIso, readEastern } from "../../domain/eastern.ts";
import { accepted, type Problem, type Result, refused } from "../../domain/refusal.ts";
import type { TemplateText } from "../../domain/text-template.ts";
import { contentSchema } from "../content-schema.ts";
import { checked } from "../request-body.ts";

export const noTime: LocalTimeValues = { date: "", time: "", which: "" };

const everyName = <Name extends string>(names: readonly Name[], value: (name: Name) => string) =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as { [name in Name]: string };

/** The form as it was sent. */
export function valuesOf(form: URLSearchParams): FormValues {
  const one = (name: string) => form.get(name) ?? "";
  const time = (name: string): LocalTimeValues => ({
    date: one(`${name}.date`),
    time: one(`${name}.time`),
    which: one(`${name}.which`),
  });
  const count = (pattern: RegExp) =>
    Math.min(50, Math.max(0, ...[...form.keys()].map((name) => Number(pattern.exec(name)?.[1] ?? -1) + 1)));
  const sections = count(/^[a-zA-Z-]+\.sections\.(\d{1,2})\./);
  const others = [...form.keys()].flatMap((name) => /^([a-zA-Z-]+)\.headline$/.exec(name)?.[1] ?? []);
  const text = (language: string): TextValues => ({
    headline: one(`${language}.headline`),
    placeText: one(`${language}.placeText`),
    summary: one(`${language}.summary`),
    sections: Array.from({ length: sections }, (_, index) => ({
      heading: one(`${language}.sections.${index}.heading`),
      body: one(`${language}.sections.${index}.body`),
    })),
    measures: everyName(measureNames, (name) => one(`${language}.measures.${name}`)),
    context: everyName(contextNames, (name) => one(`${language}.context.${name}`)),
    howToHelp: one(`${language}.howToHelp`),
    bePrepared: one(`${language}.bePrepared`),
    stayInformed: one(`${language}.stayInformed`),
  });
  const scope = one("scope");
  return {
    kind: kinds.find((kind) => kind === one("kind")) ?? "bulletin",
    status: statuses.find((status) => status === one("status")) ?? "exercise",
    replaces: one("replaces"),
    scope: scope === "nationwide" || scope === "areas" ? scope : "",
    states: form.getAll("states"),
    counties: one("counties"),
    sectors: form.getAll("sectors"),
    sunset: time("sunset"),
    publish: time("publish"),
    nextUpdate: time("nextUpdate"),
    endNotice: form.has("endNotice"),
    languages: {
      en: text("en"),
      ...Object.fromEntries(
        [...interfaceLanguages, ...others.filter((tag) => languageTag.test(tag))].map((tag) => [tag, text(tag)]),
      ),
    },
    newLanguage: one("newLanguage"),
    countySearch: one("countySearch"),
    resources: Array.from({ length: count(/^resources\.(\d{1,2})\./) }, (_, index) => ({
      title: one(`resources.${index}.title`),
      url: one(`resources.${index}.url`),
    })),
    partnerContact: one("partnerContact"),
    responseType: one("responseType"),
    certainty: one("certainty"),
    liveLikeCodes: form.has("liveLikeCodes"),
    note: one("note"),
  };
}

/** An empty form of a kind, with room for one section. */
export function emptyValues(kind: Kind, status: Status): FormValues {
  const form = new URLSearchParams({ kind, status, endNotice: "on", "en.sections.0.heading": "" });
  return valuesOf(form);
}

function timeValues(at: Moment | undefined): LocalTimeValues {
  if (at === undefined) return noTime;
  const iso = easternIso(at);
  const read = readEastern(iso.slice(0, 16));
  const which = read?.type === "twice" ? easternIso(at) : "";
  return { date: iso.slice(0, 10), time: iso.slice(11, 16), which };
}

/** A content as the form shows it. */
export function valuesOfContent(content: Content, note = ""): FormValues {
  const { scope, codes } = content;
  const areas = "areas" in scope ? scope.areas : [];
  const most = Math.max(...Object.values(content.languages).map(({ sections }) => sections.length));
  const text = (given: AdvisoryText | undefined): TextValues => ({
    headline: given?.headline ?? "",
    placeText: given?.placeText ?? "",
    summary: given?.summary ?? "",
    sections: Array.from({ length: most }, (_, index) => given?.sections[index] ?? { heading: "", body: "" }),
    measures: everyName(measureNames, (name) => given?.measures[name] ?? ""),
    context: everyName(contextNames, (name) => given?.context?.[name] ?? ""),
    howToHelp: given?.howToHelp ?? "",
    bePrepared: given?.bePrepared ?? "",
    stayInformed: given?.stayInformed ?? "",
  });
  return {
    kind: content.kind,
    status: content.status,
    replaces: content.replaces ?? "",
    scope: "nationwide" in scope ? "nationwide" : "areas",
    states: areas.filter(isState),
    counties: areas
      .filter((area) => !isState(area))
      .map(areaName)
      .join("\n"),
    sectors: content.sectors,
    sunset: timeValues(content.sunsetAt),
    publish: timeValues(content.publishAt),
    nextUpdate: timeValues(content.nextUpdateBy),
    endNotice: content.endNotice ?? true,
    languages: {
      en: text(content.languages.en),
      ...Object.fromEntries(
        [...interfaceLanguages, ...Object.keys(content.languages)].map((tag) => [tag, text(content.languages[tag])]),
      ),
    },
    newLanguage: "",
    countySearch: "",
    resources: content.resources,
    partnerContact: content.partnerContact ?? "",
    responseType: codes?.responseType ?? "",
    certainty: codes?.certainty ?? "",
    liveLikeCodes: codes?.liveLikeCodes ?? false,
    note,
  };
}

/** A form with the words of a template; the rest stays as it is. */
export function withText(values: FormValues, text: TemplateText): FormValues {
  const { languages, sectors, resources } = valuesOfContent({
    ...text,
    kind: values.kind,
    status: values.status,
    scope: { nationwide: true },
    sunsetAt: 0,
  });
  return { ...values, languages, sectors, resources };
}

export interface RefusedForm {
  readonly problems: readonly FormProblem[];
  readonly questions: readonly TimeQuestion[];
}

/** What a typed time means; one that exists twice, or not at all, is asked about and never guessed. */
export function readTime(
  field: TimeQuestion["field"],
  { date, time, which }: LocalTimeValues,
): { at?: Moment; problem?: FormProblem; question?: TimeQuestion } {
  if (date.trim() === "" && time.trim() === "") return {};
  const name = `${field}.date`;
  const read = readEastern(`${date.trim()}T${time.trim()}`);
  if (!read || time.trim() === "") {
    return { problem: { field: name, reason: "give both the day and the hour", example: "2026-12-01 17:00" } };
  }
  if (read.type === "moment") return { at: read.at };
  const chosen = read.at.find((at) => easternIso(at) === which);
  if (chosen !== undefined) return { at: chosen };
  const question = { field, choices: read.at.map((at) => ({ value: easternIso(at), label: easternDateTime(at) })) };
  const reason =
    read.type === "twice"
      ? "the clocks go back then, so this hour exists twice: choose which one is meant"
      : "the clocks jump ahead then, so this hour does not exist: choose what is meant";
  return { problem: { field: name, reason }, question };
}

let countyCodes: ReadonlyMap<string, string> | undefined;

function countyCode(line: string): string {
  countyCodes ??= new Map(
    stateCodes.flatMap((state) => countiesOf(state).map(({ fips, name }) => [name.toLowerCase(), fips] as const)),
  );
  return isArea(line) ? line : (countyCodes.get(line.toLowerCase()) ?? "");
}

/** The content that the form says, or every problem at its field. */
export function contentOf(values: FormValues): Result<Content, RefusedForm> {
  const problems: FormProblem[] = [];
  const questions: TimeQuestion[] = [];
  const moment = (field: TimeQuestion["field"]): string | undefined => {
    const { at, problem, question } = readTime(field, values[field]);
    if (problem) problems.push(problem);
    if (question) questions.push(question);
    return at === undefined ? undefined : easternIso(at);
  };
  const json = contentFields(values, problems);
  const times = { sunsetAt: moment("sunset"), publishAt: moment("publish"), nextUpdateBy: moment("nextUpdate") };
  if (times.sunsetAt === undefined && !problems.some((one) => one.field === "sunset.date"))
    problems.push({ field: "sunset.date", reason: "every advisory has an end: give the day and the hour" });
  const parsed = checked(contentSchema, {
    ...json,
    ...Object.fromEntries(Object.entries(times).filter(([, at]) => at !== undefined)),
  });
  if (parsed.ok && problems.length === 0) return accepted(parsed.value);
  const found = parsed.ok || parsed.refusal.type !== "invalid-content" ? [] : parsed.refusal.problems;
  const rest = formProblems(found, values).filter(({ field }) => !problems.some((one) => one.field === field));
  return refused({ problems: [...problems, ...rest], questions });
}

function filled<Value extends Record<string, string>>(fields: Value): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text.trim() !== ""));
}

function isWritten(text: TextValues): boolean {
  const { sections, measures, context, ...rest } = text;
  const all = [rest, measures, context, ...sections].flatMap((fields) => Object.values(fields));
  return all.some((value) => value.trim() !== "");
}

const isEmptySection = ({ heading, body }: { heading: string; body: string }) =>
  heading.trim() === "" && body.trim() === "";

function textJson({ headline, summary, sections, measures, context, ...rest }: TextValues): Record<string, unknown> {
  const stated = filled(context);
  return {
    headline,
    summary,
    ...filled(rest),
    sections: sections.filter((section) => !isEmptySection(section)),
    measures: filled(measures),
    ...(Object.keys(stated).length > 0 ? { context: stated } : {}),
  };
}

function contentFields(values: FormValues, problems: FormProblem[]): Record<string, unknown> {
  const counties = values.counties.split(/[\n;]+/).flatMap((line) => line.trim() || []);
  const unknown = counties.filter((line) => countyCode(line) === "");
  if (values.scope === "areas" && unknown.length > 0) {
    problems.push({
      field: "counties",
      reason: `not understood: ${unknown.slice(0, 5).join("; ")}`,
      example: "Hudson County, NJ or 34017",
    });
  }
  const areas = [...values.states, ...counties.map(countyCode).filter((code) => code !== "")];
  if (values.scope === "") problems.push({ field: "scope", reason: "choose the whole country or the places" });
  else if (values.scope === "areas" && areas.length === 0 && unknown.length === 0)
    problems.push({ field: "scope", reason: "choose at least one state or county" });
  const codes = {
    ...filled({ responseType: values.responseType, certainty: values.certainty }),
    ...(values.liveLikeCodes ? { liveLikeCodes: true } : {}),
  };
  const { en, ...others } = values.languages;
  const written = Object.entries(others).filter(([, text]) => isWritten(text));
  return {
    kind: values.kind,
    status: values.status,
    ...filled({ replaces: values.replaces, partnerContact: values.partnerContact }),
    scope: values.scope === "areas" && areas.length > 0 ? { areas } : { nationwide: true },
    sectors: values.sectors,
    ...(values.kind === "bulletin" || values.endNotice ? {} : { endNotice: false }),
    languages: {
      en: textJson(en),
      ...Object.fromEntries(written.map(([tag, text]) => [tag, textJson(text)])),
    },
    resources: values.resources.filter(({ title, url }) => title.trim() !== "" || url.trim() !== ""),
    ...(Object.keys(codes).length > 0 ? { codes } : {}),
  };
}

/** Problems named by a path in the content, at the field of the form. */
export function formProblems(problems: readonly Problem[], values: FormValues): FormProblem[] {
  return problems.map(({ path, reason, example }) => ({
    field: fieldOf(path, values),
    reason,
    // An example of JSON says nothing to whoever fills in a form.
    ...(example === undefined || /^[{[]|openapi/.test(example) ? {} : { example }),
  }));
}

function fieldOf(path: string, values: FormValues): string {
  const name = path.replace(/^\$\.?/, "").replace(/^content\.?/, "");
  const fixed: Readonly<Record<string, string>> = {
    sunsetAt: "sunset.date",
    publishAt: "publish.date",
    nextUpdateBy: "nextUpdate.date",
    note: "note",
    "codes.certainty": "certainty",
    "codes.responseType": "responseType",
    "codes.liveLikeCodes": "liveLikeCodes",
  };
  if (fixed[name]) return fixed[name];
  if (name.startsWith("scope")) return "scope";
  if (name.startsWith("sectors")) return "sectors";
  const dotted = name.replaceAll(/\[(\d+)\]/g, ".$1").replace(/^languages\.([a-zA-Z-]+)/, "$1");
  const section = /^([a-zA-Z-]+)\.sections\.(\d+)(.*)$/.exec(dotted);
  if (section) {
    const [, language = "", number, rest] = section;
    const written = (values.languages[language]?.sections ?? []).flatMap((one, index) =>
      isEmptySection(one) ? [] : [index],
    );
    return `${language}.sections.${written[Number(number)] ?? number}${rest}`;
  }
  if (/^[a-zA-Z-]+\.measures$/.test(dotted)) return `${dotted}.individuals`;
  return dotted === "languages" || dotted === "" ? "en.headline" : dotted;
}
