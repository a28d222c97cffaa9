import { beforeEach, expect, test } from "vitest";
import { folded } from "../../src/formats/calendar.ts";
import { type PublishedSite, publishedSite } from "../support/published-site.ts";

let site: PublishedSite;
beforeEach(async () => {
  site = await publishedSite();
});

const nothing = ["/embed", "/display", "/badge.svg"];

test("with nothing in effect they say so, that it is no all clear, and as of when", async () => {
  for (const path of nothing) {
    const { status, html } = await site.page(path);
    expect(status).toBe(200);
    expect(html, path).toMatch(/No current advisories|None in effect/);
    expect(html, path).toContain("This does not mean that there is no risk.");
    expect(html, path).toContain("12:00 PM EST");
    expect(html, path).toContain("Not an official source");
  }
});

test("kind, place and end are shown; at the sunset they are gone in the same millisecond", async () => {
  await site.publish();
  for (const path of nothing) {
    const { html } = await site.page(path);
    expect(html, path).toContain("Elevated Alert");
    expect(html, path).toMatch(/New York|Hudson County/);
    expect(html, path).toContain("5:00 PM EST");
  }
  site.clock.set("2026-12-01T16:59:59.999-05:00");
  expect((await site.page("/display")).html).toContain("Elevated Alert");
  site.clock.advance(1);
  for (const path of nothing) expect((await site.page(path)).html, path).not.toContain("Elevated Alert");
});

test("exercises and withdrawn advisories are nowhere among them", async () => {
  await site.publish({ status: "exercise" });
  const { id } = await site.publish();
  await site.retract(id, "end");
  for (const path of nothing) expect((await site.page(path)).html, path).not.toContain("Elevated Alert");
});

test("a filter narrows them, and an unknown one is refused", async () => {
  await site.publish();
  expect((await site.page("/display?area=CA")).html).not.toContain("Elevated Alert");
  expect((await site.page("/display?area=NY&lang=es")).html).toContain("Alerta elevada");
  expect((await site.page("/badge.svg?area=Mars")).status).toBe(400);
});

test("the widget alone may be framed, and nothing else of its policy is looser", async () => {
  const policy = async (path: string) => (await site.page(path)).headers.get("content-security-policy");
  expect(await policy("/embed")).toBe((await policy("/"))?.replace("frame-ancestors 'none'", "frame-ancestors *"));
  for (const path of ["/display", "/badge.svg", "/calendar.ics"]) {
    expect(await policy(path)).toContain("frame-ancestors 'none'");
  }
});

test("no answer may be kept beyond the sunset", async () => {
  await site.publish();
  site.clock.set("2026-12-01T16:59:55-05:00");
  for (const path of [...nothing, "/calendar.ics"]) {
    expect((await site.page(path)).headers.get("cache-control")).toBe("public, max-age=5, must-revalidate");
  }
});

test("the calendar has one event, at the sunset in Eastern time, and the zone's rules", async () => {
  const { id } = await site.publish();
  const { html, headers } = await site.page("/calendar.ics");
  expect(headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const lines = html.replaceAll("\r\n ", "").split("\r\n");
  expect(lines.filter((line) => line === "BEGIN:VEVENT")).toHaveLength(1);
  expect(lines).toContain("DTSTART;TZID=America/New_York:20261201T170000");
  expect(lines).toContain(`UID:${id}@test@example.org`);
  expect(lines).toContain("TZID:America/New_York");
  expect(lines.find((line) => line.startsWith("SUMMARY:"))).toContain(
    "Ends: Elevated Alert\\, Hudson County\\, NJ\\; New York",
  );
  expect(html).not.toMatch(/[^\r]\n/);
});

test("a calendar is told of a withdrawal for 48 hours, in fixed words", async () => {
  const { id } = await site.publish();
  await site.retract(id, "end");
  const { html } = await site.page("/calendar.ics");
  expect(html).toContain("STATUS:CANCELLED");
  expect(html.replaceAll("\r\n ", "")).toContain("Withdrawn: issued in error");
  expect(html).not.toContain("rail");
  site.clock.advance("48h");
  expect((await site.page("/calendar.ics")).html).not.toContain("VEVENT");
});

test("long lines are folded at 75 octets and never inside a character", () => {
  const line = `SUMMARY:${"é🚆".repeat(40)}`;
  const parts = folded(line).split("\r\n");
  for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
  expect(parts.map((part, index) => (index === 0 ? part : part.slice(1))).join("")).toBe(line);
});
