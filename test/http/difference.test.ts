import { expect, test } from "vitest";
import { body, publishedSite } from "../support/published-site.ts";

const difference = (html: string) => /<section class="difference">.*?<\/section>/s.exec(html)?.[0] ?? "";
const updated = (headline: string) => ({
  change: "update",
  note: "More is known.",
  content: { ...body, languages: { en: { ...body.languages.en, headline } } },
});

test("a revision shows word by word what changed since the one before, with words for who does not see it", async () => {
  const site = await publishedSite();
  const { id, slug } = await site.publish();
  expect(difference((await site.page(`/advisories/${slug}/revisions/1`)).html)).toBe("");
  site.clock.advance("1h");
  await site.revise(id, updated("Credible threat to two commuter lines"));
  const shown = difference((await site.page(`/advisories/${slug}/revisions/2`)).html);
  expect(shown).toMatch(/<del><span class="unseen" lang="en">taken out: <\/span>rail<\/del>/);
  expect(shown).toMatch(/<ins><span class="unseen" lang="en">put in: <\/span>two <\/ins>commuter/);
  expect(shown).not.toContain("Summary");
});

test("what an editor named and wrote is marked as English in a page of another language, and spaced as it was", async () => {
  const site = await publishedSite();
  const { id, slug } = await site.publish();
  const sections = [{ heading: "Details", body: "Stations may close; buses run." }];
  site.clock.advance("1h");
  await site.revise(id, {
    change: "update",
    note: "More is known.",
    content: { ...body, languages: { en: { ...body.languages.en, sections } } },
  });
  const shown = difference((await site.page(`/advisories/${slug}/revisions/2?lang=es`)).html);
  expect(shown).toContain('<dt lang="en">Details</dt><dd lang="en">');
  expect(shown.replaceAll(/<span class="unseen".*?<\/span>|<[^>]+>/g, "")).toContain("Stations may close; buses run.");
});

test("a text that was taken back is no side of a difference", async () => {
  const site = await publishedSite();
  const { id, slug } = await site.publish();
  site.clock.advance("1h");
  await site.revise(id, updated("Every airport is a target"));
  site.clock.advance("1h");
  await site.retract(id, "restore");
  for (const number of [1, 2, 3]) {
    expect(difference((await site.page(`/advisories/${slug}/revisions/${number}`)).html)).not.toContain("airport");
  }
});
