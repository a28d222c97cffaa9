import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type Runtime } from "../../../support/process.ts";
import { endsShown, inEveryFeed, noAdvisories, nothing, outputs, wordsShown } from "../outputs.ts";
import { Story } from "../story.ts";
import { alert, english, expectEverywhere, inDays, patienceMs, standing } from "./advisories.ts";

export function issuedToEnded(runtime: Runtime): void {
  describe("an Elevated Alert is issued, changed and ended", () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.begin(runtime);
    }, patienceMs);
    afterAll(() => story?.end());

    it("nothing is shown before, and signing up takes an opened mail and a pressed button", async () => {
      await story.subscribeByMail("ana@example.org");
      await story.subscribeByMail("tex@example.org", { areas: ["TX"] });
      await story.subscribeByMail("luz@example.org", { language: "es", sectors: ["transportation-systems"] });
      await story.subscribeByMail("leo@example.org");
      await story.subscribeByPush("Ana's phone", { kinds: ["elevated", "imminent"], areas: ["36061"] });
      await story.subscribeByPush("Tex's phone", { areas: ["TX"] });
      await story.call("POST", "/subscriptions", "nobody", {
        channel: "email",
        address: "never-confirmed@example.org",
      });
      await expectEverywhere(story, nothing);
    });

    it("submitted: the approver's browser says the kind and what to do, and nothing of the text", async () => {
      await story.approverTurnsOnNotifications();
      await story.submit("rail", alert());
      await eventually("the notification at the desk", () => story.deskNotifications().length > 0);
      expect(story.deskNotifications()).toEqual([
        "Abe's desk: Waits for your approval: Elevated Alert. Read it, then approve it or send it back. /console/advisories/rail/approve",
      ]);
    });

    it("issued: the same words everywhere, in one mail and one push to each who matches", async () => {
      await story.approve("rail");
      await story.allOut("rail");
      const { mails, pushes } = story.messages();
      const mail = mails.find(({ to }) => to.includes("ana@example.org"))?.parsed;
      const { headline, summary, sections, measures, howToHelp, context } = english();
      const words = [headline, summary, sections[0].body, ...Object.values(measures), howToHelp, context.whatWeKnow];
      const shown = { ...(await wordsShown(story, "rail")), mail: mail?.text ?? "", "mail as HTML": mail?.html ?? "" };
      for (const [output, text] of Object.entries(shown)) {
        for (const word of words) expect(text, output).toContain(word);
      }
      expect(JSON.stringify(pushes[0]?.payload)).toContain(headline);
      expect(new Set(Object.values(await endsShown(story, "rail"))).size).toBe(1);

      expect([...mails.map(story.mailLine), ...pushes.map(story.pushLine)].sort()).toEqual([
        "Ana's phone: Elevated Alert: New York (normal, to its end, topic rail)",
        "ana@example.org: [NTAS] Elevated Alert: New York, until {time}",
        "leo@example.org: [NTAS] Elevated Alert: New York, until {time}",
        "luz@example.org: [NTAS] Alerta elevada: New York, hasta: {time}",
        "never-confirmed@example.org: Confirm your subscription to Terrorism Advisories",
      ]);
      await expectEverywhere(
        story,
        standing({
          shown: "Elevated Alert New York | Threat to commuter rail | Ends {time}",
          title: "Elevated Alert: Threat to commuter rail",
          machineFeed: ["rail-r1 Alert current"],
          cap: "rail-r1 Alert: Threat to commuter rail",
          api: ["rail active, issue"],
        }),
      );
    });

    it("updated: all who got it and who joined since; who left gets a goodbye and nothing more", async () => {
      await story.leaveByOneClick("leo@example.org");
      expect(await story.told("rail")).toEqual(["leo@example.org: You have left Terrorism Advisories"]);
      await story.subscribeByMail("nora@example.org");
      await story.revise("rail", {
        change: "update",
        note: "Two lines are now named.",
        content: alert({ languages: { en: english({ summary: "Two lines are threatened." }) } }),
      });
      expect(await story.told("rail")).toEqual([
        "Ana's phone: UPDATED: Elevated Alert: New York (normal, to its end, topic rail)",
        "ana@example.org: [NTAS] UPDATED: Elevated Alert: New York, until {time}",
        "luz@example.org: [NTAS] ACTUALIZACIÓN: Alerta elevada: New York, hasta: {time}",
        "nora@example.org: [NTAS] UPDATED: Elevated Alert: New York, until {time}",
      ]);
      await expectEverywhere(
        story,
        standing({
          shown:
            "Elevated Alert New York | Threat to commuter rail | Ends {time} | Updated {time} Two lines are now named.",
          title: "UPDATED: Elevated Alert: Threat to commuter rail",
          machineFeed: ["rail-r1 Alert superseded", "rail-r2 Update current"],
          cap: "rail-r2 Update of rail-r1: Threat to commuter rail",
          api: ["rail active, update"],
        }),
      );
    });

    it("extended: the new end on every output, at the same address", async () => {
      const before = await endsShown(story, "rail");
      await story.revise("rail", { change: "extend", note: "The investigation continues.", sunsetAt: inDays(20) });
      expect(await story.told("rail")).toEqual([
        "Ana's phone: EXTENDED: Elevated Alert: New York (normal, to its end, topic rail)",
        "ana@example.org: [NTAS] EXTENDED: Elevated Alert: New York, until {time}",
        "luz@example.org: [NTAS] PRÓRROGA: Alerta elevada: New York, hasta: {time}",
        "nora@example.org: [NTAS] EXTENDED: Elevated Alert: New York, until {time}",
      ]);
      const ends = await endsShown(story, "rail");
      expect(Object.keys(ends)).toEqual(Object.keys(before));
      expect(new Set(Object.values(ends)).size).toBe(1);
      expect(ends.page).not.toBe(before.page);
      await expectEverywhere(
        story,
        standing({
          shown:
            "Elevated Alert New York | Threat to commuter rail | Ends {time} | Extended {time} The investigation continues.",
          title: "EXTENDED: Elevated Alert: Threat to commuter rail",
          machineFeed: ["rail-r1 Alert superseded", "rail-r2 Update superseded", "rail-r3 Update current"],
          cap: "rail-r3 Update of rail-r1, rail-r2: Threat to commuter rail",
          api: ["rail active, extend"],
        }),
      );
    });

    it("wording corrected: everything shows it, and nobody is told", async () => {
      const content = await story.contentOf("rail");
      await story.revise("rail", {
        change: "editorial",
        content: { ...content, languages: { en: { ...content.languages.en, headline: "Threat to commuter trains" } } },
      });
      expect(await story.told("rail")).toEqual([]);
      const shown =
        "Elevated Alert New York | Threat to commuter trains | Ends {time} | Extended {time} The investigation continues. | Wording corrected {time}";
      await expectEverywhere(
        story,
        standing({
          shown,
          archive: ["Elevated Alert New York | Threat to commuter trains | In effect"],
          title: "EXTENDED: Elevated Alert: Threat to commuter trains",
          machineFeed: [
            "rail-r1 Alert superseded",
            "rail-r2 Update superseded",
            "rail-r3 Update superseded",
            "rail-r4 Update current",
          ],
          cap: "rail-r4 Update of rail-r1, rail-r2, rail-r3: Threat to commuter trains",
          api: ["rail active, editorial"],
        }),
      );
    });

    it("translated: told to who got English in its place, in their language, and to nobody else", async () => {
      const content = await story.contentOf("rail");
      const es = { ...english(), headline: "Amenaza contra los trenes de cercanías" };
      await story.revise("rail", {
        change: "translate",
        content: { ...content, languages: { ...content.languages, es } },
      });
      await story.allOut("rail");
      const { mails, pushes } = story.messages();
      expect(pushes).toEqual([]);
      expect(mails.map(story.mailLine)).toEqual(["luz@example.org: [NTAS] Alerta elevada: New York, hasta: {time}"]);
      expect(mails[0]?.parsed.text).toContain(es.headline);
      expect((await outputs(story)).cap).toBe(
        "rail-r5 Update of rail-r1, rail-r2, rail-r3, rail-r4: Threat to commuter trains",
      );
      expect(await story.fetchText(`/advisories/${story.advisory("rail").slug}?lang=es`)).toContain(es.headline);
    });

    it("a wrong update is taken back by one person: the right text stands again, everywhere and for everybody", async () => {
      const wrong = english({ headline: "Attack expected today", summary: "All stations are closed." });
      await story.revise("rail", { change: "update", note: "Wrong.", content: alert({ languages: { en: wrong } }) });
      expect(await story.told("rail")).toEqual([
        "Ana's phone: UPDATED: Elevated Alert: New York (normal, to its end, topic rail)",
        "ana@example.org: [NTAS] UPDATED: Elevated Alert: New York, until {time}",
        "luz@example.org: [NTAS] ACTUALIZACIÓN: Alerta elevada: New York, hasta: {time}",
        "nora@example.org: [NTAS] UPDATED: Elevated Alert: New York, until {time}",
      ]);
      await story.subscribeByMail("fred@example.org");

      await story.retract("rail", "restore", "approver");
      await story.allOut("rail");
      const { mails, pushes } = story.messages();
      // Who was told nothing that still stands gets the text as an issue: there is nothing to correct for them.
      expect([...mails.map(story.mailLine), ...pushes.map(story.pushLine)].sort()).toEqual([
        "Ana's phone: Withdrawn: issued in error (normal, 72 h, topic rail)",
        "ana@example.org: [NTAS] CORRECTION: Elevated Alert: New York, until {time}",
        "fred@example.org: [NTAS] Elevated Alert: New York, until {time}",
        "luz@example.org: [NTAS] CORRECCIÓN: Alerta elevada: New York, hasta: {time}",
        "nora@example.org: [NTAS] CORRECTION: Elevated Alert: New York, until {time}",
      ]);
      await story.everyEditorRead("Taken back by Abe Approver: Elevated Alert rail");
      for (const { raw } of mails) expect(raw).not.toContain(wrong.headline);
      for (const { payload } of pushes) expect(JSON.stringify(payload)).not.toContain(wrong.headline);

      const shown =
        "Elevated Alert New York | Threat to commuter trains | Ends {time} | Corrected: issued in error {time} " +
        "Correction: the text that we sent at {time} was issued in error. Do not act on it. The text below stands.";
      const earlier = [
        "rail-r1 Alert",
        "rail-r2 Update",
        "rail-r3 Update",
        "rail-r4 Update",
        "rail-r5 Update",
        "rail-r6 Update",
      ];
      await expectEverywhere(
        story,
        standing({
          shown,
          archive: ["Elevated Alert New York | Threat to commuter trains | In effect"],
          title: "CORRECTION: Elevated Alert: Threat to commuter trains",
          machineFeed: [...earlier.map((message) => `${message} superseded`), "rail-r7 Update current"],
          cap: "rail-r7 Update of rail-r1, rail-r2, rail-r3, rail-r4, rail-r5, rail-r6: Threat to commuter trains",
          api: ["rail active, retract"],
        }),
      );
    });

    it("ended by two people: told to all who got it, shown as ended, and never to return", async () => {
      await story.subscribeByPush("New phone", { areas: ["TX"] });
      await story.revise("rail", { change: "end", note: "The suspects were arrested.", threatIsOver: true });
      expect(await story.told("rail")).toEqual([
        "Ana's phone: ENDED: Elevated Alert: New York (normal, 72 h, topic rail)",
        "ana@example.org: [NTAS] ENDED: Elevated Alert: New York, ended {time}",
        "fred@example.org: [NTAS] ENDED: Elevated Alert: New York, ended {time}",
        "luz@example.org: [NTAS] TERMINÓ: Alerta elevada: New York, terminó: {time}",
        "nora@example.org: [NTAS] ENDED: Elevated Alert: New York, ended {time}",
      ]);
      const numbers = [1, 2, 3, 4, 5, 6, 7];
      await expectEverywhere(story, {
        ...nothing,
        home: [`${noAdvisories} The last one ended {time} .`],
        recent: ["Elevated Alert New York | Ended {time}"],
        archive: ["Elevated Alert New York | Threat to commuter trains | Ended"],
        page: {
          rail:
            "Elevated Alert New York | Threat to commuter trains | Ended {time} | This advisory has ended and is kept for the record. " +
            "It was ended before its planned end. The threat that it described is over. The suspects were arrested.",
        },
        feeds: inEveryFeed("ENDED: Elevated Alert: Threat to commuter trains"),
        machineFeed: [
          ...numbers.map((number) => `rail-r${number} ${number === 1 ? "Alert" : "Update"} superseded`),
          "rail-r8 Update current",
        ],
        cap: `rail-r8 Update of ${numbers.map((number) => `rail-r${number}`).join(", ")}: ENDED: Elevated Alert: New York`,
        api: ["rail ended, end"],
      });
      await expect(story.revise("rail", { change: "reinstate" })).rejects.toThrow("409");
      await expect(story.retract("rail", "restore")).rejects.toThrow("409");
    });

    it("all mails about it are one thread, each with an id of its own", () => {
      const mails = story.smtp.mails.filter(
        ({ to, parsed }) => to.includes("ana@example.org") && parsed.subject?.startsWith("[NTAS]"),
      );
      const [first, ...later] = mails.map(({ parsed }) => parsed);
      expect(new Set(mails.map(({ parsed }) => parsed.messageId)).size).toBe(mails.length);
      expect(first?.references).toBeUndefined();
      for (const { references, inReplyTo } of later) {
        expect(references).toBe(first?.messageId);
        expect(inReplyTo).toBe(first?.messageId);
      }
    });
  });
}
