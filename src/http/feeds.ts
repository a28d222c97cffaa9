/** Feeds, CAP files, signage and the old NTAS XML, for the public and, apart from it, for exercises. */
import { Hono } from "hono";
import type { Site } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { atom } from "../formats/atom.ts";
import { currentMessage } from "../formats/cap/current.ts";
import { archivePage, currentMachineFeed, largestFeedBytes } from "../formats/cap/machine-archive.ts";
import type { FeedContext } from "../formats/feed-heading.ts";
import { jsonFeed } from "../formats/json-feed.ts";
import { ntasAlert, ntasAlerts, ntasAlerts10, ntasFeed } from "../formats/ntas-xml.ts";
import { rss } from "../formats/rss.ts";
import type { Database } from "../store/database.ts";
import type { Heartbeats } from "./heartbeats.ts";
import type { HttpRefusal } from "./http-refusal.ts";
import { linksTo, otherForms } from "./other-forms.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { freshSeconds, respond } from "./rendered.ts";
import { capFile, type ReadView, type Realm, type View } from "./view.ts";

export interface FeedDependencies {
  readonly database: Database;
  readonly site: Site;
  readonly readView: ReadView;
  /** Only where they are switched on. */
  readonly heartbeats?: Heartbeats;
}

const personalFeeds = [
  { name: "rss", make: rss, type: "application/rss+xml; charset=utf-8" },
  { name: "atom", make: atom, type: "application/atom+xml; charset=utf-8" },
  { name: "json", make: jsonFeed, type: "application/feed+json; charset=utf-8" },
] as const;

const atomType = "application/atom+xml; charset=utf-8";
const xmlType = "application/xml; charset=utf-8";
export const capType = "application/cap+xml; charset=utf-8";

/** For readers that look for the feed's own address, and its hub, in the header (WebSub §4). */
function discoveryLinks(selfUrl: string, hubUrl: string | undefined): string {
  return [...(hubUrl === undefined ? [] : [`<${hubUrl}>; rel="hub"`]), `<${selfUrl}>; rel="self"`].join(", ");
}

/**
 * At most 100 KB, as aggregators want it: where all texts are too much, the older entries have their summaries and links; where those
 * are too much, the older entries lie on further pages.
 */
function fitting(write: (most: number, wholeEntries: number) => string, count: number): string {
  let most = count;
  let whole = count;
  let feed = write(most, whole);
  while ((whole > 0 || most > 1) && Buffer.byteLength(feed) > largestFeedBytes) {
    if (whole > 0) whole = Math.floor(whole / 2);
    else most = Math.ceil(most / 2);
    feed = write(most, whole);
  }
  return feed;
}

/** How many entries lie on the pages before: pages of a feed name each other, so nobody has to think of one. */
function readSkip(url: URL): Result<number, HttpRefusal> {
  const [text = "0", ...others] = url.searchParams.getAll("skip");
  if (/^\d{1,5}$/.test(text) && others.length === 0) return accepted(Number(text));
  const reason = "must be a whole number, once: follow the feed's own link to its next page";
  return refused({ type: "unknown-parameter", problems: [{ path: "skip", reason, example: "20" }] });
}

function withSkip(url: URL, skip: number): string {
  const query = new URLSearchParams(url.search);
  query.delete("skip");
  if (skip > 0) query.set("skip", String(skip));
  return query.size === 0 ? "" : `?${query}`;
}

