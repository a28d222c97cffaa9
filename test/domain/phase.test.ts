/** What an advisory is, to the millisecond. */
import { describe, expect, test } from "vitest";
import { aftermath, boundaries, phaseAt, published, scheduledRevision } from "../../src/domain/phase.ts";
import {
  advisoryOf,
  at,
  bob,
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

const start = Date.UTC(2026, 5, 1, 12);
const sunsetAt = start + 10 * day;
const content = contentOf({ sunsetAt });
const note = "Because.";
const active = publish(emptyWorld(start), "a", content);
const a = (world: World) => advisoryOf(world, "a");
const taken = (world: World) => must(perform(world, "a", { type: "retract", then: "end" }, bob)).world;

describe("the sunset", () => {
  test.each([
    [-1, "active"],
    [0, "expired"],
    [1, "expired"],
  ])("%i ms from it: %s", (offset, phase) => {
    expect(phaseAt(a(active), sunsetAt + offset)).toBe(phase);
    expect(published(a(active), sunsetAt + offset)?.phase).toBe(phase);
  });

  test("needs no job: it is over since its sunset, whenever somebody looks", () => {
    expect(published(a(active), sunsetAt + 1_000 * day)).toMatchObject({ phase: "expired", overAt: sunsetAt });
  });

  test("follows an extension", () => {
    const longer = revised(active, "a", { change: "extend", note, sunsetAt: sunsetAt + day });
    expect(phaseAt(a(longer), sunsetAt)).toBe("active");
    expect(phaseAt(a(longer), sunsetAt + day)).toBe("expired");
  });

  test("follows an update that shortens it, and stays over although the text before ran longer", () => {
    const shorter = revised(active, "a", { change: "update", note, content: { ...content, sunsetAt: start + hour } });
    expect(phaseAt(a(shorter), start + hour - 1)).toBe("active");
    expect(phaseAt(a(shorter), start + hour)).toBe("expired");
    expect(phaseAt(a(shorter), sunsetAt - 1)).toBe("expired");
  });
});

describe("a scheduled publication", () => {
  const publishAt = start + day;
  const scheduled = publish(emptyWorld(start), "a", { ...content, publishAt });

  test.each([
    [-1, "scheduled"],
    [0, "active"],
    [1, "active"],
  ])("%i ms from its hour: %s", (offset, phase) => {
    expect(phaseAt(a(scheduled), publishAt + offset)).toBe(phase);
    expect(published(a(scheduled), publishAt + offset) === null).toBe(phase === "scheduled");
  });

  test("sent back it is nothing, also after its hour", () => {
    const back = must(perform(scheduled, "a", { type: "return", reason: "No." }, bob)).world;
    expect(phaseAt(a(back), publishAt)).toBe("unpublished");
    expect(published(a(back), publishAt)).toBeNull();
    expect(scheduledRevision(a(back), start)).toBeUndefined();
  });

  test("of an update leaves the text before it standing until then", () => {
    const next = { ...content, publishAt, languages: { en: textOf("Next") } };
    const updated = revised(active, "a", { change: "update", note, content: next });
    const headline = (now: number) => published(a(updated), now)?.revision.content.languages.en.headline;
    expect([headline(publishAt - 1), headline(publishAt)]).toEqual(["A headline", "Next"]);
  });
});

describe("the end, the withdrawal and the replacement", () => {
  test("withdrawn stays withdrawn after its sunset", () => {
    for (const moment of [start, sunsetAt - 1, sunsetAt, sunsetAt + day])
      expect(published(a(taken(active)), moment)).toMatchObject({ phase: "withdrawn", overAt: start });
  });

  test("ended stays ended after its sunset", () => {
    const ended = revised(active, "a", { change: "end", note });
    for (const moment of [start, sunsetAt, sunsetAt + day])
      expect(published(a(ended), moment)).toMatchObject({ phase: "ended", overAt: start });
  });

  test("a replacement in the very moment of the sunset replaces; replaced it stays", () => {
    const late = { ...content, replaces: "a", publishAt: sunsetAt, sunsetAt: sunsetAt + day };
    const world = publish(active, "b", late);
    expect(phaseAt(a(world), sunsetAt - 1)).toBe("active");
    for (const moment of [sunsetAt, sunsetAt + 1, sunsetAt + 2 * day])
      expect(published(a(world), moment)).toMatchObject({ phase: "replaced", replacedBy: "b", overAt: sunsetAt });
    expect(published(advisoryOf(world, "b"), sunsetAt)).toMatchObject({ phase: "active", replaces: "a" });
  });

  test("several things in one millisecond: the last decided holds", () => {
    const replaced = publish(active, "b", { ...content, replaces: "a" });
    const back = must(perform(replaced, "b", { type: "retract", then: "restore" }, bob)).world;
    expect(back.advisories.map((one) => phaseAt(one, start))).toEqual(["active", "withdrawn"]);
    const gone = taken(back);
    expect(gone.advisories.map((one) => phaseAt(one, start))).toEqual(["withdrawn", "withdrawn"]);
  });

  test("a withdrawn one that two people reinstate stands again, and its past stays as it was", () => {
    const again = revised(at(taken(active), start + hour), "a", { change: "reinstate" });
    expect(phaseAt(a(again), start + hour - 1)).toBe("withdrawn");
    expect(phaseAt(a(again), start + hour)).toBe("active");
  });
});

describe("what the public may see", () => {
  test("no person's name, no working copy", () => {
    const text = JSON.stringify(published(a(active), start));
    for (const secret of ["alice", "bob", "submittedBy", "approvedBy", "working"]) expect(text).not.toContain(secret);
  });

  test("issuedAt is the first text's hour, and changedAt the last change, never now", () => {
    const updated = revised(at(active, start + hour), "a", { change: "update", note, content });
    expect(published(a(updated), start + day)).toMatchObject({ issuedAt: start, changedAt: start + hour });
    expect(published(a(updated), sunsetAt + day)).toMatchObject({ issuedAt: start, changedAt: sunsetAt });
  });

  test("a restored text has its translations' states again, not those of what was taken back", () => {
    const es = textOf("Titular");
    const two = publish(emptyWorld(start), "a", { ...content, languages: { ...content.languages, es } });
    const wrong = revised(two, "a", {
      change: "update",
      note,
      content: { ...content, languages: { en: textOf("Wrong"), es } },
    });
    expect(published(a(wrong), start)?.revision.languageStates).toEqual({ en: "current", es: "outOfDate" });
    const back = must(perform(wrong, "a", { type: "retract", then: "restore" }, bob)).world;
    expect(published(a(back), start)?.revision.languageStates).toEqual({ en: "current", es: "current" });
  });

  test("the boundaries are all the moments at which something changes by the clock alone", () => {
    expect(boundaries([a(active)])).toEqual([start, start + aftermath, sunsetAt, sunsetAt + aftermath]);
  });
});
