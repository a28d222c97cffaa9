/** Conditional requests, encodings and dates (RFC 9110, 9111). */
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { desk } from "./support.ts";

const paths = [
  "/",
  "/advisories",
  "/about",
  "/feeds/advisories.rss",
  "/feeds/advisories.atom",
  "/feeds/advisories.json",
  "/cap/feed.atom",
  "/cap/current.xml",
  "/ntas/1.1/feed.xml",
  "/ntas/1.0/alerts.xml",
  "/api/v1/advisories",
];

/** With an advisory, at an hour at which everything has a date. */
async function opened() {
  const office = await desk();
  const { slug, identifier } = await office.publish();
  office.clock.advance("1h");
  return Object.assign(office, {
    all: [...paths, `/advisories/${slug}`, `/cap/${identifier}.xml`, `/api/v1/advisories/${slug}`],
  });
}

describe("an ETag", () => {
  test("is strong, and another for each encoding; what is sent is the same text", async () => {
    const office = await opened();
    for (const path of office.all) {
      const plain = await office.get(path);
      const gzip = await office.get(path, { "accept-encoding": "gzip" });
      const brotli = await office.get(path, { "accept-encoding": "gzip, deflate, br;q=0.9" });
      const tags = [plain, gzip, brotli].map((response) => response.headers.get("etag") ?? "");
      for (const tag of tags) expect(tag, path).toMatch(/^"[\w-]+"$/);
      expect(new Set(tags).size, path).toBe(3);
      expect(gzip.headers.get("content-encoding")).toBe("gzip");
      expect(brotli.headers.get("content-encoding")).toBe("br");
      for (const response of [plain, gzip, brotli])
        expect(response.headers.get("vary"), path).toMatch(/^Accept-Encoding/);
      const text = await plain.text();
      expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(text);
      expect(brotliDecompressSync(Buffer.from(await brotli.arrayBuffer())).toString()).toBe(text);
    }
  });

  test("that the client has is answered with 304, without a body and with all headers", async () => {
    const office = await opened();
    for (const path of office.all) {
      for (const encoding of ["identity", "gzip", "br"]) {
        const headers = { "accept-encoding": encoding };
        const response = await office.get(path, headers);
        const etag = response.headers.get("etag") ?? "";
        for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
          const again = await office.get(path, { ...headers, "if-none-match": tags });
          expect(again.status, `${path} ${tags}`).toBe(304);
          expect(await again.text()).toBe("");
          for (const name of ["etag", "cache-control", "vary", "last-modified", "content-security-policy"])
            expect(again.headers.get(name), name).toBe(response.headers.get(name));
        }
        expect((await office.get(path, { ...headers, "if-none-match": '"other"' })).status).toBe(200);
      }
    }
  });

  test("of one encoding is not accepted for another", async () => {
    const office = await opened();
    const etag = (await office.get("/", { "accept-encoding": "br" })).headers.get("etag") ?? "";
    expect((await office.get("/", { "accept-encoding": "gzip", "if-none-match": etag })).status).toBe(200);
  });

  test("decides also where a date would say otherwise", async () => {
    const office = await opened();
    const date = new Date(office.clock.now()).toUTCString();
    for (const path of office.all) {
      const headers = { "if-none-match": '"other"', "if-modified-since": date };
      expect((await office.get(path, headers)).status, path).toBe(200);
    }
  });

  test("is another after every change, and for every language and filter", async () => {
    const office = await desk();
    const seen = new Set<string>();
    const remember = async (path: string) => {
      const etag = (await office.get(path)).headers.get("etag") ?? "";
      expect(seen.has(etag), path).toBe(false);
      seen.add(etag);
    };
    await remember("/feeds/advisories.atom");
    const { id } = await office.publish();
    await remember("/feeds/advisories.atom");
    await remember("/feeds/advisories.atom?lang=es");
    await remember("/?lang=en");
    await remember("/?lang=es");
    await office.change(id, { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00Z" });
    await remember("/feeds/advisories.atom");
    await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, { then: "end" });
    await remember("/feeds/advisories.atom");
  });
});

