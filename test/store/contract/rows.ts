/** Rows for the contract: each builder gives a whole, plausible row, and takes what a test cares about. */
import { createHash } from "node:crypto";
import { count } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { lots } from "../../../db/schema.ts";
import type { Moment } from "../../../src/domain/advisory.ts";
import type { AnnouncementPlan } from "../../../src/domain/announcement.ts";
import { everything } from "../../../src/domain/matching.ts";
import {
  type Announcement,
  announcementById,
  dueInFamily,
  insertAnnouncement,
  planStep,
} from "../../../src/store/announcements.ts";
import type { AuditEntry } from "../../../src/store/audit.ts";
import type { Database, Write } from "../../../src/store/database.ts";
import type { NewLetter } from "../../../src/store/letters.ts";
import { type Lot, leaseNext } from "../../../src/store/lots.ts";
import {
  importSubscriptions,
  type NewSubscription,
  type SubscriptionChannel,
} from "../../../src/store/subscriptions.ts";

export type Open = () => Promise<Database>;

export const now: Moment = Date.parse("2026-11-20T10:00:00-05:00");
export const channels: readonly SubscriptionChannel[] = ["webhook", "websub", "push", "email"];

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function anEntry(commandId: string, given: Partial<AuditEntry> = {}): AuditEntry {
  return { commandId, at: now, actor: "alice", action: "submit", isPublic: false, detail: { commandId }, ...given };
}

export function aSubscription(number: number, given: Partial<NewSubscription> = {}): NewSubscription {
  return {
    channel: "email",
    address: `reader${number}@example.org`,
    addressKey: digest(`reader${number}`),
    nonce: `nonce${number}`,
    language: "en",
    choice: everything,
    confirmedAt: now,
    consentSource: "test",
    ...given,
  };
}

export function aPlan(given: Partial<AnnouncementPlan> = {}): AnnouncementPlan {
  return {
    advisoryId: "rail",
    number: 1,
    sequence: (given.number ?? 1) * 1_000,
    family: "rail",
    status: "actual",
    occasion: "publication",
    dueAt: now,
    deadlineAt: now + 86_400_000,
    machinesOnly: false,
    urgency: 2,
    ...given,
  };
}

export const newYork = { kinds: ["imminent"], areas: ["NY"], sectors: ["energy"] } as const;

export function aSignup() {
  return {
    address: "reader@example.org",
    addressKey: "key",
    inboxHash: "inbox",
    domain: "example.org",
    nonce: "nonce",
    language: "en",
    choice: newYork,
    createdAt: now,
    life: 1_000,
  };
}

export function aLetter(given: Partial<NewLetter> = {}): NewLetter {
  return {
    purpose: "goodbye",
    recipient: "reader@example.org",
    language: "en",
    data: { subscriptionId: 1 },
    createdAt: now,
    notAfter: now + 3_600_000,
    ...given,
  };
}

/** Rows of one write that stands alone. */
export async function rowsOf<Row>(database: Database, write: Write): Promise<readonly Row[]> {
  const [rows = []] = await database.atomically([write]);
  return rows as readonly Row[];
}

export async function countOf(database: Database, table: SQLiteTable): Promise<number> {
  const [row] = await database.statements.select({ count: count() }).from(table);
  return row?.count ?? 0;
}

/** Readers with these ids, spread over all channels and tiers. */
export function readers(ids: readonly number[]): NewSubscription[] {
  return ids.map((id, index) =>
    aSubscription(id, { id, channel: channels[index % channels.length] ?? "email", tier: (index >> 2) % 2 }),
  );
}

/** Readers 1 to `count`, all by public mail. */
export async function mailReaders(database: Database, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => aSubscription(index + 1, { id: index + 1 }));
  await database.atomically([importSubscriptions(database, rows)]);
}

/** An announcement that is due, as it stands in its table. */
export async function announced(database: Database, given: Partial<AnnouncementPlan> = {}, at = now): Promise<Due> {
  const plan = aPlan(given);
  await database.atomically([insertAnnouncement(database, plan, at)]);
  const family = await dueInFamily(database, plan.family, plan.dueAt);
  const found = family.find((one) => one.sequence === plan.sequence && one.occasion === plan.occasion);
  return due(found ?? null);
}

export type Due = Announcement & { lastId: number };

function due(announcement: Announcement | null): Due {
  if (announcement === null || announcement.lastId === null) throw new Error("the announcement is not due");
  return { ...announcement, lastId: announcement.lastId };
}

/** Plans to the end. */
export async function planned(database: Database, announcement: Due, overtaken: number | null = null): Promise<Lot[]> {
  for (let current = announcement; current.plannedAt === null; ) {
    await database.atomically(planStep(database, current, overtaken, now));
    current = due(await announcementById(database, announcement.id));
  }
  return lotsOf(database, announcement.id);
}

export async function lotsOf(database: Database, announcementId: number): Promise<Lot[]> {
  const all = await database.statements.select().from(lots).orderBy(lots.id);
  return all.filter((lot) => lot.announcementId === announcementId);
}

export async function leased(
  database: Database,
  at = now,
  channel: SubscriptionChannel = "email",
): Promise<Lot | undefined> {
  const [lot] = await rowsOf<Lot>(database, leaseNext(database, channel, at));
  return lot;
}
