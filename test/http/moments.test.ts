/** An advisory begins and ends in its millisecond, on every output, with no job running; and nothing served may be kept longer. */
import { describe, expect, test } from "vitest";
import type { Json } from "../support/service.ts";
import { aBody, aText, type Desk, desk, sunset } from "./support.ts";

const headline = "Credible threat to passenger rail";

/** Does this output show the advisory as standing now? Judged by what a reader of that format goes by. */
type IsCurrent = (text: string, status: number, slug: string) => boolean;

const outputs: Record<string, IsCurrent> = {
  "/": (html) => html.includes('<article class="advisory') && html.includes(headline),
  "/advisories": (html) => html.includes("phase-active"),
  "/advisories/:slug": (html) => html.includes("phase-active"),
  "/advisories/:slug/revisions/1": (html) => html.includes("<dt>Ends</dt>"),
  "/advisories/:slug.txt": (text) => text.includes("\nEnds: 5:00 PM EST"),
  "/verify/:slug-r1": (html) => html.includes("This is the text that stands now."),
  "/offline": (html) => html.includes('data-stands="true"'),
  "/embed": (html) => html.includes("data-ends-at="),
  "/display": (html) => html.includes("data-ends-at="),
  "/badge.svg": (svg) => svg.includes("Until 5:00 PM EST"),
  "/calendar.ics": (text) => text.includes("BEGIN:VEVENT") && !text.includes("LAST-MODIFIED:20261201T220000Z"),
  "/sitemap.xml": (xml, _, slug) => xml.includes(slug) && !xml.includes("<lastmod>2026-12-01T22:00:00.000Z"),
  "/feeds/advisories.rss": (xml) => xml.includes("Leave unattended bags alone."),
  "/feeds/advisories.atom": (xml) => xml.includes("Leave unattended bags alone."),
  "/feeds/advisories.json": (json) => json.includes("Leave unattended bags alone."),
  "/cap/feed.atom": (xml) => xml.includes('<category term="current"/>'),
  "/cap/current.xml": (_, status) => status === 200,
  "/ntas/1.0/alerts.xml": (xml) => xml.includes(headline),
  "/ntas/1.0/feed.xml": (xml) => xml.includes(headline),
  "/ntas/1.1/alerts.xml": (xml, _, slug) => xml.includes(slug),
  "/ntas/1.1/feed.xml": (xml) => xml.includes(headline),
  "/ntas/1.1/alerts/:slug.xml": (_, status) => status === 200,
  "/api/v1/advisories": (json) => JSON.parse(json).advisories.some((one: Json) => one.phase === "active"),
  "/api/v1/advisories?phase=active": (json) => JSON.parse(json).advisories.length === 1,
  "/api/v1/advisories/:slug": (json) => JSON.parse(json).phase === "active",
  "/api/v1/status.json": (json) => JSON.parse(json).current === 1,
  "/taxii2/api/collections/advisories/objects": (json) =>
    reportsIn(json).some(({ labels }) => !labels.includes("ended")),
  "/taxii2/api/collections/advisories/manifest": (json) =>
    reportsIn(json).some(({ version }) => version !== "2026-12-01T22:00:00.000Z"),
};
function reportsIn(json: string): Json[] {
  return (JSON.parse(json).objects ?? []).filter(({ id }: Json) => id.startsWith("report--"));
}
const paths = Object.keys(outputs);

/** What an exercise has no address of its own for. */
const isOfPublicOnly = /^\/(api|offline|embed|display|badge|calendar|sitemap|taxii2)/;

const publication = "2026-11-25T09:00:00-05:00";

async function shows(office: Desk, path: string, slug: string, prefix = ""): Promise<boolean> {
  const response = await office.get(prefix + path.replace(":slug", slug));
  return outputs[path]?.(await response.text(), response.status, slug) ?? false;
}

