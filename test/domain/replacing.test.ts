/** Replacing one advisory by another, and taking back: what stands afterwards, and at which address. */
import { describe, expect, test } from "vitest";
import type { Content } from "../../src/domain/advisory.ts";
import { stageOf } from "../../src/domain/lifecycle.ts";
import { phaseAt, published } from "../../src/domain/phase.ts";
import {
  advisoryOf,
  alice,
  approved,
  at,
  bob,
  contentOf,
  day,
  draft,
  emptyWorld,
  must,
  perform,
  presentHash,
  publish,
  revised,
  textOf,
  type World,
} from "../support/world.ts";

const start = Date.UTC(2026, 5, 1, 12);
const sunsetAt = start + 10 * day;
const extended = sunsetAt + day;
const content = contentOf({ sunsetAt });
const otherText: Content = { ...content, languages: { en: textOf("Another headline") } };
const note = "Because more is known now.";
/** The advisory that things happen to. */
const id = "a";
const world = emptyWorld(start);
const active = publish(world, id, content);
const replacement = { ...otherText, replaces: id };
const scheduled = publish(world, id, { ...content, publishAt: start + day });
const replaced = publish(active, "b", replacement);

describe("replacing", () => {
  test("only an active advisory of the same status can be replaced", () => {
    const refusal = { ok: false, refusal: { type: "replacement-impossible" } };
    const tryIt = (from: World, by: Content) =>
      perform(must(draft(from, "b", by, alice)), "b", { type: "submit" }, alice);
    expect(tryIt(active, replacement).ok).toBe(true);
    expect(tryIt(active, { ...replacement, status: "exercise" })).toMatchObject(refusal);
    expect(tryIt(active, { ...replacement, replaces: "b" })).toMatchObject(refusal);
    expect(tryIt(active, { ...replacement, replaces: "unknown" })).toMatchObject(refusal);
    const others = {
      draft: must(draft(world, id, content, alice)),
      scheduled,
      ended: revised(active, id, { change: "end", note }),
      withdrawn: must(perform(active, id, { type: "retract", then: "end" }, bob)).world,
      expired: at(active, sunsetAt),
    };
    for (const [phase, from] of Object.entries(others))
      expect(tryIt(from, { ...replacement, sunsetAt: extended }), phase).toMatchObject(refusal);
  });

  test("it may take over in the very moment of the sunset, and not one millisecond later", () => {
    const late = (publishAt: number) => ({ ...replacement, publishAt, sunsetAt: extended });
    const inTime = publish(active, "b", late(sunsetAt));
    expect(phaseAt(advisoryOf(inTime, id), sunsetAt - 1)).toBe("active");
    expect(phaseAt(advisoryOf(inTime, id), sunsetAt)).toBe("replaced");
    expect(phaseAt(advisoryOf(inTime, "b"), sunsetAt)).toBe("active");
    const waiting = must(draft(active, "b", late(sunsetAt + 1), alice));
    expect(perform(waiting, "b", { type: "submit" }, alice)).toMatchObject({
      ok: false,
      refusal: { type: "replacement-impossible" },
    });
  });

  test("a scheduled replacement is sent back when what it would replace changes", () => {
    const waiting = publish(active, "b", { ...replacement, publishAt: start + day });
    const updated = revised(waiting, id, { change: "update", note, content: otherText });
    expect(advisoryOf(updated, "b")).toMatchObject({ working: { stage: "submitted", change: "replace" } });
    expect(phaseAt(advisoryOf(updated, id), start + day)).toBe("active");
    expect(published(advisoryOf(updated, "b"), start + day)).toBeNull();
  });

  test("a replacement that was sent back and is issued on its own replaces nothing", () => {
    const waiting = publish(active, "b", { ...replacement, publishAt: start + day });
    const back = must(perform(waiting, "b", { type: "return", reason: "On its own, please." }, bob)).world;
    expect(stageOf(advisoryOf(back, "b"))).toBe("draft");
    const edit = { type: "edit", content: otherText, ifMatch: presentHash(back, "b") } as const;
    const alone = approved(must(perform(back, "b", edit, alice)).world, "b");
    expect(advisoryOf(alone, "b").family).not.toBe(advisoryOf(alone, id).family);
    expect(alone.advisories.map((one) => phaseAt(one, start))).toEqual(["active", "active"]);
  });
});

