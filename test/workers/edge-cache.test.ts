import { expect, test } from "vitest";
import { type EdgeCache, throughEdgeCache } from "../../src/workers/edge-cache.ts";
import { memoryDatabase } from "../support/database.ts";

/** A house of Cloudflare's, as far as it matters here. */
function oneHouse(): EdgeCache {
  const kept = new Map<string, Response>();
  return {
    match: async ({ url }) => kept.get(url)?.clone(),
    put: async ({ url }, answer) => {
      kept.set(url, answer);
    },
  };
}

test("where the database cannot be read, or the cache does not answer, the site itself answers", async () => {
  const database = memoryDatabase();
  const broken = { ...oneHouse(), match: () => Promise.reject(new Error("the cache does not answer")) };
  const ask = (cache: EdgeCache) =>
    throughEdgeCache(
      new Request("https://example.org/"),
      { cache, database, clock: { now: () => 0 }, waitUntil: () => {} },
      async () => new Response("what the site says", { status: 503 }),
    );
  expect((await ask(broken)).status).toBe(503);
  database.close();
  expect((await ask(oneHouse())).status).toBe(503);
});

test("an answer that took long to make is not kept beyond the sunset that it was made before", async () => {
  const begunAt = Date.UTC(2026, 6, 4, 12);
  const sunsetAt = begunAt + 30_000;
  let now = begunAt;
  const puts: Promise<unknown>[] = [];
  const caching = {
    cache: oneHouse(),
    database: memoryDatabase(),
    clock: { now: () => now },
    waitUntil: (put: Promise<unknown>) => puts.push(put),
  };
  let made = 0;
  const ask = async () => {
    const answer = await throughEdgeCache(new Request("https://example.org/"), caching, async () => {
      made += 1;
      const seconds = Math.max(0, Math.floor((sunsetAt - now) / 1_000));
      now += 2_500;
      return new Response("stands", { headers: { "Cache-Control": `public, max-age=${seconds}, must-revalidate` } });
    });
    await Promise.all(puts);
    return Number(/max-age=(\d+)/.exec(answer.headers.get("cache-control") ?? "")?.[1]);
  };
  await ask();
  now = sunsetAt - 1_500;
  expect(now + (await ask()) * 1_000).toBeLessThanOrEqual(sunsetAt);
  expect(made).toBe(1);
  now = sunsetAt;
  await ask();
  expect(made).toBe(2);
});