describe("Last-Modified", () => {
  test("given back as If-Modified-Since is answered with 304, and an earlier one with 200", async () => {
    const office = await opened();
    for (const path of office.all) {
      const response = await office.get(path);
      const date = response.headers.get("last-modified") ?? "";
      const earlier = new Date(Date.parse(date) - 1_000).toUTCString();
      expect((await office.get(path, { "if-modified-since": date })).status, path).toBe(304);
      expect((await office.get(path, { "if-modified-since": earlier })).status, path).toBe(200);
      for (const wrong of ["", "yesterday", "0", date.replace("GMT", "Z-")])
        expect((await office.get(path, { "if-modified-since": wrong })).status, `${path} ${wrong}`).toBe(200);
    }
  });

  test("of a clock that is ahead keeps nobody from a change", async () => {
    const office = await opened();
    const future = new Date(office.clock.now() + 86_400_000).toUTCString();
    for (const path of office.all)
      expect((await office.get(path, { "if-modified-since": future })).status, path).toBe(200);
  });

  test("never lets a change within one second pass unseen", async () => {
    const office = await desk({ start: "2026-11-22T12:00:00.100-05:00" });
    const now = () => new Date(office.clock.now()).toUTCString();
    await office.publish();
    const first = await office.get("/feeds/advisories.rss");
    const dates = [now(), first.headers.get("last-modified") ?? now()];
    office.clock.advance(300);
    await office.publish({ kind: "imminent" });
    office.clock.advance(300);
    for (const wait of [0, 500, 5_000]) {
      office.clock.advance(wait);
      for (const date of dates) {
        const response = await office.get("/feeds/advisories.rss", { "if-modified-since": date });
        expect(response.status).toBe(200);
      }
    }
  });

  test("moves when an ended advisory leaves the feed after its 48 hours, and when archives come in", async () => {
    const office = await desk();
    await office.publish({ sunsetAt: "2026-11-22T13:00:00-05:00" });
    office.clock.advance("2h");
    const date = (await office.get("/feeds/advisories.rss")).headers.get("last-modified") ?? "";
    const ask = () => office.get("/feeds/advisories.rss", { "if-modified-since": date });
    expect((await ask()).status).toBe(304);
    office.clock.set("2026-11-24T13:00:00-05:00");
    office.clock.advance("1s");
    expect((await ask()).status).toBe(200);
  });

  test("of feeds is the hour of a change, never now; and no feed holds another hour", async () => {
    const office = await desk();
    await office.publish();
    office.clock.advance("1h");
    const published = office.clock.now() - 3_600_000;
    for (const path of [
      "/feeds/advisories.rss",
      "/feeds/advisories.atom",
      "/feeds/advisories.json",
      "/cap/feed.atom",
    ]) {
      const response = await office.get(path);
      expect(Date.parse(response.headers.get("last-modified") ?? ""), path).toBe(published);
      const text = await response.text();
      const dates =
        text.match(
          /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g,
        ) ?? [];
      expect(dates.length, path).toBeGreaterThan(0);
      for (const date of dates)
        expect([published, Date.parse("2026-12-01T17:00:00-05:00")], path).toContain(Date.parse(date));
    }
  });
});

describe("HEAD", () => {
  test("answers like GET, without the body", async () => {
    const office = await opened();
    for (const path of office.all) {
      const get = await office.get(path);
      const head = await office.app.request(path, { method: "HEAD" });
      expect(head.status, path).toBe(200);
      expect(await head.text()).toBe("");
      expect(Object.fromEntries(head.headers), path).toEqual(Object.fromEntries(get.headers));
      const etag = head.headers.get("etag") ?? "";
      const again = await office.app.request(path, { method: "HEAD", headers: { "if-none-match": etag } });
      expect(again.status).toBe(304);
    }
  });
});

describe("what belongs to one person", () => {
  test("is kept by nobody", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const headers = { authorization: `Bearer ${office.author}` };
    for (const path of [`/api/v1/advisories/${id}`, "/api/v1/drafts", `/api/v1/deliveries?advisory=${id}`])
      expect((await office.get(path, headers)).headers.get("cache-control"), path).toBe("no-store");
    for (const path of [
      "/subscribe",
      "/confirm/x",
      "/unsubscribe/x",
      "/subscriptions/x",
      "/console",
      "/console/sign-in/x",
    ])
      expect((await office.get(path)).headers.get("cache-control"), path).toBe("no-store");
    const open = await office.get(`/api/v1/advisories/${id}`);
    expect(open.headers.get("vary")).toMatch(/Authorization/);
  });

  test("an error is kept by nobody", async () => {
    const office = await desk();
    for (const path of [
      "/nowhere",
      "/advisories/nowhere",
      "/cap/nowhere.xml",
      "/api/v1/advisories/nowhere",
      "/feeds/advisories.rss?x=1",
    ])
      for (const accept of ["*/*", "text/html"])
        expect((await office.get(path, { accept })).headers.get("cache-control"), path).toBe("no-store");
  });
});

describe("a database that cannot be read", () => {
  test("is said so, and is never “there are none”", async () => {
    const office = await opened();
    office.database.sqlite.exec("alter table revisions rename to elsewhere; alter table audit rename to away");
    for (const path of office.all) {
      const response = await office.get(path);
      expect(response.status, path).toBe(503);
      expect(await response.text(), path).not.toMatch(/no current advisories/i);
      expect(response.headers.get("retry-after"), path).toMatch(/^\d+$/);
    }
    const page = await office.get("/", { accept: "text/html" });
    expect(page.status).toBe(503);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(
      (await office.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: "a@example.org" }))
        .status,
    ).toBeLessThan(500);
    const write = await office.call("POST", "/api/v1/advisories", office.author, {});
    expect([400, 503]).toContain(write.status);
  });
});
