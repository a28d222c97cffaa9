/** Advisories with their revisions, working copies and CAP messages, as the domain's values. */
import { and, asc, eq, getTableColumns, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { advisories, announcements, messages, revisions, workingCopies } from "../../db/schema.ts";
import type { Advisory, Content, Moment, Revision, RevisionKey, WorkingCopy } from "../domain/advisory.ts";
import type { State } from "../domain/lifecycle.ts";
import { type Database, parsed, type Write } from "./database.ts";
import { scheduledHeldFrom } from "./instance.ts";

type AdvisoryRow = typeof advisories.$inferSelect;
type RevisionBody = Omit<
  Revision,
  "advisoryId" | "number" | "sequence" | "effectiveAt" | "voidedAt" | "identifier" | "isHeld" | "isDamaged"
>;

/** `heldFrom`: what was to begin by the clock after that moment is held. */
function toRevision(
  row: Omit<typeof revisions.$inferSelect, "body"> & { body: string },
  advisory: AdvisoryRow,
  heldFrom: Moment | null,
): Revision {
  const { advisoryId, number, sequence, effectiveAt, voidedAt, identifier } = row;
  const body = readBody(row, advisory);
  const isHeld = heldFrom !== null && effectiveAt > heldFrom && effectiveAt > body.approvedAt;
  return {
    ...body,
    advisoryId,
    number,
    sequence,
    effectiveAt,
    identifier,
    ...(voidedAt === null ? {} : { voidedAt }),
    ...(isHeld ? { isHeld } : {}),
  };
}

/**
 * What a file that was damaged on the disk holds in place of a text. Without words, everywhere and to stand for a year: so it can be
 * taken back all the same. It is never shown or sent: `seals.ts` says that it is not what was approved.
 */
function readBody(row: { body: string; effectiveAt: Moment }, { kind, status }: AdvisoryRow): RevisionBody {
  const body = parsed(row.body) as RevisionBody | undefined;
  if (body && hasShape(body.content)) return body;
  const languages = { en: { headline: "", summary: "", sections: [], measures: {} } };
  const sunsetAt = row.effectiveAt + 365 * 86_400_000;
  const content: Content = {
    kind,
    status,
    scope: { nationwide: true },
    sectors: [],
    sunsetAt,
    languages,
    resources: [],
  };
  const unknown = { contentHash: "", submittedBy: "", approvedBy: "", approvedAt: row.effectiveAt };
  return { change: "issue", ...unknown, ...body, content };
}

function hasShape(content: Partial<Content> | undefined): boolean {
  const { scope, sectors, resources, sunsetAt } = content ?? {};
  const languages: Partial<Content["languages"]> = content?.languages ?? {};
  const areas = scope && ("nationwide" in scope ? [] : scope.areas);
  const isText = Object.values(languages).every(
    (text) => typeof text?.headline === "string" && Array.isArray(text.sections) && typeof text.measures === "object",
  );
  return (
    [areas, sectors, resources].every(Array.isArray) && isText && "en" in languages && Number.isSafeInteger(sunsetAt)
  );
}

/** Puts rows together; takeovers are read from the revisions of the others. */
function assemble(
  rows: readonly AdvisoryRow[],
  all: readonly Revision[],
  copies: ReadonlyMap<string, WorkingCopy>,
): Advisory[] {
  const byAdvisory = Map.groupBy(all, (revision) => revision.advisoryId);
  const takeovers = Map.groupBy(
    all.filter(({ takesOver, voidedAt, isHeld }) => takesOver !== undefined && voidedAt === undefined && !isHeld),
    (revision) => revision.takesOver,
  );
  return rows.map(({ createdBy: _, ...row }) => {
    const working = copies.get(row.id);
    return {
      ...row,
      revisions: byAdvisory.get(row.id) ?? [],
      takeovers: (takeovers.get(row.id) ?? []).map(({ effectiveAt, sequence, advisoryId }) => ({
        at: effectiveAt,
        sequence,
        by: advisoryId,
      })),
      ...(working ? { working } : {}),
    };
  });
}

async function load(database: Database, rows: readonly AdvisoryRow[]): Promise<Advisory[]> {
  const ids = sql`(select value from json_each(${JSON.stringify(rows.map((row) => row.id))}))`;
  const revisionRows = await database.statements
    .select({ ...getTableColumns(revisions), body: sql<string>`${revisions.body}` })
    .from(revisions)
    .where(sql`${revisions.advisoryId} in ${ids}`)
    .orderBy(asc(revisions.advisoryId), asc(revisions.number));
  const copyRows = await database.statements
    .select()
    .from(workingCopies)
    .where(sql`${workingCopies.advisoryId} in ${ids}`);
  const copies = new Map(copyRows.map((row) => [row.advisoryId, row.body as WorkingCopy]));
  const heldFrom = await scheduledHeldFrom(database);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const read = revisionRows.flatMap((row) => {
    const advisory = byId.get(row.advisoryId);
    return advisory ? [toRevision(row, advisory, heldFrom)] : [];
  });
  return assemble(rows, read, copies);
}

/** An advisory with its family and the family of the one its draft would replace. By id or by slug. */
export async function advisoryState(database: Database, idOrSlug: string): Promise<State | null> {
  const { statements } = database;
  const [row] = await statements
    .select()
    .from(advisories)
    .where(or(eq(advisories.id, idOrSlug), eq(advisories.slug, idOrSlug)));
  if (!row) return null;
  const replaced = statements
    .select({ family: advisories.family })
    .from(advisories)
    .innerJoin(workingCopies, eq(workingCopies.replaces, advisories.id))
    .where(eq(workingCopies.advisoryId, row.id));
  const announced = statements
    .select({ family: announcements.family })
    .from(announcements)
    .where(and(eq(announcements.advisoryId, row.id), isNull(announcements.voidedAt)));
  const rows = await statements
    .select()
    .from(advisories)
    .where(or(isMember(sql`(${row.family})`), isMember(sql`${announced}`), inArray(advisories.family, replaced)));
  const family = await load(database, rows);
  const advisory = family.find((member) => member.id === row.id);
  return advisory ? { advisory, family } : null;
}

export async function familyOf(database: Database, family: string): Promise<Advisory[]> {
  return load(
    database,
    await database.statements
      .select()
      .from(advisories)
      .where(isMember(sql`(${family})`)),
  );
}

/** By its own row, or by what was announced of it: a letter that changed on the disk in the one is made good by the other (`seals.ts`). */
function isMember(families: SQL): SQL {
  return sql`(${advisories.family} in ${families} or ${advisories.id} in (select advisory_id from announcements
    where family in ${families} and voided_at is null))`;
}

/** All advisories, drafts too. */
export async function allAdvisories(database: Database): Promise<Advisory[]> {
  return load(database, await database.statements.select().from(advisories).orderBy(asc(advisories.createdAt)));
}

export function insertAdvisory(database: Database, advisory: Advisory, createdBy: string): Write {
  const { id, slug, kind, status, family, createdAt } = advisory;
  return database.statements.insert(advisories).values({ id, slug, kind, status, family, createdAt, createdBy });
}

export function joinFamily(database: Database, advisoryId: string, family: string): Write {
  return database.statements.update(advisories).set({ family }).where(eq(advisories.id, advisoryId));
}

export function putWorkingCopy(database: Database, advisoryId: string, working: WorkingCopy): Write {
  const values = { replaces: working.content.replaces ?? null, body: working };
  return database.statements
    .insert(workingCopies)
    .values({ advisoryId, ...values })
    .onConflictDoUpdate({ target: workingCopies.advisoryId, set: values });
}

export function deleteWorkingCopy(database: Database, advisoryId: string): Write {
  return database.statements.delete(workingCopies).where(eq(workingCopies.advisoryId, advisoryId));
}

/** Append-only: an existing `(advisoryId, number)` is a DuplicateKey. */
export function insertRevision(database: Database, revision: Revision): Write {
  const {
    advisoryId,
    number,
    sequence,
    effectiveAt,
    voidedAt,
    identifier,
    isHeld: _,
    isDamaged: __,
    ...body
  } = revision;
  return database.statements
    .insert(revisions)
    .values({ advisoryId, number, sequence, effectiveAt, voidedAt: voidedAt ?? null, identifier, body });
}

/** The one thing that changes on a revision: a scheduled one was sent back before it took effect. */
export function voidRevision(database: Database, key: RevisionKey, at: Moment): Write {
  return database.statements
    .update(revisions)
    .set({ voidedAt: at })
    .where(and(eq(revisions.advisoryId, key.advisoryId), eq(revisions.number, key.number), isNull(revisions.voidedAt)));
}

/** A CAP message as it was rendered at approval; `summary` is the format's own. */
export interface StoredMessage {
  readonly identifier: string;
  readonly advisoryId: string;
  readonly number: number;
  readonly sentAt: Moment;
  readonly expiresAt: Moment;
  readonly summary: unknown;
  readonly xml: string;
}

export function insertMessage(database: Database, message: StoredMessage): Write {
  return database.statements.insert(messages).values(message);
}

/** Without their XML. A summary that a damaged file holds no longer is undefined. */
export async function messagesOf(
  database: Database,
  advisoryIds: readonly string[],
): Promise<Omit<StoredMessage, "xml">[]> {
  const { xml: _, ...columns } = { ...getTableColumns(messages), summary: sql<string>`${messages.summary}` };
  const rows = await database.statements
    .select(columns)
    .from(messages)
    .where(sql`${messages.advisoryId} in (select value from json_each(${JSON.stringify(advisoryIds)}))`)
    .orderBy(asc(messages.sentAt));
  return rows.map((row) => ({ ...row, summary: parsed(row.summary) }));
}

/** What took something back and has no CAP message, be it that it needs none. */
export type TakenBack = RevisionKey & Pick<Revision, "identifier" | "effectiveAt"> & RevisionBody;

/** Where no later message of the family counts by now. A damaged text is not among them. */
export async function takenBackWithoutMessage(database: Database, now: Moment): Promise<TakenBack[]> {
  const { advisoryId, number, identifier, effectiveAt } = revisions;
  const rows = await database.statements
    .select({ advisoryId, number, identifier, effectiveAt, body: sql<string>`${revisions.body}` })
    .from(revisions)
    .where(
      and(
        isNull(revisions.voidedAt),
        sql`not exists (select 1 from ${messages} where ${messages.identifier} = ${revisions.identifier})`,
        sql`not exists (select 1 from messages m join revisions later on later.identifier = m.identifier
          join advisories of_later on of_later.id = later.advisory_id join advisories of_this on of_this.id = ${revisions.advisoryId}
          where of_later.family = of_this.family and later.sequence > ${revisions.sequence}
          and later.voided_at is null and later.effective_at <= ${now})`,
        sql`case when json_valid(${revisions.body}) then json_extract(${revisions.body}, '$.takesBack') is not null end`,
      ),
    )
    .orderBy(asc(revisions.sequence));
  const read = rows.map(({ body, ...row }) => ({ ...row, ...(parsed(body) as RevisionBody) }));
  return read.filter(({ content }) => hasShape(content));
}

/** A damaged summary is no JSON, which `json_extract` throws at, whatever row was asked for: so it is asked first. */
const isUnsigned = sql`case when json_valid(${messages.summary}) then json_extract(${messages.summary}, '$.unsigned') = 1 end`;

/** Messages that went out of hand before they could be signed. */
export async function unsignedMessages(database: Database): Promise<StoredMessage[]> {
  return database.statements.select().from(messages).where(isUnsigned).orderBy(asc(messages.sentAt));
}

/** Only for a message that is unsigned: what was sent signed is never touched. */
export function putSignedMessage(
  database: Database,
  { identifier, summary, xml }: Pick<StoredMessage, "identifier" | "summary" | "xml">,
): Write {
  return database.statements
    .update(messages)
    .set({ summary, xml })
    .where(and(eq(messages.identifier, identifier), isUnsigned));
}

export async function messageByIdentifier(database: Database, identifier: string): Promise<StoredMessage | null> {
  const [row] = await database.statements
    .select({ ...getTableColumns(messages), summary: sql<string>`${messages.summary}` })
    .from(messages)
    .where(eq(messages.identifier, identifier));
  return row ? { ...row, summary: parsed(row.summary) } : null;
}
