/**
 * Random histories: a few people do whatever they may do, in any order, on a few advisories, while the clock moves. Whatever they do,
 * the promises of DESIGN 1 and 4 must hold. A failure prints its seed and the shortest history that shows it.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Advisory,
  type Content,
  type Moment,
  type Revisable,
  type Revision,
  revisable,
} from "../../src/domain/advisory.ts";
import { canonical, longestLife } from "../../src/domain/content.ts";
import type { Command } from "../../src/domain/lifecycle.ts";
import { boundaries, type Phase, phaseAt, published } from "../../src/domain/phase.ts";
import {
  advisoryOf,
  allRevisions,
  approval,
  at,
  contentOf,
  day,
  draft,
  editor,
  emptyWorld,
  hour,
  perform,
  presentHash,
  textOf,
  type World,
} from "../support/world.ts";

const start = Date.UTC(2026, 0, 1);
const people = [
  editor("ann", "author"),
  editor("ben", "author", "approver"),
  editor("cat", "approver"),
  editor("dan", "author", "approver", "admin"),
  editor("eve", "admin"),
] as const;

// --- What can happen: an act names things by small numbers, so that a shorter history is still a history. ---

const verbs = ["draft", "edit", "discard", "submit", "approve", "return", "restore", "withdraw", ...revisable] as const;
const authors = [0, 1, 3] as const;
const approvers = [2, 3, 1] as const;

const act = fc.record({
  verb: fc.constantFrom(...verbs, ...(["draft", "draft", "restore", "restore", "update", "reinstate"] as const)),
  /** Goes on at once through submission by an author and approval by an approver (who may be one person); else it stays where it is. */
  through: fc.nat(3).map((number) => number > 0),
  by: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...authors) },
    { weight: 1, arbitrary: fc.nat(people.length - 1) },
  ),
  other: fc.constantFrom(...approvers),
  advisory: fc.nat(5),
  wait: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<number>(0, 0, 1, hour) },
    { weight: 1, arbitrary: fc.constantFrom<number | Boundary>(day, "before", "boundary", "after") },
  ),
  sunset: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(hour, 3 * day, 30 * day, 60 * day) },
    { weight: 1, arbitrary: fc.constantFrom(0, longestLife, longestLife + 1) },
  ),
  publish: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom<number | Boundary>(1, hour, "boundary", "boundary") },
  ),
  /** Of a draft: the advisory to replace, if any. */
  replaces: fc.option(fc.nat(5), { freq: 4 }),
  exercise: fc.nat(7).map((number) => number === 0),
});
type Boundary = "before" | "boundary" | "after";
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

interface Happened {
  readonly world: World;
  readonly before: World;
  readonly id: string;
  readonly command: Command;
  readonly by: string;
}

