/**
 * The words of a CAP `info`: plain text only, since readers print it as it is. A text that stands is told whole; an end or a
 * withdrawal is told by kind, place and time in fixed words, never with the words that no longer hold.
 */
import type { AdvisoryText, Content, Kind, Moment } from "../../domain/advisory.ts";
import { headlineLimit } from "../../domain/text.ts";
import { plainText } from "../plain-text.ts";
import {
  areasOf,
  contextParts,
  correctionTitle,
  measureParts,
  momentIn,
  type Part,
  placeInSentence,
  type Words,
  wordsFor,
} from "../words.ts";

export interface InfoTexts {
  readonly headline: string;
  readonly description: string;
  readonly instruction?: string;
}

/** What was issued in error, and since when it stood. */
export interface TakenBack {
  readonly kind: Kind;
  readonly content: Content;
  readonly effectiveAt: Moment;
}

function labelled({ heading, body }: Part): string {
  return `${heading}:\n${plainText(body)}`;
}

function paragraphs(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** At most `limit` characters, cut between words. */
export function shortened(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const cut = characters.slice(0, limit - 1).join("");
  const lastSpace = cut.lastIndexOf(" ");
  return `${lastSpace > limit / 2 ? cut.slice(0, lastSpace) : cut}…`;
}

function description(content: Content, text: AdvisoryText, words: Words, lead?: string, note?: string): string {
  const resources = content.resources.map(({ title, url }) => `- ${title} (${url})`).join("\n");
  const { nextUpdateBy } = content;
  const { advisory } = words.page;
  return paragraphs([
    lead,
    plainText(text.summary),
    ...contextParts(content, text, words).map(labelled),
    ...text.sections.map(({ heading, body }) => `${heading}\n${plainText(body)}`),
    nextUpdateBy === undefined ? undefined : `${advisory.nextUpdateBy}: ${momentIn(nextUpdateBy, words)}`,
    resources === "" ? undefined : `${advisory.resources}:\n${resources}`,
    note === undefined ? undefined : `${words.mail.reason}: ${plainText(note)}`,
  ]);
}

/** What is said of a text that was taken back where another stands again: `ofSame` when it was a text of this very advisory. */
export function restorationText(takenBack: TakenBack, ofSame: boolean, words: Words): string {
  const sentAt = momentIn(takenBack.effectiveAt, words);
  if (ofSame) return words.page.advisory.changeIssuedInError(sentAt);
  return `${words.mail.leads.correction}: ${errorSentence(takenBack, words)} ${words.mail.textBelowStands}`;
}

/** "The Elevated Alert for New York that we sent at … was issued in error. Do not act on it." */
export function errorSentence({ kind, content, effectiveAt }: TakenBack, words: Words): string {
  return words.page.advisory.issuedInError(kind, placeInSentence(content, words), momentIn(effectiveAt, words));
}

/** A text that stands; `lead` goes before it. */
export function standingTexts(
  content: Content,
  text: AdvisoryText,
  words: Words,
  { note, lead }: { note?: string | undefined; lead?: string | undefined },
): InfoTexts {
  return {
    headline: text.headline,
    description: description(content, text, words, lead, note),
    instruction: measureParts(text, words).map(labelled).join("\n\n"),
  };
}

/** An early end. */
export function endTexts(
  kind: Kind,
  content: Content,
  words: Words,
  { at, note, threatIsOver }: { at: Moment; note: string | undefined; threatIsOver: boolean },
): InfoTexts {
  const { label } = words.page.kinds[kind];
  return {
    headline: shortened(`${words.mail.leads.ended}: ${label}: ${areasOf(content, words)}`, headlineLimit),
    description: paragraphs([
      words.mail.ended(label, placeInSentence(content, words), momentIn(at, words)),
      note === undefined ? undefined : `${words.mail.reason}: ${plainText(note)}`,
      threatIsOver ? words.mail.threatIsOver : words.mail.noAllClear,
    ]),
  };
}

/** A withdrawal: kind, place, time, and that it was issued in error. */
export function withdrawalTexts(takenBack: TakenBack, words: Words): InfoTexts {
  return {
    headline: shortened(correctionTitle(takenBack.kind, takenBack.content, words), headlineLimit),
    description: errorSentence(takenBack, words),
  };
}

/** EXERCISE or TEST before each text. */
export function markedNotReal(texts: InfoTexts, status: "exercise" | "test", language: string): InfoTexts {
  const words = wordsFor(language);
  const word = words.page.statuses[status];
  const mark = (text: string) => `${words.mail.exercise(word)}\n\n${text}`;
  return {
    headline: shortened(`${word}: ${texts.headline}`, headlineLimit),
    description: mark(texts.description),
    ...(texts.instruction === undefined ? {} : { instruction: mark(texts.instruction) }),
  };
}
