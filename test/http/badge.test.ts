import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { svgRasteriser } from "../../src/platform/node/svg-rasteriser.ts";
import { publishedSite } from "../support/published-site.ts";

async function drawn() {
  const site = await publishedSite();
  const app = createApp({ ...site.dependencies, svgToPng: await svgRasteriser() });
  return { site, app, png: async (path: string) => app.request(path) };
}

/** Width and height, from the header that each PNG begins with. */
const sizeOf = (bytes: Buffer) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];

test("the badge as a PNG changes with what stands, and is kept no longer than it is true", async () => {
  const { site, app, png } = await drawn();
  const read = async () => Buffer.from(await (await png("/badge.png")).arrayBuffer());
  const none = await read();
  expect(none.subarray(1, 4).toString()).toBe("PNG");
  expect(sizeOf(none)).toEqual([340, 360]);
  const { slug } = await site.publish();
  expect(slug).not.toBe("");
  const standing = await read();
  expect(standing.equals(none)).toBe(false);
  site.clock.set("2026-12-01T16:59:55-05:00");
  expect((await png("/badge.png")).headers.get("cache-control")).toBe("public, max-age=5, must-revalidate");
  expect(standing.byteLength).toBeLessThan(30_000);
  site.clock.set("2026-12-01T16:59:59.999-05:00");
  const last = await png("/badge.png");
  const etag = last.headers.get("etag") ?? "";
  site.clock.advance(1);
  const over = await app.request("/badge.png", { headers: { "if-none-match": etag } });
  expect(over.status).toBe(200);
  expect(Buffer.from(await over.arrayBuffer()).equals(Buffer.from(await last.arrayBuffer()))).toBe(false);
});

test("the same moment gives the same bytes, and a wrong filter is refused", async () => {
  const { png } = await drawn();
  const other = await drawn();
  const etags = [await png("/badge.png?area=NY"), await other.png("/badge.png?area=NY")].map((answer) =>
    answer.headers.get("etag"),
  );
  expect(etags[0]).toBe(etags[1]);
  expect((await png("/badge.png?area=Mars")).status).toBe(400);
});

test("with all that it can have to say, no line of the badge lies on another", async () => {
  const site = await publishedSite({ site: { demo: true } });
  await site.publish();
  await site.publish({ scope: { areas: ["CA"] } });
  const svg = await (await site.get("/badge.svg")).text();
  const heights = [...svg.matchAll(/<text [^>]*y="([\d.]+)"[^>]*font-size="([\d.]+)"/g)].map(([, y, size]) => ({
    y: Number(y),
    size: Number(size),
  }));
  heights.sort((one, other) => one.y - other.y);
  expect(heights.length).toBeGreaterThan(7);
  for (const [index, line] of heights.slice(1).entries())
    expect(line.y - line.size * 0.8, `line at ${line.y}`).toBeGreaterThan(heights[index]?.y ?? 0);
});

test("where nothing can draw there is no PNG", async () => {
  expect((await (await publishedSite()).get("/badge.png")).status).toBe(404);
});
