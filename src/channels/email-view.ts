/**
 * What a mail says, in the order in which it says it, before it becomes text or HTML: both are written from this, so neither can
 * tell something that the other does not.
 */

import type { EmailBlock, EmailView } from "../../templates/emails/email-view.ts";
import {
  areasInSentence,
  areasName,
  directionOf,
  languageName,
  momentName,
  type TextForReader,
} from "../../templates/messages/advisory-words.ts";
import { messagesFor } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import type { Messages } from "../../templates/messages/messages.ts";
import { contextNames, measureNames } from "../domain/advisory.ts";
import type { Notice } from "../domain/notice.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { singleLine } from "./carriers.ts";
import {
  carriesWords,
  correctionSentence,
  leadOf,
  matterOf,
  othersInEffect,
  overAt,
  pageOf,
  placeIn,
  standing,
  subjectOf,
  textOf,
} from "./telling.ts";

/** More would push the end time out of what a mail program shows of a subject. */
const areasInSubject = 3;

export interface PersonalLinks {
  readonly manage: string;
  readonly unsubscribe: string;
}

export function emailView(notice: Notice, language: string, site: Site, links: PersonalLinks): EmailView {
  const messages = messagesFor(language);
  const words = mailMessages(language);
  const subject = subjectOf(notice);
  const lead = leadOf(notice);
  const hasWords = carriesWords(notice);
  return {
    language: messages.locale,
    subject: emailSubject(notice, language, site),
    marks: marksOf(subject, messages, site),
    kind: subject.kind,
    title: [lead && words.leads[lead], messages.kinds[subject.kind].label].filter(Boolean).join(": "),
    correction: correctionOf(notice, messages),
    facts: factsOf(notice, language, messages),
    endsByItself: hasWords ? words.endsByItself : null,
    statements: statementsOf(notice, messages),
    change: changeOf(notice),
    changeLabel: words.reason,
    others: matterOf(notice) === "text" ? null : othersOf(notice, messages),
    text: hasWords ? wordsOf(notice, textOf(notice, language)) : null,
    page: { label: words.page, url: pageOf(subject, site) },
    footer: [
      { text: words.emergency },
      { text: words.report, url: `${site.baseUrl}/report` },
      { text: words.noReplies },
      { text: words.verify, url: `${site.baseUrl}/verify/${notice.told.identifier}` },
      { text: words.why(singleLine(site.name)) },
      { text: words.change, url: links.manage },
      { text: words.leave, url: links.unsubscribe },
    ],
  };
}

/** `[NTAS] IMMINENT ALERT: {place}, until {time with zone}`. */
export function emailSubject(notice: Notice, language: string, site: Site): string {
  const messages = messagesFor(language);
  const words = mailMessages(language);
  const subject = subjectOf(notice);
  const lead = leadOf(notice);
  const first = [
    messages.statuses[subject.status],
    site.demo ? words.subjectDemo : "",
    lead ? words.leads[lead] : "",
    words.subjectKinds[subject.kind],
  ];
  const place = placeIn(notice, language, messages, areasInSubject);
  return singleLine(`[NTAS] ${first.filter(Boolean).join(": ")}: ${place}, ${standing(notice, messages, words)}`);
}

function marksOf(advisory: PublishedAdvisory, messages: Messages, site: Site): string[] {
  const words = mailMessages(messages.locale);
  const status = messages.statuses[advisory.status];
  return [
    ...(status ? [words.exercise(status)] : []),
    ...(site.demo ? [words.demo] : []),
    ...(site.official ? [] : [words.notOfficial]),
  ];
}

function factsOf(notice: Notice, language: string, messages: Messages): EmailView["facts"] {
  const { advisory } = notice;
  const { content } = advisory.revision;
  const labels = messages.advisory;
  const facts = [{ label: labels.where, value: placeIn(notice, language, messages) }];
  if (matterOf(notice) === "over") {
    return [...facts, { label: labels.ended, value: momentName(overAt(notice), messages) }];
  }
  if (!carriesWords(notice))
    return [...facts, { label: labels.withdrawnAt, value: momentName(notice.told.effectiveAt, messages) }];
  facts.push({ label: labels.ends, value: momentName(advisory.sunsetAt, messages) });
  if (content.sectors.length > 0) {
    facts.push({ label: labels.sectors, value: content.sectors.map((sector) => messages.sectors[sector]).join("; ") });
  }
  facts.push({ label: labels.issued, value: momentName(advisory.issuedAt, messages) });
  if (content.nextUpdateBy !== undefined) {
    facts.push({ label: labels.nextUpdateBy, value: momentName(content.nextUpdateBy, messages) });
  }
  return facts;
}

