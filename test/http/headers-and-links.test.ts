/** Every route, error and 304 too, carries the headers; every local link on every page leads somewhere, in each phase and language. */
import { beforeAll, describe, expect, test } from "vitest";
import { busyOffice } from "./busy-office.ts";
import { type Desk, desk } from "./support.ts";

let office: Awaited<ReturnType<typeof busyOffice>>;
beforeAll(async () => {
  office = await busyOffice();
});

const entities: Record<string, string> = { "&amp;": "&", "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">" };

/** Local addresses that a page leads to: links, forms that are read by GET, styles, scripts, alternates. */
function localLinks(html: string): string[] {
  const found = [...html.matchAll(/<(?:a|link|script|img|area)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(
    ([, href = ""]) => href.replaceAll(/&\w+;|&#39;/g, (entity) => entities[entity] ?? entity),
  );
  return found.flatMap((href) => {
    const address = new URL(href, "http://localhost:8080/");
    return address.origin === "http://localhost:8080" && !href.startsWith("#")
      ? [address.pathname + address.search]
      : [];
  });
}

/** Reads everything that can be reached from a few beginnings, and gives each address with its answer. */
async function crawl(
  office: Desk,
  from: readonly string[],
  headers: Record<string, string> = {},
): Promise<Map<string, { status: number; from: string; html: string }>> {
  const seen = new Map<string, { status: number; from: string; html: string }>();
  const open = from.map((address): [string, string] => [address, "(start)"]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [address, source] = next;
    if (seen.has(address)) continue;
    expect(seen.size, "addresses without end").toBeLessThan(3_000);
    const response = await office.get(address, { accept: "text/html", ...headers });
    const isPage = (response.headers.get("content-type") ?? "").startsWith("text/html");
    const html = isPage ? await response.text() : "";
    seen.set(address, { status: response.status, from: source, html });
    for (const link of localLinks(html)) open.push([link, address]);
  }
  return seen;
}

const beginnings = ["/", "/exercise/", "/machines", "/subscribe", "/nowhere", "/advisories/nowhere", "/confirm/false"];
const meantToFail = /^\/(nowhere|advisories\/nowhere|confirm\/false)(\?|$)/;

describe("every local link", () => {
  test.each([
    ["at the beginning", undefined],
    ["a day later", "2026-11-23T15:00:00-05:00"],
    ["when nothing is left", "2027-01-05T12:00:00-05:00"],
  ])("leads somewhere, on every page, in English and Spanish: %s", async (_name, moment) => {
    const office = await busyOffice();
    if (moment) office.clock.set(moment);
    for (const language of ["en", "es"]) {
      const pages = await crawl(office, [...beginnings, ...office.private.slice(0, 3), `/?lang=${language}`], {
        "accept-language": language,
      });
      const dead = [...pages].filter(
        ([address, { status }]) => ![200, 204, 303].includes(status) && !meantToFail.test(address),
      );
      expect(dead.map(([address, { status, from }]) => `${status} ${address} on ${from}`)).toEqual([]);
      expect(pages.size).toBeGreaterThan(30);
      const english = [...pages].filter(
        ([address, { html }]) => html.includes('<html lang="en"') && !/[?&]lang=en/.test(address),
      );
      if (language === "es") expect(english.map(([address]) => address)).toEqual([]);
    }
  });

  test("leads somewhere in the console too", async () => {
    const pages = await crawl(office, ["/console", ...office.private], { cookie: office.cookie });
    for (const [address, { status, from }] of pages)
      if (!address.startsWith(office.usedLink)) expect([200, 204], `${address} on ${from}`).toContain(status);
    expect(pages.get("/console")?.html).toContain("approver@example.org");
  });

  test("stays on this site, also on an error page whose address begins with two slashes", async () => {
    for (const path of ["//evil.example/x", "///evil.example", "/exercise//evil.example", "//evil.example%2f.."]) {
      const response = await office.app.fetch(
        new Request(`http://localhost:8080${path}`, { headers: { accept: "text/html" } }),
      );
      const html = await response.text();
      for (const [, href = ""] of html.matchAll(/(?:href|action|src)="([^"]*)"/g))
        expect(href, path).not.toMatch(/^\/[/\\]/);
    }
  });

  test("of a page in a chosen language keeps that language", async () => {
    for (const path of ["/", "/advisories", "/about", "/subscribe"]) {
      const html = await (await office.get(`${path}?lang=es`)).text();
      const pages = [...html.matchAll(/<a\b[^>]*href="(\/(?!feeds|cap|ntas|api)[^"]*)"/g)].map(([, href = ""]) => href);
      for (const href of pages) expect(href, path).toMatch(/[?&]lang=(en|es)/);
    }
  });
});

const policyOf = (header: string) =>
  new Map(
    header
      .split(";")
      .map((rule) => rule.trim().split(/\s+/))
      .map(([name = "", ...sources]) => [name, sources]),
  );

function checkHeaders(response: Response, name: string): void {
  const header = (key: string) => response.headers.get(key) ?? "";
  const policy = policyOf(header("content-security-policy"));
  // The widget is there to be framed by anybody, and by its one address alone.
  const framable = /^(GET|HEAD) \/embed(\?\S*)? \((200|304)\)/.test(name) ? "frame-ancestors *" : "";
  expect(header("content-security-policy").replace(framable, ""), name).not.toMatch(/unsafe-|\*|http:|data:/);
  expect(policy.get("default-src"), name).toEqual(["'none'"]);
  for (const rule of ["script-src", "style-src", "img-src", "connect-src", "form-action"])
    expect(policy.get(rule), `${name} ${rule}`).toEqual(["'self'"]);
  expect(policy.get("base-uri"), name).toEqual(["'none'"]);
  expect(policy.get("frame-ancestors"), name).toEqual(framable === "" ? ["'none'"] : ["*"]);
  expect(Number(/max-age=(\d+)/.exec(header("strict-transport-security"))?.[1]), name).toBeGreaterThanOrEqual(
    31_536_000,
  );
  expect(header("x-content-type-options"), name).toBe("nosniff");
  expect(header("referrer-policy"), name).toMatch(/^(same-origin|no-referrer|strict-origin)$/);
  expect(header("permissions-policy"), name).not.toBe("");
  for (const telling of ["server", "x-powered-by", "via"]) expect(response.headers.has(telling), name).toBe(false);
  if (response.status !== 204 && response.status !== 304 && response.status !== 303)
    expect(header("content-type"), name).toMatch(/^[a-z]+\/[a-z0-9.+-]+(; ?charset=utf-8|;version=2\.1)?$/i);
}

describe("the headers", () => {
  const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

  test("are on every route and method, whatever the answer", async () => {
    const routes = new Set(office.app.routes.map(({ path }) => path.replaceAll(/:\w+(\{.*?\})?(?=\/|$)/g, "x")));
    const addresses = [
      ...routes,
      ...office.private,
      "/nowhere",
      "/api/nowhere",
      "/assets/x",
      "/.well-known/x",
      "/%ff",
      "/%00",
    ];
    for (const path of addresses.filter((one) => !one.includes("*"))) {
      for (const method of methods) {
        for (const accept of ["*/*", "text/html"]) {
          const response = await office.app.request(path, { method, headers: { accept } });
          expect(response.status, `${method} ${path}`).toBeLessThan(500);
          checkHeaders(response, `${method} ${path} (${response.status})`);
          if (path.startsWith("/console"))
            expect(response.headers.get("cache-control"), `${method} ${path}`).toBe("no-store");
        }
      }
    }
  });

  test("are on 304, 401, 404, 405, 413, 415, 429 and 503", async () => {
    const etag = (await office.get("/about")).headers.get("etag") ?? "";
    const limited = await desk({ isUnlimited: false });
    const form = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "address=" };
    for (let time = 0; time < 30; time++) await limited.app.request("/subscribe", form);
    const broken = await desk();
    broken.database.sqlite.exec("drop table credentials; alter table audit rename to away");
    const big = { ...form, body: "a".repeat(300_000) };
    const answers = {
      304: await office.get("/about", { "if-none-match": etag }),
      401: await office.get("/api/v1/drafts"),
      404: await office.get("/nowhere"),
      405: await office.app.request("/", { method: "POST" }),
      413: await office.app.request("/subscribe", big),
      415: await office.app.request("/subscribe", { method: "POST", body: "x" }),
      429: await limited.app.request("/subscribe", form),
      503: await broken.get("/"),
    };
    for (const [status, response] of Object.entries(answers)) {
      expect(response.status).toBe(Number(status));
      checkHeaders(response, status);
    }
  });

  test("of a page fit the page: nothing inline, nothing from elsewhere", async () => {
    const pages = await crawl(office, [...beginnings, ...office.private.slice(0, 3)]);
    for (const [address, { html }] of pages) {
      expect(html, address).not.toMatch(/\sstyle="|<style|\son\w+="|<script(?![^>]*\ssrc="\/)/);
      const foreign = [...html.matchAll(/<(?:link|script|img|iframe)\b[^>]*(?:href|src)="(https?:[^"]*)"/g)].map(
        ([, href]) => href,
      );
      for (const href of foreign) expect(href, address).toMatch(/^http:\/\/localhost:8080\//);
    }
  });

  test("are right for what is kept for a year: its address holds its hash", async () => {
    const html = await (await office.get("/subscribe")).text();
    const assets = localLinks(html).filter((path) => path.startsWith("/assets/"));
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const path of assets) {
      const response = await office.get(path);
      expect(response.headers.get("cache-control")).toContain("immutable");
      expect((await office.get(path.replace(/assets\/./, "assets/_"))).status).toBe(404);
    }
    expect((await office.get("/service-worker.js")).headers.get("cache-control")).toBe("no-cache");
  });
});

test("the office of these tests has every phase", async () => {
  const { json } = await office.call("GET", "/api/v1/advisories");
  const phases = new Set(json.advisories.map((one: { phase: string }) => one.phase));
  expect([...phases].sort()).toEqual(["active", "ended", "expired", "replaced", "withdrawn"]);
});