export function feeds(
  { database, site, readView, heartbeats: beatsAt = () => [] }: FeedDependencies,
  prefix: Realm["prefix"],
): Hono {
  const routes = new Hono();
  // Exercises go only to those whom an editor marked: nobody can subscribe to them by the hub.
  const hub = prefix === "" ? { hubUrl: `${site.baseUrl}/websub` } : {};
  const realmOf = (view: View) => (prefix === "" ? view.actual : view.rehearsal);
  /** Exercises are for rehearsing with the real machines, not for search engines. */
  const marks: Record<string, string> = prefix === "" ? {} : { "X-Robots-Tag": "noindex" };

  for (const { name, make, type } of personalFeeds) {
    routes.get(`/feeds/advisories.${name}`, async (context) => {
      const url = new URL(context.req.url);
      const filter = readFilter(url, ["kind", "area", "sector", "lang"], ["skip"]);
      if (!filter.ok) return problem(context, filter.refusal);
      const skip = readSkip(url);
      if (!skip.ok) return problem(context, skip.refusal);
      const { view, now } = await readView();
      const realm = realmOf(view);
      const { language = "en", ...choice } = filter.value;
      const query = url.search;
      const address = `${site.baseUrl}${prefix}/feeds/advisories.${name}`;
      const selfUrl = `${address}${query}`;
      const urlOf = (from: number) => `${address}${withSkip(url, from)}`;
      const feedContext: FeedContext = { site, now, prefix, selfUrl, language, choice, ...hub };
      return respond(
        context,
        {
          type,
          view,
          now,
          key: `${prefix}${name}${query}`,
          headers: { ...marks, Link: discoveryLinks(selfUrl, hub.hubUrl) },
        },
        () =>
          fitting(
            (most, wholeEntries) =>
              make(realm.advisories, { ...feedContext, wholeEntries, page: { skip: skip.value, most, urlOf } }),
            realm.advisories.length,
          ),
      );
    });
  }

  routes.get("/cap/feed.atom", async (context) => {
    const filter = readFilter(new URL(context.req.url), []);
    if (!filter.ok) return problem(context, filter.refusal);
    const { view, now } = await readView();
    const realm = realmOf(view);
    const beats = beatsAt(now);
    return respond(
      context,
      {
        type: atomType,
        view,
        now,
        changedAt: Math.max(view.changedAt, beats[0]?.summary.sentAt ?? 0),
        key: `${prefix}cap-feed ${beats[0]?.summary.identifier ?? ""}`,
        headers: { ...marks, Link: discoveryLinks(`${site.baseUrl}${prefix}/cap/feed.atom`, hub.hubUrl) },
      },
      () =>
        currentMachineFeed(realm.messages, now, site, { prefix, ...hub, beats: beats.map(({ summary }) => summary) }),
    );
  });

  routes.get("/cap/archive/:file{[1-9][0-9]{0,5}\\.atom}", async (context) => {
    const filter = readFilter(new URL(context.req.url), []);
    if (!filter.ok) return problem(context, filter.refusal);
    const { view, now } = await readView();
    const number = Number.parseInt(context.req.param("file"), 10);
    const page = archivePage(realmOf(view).messages, number, now, site, prefix);
    if (page === null) return problem(context, { type: "not-found", what: "archive page" });
    return respond(context, { type: atomType, view, now, key: `${prefix}cap-${number}`, headers: marks }, () => page);
  });

  routes.get("/cap/current.xml", async (context) => {
    const filter = readFilter(new URL(context.req.url), ["kind", "area", "sector"]);
    if (!filter.ok) return problem(context, filter.refusal);
    const { view, now } = await readView();
    const realm = realmOf(view);
    const current = currentMessage(
      realm.advisories.map((advisory) => ({ advisory })),
      { choice: filter.value },
      now,
    );
    const identifier = current?.advisory.revision.identifier;
    const message = identifier === undefined ? null : await capFile(database, realm, identifier);
    if (!message) {
      return context.body(null, 204, {
        "Cache-Control": `public, max-age=${freshSeconds(view, now)}, must-revalidate`,
        // Players in a browser of another site must be able to tell "none" from "no answer".
        "Access-Control-Allow-Origin": "*",
        ...marks,
      });
    }
    return respond(
      context,
      {
        type: capType,
        view,
        now,
        key: `${prefix}cap-current ${message.identifier}`,
        headers: marks,
      },
      () => view.xmlOf(message),
    );
  });

  routes.get("/cap/:file{[^/]+\\.xml}", async (context) => {
    const identifier = context.req.param("file").slice(0, -".xml".length);
    const { view, now } = await readView();
    const beat = beatsAt(now).find(({ summary }) => summary.identifier === identifier);
    if (beat)
      return respond(
        context,
        { type: capType, view, now, changedAt: beat.summary.sentAt, key: `${prefix}cap ${identifier}`, headers: marks },
        () => beat.xml,
      );
    const realm = realmOf(view);
    const message = await capFile(database, realm, identifier);
    const advisory = realm.advisories.find(({ revisions }) => revisions.some((one) => one.identifier === identifier));
    if (!message || !advisory) return problem(context, { type: "not-found", what: "CAP message" });
    const headers = { ...marks, Link: linksTo(otherForms(advisory, realm, site), site) };
    return respond(
      context,
      { type: capType, view, now, changedAt: message.sentAt, key: `${prefix}cap ${identifier}`, headers },
      () => view.xmlOf(message),
    );
  });

  const ntas = [
    { path: "/ntas/1.1/alerts.xml", make: ntasAlerts },
    { path: "/ntas/1.1/feed.xml", make: ntasFeed },
    { path: "/ntas/1.0/alerts.xml", make: ntasAlerts10 },
    { path: "/ntas/1.0/feed.xml", make: ntasFeed },
  ] as const;
  for (const { path, make } of ntas) {
    routes.get(path, async (context) => {
      const { view, now } = await readView();
      const realm = realmOf(view);
      return respond(context, { type: xmlType, view, now, key: `${prefix}${path}`, headers: marks }, () =>
        make(realm.advisories, site, prefix),
      );
    });
  }
  routes.get("/ntas/1.1/alerts/:file{[^/]+\\.xml}", async (context) => {
    const { view, now } = await readView();
    const slug = context.req.param("file").slice(0, -".xml".length);
    const realm = realmOf(view);
    const advisory = realm.advisories.find((one) => one.slug === slug);
    const xml = advisory ? ntasAlert(advisory, site, prefix) : null;
    if (!advisory || xml === null) return problem(context, { type: "not-found", what: "current alert" });
    const headers = { ...marks, Link: linksTo(otherForms(advisory, realm, site), site) };
    return respond(context, { type: xmlType, view, now, key: `${prefix}ntas ${slug}`, headers }, () => xml);
  });
  return routes;
}
