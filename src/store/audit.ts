/** The audit chain: one row for each act, bound to the one before by SHA-256, written in the same write as what it describes. */
import { and, asc, eq, getTableColumns, gt, lt, max, sql } from "drizzle-orm";
import { audit } from "../../db/schema.ts";
import { canonical } from "../domain/content.ts";
import { type Database, parsed, type Write } from "./database.ts";
import { instanceValue } from "./instance.ts";

export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
  readonly at: number;
}

export interface AuditEntry {
  /** The command's id: if its row is there after a lost reply, the command succeeded. */
  readonly commandId: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly advisoryId?: string;
  readonly isPublic: boolean;
  readonly detail: Readonly<Record<string, unknown>>;
}

const beginning: AuditHead = { sequence: 0, hash: "", at: 0 };

export async function auditHead(database: Database): Promise<AuditHead> {
  const [head] = await database.statements
    .select({ sequence: audit.sequence, hash: audit.hash, at: audit.at })
    .from(audit)
    .where(sql`${audit.sequence} = (select max(sequence) from audit)`);
  return head ?? beginning;
}

/** What a row's hash is made over. */
function matter(entry: AuditEntry, sequence: number, previousHash: string): string {
  const { commandId, at, actor, action, advisoryId, isPublic, detail } = entry;
  return canonical({
    sequence,
    previousHash,
    commandId,
    at,
    actor,
    action,
    advisoryId: advisoryId ?? null,
    isPublic,
    detail,
  });
}

/** The row after `head`. Two that follow the same head meet at the key, and one of them decides again. */
export function appendAudit(
  database: Database,
  head: AuditHead,
  entry: AuditEntry,
  digest: (text: string) => string,
): Write {
  const sequence = head.sequence + 1;
  return database.statements.insert(audit).values({
    ...entry,
    advisoryId: entry.advisoryId ?? null,
    sequence,
    previousHash: head.hash,
    hash: digest(matter(entry, sequence, head.hash)),
  });
}

/** What the command with this id did, if it was carried out. */
export async function auditOf(
  database: Database,
  commandId: string,
): Promise<{ detail: unknown; action: string } | undefined> {
  const [row] = await database.statements
    .select({ detail: audit.detail, action: audit.action })
    .from(audit)
    .where(eq(audit.commandId, commandId));
  return row;
}

/** The id of a command with a key of its sender's own; `body`: a SHA-256, in hex, that tells what was sent with it from all else. */
export function keyedCommandId(key: string, body: string): string {
  return `${key}#${body}`;
}

/** Was another command carried out under the key of this one? */
export async function isKeyUsed(database: Database, commandId: string): Promise<boolean> {
  const end = commandId.lastIndexOf("#") + 1;
  if (end === 0) return false;
  const key = commandId.slice(0, end);
  const [row] = await database.statements
    .select({ sequence: audit.sequence })
    .from(audit)
    // "g" is greater than any hex digit: a range, since LIKE reads no index.
    .where(and(gt(audit.commandId, key), lt(audit.commandId, `${key}g`)))
    .limit(1);
  return row !== undefined;
}

const publicStatements = new WeakMap<Database, { get(): unknown }>();

/** The number that every reader compares: it moves with each act that the public sees, or will see. Asked at each request and before each message. */
export async function publicSequence(database: Database): Promise<number> {
  let statement = publicStatements.get(database);
  if (!statement) {
    statement = database.statements
      .select({ last: max(audit.sequence) })
      .from(audit)
      .where(sql`${audit.isPublic} = 1`)
      .prepare();
    publicStatements.set(database, statement);
  }
  const row = (await statement.get()) as { last: number | null } | undefined;
  return row?.last ?? 0;
}

/** The first of a thousand sequences for the revisions of the act after `head`: all larger than any before. */
export function firstSequence(head: AuditHead): number {
  return (head.sequence + 1) * 1_000;
}

/**
 * What names the revisions of the act after `head`. In a restored copy the next act has the number of one that was lost with the database
 * before: so its revisions have a mark, and sequences that none of the lost ones had. Machines and mail servers throw away what
 * comes under a name that they know.
 */
export async function nextNames(
  database: Database,
  head: AuditHead,
): Promise<{ readonly sequence: number; readonly copyMark?: number }> {
  const copyMark = Number((await instanceValue(database, "copyMark")) ?? 0);
  if (copyMark === 0) return { sequence: firstSequence(head) };
  return { sequence: firstSequence(head) + 2 * copyMark, copyMark };
}

/** An act takes two sequences at most, of a thousand. */
export const largestCopyMark = 499;

/** The number of the act that wrote the revision with this sequence. */
export function actOf(sequence: number): number {
  return Math.floor(sequence / 1_000);
}

/** The hash of the row with this sequence. */
export async function hashOf(database: Database, sequence: number): Promise<string | undefined> {
  const [row] = await database.statements.select({ hash: audit.hash }).from(audit).where(eq(audit.sequence, sequence));
  return row?.hash;
}

/** When the row with this sequence was written; 0 where there is none. */
export async function writtenAt(database: Database, sequence: number): Promise<number> {
  const [row] = await database.statements.select({ at: audit.at }).from(audit).where(eq(audit.sequence, sequence));
  return row?.at ?? 0;
}

/** A damaged file may hold what is no JSON: so `detail` is read as it is stored. */
export const auditColumns = { ...getTableColumns(audit), detail: sql<string>`${audit.detail}` };

/** The detail of a row that is as its hash says; null where it is not. */
export function wholeDetail(
  { sequence, hash, previousHash, advisoryId, ...row }: Omit<typeof audit.$inferSelect, "detail"> & { detail: string },
  digest: (text: string) => string,
): Readonly<Record<string, unknown>> | null {
  const detail = parsed(row.detail) as Record<string, unknown> | undefined;
  if (!detail) return null;
  const entry = { ...row, ...(advisoryId === null ? {} : { advisoryId }), detail };
  return hash === digest(matter(entry, sequence, previousHash)) ? detail : null;
}

/**
 * Walks the whole chain; the first broken sequence, or null. Rows that were cut off at its end are missed by the chain itself, but not
 * by SQLite, which keeps the highest sequence that was ever given.
 */
export async function brokenAuditRow(database: Database, digest: (text: string) => string): Promise<number | null> {
  let previous = beginning;
  for (let after = Number.MIN_SAFE_INTEGER; ; after = previous.sequence) {
    const rows = await database.statements
      .select(auditColumns)
      .from(audit)
      .where(gt(audit.sequence, after))
      .orderBy(asc(audit.sequence))
      .limit(500);
    if (rows.length === 0) return (await highestSequence(database)) > previous.sequence ? previous.sequence + 1 : null;
    for (const row of rows) {
      const { sequence, hash, previousHash, at } = row;
      const isNext = sequence === previous.sequence + 1 && previousHash === previous.hash;
      if (!isNext || !wholeDetail(row, digest)) return sequence;
      previous = { sequence, hash, at };
    }
  }
}

async function highestSequence(database: Database): Promise<number> {
  const [row] = await database.statements
    .select({ highest: sql<number>`seq` })
    .from(sql`sqlite_sequence`)
    .where(sql`name = 'audit'`);
  return row?.highest ?? 0;
}
