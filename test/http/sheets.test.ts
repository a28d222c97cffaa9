import { expect, test } from "vitest";
import { textOf } from "../support/pdf.ts";
import { body, publishedSite } from "../support/published-site.ts";

const bytesAt = async (answer: Promise<Response>) => new Uint8Array(await (await answer).arrayBuffer());

test("each advisory's page leads to its PDF, which is kept no longer than until something changes", async () => {
  const site = await publishedSite();
  const { slug } = await site.publish();
  expect((await site.page(`/advisories/${slug}`)).html).toContain(`href="/advisories/${slug}.pdf"`);
  const answer = await site.get(`/advisories/${slug}.pdf`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  const etag = answer.headers.get("etag") ?? "";
  site.clock.advance("10m");
  expect((await site.get(`/advisories/${slug}.pdf`, { "if-none-match": etag })).status).toBe(304);
  site.clock.set("2026-12-01T16:59:50-05:00");
  const last = await site.get(`/advisories/${slug}.pdf`, { "if-none-match": etag });
  expect([last.status, last.headers.get("cache-control")]).toEqual([304, "public, max-age=10, must-revalidate"]);
  site.clock.set("2026-12-01T16:59:59.999-05:00");
  expect((await site.get(`/advisories/${slug}.pdf`, { "if-none-match": etag })).status).toBe(304);
  site.clock.advance(1);
  const over = await site.get(`/advisories/${slug}.pdf`, { "if-none-match": etag });
  expect(over.status).toBe(200);
  expect(textOf(new Uint8Array(await over.arrayBuffer()))).toMatch(/ended\s+as\s+planned/);
});

test("an exercise's PDF is marked, and lies under its own prefix only", async () => {
  const site = await publishedSite();
  const { slug } = await site.publish({ status: "exercise" });
  expect((await site.get(`/advisories/${slug}.pdf`)).status).toBe(404);
  const answer = await site.get(`/exercise/advisories/${slug}.pdf`);
  expect(answer.headers.get("x-robots-tag")).toBe("noindex");
  expect(textOf(new Uint8Array(await answer.arrayBuffer()))).toContain("EXERCISE EXERCISE EXERCISE");
});

test("a text that cannot be printed is refused with the reason and a link, and its page offers no PDF", async () => {
  const site = await publishedSite();
  const languages = { ...body.languages, ar: { ...body.languages.en, headline: "تهديد" } };
  const { slug } = await site.publish({ languages });
  const refused = await site.get(`/advisories/${slug}.pdf?lang=ar`);
  expect([refused.status, refused.headers.get("content-type")]).toEqual([406, "application/problem+json"]);
  expect(await refused.json()).toMatchObject({ page: `http://localhost:8080/advisories/${slug}?lang=ar` });
  const page = await site.page(`/advisories/${slug}.pdf?lang=ar`);
  expect(page.html).toContain(`href="/advisories/${slug}?lang=ar"`);
  expect((await site.page(`/advisories/${slug}?lang=ar`)).html).not.toContain(".pdf");
  expect((await site.get(`/advisories/${slug}.pdf?lang=es`)).status).toBe(200);
});

test("what was taken back with its replacement is not repeated: not as text, not in print, not in a calendar", async () => {
  const site = await publishedSite();
  const first = await site.publish();
  const second = await site.publish({ replaces: first.id });
  await site.retract(second.id, "end");
  const sheet = await (await site.get(`/advisories/${first.slug}.txt`)).text();
  expect(sheet).toContain("CORRECTION: Elevated Alert, issued in error");
  expect(sheet).toContain("is no longer");
  expect(sheet).not.toMatch(/commuter rail|unattended/);
  const printed = textOf(await bytesAt(site.get(`/advisories/${first.slug}.pdf`)));
  expect(printed).not.toMatch(/commuter rail|unattended/);
  const calendar = (await (await site.get("/calendar.ics")).text()).replaceAll("\r\n ", "");
  const events = calendar.split("BEGIN:VEVENT").filter((event) => event.includes("/advisories/"));
  expect(events).toHaveLength(2);
  expect(events.find((event) => event.includes(`/advisories/${first.slug}`))).toMatch(/CANCELLED/);
  for (const event of events) expect(event).toMatch(/issued in error/);
});
