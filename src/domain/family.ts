/** What a new revision means for the family of its advisory: its key, who stands beside it, and what it sends back. */
import type { Advisory, Moment, Revision, WorkingCopy } from "./advisory.ts";
import type { Decision, Occasion, State } from "./lifecycle.ts";
import { effectiveRevisions, phaseAt, scheduledRevision } from "./phase.ts";

/**
 * A replacement joins the family of what it replaces. An issue begins a family, named after it: also when it had joined another by a
 * replacement that was sent back and is now issued on its own.
 */
export function familyOf({ advisory, family }: State, { change, content }: WorkingCopy): string {
  if (change === "issue") return advisory.id;
  if (change !== "replace") return advisory.family;
  return family.find((member) => member.id === content.replaces)?.family ?? advisory.family;
}

/**
 * The same read backwards: which family an advisory's approved texts put it into, since what is stored of it is under no seal. What is
 * stored counts where they do not say. `all`: by id.
 */
export function familyByTexts(
  advisory: Advisory,
  all: ReadonlyMap<string, Advisory>,
  isVouchedFor: (revision: Revision) => boolean,
  steps = all.size,
): string {
  const first = advisory.revisions.findLast(({ change }) => change === "issue" || change === "replace");
  if (!first || !isVouchedFor(first)) return advisory.family;
  if (first.change === "issue") return advisory.id;
  const replaced = all.get(first.content.replaces ?? "");
  return replaced && steps > 0 ? familyByTexts(replaced, all, isVouchedFor, steps - 1) : advisory.family;
}

export function nextKey(
  advisory: Advisory,
  { sequence, copyMark }: Pick<Occasion, "sequence" | "copyMark">,
): Pick<Revision, "advisoryId" | "number" | "identifier" | "sequence"> {
  const number = (advisory.revisions.at(-1)?.number ?? 0) + 1;
  const mark = copyMark === undefined ? "" : `-${copyMark}`;
  return { advisoryId: advisory.id, number, identifier: `${advisory.slug}-r${number}${mark}`, sequence };
}

/** Is this an identifier of this revision, whatever copies were restored before it was written? */
export function isIdentifierOf(identifier: string, slug: string, number: number): boolean {
  const name = `${slug}-r${number}`;
  return identifier.startsWith(name) && /^(-\d{1,3})?$/.test(identifier.slice(name.length));
}

/** The other member of the family that stands until `at`; what is scheduled now is about to be sent back and does not count. */
export function standingMember({ advisory, family }: State, now: Moment, at: Moment): Advisory | undefined {
  return family.find((member) => {
    const settled = { ...member, revisions: effectiveRevisions(member, now) };
    return (
      member.id !== advisory.id &&
      phaseAt(settled, now) === "active" &&
      (settled.revisions.at(-1)?.content.sunsetAt ?? 0) >= at
    );
  });
}

/** Any new revision sends the family's scheduled ones back: their messages would reference wrongly. */
export function scheduledOf({ advisory, family }: State, now: Moment): Decision["sentBack"] {
  const members = new Map([...family, advisory].map((member) => [member.id, member]));
  return [...members.values()].flatMap((member) => {
    const scheduled = scheduledRevision(member, now);
    return scheduled
      ? [{ key: { advisoryId: member.id, number: scheduled.number }, working: workingCopyOf(scheduled) }]
      : [];
  });
}

/** What a revision was before its approval. */
export function workingCopyOf(revision: Revision): WorkingCopy {
  return {
    stage: "submitted",
    change: revision.change,
    ...(revision.note === undefined ? {} : { note: revision.note }),
    ...(revision.threatIsOver === undefined ? {} : { threatIsOver: revision.threatIsOver }),
    content: revision.content,
    editedBy: revision.editedBy ?? revision.submittedBy,
    ...(revision.writers === undefined ? {} : { writers: revision.writers }),
    submittedBy: revision.submittedBy,
  };
}