describe.each(paths)("%s", (path) => {
  test("shows an advisory until the millisecond before its sunset, and not at its sunset", async () => {
    const office = await desk();
    const { slug } = await office.publish();
    expect(await shows(office, path, slug)).toBe(true);
    office.clock.set(sunset);
    for (const [offset, expected] of [
      [-1, true],
      [+1, false],
      [+1, false],
      // A clock that goes back does not bring it back wrongly, and does not hide it wrongly.
      [-2, true],
      [+60_000, false],
    ] as const) {
      office.clock.advance(offset);
      expect(await shows(office, path, slug), `${offset} ms further`).toBe(expected);
    }
  });

  test("shows a scheduled advisory from its millisecond on, and not before", async () => {
    const office = await desk();
    const { slug } = await office.publish({ publishAt: publication });
    expect(await shows(office, path, slug)).toBe(false);
    office.clock.set(publication);
    office.clock.advance(-1);
    expect(await shows(office, path, slug)).toBe(false);
    office.clock.advance(1);
    expect(await shows(office, path, slug)).toBe(true);
  });

  test("may be kept until the next publication or sunset at most, and never for more than 30 seconds", async () => {
    const office = await desk();
    const first = await office.publish({ publishAt: publication });
    const leftBefore = async (at: string, milliseconds: number) => {
      office.clock.set(at);
      office.clock.advance(-milliseconds);
      const response = await office.get(path.replace(":slug", first.slug));
      const header = response.headers.get("cache-control") ?? "";
      if (header === "no-store") return 0;
      expect(header, path).toMatch(/^public, max-age=\d+, must-revalidate$/);
      return Number(/max-age=(\d+)/.exec(header)?.[1]) * 1_000;
    };
    for (const at of [publication, sunset]) {
      for (const left of [1, 999, 1_000, 1_001, 29_999, 30_000, 40_000])
        expect(await leftBefore(at, left), `${left} ms before`).toBeLessThanOrEqual(Math.min(left, 30_000));
    }
  });

  test("gives its new text to whoever brings the old ETag or date after the sunset", async () => {
    const office = await desk();
    const { slug } = await office.publish();
    const where = path.replace(":slug", slug);
    office.clock.set(sunset);
    office.clock.advance(-1);
    const before = await office.get(where);
    const etag = before.headers.get("etag");
    const date = before.headers.get("last-modified");
    office.clock.advance(1);
    if (etag) expect((await office.get(where, { "if-none-match": etag })).status).not.toBe(304);
    if (date) expect((await office.get(where, { "if-modified-since": date })).status).not.toBe(304);
    office.clock.advance("2s");
    if (date) expect((await office.get(where, { "if-modified-since": date })).status).not.toBe(304);
  });

  test("is the same bytes at two moments with nothing in between", async () => {
    // A page says as of which minute it is true; the status, as of which second.
    const isDated = /^\/($|advisories|verify|offline|embed|display|badge)|status\.json/.test(path);
    const office = await desk();
    const { slug } = await office.publish();
    office.clock.advance("1h");
    const where = path.replace(":slug", slug);
    const read = async () => (await office.get(where)).text();
    const one = await read();
    office.clock.advance(isDated ? 400 : 7 * 86_400_000);
    expect(await read()).toBe(one);
  });

  // Whoever got a message of an exercise asks at the same address whether it is genuine.
  if (path.startsWith("/verify")) return;
  test("never shows an exercise, nor the public's to an exercise", async () => {
    const office = await desk();
    const exercise = await office.publish({ status: "exercise" });
    const rehearsal = await office.publish({ status: "test", kind: "imminent" });
    for (const { slug } of [exercise, rehearsal]) expect(await shows(office, path, slug)).toBe(false);
    if (isOfPublicOnly.test(path)) return;
    expect(await shows(office, path, exercise.slug, "/exercise")).toBe(true);
    const other = await desk();
    const { slug } = await other.publish();
    expect(await shows(other, path, slug, "/exercise")).toBe(false);
    expect(await shows(other, path, slug)).toBe(true);
  });
});