describe("taking back", () => {
  const take = (from: World, of = id, then: "restore" | "end" = "restore") =>
    must(perform(from, of, { type: "retract", then }, bob)).world;
  const headline = (from: World, of = id) =>
    published(advisoryOf(from, of), from.now)?.revision.content.languages.en.headline;

  test("a wrong update goes, and the text before it stands again", () => {
    const back = take(revised(active, id, { change: "update", note, content: otherText }));
    expect(headline(back)).toBe("A headline");
    expect(phaseAt(advisoryOf(back, id), start)).toBe("active");
  });

  test("a wrong replacement goes, and the replaced one stands again at its own address", () => {
    const back = take(replaced, "b");
    expect(back.advisories.map((one) => [one.id, phaseAt(one, start)])).toEqual([
      ["a", "active"],
      ["b", "withdrawn"],
    ]);
  });

  test("what was taken back once does not return by the next taking back", () => {
    const twice = revised(active, id, { change: "update", note, content: otherText });
    const wrong = revised(take(twice), id, {
      change: "update",
      note,
      content: { ...content, languages: { en: textOf("C") } },
    });
    expect(headline(take(wrong))).toBe("A headline");
    const back = take(wrong);
    const revision = advisoryOf(back, id).revisions.at(-1)?.number ?? 0;
    const again = must(perform(back, id, { type: "retract", then: "restore", revision }, bob)).world;
    expect(phaseAt(advisoryOf(again, id), start)).toBe("withdrawn");
  });

  test("the same taking back twice, by two editors or by one who asks again, leaves the right text standing", () => {
    const wrong = revised(active, id, { change: "update", note, content: otherText });
    const back = take(wrong);
    expect(perform(back, id, { type: "retract", then: "restore" }, alice)).toMatchObject({
      ok: false,
      refusal: { type: "already-taken-back", revision: 3 },
    });
    expect(perform(back, id, { type: "retract", then: "end", revision: 2 }, alice)).toMatchObject({
      ok: false,
      refusal: { type: "already-taken-back", revision: 3 },
    });
    expect(phaseAt(advisoryOf(back, id), start)).toBe("active");
  });

  test("with nothing to restore, restore is end", () => {
    expect(advisoryOf(take(active), id).revisions.at(-1)).toMatchObject({ change: "retract", then: "end" });
  });

  test("a text whose sunset has passed is not restored", () => {
    const longer = revised(active, id, { change: "update", note, content: { ...otherText, sunsetAt: extended } });
    const back = take(at(longer, sunsetAt));
    expect(phaseAt(advisoryOf(back, id), back.now)).toBe("withdrawn");
  });

  test("nothing that expired returns, although one of its texts had a later sunset", () => {
    const shortened = { ...otherText, sunsetAt: start + day };
    const b = publish(active, "b", { ...otherText, replaces: id });
    const expired = at(
      revised(b, "b", { change: "update", note, content: { ...shortened, replaces: id } }),
      start + day,
    );
    const again = revised(expired, id, { change: "reinstate" });
    const back = take(again);
    expect(phaseAt(advisoryOf(back, "b"), back.now)).toBe("expired");
  });

  test("what two people ended does not return when a later reinstatement is taken back", () => {
    const ended = revised(replaced, "b", { change: "end", note, threatIsOver: true });
    const back = take(revised(ended, id, { change: "reinstate" }));
    expect(back.advisories.map((one) => [one.id, phaseAt(one, start)])).toEqual([
      ["a", "withdrawn"],
      ["b", "ended"],
    ]);
  });

  test("a draft revision cannot take on another family by what it replaces", () => {
    const other = publish(world, "other", contentOf({ sunsetAt }, "Another family"));
    const two = publish(other, id, content);
    const wrong = must(perform(two, id, { type: "revise", change: "update", note, content: otherText }, alice)).world;
    const edit = {
      type: "edit",
      content: { ...otherText, replaces: "other" },
      ifMatch: presentHash(wrong, id),
    } as const;
    const edited = perform(wrong, id, edit, alice);
    expect(edited).toMatchObject({
      ok: false,
      refusal: { type: "invalid-content", problems: [{ path: "$.replaces" }] },
    });
  });

  test("a restoration at another address says what it takes back, whose text it is, and over whom it takes", () => {
    const done = must(perform(replaced, "b", { type: "retract", then: "restore" }, bob));
    const takesBack = { advisoryId: "b", number: 1 };
    expect(done.decision.revisions).toMatchObject([
      { advisoryId: "b", number: 2, change: "retract", then: "restore", takesBack },
      { advisoryId: "a", number: 2, change: "reinstate", restores: 1, takesOver: "b", takesBack, content },
    ]);
    expect(done.decision.announcements.map(({ advisoryId, urgency }) => [advisoryId, urgency])).toContainEqual([
      "a",
      0,
    ]);
  });

  test("the whole warning taken back leaves nothing to restore, also after a later reinstatement", () => {
    const gone = take(revised(active, id, { change: "update", note, content: otherText }), id, "end");
    const again = revised(gone, id, { change: "reinstate" });
    expect(phaseAt(advisoryOf(take(again), id), start)).toBe("withdrawn");
  });

  test("one person takes back a scheduled text before anybody saw it: nothing is announced", () => {
    const done = must(perform(scheduled, id, { type: "retract", then: "restore" }, alice));
    expect(done.decision).toMatchObject({ revisions: [], announcements: [] });
    expect(published(advisoryOf(done.world, id), start + day)).toBeNull();
  });
});
