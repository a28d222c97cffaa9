/** Partners: what editors know of webhooks beside their subscriptions, and what became of each message to them. */
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { advisories, announcements, partnerDeliveries, partners, subscriptions } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Database, Write } from "./database.ts";
import { type Subscription, toChoice } from "./subscriptions.ts";

export interface Partner extends Subscription {
  readonly name: string;
  readonly contact: string;
  readonly isExercise: boolean;
  readonly createdAt: Moment;
}

export interface NewPartner {
  readonly name: string;
  readonly contact: string;
  readonly createdAt: Moment;
  readonly createdBy: string;
}

/** For the subscription that the same write makes. */
export function insertPartner(database: Database, addressKey: string, partner: NewPartner): Write {
  const { name, contact, createdAt, createdBy } = partner;
  return database.statements
    .insert(partners)
    .select(
      sql`select id, ${name}, ${contact}, ${createdAt}, ${createdBy}, null from subscriptions
        where channel = 'webhook' and address_key = ${addressKey}`,
    )
    .returning({ id: partners.subscriptionId });
}

/** The name stays beside the audit chain, which has it too; who answered for it is nobody's business any more. */
export function removePartner(database: Database, id: number, at: Moment): Write {
  return database.statements
    .update(partners)
    .set({ removedAt: at, contact: "" })
    .where(eq(partners.subscriptionId, id));
}

const all = (database: Database) =>
  database.statements
    .select({ partner: partners, subscription: subscriptions })
    .from(partners)
    .innerJoin(subscriptions, eq(subscriptions.id, partners.subscriptionId));

type Row = Awaited<ReturnType<typeof all>>[number];

function toPartner({ partner, subscription }: Row): Partner {
  const { kinds, areas, sectors, ...rest } = subscription;
  const choice = toChoice({ kinds, areas, sectors });
  return { ...rest, choice, name: partner.name, contact: partner.contact, createdAt: partner.createdAt };
}

/** Those that were not removed, by name. */
export async function partnersByName(database: Database): Promise<Partner[]> {
  return (await all(database).where(isNull(partners.removedAt)).orderBy(asc(partners.name))).map(toPartner);
}

/** Those that were removed too, with what they sign by. */
export async function allPartners(
  database: Database,
): Promise<(Pick<Partner, "id" | "nonce" | "address" | "name"> & { readonly removedAt: Moment | null })[]> {
  return (await all(database)).map(({ partner: { name, removedAt }, subscription: { id, nonce, address } }) => ({
    id,
    nonce,
    address,
    name,
    removedAt,
  }));
}

export async function partnerById(database: Database, id: number): Promise<Partner | null> {
  const [row] = await all(database).where(and(eq(partners.subscriptionId, id), isNull(partners.removedAt)));
  return row ? toPartner(row) : null;
}

/** Another address of the same partner: other secrets, or other credentials. */
export function setPartnerAddress(database: Database, id: number, address: string): Write {
  return database.statements.update(subscriptions).set({ address }).where(eq(subscriptions.id, id));
}

export function setPartnerState(database: Database, id: number, state: "active" | "left", at: Moment): Write {
  const endedAt = state === "active" ? null : at;
  return database.statements.update(subscriptions).set({ state, endedAt }).where(eq(subscriptions.id, id));
}

export interface DeliveryNote {
  readonly subscriptionId: number;
  /** 0: a test event. */
  readonly announcementId: number;
  readonly at: Moment;
  readonly outcome: string;
  readonly reason: string;
}

/** One row for each event, however often it was tried; of test events only the latest. */
export function logPartnerDelivery(database: Database, note: DeliveryNote): Write {
  const { at, outcome, reason, ...key } = note;
  return database.statements
    .insert(partnerDeliveries)
    .values({ ...key, attempts: 1, firstAt: at, lastAt: at, outcome, reason })
    .onConflictDoUpdate({
      target: [partnerDeliveries.subscriptionId, partnerDeliveries.announcementId],
      set: { attempts: sql`${partnerDeliveries.attempts} + 1`, lastAt: at, outcome, reason },
    });
}

export interface PartnerDelivery {
  readonly announcementId: number;
  readonly attempts: number;
  readonly firstAt: Moment;
  readonly lastAt: Moment;
  readonly outcome: string;
  readonly reason: string;
  /** Absent: a test event. */
  readonly slug: string | null;
  readonly revision: number | null;
  readonly occasion: "publication" | "sunset" | null;
}

/** The latest first. */
export async function partnerLog(database: Database, subscriptionId: number, most: number): Promise<PartnerDelivery[]> {
  const { announcementId, attempts, firstAt, lastAt, outcome, reason } = partnerDeliveries;
  return database.statements
    .select({
      announcementId,
      attempts,
      firstAt,
      lastAt,
      outcome,
      reason,
      slug: advisories.slug,
      revision: announcements.number,
      occasion: announcements.occasion,
    })
    .from(partnerDeliveries)
    .leftJoin(announcements, eq(announcements.id, announcementId))
    .leftJoin(advisories, eq(advisories.id, announcements.advisoryId))
    .where(eq(partnerDeliveries.subscriptionId, subscriptionId))
    .orderBy(desc(lastAt), desc(announcementId))
    .limit(most);
}
