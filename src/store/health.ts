/** What the database itself shows of work that nobody does, or that is refused: whoever delivers, on whatever machine. */
import { and, eq, gt, gte, isNull, lte, not, or, sql } from "drizzle-orm";
import { announcements, letters, lots } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import { isHeld, isLateInDoubt } from "./announcements.ts";
import type { Database } from "./database.ts";
import { lotSums } from "./delivery-progress.ts";
import type { SubscriptionChannel } from "./subscriptions.ts";

/** Channels with lots that could have been worked on for so long (ms), and on which nothing was begun, sent or closed since. */
export async function idleChannels(
  database: Database,
  patienceMs: number,
  now: Moment,
): Promise<SubscriptionChannel[]> {
  const since = now - patienceMs;
  const waiting = await database.statements
    .selectDistinct({ channel: lots.channel })
    .from(lots)
    .innerJoin(announcements, eq(announcements.id, lots.announcementId))
    .where(
      and(
        isNull(lots.doneAt),
        lte(lots.notBefore, since),
        lte(lots.leasedUntil, since),
        lte(announcements.dueAt, since),
        not(isLateInDoubt(now)),
        or(isNull(lots.lastSentAt), lte(lots.lastSentAt, since)),
      ),
    );
  const idle: SubscriptionChannel[] = [];
  for (const { channel } of waiting) {
    const busy = or(
      and(isNull(lots.doneAt), or(gt(lots.leasedUntil, since), gt(lots.lastSentAt, since))),
      gt(lots.doneAt, since),
    );
    const [row] = await database.statements
      .select({ id: lots.id })
      .from(lots)
      .where(and(eq(lots.channel, channel), busy))
      .limit(1);
    if (!row) idle.push(channel);
  }
  return idle;
}

/** Is anything due for so long (ms) of which no lots were made? */
export async function isPlanningIdle(database: Database, patienceMs: number, now: Moment): Promise<boolean> {
  const rows = await database.statements
    .select({ id: announcements.id })
    .from(announcements)
    .where(
      and(
        isNull(announcements.plannedAt),
        eq(announcements.plannedTo, 0),
        lte(announcements.dueAt, now - patienceMs),
        not(isHeld),
        not(isLateInDoubt(now)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Messages that failed for good in lots that are open or were closed lately, and are not merely too late; with those that went. */
export async function recentFailures(
  database: Database,
  since: Moment,
  now: Moment,
): Promise<{ readonly channel: SubscriptionChannel; readonly failed: number; readonly sent: number }[]> {
  return database.statements
    .select({
      channel: lots.channel,
      failed: sql<number>`sum(${lots.failed})`,
      sent: sql<number>`sum(${lots.sent})`,
    })
    .from(lots)
    .innerJoin(announcements, eq(announcements.id, lots.announcementId))
    .where(and(or(isNull(lots.doneAt), gte(lots.doneAt, since)), gt(announcements.deadlineAt, now)))
    .groupBy(lots.channel);
}

/** What became of all messages so far, and how many lots are open. */
export async function messageCounts(database: Database) {
  return database.statements
    .select({ channel: lots.channel, ...lotSums })
    .from(lots)
    .groupBy(lots.channel);
}

/** Letters without an outcome, by purpose. */
export async function openLetters(database: Database): Promise<{ purpose: string; count: number }[]> {
  return database.statements
    .select({ purpose: letters.purpose, count: sql<number>`count(*)` })
    .from(letters)
    .where(isNull(letters.doneAt))
    .groupBy(letters.purpose);
}
