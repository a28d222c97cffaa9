/**
 * The whole path, on real components: an advisory from two editors to every reader, and every way in which it can change and end.
 * After each step stands what DESIGN's table "Who is told what" promises: all that every output shows, and who was told what.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, onNode } from "../../support/process.ts";
import { onWorkers } from "../../support/workers-process.ts";
import { endsShown, inEveryFeed, inNtas, noAdvisories, nothing, type Outputs, outputs, wordsShown } from "./outputs.ts";
import { type Json, Story } from "./story.ts";

/** `PATH_ON=Workers` takes the path on the local Workers runtime alone, `PATH_ON=Node` on Node. */
const runtimes = [onNode, onWorkers].filter(({ name }) => (process.env.PATH_ON ?? name) === name);
const day = 86_400_000;
/** For starting a service and its surroundings on a busy machine. */
const patienceMs = 150_000;

/** An Elevated Alert for New York that ends in ten days. */
function alert(given: Json = {}): Json {
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: ["NY"] },
    sectors: ["mass-transit"],
    sunsetAt: inDays(10),
    languages: { en: english() },
    resources: [{ title: "What to do in a station", url: "https://www.example.gov/station" }],
    ...given,
  };
}

function english(given: Json = {}): Json {
  return {
    headline: "Threat to commuter rail",
    summary: "Officials have credible information about a threat to commuter rail.",
    sections: [{ heading: "Details", body: "Trains may be searched without notice." }],
    measures: { individuals: "Leave unattended bags alone.", government: "Raise the readiness of transit police." },
    howToHelp: "Say what you saw, when and where.",
    context: { whatWeKnow: "A group has looked at stations." },
    ...given,
  };
}

function inDays(days: number): string {
  return new Date(Date.now() + days * day).toISOString();
}

/** In the public realm all of this and nothing else; in the realm of exercises nothing. */
async function expectEverywhere(story: Story, expected: Outputs): Promise<void> {
  expect(await outputs(story)).toEqual(expected);
  expect(await outputs(story, "/exercise")).toEqual(nothing);
}

/** What the outputs show of an Alert for New York that stands alone; a story changes what its step is about. */
function standing(given: Partial<Outputs> & { shown: string; title: string; cap: string }): Outputs {
  const { shown, title, ...rest } = given;
  return {
    home: [shown],
    recent: [],
    archive: ["Elevated Alert New York | Threat to commuter rail | In effect"],
    page: { rail: shown },
    feeds: inEveryFeed(title),
    machineFeed: [],
    signage: given.cap.split(" ")[0] ?? "",
    ntas: inNtas("Elevated Threat rail"),
    api: [],
    ...rest,
  };
}

describe.each(runtimes)("the whole path on $name", (runtime) => {
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

  describe("advisories run into their sunsets", () => {
    let story: Story;
    let sunset: number;
    /** The replacement's, some seconds after all the others'. */
    let lastSunset: number;
    beforeAll(async () => {
      story = await Story.begin(runtime);
      await story.subscribeByMail("ana@example.org");
      await story.subscribeByPush("Ana's phone");
      sunset = Math.ceil(Date.now() / 1_000) * 1_000 + 15_000 * runtime.slowness;
      lastSunset = sunset + 8_000;
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
});

/** By this machine's clock, which is the service's too. */
async function passed(at: number): Promise<void> {
  while (Date.now() < at) await sleep(Math.max(1, at - Date.now()));
}

function sorted(feeds: Outputs["feeds"]): Outputs["feeds"] {
  return { RSS: feeds.RSS.toSorted(), Atom: feeds.Atom.toSorted(), JSON: feeds.JSON.toSorted() };
}
