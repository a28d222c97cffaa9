/** Taking back: which texts of a family were in error, and which text stands again when the present one is taken back. */
import type { Advisory, Moment, Revision, RevisionKey } from "./advisory.ts";
import { hasBegun, isWithdrawal, phaseAt } from "./phase.ts";

export function keyText(key: RevisionKey): string {
  return `${key.advisoryId}/${key.number}`;
}

/** The family's revisions that took effect, in the order in which they were approved. */
export function timeline(family: readonly Advisory[], now: Moment): Revision[] {
  return family
    .flatMap((member) => member.revisions)
    .filter((revision) => hasBegun(revision, now))
    .sort((a, b) => a.sequence - b.sequence);
}

/** Where a text was first approved: a restored text is the same text. */
export function origin(revision: Pick<Revision, "advisoryId" | "number" | "restores">): RevisionKey {
  return { advisoryId: revision.advisoryId, number: revision.restores ?? revision.number };
}

/** Does the revision carry a text that stands (an end and a withdrawal do not)? */
export function carriesText(revision: Revision): boolean {
  return revision.change !== "end" && !isWithdrawal(revision);
}

/** The origins of all texts that were taken back, as `keyText`. Taking back the whole warning takes back all that led to it. */
export function takenBackTexts(line: readonly Revision[]): Set<string> {
  const taken = new Set<string>();
  for (const [index, revision] of line.entries()) {
    if (!revision.takesBack) continue;
    if (revision.change === "retract" && revision.then === "end") {
      for (const earlier of line.slice(0, index)) taken.add(keyText(origin(earlier)));
    } else {
      const back = line.find((one) => keyText(one) === keyText(revision.takesBack ?? revision));
      if (back) taken.add(keyText(origin(back)));
    }
  }
  return taken;
}

/** Whatever was not taken back, also what has not begun: the texts that are shown word for word, now or later. A damaged act takes nothing back. */
export function notTakenBack(advisories: readonly Advisory[], now: Moment): Revision[] {
  return [...Map.groupBy(advisories, ({ family }) => family).values()].flatMap((family) => {
    const line = timeline(family, now).map(({ takesBack, ...revision }) =>
      takesBack && !revision.isDamaged ? { ...revision, takesBack } : revision,
    );
    const taken = takenBackTexts(line);
    return family.flatMap(({ revisions }) => revisions).filter((revision) => !taken.has(keyText(origin(revision))));
  });
}

/**
 * The last approved text before `present` that was not itself taken back and whose sunset has not passed. Expired and ended are final:
 * no text of an expired advisory returns, and none that stood before two people ended the family's warning.
 */
export function textToRestore(family: readonly Advisory[], present: Revision, now: Moment): Revision | undefined {
  const line = timeline(family, now);
  const taken = takenBackTexts(line).add(keyText(origin(present)));
  const expired = new Set(family.filter((one) => phaseAt(one, now) === "expired").map((one) => one.id));
  const endedSequence = line.findLast((revision) => revision.change === "end")?.sequence ?? Number.NEGATIVE_INFINITY;
  return line.findLast(
    (revision) =>
      revision.sequence < present.sequence &&
      revision.sequence > endedSequence &&
      !expired.has(revision.advisoryId) &&
      revision.restores === undefined &&
      !revision.isDamaged &&
      carriesText(revision) &&
      !taken.has(keyText(revision)) &&
      revision.content.sunsetAt > now,
  );
}
