import { expect, test } from "vitest";
import { publishedSite } from "../support/published-site.ts";

const bulletin = { kind: "bulletin", scope: { nationwide: true }, sectors: [], sunsetAt: "2027-03-01T12:00:00-05:00" };
const main = (html: string) => html.split("<main")[1] ?? "";

async function archived() {
  const site = await publishedSite();
  const national = await site.publish(bulletin);
  const rail = await site.publish();
  const wrong = await site.publish({ scope: { areas: ["CA"] } });
  await site.retract(wrong.id, "end");
  return { site, national, rail, wrong };
}

test("kind, year and place narrow the list; what holds everywhere stays", async () => {
  const { site, national, rail, wrong } = await archived();
  const shown = async (query: string) => {
    const html = main((await site.page(`/advisories${query}`)).html);
    return [national, rail, wrong].map(({ slug }) => html.includes(slug));
  };
  expect(await shown("")).toEqual([true, true, true]);
  expect(await shown("?kind=elevated")).toEqual([false, true, true]);
  expect(await shown("?place=NY")).toEqual([true, true, false]);
  expect(await shown("?year=2026&place=CA")).toEqual([true, false, true]);
  expect(await shown("?year=2019")).toEqual([false, false, false]);
});

test("a choice that does not exist shows all, and an empty form is no choice", async () => {
  const { site } = await archived();
  const { status, html } = await site.page("/advisories?kind=&year=abc&place=Mars");
  expect(status).toBe(200);
  expect(html).toContain("3 advisories");
  expect(html).not.toContain("Mars");
});

test("the form keeps what was chosen, and the language with it", async () => {
  const { site } = await archived();
  const { html } = await site.page("/advisories?place=NY&lang=es");
  expect(html).toContain('<option value="NY" selected="">New York</option>');
  expect(html).toContain('<input type="hidden" name="lang" value="es"/>');
});

test("the timeline has a bar and a table row for each advisory, and repeats no withdrawn word", async () => {
  const { site } = await archived();
  const html = main((await site.page("/advisories")).html);
  expect(html.match(/class="kind-\w+ bar"/g)).toHaveLength(3);
  expect(html.match(/<tr>/g)).toHaveLength(4);
  expect(html).toContain('stroke-dasharray="3 2"');
  expect(html.split("<tbody>")[1]?.split("</tbody>")[0]).toContain("Withdrawn: issued in error");
});

test("exercises have an archive of their own", async () => {
  const { site } = await archived();
  const exercise = await site.publish({ status: "exercise" });
  expect((await site.page("/advisories")).html).not.toContain(exercise.slug);
  expect((await site.page("/exercise/advisories?kind=elevated")).html).toContain(exercise.slug);
});
