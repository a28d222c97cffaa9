/** How far the messages of an advisory have come, newest announcement first, and for each channel how that went over time. */
import type { ProgressLine } from "../../../templates/console/progress.tsx";
import type { Advisory } from "../../domain/advisory.ts";
import { effectiveRevisions, phaseAt, scheduledRevision } from "../../domain/phase.ts";
import type { Database } from "../../store/database.ts";
import { announcementsOf, deliveryProgress, sendingSteps } from "../../store/delivery-progress.ts";

export async function progressOf(database: Database, advisory: Advisory, now: number): Promise<ProgressLine[]> {
  const announcements = await announcementsOf(database, advisory.id);
  const ids = announcements.map((one) => one.id);
  const standing = phaseAt(advisory, now) === "active" ? effectiveRevisions(advisory, now).at(-1) : undefined;
  const ending = [standing, scheduledRevision(advisory, now)].flatMap((one) => one?.number ?? []);
  const progress = await deliveryProgress(database, ids);
  const steps = await sendingSteps(database, ids);
  return announcements.toReversed().flatMap((announcement): ProgressLine[] => {
    const { id, number, occasion, dueAt, plannedAt } = announcement;
    const what = occasion === "sunset" ? `Sunset of revision ${number}` : `Revision ${number}`;
    const own = progress.filter((one) => one.announcementId === id);
    const none = { what, dueAt, planned: 0, sent: 0, unknown: 0, failed: 0, retrying: 0, steps: [] };
    // The end of a text that stands no more is overtaken when it is due.
    if (own.length === 0 && occasion === "sunset" && dueAt > now && !ending.includes(number)) return [];
    if (own.length === 0) return [{ ...none, isDone: plannedAt !== null && dueAt <= now }];
    return own.map(({ channel, planned, sent, unknown, failed, retrying, isDone }) => ({
      ...{ what, dueAt, channel, planned, sent, unknown, failed, retrying },
      steps: steps.filter((step) => step.announcementId === id && step.channel === channel),
      isDone: isDone && plannedAt !== null,
    }));
  });
}
