/**
 * What the feeds for people hold: one entry for each advisory that stands, and, marked, for each that stopped standing less than 48
 * hours ago. An entry of the second sort says only kind, place, time and how it ended: its instructions must not outlive it.
 * Every date comes from a revision or a sunset, so the same state gives the same bytes.
 */
import { textFor } from "../../templates/messages/advisory-words.ts";
import type { Moment } from "../domain/advisory.ts";
import { everything } from "../domain/matching.ts";
import { aftermath, type PublishedAdvisory, type PublishedRevision } from "../domain/phase.ts";
import { overHtml, sentenceHtml, standingHtml } from "./entry-html.ts";
import { type Concern, concernOf } from "./feed-choice.ts";
import { type FeedContext, feedHeading, rights } from "./feed-heading.ts";
import { escapeHtml, plainText } from "./plain-text.ts";
import { areasOf, correctionTitle, momentIn, overSentence, placeOf, type Words, wordsFor } from "./words.ts";
import { withoutForbiddenCharacters } from "./xml.ts";

export interface FeedEntry {
  /** The advisory's lasting address: the same through all its changes. */
  readonly url: string;
  /** Changes with every change that readers are told of. */
  readonly guid: string;
  readonly title: string;
  /** Plain text: how it stands, and until when. */
  readonly summary: string;
  /** Safe HTML: the same words as the page. */
  readonly html: string;
  readonly language: string;
  readonly issuedAt: Moment;
  /** The last change that readers are told of: wording and translations do not move it. */
  readonly updatedAt: Moment;
  /** Kind, then sectors, as slugs. */
  readonly categories: readonly string[];
}

export interface FeedDocument {
  readonly title: string;
  readonly description: string;
  readonly homeUrl: string;
  readonly selfUrl: string;
  readonly hubUrl?: string;
  /** RFC 5005 §3: where the feed begins, on all pages but that one; and where it goes on. */
  readonly firstUrl?: string;
  readonly nextUrl?: string;
  readonly publisher: string;
  readonly language: string;
  readonly rights: string;
  readonly updatedAt: Moment;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
}

export function feedDocument(advisories: readonly PublishedAdvisory[], context: FeedContext): FeedDocument {
  const { site, now, prefix, selfUrl, language, hubUrl, page, wholeEntries = Number.POSITIVE_INFINITY } = context;
  const all = advisories
    .filter(({ status }) => (status === "actual") === (prefix === ""))
    .filter(({ overAt }) => overAt === undefined || now < overAt + aftermath)
    .flatMap((advisory) => {
      const concern = concernOf(advisory, context.choice ?? everything, now);
      return concern ? [{ stands: advisory.phase === "active", ...feedEntry(advisory, concern, context) }] : [];
    })
    // What stands goes before what it took the place of in the same moment.
    .sort((a, b) => b.updatedAt - a.updatedAt || Number(b.stands) - Number(a.stands) || (a.url < b.url ? -1 : 1));
  const { skip, most } = page ?? { skip: 0, most: all.length };
  const entries = all
    .slice(skip, skip + most)
    .map(({ stands: _, ...entry }, index): FeedEntry => (index < wholeEntries ? entry : withoutText(entry)));
  return {
    title: feedHeading(site, prefix, language),
    description: wordsFor(language).page.frame.noAllClear,
    homeUrl: `${site.baseUrl}${prefix}/`,
    selfUrl,
    ...(hubUrl === undefined ? {} : { hubUrl }),
    ...(page && skip > 0 ? { firstUrl: page.urlOf(0) } : {}),
    ...(page && all.length > skip + most ? { nextUrl: page.urlOf(skip + most) } : {}),
    publisher: withoutForbiddenCharacters(site.name),
    language,
    rights: rights(language),
    updatedAt: all[0]?.updatedAt ?? site.setUpAt,
    entries,
  };
}

