/** Announcements and their planning into lots. Publishing writes an announcement; nothing here writes a row for each person. */
import { and, asc, eq, gt, inArray, isNull, lte, min, not, or, sql } from "drizzle-orm";
import { announcements, lots, subscriptions } from "../../db/schema.ts";
import type { Moment, RevisionKey } from "../domain/advisory.ts";
import type { AnnouncementPlan } from "../domain/announcement.ts";
import type { Database, Write } from "./database.ts";

/** A lot is the ids `range * lotSize + 1` to `(range + 1) * lotSize`: the same people in every announcement. */
export const lotSize = 512;
/** Ids that one planning step looks at, so that no write holds the database for long. */
const planningStep = 100 * lotSize;

export type Announcement = typeof announcements.$inferSelect;

const highestId = sql<number>`(select coalesce(max(${subscriptions.id}), 0) from ${subscriptions})`;

/** `lastId` is read in the same write; one that is due later gets it when it is due, so that nobody who joined by then is left out. */
export function insertAnnouncement(database: Database, plan: AnnouncementPlan, now: Moment): Write {
  return database.statements.insert(announcements).values({ ...plan, lastId: plan.dueAt <= now ? highestId : null });
}

/** Null while no hour is in doubt. */
const heldFrom = "(select cast(value as integer) from instance where key = 'scheduledHeldFrom' and value <> '')";

export const isNothingInDoubt = sql.raw(`${heldFrom} is null`);

/** Of a revision that is held (see `toRevision`), or of a sunset that came by a clock in doubt. */
export const isHeld =
  sql.raw(`(exists (select 1 from revisions r where r.advisory_id = announcements.advisory_id and r.number = announcements.number
  and r.effective_at > ${heldFrom} and r.effective_at > r.body ->> '$.approvedAt')
  or coalesce(announcements.occasion = 'sunset' and announcements.due_at > ${heldFrom}, 0))`);

/** It is too late for it by a clock in doubt alone: nothing of it is given up meanwhile. `table`: the announcement. */
export function isLateInDoubt(now: Moment, table: "a" | "announcements" = "announcements") {
  const deadline = sql.raw(`${table}.deadline_at`);
  return sql`coalesce(${deadline} <= ${now} and ${deadline} > ${sql.raw(heldFrom)}, 0)`;
}

/** A scheduled revision was sent back: what it would have told is void. */
export function voidAnnouncements(database: Database, key: RevisionKey, at: Moment): Write {
  return database.statements
    .update(announcements)
    .set({ voidedAt: at, plannedAt: at })
    .where(
      and(
        eq(announcements.advisoryId, key.advisoryId),
        eq(announcements.number, key.number),
        isNull(announcements.voidedAt),
      ),
    );
}

export async function announcementById(database: Database, id: number): Promise<Announcement | null> {
  const [row] = await database.statements.select().from(announcements).where(eq(announcements.id, id));
  return row ?? null;
}

/** A family's announcements that are or were due, in the order in which they came. */
export async function dueInFamily(database: Database, family: string, now: Moment): Promise<Announcement[]> {
  return database.statements
    .select()
    .from(announcements)
    .where(
      and(eq(announcements.family, family), isNull(announcements.voidedAt), lte(announcements.dueAt, now), not(isHeld)),
    )
    .orderBy(asc(announcements.sequence), asc(announcements.occasion));
}

/** Due, and not yet planned to the end; the most urgent first. */
export async function announcementsToPlan(database: Database, now: Moment): Promise<Announcement[]> {
  return database.statements
    .select()
    .from(announcements)
    .where(and(isNull(announcements.plannedAt), lte(announcements.dueAt, now), not(isHeld), not(isLateInDoubt(now))))
    .orderBy(asc(announcements.urgency), asc(announcements.id));
}

/** The next moment at which an announcement becomes due, or null. */
export async function nextDueAt(database: Database, now: Moment): Promise<Moment | null> {
  const [row] = await database.statements
    .select({ at: min(announcements.dueAt) })
    .from(announcements)
    .where(and(isNull(announcements.plannedAt), not(isHeld), not(isLateInDoubt(now))));
  return row?.at ?? null;
}

/** Would anything be given up as too late, or be told of a sunset, because the clock went on from `from` to `now`? */
export async function isEndedBetween(database: Database, from: Moment, now: Moment): Promise<boolean> {
  const isOpen = or(
    isNull(announcements.plannedAt),
    sql`exists (select 1 from ${lots} where ${lots.announcementId} = ${announcements.id} and ${lots.doneAt} is null)`,
  );
  const endedAt = sql`case when ${announcements.occasion} = 'sunset' then ${announcements.dueAt} else ${announcements.deadlineAt} end`;
  const rows = await database.statements
    .select({ id: announcements.id })
    .from(announcements)
    .where(and(isOpen, isNull(announcements.voidedAt), sql`${endedAt} > ${from} and ${endedAt} <= ${now}`))
    .limit(1);
  return rows.length > 0;
}

