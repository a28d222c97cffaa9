/**
 * A small world for tests of the domain: it holds advisories and a clock, and applies decisions as the store does, in memory and
 * without side effects (each step gives a new world). Nothing is decided here: `decide` and `firstDraft` do.
 */
import { createHash } from "node:crypto";
import type { Advisory, AdvisoryText, Content, Editor, Moment, Revision, Role } from "../../src/domain/advisory.ts";
import type { AnnouncementPlan } from "../../src/domain/announcement.ts";
import {
  type Command,
  contentHashOf,
  type Decision,
  decide,
  firstDraft,
  type State,
} from "../../src/domain/lifecycle.ts";
import { accepted, type Result } from "../../src/domain/refusal.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface World {
  readonly now: Moment;
  /** Larger than the sequence of any revision so far. */
  readonly sequence: number;
  readonly advisories: readonly Advisory[];
  readonly announcements: readonly AnnouncementPlan[];
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function editor(id: string, ...roles: Role[]): Editor {
  return { id, name: id, roles };
}

export const alice = editor("alice", "author");
export const bob = editor("bob", "approver");

export function emptyWorld(now: Moment): World {
  return { now, sequence: 1, advisories: [], announcements: [] };
}

export function at(world: World, now: Moment): World {
  return { ...world, now };
}

export function advisoryOf(world: World, id: string): Advisory {
  const found = world.advisories.find((advisory) => advisory.id === id);
  if (!found) throw new Error(`no advisory ${id} in this world`);
  return found;
}

/** What `decide` is given: the family, and the family of what the draft would replace. */
export function stateOf(world: World, id: string): State {
  const advisory = advisoryOf(world, id);
  const target = world.advisories.find((one) => one.id === advisory.working?.content.replaces);
  const families = new Set([advisory.family, target?.family]);
  return { advisory, family: world.advisories.filter((one) => families.has(one.family)) };
}

/** A new advisory with its first working copy; its family is named after it. */
export function draft(world: World, id: string, content: Content, by: Editor): Result<World> {
  const working = firstDraft(content, by, world.now);
  if (!working.ok) return working;
  const advisory: Advisory = {
    id,
    slug: `slug-of-${id}`,
    kind: content.kind,
    status: content.status,
    family: id,
    createdAt: world.now,
    revisions: [],
    takeovers: [],
    working: working.value,
  };
  return accepted({ ...world, advisories: [...world.advisories, advisory] });
}

export interface Step {
  readonly world: World;
  readonly decision: Decision;
}

/** Decides and, where that is accepted, applies. */
export function perform(world: World, id: string, command: Command, by: Editor): Result<Step> {
  const occasion = { now: world.now, sequence: world.sequence, hash: sha256 };
  const decided = decide(stateOf(world, id), command, by, occasion);
  if (!decided.ok) return decided;
  return accepted({ world: apply(world, id, decided.value), decision: decided.value });
}

/** The command that an approver sends who saw the present text. */
export function approval(world: World, id: string): Command {
  return { type: "approve", contentHash: presentHash(world, id) };
}

export function presentHash(world: World, id: string): string {
  return contentHashOf(advisoryOf(world, id), sha256);
}

/** One write: working copy, family, voided revisions, new revisions, takeovers. */
export function apply(world: World, id: string, decision: Decision): World {
  const changed = world.advisories.map((advisory): Advisory => {
    const { working: before, ...rest } = advisory;
    const sentBack = decision.sentBack.find(({ key }) => key.advisoryId === advisory.id);
    const own = advisory.id === id;
    const working = sentBack?.working ?? (own && decision.working !== undefined ? decision.working : before);
    const kept = advisory.revisions.map((revision) =>
      revision.number === sentBack?.key.number ? { ...revision, voidedAt: world.now } : revision,
    );
    return {
      ...rest,
      family: own ? (decision.family ?? advisory.family) : advisory.family,
      revisions: [...kept, ...decision.revisions.filter((revision) => revision.advisoryId === advisory.id)],
      ...(working ? { working } : {}),
    };
  });
  return {
    ...world,
    sequence: Math.max(world.sequence, ...decision.revisions.map((revision) => revision.sequence + 1)),
    advisories: changed.map((advisory) => ({ ...advisory, takeovers: takeoversOf(advisory.id, changed) })),
    announcements: [...world.announcements, ...decision.announcements],
  };
}

function takeoversOf(id: string, advisories: readonly Advisory[]): Advisory["takeovers"] {
  return advisories
    .flatMap((advisory) => advisory.revisions)
    .filter((revision) => revision.takesOver === id && revision.voidedAt === undefined)
    .sort((a, b) => a.sequence - b.sequence)
    .map((revision) => ({ at: revision.effectiveAt, sequence: revision.sequence, by: revision.advisoryId }));
}

export function allRevisions(world: World): Revision[] {
  return world.advisories.flatMap((advisory) => advisory.revisions).sort((a, b) => a.sequence - b.sequence);
}

/** The step, or an error that shows the refusal: for tests in which it must be accepted. */
export function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

/** Drafted by alice, approved by bob. */
export function publish(world: World, id: string, content: Content): World {
  return approved(must(draft(world, id, content, alice)), id);
}

/** Revised by alice, approved by bob. */
export function revised(world: World, id: string, command: Omit<Extract<Command, { type: "revise" }>, "type">): World {
  return approved(must(perform(world, id, { type: "revise", ...command }, alice)).world, id);
}

/** Submits the working copy as alice and approves it as bob. */
export function approved(world: World, id: string): World {
  const submitted = must(perform(world, id, { type: "submit" }, alice)).world;
  return must(perform(submitted, id, approval(submitted, id), bob)).world;
}

export function textOf(headline: string): AdvisoryText {
  return {
    headline,
    summary: `Summary of ${headline}`,
    sections: [],
    measures: { individuals: "Be aware of your surroundings." },
  };
}

/** A plain Elevated Alert for the whole nation; `sunsetAt` must be given, for nothing here knows what time it is. */
export function contentOf(given: Partial<Content> & Pick<Content, "sunsetAt">, headline = "A headline"): Content {
  return {
    kind: "elevated",
    status: "actual",
    scope: { nationwide: true },
    sectors: [],
    languages: { en: textOf(headline) },
    resources: [],
    ...given,
  };
}
