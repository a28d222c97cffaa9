/**
 * Is what is stored still what was approved? SQLite keeps no checksums: a letter that changed on the disk is read as if it had been
 * written. So each act names, in its row of the audit chain, the SHA-256 of every revision and CAP message that it wrote; whoever shows
 * or sends a text compares them when it is loaded. Acts that were written before there were seals vouch for nothing.
 */
import { asc, eq, getTableColumns, gt, or, sql } from "drizzle-orm";
import { audit, messages, revisions } from "../../db/schema.ts";
import type { Advisory, Moment, Revision } from "../domain/advisory.ts";
import { canonical } from "../domain/content.ts";
import { familyByTexts, isIdentifierOf } from "../domain/family.ts";
import type { State } from "../domain/lifecycle.ts";
import { aftermath } from "../domain/phase.ts";
import { keyText, notTakenBack } from "../domain/taking-back.ts";
import { advisoryState, allAdvisories, type StoredMessage } from "./advisories.ts";
import { actOf, auditColumns, auditHead, wholeDetail } from "./audit.ts";
import { type Database, parsed } from "./database.ts";

type Digest = (text: string) => string;

/** Thrown where a text would be shown or sent that is not what was approved. */
export class DamagedTexts extends Error {
  override readonly name = "DamagedTexts";

  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    super(`stored texts are not what was approved: ${keys.join(", ")}`);
    this.keys = keys;
  }
}

/**
 * By `id/number` of a revision or by a message's identifier: the SHA-256, and of a revision its sunset too, so that what can no longer be
 * read is known to be over. A later act may write a row's last word: sent back, or signed.
 */
export type Sealed = Readonly<Record<string, string>>;

export function sealRevision({ isHeld: _, isDamaged: __, ...revision }: Revision, digest: Digest): Sealed {
  return { [keyText(revision)]: `${digest(canonical(revision))} ${revision.content.sunsetAt}` };
}

export function sealMessage(message: StoredMessage, digest: Digest): Sealed {
  return { [message.identifier]: digest(canonical(message)) };
}

export interface Seals {
  readonly known: ReadonlyMap<string, string>;
  /** Did the last of the advisory's texts, by what the acts say that wrote them, end so long ago that no page of today names it? */
  isRecord(advisoryId: string, now: Moment): boolean;
  /** Is this the row that an act vouched for, or one of an act from before there were seals? */
  isIntact(advisory: Advisory, revision: Revision): boolean;
  isIntactMessage(message: StoredMessage): boolean;
}

/** What the acts say that wrote these advisories' texts; `isAll`: there are no others. */
async function readSeals(
  database: Database,
  digest: Digest,
  read: readonly Advisory[],
  isAll: boolean,
): Promise<Seals> {
  const ids = sql`(select value from json_each(${JSON.stringify(isAll ? [] : read.map(({ id }) => id))}))`;
  const writing = sql`(select ${revisions.sequence} / 1000 from ${revisions} ${isAll ? sql`` : sql`where ${revisions.advisoryId} in ${ids}`})`;
  const rows = await database.statements
    .select(auditColumns)
    .from(audit)
    .where(
      or(
        sql`${audit.sequence} in ${writing}`,
        // By the family's acts: a fan-out asks for each lot, and there may be years of public acts of others.
        isAll ? eq(audit.isPublic, true) : sql`${audit.advisoryId} in ${ids}`,
      ),
    )
    .orderBy(asc(audit.sequence));
  const known = new Map<string, string>();
  const unsealed = new Set<number>();
  for (const row of rows) {
    // An act that is itself altered vouches for nothing, and what it wrote is damaged.
    const detail = wholeDetail(row, digest) as { readonly seals?: Sealed } | null;
    if (!detail) continue;
    const { seals } = detail;
    if (!seals) unsealed.add(row.sequence);
    for (const [key, hash] of Object.entries(seals ?? {})) known.set(key, hash);
  }
  const writtenBy = new Map(
    read.flatMap((one) => one.revisions.map((revision) => [keyText(revision), actOf(revision.sequence)])),
  );
  const endsAt = new Map<string, Moment>();
  for (const [key, seal] of known) {
    const id = advisoryIdIn(key);
    if (id !== null) endsAt.set(id, Math.max(endsAt.get(id) ?? 0, Number(seal.split(" ")[1] ?? Number.NaN)));
  }
  return {
    known,
    isRecord: (advisoryId, now) => (endsAt.get(advisoryId) ?? Number.POSITIVE_INFINITY) + 2 * aftermath <= now,
    isIntact({ slug, kind, status }, revision) {
      const hash = known.get(keyText(revision));
      if (hash === undefined) return unsealed.has(actOf(revision.sequence));
      const { content, identifier, number } = revision;
      const isNamed = isIdentifierOf(identifier, slug, number) && content.kind === kind && content.status === status;
      // The hash counts the sunset too, and alone is as good: acts from before that was named apart have no more.
      const seal = sealRevision(revision, digest)[keyText(revision)] ?? "";
      return isNamed && (hash === seal || hash === seal.split(" ")[0]);
    },
    isIntactMessage(message) {
      const hash = known.get(message.identifier);
      // Before there were seals, the act that wrote it and its revision named none; a later one may have sealed that as sent back.
      if (hash === undefined) return unsealed.has(writtenBy.get(keyText(message)) ?? 0);
      return sealMessage(message, digest)[message.identifier] === hash;
    },
  };
}

