/** JSON Feed 1.1. What it has no member for stands in `_ntas`, as the standard's extensions do. */
import type { PublishedAdvisory } from "../domain/phase.ts";
import { feedDocument } from "./feed-entries.ts";
import { type FeedContext, isoUtc } from "./feed-heading.ts";

export function jsonFeed(advisories: readonly PublishedAdvisory[], context: FeedContext): string {
  const document = feedDocument(advisories, context);
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: document.title,
    description: document.description,
    home_page_url: document.homeUrl,
    feed_url: document.selfUrl,
    ...(document.nextUrl === undefined ? {} : { next_url: document.nextUrl }),
    language: document.language,
    authors: [{ name: document.publisher }],
    ...(document.hubUrl === undefined ? {} : { hubs: [{ type: "WebSub", url: document.hubUrl }] }),
    _ntas: { rights: document.rights, updated: isoUtc(document.updatedAt) },
    items: document.entries.map((entry) => ({
      id: entry.url,
      url: entry.url,
      title: entry.title,
      summary: entry.summary,
      content_html: entry.html,
      date_published: isoUtc(entry.issuedAt),
      date_modified: isoUtc(entry.updatedAt),
      language: entry.language,
      tags: entry.categories,
    })),
  };
  return `${JSON.stringify(feed, null, 2)}\n`;
}
