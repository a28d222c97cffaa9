/** Service notices and their contacts. Not subscriptions: nothing of an advisory goes to them, and no lot counts by their ids. */
import { and, asc, desc, eq, gt, ne, sql } from "drizzle-orm";
import { letters, noticeContacts, serviceNotices } from "../../db/schema.ts";
import type { Moment } from "../domain/advisory.ts";
import type { ServiceNotice } from "../domain/partner-notice.ts";
import type { Database, Write } from "./database.ts";

export type NoticeContact = typeof noticeContacts.$inferSelect;
export type NewContact = Pick<NoticeContact, "name" | "address" | "addressKey" | "language" | "nonce" | "invitedAt">;

export async function contactsByName(database: Database): Promise<NoticeContact[]> {
  return database.statements
    .select()
    .from(noticeContacts)
    .where(ne(noticeContacts.address, ""))
    .orderBy(asc(noticeContacts.name), asc(noticeContacts.id));
}

export async function contactById(database: Database, id: number): Promise<NoticeContact | null> {
  const [row] = await database.statements.select().from(noticeContacts).where(eq(noticeContacts.id, id));
  return row ?? null;
}

export async function contactByKey(database: Database, addressKey: string): Promise<NoticeContact | null> {
  const [row] = await database.statements
    .select()
    .from(noticeContacts)
    .where(eq(noticeContacts.addressKey, addressKey));
  return row ?? null;
}

/** Meets a key that is there already where the address is on the list. */
export function insertContact(database: Database, contact: NewContact): Write {
  return database.statements.insert(noticeContacts).values(contact);
}

export function setContact(
  database: Database,
  id: number,
  set: Partial<Pick<NoticeContact, "name" | "address" | "language" | "invitedAt" | "joinedAt" | "leftAt">>,
): Write {
  return database.statements.update(noticeContacts).set(set).where(eq(noticeContacts.id, id));
}

/** Leaves what an old link needs to say that nothing is sent, and that somebody said no. */
export function emptyContact(database: Database, id: number): Write {
  return setContact(database, id, { name: "", address: "", joinedAt: null });
}

export async function invitationsSince(database: Database, address: string, since: Moment): Promise<number> {
  const rows = await database.statements
    .select({ id: letters.id })
    .from(letters)
    .where(and(eq(letters.purpose, "notice-invite"), eq(letters.recipient, address), gt(letters.createdAt, since)));
  return rows.length;
}

/** For the contact that the same write makes, or that is there. */
export function insertInvitation(
  database: Database,
  addressKey: string,
  { createdAt, notAfter }: { readonly createdAt: Moment; readonly notAfter: Moment },
): Write {
  return database.statements.insert(letters).select(
    sql`select null, 'notice-invite', address, language, json_object('contactId', id), ${createdAt}, ${notAfter}, 0, 0, 0, 0, 0, null, null
      from notice_contacts where address_key = ${addressKey}`,
  );
}

/** The notice with a letter to each contact who agreed and did not leave. */
export function insertNotice(database: Database, notice: ServiceNotice, notAfter: Moment): Write[] {
  const { id, sentAt } = notice;
  return [
    database.statements.insert(serviceNotices).values(notice),
    database.statements.insert(letters).select(
      sql`select null, 'notice', address, language, json_object('noticeId', ${id}, 'contactId', id), ${sentAt}, ${notAfter}, 0, 0, 0, 0, 0, null, null
        from notice_contacts where joined_at is not null and left_at is null`,
    ),
  ];
}

export async function noticeById(database: Database, id: string): Promise<ServiceNotice | null> {
  const [row] = await database.statements.select().from(serviceNotices).where(eq(serviceNotices.id, id));
  return row ?? null;
}

/** The latest first. */
export async function latestNotices(database: Database, most: number): Promise<ServiceNotice[]> {
  return database.statements.select().from(serviceNotices).orderBy(desc(serviceNotices.sentAt)).limit(most);
}

/** How many of a notice's letters came to what; those of more than 30 days ago are gone. */
export async function noticeOutcomes(
  database: Database,
): Promise<{ readonly noticeId: string; readonly outcome: string | null; readonly count: number }[]> {
  const noticeId = sql<string>`json_extract(${letters.data}, '$.noticeId')`;
  const settled = sql<string | null>`case when ${letters.doneAt} is not null then ${letters.outcome} end`;
  return database.statements
    .select({ noticeId, outcome: settled, count: sql<number>`count(*)` })
    .from(letters)
    .where(eq(letters.purpose, "notice"))
    .groupBy(noticeId, settled);
}
