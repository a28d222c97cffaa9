/** What an advisory is called in a language of the interface: kind, place, moments, and which of its texts a reader gets. */
import type { AdvisoryText, Content, Kind, Moment, Status } from "../../src/domain/advisory.ts";
import { areaName } from "../../src/domain/areas.ts";
import type { LanguageState } from "../../src/domain/content.ts";
import { easternDateTime } from "../../src/domain/eastern.ts";
import type { Messages } from "./messages.ts";

/** "Elevated Alert"; an exercise or a test says so before its kind. */
export function kindName(advisory: { readonly kind: Kind; readonly status: Status }, messages: Messages): string {
  const status = messages.statuses[advisory.status];
  const { label } = messages.kinds[advisory.kind];
  return status === "" ? label : `${status}: ${label}`;
}

/** The place as its areas say it. County names hold a comma, so semicolons part them. */
export function areasName(
  content: Pick<Content, "scope">,
  messages: Messages,
  most = Number.POSITIVE_INFINITY,
): string {
  const { scope } = content;
  if ("nationwide" in scope) return messages.place.nationwide;
  const names = scope.areas.slice(0, most).map(areaName);
  const left = scope.areas.length - names.length;
  return [...names, ...(left > 0 ? [messages.place.andMore(left)] : [])].join("; ");
}

/** The same inside a sentence: "for the whole United States". */
export function areasInSentence(content: Pick<Content, "scope">, messages: Messages): string {
  return "nationwide" in content.scope ? messages.place.nationwideInSentence : areasName(content, messages);
}

/** The place in the editor's own words where there are some: only for a text that is shown, since a withdrawn one may be wrong here too. */
export function placeName(
  content: Pick<Content, "scope">,
  text: AdvisoryText,
  messages: Messages,
  most?: number,
): string {
  return text.placeText ?? areasName(content, messages, most);
}

/** "5:00 PM EST, Tuesday, December 1, 2026", in the language's way. */
export function momentName(at: Moment, messages: Messages): string {
  return easternDateTime(at, messages.locale);
}

/** The name of a language, in the interface's language. A tag that no browser knows is shown as it is. */
export function languageName(tag: string, messages: Messages): string {
  try {
    return new Intl.DisplayNames([messages.locale], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export interface TextForReader {
  readonly text: AdvisoryText;
  readonly language: string;
  /** Why the reader gets English instead of the language asked for. */
  readonly instead?: { readonly wanted: string; readonly because: "missing" | "outOfDate" };
}

/** The text for a reader of a language: an out-of-date translation never stands in for what is current. */
export function textFor(
  revision: { readonly content: Content; readonly languageStates: Readonly<Record<string, LanguageState>> },
  wanted: string,
): TextForReader {
  const { languages } = revision.content;
  const exact = Object.keys(languages).find((tag) => tag.toLowerCase() === wanted.toLowerCase());
  const language = exact ?? Object.keys(languages).find((tag) => primary(tag) === primary(wanted));
  const text = language === undefined ? undefined : languages[language];
  if (language === undefined || text === undefined)
    return { text: languages.en, language: "en", instead: { wanted, because: "missing" } };
  if (revision.languageStates[language] === "outOfDate")
    return { text: languages.en, language: "en", instead: { wanted: language, because: "outOfDate" } };
  return { text, language };
}

function primary(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

const rightToLeft = new Set(["ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

/** For the `dir` attribute. */
export function directionOf(language: string): "ltr" | "rtl" {
  return rightToLeft.has(primary(language)) ? "rtl" : "ltr";
}
