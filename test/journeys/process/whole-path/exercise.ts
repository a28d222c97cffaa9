import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime } from "../../../support/process.ts";
import { inEveryFeed, inNtas, nothing, outputs } from "../outputs.ts";
import { Story } from "../story.ts";
import { alert, inDays, patienceMs } from "./advisories.ts";

export function exercise(runtime: Runtime): void {
  describe("an exercise", () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.begin(runtime);
      await story.subscribeByMail("ana@example.org");
      await story.subscribeByPush("Ana's phone");
      const consent = { confirmedAt: inDays(-30), consentSource: "the drill's list" };
      const lines = [
        { channel: "email", address: "duty@example.gov", exercise: true, ...consent },
        { channel: "email", address: "partner@example.org", ...consent },
        { channel: "push", subscription: story.newBrowser("Duty phone"), exercise: true, ...consent },
        { channel: "push", subscription: story.newBrowser("Partner's phone"), exercise: false, ...consent },
      ];
      const file = join(mkdtempSync(join(tmpdir(), "subscriptions-")), "list.jsonl");
      writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
      expect(await story.service.ntas("import", "subscriptions", file)).toContain("4 taken");
      rmSync(dirname(file), { recursive: true });
    }, patienceMs);
    afterAll(() => story?.end());

    it("stands only under /exercise, marked in words and codes, and reaches only who was marked for exercises", async () => {
      await story.publish("drill", alert({ status: "exercise" }));
      await story.allOut("drill");
      const { mails, pushes } = story.messages();
      expect([...mails.map(story.mailLine), ...pushes.map(story.pushLine)].sort()).toEqual([
        "Duty phone: EXERCISE: Elevated Alert: New York (normal, to its end, topic drill)",
        "duty@example.gov: [NTAS] EXERCISE: Elevated Alert: New York, until {time}",
      ]);
      expect(mails[0]?.parsed.text).toContain("EXERCISE EXERCISE EXERCISE");
      expect(await outputs(story)).toEqual(nothing);
      expect(await outputs(story, "/exercise")).toEqual({
        ...nothing,
        home: ["EXERCISE: Elevated Alert New York | Threat to commuter rail | Ends {time}"],
        archive: ["EXERCISE: Elevated Alert New York | Threat to commuter rail | In effect"],
        page: { drill: "EXERCISE: Elevated Alert New York | Threat to commuter rail | Ends {time}" },
        feeds: inEveryFeed("EXERCISE: Elevated Alert: Threat to commuter rail"),
        machineFeed: ["drill-r1 Alert current"],
        cap: "drill-r1 Alert: EXERCISE: Threat to commuter rail",
        signage: "drill-r1",
        ntas: inNtas("EXERCISE Elevated Threat drill"),
      });
      const cap = await story.fetchText(`/exercise/cap/${story.advisory("drill").identifier}.xml`);
      expect(cap).toContain("<status>Exercise</status>");
      for (const code of ["urgency", "severity", "certainty"]) expect(cap).toContain(`<${code}>Unknown</${code}>`);
      const { slug, identifier, id } = story.advisory("drill");
      for (const path of [
        `/advisories/${slug}`,
        `/cap/${identifier}.xml`,
        `/ntas/1.1/alerts/${slug}.xml`,
        `/api/v1/advisories/${id}`,
      ])
        expect((await fetch(`${story.baseUrl}${path}`)).status, path).toBe(404);
    });

    it("its end, too, is told only there", async () => {
      await story.retract("drill", "end");
      expect(await story.told("drill")).toEqual([
        "Duty phone: EXERCISE: Withdrawn: issued in error (normal, 72 h, topic drill)",
        "duty@example.gov: [NTAS] EXERCISE: CORRECTION: Elevated Alert: New York, issued in error",
      ]);
      await story.everyEditorRead("Taken back by Ada Author: EXERCISE Elevated Alert drill");
      expect(await outputs(story)).toEqual(nothing);
      expect((await outputs(story, "/exercise")).machineFeed).toEqual([
        "drill-r1 Alert cancelled",
        "drill-r2 Cancel current",
      ]);
    });
  });
}
