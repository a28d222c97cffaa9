import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "../../../support/process.ts";
import { inEveryFeed, inNtas } from "../outputs.ts";
import { Story } from "../story.ts";
import { alert, english, expectEverywhere, inDays, patienceMs } from "./advisories.ts";

export function replaced(runtime: Runtime): void {
  describe("an Elevated Alert is replaced by an Imminent Alert in the same minute", () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.begin(runtime);
      await story.subscribeByMail("ana@example.org");
      await story.subscribeByMail("elevated-only@example.org", { kinds: ["elevated"] });
      await story.subscribeByMail("jersey@example.org", { areas: ["NJ"] });
      await story.subscribeByPush("Ana's phone");
      await story.subscribeByPush("Tex's phone", { areas: ["TX"] });
      await story.publish("rail", alert());
      expect(await story.told("rail")).toEqual([
        "Ana's phone: Elevated Alert: New York (normal, to its end, topic rail)",
        "ana@example.org: [NTAS] Elevated Alert: New York, until {time}",
        "elevated-only@example.org: [NTAS] Elevated Alert: New York, until {time}",
      ]);
    }, patienceMs);
    afterAll(() => story?.end());

    it("the new one stands alone; it is told to all who match it and all who got the old one", async () => {
      const terminal = alert({
        kind: "imminent",
        scope: { areas: ["NY", "NJ"] },
        replaces: story.advisory("rail").id,
        sunsetAt: inDays(2),
        languages: { en: english({ headline: "Attack on a rail terminal expected" }) },
      });
      await story.publish("terminal", terminal);
      await story.allOut("terminal");
      const { mails, pushes } = story.messages();
      expect([...mails.map(story.mailLine), ...pushes.map(story.pushLine)].sort()).toEqual([
        "Ana's phone: IMMINENT ALERT: New Jersey; New York (high, to its end, topic rail)",
        "ana@example.org: [NTAS] IMMINENT ALERT: New Jersey; New York, until {time}",
        "elevated-only@example.org: [NTAS] IMMINENT ALERT: New Jersey; New York, until {time}",
        "jersey@example.org: [NTAS] IMMINENT ALERT: New Jersey; New York, until {time}",
      ]);
      for (const { parsed } of mails) expect(parsed.text).toContain("This advisory replaces Elevated Alert, New York");

      const shown = "Imminent Alert New Jersey; New York | Attack on a rail terminal expected | Ends {time}";
      await expectEverywhere(story, {
        home: [shown],
        recent: [],
        archive: [
          "Imminent Alert New Jersey; New York | Attack on a rail terminal expected | In effect",
          "Elevated Alert New York | Threat to commuter rail | Replaced",
        ],
        page: {
          terminal: shown,
          rail:
            "Elevated Alert New York | Threat to commuter rail | Replaced {time} | " +
            "This advisory no longer stands. It was replaced by Imminent Alert: New Jersey; New York, issued {time} .",
        },
        feeds: inEveryFeed("Imminent Alert: Attack on a rail terminal expected", "REPLACED: Elevated Alert: New York"),
        machineFeed: ["rail-r1 Alert superseded", "terminal-r1 Update current"],
        cap: "terminal-r1 Update of rail-r1: Attack on a rail terminal expected",
        signage: "terminal-r1",
        ntas: inNtas("Imminent Threat terminal"),
        api: ["terminal active, replace", "rail replaced, issue"],
      });
    });

    it("the new one was wrong: the old one stands again at its own address, told to all who got the wrong one", async () => {
      await story.retract("terminal", "restore");
      await story.allOut("rail");
      await story.allOut("terminal");
      expect(await story.told()).toEqual([
        "Ana's phone: Withdrawn: issued in error (normal, 72 h, topic rail)",
        "ana@example.org: [NTAS] CORRECTION: Elevated Alert: New York, until {time}",
        "elevated-only@example.org: [NTAS] CORRECTION: Elevated Alert: New York, until {time}",
        "jersey@example.org: [NTAS] CORRECTION: Elevated Alert: New York, until {time}",
      ]);
      await story.everyEditorRead("Taken back by Ada Author: Imminent Alert terminal");
      const shown =
        "Elevated Alert New York | Threat to commuter rail | Ends {time} | In effect again {time} " +
        "Correction: the text that we sent at {time} was issued in error. Do not act on it. The text below stands.";
      const withdrawn =
        "Imminent Alert New Jersey; New York | Withdrawn: issued in error {time} | " +
        "The Imminent Alert for New Jersey; New York that we sent at {time} was issued in error. Do not act on it.";
      await expectEverywhere(story, {
        home: [shown],
        recent: [withdrawn],
        archive: [
          "Imminent Alert New Jersey; New York | Withdrawn: issued in error",
          "Elevated Alert New York | Threat to commuter rail | In effect",
        ],
        page: { terminal: withdrawn, rail: shown },
        feeds: inEveryFeed(
          "CORRECTION: Elevated Alert: Threat to commuter rail",
          "CORRECTION: Imminent Alert, issued in error: New Jersey; New York",
        ),
        machineFeed: ["rail-r1 Alert superseded", "rail-r2 Update current", "terminal-r1 Update superseded"],
        cap: "rail-r2 Update of rail-r1, terminal-r1: Threat to commuter rail",
        signage: "rail-r2",
        ntas: inNtas("Elevated Threat rail"),
        api: ["terminal withdrawn, retract", "rail active, reinstate"],
      });
    });
  });
}
