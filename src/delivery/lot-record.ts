/**
 * What is known of each reader of one leased lot, kept in memory and committed in groups: bits, counters, and what else became of a
 * message. Every commit names the lease's fence and renews it, so whoever lost the lease writes nothing more.
 */
import { LotBits } from "../store/bits.ts";
import type { Write } from "../store/database.ts";
import { type Lot, type LotMark, leaseLength, markLot } from "../store/lots.ts";
import type { DeliveryDependencies } from "./dependencies.ts";

/** Longest time between two commits of a lot that is being sent (ms). */
export const groupInterval = 100;
/** A lease is renewed with every commit, and at least so often (ms). */
const renewInterval = leaseLength / 4;

export interface ReaderOfLot {
  readonly id: number;
  /** A message was begun before, in a try that ended without an outcome: it may have arrived, whatever became of later ones. */
  readonly wasUnknown: boolean;
}

type Count = "sent" | "unknown" | "failed" | "skipped";

export class LotRecord {
  /** Owed, and not settled: waiting, in flight, or tried again later. */
  open = 0;
  private readonly bits: LotBits;
  private readonly counts: Record<Count, number>;
  private firstSentAt: number | null;
  private lastSentAt: number | null;
  private sideWrites: Write[] = [];
  private isDirty = true;
  private committedAt: number;
  private leasedUntil: number;

  private readonly dependencies: Pick<DeliveryDependencies, "database" | "clock" | "timers">;
  private readonly lot: Lot;

  constructor(dependencies: Pick<DeliveryDependencies, "database" | "clock" | "timers">, lot: Lot) {
    this.dependencies = dependencies;
    this.lot = lot;
    this.committedAt = dependencies.timers.elapsed();
    this.bits = new LotBits(lot.bits);
    const { sent, unknown, failed, skipped } = lot;
    this.counts = { sent, unknown, failed, skipped };
    this.firstSentAt = lot.firstSentAt;
    this.lastSentAt = lot.lastSentAt;
    this.leasedUntil = lot.leasedUntil;
  }

  /** False after a long standstill: the lot may be somebody else's by now, and only a commit tells. */
  get isHeld(): boolean {
    return this.dependencies.clock.now() < this.leasedUntil;
  }

  /** Null: nothing more is to be done for this reader. */
  reader(id: number): ReaderOfLot | null {
    const { begun, settled } = this.bits.get(id);
    if (settled) return null;
    this.open++;
    return { id, wasUnknown: begun };
  }

  /** To be committed before the first byte leaves. */
  begin({ id }: ReaderOfLot): void {
    this.bits.set(id, { begun: true, settled: false });
    this.isDirty = true;
  }

  started(): void {
    this.firstSentAt ??= this.dependencies.clock.now();
  }

  /** Nothing left, or nothing arrived for certain. */
  undo({ id, wasUnknown }: ReaderOfLot): void {
    this.bits.set(id, { begun: wasUnknown, settled: false });
    this.isDirty = true;
  }

  told(reader: ReaderOfLot): void {
    this.close(reader, "sent", true);
    this.lastSentAt = this.dependencies.clock.now();
  }

  /** An outcome that is not known. The first time the message is tried once more; the second time is the last. */
  doubtful(reader: ReaderOfLot): "again" | "closed" {
    if (!reader.wasUnknown) return "again";
    this.close(reader, "unknown", true);
    return "closed";
  }

  refused(reader: ReaderOfLot): void {
    this.close(reader, "failed", reader.wasUnknown);
  }

  /** Told nothing (more) by this lot: not owed it, left, or too late. */
  drop(reader: ReaderOfLot, count: "skipped" | "failed"): void {
    this.close(reader, reader.wasUnknown ? "unknown" : count, reader.wasUnknown);
  }

  private close({ id }: ReaderOfLot, count: Count, begun: boolean): void {
    this.bits.set(id, { begun, settled: true });
    this.counts[count]++;
    this.open--;
    this.isDirty = true;
  }

  /** Written with the next commit. */
  add(write: Write): void {
    this.sideWrites.push(write);
    this.isDirty = true;
  }

  get settled(): number {
    const { sent, unknown, failed } = this.counts;
    return sent + unknown + failed;
  }

  async commitIfDue(): Promise<boolean> {
    const sinceMs = this.dependencies.timers.elapsed() - this.committedAt;
    if (sinceMs < groupInterval || (!this.isDirty && sinceMs < renewInterval)) return true;
    return this.commit();
  }

  /** False when the lease was lost: somebody else has the lot, and nothing of ours may be written. */
  async commit(extra: LotMark = {}): Promise<boolean> {
    const { database, clock, timers } = this.dependencies;
    const leasedUntil = clock.now() + leaseLength;
    const mark = {
      ...this.counts,
      bits: Buffer.from(this.bits.bytes),
      owed: this.settled + this.open,
      firstSentAt: this.firstSentAt,
      lastSentAt: this.lastSentAt,
      leasedUntil,
      ...extra,
    };
    const writes = this.sideWrites;
    this.sideWrites = [];
    this.isDirty = false;
    this.committedAt = timers.elapsed();
    try {
      const [rows] = await database.atomically([markLot(database, this.lot.id, this.lot.fence, mark), ...writes]);
      const isOurs = rows !== undefined && rows.length > 0;
      this.leasedUntil = isOurs ? leasedUntil : 0;
      return isOurs;
    } catch (error) {
      this.sideWrites.unshift(...writes);
      this.isDirty = true;
      throw error;
    }
  }
}
