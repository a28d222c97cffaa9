/** Announcements: what a public revision owes to its readers, written with it in one write; delivery makes messages of them. */
import type { Advisory, Kind, Moment, Revision, Status } from "./advisory.ts";
import { carriesText } from "./taking-back.ts";

/** Corrections and end notices have a deadline of their own: they matter after the sunset too. */
export const lateDeadline = 72 * 3_600_000;

export type AnnouncementOccasion = "publication" | "sunset";

export interface AnnouncementPlan {
  readonly advisoryId: string;
  readonly number: number;
  readonly sequence: number;
  readonly family: string;
  readonly status: Status;
  readonly occasion: AnnouncementOccasion;
  readonly dueAt: Moment;
  readonly deadlineAt: Moment;
  /** For webhooks and WebSub alone: people are told nothing. */
  readonly machinesOnly: boolean;
  /** 0 corrections, 1 imminent, 2 elevated, 3 bulletin: lower goes first. */
  readonly urgency: number;
}

const kindUrgency: Record<Kind, number> = { imminent: 1, elevated: 2, bulletin: 3 };

/** Does the revision say that something was issued in error? */
export function isCorrection(revision: Pick<Revision, "takesBack">): boolean {
  return revision.takesBack !== undefined;
}

/**
 * The announcements of a revision: one at its publication, and one at its sunset, which people are told of an Alert only, and only
 * where the editor left the notice on.
 */
export function announcementsFor(advisory: Advisory, revision: Revision): AnnouncementPlan[] {
  const correction = isCorrection(revision);
  const { content } = revision;
  const common = {
    advisoryId: advisory.id,
    number: revision.number,
    sequence: revision.sequence,
    family: advisory.family,
    status: advisory.status,
  };
  const plans: AnnouncementPlan[] = [
    {
      ...common,
      occasion: "publication",
      machinesOnly: false,
      dueAt: revision.effectiveAt,
      // A correction's own 72 hours are delivery's: what it restores is told to others only while it stands.
      deadlineAt: carriesText(revision) ? content.sunsetAt : revision.effectiveAt + lateDeadline,
      urgency: correction ? 0 : kindUrgency[advisory.kind],
    },
  ];
  if (carriesText(revision)) {
    plans.push({
      ...common,
      occasion: "sunset",
      machinesOnly: advisory.kind === "bulletin" || content.endNotice === false,
      dueAt: content.sunsetAt,
      deadlineAt: content.sunsetAt + lateDeadline,
      urgency: kindUrgency[advisory.kind],
    });
  }
  return plans;
}
