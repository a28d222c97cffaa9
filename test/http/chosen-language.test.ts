/** What `?lang=` does in the JSON interface, and how large feeds for people may become. */
import { describe, expect, it } from "vitest";
import { atomFaults, hasJing } from "../support/schemas.ts";
import { aText, desk } from "./support.ts";

describe("the language asked for", () => {
  it("chooses the texts of the JSON; English stands in where there is none", async () => {
    const office = await desk();
    const { id } = await office.publish({ languages: { en: aText(), es: aText({ headline: "Amenaza" }) } });
    const languages = async (query: string, path = "") => {
      const { json } = await office.call("GET", `/api/v1/advisories${path}${query}`);
      return Object.keys((path === "" ? json.advisories[0] : json).languages);
    };
    expect(await languages("")).toEqual(["en", "es"]);
    for (const path of ["", `/${id}`]) {
      expect(await languages("?lang=es", path)).toEqual(["es"]);
      expect(await languages("?lang=es-MX", path)).toEqual(["es"]);
      expect(await languages("?lang=fr", path)).toEqual(["en"]);
    }
    expect((await office.get("/api/v1/advisories?lang=!")).status).toBe(400);
  });
});

describe("a feed for people", () => {
  it("stays under 100 KB: where all texts are too much, older entries keep title, summary and link", async () => {
    const office = await desk();
    const long = aText({ sections: [{ heading: "Details", body: "Words that are read. ".repeat(900) }] });
    for (let count = 0; count < 12; count++) {
      await office.publish({ languages: { en: long } });
      office.clock.advance("1m");
    }
    for (const name of ["rss", "atom", "json"]) {
      const feed = await (await office.get(`/feeds/advisories.${name}`)).text();
      expect(Buffer.byteLength(feed), name).toBeLessThanOrEqual(100_000);
      expect(feed.match(/\/advisories\/elevated-2026-\w+"/g)?.length ?? 12, name).toBeGreaterThanOrEqual(12);
      expect(feed, name).toContain("Words that are read.");
      if (name === "atom" && hasJing()) expect(atomFaults(feed)).toBe("");
    }
  });
});
