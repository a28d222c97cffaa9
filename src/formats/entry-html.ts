/** The HTML of a feed entry: the same words as the advisory's page, without its styles. Every text goes through escaping. */
import { directionOf, languageName, type TextForReader } from "../../templates/messages/advisory-words.ts";
import type { Content } from "../domain/advisory.ts";
import type { PublishedAdvisory, PublishedRevision } from "../domain/phase.ts";
import { escapeHtml, plainText, safeHtml } from "./plain-text.ts";
import {
  contextParts,
  measureParts,
  momentIn,
  overSentence,
  type Part,
  placeOf,
  type Words,
  wordsFor,
} from "./words.ts";

export interface OverEntry {
  readonly advisory: PublishedAdvisory;
  /** Of the reader's language, for what frames the text. */
  readonly words: Words;
  readonly url: string;
}

export interface StandingEntry extends OverEntry {
  readonly told: PublishedRevision;
  readonly chosen: TextForReader;
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>\n`;
}

function strong(text: string): string {
  return `<p><strong>${escapeHtml(text)}</strong></p>\n`;
}

function part({ heading, body }: Part): string {
  return `<h3>${escapeHtml(heading)}</h3>\n${safeHtml(body)}`;
}

function pageLink(url: string, words: Words): string {
  return `<p><a href="${escapeHtml(url)}">${escapeHtml(words.page.advisory.readWhole)}</a></p>\n`;
}

/** EXERCISE or TEST, before everything else. */
function notReal({ advisory, words }: OverEntry): string {
  return advisory.status === "actual" ? "" : strong(words.mail.exercise(words.page.statuses[advisory.status]));
}

/** An advisory that stands: kind, place and end first, then all of its text. */
export function standingHtml(entry: StandingEntry): string {
  const { advisory, chosen, words, url } = entry;
  const { content } = advisory.revision;
  const { issued, ends, sectors, everySector } = words.page.advisory;
  const sectorNames = content.sectors.map((sector) => words.page.sectors[sector]).join(", ");
  const direction = directionOf(chosen.language);
  return [
    notReal(entry),
    strong(`${words.page.kinds[advisory.kind].label} – ${placeOf(content, chosen.text, words)}`),
    strong(`${ends}: ${momentIn(advisory.sunsetAt, words)}`),
    paragraph(`${issued}: ${momentIn(advisory.issuedAt, words)}`),
    paragraph(`${sectors}: ${sectorNames === "" ? everySector : sectorNames}`),
    changeHtml(entry),
    chosen.instead ? paragraph(insteadText(chosen.instead, words)) : "",
    `<div lang="${escapeHtml(chosen.language)}" dir="${direction}">\n`,
    textHtml(content, chosen),
    "</div>\n",
    pageLink(url, words),
  ].join("");
}

function insteadText({ wanted, because }: NonNullable<TextForReader["instead"]>, words: Words): string {
  const name = languageName(wanted, words.page);
  const { notInYourLanguage, translationOutOfDate } = words.page.advisory;
  return because === "missing" ? notInYourLanguage(name) : translationOutOfDate(name);
}

/** What changed and why, where readers were told of a change. */
function changeHtml({ advisory, told, words }: StandingEntry): string {
  const at = momentIn(told.effectiveAt, words);
  const reason = told.note === undefined ? "" : ` ${words.mail.reason}: ${plainText(told.note)}`;
  if (told.takesBack) {
    const wrong = advisory.revisions.find(
      ({ number }) => told.takesBack?.advisoryId === advisory.id && number === told.takesBack.number,
    );
    if (wrong) return paragraph(words.page.advisory.changeIssuedInError(momentIn(wrong.effectiveAt, words)));
    return paragraph(`${words.mail.leads.correction} (${at}): ${words.mail.standsAgain}`);
  }
  if (told.change === "issue" || told.change === "replace") return reason === "" ? "" : paragraph(reason.trim());
  return paragraph(`${words.page.changes[told.change]}: ${at}.${reason}`);
}

function textHtml(content: Content, { text, language }: TextForReader): string {
  const words = wordsFor(language);
  const { resources, nextUpdateBy, partnerContact } = words.page.advisory;
  const links = content.resources.map(
    ({ title, url }) => `<li><a href="${escapeHtml(url)}" rel="noopener">${escapeHtml(title)}</a></li>\n`,
  );
  return [
    `<h2>${escapeHtml(text.headline)}</h2>\n`,
    safeHtml(text.summary),
    ...contextParts(content, text, words).map(part),
    ...text.sections.map(part),
    ...measureParts(text, words).map(part),
    links.length > 0 ? `<h3>${escapeHtml(resources)}</h3>\n<ul>\n${links.join("")}</ul>\n` : "",
    content.nextUpdateBy === undefined ? "" : paragraph(`${nextUpdateBy}: ${momentIn(content.nextUpdateBy, words)}`),
    content.partnerContact ? paragraph(`${partnerContact}: ${plainText(content.partnerContact)}`) : "",
  ].join("");
}

/** An advisory that no longer stands: what became of it, and nothing of its text. */
export function overHtml(entry: OverEntry): string {
  const { advisory, words } = entry;
  const note = advisory.phase === "ended" ? advisory.revision.note : undefined;
  return sentenceHtml(entry, overSentence(advisory, words), note);
}

/** One sentence, the public reason where there is one, and the link. */
export function sentenceHtml(entry: OverEntry, sentence: string, note?: string): string {
  const { words, url } = entry;
  const reason = note === undefined ? "" : paragraph(`${words.mail.reason}: ${plainText(note)}`);
  return `${notReal(entry)}${paragraph(sentence)}${reason}${pageLink(url, words)}`;
}
