/**
 * What a notice comes to, before it gets words: whether a text stands in it, which first word it has, and what was wrong. The same
 * for mail and push, so that both say the same of one change.
 */

import type { TextForReader } from "../../templates/messages/advisory-words.ts";
import { areasInSentence, areasName, momentName, placeName, textFor } from "../../templates/messages/advisory-words.ts";
import type { Lead, MailMessages } from "../../templates/messages/mail.ts";
import type { Messages } from "../../templates/messages/messages.ts";
import type { Notice } from "../domain/notice.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";

/** `text`: an advisory stands and its text follows. `over`: it ended, and the text is not repeated. */
export type Matter = "text" | "over" | "correction";

export function matterOf({ form, told }: Notice): Matter {
  if (form === "correction") return "correction";
  return form === "sunset" || told.change === "end" ? "over" : "text";
}

/** Does the message carry the words of the advisory? Of a withdrawn one nothing is ever repeated. */
export function carriesWords(notice: Notice): boolean {
  const matter = matterOf(notice);
  return matter === "text" || (matter === "correction" && notice.advisory.phase === "active");
}

/** The first word after the tag; `null` where the kind itself is the first word. */
export function leadOf(notice: Notice): Lead | null {
  if (matterOf(notice) === "correction") return "correction";
  if (notice.form === "sunset") return "endedAsPlanned";
  if (notice.form === "issue") return null;
  if (notice.form === "update") return "updated";
  switch (notice.told.change) {
    case "update":
      return "updated";
    case "extend":
      return "extended";
    case "end":
      return "ended";
    default:
      return null;
  }
}

/** What was issued in error: only its kind and areas may be named, never its words. */
export function takenBackBy({ takenBack }: Notice): NonNullable<Notice["takenBack"]> {
  if (!takenBack) throw new Error("a correction has to say what it corrects");
  return takenBack;
}

/** The advisory that the message is about: the wrong one, where nothing of this one's family stands. */
export function subjectOf(notice: Notice): PublishedAdvisory {
  return matterOf(notice) === "correction" && !carriesWords(notice) ? takenBackBy(notice).advisory : notice.advisory;
}

/** "The Elevated Alert for New York that we sent at … was issued in error. Do not act on it.", in fixed words and area names. */
export function correctionSentence(notice: Notice, messages: Messages): string {
  const { advisory, revision, sentAt } = takenBackBy(notice);
  const place = areasInSentence(revision.content, messages);
  return messages.advisory.issuedInError(advisory.kind, place, momentName(sentAt, messages));
}

/** The text in the reader's language, or English with the reason why. */
export function textOf(notice: Notice, language: string): TextForReader {
  return textFor(notice.advisory.revision, language);
}

/** The place of the message's subject; the editor's own words only where the text is right and in the reader's language. */
export function placeIn(notice: Notice, language: string, messages: Messages, most?: number): string {
  if (matterOf(notice) === "correction" && !carriesWords(notice)) {
    return areasName(takenBackBy(notice).revision.content, messages, most);
  }
  const { content } = notice.advisory.revision;
  const { text, instead } = textOf(notice, language);
  return instead ? areasName(content, messages, most) : placeName(content, text, messages, most);
}

/** When it ended, for what is over. */
export function overAt({ form, advisory, told }: Notice): number {
  return form === "sunset" ? advisory.sunsetAt : (advisory.overAt ?? told.effectiveAt);
}

/** "until 5:00 PM EST, …", "ended …" or "issued in error": what follows the place. */
export function standing(notice: Notice, messages: Messages, words: MailMessages): string {
  if (matterOf(notice) === "over") return words.endedAt(momentName(overAt(notice), messages));
  return carriesWords(notice) ? words.until(momentName(notice.advisory.sunsetAt, messages)) : words.issuedInError;
}

/** The lasting address; exercises and tests live apart from the public pages. */
export function pageOf({ slug, status }: PublishedAdvisory, { baseUrl }: Site): string {
  return `${baseUrl}${status === "actual" ? "" : "/exercise"}/advisories/${slug}`;
}

/** The other advisories that are in effect and as real as this one. */
export function othersInEffect({ advisory, others }: Notice): PublishedAdvisory[] {
  return others.filter((one) => one.phase === "active" && one.status === advisory.status && one.id !== advisory.id);
}
