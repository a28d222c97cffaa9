/**
 * Atom for machines. Aggregators differ: one fetches the entry's id, one follows its link, two look for the CAP type; so id and the
 * only link are the CAP file's address, typed. No other address under /cap/ stands in an entry. What became of a message is its
 * category. Dates come from the messages. What left is a tombstone (RFC 6721), then on an archive page (RFC 5005).
 */
import type { Moment } from "../../domain/advisory.ts";
import type { Site } from "../../domain/ports.ts";
import { feedHeading, isoUtc, rights } from "../feed-heading.ts";
import { element, textElement, withoutForbiddenCharacters, type XmlElement, xmlDocument } from "../xml.ts";
import { capNamespace } from "./render.ts";
import type { CapSummary } from "./summary.ts";

/** What became of a message: `current` ones count; the others stay 48 hours, marked. */
export type MessageState = "current" | "superseded" | "cancelled" | "expired";

export interface MachineEntry {
  readonly summary: CapSummary;
  readonly state: MessageState;
  /** Since when it is what it is; for `current` when it was sent. */
  readonly since: Moment;
}

export interface MachineFeedOptions {
  readonly prefix: "" | "/exercise";
  /** WebSub. */
  readonly hubUrl?: string;
  /** An archive page instead of the feed itself, and the page after it where there is one (RFC 5005 §4). */
  readonly page?: { readonly number: number; readonly isLast: boolean };
  /** The newest archive page before this one. */
  readonly previousPage?: number;
  /** Left out where the feed would become too large: the CAP file has them. */
  readonly withoutPolygons?: boolean;
  /** Entries that left the feed (RFC 6721). */
  readonly deleted?: readonly { readonly identifier: string; readonly at: Moment }[];
}

/** The number of a page never changes what it holds. */
export function archivePath(number: number): string {
  return `/cap/archive/${number}.atom`;
}

const marks: Record<MessageState, string> = {
  current: "",
  superseded: "SUPERSEDED: ",
  cancelled: "CANCELLED: ",
  expired: "EXPIRED: ",
};

const mediaType = "application/cap+xml";

export function machineFeed(entries: readonly MachineEntry[], site: Site, options: MachineFeedOptions): string {
  const { prefix, hubUrl, deleted = [], page, previousPage, withoutPolygons = false } = options;
  const address = (identifier: string) => `${site.baseUrl}${prefix}/cap/${encodeURIComponent(identifier)}.xml`;
  const feedUrl = `${site.baseUrl}${prefix}/cap/feed.atom`;
  const pageUrl = (number: number) => `${site.baseUrl}${prefix}${archivePath(number)}`;
  const selfUrl = page === undefined ? feedUrl : pageUrl(page.number);
  const pageLink = (rel: string, href: string) => element("link", { rel, type: "application/atom+xml", href });
  const moments = [...entries.map(({ since }) => since), ...deleted.map(({ at }) => at)];
  const updatedAt = moments.length > 0 ? Math.max(...moments) : site.setUpAt;
  // What counts goes before what it superseded within the same second: CAP's times have no fractions.
  const newestFirst = [...entries].sort(
    (a, b) =>
      b.summary.sentAt - a.summary.sentAt ||
      Number(b.state === "current") - Number(a.state === "current") ||
      b.since - a.since,
  );
  return xmlDocument(
    element(
      "feed",
      {
        xmlns: "http://www.w3.org/2005/Atom",
        "xmlns:cap": capNamespace,
        ...(deleted.length > 0 ? { "xmlns:at": "http://purl.org/atompub/tombstones/1.0" } : {}),
        ...(page === undefined ? {} : { "xmlns:fh": "http://purl.org/syndication/history/1.0" }),
        "xml:lang": "en",
      },
      element("id", {}, selfUrl),
      element("title", { type: "text" }, `${feedHeading(site, prefix, "en")} (CAP)`),
      element("updated", {}, isoUtc(updatedAt)),
      element("author", {}, element("name", {}, withoutForbiddenCharacters(site.name))),
      element("rights", { type: "text" }, rights("en")),
      element("link", { rel: "self", type: "application/atom+xml", href: selfUrl }),
      page === undefined ? undefined : [element("fh:archive", {}), pageLink("current", feedUrl)],
      page === undefined || page.isLast ? undefined : pageLink("next-archive", pageUrl(page.number + 1)),
      previousPage === undefined ? undefined : pageLink("prev-archive", pageUrl(previousPage)),
      hubUrl === undefined ? undefined : element("link", { rel: "hub", href: hubUrl }),
      // RFC 4287's own schema has foreign elements before the entries.
      deleted.map(({ identifier, at }) => element("at:deleted-entry", { ref: address(identifier), when: isoUtc(at) })),
      newestFirst.map((entry) => entryElement(entry, address(entry.summary.identifier), withoutPolygons)),
    ),
  );
}

/** What no longer counts, perhaps because it was wrong, is named by event and place: its own words are not repeated. */
function titleOf({ summary, state }: MachineEntry): string {
  return state === "current" ? summary.headline : `${marks[state]}${summary.event}, ${summary.areaDesc}`;
}

function entryElement(entry: MachineEntry, address: string, withoutPolygons: boolean): XmlElement {
  const { summary, since } = entry;
  return element(
    "entry",
    {},
    element("id", {}, address),
    element("title", { type: "text" }, titleOf(entry)),
    element("updated", {}, isoUtc(since)),
    element("published", {}, isoUtc(summary.sentAt)),
    element("link", { rel: "alternate", type: mediaType, href: address }),
    element("category", { term: entry.state }),
    element("summary", { type: "text" }, `${summary.event}, ${summary.areaDesc}, until ${summary.expires}`),
    textElement("cap:identifier", summary.identifier),
    textElement("cap:sender", summary.sender),
    textElement("cap:sent", summary.sent),
    textElement("cap:status", summary.status),
    textElement("cap:msgType", summary.msgType),
    textElement("cap:event", summary.event),
    textElement("cap:urgency", summary.urgency),
    textElement("cap:severity", summary.severity),
    textElement("cap:certainty", summary.certainty),
    textElement("cap:expires", summary.expires),
    textElement("cap:areaDesc", summary.areaDesc),
    withoutPolygons ? undefined : summary.polygons.map((polygon) => element("cap:polygon", {}, polygon)),
    summary.geocodes.map(({ valueName, value }) =>
      element("cap:geocode", {}, element("cap:valueName", {}, valueName), element("cap:value", {}, value)),
    ),
  );
}
