import { XMLParser } from "fast-xml-parser";
import { expect, test } from "vitest";
import { publishedSite } from "../support/published-site.ts";

test("every icon of the manifest is there, with its type and size", async () => {
  const site = await publishedSite();
  const { json } = await site.call("GET", "/manifest.webmanifest");
  for (const { src, type, sizes } of json.icons) {
    const answer = await site.get(src);
    expect(answer.headers.get("content-type")).toContain(type);
    if (type !== "image/png") continue;
    const png = Buffer.from(await answer.arrayBuffer());
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
  }
  for (const path of ["/favicon.ico", "/favicon.svg", "/apple-touch-icon.png"]) {
    expect((await site.get(path)).status).toBe(200);
  }
});

test("the sitemap names every public page that there is, and neither exercises nor what was withdrawn", async () => {
  const site = await publishedSite();
  const exercise = await site.publish({ status: "exercise" });
  const kept = await site.publish();
  const gone = await site.publish();
  await site.retract(gone.id, "end");
  const { urlset } = new XMLParser().parse((await site.page("/sitemap.xml")).html);
  const paths = urlset.url.map(({ loc }: { loc: string }) => new URL(loc).pathname);
  expect(paths).toContain(`/advisories/${kept.slug}`);
  expect(paths.join()).not.toContain(gone.slug);
  expect(paths.join()).not.toContain(exercise.slug);
  for (const path of paths) expect((await site.page(path)).status, path).toBe(200);
});

test("search engines are kept from the console and led to the sitemap", async () => {
  const { html } = await (await publishedSite()).page("/robots.txt");
  expect(html).toContain("Disallow: /console\n");
  expect(html).toContain("Sitemap: http://localhost:8080/sitemap.xml\n");
});