/** Null: the key of a message, whose identifier is part of an address and has no slash. */
function advisoryIdIn(key: string): string | null {
  const end = key.lastIndexOf("/");
  return end < 0 ? null : key.slice(0, end);
}

export interface Checked {
  /** With `isDamaged` on each revision that is not what was approved. */
  readonly advisories: readonly Advisory[];
  /** What may not be shown or sent, by its keys: damaged texts that were not taken back, and texts whose row is gone. */
  readonly damaged: readonly string[];
  readonly seals: Seals;
}

/**
 * Compares the texts of whole families, as they were just read, and goes by them for who belongs to which: in another family a text would
 * be told to others, and taking it back would bring nothing back. `isAll`: there are no others, so one that is missing is found too.
 */
export async function checkTexts(
  database: Database,
  read: readonly Advisory[],
  { digest, now, isAll = false }: { readonly digest: Digest; readonly now: Moment; readonly isAll?: boolean },
): Promise<Checked> {
  const seals = await readSeals(database, digest, read, isAll);
  const compared = read.map((advisory) => ({
    ...advisory,
    revisions: advisory.revisions.map((revision) =>
      seals.isIntact(advisory, revision) ? revision : { ...revision, isDamaged: true as const },
    ),
  }));
  const byId = new Map(compared.map((advisory) => [advisory.id, advisory]));
  const isVouchedFor = (revision: Revision) => !revision.isDamaged && seals.known.has(keyText(revision));
  const advisories = compared.map((one) => ({ ...one, family: familyByTexts(one, byId, isVouchedFor) }));
  const there = new Set(advisories.flatMap((advisory) => advisory.revisions.map(keyText)));
  const ids = new Set(read.map(({ id }) => id));
  const isOurs = (key: string) => {
    const id = advisoryIdIn(key);
    return id !== null && (isAll || ids.has(id));
  };
  const lost = [...seals.known.keys()].filter((key) => isOurs(key) && !there.has(key));
  const damaged = notTakenBack(advisories, now).filter(({ isDamaged }) => isDamaged);
  return { advisories, damaged: [...damaged.map(keyText), ...lost], seals };
}

/** The state that a decision is made of, with `isDamaged` on what is not what was approved. */
export async function checkedState(
  database: Database,
  idOrSlug: string,
  given: { readonly digest: Digest; readonly now: Moment },
): Promise<State | null> {
  const state = await advisoryState(database, idOrSlug);
  if (!state) return null;
  const { advisories: family } = await checkTexts(database, state.family, given);
  return { family, advisory: family.find(({ id }) => id === state.advisory.id) ?? state.advisory };
}

export interface Readable {
  readonly advisories: readonly Advisory[];
  /** Records of the past that are damaged, and left out: to be told apart from what never was. */
  readonly damagedRecords: readonly Advisory[];
  readonly seals: Seals;
}