/** Plays a history and gives every accepted step to `see`. */
function play(acts: readonly Act[], see: (step: Happened) => void): World {
  let world = emptyWorld(start);
  let words = 0;

  const pick = (number: number, among = world.advisories) => among[number % Math.max(1, among.length)]?.id;
  const standing = () => world.advisories.filter((advisory) => phaseAt(advisory, world.now) === "active");
  const nextBoundary = () => boundaries(world.advisories).find((moment) => moment > world.now) ?? world.now + day;

  const written = (given: Act, own?: Advisory): Content => {
    words += 1;
    const publishAt = typeof given.publish === "number" ? world.now + given.publish : given.publish && nextBoundary();
    const replaces = own
      ? own.revisions[0]?.content.replaces
      : given.replaces === null
        ? undefined
        : pick(given.replaces);
    return contentOf({
      kind: own?.kind ?? "elevated",
      status: own?.status ?? (given.exercise ? "exercise" : "actual"),
      sunsetAt: (publishAt ?? world.now) + given.sunset,
      languages: { en: textOf(`Text ${words}`) },
      ...(publishAt ? { publishAt } : {}),
      ...(replaces === undefined ? {} : { replaces }),
    });
  };

  const tryIt = (id: string, command: Command, by: number) => {
    const person = people[by] ?? people[0];
    const result = perform(world, id, command, person);
    if (!result.ok) return;
    const before = world;
    world = result.value.world;
    see({ world, before, id, command, by: person.id });
  };

  const commandFor = (id: string, given: Act): Command => {
    const advisory = advisoryOf(world, id);
    const text = published(advisory, world.now)?.revision.content;
    switch (given.verb) {
      case "edit":
        return {
          type: "edit",
          // What an edit would replace is not looked at before it is submitted.
          content: { ...written(given), kind: advisory.kind, status: advisory.status },
          ifMatch: presentHash(world, id),
        };
      case "approve":
        return approval(world, id);
      case "return":
        return { type: "return", reason: "Not yet." };
      case "restore":
      case "withdraw":
        return { type: "retract", then: given.verb === "restore" ? "restore" : "end" };
      case "draft":
      case "discard":
      case "submit":
        return { type: given.verb === "draft" ? "submit" : given.verb };
      default:
        return revision(given.verb, given, advisory, text);
    }
  };

  const revision = (change: Revisable, given: Act, advisory: Advisory, text: Content | undefined): Command => {
    const note = `Reason ${words}`;
    const content = written(given, advisory);
    const { publishAt: _, ...kept } = text ?? content;
    switch (change) {
      case "end":
        return { type: "revise", change, note };
      case "extend":
        return { type: "revise", change, note, sunsetAt: (text?.sunsetAt ?? world.now) + given.sunset };
      case "editorial":
        return { type: "revise", change, content: { ...kept, languages: content.languages } };
      case "translate":
        return {
          type: "revise",
          change,
          content: { ...kept, languages: { ...kept.languages, es: content.languages.en } },
        };
      default:
        return { type: "revise", change, note, content };
    }
  };

  for (const given of acts) {
    world = at(world, later(world.now, given.wait, nextBoundary()));
    const takesBack = given.verb === "restore" || given.verb === "withdraw";
    let id = (takesBack ? pick(given.advisory, standing()) : undefined) ?? pick(given.advisory);
    if (given.verb === "draft" || id === undefined) {
      id = `a${world.advisories.length}`;
      const drafted = draft(world, id, written(given), people[given.by] ?? people[0]);
      if (!drafted.ok) continue;
      world = drafted.value;
    } else tryIt(id, commandFor(id, given), given.by);
    if (given.through && !["submit", "approve", "discard", "return", "restore", "withdraw"].includes(given.verb)) {
      tryIt(id, { type: "submit" }, given.by);
      tryIt(id, approval(world, id), given.other);
    }
  }
  return world;
}

function later(now: Moment, wait: Act["wait"], boundary: Moment): Moment {
  if (typeof wait === "number") return now + wait;
  return { before: Math.max(now, boundary - 1), boundary, after: boundary + 1 }[wait];
}

// --- How it is looked at. ---

/** Every moment at which something could change, and the milliseconds beside it. */
function moments(world: World): Moment[] {
  const all = new Set(boundaries(world.advisories).flatMap((moment) => [moment - 1, moment, moment + 1]));
  return [...all].sort((a, b) => a - b);
}

function families(world: World): Advisory[][] {
  return Object.values(Object.groupBy(world.advisories, (advisory) => advisory.family)).map((members) => members ?? []);
}

function activeIn(family: readonly Advisory[], now: Moment): Advisory[] {
  return family.filter((advisory) => phaseAt(advisory, now) === "active");
}

function familyOf(world: World, id: string): Advisory[] {
  const { family } = advisoryOf(world, id);
  return world.advisories.filter((advisory) => advisory.family === family);
}