/** Fixes `lastId` of an announcement that has become due. */
export function fixLastId(database: Database, id: number): Write {
  return database.statements
    .update(announcements)
    .set({ lastId: highestId })
    .where(and(eq(announcements.id, id), isNull(announcements.lastId)));
}

/** What an overtaken lot had still to do is planned, and counted, by what overtook it. */
export function overtakenAt(now: Moment) {
  return { doneAt: now, isOvertaken: true, owed: sql`${lots.sent} + ${lots.unknown} + ${lots.failed}` };
}

/** Lots that are open in earlier announcements of the family, and not in somebody's hands, are closed: something else stands. */
export function closeOvertaken(database: Database, announcement: Announcement, now: Moment): Write {
  const earlier = sql`(select ${announcements.id} from ${announcements} where ${announcements.family} = ${announcement.family}
    and (${announcements.sequence} < ${announcement.sequence} or (${announcements.sequence} = ${announcement.sequence} and ${announcements.id} < ${announcement.id})))`;
  return database.statements
    .update(lots)
    .set(overtakenAt(now))
    .where(
      and(
        sql`${lots.announcementId} in ${earlier}`,
        isNull(lots.doneAt),
        lte(lots.leasedUntil, now),
        announcement.machinesOnly ? inArray(lots.channel, machineChannels) : undefined,
      ),
    );
}

/** The most urgent that a lot of this urgency can be: lots go by priority, the lowest first. */
export function firstPriority(urgency: number): number {
  return urgency * 16;
}

const machineChannels: ("webhook" | "websub")[] = ["webhook", "websub"];
const isMachine = sql.raw("channel in ('webhook', 'websub')");

const channelRank = sql.raw("case channel when 'webhook' then 0 when 'websub' then 1 when 'push' then 2 else 3 end");

/** Where the next step of planning begins: ids may lie far apart after an import, and nobody lives in between. */
export async function planningStart(
  database: Database,
  announcement: Announcement & { lastId: number },
): Promise<number> {
  const [row] = await database.statements
    .select({ id: min(subscriptions.id) })
    .from(subscriptions)
    .where(gt(subscriptions.id, announcement.plannedTo));
  const id = row?.id ?? announcement.lastId;
  return Math.max(announcement.plannedTo, Math.floor((Math.min(id, announcement.lastId) - 1) / lotSize) * lotSize);
}

/**
 * The next step of planning: lots for the ranges in which anybody is subscribed, as urgent as what they take over. `overtaken`: for an announcement of wording only,
 * the one it came into the middle of; ranges of people that this one had finished owe nothing more. Doing a step twice changes nothing.
 */
export function planStep(
  database: Database,
  announcement: Announcement & { lastId: number },
  overtaken: number | null,
  now: Moment,
  from = announcement.plannedTo,
): Write[] {
  const to = Math.min(from + planningStep, Math.ceil(announcement.lastId / lotSize) * lotSize);
  const exercise = announcement.status === "actual" ? sql`` : sql`and is_exercise = 1`;
  const machines = announcement.machinesOnly ? sql`and ${isMachine}` : sql``;
  const unfinished =
    overtaken === null
      ? sql`true`
      : sql`${isMachine} or not exists (select 1 from lots p where p.announcement_id = ${overtaken} and p.channel = places.channel
          and p.tier = places.tier and p.range = places.range and p.done_at is not null and p.is_overtaken = 0)`;
  const own = sql`${firstPriority(announcement.urgency)} + ${channelRank} * 2 + tier`;
  // Who is still owed a correction, or a more urgent kind, does not fall behind because something came after it.
  const inherited = sql`(select case when p.done_at is null or p.is_overtaken = 1 then p.priority end from lots p
    where p.family = ${announcement.family} and p.channel = places.channel and p.tier = places.tier and p.range = places.range
    order by p.id desc limit 1)`;
  const insert = database.statements
    .insert(lots)
    .select(
      sql`select null, ${announcement.id}, ${announcement.family}, channel, tier, range, min(${own}, coalesce(${inherited}, ${own})),
        null, 0, 0, 0, 0, null, 0, 0, 0, 0, null, null, null, 0
        from (select distinct channel, tier, (id - 1) / ${sql.raw(String(lotSize))} as range from subscriptions
          where id > ${from} and id <= ${to} and state = 'active' ${exercise} ${machines}) as places where ${unfinished}`,
    )
    .onConflictDoNothing();
  const isLast = to >= announcement.lastId;
  const advance = database.statements
    .update(announcements)
    .set({ plannedTo: to, ...(isLast ? { plannedAt: now } : {}) })
    .where(and(eq(announcements.id, announcement.id), eq(announcements.plannedTo, announcement.plannedTo)));
  return [insert, advance];
}

/** It is over before anybody was told. */
export function closeAnnouncement(database: Database, id: number, now: Moment): Write {
  return database.statements.update(announcements).set({ plannedAt: now }).where(eq(announcements.id, id));
}
