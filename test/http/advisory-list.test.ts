import { describe, expect, it } from "vitest";
import { newsroom } from "../support/publishing.ts";
import type { Json } from "../support/service.ts";

const path = "/api/v1/advisories";

async function world() {
  const room = await newsroom();
  const slugs: string[] = [];
  for (const [kind, scope] of [
    ["bulletin", { nationwide: true }],
    ["elevated", { areas: ["NY", "34017"] }],
    ["imminent", { areas: ["36061"] }],
  ] as const) {
    slugs.push((await room.publish({ kind, scope })).slug);
    room.it.clock.advance("10m");
  }
  const get = async (query: string, accept?: string) => {
    const response = await room.it.get(`${path}${query}`, accept === undefined ? {} : { accept });
    return { response, status: response.status, json: (await response.json()) as Json };
  };
  return { ...room, slugs: slugs.reverse(), get };
}

const slugsOf = (json: Json) => json.advisories.map(({ slug }: Json) => slug);

describe("the list of advisories", () => {
  it("comes newest first, and pages by next without gap or repeat, also while one is issued", async () => {
    const { get, slugs, it: running } = await world();
    expect(slugsOf((await get("")).json)).toEqual(slugs);
    const first = await get("?limit=1&kind=bulletin,elevated,imminent");
    expect(slugsOf(first.json)).toEqual([slugs[0]]);
    expect(first.response.headers.get("link")).toBe(`<${first.json.next}>; rel="next"`);
    running.clock.advance("1h");
    const seen = [...slugsOf(first.json)];
    let next: string | undefined = first.json.next;
    while (next !== undefined) {
      const { json } = await get(new URL(next).search);
      seen.push(...slugsOf(json));
      next = json.next;
    }
    expect(seen).toEqual(slugs);
    expect((await get("")).json.next).toBeUndefined();
  });

  it("gives only the fields that are asked for", async () => {
    const { get } = await world();
    const { json } = await get("?fields=slug,kind&limit=1");
    expect(json.advisories).toEqual([{ slug: expect.any(String), kind: "imminent" }]);
    const whole = Object.keys((await get("?limit=1")).json.advisories[0]);
    expect((await get(`?fields=${whole.join(",")}`)).status).toBe(200);
  });

  it("names what is wrong, with what is allowed", async () => {
    const { get } = await world();
    for (const [query, reason] of [
      ["?limit=0", "from 1 to 100"],
      ["?limit=101", "from 1 to 100"],
      ["?limit=1&limit=2", "more than once"],
      ["?cursor=nonsense", "“next”"],
      ["?cursor=", "“next”"],
      ["?fields=secret", "languages"],
      ["?phase=draft", "withdrawn"],
      ["?page=2", "cursor"],
    ] as const) {
      const { status, json, response } = await get(query);
      expect([query, status, response.headers.get("content-type")]).toEqual([query, 400, "application/problem+json"]);
      expect(JSON.stringify(json.problems), query).toContain(reason);
    }
  });

  it("is a map for those who ask for GeoJSON: outlines of places, none for the whole country", async () => {
    const { get } = await world();
    const { json, response } = await get("?fields=slug", "application/geo+json");
    expect(response.headers.get("content-type")).toBe("application/geo+json");
    expect(response.headers.get("vary")).toContain("Accept");
    expect(json.type).toBe("FeatureCollection");
    const [manhattan, newYork, country] = json.features;
    expect(country).toMatchObject({ type: "Feature", geometry: null, properties: { slug: expect.any(String) } });
    expect(newYork.geometry.coordinates.length).toBeGreaterThan(2);
    for (const [ring] of [...manhattan.geometry.coordinates, ...newYork.geometry.coordinates]) {
      expect(ring[0]).toEqual(ring.at(-1));
      const area = ring.reduce((sum: number, [x, y]: number[], index: number) => {
        const [nextX, nextY] = ring[(index + 1) % ring.length];
        return sum + x! * nextY - nextX * y!;
      }, 0);
      expect(area).toBeGreaterThan(0);
      for (const [longitude, latitude] of ring) expect(longitude < -70 && latitude > 38).toBe(true);
    }
  });

  it("is JSON for every other Accept", async () => {
    const { get } = await world();
    for (const accept of [
      "*/*",
      "application/json",
      "text/html",
      "application/geo+json;q=0",
      ";;,",
      "application/json, application/geo+json;q=0.5",
    ])
      expect((await get("", accept)).response.headers.get("content-type"), accept).toBe(
        "application/json; charset=utf-8",
      );
    const map = (await get("", "application/json;q=0.5, application/geo+json")).response;
    expect(map.headers.get("content-type")).toBe("application/geo+json");
  });
});