describe("no other address", () => {
  /** Of one thing by its name or token, and why not above: a person's own, an editor's, a file that never changes, or tested elsewhere. */
  const ofOneThing = [
    "/advisories/:file{[^/]+\\.pdf}",
    "/api/v1/advisories/:id/ipaws.xml",
    "/api/v1/webhooks/:id",
    "/cap/archive/:file{[1-9][0-9]{0,5}\\.atom}",
    "/confirm/:token",
    "/notices/:token",
    "/partners/:token",
    "/subscriptions/:token",
    "/subscriptions/:token/data.json",
    "/subscriptions/:token/erase",
    "/taxii2/api/collections/:collection",
    "/taxii2/api/collections/:collection/objects/:object",
    "/taxii2/api/collections/:collection/objects/:object/versions",
    "/unsubscribe/:token",
  ];

  /** A route as a pattern; a dot in it is a dot. */
  function patternOf(route: string): RegExp {
    const pattern = route.replaceAll(/:\w+(?:\{(.*?)\})?(?=\/|$)|\./g, (found, own) =>
      found === "." ? "\\." : (own ?? "[^/]+"),
    );
    return new RegExp(`^${pattern}$`);
  }

  test("speaks of what stands, so that every output is held to its millisecond above", async () => {
    const office = await desk();
    const { slug } = await office.publish();
    const known = paths.map((path) => path.replace(/\?.*/, "").replace(":slug", "x"));
    const others = [...new Set(office.app.routes.flatMap(({ method, path }) => (method === "GET" ? [path] : [])))]
      .filter((route) => !/^\/(console|exercise|assets)\b/.test(route))
      .filter((route) => !known.some((path) => patternOf(route).test(path)));
    expect(others.filter((route) => route.includes(":")).sort()).toEqual(ofOneThing);
    // Events never end by themselves: test/http/events.test.ts listens.
    for (const path of others.filter((route) => !route.includes(":") && route !== "/api/v1/events")) {
      const text = await (await office.get(path)).text();
      for (const words of [slug, headline]) expect(text, path).not.toContain(words);
    }
  });
});

