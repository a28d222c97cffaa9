import { describe, expect, it } from "vitest";
import { ntasAlert, ntasAlerts, ntasAlerts10, ntasFeed } from "../../src/formats/ntas-xml.ts";
import { anAdvisory, aSite, issuedAt, publishedAt, sunsetAt } from "../support/advisories.ts";

const site = aSite();
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const elevated = anAdvisory();
const bulletin = anAdvisory({ id: "trends", content: { kind: "bulletin", scope: { nationwide: true }, sectors: [] } });
const imminent = anAdvisory({ id: "now", content: { kind: "imminent" } });
const seen = (now = issuedAt) => [bulletin, elevated, imminent].map((advisory) => publishedAt(advisory, now));

describe("the NTAS XML", () => {
  it("is as in the golden files", async () => {
    await expect(ntasAlerts(seen(), site)).toMatchFileSnapshot("../golden/feeds/ntas-1.1-alerts.xml");
    await expect(ntasFeed(seen(), site)).toMatchFileSnapshot("../golden/feeds/ntas-1.1-feed.xml");
    await expect(ntasAlerts10(seen(), site)).toMatchFileSnapshot("../golden/feeds/ntas-1.0-alerts.xml");
    await expect(ntasAlert(publishedAt(elevated, issuedAt), site)).toMatchFileSnapshot(
      "../golden/feeds/ntas-1.1-alert.xml",
    );
  });

  it("is <alerts/> without attribute or comment when nothing is active", () => {
    for (const write of [ntasAlerts, ntasFeed, ntasAlerts10]) {
      expect(write([], site)).toBe(`${declaration}<alerts/>\n`);
      expect(write(seen(sunsetAt), site)).toBe(`${declaration}<alerts/>\n`);
    }
    expect(ntasAlert(publishedAt(elevated, sunsetAt), site)).toBeNull();
  });

  it("has double-quoted attributes in the order start, end, type, link, with times in GMT", () => {
    expect(ntasFeed(seen(), site)).toContain(
      '<alert start="2026/11/20 15:00" end="2026/12/01 22:00" type="Elevated Threat" link="https://advisories.example.gov/advisories/rail">',
    );
    expect(ntasAlerts(seen(), site)).toContain(
      '<alert start="2026/11/20 15:00" end="2026/12/01 22:00" type="Bulletin" href="https://advisories.example.gov/ntas/1.1/alerts/trends.xml"/>',
    );
  });

  it("lists the most urgent first", () => {
    expect([...ntasAlerts(seen(), site).matchAll(/type="([^"]+)"/g)].map((match) => match[1])).toEqual([
      "Imminent Threat",
      "Elevated Threat",
      "Bulletin",
    ]);
  });

  it("always has locations and sectors, and no element inside details", () => {
    const feed = ntasFeed(seen(), site);
    expect(feed.match(/<locations>/g)).toHaveLength(3);
    expect(feed.match(/<sectors\/?>/g)).toHaveLength(3);
    expect(feed).toContain("<location>United States and territories</location>");
    for (const [, details = ""] of feed.matchAll(/<details>([\s\S]*?)<\/details>/g)) expect(details).not.toContain("<");
  });

  it("begins its summary with the headline and a blank line", () => {
    expect(ntasFeed(seen(), site)).toContain(
      "<summary>Credible threat to passenger rail in the New York area\n\nFederal",
    );
  });

  it("never holds an exercise among the real ones", () => {
    const drill = publishedAt(anAdvisory({ id: "drill", content: { status: "exercise" } }), issuedAt);
    expect(ntasFeed([drill], site)).toBe(`${declaration}<alerts/>\n`);
    const marked = ntasFeed([drill, ...seen()], site, "/exercise");
    expect(marked).toContain('type="EXERCISE Elevated Threat"');
    expect(marked.match(/<alert /g)).toHaveLength(1);
  });
});