/** For what is asked a million times: `expect` is slow. */
function hold(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

const isFinal = (phase: Phase) => phase === "expired" || phase === "ended";

/** Runs a property over histories; `play` again gives the same world. */
function overHistories(runs: number, check: (acts: Act[]) => void): void {
  fc.assert(fc.property(fc.array(act, { minLength: 8, maxLength: 40, size: "max" }), check), { numRuns: runs });
}

describe("at every moment of every history", () => {
  test("in a family never two stand, and what is over stays over, also in what is planned ahead", () => {
    overHistories(1_500, (acts) => {
      let last = -1;
      play(acts, ({ world }) => {
        // What lies ahead of this step; the past cannot have changed, which the next property shows.
        if (world.sequence === last) return;
        last = world.sequence;
        const over = new Set<string>();
        for (const moment of [world.now, ...moments(world).filter((one) => one > world.now)]) {
          for (const family of families(world)) hold(activeIn(family, moment).length <= 1, `two stand at ${moment}`);
          for (const advisory of world.advisories) {
            const final = isFinal(phaseAt(advisory, moment));
            if (final) over.add(advisory.id);
            hold(final || !over.has(advisory.id), `${advisory.id} came back`);
          }
        }
      });
    });
  });

  test("what was true of a past millisecond stays true, whatever is done later; so nothing ever comes back from expired or ended", () => {
    overHistories(1_500, (acts) => {
      const seen = new Map<Moment, string>();
      const over = new Set<string>();
      const publicView = (world: World, moment: Moment) =>
        canonical(world.advisories.map((advisory) => published(advisory, moment)).filter((one) => one !== null));
      const end = play(acts, ({ world }) => {
        seen.set(world.now, publicView(world, world.now));
        for (const advisory of world.advisories) {
          const final = isFinal(phaseAt(advisory, world.now));
          if (final) over.add(advisory.id);
          hold(final || !over.has(advisory.id), `${advisory.id} came back`);
        }
      });
      for (const [moment, view] of seen) expect(publicView(end, moment)).toBe(view);
    });
  });

  test("an advisory is in exactly one phase, and shows only texts that took effect", () => {
    overHistories(500, (acts) => {
      const world = play(acts, () => {});
      for (const moment of moments(world)) {
        for (const advisory of world.advisories) {
          const seen = published(advisory, moment);
          const phase = phaseAt(advisory, moment);
          hold((seen === null) === (phase === "unpublished" || phase === "scheduled"), `${phase} is seen or not`);
          if (!seen) continue;
          hold(seen.phase === phase, `shown as ${seen.phase} and is ${phase}`);
          hold((seen.overAt === undefined) === (phase === "active"), `${phase} and over at ${seen.overAt}`);
          hold(seen.changedAt <= moment, "changed in the future");
          for (const shown of seen.revisions) {
            const revision = advisory.revisions.find(({ number }) => number === shown.number);
            hold(revision?.voidedAt === undefined, "a voided text is shown");
            hold(shown.effectiveAt <= moment, "a text is shown before its hour");
          }
        }
      }
    });
  });
});

describe("every decision", () => {
  test("a replacement takes over in the same instant: no moment with none, none with two", () => {
    overHistories(1_500, (acts) => {
      let revisions = 0;
      play(acts, ({ world }) => {
        for (const revision of allRevisions(world).slice(revisions)) {
          if (revision.takesOver === undefined) continue;
          const [former, next] = [advisoryOf(world, revision.takesOver), advisoryOf(world, revision.advisoryId)];
          const { effectiveAt } = revision;
          expect(phaseAt(next, effectiveAt)).toBe("active");
          expect(["replaced", "withdrawn"]).toContain(phaseAt(former, effectiveAt));
          if (effectiveAt > world.now) expect(phaseAt(former, effectiveAt - 1)).toBe("active");
        }
        revisions = allRevisions(world).length;
      });
    });
  });

  test("a revision lasts longer than nothing and at most 366 days; a voided one is voided before its hour", () => {
    overHistories(500, (acts) => {
      for (const { effectiveAt, content, voidedAt, change } of allRevisions(play(acts, () => {}))) {
        expect(content.sunsetAt).toBeGreaterThan(effectiveAt);
        expect(content.sunsetAt - effectiveAt, change).toBeLessThanOrEqual(longestLife);
        if (voidedAt !== undefined) expect(voidedAt).toBeLessThan(effectiveAt);
      }
    });
  });

  test("an extension keeps id, address and words, and moves the sunset to a later moment", () => {
    overHistories(1_000, (acts) => {
      const addresses = new Map<string, string>();
      play(acts, ({ world, before, id, command }) => {
        for (const one of world.advisories) {
          expect(one.slug).toBe(addresses.get(one.id) ?? one.slug);
          addresses.set(one.id, one.slug);
        }
        const made = advisoryOf(world, id).revisions.at(-1);
        if (command.type !== "approve" || made?.change !== "extend") return;
        const standing = published(advisoryOf(before, id), before.now);
        expect(made.content.languages).toEqual(standing?.revision.content.languages);
        expect(made.content.sunsetAt).toBeGreaterThan(standing?.sunsetAt ?? Number.POSITIVE_INFINITY);
        expect(phaseAt(advisoryOf(world, id), standing?.sunsetAt ?? 0)).toBe("active");
      });
    });
  });

  test("no exercise replaces, joins or restores the real thing, nor the reverse", () => {
    overHistories(1_000, (acts) => {
      const world = play(acts, () => {});
      const statusOf = (id: string) => advisoryOf(world, id).status;
      for (const family of families(world)) expect(new Set(family.map((one) => one.status)).size).toBe(1);
      for (const revision of allRevisions(world)) {
        expect(revision.content.status).toBe(statusOf(revision.advisoryId));
        if (revision.takesOver !== undefined) expect(statusOf(revision.takesOver)).toBe(revision.content.status);
      }
      for (const plan of world.announcements) expect(plan.status).toBe(statusOf(plan.advisoryId));
    });
  });
});

/** What a public text is made of; the hour of publication stays in the content and is part of what was approved. */
const matter = ({ change, note, content }: { change: string; note?: string; content: Content }) =>
  canonical({ change, note, content });

describe("four eyes", () => {
  test("no text typed by one person alone becomes public: submitted by one, approved by another, or a text that was", () => {
    overHistories(2_000, (acts) => {
      /** Advisory and matter of what stands submitted → who submitted it. */
      const submitted = new Map<string, string>();
      const approvedBy = new Map<string, string>();
      play(acts, ({ world, before, id, command, by }) => {
        const advisory = advisoryOf(world, id);
        if (command.type === "submit" && advisory.working) submitted.set(`${id} ${matter(advisory.working)}`, by);
        if (command.type === "approve") {
          const revision = advisory.revisions.at(-1);
          const submitter = submitted.get(`${id} ${revision && matter(revision)}`);
          expect(submitter, "approved without being submitted").toBeDefined();
          expect(submitter).not.toBe(by);
          expect(revision).toMatchObject({ submittedBy: submitter, approvedBy: by });
          approvedBy.set(`${id}/${revision?.number}`, by);
        }
        const added = allRevisions(world).filter((revision) => revision.sequence >= before.sequence);
        if (command.type === "retract") {
          for (const revision of added) expectNoNewWord(world, before, revision, approvedBy);
        } else expect(added.length).toBe(command.type === "approve" ? 1 : 0);
      });
    });
  });
});

/** Taking back repeats texts that two people approved; a withdrawal keeps the text that it takes back, and neither carries a note. */
function expectNoNewWord(
  world: World,
  before: World,
  revision: Revision,
  approvedBy: ReadonlyMap<string, string>,
): void {
  expect(revision.note).toBeUndefined();
  const advisory = advisoryOf(world, revision.advisoryId);
  if (revision.restores === undefined) {
    expect(revision.content).toEqual(published(advisoryOf(before, advisory.id), before.now)?.revision.content);
    return;
  }
  const source = advisory.revisions.find(({ number }) => number === revision.restores);
  expect(revision.content).toEqual(source?.content);
  expect(approvedBy.has(`${advisory.id}/${source?.number}`)).toBe(true);
}

// --- Taking back: what should stand afterwards is worked out here a second time, in another way. ---

interface Told {
  readonly key: string;
  readonly headline: string;
  readonly sunsetAt: Moment;
  readonly effectiveAt: Moment;
  wrong: boolean;
}

/**
 * A pile of texts per family. Approval lays one on top; an end clears the pile; taking back marks the text that stands as wrong, or all
 * of the pile; what stands then is the topmost that is not wrong, not over, and whose advisory is not.
 */
function expectedAfter(pile: readonly Told[], world: World): Told | undefined {
  return pile.findLast(
    ({ key, wrong, sunsetAt }) =>
      !wrong && sunsetAt > world.now && !isFinal(phaseAt(advisoryOf(world, key.split("/")[0] ?? ""), world.now)),
  );
}

describe("taking back", () => {
  test("what stands afterwards was approved by two, was not taken back, and stands whenever there is such a text", () => {
    let restorations = 0;
    let withdrawals = 0;
    overHistories(3_000, (acts) => {
      const piles = new Map<string, Told[]>();
      const standingText = new Map<string, Told>();
      play(acts, ({ world, before, id, command }) => {
        if (command.type !== "retract") return;
        const { family } = advisoryOf(before, id);
        const standing = published(advisoryOf(before, id), before.now);
        if (standing?.phase !== "active") return;
        const pile = rebuilt(before, family, piles, standingText);
        const present = standingText.get(family);
        if (command.then === "end") for (const told of pile) told.wrong = true;
        else if (present) present.wrong = true;
        const [active, second] = activeIn(familyOf(world, id), world.now);
        expect(second).toBeUndefined();
        const expected = command.then === "restore" ? expectedAfter(pile, before) : undefined;
        const text = active && published(active, world.now)?.revision.content;
        expect(text?.languages.en.headline).toBe(expected?.headline);
        expect(text?.sunsetAt).toBe(expected?.sunsetAt);
        expect(active?.id).toBe(expected?.key.split("/")[0]);
        if (expected) {
          standingText.set(family, expected);
          restorations += 1;
        } else {
          // "With nothing to restore, restore is end": the whole warning is taken back.
          for (const told of pile) told.wrong = true;
          standingText.delete(family);
          withdrawals += 1;
        }
      });
    });
    // The histories do reach what this property is about.
    expect(restorations).toBeGreaterThan(300);
    expect(withdrawals).toBeGreaterThan(300);
  });

  test("a wrong text that was taken back is never heard of again, unless two people approve it anew", () => {
    overHistories(1_000, (acts) => {
      play(acts, ({ world, before, id, command }) => {
        if (command.type !== "retract") return;
        const wrong = published(advisoryOf(before, id), before.now)?.revision;
        if (!wrong) return;
        for (const one of activeIn(familyOf(world, id), world.now)) {
          const shown = published(one, world.now)?.revision;
          expect(`${one.id}/${shown?.restores}`).not.toBe(`${id}/${wrong.restores ?? wrong.number}`);
        }
      });
    });
  });
});

/** The family's pile up to now: what was approved since last time is laid on top, in the order of taking effect. */
function rebuilt(world: World, family: string, piles: Map<string, Told[]>, standing: Map<string, Told>): Told[] {
  const pile = piles.get(family) ?? [];
  piles.set(family, pile);
  const known = new Set(pile.map((told) => told.key));
  const added = world.advisories
    .filter((advisory) => advisory.family === family)
    .flatMap((advisory) => advisory.revisions)
    .filter((one) => one.voidedAt === undefined && one.effectiveAt <= world.now && one.takesBack === undefined)
    .filter((one) => !known.has(`${one.advisoryId}/${one.number}`))
    .sort((a, b) => a.effectiveAt - b.effectiveAt || a.sequence - b.sequence);
  for (const revision of added) {
    const isEnd = revision.change === "end";
    if (isEnd) for (const told of pile) told.wrong = true;
    const told: Told = {
      key: `${revision.advisoryId}/${revision.number}`,
      headline: revision.content.languages.en.headline,
      sunsetAt: revision.content.sunsetAt,
      effectiveAt: revision.effectiveAt,
      // An end lies on the pile, so that it is counted once, and is never brought back.
      wrong: isEnd,
    };
    pile.push(told);
    standing.set(family, told);
  }
  return pile;
}
