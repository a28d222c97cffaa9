import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "../../../support/process.ts";
import { inEveryFeed, inNtas, noAdvisories, nothing, type Outputs, outputs } from "../outputs.ts";
import { type Json, Story } from "../story.ts";
import { alert, patienceMs } from "./advisories.ts";

export function sunsets(runtime: Runtime): void {
  describe("advisories run into their sunsets", () => {
    let story: Story;
    let sunset: number;
    /** The replacement's, some seconds after all the others'. */
    let lastSunset: number;
    beforeAll(async () => {
      story = await Story.begin(runtime);
      await story.subscribeByMail("ana@example.org");
      await story.subscribeByPush("Ana's phone");
      const begun = performance.now();
      await outputs(story);
      /** What a look at all outputs takes on this machine, as busy as it is. */
      const lookMs = performance.now() - begun;
      sunset = Math.ceil((Date.now() + 10 * lookMs) / 1_000) * 1_000 + 15_000 * runtime.slowness;
      lastSunset = sunset + Math.ceil(lookMs / 200) * 1_000 + 8_000;
      const until = (at: number, given: Json = {}) => alert({ sunsetAt: new Date(at).toISOString(), ...given });
      await story.publish("trend", until(sunset, { kind: "bulletin", scope: { nationwide: true } }));
      await story.publish("rail", until(sunset));
      await story.publish("quiet", until(sunset, { scope: { areas: ["MA"] }, endNotice: false }));
      await story.publish("old", until(sunset, { scope: { areas: ["CA"] } }));
      await story.told("trend", "rail", "quiet", "old");
      const replaces = story.advisory("old").id;
      await story.publish("new", until(lastSunset, { kind: "imminent", scope: { areas: ["CA"] }, replaces }));
      expect(await story.told("new")).toEqual([
        "Ana's phone: IMMINENT ALERT: California (high, to its end, topic old)",
        "ana@example.org: [NTAS] IMMINENT ALERT: California, until {time}",
      ]);
    }, patienceMs);
    afterAll(() => story?.end());

    it("until then they stand, the most urgent first", async () => {
      const shown = await outputs(story);
      expect(Date.now(), "the machine was too slow for sunsets of seconds").toBeLessThan(sunset);
      expect(shown.home.map((line) => line.split(" | ")[0])).toEqual([
        "Imminent Alert California",
        "Elevated Alert Massachusetts",
        "Elevated Alert New York",
        "Bulletin Nationwide",
      ]);
      expect(shown.signage).toBe("new-r1");
      expect(shown.recent).toEqual([]);
    });

    it("at the sunset they end everywhere at once; one quiet notice tells of the Alert, and none of the others", async () => {
      await passed(sunset);
      const shown = await outputs(story);
      expect(Date.now(), "the machine was too slow for sunsets of seconds").toBeLessThan(lastSunset);
      expect(shown.home).toEqual(["Imminent Alert California | Threat to commuter rail | Ends {time}"]);
      expect([...shown.recent].sort()).toEqual([
        "Bulletin Nationwide | Ended as planned {time}",
        "Elevated Alert Massachusetts | Ended as planned {time}",
        "Elevated Alert New York | Ended as planned {time}",
      ]);
      expect(shown.ntas).toEqual(inNtas("Imminent Threat new"));
      expect(shown.signage).toBe("new-r1");
      expect(await story.told("trend", "rail", "quiet", "old")).toEqual([
        "Ana's phone: ENDED AS PLANNED: Elevated Alert: New York (normal, 72 h, topic rail)",
        "ana@example.org: [NTAS] ENDED AS PLANNED: Elevated Alert: New York, ended {time}",
      ]);
    });

    it("with the last one everything has ended; no message of CAP was needed, for each said when it expires", async () => {
      await passed(lastSunset);
      const shown = await outputs(story);
      const ended = (place: string, kind = "Elevated Alert") =>
        `${kind} ${place} | Threat to commuter rail | Ended as planned`;
      expect({ ...shown, recent: shown.recent.toSorted(), page: {}, feeds: sorted(shown.feeds) }).toEqual({
        ...nothing,
        home: [`${noAdvisories} The last one ended {time} .`],
        recent: [
          "Bulletin Nationwide | Ended as planned {time}",
          "Elevated Alert Massachusetts | Ended as planned {time}",
          "Elevated Alert New York | Ended as planned {time}",
          "Imminent Alert California | Ended as planned {time}",
        ],
        archive: [
          ended("California", "Imminent Alert"),
          "Elevated Alert California | Threat to commuter rail | Replaced",
          ended("Massachusetts"),
          ended("New York"),
          ended("Nationwide", "Bulletin"),
        ],
        feeds: inEveryFeed(
          "ENDED AS PLANNED: Bulletin: Threat to commuter rail",
          "ENDED AS PLANNED: Elevated Alert: Threat to commuter rail",
          "ENDED AS PLANNED: Elevated Alert: Threat to commuter rail",
          "ENDED AS PLANNED: Imminent Alert: Threat to commuter rail",
          "REPLACED: Elevated Alert: California",
        ),
        machineFeed: [
          "new-r1 Update expired",
          "old-r1 Alert superseded",
          "quiet-r1 Alert expired",
          "rail-r1 Alert expired",
          "trend-r1 Alert expired",
        ],
        cap: "new-r1 Update of old-r1: Threat to commuter rail",
        api: [
          "new expired, replace",
          "old replaced, issue",
          "quiet expired, issue",
          "rail expired, issue",
          "trend expired, issue",
        ],
      });
      expect(shown.page.rail).toBe(
        "Elevated Alert New York | Threat to commuter rail | Ended as planned {time} | This advisory has ended and is kept for the record.",
      );
      expect(await story.told("new")).toEqual([
        "Ana's phone: ENDED AS PLANNED: IMMINENT ALERT: California (high, 72 h, topic old)",
        "ana@example.org: [NTAS] ENDED AS PLANNED: IMMINENT ALERT: California, ended {time}",
      ]);
    });
  });
}

/** By this machine's clock, which is the service's too. */
async function passed(at: number): Promise<void> {
  while (Date.now() < at) await sleep(Math.max(1, at - Date.now()));
}

function sorted(feeds: Outputs["feeds"]): Outputs["feeds"] {
  return { RSS: feeds.RSS.toSorted(), Atom: feeds.Atom.toSorted(), JSON: feeds.JSON.toSorted() };
}
