/** What clients send beside the address: `Accept` of every kind, ranges; and how large the smallest answer may become. */
import { beforeAll, describe, expect, it } from "vitest";
import { aText, type Desk, desk } from "./support.ts";

let office: Desk;
let slug: string;
beforeAll(async () => {
  office = await desk();
  slug = (await office.publish()).slug;
});

const accepts = [
  undefined,
  "*/*",
  "text/html",
  "application/json",
  "image/png",
  "text/*;q=0.1, application/xml",
  "*/*;q=0",
  "",
  ",,;q=;",
  "application/json;q=NaN",
  "x".repeat(4_000),
];

const types: Readonly<Record<string, string>> = {
  "/": "text/html",
  "/advisories/SLUG": "text/html",
  "/advisories/SLUG.txt": "text/plain",
  "/feeds/advisories.rss": "application/rss+xml",
  "/feeds/advisories.atom": "application/atom+xml",
  "/feeds/advisories.json": "application/feed+json",
  "/cap/feed.atom": "application/atom+xml",
  "/cap/current.xml": "application/cap+xml",
  "/ntas/1.1/alerts.xml": "application/xml",
  "/ntas/1.0/feed.xml": "application/xml",
  "/api/v1/advisories": "application/json",
  "/api/v1/advisories/SLUG": "application/json",
  "/api/v1/status.json": "application/json",
  "/api/openapi.json": "application/json",
  "/calendar.ics": "text/calendar",
  "/badge.svg": "image/svg+xml",
};
const cases = Object.entries(types).map(([path, type]): [string, string] => [path, type]);

describe("an address that has one form", () => {
  it.each(cases)("gives it whatever Accept says, since the address was the choice: %s", async (path, type) => {
    const address = path.replace("SLUG", slug);
    const bodies = new Set<string>();
    for (const accept of accepts) {
      const response = await office.get(address, accept === undefined ? {} : { accept });
      expect([accept?.slice(0, 40), response.status]).toEqual([accept?.slice(0, 40), 200]);
      expect(response.headers.get("content-type")).toContain(type);
      bodies.add(await response.text());
    }
    expect(bodies.size).toBe(1);
  });

  it.each(cases)("gives all of it whatever Range says, as RFC 9110 §14.2 allows: %s", async (path) => {
    const address = path.replace("SLUG", slug);
    const whole = await (await office.get(address)).text();
    for (const range of ["bytes=0-9", "bytes=-1", "bytes=999999-", "bytes=0-1,3-4", "bytes=x", "lines=1-2", ""]) {
      const response = await office.get(address, { range });
      expect([range, response.status]).toEqual([range, 200]);
      expect(response.headers.get("content-range")).toBeNull();
      expect(await response.text(), range).toBe(whole);
    }
  });
});

describe("/api/v1/status.json", () => {
  it("is at most 2 KB, however many advisories there are and however long their addresses", async () => {
    const busy = await desk({ site: { baseUrl: "https://advisories.of-a-long-name.example.gov" } });
    const size = async () => Buffer.byteLength(await (await busy.get("/api/v1/status.json")).text());
    expect(await size()).toBeLessThan(200);
    const headline = "A headline as long as headlines may become, ".repeat(4).slice(0, 160).trim();
    for (let count = 0; count < 30; count++) await busy.publish({ languages: { en: aText({ headline }) } });
    const { json } = await busy.call("GET", "/api/v1/status.json");
    expect(await size()).toBeLessThanOrEqual(2_000);
    expect(json.current).toBe(30);
    expect(json.advisories.length + json.more).toBe(30);
  });
});
