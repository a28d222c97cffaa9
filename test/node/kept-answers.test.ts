/** Answers given again over real HTTP: the same bytes as the app's, and never longer than they are true. */
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createSiteServer } from "../../src/node/site-server.ts";
import { fileDatabase } from "../support/database.ts";
import { type PublishedSite, publishedSite } from "../support/published-site.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Served {
  readonly site: PublishedSite;
  readonly url: string;
  /** How often the app was asked. */
  asked(): number;
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
}

async function served(options: Parameters<typeof publishedSite>[0] = {}): Promise<Served> {
  const site = await publishedSite(options);
  await site.publish();
  // A date is given only from the next whole second on.
  site.clock.advance("1m");
  let asked = 0;
  const fetch: typeof site.app.fetch = (...given) => {
    asked++;
    return site.app.fetch(...given);
  };
  const server = createSiteServer({ fetch }, site);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  ends.push(() => server.close());
  ends.push(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    site,
    url,
    asked: () => asked,
    get: (path, headers = {}, method = "GET") =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}${path}`, { headers, method }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () => {
            const body = Buffer.concat(chunks).toString("base64");
            resolve({ status: answer.statusCode ?? 0, headers: { ...answer.headers, date: "" }, body });
          });
        });
        sent.on("error", reject);
        sent.end();
      }),
  };
}

const addresses = [
  "/",
  "/?lang=es",
  "/exercise",
  "/advisories",
  "/about",
  "/machines",
  "/display",
  "/embed",
  "/badge.svg",
  "/calendar.ics",
  "/sitemap.xml",
  "/feeds/advisories.rss",
  "/feeds/advisories.atom?kind=elevated",
  "/feeds/advisories.json",
  "/cap/feed.atom",
  "/cap/current.xml",
  "/ntas/1.1/alerts.xml",
  "/ntas/1.0/alerts.xml",
  "/api/v1/advisories",
  "/api/v1/status.json",
  "/taxii2/",
];

test("what is given again has the same status, headers and bytes as what the app says, also as a 304", async () => {
  const { site, get, asked } = await served();
  const { slug, identifier } = await site.publish({ kind: "imminent" });
  site.clock.advance("1m");
  for (const path of [...addresses, `/advisories/${slug}`, `/advisories/${slug}.txt`, `/cap/${identifier}.xml`]) {
    for (const encoding of ["identity", "gzip", "br"]) {
      const headers = { "accept-encoding": encoding };
      const first = await get(path, headers);
      const { etag } = first.headers;
      const conditional = { ...headers, ...(etag === undefined ? {} : { "if-none-match": etag }) };
      const unchanged = await get(path, conditional);
      if (etag !== undefined) expect([unchanged.status, unchanged.body], path).toEqual([304, ""]);
      const before = asked();
      expect(await get(path, headers), path).toEqual(first);
      expect(await get(path, conditional), path).toEqual(unchanged);
      expect(asked(), path).toBe(before);
    }
  }
});

test("a feed, a CAP message, the list and a page are asked of the app once a second", async () => {
  const { site, get, asked } = await served();
  for (const path of ["/feeds/advisories.atom", "/cap/current.xml", "/api/v1/advisories", "/"]) {
    const before = asked();
    for (let reader = 0; reader < 5; reader++) expect((await get(path)).status).toBe(200);
    expect(asked() - before, path).toBe(1);
    site.clock.advance("1s");
    await get(path);
    expect(asked() - before, path).toBe(2);
  }
});

test("a retraction is seen by the very next reader", async () => {
  const { site, get } = await served();
  const { id, slug } = await site.publish({ kind: "imminent" });
  const paths = [`/advisories/${slug}`, "/api/v1/status.json", "/cap/current.xml?kind=imminent"];
  for (const path of paths) for (let reader = 0; reader < 3; reader++) expect((await get(path)).status).toBe(200);
  const before = await Promise.all(paths.map((path) => get(path)));
  await site.retract(id, "end");
  const after = await Promise.all(paths.map((path) => get(path)));
  expect(after[0]?.body).not.toBe(before[0]?.body);
  expect(after[1]?.body).not.toBe(before[1]?.body);
  expect(after[2]?.status).toBe(204);
});

test("what another process writes is seen by the very next reader", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "advisories.sqlite");
  const { get, asked } = await served({ database: fileDatabase(path) });
  await get("/");
  await get("/");
  const before = asked();
  const other = fileDatabase(path);
  ends.push(() => other.close());
  other.sqlite.exec("INSERT INTO instance VALUES ('anything', 'written by another')");
  await get("/");
  expect(asked()).toBe(before + 1);
});

test("an advisory is over in the millisecond of its sunset, however often it was read just before", async () => {
  const { site, get } = await served();
  const { slug } = await site.publish({ sunsetAt: "2026-11-22T13:00:00-05:00" });
  for (const moment of ["12:58:00.000", "12:59:29.500", "12:59:59.000", "12:59:59.999"]) {
    site.clock.set(`2026-11-22T${moment}-05:00`);
    for (let reader = 0; reader < 3; reader++) {
      const { headers, body } = await get(`/api/v1/advisories/${slug}`);
      expect(Buffer.from(body, "base64").toString(), moment).toContain('"phase":"active"');
      const age = Number(/max-age=(\d+)/.exec(headers["cache-control"] ?? "")?.[1]) * 1_000;
      expect(site.clock.now() + age, moment).toBeLessThanOrEqual(Date.parse("2026-11-22T13:00:00-05:00"));
      site.clock.advance(150);
      if (moment.endsWith("999")) break;
    }
  }
  site.clock.set("2026-11-22T13:00:00.000-05:00");
  const { body } = await get(`/api/v1/advisories/${slug}`);
  expect(Buffer.from(body, "base64").toString()).toContain('"phase":"expired"');
});

test("whoever is signed in, sends a body or asks for more than to read is always answered by the app", async () => {
  const { get, asked } = await served();
  await get("/");
  for (const headers of [{ cookie: "a=b" }, { authorization: "Bearer x" }, { "content-length": "0" }]) {
    const before = asked();
    await get("/", headers);
    await get("/", headers);
    expect(asked() - before, JSON.stringify(headers)).toBe(2);
  }
  const before = asked();
  for (const method of ["POST", "HEAD", "POST", "HEAD"]) await get("/", {}, method);
  expect(asked() - before).toBe(4);
});

test("another language, form or host is another question", async () => {
  const { get } = await served();
  const english = await get("/", { "accept-language": "en" });
  expect((await get("/", { "accept-language": "es" })).body).not.toBe(english.body);
  const json = await get("/api/v1/advisories", { accept: "application/json" });
  expect((await get("/api/v1/advisories", { accept: "application/geo+json" })).body).not.toBe(json.body);
  const refused = await get("/", { host: "no host at all" });
  expect([refused.status, refused.headers["content-type"]]).toEqual([400, "application/problem+json"]);
  expect(refused.headers["content-security-policy"]).toBe(english.headers["content-security-policy"]);
  expect((await get("/")).status).toBe(200);
});

test("errors, and answers that are nobody's to keep, are asked of the app each time", async () => {
  const { get, asked } = await served();
  for (const path of ["/nothing-here", "/healthz", "/readyz", "/api/v1/advisories?unknown=1", "/subscribe"]) {
    await get(path);
    const before = asked();
    await get(path);
    expect(asked() - before, path).toBe(1);
  }
});

test("where the database cannot be read the app says so, and nothing of before is given again", async () => {
  const { site, get } = await served();
  expect((await get("/api/v1/advisories")).status).toBe(200);
  site.database.close();
  expect((await get("/api/v1/advisories")).status).toBeGreaterThanOrEqual(500);
  expect((await get("/healthz")).status).toBe(200);
});
