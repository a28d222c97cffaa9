import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "../../../support/process.ts";
import { inEveryFeed, nothing } from "../outputs.ts";
import { Story } from "../story.ts";
import { alert, english, expectEverywhere, patienceMs, standing } from "./advisories.ts";

export function wrongFromTheBeginning(runtime: Runtime): void {
  describe("an alert that was wrong from the beginning", () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.begin(runtime);
      await story.subscribeByMail("ana@example.org");
      await story.subscribeByMail("tex@example.org", { areas: ["TX"] });
      await story.subscribeByPush("Ana's phone");
      await story.publish("rail", alert());
      expect(await story.told("rail")).toHaveLength(2);
    }, patienceMs);
    afterAll(() => story?.end());

    const withdrawn =
      "Elevated Alert New York | Withdrawn: issued in error {time} | " +
      "The Elevated Alert for New York that we sent at {time} was issued in error. Do not act on it.";

    it("taken back at the command line: a Cancel, a correction to all who got it, and no word of it anywhere", async () => {
      const { slug } = story.advisory("rail");
      await story.service.ntas("retract", slug, "--then", "end", "--email", "author@example.gov");
      await story.subscribeByMail("nora@example.org", { kinds: ["bulletin"] });
      expect(await story.told("rail")).toEqual([
        "Ana's phone: Withdrawn: issued in error (normal, 72 h, topic rail)",
        "ana@example.org: [NTAS] CORRECTION: Elevated Alert: New York, issued in error",
      ]);
      await story.everyEditorRead("Taken back by Ada Author: Elevated Alert rail");
      await expectEverywhere(story, {
        ...nothing,
        recent: [withdrawn],
        archive: ["Elevated Alert New York | Withdrawn: issued in error"],
        page: { rail: withdrawn },
        feeds: inEveryFeed("CORRECTION: Elevated Alert, issued in error: New York"),
        machineFeed: ["rail-r1 Alert cancelled", "rail-r2 Cancel current"],
        cap: "rail-r2 Cancel of rail-r1: CORRECTION: Elevated Alert, issued in error: New York",
        api: ["rail withdrawn, retract"],
      });
      for (const path of [
        "/",
        "/advisories",
        `/advisories/${slug}`,
        "/feeds/advisories.atom",
        "/cap/feed.atom",
        "/api/v1/advisories",
      ])
        expect(await story.fetchText(path), path).not.toContain(english().headline);
    });

    it("reinstated by two people: told to all who match and all who were corrected", async () => {
      await story.subscribeByMail("kim@example.org");
      await story.revise("rail", { change: "reinstate" });
      expect(await story.told("rail")).toEqual([
        "Ana's phone: Elevated Alert: New York (normal, to its end, topic rail)",
        "ana@example.org: [NTAS] Elevated Alert: New York, until {time}",
        "kim@example.org: [NTAS] Elevated Alert: New York, until {time}",
      ]);
      await expectEverywhere(
        story,
        standing({
          shown: "Elevated Alert New York | Threat to commuter rail | Ends {time} | In effect again {time}",
          title: "IN EFFECT AGAIN: Elevated Alert: Threat to commuter rail",
          machineFeed: ["rail-r1 Alert cancelled", "rail-r2 Cancel superseded", "rail-r3 Update current"],
          cap: "rail-r3 Update of rail-r1, rail-r2: Threat to commuter rail",
          api: ["rail active, reinstate"],
        }),
      );
    });
  });
}
