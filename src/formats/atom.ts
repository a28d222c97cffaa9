/** Atom (RFC 4287) for people: one id for each advisory, plain-text titles, `updated` moved only by what readers are told of. */
import type { PublishedAdvisory } from "../domain/phase.ts";
import { type FeedEntry, feedDocument } from "./feed-entries.ts";
import { type FeedContext, isoUtc } from "./feed-heading.ts";
import { element, type XmlElement, xmlDocument } from "./xml.ts";

export function atom(advisories: readonly PublishedAdvisory[], context: FeedContext): string {
  const document = feedDocument(advisories, context);
  return xmlDocument(
    element(
      "feed",
      { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": document.language },
      element("id", {}, document.selfUrl),
      element("title", { type: "text" }, document.title),
      element("subtitle", { type: "text" }, document.description),
      element("updated", {}, isoUtc(document.updatedAt)),
      element("author", {}, element("name", {}, document.publisher)),
      element("rights", { type: "text" }, document.rights),
      element("link", { rel: "self", type: "application/atom+xml", href: document.selfUrl }),
      element("link", { rel: "alternate", type: "text/html", href: document.homeUrl }),
      document.hubUrl === undefined ? undefined : element("link", { rel: "hub", href: document.hubUrl }),
      pageLink("first", document.firstUrl),
      pageLink("next", document.nextUrl),
      document.entries.map((entry) => entryElement(entry, document.rights)),
    ),
  );
}

function pageLink(rel: "first" | "next", href: string | undefined): XmlElement | undefined {
  return href === undefined ? undefined : element("link", { rel, type: "application/atom+xml", href });
}

function entryElement(entry: FeedEntry, rights: string): XmlElement {
  return element(
    "entry",
    { "xml:lang": entry.language },
    element("id", {}, entry.url),
    element("title", { type: "text" }, entry.title),
    element("updated", {}, isoUtc(entry.updatedAt)),
    element("published", {}, isoUtc(entry.issuedAt)),
    element("link", { rel: "alternate", type: "text/html", href: entry.url }),
    entry.categories.map((term) => element("category", { term })),
    element("rights", { type: "text" }, rights),
    element("summary", { type: "text" }, entry.summary),
    element("content", { type: "html" }, entry.html),
  );
}
