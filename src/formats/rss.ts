/**
 * RSS 2.0, by the `feed` library. Its traps, and what is done about them: dates default to now (all are given); forbidden characters
 * pass through it (taken out in feed-entries); `&amp;` in plain text elements is read as already escaped (there, "&amp;" shows as
 * "&"); of several "]]>" in a title it splits only the first, which ends the CDATA section (a space does it for all). Atom and JSON Feed are not written by it: its Atom titles are HTML, and its JSON Feed is version 1.
 */
import { Feed } from "feed";
import type { PublishedAdvisory } from "../domain/phase.ts";
import { type FeedDocument, feedDocument } from "./feed-entries.ts";
import type { FeedContext } from "./feed-heading.ts";
import { escapeHtml } from "./plain-text.ts";

export function rss(advisories: readonly PublishedAdvisory[], context: FeedContext): string {
  const document = feedDocument(advisories, context);
  const feed = new Feed({
    id: document.selfUrl,
    title: document.title,
    description: document.description,
    link: document.homeUrl,
    feed: document.selfUrl,
    language: document.language,
    copyright: document.rights,
    updated: new Date(document.updatedAt),
    generator: false,
    ...(document.hubUrl === undefined ? {} : { hub: document.hubUrl }),
  });
  // In place of the two that the library writes by itself: it knows no others, and its type not several of one name.
  feed.addExtension({ name: "atom:link", objects: linksOf(document) as unknown as Record<string, unknown> });
  for (const { url, guid, title, summary, html, updatedAt, categories } of document.entries) {
    feed.addItem({
      link: url,
      guid,
      title: title.replaceAll("]]>", "]] >"),
      description: escapeHtml(summary),
      content: html,
      date: new Date(updatedAt),
      category: categories.map((name) => ({ name })),
    });
  }
  return `${feed.rss2()}\n`;
}

/** RFC 5005 §3, in the terms of Atom, as RSS takes them over. */
function linksOf({ selfUrl, hubUrl, firstUrl, nextUrl }: FeedDocument) {
  const type = "application/rss+xml";
  const links = [
    { href: selfUrl, rel: "self", type },
    { href: hubUrl, rel: "hub" },
    { href: firstUrl, rel: "first", type },
    { href: nextUrl, rel: "next", type },
  ];
  return links.filter(({ href }) => href !== undefined).map((_attributes) => ({ _attributes }));
}
