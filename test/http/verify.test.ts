import { beforeEach, expect, test } from "vitest";
import { body, type PublishedSite, publishedSite } from "../support/published-site.ts";

let site: PublishedSite;
beforeEach(async () => {
  site = await publishedSite();
});

test("the code of a message shows the full text that was sent, when, and that it stands", async () => {
  const { identifier } = await site.publish();
  const { status, html, headers } = await site.page(`/verify/${identifier}`);
  expect(status).toBe(200);
  for (const words of [
    "Leave unattended bags alone.",
    "Stations may close.",
    "This is the text that stands now.",
    "12:00 PM EST",
  ])
    expect(html).toContain(words);
  expect(html).toContain("A copied code can sit on a false message");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("an earlier text is shown as sent, and as no longer standing", async () => {
  const { id, identifier } = await site.publish();
  site.clock.advance("1h");
  const en = { ...body.languages.en, headline: "Two lines are named" };
  await site.revise(id, { change: "update", note: "More is known.", content: { ...body, languages: { en } } });
  const { html } = await site.page(`/verify/${identifier}`);
  expect(html).toContain("Credible threat to commuter rail");
  expect(html).toContain("it no longer stands");
});

test("an advisory that ended says so", async () => {
  const { identifier } = await site.publish();
  site.clock.set("2026-12-01T17:00:00-05:00");
  const { html } = await site.page(`/verify/${identifier}`);
  expect(html).toContain("the advisory no longer stands");
  expect(html).toContain("5:00 PM EST, Tuesday, December 1, 2026");
});

test("what was issued in error shows only that; the correction's own code shows the correction", async () => {
  const { id, slug, identifier } = await site.publish();
  site.clock.advance("1h");
  await site.retract(id, "end");
  for (const code of [identifier, `${slug}-r2`]) {
    const { status, html } = await site.page(`/verify/${code}`);
    expect(status).toBe(200);
    expect(html).toContain("issued in error");
    expect(html).not.toContain("Credible threat");
    expect(html).not.toContain("unattended");
  }
  expect((await site.page(`/verify/${slug}-r2`)).html).toContain("We sent this correction");
});

test("a made-up code is told to be one, and nothing typed is taken as markup", async () => {
  const { status, html } = await site.page("/verify/%3Cscript%3Ealert(1)");
  expect(status).toBe(404);
  expect(html).toContain("We sent nothing under this code");
  expect(html).toContain("&lt;script&gt;");
});

test("a scheduled text is under no code yet", async () => {
  const { identifier } = await site.publish({ publishAt: "2026-11-23T12:00:00-05:00" });
  expect((await site.page(`/verify/${identifier}`)).status).toBe(404);
  site.clock.set("2026-11-23T12:00:00-05:00");
  expect((await site.page(`/verify/${identifier}`)).status).toBe(200);
});

test("an exercise is said to be one", async () => {
  const { identifier } = await site.publish({ status: "exercise" });
  const { html } = await site.page(`/verify/${identifier}`);
  expect(html).toContain("It was an exercise or a test, not a real warning.");
  expect(html).toContain("/exercise/advisories/");
});

test("the form takes a code or the whole link, without a script", async () => {
  const { identifier } = await site.publish();
  for (const typed of [identifier, ` ${identifier} `, `https://alerts.example.gov/verify/${identifier}?lang=en`]) {
    const answer = await site.get(`/verify?code=${encodeURIComponent(typed)}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`/verify/${identifier}`);
  }
  expect((await site.page("/verify")).html).toContain('name="code"');
  expect((await site.page("/verify?lang=es")).html).toContain("¿Es auténtico este mensaje?");
});

test("each advisory is there as plain text, and not after it was withdrawn", async () => {
  const { id, slug } = await site.publish();
  const sheet = await site.page(`/advisories/${slug}.txt`);
  expect(sheet.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(sheet.html).toContain("ELEVATED ALERT\n");
  expect((await site.page(`/advisories/${slug}.txt?lang=es`)).html).toContain("ALERTA ELEVADA\n");
  expect((await site.page("/advisories/none.txt")).status).toBe(404);
  await site.retract(id, "end");
  expect((await site.page(`/advisories/${slug}.txt`)).html).not.toContain("bags");
});
