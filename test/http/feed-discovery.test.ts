import { describe, expect, it } from "vitest";
import { newsroom } from "../support/publishing.ts";

describe("where the feeds are", () => {
  it("is said in the header of the first page, and each of them is there", async () => {
    const { it: running } = await newsroom();
    const link = (await running.get("/")).headers.get("link") ?? "";
    const paths = [...link.matchAll(/<([^>]+)>; rel="alternate"/g)].map(([, path = ""]) => path);
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      const response = await running.get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("link")).toBe(
        `<http://localhost:8080/websub>; rel="hub", <http://localhost:8080${path}>; rel="self"`,
      );
    }
  });

  it("is the whole address of a filtered feed", async () => {
    const { it: running } = await newsroom();
    const response = await running.get("/feeds/advisories.atom?area=NY&lang=es");
    expect(response.headers.get("link")).toBe(
      '<http://localhost:8080/websub>; rel="hub", <http://localhost:8080/feeds/advisories.atom?area=NY&lang=es>; rel="self"',
    );
  });
});

describe("the machine feed", () => {
  it("buries what left it after 48 hours, and archive pages that are not there are 404", async () => {
    const { it: running, publish } = await newsroom();
    const { identifier } = await publish();
    running.clock.set("2026-12-03T17:00:00-05:00");
    const feed = await (await running.get("/cap/feed.atom")).text();
    expect(feed).toContain(`<at:deleted-entry ref="http://localhost:8080/cap/${identifier}.xml"`);
    expect(feed).not.toContain("<entry>");
    expect((await running.get(`/cap/${identifier}.xml`)).status).toBe(200);
    for (const path of ["/cap/archive/1.atom", "/cap/archive/0.atom", "/cap/archive/x.atom", "/cap/archive/1.xml"])
      expect((await running.get(path)).status, path).toBe(404);
    expect((await running.get("/cap/archive/1.atom?x=1")).status).toBe(400);
  });
});