describe("what is not public", () => {
  test("a scheduled CAP message is nowhere until its hour, and a voided one never", async () => {
    const office = await desk();
    const { id, identifier } = await office.publish({ publishAt: publication });
    const file = () => office.get(`/cap/${identifier}.xml`);
    expect((await file()).status).toBe(404);
    expect((await office.get(`/verify/${identifier}`)).status).toBe(404);
    const back = await office.call("POST", `/api/v1/advisories/${id}/return`, office.approver, { reason: "Not yet." });
    expect(back.status).toBe(200);
    office.clock.set(publication);
    office.clock.advance("1h");
    expect((await file()).status).toBe(404);
    expect((await office.get(`/verify/${identifier}`)).status).toBe(404);
  });

  test("drafts, submitted and scheduled texts are in no public output", async () => {
    const office = await desk();
    const secret = "Unpublished words";
    const given = { languages: { en: aText({ headline: secret }) } };
    const all = [
      await office.draft(given),
      await office.submitted(given),
      await office.publish({ ...given, publishAt: publication }),
    ];
    const published = await office.publish();
    await office.revised(published.id, { change: "update", note: "Unpublished words", content: aBody(given) });
    for (const path of paths) {
      for (const { slug } of [...all, published]) {
        const text = await (await office.get(path.replace(":slug", slug))).text();
        expect(text, path).not.toContain(secret);
      }
    }
    for (const { id } of all) expect((await office.get(`/api/v1/advisories/${id}`)).status).toBe(404);
  });

  test("no machine code of an exercise is in a public output: judged by CAP's own elements", async () => {
    const office = await desk();
    const { identifier, slug } = await office.publish({
      status: "exercise",
      kind: "imminent",
      codes: { liveLikeCodes: true },
    });
    for (const path of [`/cap/${identifier}.xml`, `/ntas/1.1/alerts/${slug}.xml`, `/advisories/${slug}`])
      expect((await office.get(path)).status, path).toBe(404);
    expect((await office.get("/cap/current.xml")).status).toBe(204);
    for (const path of ["/cap/feed.atom", "/feeds/advisories.atom", "/feeds/advisories.rss", "/feeds/advisories.json"])
      expect(await (await office.get(path)).text(), path).not.toMatch(/Exercise|exercise|Imminent|imminent/);
    const file = await office.get(`/exercise/cap/${identifier}.xml`);
    expect(await file.text()).toContain("<status>Exercise</status>");
    expect(file.headers.get("x-robots-tag")).toBe("noindex");
    for (const path of [
      "/exercise/",
      "/exercise/cap/current.xml",
      "/exercise/cap/feed.atom",
      "/exercise/feeds/advisories.rss",
    ])
      expect((await office.get(path)).headers.get("x-robots-tag"), path).toBe("noindex");
  });

  test("a withdrawn advisory's words are in no public output but the message that was sent", async () => {
    const office = await desk();
    const words = "Wrong words entirely";
    const given = { languages: { en: aText({ headline: words, summary: words }), es: aText({ headline: words }) } };
    const { id, slug } = await office.publish(given);
    await office.change(id, { change: "extend", note: words, sunsetAt: "2026-12-09T17:00:00-05:00" });
    expect((await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, { then: "end" })).status).toBe(
      200,
    );
    const more = ["/advisories/:slug/revisions/1", "/advisories/:slug/revisions/2", "/advisories/:slug/revisions/3"];
    for (const path of [...paths, ...more]) {
      for (const language of ["", "?lang=es"]) {
        if (language !== "" && path.includes("?")) continue;
        const response = await office.get(path.replace(":slug", slug) + language);
        expect(await response.text(), path + language).not.toContain(words);
      }
    }
  });

  test("nor are the words of what it had replaced: taking back the whole takes back all that led to it", async () => {
    const office = await desk();
    const words = "Wrong words entirely";
    const given = { languages: { en: aText({ headline: words, summary: words }) } };
    const first = await office.publish(given);
    const second = await office.publish({ ...given, replaces: first.id, kind: "imminent" });
    await office.call("POST", `/api/v1/advisories/${second.id}/retract`, office.author, { then: "end" });
    expect((await office.call("GET", `/api/v1/advisories/${first.id}`)).json.phase).toBe("replaced");
    for (const path of [...paths, "/advisories/:slug/revisions/1"]) {
      for (const { slug } of [first, second])
        expect(await (await office.get(path.replace(":slug", slug))).text(), path).not.toContain(words);
    }
  });

  test("a restored advisory does not repeat the words that were taken back", async () => {
    const office = await desk();
    const words = "Wrong words entirely";
    const { id, slug } = await office.publish();
    const content = aBody({ languages: { en: aText({ headline: words }) } });
    await office.change(id, { change: "update", note: words, content });
    expect((await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, {})).status).toBe(200);
    for (const path of [...paths, "/advisories/:slug/revisions/2"])
      expect(await (await office.get(path.replace(":slug", slug))).text(), path).not.toContain(words);
    expect(await shows(office, "/", slug)).toBe(true);
  });
});

describe("the machine feed and current.xml", () => {
  test("the message of an end stops counting after its hour, though the advisory's sunset is days away", async () => {
    const office = await desk();
    const { id } = await office.publish();
    await office.change(id, { change: "end", note: "Over.", threatIsOver: true });
    const feed = async () => (await office.get("/cap/feed.atom")).text();
    expect(await feed()).toContain('term="current"');
    office.clock.advance(3_600_000 - 1);
    expect(await feed()).toContain('term="current"');
    office.clock.advance(1);
    expect(await feed()).not.toContain('term="current"');
    office.clock.advance("48h");
    expect(await feed()).not.toContain("<entry>");
  });

  test("after a retraction the older alert is given also to a screen that asks by date", async () => {
    const office = await desk();
    const elevated = await office.publish();
    office.clock.advance("1h");
    const imminent = await office.publish({ kind: "imminent" });
    office.clock.advance("1h");
    const shown = await office.get("/cap/current.xml");
    expect(await shown.text()).toContain(imminent.identifier);
    const since = { "if-modified-since": shown.headers.get("last-modified") ?? "" };
    expect((await office.get("/cap/current.xml", since)).status).toBe(304);
    await office.call("POST", `/api/v1/advisories/${imminent.id}/retract`, office.author, {});
    const next = await office.get("/cap/current.xml", since);
    expect(next.status).toBe(200);
    expect(await next.text()).toContain(elevated.identifier);
  });
});
