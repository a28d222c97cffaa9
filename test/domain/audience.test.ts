/**
 * "Who is told what", row by row: for each change what it owes to each kind of reader. A story is a family's history; its texts are
 * numbered in the order in which they took effect. What a reader got of each earlier announcement is one letter: `t` told, `?` begun
 * (may have got it), `r` not told and settled (refused, or not owed), `.` not told yet.
 */
import { describe, expect, test } from "vitest";
import type { Content } from "../../src/domain/advisory.ts";
import { type AnnouncementPlace, audienceOf, type Bits, precedes, type Reader } from "../../src/domain/audience.ts";
import { everything } from "../../src/domain/matching.ts";
import { timeline } from "../../src/domain/taking-back.ts";
import {
  alice,
  at,
  contentOf,
  day,
  emptyWorld,
  hour,
  must,
  perform,
  publish,
  revised,
  textOf,
  type World,
} from "../support/world.ts";

const start = Date.UTC(2026, 10, 2, 14);
const sunsetAt = start + 10 * day;
const highestId = 100;

const rail = (given: Partial<Content> = {}, headline = "Rail") =>
  contentOf({ sunsetAt, scope: { areas: ["NY"] }, ...given }, headline);

/** Each act an hour after the one before. */
const then = (world: World) => at(world, world.now + hour);
const issued = () => publish(emptyWorld(start), "rail", rail());
const updated = (world: World, headline = "Two lines", given: Partial<Content> = {}) =>
  revised(then(world), "rail", { change: "update", note: "More is known.", content: rail(given, headline) });
const reworded = (world: World, headline: string) =>
  revised(then(world), "rail", { change: "editorial", content: rail({}, headline) });
const translated = (world: World) =>
  revised(then(world), "rail", {
    change: "translate",
    content: rail({ languages: { en: textOf("Rail"), es: textOf("Trenes") } }),
  });
const replaced = (world: World) => publish(then(world), "port", rail({ kind: "imminent", replaces: "rail" }, "Port"));
const takenBack = (world: World, mode: "restore" | "end", id = "rail") =>
  must(perform(then(world), id, { type: "retract", then: mode }, alice)).world;
const reinstated = (world: World) => revised(then(world), "rail", { change: "reinstate" });
const ended = (world: World) => revised(then(world), "rail", { change: "end", note: "The group was arrested." });
const atSunset = (world: World) => at(world, sunsetAt);

const reader = (given: Partial<Reader> = {}): Reader => ({ id: 7, language: "en", choice: everything, ...given });
const matching = reader();
const elsewhere = reader({ choice: { ...everything, areas: ["CA"] } });
const joined = reader({ id: highestId + 1 });
const joinedElsewhere = reader({ id: highestId + 1, choice: { ...everything, areas: ["CA"] } });
const spanish = reader({ language: "es" });

const letters: Record<string, Bits> = {
  t: { begun: true, settled: true },
  "?": { begun: true, settled: false },
  r: { begun: false, settled: true },
  ".": { begun: false, settled: false },
};

/** What the last announcement that is due owes: "change 2", "correction 3 of 2", or "nothing". */
function owedBy(world: World, who: Reader, got: string): string {
  const line = timeline(world.advisories, world.now);
  const number = (sequence: number) => line.findIndex((one) => one.sequence === sequence) + 1;
  const due = world.announcements
    .filter((plan) => plan.dueAt <= world.now)
    .map(({ sequence, occasion }): AnnouncementPlace => ({ sequence, occasion, lastId: highestId }))
    .sort((a, b) => (precedes(a, b) ? -1 : 1));
  const last = due.pop();
  if (!last) throw new Error("nothing is due");
  expect(got.length, "one letter for each earlier announcement").toBe(due.length);
  const bits = [...got].map((letter) => letters[letter] ?? { begun: false, settled: false });
  const owed = audienceOf(world.advisories, last, due, world.now)(who, bits);
  if (!owed) return "nothing";
  const of = owed.corrects === undefined ? "" : ` of ${number(owed.corrects)}`;
  return `${owed.form} ${number(owed.tells)}${of}`;
}

type Row = readonly [who: string, reader: Reader, got: string, owed: string];

