/**
 * What an advisory is at a moment, computed from its revisions and the clock and stored nowhere: so it ends in the same
 * millisecond everywhere, and no job has to run for it. `published()` is the only way to a PublishedAdvisory, so no format can
 * ever see a draft, a scheduled or a voided text.
 */
import type { Advisory, Change, Content, Kind, Moment, Revision, RevisionKey, Status } from "./advisory.ts";
import { type LanguageState, languageStates } from "./content.ts";

/** What was ended, withdrawn or changed stays shown, marked, for 48 hours. */
export const aftermath = 48 * 3_600_000;

export type Phase = "unpublished" | "scheduled" | "active" | "expired" | "ended" | "withdrawn" | "replaced";
export type PublicPhase = Exclude<Phase, "unpublished" | "scheduled">;

export function hasBegun({ voidedAt, isHeld, effectiveAt }: Revision, now: Moment): boolean {
  return voidedAt === undefined && isHeld !== true && effectiveAt <= now;
}

/** Was it approved to begin later, by the clock? */
export function isScheduled({ voidedAt, effectiveAt, approvedAt }: Revision): boolean {
  return voidedAt === undefined && effectiveAt > approvedAt;
}

/** Revisions that stand or stood at that moment, ascending. */
export function effectiveRevisions(advisory: Advisory, now: Moment): Revision[] {
  return advisory.revisions.filter((revision) => hasBegun(revision, now));
}

export function scheduledRevision(advisory: Advisory, now: Moment): Revision | undefined {
  return advisory.revisions.find((revision) => revision.voidedAt === undefined && !hasBegun(revision, now));
}

/** A retraction that brought nothing back: the advisory is withdrawn. */
export function isWithdrawal(revision: Pick<Revision, "change" | "restores">): boolean {
  return revision.change === "retract" && revision.restores === undefined;
}

interface Standing {
  readonly phase: Phase;
  /** Since when it is what it is; for `active` its last revision's hour. */
  readonly since: Moment;
  readonly by?: string;
}

function standing(advisory: Advisory, now: Moment): Standing {
  const last = effectiveRevisions(advisory, now).at(-1);
  if (!last) {
    const scheduled = scheduledRevision(advisory, now);
    return scheduled
      ? { phase: "scheduled", since: scheduled.approvedAt }
      : { phase: "unpublished", since: advisory.createdAt };
  }
  if (last.change === "end") return { phase: "ended", since: last.effectiveAt };
  if (isWithdrawal(last)) return { phase: "withdrawn", since: last.effectiveAt };
  const sunsetAt = last.content.sunsetAt;
  const takeover = advisory.takeovers.find((other) => other.at <= now && other.sequence > last.sequence);
  // A replacement in the very moment of the sunset still replaces: there was no moment with none.
  if (takeover && takeover.at <= sunsetAt) return { phase: "replaced", since: takeover.at, by: takeover.by };
  return now >= sunsetAt ? { phase: "expired", since: sunsetAt } : { phase: "active", since: last.effectiveAt };
}

/** The one phase of an advisory at a moment. */
export function phaseAt(advisory: Advisory, now: Moment): Phase {
  return standing(advisory, now).phase;
}

/** Every moment, past or coming, at which some phase or text of these advisories changes by the clock alone. */
export function boundaries(advisories: readonly Advisory[]): Moment[] {
  const moments = new Set<Moment>();
  for (const advisory of advisories) {
    for (const revision of advisory.revisions) {
      if (revision.voidedAt !== undefined || revision.isHeld) continue;
      for (const at of [revision.effectiveAt, revision.content.sunsetAt]) moments.add(at).add(at + aftermath);
    }
  }
  return [...moments].sort((a, b) => a - b);
}

/** A revision as the public may see it: without the people. */
export interface PublishedRevision {
  readonly number: number;
  readonly sequence: number;
  readonly change: Change;
  readonly note?: string;
  readonly content: Content;
  readonly contentHash: string;
  readonly identifier: string;
  readonly effectiveAt: Moment;
  readonly takesBack?: RevisionKey;
  readonly restores?: number;
  readonly then?: "restore" | "end";
  readonly threatIsOver?: boolean;
  /** Which of its languages say what the English says. */
  readonly languageStates: Readonly<Record<string, LanguageState>>;
}

declare const made: unique symbol;

/** Made only by `published()`. */
export interface PublishedAdvisory {
  readonly [made]: true;
  readonly id: string;
  readonly slug: string;
  readonly kind: Kind;
  readonly status: Status;
  readonly family: string;
  readonly phase: PublicPhase;
  /** When its first revision began to stand. */
  readonly issuedAt: Moment;
  /** The last public act on it, with the text that stands or stood last. */
  readonly revision: PublishedRevision;
  /** All that took effect so far, ascending. */
  readonly revisions: readonly PublishedRevision[];
  readonly sunsetAt: Moment;
  /** When it stopped standing; absent while active. */
  readonly overAt?: Moment;
  /** The last moment at which anything about it changed: never now. */
  readonly changedAt: Moment;
  readonly replacedBy?: string;
  readonly replaces?: string;
}

function publicRevisions(revisions: readonly Revision[]): PublishedRevision[] {
  return revisions.map((revision, index) => ({
    number: revision.number,
    sequence: revision.sequence,
    change: revision.change,
    ...(revision.note === undefined ? {} : { note: revision.note }),
    content: revision.content,
    contentHash: revision.contentHash,
    identifier: revision.identifier,
    effectiveAt: revision.effectiveAt,
    ...(revision.takesBack ? { takesBack: revision.takesBack } : {}),
    ...(revision.restores === undefined ? {} : { restores: revision.restores }),
    ...(revision.then ? { then: revision.then } : {}),
    ...(revision.threatIsOver === undefined ? {} : { threatIsOver: revision.threatIsOver }),
    languageStates: languageStates(lineage(revisions, index).map((one) => one.content)),
  }));
}

/** The texts that led to this one: what was taken back in between is not among them. */
function lineage(revisions: readonly Revision[], index: number): Revision[] {
  const line: Revision[] = [];
  for (const revision of revisions.slice(0, index + 1)) {
    if (revision.restores !== undefined) {
      const kept = line.findIndex((one) => one.number === revision.restores);
      if (kept >= 0) line.length = kept + 1;
    } else if (!isWithdrawal(revision)) line.push(revision);
  }
  return line;
}

/** What the public may see of an advisory at a moment; `null` while nothing of it is public. */
export function published(advisory: Advisory, now: Moment): PublishedAdvisory | null {
  const { phase, since, by } = standing(advisory, now);
  if (phase === "unpublished" || phase === "scheduled") return null;
  const revisions = publicRevisions(effectiveRevisions(advisory, now));
  const first = revisions[0];
  const last = revisions.at(-1);
  if (!first || !last) return null;
  const replaces = first.content.replaces;
  return {
    id: advisory.id,
    slug: advisory.slug,
    kind: advisory.kind,
    status: advisory.status,
    family: advisory.family,
    phase,
    issuedAt: first.effectiveAt,
    revision: last,
    revisions,
    sunsetAt: last.content.sunsetAt,
    ...(phase === "active" ? {} : { overAt: since }),
    changedAt: Math.max(last.effectiveAt, since),
    ...(phase === "replaced" && by !== undefined ? { replacedBy: by } : {}),
    ...(replaces === undefined ? {} : { replaces }),
  } as unknown as PublishedAdvisory;
}
