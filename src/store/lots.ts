/**
 * Lots: leased, marked, handed back or closed. A lease is an UPDATE … RETURNING with a fence number and an expiry; every mark names
 * the fence, so whoever lost the lease can write nothing more.
 */
import {
  and,
  asc,
  eq,
  gt,
  gte,
  isNotNull,
  isNull,
  lte,
  notInArray,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from "drizzle-orm";
import { advisories, announcements, lots, subscriptions } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import { isLateInDoubt, isNothingInDoubt, lotSize, overtakenAt } from "./announcements.ts";
import { LotBits } from "./bits.ts";
import type { Database, Write } from "./database.ts";
import type { SubscriptionChannel } from "./subscriptions.ts";

export type Lot = typeof lots.$inferSelect;

/** How long a lease lasts without a mark (ms). */
export const leaseLength = 30_000;
/** So far apart (ms) may be the clocks of two processes, or the moment when a lease was asked for and when the database gave it. */
export const leaseSlack = 10_000;
/** A correction waits so long for the same people's original in flight (ms). */
export const inFlightWait = 10_000;

/** A lease that ends further ahead than that was written by a clock that was wrong: it counts as run out. */
export function hasRunOut(leasedUntil: SQLWrapper, now: Moment): SQL {
  return sql`(${leasedUntil} <= ${now} or ${leasedUntil} > ${now + leaseLength + leaseSlack})`;
}

const isFree = (table: "l" | "f", now: Moment) => hasRunOut(sql.raw(`${table}.leased_until`), now);

/**
 * Open lots of a channel that may be worked on now, as a condition on `l` joined with its announcement `a`. The channel is part of the
 * text: for each value that is bound in its place SQLite would plan the query anew, which takes longer than to run it.
 */
const leasable = (
  channel: SubscriptionChannel,
  now: Moment,
) => sql`l.done_at is null and l.channel = ${sql.raw(`'${channel}'`)} and l.not_before <= ${now} and a.due_at <= ${now}
  and ${isFree("l", now)} and not ${isLateInDoubt(now, "a")}
  and (a.due_at + ${inFlightWait} <= ${now} or not exists (select 1 from lots f where f.family = l.family and f.channel = l.channel
    and f.range = l.range and f.announcement_id <> l.announcement_id and not ${isFree("f", now)}))`;

/** Takes the most urgent lot of a channel. Gives one row, or none. */
export function leaseNext(database: Database, channel: SubscriptionChannel, now: Moment): Write {
  return database.statements
    .update(lots)
    .set({ fence: sql`${lots.fence} + 1`, leasedUntil: now + leaseLength })
    .where(
      sql`${lots.id} = (select l.id from lots l join announcements a on a.id = l.announcement_id
        where ${leasable(channel, now)} order by l.priority, l.id limit 1)`,
    )
    .returning();
}

/** Is there a lot of this channel that should go before one of this priority? */
export async function moreUrgentWaits(
  database: Database,
  channel: SubscriptionChannel,
  priority: number,
  now: Moment,
): Promise<boolean> {
  const [row] = await database.statements
    .select({
      waits: sql<number>`exists (select 1 from lots l join announcements a on a.id = l.announcement_id
        where l.priority < ${priority} and ${leasable(channel, now)})`,
    })
    .from(sql`(select 1)`);
  return row?.waits === 1;
}

/** How many lots of a channel somebody works on now. */
export async function leasedLots(database: Database, channel: SubscriptionChannel, now: Moment): Promise<number> {
  const [row] = await database.statements
    .select({ count: sql<number>`count(*)` })
    .from(sql`lots l`)
    .where(sql`l.done_at is null and l.channel = ${channel} and not ${isFree("l", now)}`);
  return row?.count ?? 0;
}

export type LotMark = Partial<
  Pick<
    Lot,
    | "bits"
    | "owed"
    | "sent"
    | "unknown"
    | "failed"
    | "skipped"
    | "firstSentAt"
    | "lastSentAt"
    | "leasedUntil"
    | "notBefore"
    | "attempts"
    | "doneAt"
    | "isOvertaken"
  >
>;

/** Writes what became of a lot. Gives a row only while the fence is still ours. */
export function markLot(database: Database, id: number, fence: number, mark: LotMark): Write {
  return database.statements
    .update(lots)
    .set(mark)
    .where(and(eq(lots.id, id), eq(lots.fence, fence)))
    .returning({ id: lots.id });
}

/** Closes a leased lot whose text something else has overtaken: whoever is still open is owed that instead. */
export function closeLot(database: Database, lot: Pick<Lot, "id" | "fence">, now: Moment): Write {
  return database.statements
    .update(lots)
    .set({ leasedUntil: 0, ...overtakenAt(now) })
    .where(and(eq(lots.id, lot.id), eq(lots.fence, lot.fence)));
}

/** The same people's lots in other announcements of the family: what they were told so far. */
export async function siblingLots(
  database: Database,
  lot: Lot,
): Promise<Pick<Lot, "id" | "announcementId" | "bits">[]> {
  return database.statements
    .select({ id: lots.id, announcementId: lots.announcementId, bits: lots.bits })
    .from(lots)
    .where(and(eq(lots.family, lot.family), eq(lots.channel, lot.channel), eq(lots.range, lot.range)));
}

/** The lots that one reader's id falls into, with what they told: only their bits say who of the range was sent it. */
export async function lotsOfReader(database: Database, channel: SubscriptionChannel, id: number) {
  return database.statements
    .select({
      bits: lots.bits,
      slug: advisories.slug,
      revision: announcements.number,
      occasion: announcements.occasion,
      dueAt: announcements.dueAt,
    })
    .from(lots)
    .innerJoin(announcements, eq(announcements.id, lots.announcementId))
    .innerJoin(advisories, eq(advisories.id, announcements.advisoryId))
    .where(and(eq(lots.channel, channel), eq(lots.range, Math.floor((id - 1) / lotSize))))
    .orderBy(asc(lots.id));
}

/** Looked up only while an hour is in doubt. */
const isNotOfLate = (now: Moment) =>
  sql`(${isNothingInDoubt} or not exists (select 1 from announcements a where a.id = ${lots.announcementId} and ${isLateInDoubt(now, "a")}))`;

/** When work that waits now can go on: the earliest `notBefore` or end of a lease among open lots; null when none is open. */
export async function nextLotAt(
  database: Database,
  now: Moment,
  except: readonly SubscriptionChannel[] = [],
): Promise<Moment | null> {
  const [row] = await database.statements
    .select({ at: sql<number | null>`min(max(${lots.notBefore}, ${lots.leasedUntil}))` })
    .from(lots)
    .where(and(isNull(lots.doneAt), notInArray(lots.channel, [...except]), isNotOfLate(now)));
  return row?.at ?? null;
}

/** Lots of an announcement in which messages failed for good, that nobody works on, and that were not finished before `since`. */
export async function failedLots(
  database: Database,
  announcementId: number,
  since: Moment,
  now: Moment,
): Promise<Lot[]> {
  return database.statements
    .select()
    .from(lots)
    .where(
      and(
        eq(lots.announcementId, announcementId),
        gt(lots.failed, 0),
        eq(lots.isOvertaken, false),
        lte(lots.leasedUntil, now),
        or(isNull(lots.doneAt), gte(lots.doneAt, since)),
      ),
    );
}

/**
 * Opens a lot again for all who were told nothing (01 becomes 00). Who was told, or may have been, stays as they are. Writes nothing
 * where somebody took the lot meanwhile.
 */
export function reopenLot(database: Database, lot: Lot): Write {
  const bits = lot.bits ? Buffer.from(lot.bits) : null;
  const half = (bits?.length ?? 0) / 2;
  for (let index = 0; bits && index < half; index++)
    bits[half + index] = (bits[half + index] ?? 0) & (bits[index] ?? 0);
  return database.statements
    .update(lots)
    .set({ bits, failed: 0, skipped: 0, attempts: 0, notBefore: 0, doneAt: null, fence: lot.fence + 1 })
    .where(and(eq(lots.id, lot.id), eq(lots.fence, lot.fence)));
}

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
      sent: sql<number>`sum(${lots.sent})`,
      unknown: sql<number>`sum(${lots.unknown})`,
      failed: sql<number>`sum(${lots.failed})`,
      skipped: sql<number>`sum(${lots.skipped})`,
      retrying: sql<number>`sum(case when ${lots.attempts} > 0 and ${lots.doneAt} is null then max(0, coalesce(${lots.owed}, 0) - (${settled})) else 0 end)`,
      open: sql<number>`sum(${lots.doneAt} is null)`,
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

/** What only machines are told is listed once its hour has come: until then it would read like a notice to people. */
export async function announcementIdsOf(database: Database, advisoryId: string) {
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

/** The lot in which a reader is told of an announcement; null where there is none. */
export async function lotOf(
  database: Database,
  announcementId: number,
  reader: { readonly id: number; readonly channel: SubscriptionChannel; readonly tier: number },
): Promise<Lot | null> {
  const [lot] = await database.statements
    .select()
    .from(lots)
    .where(
      and(
        eq(lots.announcementId, announcementId),
        eq(lots.channel, reader.channel),
        eq(lots.tier, reader.tier),
        eq(lots.range, Math.floor((reader.id - 1) / lotSize)),
      ),
    );
  return lot ?? null;
}

/**
 * Owes one reader its message once more, by the ordinary way: whether the text still stands is asked again before it is sent. Gives a
 * row, or none where somebody works on the lot meanwhile.
 */
export function reopenLotFor(database: Database, lot: Lot, readerId: number): Write {
  const bits = new LotBits(lot.bits);
  const { begun, settled } = bits.get(readerId);
  // It may hold what it was sent before: a correction would be owed to it all the same.
  bits.set(readerId, { begun, settled: false });
  return database.statements
    .update(lots)
    .set({
      ...(settled ? uncounted(lot, begun) : {}),
      bits: Buffer.from(bits.bytes),
      fence: sql`${lots.fence} + 1`,
      doneAt: null,
      notBefore: 0,
      attempts: 0,
    })
    .where(and(eq(lots.id, lot.id), eq(lots.fence, lot.fence), eq(lots.leasedUntil, lot.leasedUntil)))
    .returning({ id: lots.id });
}

/**
 * The counters without one reader, whose next outcome is counted in its place. 11 was sent, or unknown twice; 01 failed, or was not owed.
 * Which of the two no bit tells: in a lot that has both, their sum is exact.
 */
function uncounted({ sent, unknown, failed, skipped }: Lot, begun: boolean): LotMark {
  if (begun) return sent > 0 ? { sent: sent - 1 } : { unknown: Math.max(0, unknown - 1) };
  return failed > 0 ? { failed: failed - 1 } : { skipped: Math.max(0, skipped - 1) };
}
