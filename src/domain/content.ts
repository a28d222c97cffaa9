/**
 * What an approval is bound to, and the rules that look at more than one field. The shape of each field is checked at the edge
 * (http/content-schema.ts), with the text rules of text.ts; what arrives here is already of the right shape.
 */
import {
  type AdvisoryText,
  type Content,
  type Kind,
  type Moment,
  measureNames,
  type Scope,
  type WorkingCopy,
} from "./advisory.ts";
import { easternDateTime } from "./eastern.ts";
import type { Problem } from "./refusal.ts";

const day = 86_400_000;
/** "At most a year": 366 days, so that the same date next year is always allowed. */
export const longestLife = 366 * day;

/** Unusual lives only warn: 7 days (Imminent), 30 days (Elevated), 6 months (Bulletin). */
export const usualLife: Record<Kind, number> = { imminent: 7 * day, elevated: 30 * day, bulletin: 184 * day };

/** The same value always gives the same text: keys sorted, absent ones left out. What a content hash is made over. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** All that is approved: the text, the hour of publication (in `content`), the public reason, the change, and what it follows. */
export function approvedMatter(
  advisoryId: string,
  follows: number,
  working: Pick<WorkingCopy, "change" | "note" | "threatIsOver" | "content">,
): string {
  const { change, note, threatIsOver, content } = working;
  return canonical({ advisoryId, follows, change, note, threatIsOver, content });
}

/**
 * Rules over several fields; what is missing breaks none of them. Publication is `publishAt`, or now. `before` is the text that
 * stands: an hour that it promised and that has passed since is no fault of the next revision, or nothing overdue could be ended,
 * extended or translated.
 */
export function contentProblems(content: Partial<Content>, now: Moment, before?: Content): Problem[] {
  const problems: Problem[] = [];
  const from = Math.max(content.publishAt ?? now, now);
  if (content.publishAt !== undefined && content.publishAt <= now) {
    problems.push({
      path: "$.publishAt",
      reason: `${easternDateTime(content.publishAt)} has passed: leave publishAt out to publish on approval, or choose a later hour`,
    });
  }
  if (content.sunsetAt !== undefined && content.sunsetAt <= from) {
    problems.push({
      path: "$.sunsetAt",
      reason: `the sunset (${easternDateTime(content.sunsetAt)}) must be later than the publication (${easternDateTime(from)})`,
    });
  } else if (content.sunsetAt !== undefined && content.sunsetAt - from > longestLife) {
    problems.push({
      path: "$.sunsetAt",
      reason: "an advisory lasts at most a year (366 days); it can be extended later",
    });
  }
  const { nextUpdateBy } = content;
  if (nextUpdateBy !== undefined && nextUpdateBy <= from && nextUpdateBy !== before?.nextUpdateBy) {
    problems.push({ path: "$.nextUpdateBy", reason: "the next update must be later than the publication" });
  }
  for (const [language, text] of Object.entries(content.languages ?? {})) {
    if (!measureNames.some((name) => text.measures[name])) {
      problems.push({
        path: `$.languages.${language}.measures`,
        reason: "at least one protective measure is required (6 U.S.C. 124)",
        example: '{"individuals": "Be aware of your surroundings and follow the instructions of local officials."}',
      });
    }
  }
  const { codes, kind, status } = content;
  if (codes?.certainty === "observed" && kind !== undefined && kind !== "imminent") {
    problems.push({
      path: "$.codes.certainty",
      reason: "“observed” is for an on-going attack: only an Imminent Alert can carry it",
      example: "likely",
    });
  }
  if (codes?.certainty === "likely" && kind === "bulletin") {
    problems.push({
      path: "$.codes.certainty",
      reason: "a Bulletin is about general trends: its certainty is always Possible",
    });
  }
  if (codes?.liveLikeCodes && status !== undefined && status !== "exercise") {
    problems.push({ path: "$.codes.liveLikeCodes", reason: "only an exercise can ask for live-like codes" });
  }
  return problems;
}

