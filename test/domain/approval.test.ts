/** What an approval is bound to, what no approval can change, and what the hours do that pass before it. */
import { describe, expect, test } from "vitest";
import type { Content } from "../../src/domain/advisory.ts";
import type { Command } from "../../src/domain/lifecycle.ts";
import { phaseAt } from "../../src/domain/phase.ts";
import {
  advisoryOf,
  alice,
  approval,
  at,
  bob,
  contentOf,
  day,
  draft,
  editor,
  emptyWorld,
  hour,
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
const translated: Content = { ...content, languages: { ...content.languages, es: textOf("Un titular") } };
const note = "Because more is known now.";
/** The advisory that things happen to. */
const id = "a";
const world = emptyWorld(start);
const active = publish(world, id, content);
const drafted = must(draft(world, id, content, alice));
const submitted = (from: World) => must(perform(from, id, { type: "submit" }, alice)).world;

describe("four eyes", () => {
  const both = editor("carol", "author", "approver");

  test("who edited last cannot approve what somebody else submitted", () => {
    const edited = must(
      perform(drafted, id, { type: "edit", content: otherText, ifMatch: presentHash(drafted, id) }, both),
    ).world;
    const waiting = submitted(edited);
    const result = perform(waiting, id, approval(waiting, id), both);
    expect(result).toEqual({ ok: false, refusal: { type: "own-submission" } });
  });

  test("what a form sends by itself does not take back a submission; what a person saves does", () => {
    const waiting = submitted(drafted);
    const edit = { type: "edit", content: otherText, ifMatch: presentHash(waiting, id) } as const;
    expect(perform(waiting, id, { ...edit, onlyDraft: true }, alice)).toEqual({
      ok: false,
      refusal: { type: "wrong-stage", stage: "submitted", wanted: "draft" },
    });
    expect(perform(waiting, id, edit, alice).ok).toBe(true);
  });

  test("an approval names the text that was seen: an edit in between makes it stale", () => {
    const waiting = submitted(drafted);
    const seen = approval(waiting, id);
    const edited = must(
      perform(waiting, id, { type: "edit", content: otherText, ifMatch: presentHash(waiting, id) }, alice),
    ).world;
    const again = submitted(edited);
    expect(perform(again, id, seen, bob)).toMatchObject({ ok: false, refusal: { type: "stale-content" } });
  });

  test.each([
    ["the hour of publication", { content: { ...otherText, publishAt: start + hour } }],
    ["the reason", { note: "For quite another reason." }],
    ["the sunset", { content: { ...otherText, sunsetAt: sunsetAt + 1 } }],
  ])("another hash for another value of %s", (_, other) => {
    const revise = { type: "revise", change: "update", note, content: otherText } as const;
    const one = must(perform(active, id, revise, alice)).world;
    const two = must(perform(active, id, { ...revise, ...other }, alice)).world;
    expect(presentHash(one, id)).not.toBe(presentHash(two, id));
  });

  test("an approval seen before a retraction is stale after it", () => {
    const updated = revised(active, id, { change: "update", note, content: otherText });
    const waiting = submitted(
      must(perform(updated, id, { type: "revise", change: "editorial", content: otherText }, alice)).world,
    );
    const seen = approval(waiting, id);
    const takenBack = must(perform(waiting, id, { type: "retract", then: "restore" }, bob)).world;
    expect(perform(takenBack, id, seen, bob)).toMatchObject({ ok: false, refusal: { type: "stale-content" } });
  });

  test("a second approval finds nothing to approve", () => {
    const waiting = submitted(drafted);
    const seen = approval(waiting, id);
    const done = must(perform(waiting, id, seen, bob)).world;
    expect(perform(done, id, seen, bob)).toMatchObject({ ok: false, refusal: { type: "wrong-stage" } });
  });

  test("an edit without, or with another, If-Match is refused and says the present hash", () => {
    const hash = presentHash(drafted, id);
    expect(perform(drafted, id, { type: "edit", content: otherText }, alice)).toEqual({
      ok: false,
      refusal: { type: "precondition-missing", presentHash: hash },
    });
    expect(perform(drafted, id, { type: "edit", content: otherText, ifMatch: "0" }, alice)).toEqual({
      ok: false,
      refusal: { type: "stale-content", presentHash: hash },
    });
  });
});

describe("what does not change", () => {
  test.each([
    ["kind", { kind: "imminent" }],
    ["status", { status: "exercise" }],
  ] as const)("the %s of an advisory is fixed with its draft", (field, other) => {
    const revise = { type: "revise", change: "update", note, content: { ...otherText, ...other } } as const;
    expect(perform(active, id, revise, alice)).toEqual({ ok: false, refusal: { type: "fixed-field", field } });
    const edit = { type: "edit", content: { ...content, ...other }, ifMatch: presentHash(drafted, id) } as const;
    expect(perform(drafted, id, edit, alice)).toEqual({ ok: false, refusal: { type: "fixed-field", field } });
  });

  test("an extension, sent back because a retraction came first, cannot bring the taken-back text again", () => {
    const updated = revised(active, id, { change: "update", note, content: otherText });
    const extending = must(perform(updated, id, { type: "revise", change: "extend", note, sunsetAt: extended }, alice));
    const waiting = submitted(extending.world);
    const takenBack = must(perform(waiting, id, { type: "retract", then: "restore" }, bob)).world;
    expect(perform(takenBack, id, approval(takenBack, id), bob)).toMatchObject({
      ok: false,
      refusal: { type: "invalid-content", problems: [{ path: "$.content" }] },
    });
  });

  test("an end cannot be edited into another text", () => {
    const ending = must(perform(active, id, { type: "revise", change: "end", note }, alice)).world;
    const edited = must(
      perform(ending, id, { type: "edit", content: otherText, ifMatch: presentHash(ending, id) }, alice),
    ).world;
    expect(perform(edited, id, { type: "submit" }, alice)).toMatchObject({
      ok: false,
      refusal: { type: "invalid-content", problems: [{ path: "$.content" }] },
    });
  });

  test("what it replaces is fixed with its first publication", () => {
    const two = publish(active, "b", contentOf({ sunsetAt }));
    const revise = { type: "revise", change: "update", note, content: { ...otherText, replaces: "b" } } as const;
    expect(perform(two, id, revise, alice)).toMatchObject({
      ok: false,
      refusal: { type: "invalid-content", problems: [{ path: "$.content.replaces" }] },
    });
  });
});

describe("hours that pass", () => {
  test("an approval after the hour of publication publishes at once", () => {
    const waiting = submitted(must(draft(world, id, { ...content, publishAt: start + hour }, alice)));
    const late = at(waiting, start + 2 * hour);
    const done = must(perform(late, id, approval(late, id), bob));
    expect(done.decision.revisions[0]?.effectiveAt).toBe(late.now);
  });

  test("an approval after the sunset is refused", () => {
    const late = at(submitted(drafted), sunsetAt);
    expect(perform(late, id, approval(late, id), bob)).toMatchObject({
      ok: false,
      refusal: { type: "invalid-content", problems: [{ path: "$.sunsetAt" }] },
    });
  });

  test.each(["end", "extend", "translate"] as const)("%s is possible after the next update fell due", (change) => {
    const promised = publish(world, id, { ...content, nextUpdateBy: start + hour });
    const late = at(promised, start + day);
    const given = {
      end: {},
      extend: { sunsetAt: extended },
      translate: { content: { ...translated, nextUpdateBy: start + hour } },
    }[change];
    expect(phaseAt(advisoryOf(revised(late, id, { change, note, ...given }), id), late.now)).toBe(
      change === "end" ? "ended" : "active",
    );
  });

  test("a revision of an active advisory cannot be scheduled for its sunset or later", () => {
    for (const change of ["update", "editorial"] as const) {
      const late = { ...content, publishAt: sunsetAt, ...(change === "update" ? { sunsetAt: extended } : {}) };
      expect(perform(active, id, { type: "revise", change, note, content: late }, alice)).toMatchObject({
        ok: false,
        refusal: { type: "invalid-content" },
      });
    }
  });

  test("a withdrawn advisory returns before its sunset or not at all: neither late nor scheduled for later", () => {
    const withdrawn = must(perform(active, id, { type: "retract", then: "end" }, bob)).world;
    const reinstate = (publishAt?: number): Command => ({
      type: "revise",
      change: "reinstate",
      content: { ...content, sunsetAt: extended, ...(publishAt === undefined ? {} : { publishAt }) },
    });
    expect(perform(withdrawn, id, reinstate(sunsetAt), alice)).toMatchObject({
      ok: false,
      refusal: { type: "invalid-content", problems: [{ path: "$.content.publishAt" }] },
    });
    expect(perform(at(withdrawn, sunsetAt), id, reinstate(), alice)).toMatchObject({
      ok: false,
      refusal: { type: "advisory-over" },
    });
    expect(perform(at(withdrawn, sunsetAt - 1), id, reinstate(), alice).ok).toBe(true);
  });
});
