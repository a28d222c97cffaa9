/**
 * What no longer stands in the machine feed. Messages lie on archive pages in the order in which they were sent, 25 on each; a page
 * is to be had once all on it have expired and left, so that it never changes again (RFC 5005 §4). What left and lies on no such page
 * yet is named by a tombstone (RFC 6721), and so is whatever left in the last 48 hours.
 */
import type { Moment } from "../../domain/advisory.ts";
import { aftermath } from "../../domain/phase.ts";
import { entriesSoFar, isListed, machineEntries } from "./machine-entries.ts";
import { type MachineEntry, type MachineFeedOptions, machineFeed } from "./machine-feed.ts";
import type { CapSummary } from "./summary.ts";

const pageSize = 25;
const mostTombstones = 100;
/** Aggregators give up on larger ones. */
export const largestFeedBytes = 100_000;

/** The pages that are to be had; the first is page 1. */
export function archivePages(summaries: readonly CapSummary[], now: Moment): MachineEntry[][] {
  const all = entriesSoFar(summaries, now).sort(
    (a, b) => a.summary.sentAt - b.summary.sentAt || (a.summary.identifier < b.summary.identifier ? -1 : 1),
  );
  const pages: MachineEntry[][] = [];
  for (let start = 0; start + pageSize <= all.length; start += pageSize) {
    const page = all.slice(start, start + pageSize);
    // Only what has expired can never be referenced, and so never change its state, again.
    if (page.some((entry) => isListed(entry, now) || entry.summary.expiresAt + aftermath > now)) break;
    pages.push(page);
  }
  return pages;
}

type Deleted = NonNullable<MachineFeedOptions["deleted"]>;

function tombstones(summaries: readonly CapSummary[], pages: readonly MachineEntry[][], now: Moment): Deleted {
  const paged = new Set(pages.flat().map(({ summary }) => summary.identifier));
  return entriesSoFar(summaries, now)
    .filter((entry) => !isListed(entry, now))
    .map(({ summary, since }) => ({ identifier: summary.identifier, at: since + aftermath }))
    .filter(({ identifier, at }) => !paged.has(identifier) || now < at + aftermath)
    .sort((a, b) => b.at - a.at || (a.identifier < b.identifier ? -1 : 1))
    .slice(0, mostTombstones);
}

/** The feed with its tombstones, at most 100 KB: polygons go first, then the oldest of what no longer counts. */
export function currentMachineFeed(
  summaries: readonly CapSummary[],
  now: Moment,
  site: Parameters<typeof machineFeed>[1],
  options: Pick<MachineFeedOptions, "prefix" | "hubUrl"> & {
    /** Heartbeats: in the feed, on no archive page. */
    readonly beats?: readonly CapSummary[];
  },
): string {
  const pages = archivePages(summaries, now);
  const { beats = [], ...heading } = options;
  const all = [...summaries, ...beats];
  const whole: MachineFeedOptions = {
    ...heading,
    deleted: tombstones(all, pages, now),
    ...(pages.length === 0 ? {} : { previousPage: pages.length }),
  };
  let entries = machineEntries(all, now);
  let feed = machineFeed(entries, site, whole);
  if (isTooLarge(feed)) feed = machineFeed(entries, site, { ...whole, withoutPolygons: true });
  while (isTooLarge(feed)) {
    const [oldest] = entries.filter(({ state }) => state !== "current").sort((a, b) => a.since - b.since);
    if (!oldest) break;
    entries = entries.filter((entry) => entry !== oldest);
    feed = machineFeed(entries, site, { ...whole, withoutPolygons: true });
  }
  return feed;
}

/** One archive page; `null` where there is none of that number. */
export function archivePage(
  summaries: readonly CapSummary[],
  number: number,
  now: Moment,
  site: Parameters<typeof machineFeed>[1],
  prefix: MachineFeedOptions["prefix"],
): string | null {
  const pages = archivePages(summaries, now);
  const entries = pages[number - 1];
  if (!entries) return null;
  const previous = number > 1 ? { previousPage: number - 1 } : {};
  const page = { number, isLast: number === pages.length };
  return machineFeed(entries, site, { prefix, page, ...previous, withoutPolygons: true });
}

function isTooLarge(feed: string): boolean {
  return new TextEncoder().encode(feed).byteLength > largestFeedBytes;
}
