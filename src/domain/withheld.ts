/** Which texts are no longer shown because they were issued in error. Their words stay in the records, not on the pages. */
import type { Moment, Revision, RevisionKey } from "./advisory.ts";
import { isWithdrawal, type PublishedAdvisory, type PublishedRevision } from "./phase.ts";
import { keyText, origin, takenBackTexts } from "./taking-back.ts";

/**
 * The numbers of the advisory's revisions whose text was taken back; all of them while the advisory is withdrawn. `advisories` are those
 * among which its family is found: taking back the whole of what replaced it takes back its text as well.
 */
export function withheldRevisions(
  advisory: PublishedAdvisory,
  advisories: readonly PublishedAdvisory[],
): ReadonlySet<number> {
  const numbers = advisory.revisions.map((revision) => revision.number);
  if (advisory.phase === "withdrawn") return new Set(numbers);
  const family = [advisory, ...advisories.filter(({ id, family }) => family === advisory.family && id !== advisory.id)];
  // The rule reads only public fields; the people behind a revision play no part in it.
  const line = family
    .flatMap(({ id, revisions }) => revisions.map((revision) => ({ ...revision, advisoryId: id })))
    .sort((one, other) => one.sequence - other.sequence) as unknown as Revision[];
  const taken = takenBackTexts(line);
  // A withdrawal carries the text that it withdrew.
  const withheld = line.filter(
    (revision) =>
      revision.advisoryId === advisory.id && (isWithdrawal(revision) || taken.has(keyText(origin(revision)))),
  );
  return new Set(withheld.map(({ number }) => number));
}

/** Is the text that the advisory would show one that was issued in error? */
export function isTextWithheld(advisory: PublishedAdvisory, advisories: readonly PublishedAdvisory[]): boolean {
  return withheldRevisions(advisory, advisories).has(advisory.revision.number);
}

/** When the text was published that a correction speaks of. */
export function sentAtOf(key: RevisionKey, advisories: readonly PublishedAdvisory[]): Moment | undefined {
  const advisory = advisories.find((one) => one.id === key.advisoryId);
  return advisory?.revisions.find((revision) => revision.number === key.number)?.effectiveAt;
}

/** When the text was published that this withdrawn advisory's readers got last. */
export function withdrawnTextSentAt(advisory: PublishedAdvisory): Moment {
  const key = advisory.revision.takesBack;
  return (key && sentAtOf(key, [advisory])) ?? advisory.issuedAt;
}

/** What readers should be told about how the present text came about: the last change of substance, and wording corrected after it. */
export function changesToTell(advisory: PublishedAdvisory): PublishedRevision[] {
  const { revisions } = advisory;
  const last = revisions.findLastIndex(({ change }) => !["editorial", "translate"].includes(change));
  const wording = revisions.slice(last + 1).findLast(({ change }) => change === "editorial");
  const substance = revisions[last];
  return [
    ...(substance && substance.change !== "issue" && substance.change !== "replace" ? [substance] : []),
    ...(wording ? [wording] : []),
  ];
}