function table(story: World, rows: readonly Row[]): void {
  test.each(rows)("%s", (_, who, got, owed) => {
    expect(owedBy(story, who, got)).toBe(owed);
  });
}

describe("an issue goes to those who match", () => {
  table(issued(), [
    ["one who matches", matching, "", "change 1"],
    ["one who does not", elsewhere, "", "nothing"],
    ["one who joined since and matches", joined, "", "change 1"],
  ]);
});

describe("an update goes to those who match now and to all who got an earlier revision", () => {
  table(updated(issued()), [
    ["told the issue", matching, "t", "change 2"],
    ["may have got the issue", matching, "?", "change 2"],
    ["owed the issue and not told yet", matching, ".", "change 2"],
    ["refused the issue, and matches", matching, "r", "change 2"],
    ["told the issue, and matches no longer", elsewhere, "t", "change 2"],
    ["may have got the issue, and matches no longer", elsewhere, "?", "change 2"],
    ["was told nothing and does not match", elsewhere, "r", "nothing"],
    ["joined since and matches", joined, ".", "change 2"],
    ["joined since and does not match", joinedElsewhere, ".", "nothing"],
  ]);
});

describe("an update that now covers other places", () => {
  table(updated(issued(), "The coast", { scope: { areas: ["CA"] } }), [
    ["goes to those who match it only now", elsewhere, "r", "change 2"],
    ["goes to those who got the text before", reader({ choice: { ...everything, areas: ["NY"] } }), "t", "change 2"],
    [
      "not to those of the old place who were told nothing",
      reader({ choice: { ...everything, areas: ["NY"] } }),
      ".",
      "nothing",
    ],
  ]);
});

describe("an extension goes the same way as an update", () => {
  const story = revised(then(issued()), "rail", { change: "extend", note: "It goes on.", sunsetAt: sunsetAt + day });
  table(story, [
    ["told the issue", elsewhere, "t", "change 2"],
    ["not told yet", matching, ".", "change 2"],
    ["told nothing, no match", elsewhere, "r", "nothing"],
    ["joined since", joined, ".", "change 2"],
  ]);
});

describe("wording tells nobody again, and carries an unfinished fan-out on", () => {
  table(reworded(issued(), "Trains"), [
    ["told the issue", matching, "t", "nothing"],
    ["refused, or owed nothing", matching, "r", "nothing"],
    ["not told yet", matching, ".", "change 1"],
    ["may have got it: once more, as the same message", matching, "?", "change 1"],
    ["not told yet and no match", elsewhere, ".", "nothing"],
    ["joined since: it was never owed the issue", joined, ".", "nothing"],
  ]);

  describe("also through several wordings", () => {
    table(reworded(reworded(issued(), "Trains"), "Commuter trains"), [
      ["told the issue", matching, "t.", "nothing"],
      ["told by the first wording", matching, ".t", "nothing"],
      ["not told yet", matching, "..", "change 1"],
      ["may have got it by the first wording", matching, ".?", "change 1"],
    ]);
  });

  describe("after an update", () => {
    table(reworded(updated(issued()), "Two lines named"), [
      ["told both", matching, "tt", "nothing"],
      ["told the issue, not yet the update", elsewhere, "t.", "change 2"],
      ["told nothing yet", matching, "..", "change 2"],
    ]);
  });

  describe("after a restoration", () => {
    table(reworded(takenBack(updated(issued()), "restore"), "Trains"), [
      ["holds the wrong update", matching, "tt.", "correction 3 of 2"],
      ["was corrected", matching, "ttt", "nothing"],
      ["told nothing yet", matching, "...", "issue 3"],
      ["holds the right text", matching, "t..", "nothing"],
    ]);
  });
});

