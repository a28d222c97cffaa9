/**
 * What the public may see at this moment. Each request asks the store for its public number and the clock for the hour; as long as
 * neither a write nor a publication, sunset or end of the 48 hours came in between, the view made before is the truth and is kept.
 */
import type { Moment } from "../domain/advisory.ts";
import { aftermath, boundaries, type PublishedAdvisory, published } from "../domain/phase.ts";
import type { Clock } from "../domain/ports.ts";
import type { CapSummary } from "../formats/cap/summary.ts";
import { messageByIdentifier, type StoredMessage } from "../store/advisories.ts";
import { actOf, hashOf, publicSequence, writtenAt } from "../store/audit.ts";
import type { Database } from "../store/database.ts";
import { DamagedTexts, readableAdvisories, readableMessages } from "../store/seals.ts";

/** Public advisories, or exercises and tests: never both. */
export interface Realm {
  readonly prefix: "" | "/exercise";
  /** Newest first. */
  readonly advisories: readonly PublishedAdvisory[];
  /** CAP messages that count or counted, those too that are not signed yet; in no order. */
  readonly messages: readonly CapSummary[];
}

export interface View {
  readonly sequence: number;
  readonly from: Moment;
  /** The next moment at which something changes by the clock alone. */
  readonly until: Moment;
  /** The last moment at which anything changed, by a write or by the clock; also the start of this process, which may render otherwise. */
  readonly changedAt: Moment;
  readonly actual: Realm;
  readonly rehearsal: Realm;
  /** The newest act of the audit chain among those whose effect the public sees; a scheduled one is not told. */
  readonly lastAct: PublicAct | null;
  /** Throws `DamagedTexts` where a record of the past has this name (slug or id) and is left out: it is not to be called one that never was. */
  expectReadable(name: string): void;
  /** The XML of a message, as it was stored at approval. Throws `DamagedTexts` where it is something else. */
  readonly xmlOf: (message: StoredMessage) => string;
}

export interface PublicAct {
  readonly sequence: number;
  readonly hash: string;
  readonly effectiveAt: Moment;
}

/** Is its CAP file to be had? Only what took effect is in the realm at all; what is not signed yet counts, but has no file. */
export function hasCapFile({ messages }: Realm, identifier: string): boolean {
  return messages.some((message) => message.identifier === identifier && message.unsigned !== true);
}

/** Its file; null where there is none. Throws `DamagedTexts` where its row is gone: nobody is to read that as "no advisories". */
export async function capFile(database: Database, realm: Realm, identifier: string): Promise<StoredMessage | null> {
  if (!hasCapFile(realm, identifier)) return null;
  const message = await messageByIdentifier(database, identifier);
  if (!message) throw new DamagedTexts([identifier]);
  return message;
}

export type ReadView = () => Promise<{ readonly view: View; readonly now: Moment }>;

interface ViewDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** SHA-256 in lower-case hex. */
  readonly digest: (text: string) => string;
}

/** To read everything for each reader in vain would keep the one waiting who takes the damaged text back (ms). */
const failureMs = 1_000;

/** Throws what the database throws, and where a text is not what was approved: "cannot read" is never "there are none". */
export function viewReader(dependencies: ViewDependencies): ReadView {
  const { database, clock } = dependencies;
  const startedAt = clock.now();
  let kept: View | undefined;
  let failed: { readonly sequence: number; readonly until: Moment; readonly error: DamagedTexts } | undefined;
  return async () => {
    const now = clock.now();
    const sequence = await publicSequence(database);
    if (!kept || kept.sequence !== sequence || now < kept.from || now >= kept.until) {
      if (failed?.sequence === sequence && now < failed.until) throw failed.error;
      try {
        kept = await readView(dependencies, sequence, now, startedAt);
      } catch (error) {
        if (error instanceof DamagedTexts) failed = { sequence, until: now + failureMs, error };
        throw error;
      }
    }
    return { view: kept, now };
  };
}

/** A message ends, leaves the machine feed, and loses its tombstone at moments of its own. */
function feedMoments({ sentAt, expiresAt }: Pick<CapSummary, "sentAt" | "expiresAt">): Moment[] {
  return [sentAt, expiresAt].flatMap((at) => [at, at + aftermath, at + 2 * aftermath]);
}

async function readView(
  { database, digest }: ViewDependencies,
  sequence: number,
  now: Moment,
  startedAt: Moment,
): Promise<View> {
  const { advisories: all, damagedRecords, seals } = await readableAdvisories(database, digest, now);
  const visible = all.flatMap((advisory) => published(advisory, now) ?? []);
  visible.sort((a, b) => b.issuedAt - a.issuedAt || b.revision.sequence - a.revision.sequence);
  const visibleIds = new Set(visible.map(({ id }) => id));
  const stored = (await readableMessages(database, seals, all, now)).filter(({ advisoryId }) =>
    visibleIds.has(advisoryId),
  );
  const realm = (prefix: Realm["prefix"]): Realm => {
    const advisories = visible.filter((advisory) => (advisory.status === "actual") === (prefix === ""));
    const identifiers = new Set(
      advisories.flatMap((advisory) => advisory.revisions.map((revision) => revision.identifier)),
    );
    return {
      prefix,
      advisories,
      messages: stored
        .filter((message) => identifiers.has(message.identifier))
        .map((message) => message.summary as CapSummary),
    };
  };
  // The message of an end or a withdrawal expires on its own, before or after the advisory's sunset.
  const moments = [...boundaries(all), ...stored.flatMap(feedMoments)];
  const passed = moments.filter((at) => at <= now);
  return {
    sequence,
    from: now,
    until: moments.reduce((next, at) => (at > now ? Math.min(next, at) : next), Number.POSITIVE_INFINITY),
    changedAt: [...passed, await writtenAt(database, sequence)].reduce((a, b) => Math.max(a, b), startedAt),
    actual: realm(""),
    lastAct: await lastActOf(database, visible),
    rehearsal: realm("/exercise"),
    expectReadable(name) {
      if (damagedRecords.some(({ id, slug }) => name === id || name === slug)) throw new DamagedTexts([name]);
    },
    xmlOf(message) {
      if (!seals.isIntactMessage(message)) throw new DamagedTexts([message.identifier]);
      return message.xml;
    },
  };
}

async function lastActOf(database: Database, visible: readonly PublishedAdvisory[]): Promise<PublicAct | null> {
  const revisions = visible.filter(({ status }) => status === "actual").flatMap((advisory) => advisory.revisions);
  const [newest] = revisions.sort((a, b) => b.sequence - a.sequence);
  if (!newest) return null;
  const sequence = actOf(newest.sequence);
  const hash = await hashOf(database, sequence);
  return hash === undefined ? null : { sequence, hash, effectiveAt: newest.effectiveAt };
}
