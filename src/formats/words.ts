/** The words that formats put around an advisory's own. Most are the interface's and the mails', so that every way says the same. */
import { areasName, placeName } from "../../templates/messages/advisory-words.ts";
import { type FormatWords, formatWords } from "../../templates/messages/format-words.ts";
import { interfaceLanguage, messagesFor } from "../../templates/messages/index.ts";
import { type MailMessages, mailMessages } from "../../templates/messages/mail.ts";
import type { Messages } from "../../templates/messages/messages.ts";
import { type AdvisoryText, type Content, contextNames, type Kind } from "../domain/advisory.ts";
import { easternDateTime } from "../domain/eastern.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";

export interface Words extends FormatWords {
  readonly page: Messages;
  readonly mail: MailMessages;
}

/** The words of a language; English for one that has none. */
export function wordsFor(language: string): Words {
  return { ...formatWords(language), page: messagesFor(language), mail: mailMessages(language) };
}

export function hasWords(language: string): boolean {
  return interfaceLanguage(language) !== null;
}

/** Longer lists of areas are cut in titles, and in CAP's `areaDesc`, which is to be short. */
export const namedAreas = 8;

/** The place of a text that stands, in the editor's own words where there are some in the language of `text`. */
export function placeOf(content: Content, text: AdvisoryText, words: Words): string {
  return placeName(content, text, words.page, namedAreas);
}

/** The place as its areas say it: for what was issued in error, since the editor's words may be wrong here too. */
export function areasOf(content: Content, words: Words): string {
  return areasName(content, words.page, namedAreas);
}

/** "5:00 PM EST, Tuesday, December 1, 2026". */
export function momentIn(at: number, words: Words): string {
  return easternDateTime(at, words.page.locale);
}

export interface Part {
  readonly heading: string;
  readonly body: string;
}

/**
 * What an Alert says of the threat; what it leaves out is "not stated". A Bulletin shows only what it states. What a translation
 * leaves out and the English states is said in English: "not stated" would be false.
 */
export function contextParts({ kind, languages }: Content, text: AdvisoryText, words: Words): Part[] {
  const otherwise = kind === "bulletin" ? undefined : words.page.advisory.notStated;
  return contextNames.flatMap((name) => {
    const body = text.context?.[name] ?? languages.en.context?.[name] ?? otherwise;
    return body ? [{ heading: words.page.context[name], body }] : [];
  });
}

/** What people should do: measures for individuals first, then the others. */
export function measureParts({ measures, howToHelp, bePrepared, stayInformed }: AdvisoryText, words: Words): Part[] {
  const labels = words.page.measures;
  const { advisory } = words.page;
  const parts: [string, string | undefined][] = [
    [labels.individuals, measures.individuals],
    [labels.government, measures.government],
    [labels.responders, measures.responders],
    [labels.privateSector, measures.privateSector],
    [advisory.howToHelp, howToHelp],
    [advisory.bePrepared, bePrepared],
    [advisory.stayInformed, stayInformed],
  ];
  return parts.flatMap(([heading, body]) => (body ? [{ heading, body }] : []));
}

/** "CORRECTION: Elevated Alert, issued in error: New York": kind and place, and nothing that an editor typed. */
export function correctionTitle(kind: Kind, content: Content, words: Words): string {
  const { kinds } = words.page;
  return `${words.mail.leads.correction}: ${kinds[kind].label}, ${words.mail.issuedInError}: ${areasOf(content, words)}`;
}

/** One sentence for an advisory that no longer stands: kind, place, time, and how it ended. */
export function overSentence(advisory: PublishedAdvisory, words: Words): string {
  const { kind, phase, overAt, sunsetAt, revision, revisions } = advisory;
  const { label } = words.page.kinds[kind];
  const place = placeInSentence(revision.content, words);
  const at = momentIn(overAt ?? sunsetAt, words);
  switch (phase) {
    case "withdrawn": {
      const wrong = revisions.find(({ number }) => number === revision.takesBack?.number) ?? revision;
      return words.page.advisory.issuedInError(kind, place, momentIn(wrong.effectiveAt, words));
    }
    case "ended":
      return `${words.mail.ended(label, place, at)} ${revision.threatIsOver ? words.mail.threatIsOver : words.mail.noAllClear}`;
    case "replaced":
      return `${label}, ${areasOf(revision.content, words)}. ${words.page.advisory.replacedAt}: ${at}.`;
    case "expired":
    case "active":
      return `${words.mail.endedAsPlanned(label, place, at)} ${words.mail.noAllClear}`;
  }
}

export function placeInSentence(content: Content, words: Words): string {
  return "nationwide" in content.scope ? words.page.place.nationwideInSentence : areasOf(content, words);
}
