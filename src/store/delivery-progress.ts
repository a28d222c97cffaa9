/** How far telling has come, added up over lots: for editors, operators and metrics. Delivery itself reads none of it. */
import { and, asc, eq, isNotNull, isNull, or, sql } from "drizzle-orm";
import { announcements, lots, subscriptions } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import { lotSize } from "./announcements.ts";
import type { Database } from "./database.ts";
import type { SubscriptionChannel } from "./subscriptions.ts";

export interface DeliveryProgress {
  readonly announcementId: number;
  readonly channel: SubscriptionChannel;
  readonly planned: number;
  readonly sent: number;
  readonly unknown: number;
  readonly failed: number;
  readonly skipped: number;
  readonly retrying: number;
  readonly isDone: boolean;
  readonly firstSentAt: Moment | null;
  readonly lastSentAt: Moment | null;
}

/** What became of the messages of some lots so far, and how many of those lots are open. */
export const lotSums = {
  open: sql<number>`sum(${lots.doneAt} is null)`,
  sent: sql<number>`sum(${lots.sent})`,
  unknown: sql<number>`sum(${lots.unknown})`,
  failed: sql<number>`sum(${lots.failed})`,
  skipped: sql<number>`sum(${lots.skipped})`,
};

/** Per announcement and channel. `planned` counts who is owed; in lots that nobody has looked at yet, whoever is subscribed. */
export async function deliveryProgress(
  database: Database,
  announcementIds: readonly number[],
): Promise<DeliveryProgress[]> {
  if (announcementIds.length === 0) return [];
  const untouched = sql`(select count(*) from ${subscriptions} s where s.channel = ${lots.channel} and s.tier = ${lots.tier} and s.state = 'active'
    and s.id between ${lots.range} * ${lotSize} + 1 and (${lots.range} + 1) * ${lotSize}
    and (s.is_exercise = 1 or (select a.status from ${announcements} a where a.id = ${lots.announcementId}) = 'actual'))`;
  const settled = sql`${lots.sent} + ${lots.unknown} + ${lots.failed}`;
  const rows = await database.statements
    .select({
      announcementId: lots.announcementId,
      channel: lots.channel,
      planned: sql<number>`sum(case when ${lots.owed} is not null then ${lots.owed} when ${lots.isOvertaken} then 0 else ${untouched} end)`,
      ...lotSums,
      retrying: sql<number>`sum(case when ${lots.attempts} > 0 and ${lots.doneAt} is null then max(0, coalesce(${lots.owed}, 0) - (${settled})) else 0 end)`,
      firstSentAt: sql<number | null>`min(${lots.firstSentAt})`,
      lastSentAt: sql<number | null>`max(${lots.lastSentAt})`,
    })
    .from(lots)
    .where(sql`${lots.announcementId} in (select value from json_each(${JSON.stringify(announcementIds)}))`)
    .groupBy(lots.announcementId, lots.channel)
    .orderBy(asc(lots.announcementId));
  return rows.map(({ open, ...row }) => ({ ...row, isDone: open === 0 }));
}

export interface SendingStep {
  readonly announcementId: number;
  readonly channel: SubscriptionChannel;
  /** Epoch milliseconds: the end of the minute or second in which these lots sent their last. */
  readonly at: Moment;
  readonly sent: number;
}

/** When how many were sent, in steps of a second, or of a minute where it took more than ten: at most some hundred, however many lots. */
export async function sendingSteps(database: Database, announcementIds: readonly number[]): Promise<SendingStep[]> {
  if (announcementIds.length === 0) return [];
  const ids = sql`${lots.announcementId} in (select value from json_each(${JSON.stringify(announcementIds)}))`;
  const [span] = await database.statements
    .select({ length: sql<number | null>`max(${lots.lastSentAt}) - min(${lots.firstSentAt})` })
    .from(lots)
    .where(ids);
  const isLong = (span?.length ?? 0) > 600_000;
  const at = isLong
    ? sql<number>`(${lots.lastSentAt} / 60000) * 60000 + 60000`
    : sql<number>`(${lots.lastSentAt} / 1000) * 1000 + 1000`;
  const { announcementId, channel } = lots;
  return database.statements
    .select({ announcementId, channel, at, sent: sql<number>`sum(${lots.sent})` })
    .from(lots)
    .where(and(ids, sql`${lots.lastSentAt} is not null`))
    .groupBy(announcementId, channel, at)
    .orderBy(asc(announcementId), asc(channel), asc(at));
}

/** Of an advisory, as people are shown them. What only machines are told is listed once its hour has come: until then it would read like a notice to people. */
export async function announcementsOf(database: Database, advisoryId: string) {
  return database.statements
    .select()
    .from(announcements)
    .where(
      and(
        eq(announcements.advisoryId, advisoryId),
        isNull(announcements.voidedAt),
        or(eq(announcements.machinesOnly, false), isNotNull(announcements.plannedAt)),
      ),
    )
    .orderBy(asc(announcements.id));
}