/** Readers are told why something changed: these changes need a public reason. */
export function noteProblems({ change, note }: Pick<WorkingCopy, "change" | "note">): Problem[] {
  if (note !== undefined || !["update", "extend", "end"].includes(change)) return [];
  return [
    {
      path: "$.note",
      reason: "say what changed and why: readers are told",
      example: "Extended because the investigation continues.",
    },
  ];
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function withoutHour({ publishAt: _, ...content }: Content): Omit<Content, "publishAt"> {
  return content;
}

function measuresOf(content: Content): Record<string, AdvisoryText["measures"]> {
  return Object.fromEntries(Object.entries(content.languages).map(([language, text]) => [language, text.measures]));
}

/** What `editorial` must leave alone: what people may have acted on (DESIGN 4). */
export function editorialProblems(before: Content, after: Content): Problem[] {
  const reason = "wording only: this field changes what people should do, so publish an update instead";
  const problems: Problem[] = [];
  if (!same(before.scope, after.scope)) problems.push({ path: "$.content.scope", reason });
  if (!same(before.sectors, after.sectors)) problems.push({ path: "$.content.sectors", reason });
  if (before.sunsetAt !== after.sunsetAt) problems.push({ path: "$.content.sunsetAt", reason });
  if (!same(before.codes, after.codes)) problems.push({ path: "$.content.codes", reason });
  if (!same(measuresOf(before), measuresOf(after)))
    problems.push({ path: "$.content.languages", reason: `protective measures: ${reason}` });
  return problems;
}

/** `translate` adds or changes languages other than English, and nothing else. */
export function translateProblems(before: Content, after: Content): Problem[] {
  const problems: Problem[] = [];
  const reason = "a translation changes only languages other than English";
  if (!same(before.languages.en, after.languages.en)) problems.push({ path: "$.content.languages.en", reason });
  const { languages: _, ...restBefore } = withoutHour(before);
  const { languages, ...restAfter } = withoutHour(after);
  if (!same(restBefore, restAfter)) problems.push({ path: "$.content", reason });
  if (same(before.languages, languages))
    problems.push({ path: "$.content.languages", reason: "nothing was translated" });
  return problems;
}

/** `extend` moves the sunset to a later moment, and nothing else; asked again at approval, when another text may stand. */
export function extendProblems(before: Content, after: Content): Problem[] {
  const problems: Problem[] = [];
  if (!same({ ...withoutHour(before), sunsetAt: 0 }, { ...withoutHour(after), sunsetAt: 0 })) {
    problems.push({
      path: "$.content",
      reason: "an extension changes only the sunset of the text that stands: publish an update instead",
    });
  }
  if (after.sunsetAt <= before.sunsetAt) {
    problems.push({
      path: "$.sunsetAt",
      reason: "an extension ends later than before; to end earlier publish an update",
    });
  }
  return problems;
}

/** `end` says that the text that stands is over, and changes no word of it. */
export function endProblems(before: Content, after: Content): Problem[] {
  if (same(withoutHour(before), withoutHour(after))) return [];
  return [
    { path: "$.content", reason: "ending changes no text: discard this working copy and end the text that stands" },
  ];
}

export type LanguageState = "current" | "outOfDate";

/**
 * The state of each language through a row of texts that followed one another: a translation is out of date when the English
 * changed and it did not, until it is changed in its turn.
 */
export function languageStates(contents: readonly Content[]): Record<string, LanguageState> {
  const states: Record<string, LanguageState> = {};
  let before: Content | undefined;
  for (const content of contents) {
    const englishChanged = before !== undefined && !same(before.languages.en, content.languages.en);
    for (const language of Object.keys(states)) if (!content.languages[language]) delete states[language];
    for (const [language, text] of Object.entries(content.languages)) {
      const unchanged = before !== undefined && same(before.languages[language], text);
      if (!unchanged) states[language] = "current";
      else if (englishChanged && language !== "en") states[language] = "outOfDate";
      else states[language] ??= "current";
    }
    before = content;
  }
  return states;
}

/** Areas in one order, none twice, and no county of a state that is listed whole; as it is stored and hashed. */
export function normalScope(scope: Scope, stateOf: (area: string) => string): Scope {
  if ("nationwide" in scope) return scope;
  const listed = new Set(scope.areas);
  return { areas: [...listed].filter((area) => stateOf(area) === area || !listed.has(stateOf(area))).sort() };
}