describe("a translation goes to those who got English in its place, and carries an unfinished fan-out on", () => {
  table(translated(issued()), [
    ["reads Spanish and got English", spanish, "t", "change 2"],
    ["reads Spanish and may have got English", spanish, "?", "change 1"],
    ["reads Spanish and was not told yet", spanish, ".", "change 1"],
    ["reads Spanish and is owed nothing", spanish, "r", "nothing"],
    ["reads English and was told", matching, "t", "nothing"],
    ["reads English and was not told yet", matching, ".", "change 1"],
    ["reads Spanish, got English, and matches no longer", { ...elsewhere, language: "es" }, "t", "change 2"],
    ["reads Spanish and joined since", { ...joined, language: "es" }, ".", "nothing"],
  ]);

  test("whoever got the Spanish text is not told when it is brought up to date after wording", () => {
    const languages = { en: textOf("Rail"), es: textOf("Trenes") };
    const both = publish(emptyWorld(start), "rail", rail({ languages }));
    const english = { ...languages, en: textOf("Trains") };
    const stale = revised(then(both), "rail", { change: "editorial", content: rail({ languages: english }) });
    const content = rail({ languages: { ...english, es: textOf("Los trenes") } });
    const story = revised(then(stale), "rail", { change: "translate", content });
    expect(owedBy(story, spanish, "t.")).toBe("nothing");
    expect(owedBy(story, spanish, ".t")).toBe("change 3");
  });

  test("that wording has put out of date is not announced any more; the next one is, to those who still hold English", () => {
    const first = translated(issued());
    const languages = { en: textOf("Trains"), es: textOf("Trenes") };
    const stale = revised(then(first), "rail", { change: "editorial", content: rail({ languages }) });
    expect(owedBy(stale, spanish, "t.")).toBe("nothing");
    const content = rail({ languages: { ...languages, es: textOf("Los trenes") } });
    const current = revised(then(stale), "rail", { change: "translate", content });
    expect(owedBy(current, spanish, "t.r")).toBe("change 4");
    expect(owedBy(current, spanish, "tt.")).toBe("nothing");
    // Not asked between: the first translation is still owed, and goes with the words that stand.
    expect(owedBy(current, spanish, "t..")).toBe("change 2");
  });
});

describe("a replacement goes to those who match the new one and to all who got the old", () => {
  table(replaced(issued()), [
    ["told the old one", matching, "t", "change 2"],
    ["may have got the old one", elsewhere, "?", "change 2"],
    ["not told yet", matching, ".", "change 2"],
    ["chose only Imminent Alerts", reader({ choice: { ...everything, kinds: ["imminent"] } }), "r", "change 2"],
    [
      "told the old one, and chose only Elevated Alerts",
      reader({ choice: { ...everything, kinds: ["elevated"] } }),
      "t",
      "change 2",
    ],
    [
      "told nothing, and chose only Elevated Alerts",
      reader({ choice: { ...everything, kinds: ["elevated"] } }),
      ".",
      "nothing",
    ],
    ["joined since", joined, ".", "change 2"],
  ]);
});

describe("an end goes to all who got it, and to those who joined since and match", () => {
  table(ended(issued()), [
    ["told", matching, "t", "change 2"],
    ["may have got it", elsewhere, "?", "change 2"],
    ["was owed it and not told: there is nothing to warn of any more", matching, ".", "nothing"],
    ["refused", matching, "r", "nothing"],
    ["joined since and matches", joined, ".", "change 2"],
    ["joined since and does not match", joinedElsewhere, ".", "nothing"],
  ]);

  describe("after a restoration that did not reach everybody", () => {
    table(ended(takenBack(updated(issued()), "restore")), [
      ["still holds the wrong update", matching, "tt.", "correction 4 of 2"],
      ["was corrected", matching, "ttt", "change 4"],
      ["holds the first text", matching, "t..", "change 4"],
      ["holds nothing", matching, "...", "nothing"],
    ]);
  });

  test("whoever joined before mere wording joined since the warning all the same", () => {
    const world = ended(reworded(issued(), "Trains"));
    const line = timeline(world.advisories, world.now);
    const places = line.map(
      ({ sequence }, index): AnnouncementPlace => ({
        sequence,
        occasion: "publication",
        lastId: index === 0 ? 50 : 100,
      }),
    );
    const [issue, wording, end] = places;
    if (!issue || !wording || !end) throw new Error("the story has three texts");
    const nothing = { begun: false, settled: false };
    const ask = audienceOf(world.advisories, end, [issue, wording], world.now);
    expect(ask(reader({ id: 60 }), [nothing, { begun: false, settled: true }])).toMatchObject({ form: "change" });
    expect(ask(reader({ id: 40 }), [nothing, nothing])).toBeNull();
  });
});

