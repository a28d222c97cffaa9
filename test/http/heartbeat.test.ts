/** One test message a day in the feed of exercises, signed and nowhere else: what tells "nothing active" from "dead". */
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { checkCap } from "../../src/formats/cap/check.ts";
import { heartbeat } from "../../src/formats/cap/heartbeat.ts";
import { isSignedBy } from "../../src/formats/cap/sign.ts";
import { atomFaults, hasJing, hasSchemas, schemaFaults } from "../support/schemas.ts";
import { service } from "../support/service.ts";
import { testSigningPair } from "../support/signing.ts";

async function beating() {
  const office = await service({ start: "2026-11-22T12:00:00-05:00", site: { setUpAt: Date.UTC(2026, 0, 1) } });
  const app = createApp({ ...office.dependencies, hasHeartbeat: true });
  const text = async (path: string) => (await app.request(path)).text();
  return { office, app, text };
}

describe("the heartbeat", () => {
  it("is a signed CAP Test that ends with its day, the same at each asking and after a restart", async () => {
    const { office, app, text } = await beating();
    const address = "/exercise/cap/heartbeat-2026-11-22.xml";
    expect(await text("/exercise/cap/feed.atom")).toContain(address);
    const xml = await text(address);
    expect(isSignedBy(xml, (await testSigningPair()).certificate)).toBe(true);
    expect(xml).toContain("<status>Test</status>");
    expect(xml).toContain("<expires>2026-11-22T19:00:00-05:00</expires>");
    expect(xml).not.toMatch(/<eventCode>/);
    office.clock.advance("5h");
    expect(await text(address)).toBe(xml);
    expect(await (await createApp({ ...office.dependencies, hasHeartbeat: true }).request(address)).text()).toBe(xml);
    expect((await app.request("/exercise/cap/heartbeat-2026-11-23.xml")).status).toBe(404);
    expect(checkCap(heartbeat(office.dependencies.site, office.clock.now()))).toEqual([]);
    if (hasSchemas()) expect(await schemaFaults(xml, "CAP-v1.2.xsd")).toEqual([]);
  });

  it("is a new one each day; the one before is marked as expired, and the feed stays valid", async () => {
    const { office, text } = await beating();
    const before = await text("/exercise/cap/feed.atom");
    office.clock.advance("8h");
    const feed = await text("/exercise/cap/feed.atom");
    expect(feed).not.toBe(before);
    expect(feed).toContain("heartbeat-2026-11-23.xml");
    expect(feed.indexOf("heartbeat-2026-11-23")).toBeLessThan(feed.indexOf('<title type="text">EXPIRED'));
    if (hasJing()) expect(atomFaults(feed)).toBe("");
  });

  it("is no advisory, and at no public address", async () => {
    const { app, text } = await beating();
    for (const path of [
      "/",
      "/exercise/",
      "/cap/feed.atom",
      "/feeds/advisories.atom",
      "/exercise/feeds/advisories.atom",
      "/advisories",
      "/api/v1/advisories",
    ])
      expect(await text(path), path).not.toMatch(/heartbeat/i);
    for (const path of ["/cap/current.xml", "/exercise/cap/current.xml"])
      expect((await app.request(path)).status).toBe(204);
    expect((await app.request("/cap/heartbeat-2026-11-22.xml")).status).toBe(404);
  });

  it("beats only where it is switched on", async () => {
    const office = await service();
    expect(await (await office.get("/exercise/cap/feed.atom")).text()).not.toContain("heartbeat");
  });
});