/**
 * Compares anew where something seems damaged and somebody acted meanwhile: an act that is written between the reads of the texts and of
 * their seals (D1 has no snapshot over both) vouches for what was not there yet.
 */
export async function checkedUndisturbed(database: Database, check: () => Promise<Checked>): Promise<Checked> {
  for (;;) {
    const { sequence } = await auditHead(database);
    const checked = await check();
    if (checked.damaged.length === 0 || (await auditHead(database)).sequence === sequence) return checked;
  }
}

/**
 * All advisories, where every text that may be shown is what was approved. Throws `DamagedTexts` otherwise: "cannot read" is never "none".
 * A damaged record of the past is left out: it must not take the warning of today off the page.
 */
export async function readableAdvisories(database: Database, digest: Digest, now: Moment): Promise<Readable> {
  const { advisories, damaged, seals } = await checkedUndisturbed(database, async () =>
    checkTexts(database, await allAdvisories(database), { digest, now, isAll: true }),
  );
  const ids = new Set(damaged.flatMap((key) => advisoryIdIn(key) ?? []));
  const unclear = damaged.filter((key) => !seals.isRecord(advisoryIdIn(key) ?? "", now));
  if (unclear.length > 0) throw new DamagedTexts(unclear);
  const { true: damagedRecords = [], false: readable = [] } = Object.groupBy(advisories, ({ id }) => `${ids.has(id)}`);
  return { advisories: readable, damagedRecords, seals };
}

const atOnce = 100;

/**
 * All CAP messages that may be listed, without their XML. Throws `DamagedTexts` where one is not what was stored, or is gone. One whose
 * text was taken back, or is a record of the past, is left out then: nobody may act on it any more.
 */
export async function readableMessages(
  database: Database,
  seals: Seals,
  advisories: readonly Advisory[],
  now: Moment,
): Promise<readonly ListedMessage[]> {
  const standing = notTakenBack(advisories, now).filter(({ advisoryId }) => !seals.isRecord(advisoryId, now));
  const { intact, damaged } = await compareMessages(database, seals, standing);
  if (damaged.length > 0) throw new DamagedTexts(damaged);
  return intact;
}

type ListedMessage = Omit<StoredMessage, "xml">;

/** All messages that are intact, and the identifiers of those of `needed` that are not, or are gone. */
async function compareMessages(
  database: Database,
  { isIntactMessage, known }: Seals,
  needed: readonly Revision[],
): Promise<{ intact: readonly ListedMessage[]; damaged: readonly string[] }> {
  const intact: ListedMessage[] = [];
  const identifiers = new Set(needed.map(({ identifier }) => identifier));
  const damaged = new Set([...known.keys()].filter((key) => identifiers.has(key)));
  const columns = { ...getTableColumns(messages), summary: sql<string>`${messages.summary}` };
  for (let after = ""; ; ) {
    const rows = await database.statements
      .select(columns)
      .from(messages)
      .where(gt(messages.identifier, after))
      .orderBy(asc(messages.identifier))
      .limit(atOnce);
    for (const row of rows) {
      const message = { ...row, summary: parsed(row.summary) };
      const { xml: _, ...listed } = message;
      const isIntact = message.summary !== undefined && isIntactMessage(message);
      if (isIntact) intact.push(listed);
      if (isIntact) damaged.delete(row.identifier);
      else if (identifiers.has(row.identifier)) damaged.add(row.identifier);
    }
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) break;
    after = last.identifier;
  }
  return { intact, damaged: [...damaged] };
}

/** Every text and message that is not what was approved, also those that were taken back; by their keys. */
export async function damagedTexts(database: Database, digest: Digest, now: Moment): Promise<readonly string[]> {
  const read = await allAdvisories(database);
  const { advisories, damaged, seals } = await checkTexts(database, read, { digest, now, isAll: true });
  const texts = advisories.flatMap(({ revisions }) => revisions).filter(({ isDamaged }) => isDamaged);
  const messages = await compareMessages(database, seals, notTakenBack(advisories, now));
  return [...new Set([...damaged, ...texts.map(keyText), ...messages.damaged])];
}