describe("taking back the whole warning goes to all who got or may have got it, and to those who joined since and match", () => {
  table(takenBack(issued(), "end"), [
    ["told", matching, "t", "correction 2 of 1"],
    ["may have got it", matching, "?", "correction 2 of 1"],
    ["told, and matches no longer", elsewhere, "t", "correction 2 of 1"],
    ["not told", matching, ".", "nothing"],
    ["refused", matching, "r", "nothing"],
    ["joined since and matches", joined, ".", "correction 2"],
    ["joined since and does not match", joinedElsewhere, ".", "nothing"],
  ]);

  describe("after an update, whichever text they got", () => {
    table(takenBack(updated(issued()), "end"), [
      ["the issue", matching, "t.", "correction 3 of 1"],
      ["the update", matching, "tt", "correction 3 of 2"],
      ["nothing", matching, "..", "nothing"],
    ]);
  });

  describe("after a replacement", () => {
    table(takenBack(replaced(issued()), "end", "port"), [
      ["the old one only", matching, "t.", "correction 3 of 1"],
      ["the new one", matching, "tt", "correction 3 of 2"],
      ["nothing", matching, "..", "nothing"],
    ]);
  });
});

describe("taking back a change restores the text before: to who got the wrong one as CORRECTION, to who was told nothing as an issue", () => {
  table(takenBack(updated(issued()), "restore"), [
    ["got the wrong text", matching, "tt", "correction 3 of 2"],
    ["may have got the wrong text", matching, "t?", "correction 3 of 2"],
    ["got the wrong text only, and does not match", elsewhere, "rt", "correction 3 of 2"],
    ["holds the text that stands again", matching, "t.", "nothing"],
    ["holds it, and was refused the wrong one", matching, "tr", "nothing"],
    ["may have got the text that stands again, or nothing", matching, "?.", "issue 3"],
    ["was told nothing and matches", matching, "..", "issue 3"],
    ["was told nothing and does not match", elsewhere, "..", "nothing"],
    ["joined since and matches", joined, "..", "issue 3"],
    ["joined since and does not match", joinedElsewhere, "..", "nothing"],
  ]);

  describe("when the text that stands again was itself not yet told to all", () => {
    table(takenBack(updated(updated(issued()), "Three lines"), "restore"), [
      ["holds an older text", matching, "t..", "update 4"],
      ["holds an older text and matches no longer", elsewhere, "t..", "update 4"],
      ["holds the text that stands again", matching, "tt.", "nothing"],
      ["holds the wrong text", matching, "ttt", "correction 4 of 3"],
      ["holds nothing", matching, "...", "issue 4"],
    ]);
  });

  describe("when wording is taken back", () => {
    table(takenBack(reworded(issued(), "Trains"), "restore"), [
      ["got the words that stand again", matching, "t.", "nothing"],
      ["got the wrong words", matching, ".t", "correction 3 of 2"],
      ["got nothing", matching, "..", "issue 3"],
    ]);
  });

  describe("when a translation stands again that did not reach all", () => {
    const languages = { en: textOf("Two lines"), es: textOf("Dos líneas") };
    table(takenBack(updated(translated(issued()), "Two lines", { languages }), "restore"), [
      ["reads Spanish and holds English", spanish, "t..", "update 4"],
      ["reads Spanish and holds Spanish", spanish, "tt.", "nothing"],
      ["reads English", matching, "t..", "nothing"],
    ]);
  });

  describe("twice", () => {
    table(takenBack(updated(takenBack(updated(issued()), "restore"), "Three lines"), "restore"), [
      ["holds the first wrong text: that is what is corrected", matching, "tt..", "correction 5 of 2"],
      ["holds the second wrong text", matching, "tttt", "correction 5 of 4"],
      ["was corrected, and holds the text that stands again", matching, "ttt.", "nothing"],
      ["holds nothing", matching, "....", "issue 5"],
    ]);
  });
});

describe("taking back a replacement restores the old warning at its own address", () => {
  // The retraction of the new one is the third text, and says nothing by itself; the fourth tells everybody.
  table(takenBack(replaced(issued()), "restore", "port"), [
    ["got the wrong one", matching, "tt", "correction 4 of 2"],
    ["may have got the wrong one", elsewhere, "t?", "correction 4 of 2"],
    ["holds the old one, which stands again", matching, "t.", "nothing"],
    ["was told nothing and matches", matching, "..", "issue 4"],
    ["was told nothing and does not match", elsewhere, "..", "nothing"],
    ["joined since", joined, "..", "issue 4"],
  ]);
});