/** Fixed words and names of areas only: nobody can put a word of their own into a correction. */
function correctionOf(notice: Notice, messages: Messages): string | null {
  if (matterOf(notice) !== "correction") return null;
  const { leads, textBelowStands } = mailMessages(messages.locale);
  const sentence = `${leads.correction}: ${correctionSentence(notice, messages)}`;
  return carriesWords(notice) ? `${sentence} ${textBelowStands}` : sentence;
}

/** Sentences that frame the text: how it ended, what it replaces. */
function statementsOf(notice: Notice, messages: Messages): string[] {
  const words = mailMessages(messages.locale);
  const { form, told, advisory, replaced } = notice;
  const title = messages.kinds[advisory.kind].label;
  const place = areasInSentence(advisory.revision.content, messages);
  const statements: string[] = [];
  if (form === "sunset") {
    statements.push(words.endedAsPlanned(title, place, momentName(overAt(notice), messages)), words.noAllClear);
  } else if (told.change === "end") {
    statements.push(words.ended(title, place, momentName(overAt(notice), messages)));
    statements.push(...(told.threatIsOver ? [words.threatIsOver] : []), words.noAllClear);
  }
  if (form === "update") statements.push(words.newText);
  if (form === "change" && told.change === "reinstate") statements.push(words.standsAgain);
  if (replaced && carriesWords(notice)) statements.push(words.replaces(describe(replaced, messages)));
  return statements;
}

/** "Elevated Alert, New York, until …": by kind, areas and time, never by its headline. */
function describe(advisory: PublishedAdvisory, messages: Messages): string {
  const { until } = mailMessages(messages.locale);
  const place = areasName(advisory.revision.content, messages);
  return `${messages.kinds[advisory.kind].label}, ${place}, ${until(momentName(advisory.sunsetAt, messages))}`;
}

/** The public reason, approved with the change. A correction has none: its words are fixed. */
function changeOf(notice: Notice): string | null {
  const isTold = notice.form === "change" || notice.form === "update";
  return isTold && matterOf(notice) !== "correction" ? (notice.told.note ?? null) : null;
}

function othersOf(notice: Notice, messages: Messages): EmailView["others"] {
  const words = mailMessages(messages.locale);
  const others = othersInEffect(notice).map((one) => describe(one, messages));
  return { title: others.length > 0 ? words.otherAdvisories : words.noOtherAdvisories, items: others };
}

/** The advisory's own words, headings in the language of the text. */
function wordsOf({ advisory }: Notice, { text, language, instead }: TextForReader): EmailView["text"] {
  const labels = messagesFor(language);
  const { content } = advisory.revision;
  const block = (heading: string, markdown: string | undefined): EmailBlock[] =>
    markdown ? [{ heading, markdown }] : [];
  const context = contextNames.flatMap((name) =>
    block(
      labels.context[name],
      text.context?.[name] ?? (content.kind === "bulletin" ? undefined : labels.advisory.notStated),
    ),
  );
  const status = labels.statuses[advisory.status];
  return {
    language,
    direction: directionOf(language),
    frame: instead ? frameOf(instead) : null,
    headline: status ? `${status}: ${text.headline}` : text.headline,
    blocks: [
      ...block(labels.advisory.summary, text.summary),
      ...measureNames.flatMap((name) => block(labels.measures[name], text.measures[name])),
      ...text.sections.flatMap(({ heading, body }) => block(heading, body)),
      ...context,
      ...block(labels.advisory.howToHelp, text.howToHelp),
      ...block(labels.advisory.bePrepared, text.bePrepared),
      ...block(labels.advisory.stayInformed, text.stayInformed),
      ...block(labels.advisory.partnerContact, content.partnerContact),
    ],
    resourcesLabel: labels.advisory.resources,
    resources: content.resources,
  };
}

/** Said in the reader's language, around a text that is not. */
function frameOf({ wanted, because }: NonNullable<TextForReader["instead"]>): string {
  const messages = messagesFor(wanted);
  const name = languageName(wanted, messages);
  return because === "missing"
    ? messages.advisory.notInYourLanguage(name)
    : messages.advisory.translationOutOfDate(name);
}