function withoutText(entry: FeedEntry): FeedEntry {
  const url = escapeHtml(entry.url);
  return { ...entry, html: `<p>${escapeHtml(entry.summary)}</p><p><a href="${url}">${url}</a></p>` };
}

/** The last revision that readers are told of: not of wording, not of translations. */
function lastTold({ revisions, revision }: PublishedAdvisory): PublishedRevision {
  return revisions.findLast(({ change }) => change !== "editorial" && change !== "translate") ?? revision;
}

function feedEntry(advisory: PublishedAdvisory, concern: Concern, { site, prefix, language }: FeedContext): FeedEntry {
  const { overAt, revision, issuedAt, slug } = advisory;
  const words = wordsFor(language);
  const url = `${site.baseUrl}${prefix}/advisories/${slug}`;
  const told = lastTold(advisory);
  const chosen = textFor(revision, language);
  const word = words.page.statuses[advisory.status];
  const mark = (text: string) => withoutForbiddenCharacters(word === "" ? text : `${word}: ${text}`);
  const common = { url, language: chosen.language, issuedAt, categories: [advisory.kind, ...revision.content.sectors] };
  const title = titleOf(advisory, told, words, chosen.text.headline);
  if (concern.type === "left" && advisory.phase === "active") {
    const sentence = words.noLongerCovers(words.page.kinds[advisory.kind].label, momentIn(concern.since, words));
    return {
      ...common,
      guid: `${told.identifier}-left`,
      title: mark(`${words.noLongerCovered}: ${title}`),
      summary: mark(sentence),
      html: sentenceHtml({ advisory, words, url }, sentence),
      updatedAt: concern.since,
    };
  }
  const isStanding = advisory.phase === "active";
  return {
    ...common,
    guid: `${told.identifier}${isToldSunset(advisory) ? "-sunset" : ""}`,
    title: mark(title),
    summary: mark(isStanding ? standingSummary(advisory, words, language) : overSentence(advisory, words)),
    html: isStanding ? standingHtml({ advisory, told, chosen, words, url }) : overHtml({ advisory, words, url }),
    updatedAt: overAt ?? told.effectiveAt,
  };
}

/** The quiet notice of an Alert's sunset; Bulletins end without one. */
function isToldSunset({ phase, kind, revision }: PublishedAdvisory): boolean {
  return phase === "expired" && kind !== "bulletin" && revision.content.endNotice !== false;
}

/** Begins with what changed, since readers that watch titles or guids miss an update otherwise. */
function titleOf(
  { kind, phase, revision }: PublishedAdvisory,
  { change, takesBack }: PublishedRevision,
  words: Words,
  headline: string,
): string {
  const name = `${words.page.kinds[kind].label}: ${headline}`;
  const { leads } = words.mail;
  switch (phase) {
    case "withdrawn":
      return correctionTitle(kind, revision.content, words);
    case "ended":
      return `${leads.ended}: ${name}`;
    case "expired":
      return `${leads.endedAsPlanned}: ${name}`;
    case "replaced":
      // Not its headline: when what replaced it is taken back whole, its own text was in error too.
      return `${words.page.phases.replaced.toUpperCase()}: ${words.page.kinds[kind].label}: ${areasOf(revision.content, words)}`;
    case "active":
      if (takesBack) return `${leads.correction}: ${name}`;
      if (change === "update") return `${leads.updated}: ${name}`;
      if (change === "extend") return `${leads.extended}: ${name}`;
      return change === "reinstate" ? `${words.page.changes.reinstate.toUpperCase()}: ${name}` : name;
  }
}

function standingSummary({ kind, sunsetAt, revision }: PublishedAdvisory, words: Words, language: string): string {
  const { content } = revision;
  const { text } = textFor(revision, language);
  const head = `${words.page.kinds[kind].label}, ${placeOf(content, text, words)}`;
  return `${head}. ${words.page.advisory.ends}: ${momentIn(sunsetAt, words)}. ${plainText(text.summary)}`;
}