describe("an update after a restoration that did not reach everybody", () => {
  table(updated(takenBack(updated(issued()), "restore"), "Three lines"), [
    ["still holds the wrong text: CORRECTION with the text that stands", matching, "tt.", "correction 4 of 2"],
    ["was corrected", matching, "ttt", "change 4"],
    ["nobody knows whether the correction came", matching, "tt?", "correction 4 of 2"],
    ["nobody knows whether the wrong text came", matching, "t?.", "correction 4 of 2"],
    ["holds the first text", elsewhere, "t..", "change 4"],
    ["holds nothing and matches", matching, "...", "change 4"],
  ]);
});

describe("reinstating goes to all who match and to all who got the retraction", () => {
  table(reinstated(takenBack(issued(), "end")), [
    ["got the warning and its retraction", elsewhere, "tt", "change 3"],
    ["got the warning and not the retraction: it stands again", elsewhere, "t.", "change 3"],
    ["got nothing and matches", matching, "..", "change 3"],
    ["got nothing and does not match", elsewhere, "..", "nothing"],
    ["joined since", joined, "..", "change 3"],
  ]);

  describe("and is taken back again", () => {
    table(takenBack(reinstated(takenBack(issued(), "end")), "end"), [
      ["got the warning and its retraction", matching, "tt.", "nothing"],
      ["got the warning, and nobody knows whether the retraction came", matching, "t?.", "correction 4 of 1"],
      ["got all three", matching, "ttt", "correction 4 of 3"],
      ["got the retraction, and may have got that it stands again", matching, "tt?", "correction 4 of 3"],
    ]);
  });

  describe("does not make right what was taken back by itself", () => {
    table(reinstated(takenBack(takenBack(updated(issued()), "restore"), "end")), [
      ["still holds the wrong update", matching, "tt..", "correction 5 of 2"],
      ["holds the first text", matching, "t...", "change 5"],
    ]);
  });

  describe("and is itself overtaken by a restoration", () => {
    table(takenBack(updated(reinstated(takenBack(issued(), "end"))), "restore"), [
      ["got the retraction only: the warning stands", elsewhere, "tt..", "issue 5"],
      ["got the wrong update", elsewhere, "tttt", "correction 5 of 4"],
      ["got the reinstatement", elsewhere, "ttt.", "nothing"],
      ["got nothing and does not match", elsewhere, "....", "nothing"],
    ]);
  });
});

describe("a sunset is told, quietly, to those who hold the warning", () => {
  table(atSunset(issued()), [
    ["told", matching, "t", "sunset 1"],
    ["may have got it", matching, "?", "sunset 1"],
    ["told, and matches no longer", elsewhere, "t", "sunset 1"],
    ["not told", matching, ".", "nothing"],
    ["joined since and matches", joined, ".", "sunset 1"],
    ["joined since and does not match", joinedElsewhere, ".", "nothing"],
  ]);

  describe("and whoever is still owed a correction gets that", () => {
    table(atSunset(takenBack(updated(issued()), "restore")), [
      // Announced: the issue, its own sunset (long overtaken), the update, its sunset, and the restoration.
      ["holds the wrong update", matching, "t.t..", "correction 3 of 2"],
      ["was corrected", matching, "t.t.t", "sunset 3"],
      ["holds the first text", matching, "t....", "sunset 3"],
      ["holds nothing", matching, ".....", "nothing"],
    ]);
  });

  test("of a Bulletin, and of an Alert whose editor said so, is told to machines alone", () => {
    const occasions = (content: Content) =>
      publish(emptyWorld(start), "rail", content).announcements.map((plan) => [plan.occasion, plan.machinesOnly]);
    expect(occasions(rail({ kind: "bulletin" }))).toEqual([
      ["publication", false],
      ["sunset", true],
    ]);
    expect(occasions(rail({ endNotice: false }))).toEqual([
      ["publication", false],
      ["sunset", true],
    ]);
    expect(occasions(rail())).toEqual([
      ["publication", false],
      ["sunset", false],
    ]);
  });
});
