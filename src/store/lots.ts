/**
 * Lots: leased, marked, handed back or closed. A lease is an UPDATE … RETURNING with a fence number and an expiry; every mark names
 * the fence, so whoever lost the lease can write nothing more.
 */
import { and, asc, eq, gt, gte, isNull, lte, notInArray, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { advisories, announcements, lots } from "../../db/schema.ts";
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
