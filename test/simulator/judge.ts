/**
 * Watches what is brought to readers, and says what should not have been sent and what is still owed. It knows the public texts, what
 * really arrived, and of the service's own knowledge only what it must know: an outcome counts as written down once a while has
 * passed in which nothing broke. Who is to be told what is judged by DESIGN 4's table (test/delivery/fan-out-model.ts).
 */

import type { Outcome } from "../../src/channels/channel.ts";
import { type Choice, everything } from "../../src/domain/matching.ts";
import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";
import { lotSize } from "../../src/store/announcements.ts";
import { LotBits } from "../../src/store/bits.ts";
import { debtTo, faultOf, isOver, type Left, leftBy, type ReaderRecord } from "../delivery/fan-out-model.ts";
import type { Told } from "../support/fan-out.ts";
import { Archive, type PublicText } from "./archive.ts";

/** One message given to a carrier. `arrived` is what the world knows, `outcome` what the service was told. */
export interface Try {
  readonly told: Told;
  readonly family: string;
  readonly order: number;
  readonly left: Left;
  readonly startedAt: number;
  settledAt: number | null;
  outcome: Outcome["type"] | null;
  arrived: boolean;
}

interface Known {
  readonly id: number;
  readonly channel: string;
  readonly language: string;
  readonly isExercise: boolean;
  readonly joinedAt: number;
  choice: Choice;
  choiceBefore: Choice;
  /** Since when they are no longer subscribed. */
  leftAt: number | null;
  /** By family: how many texts were public when they joined, and when they last chose. */
  readonly joinedAfter: Map<string, number>;
  choseAfter: Map<string, number>;
  readonly tries: Try[];
}

export interface Patience {
  /** So long (ms) after an outcome it is certainly written down, where nothing breaks. */
  readonly recordMs: number;
  /** So long (ms) after an act a message may still start that was found right before it. */
  readonly truthMs: number;
}

interface SubscriptionRow {
  id: number;
  channel: string;
  language: string;
  kinds: string;
  areas: string;
  sectors: string;
  state: string;
  is_exercise: number;
}

/** After leaving, what was begun before may still come for so long (ms). */
const goodbyeMs = 15 * 60_000;

export class Judge {
  readonly faults: string[] = [];
  repeats = 0;
  messages = 0;
  private readonly readers = new Map<number, Known>();
  private readonly archive: Archive;
  private readonly disturbances: number[] = [];
  private readonly database: NodeDatabase;
  private readonly now: () => number;
  private readonly elapsed: () => number;
  private readonly patience: Patience;

  constructor(database: NodeDatabase, now: () => number, elapsed: () => number, patience: Patience) {
    this.database = database;
    this.archive = new Archive(database.sqlite, now, elapsed);
    this.now = now;
    this.elapsed = elapsed;
    this.patience = patience;
  }

  /** Something broke: what was not written down yet may be done again. */
  disturbed(): void {
    this.disturbances.push(this.elapsed());
  }

  /** Called after each write that came from people: who joined, left or chose, and what became public. */
  look(): void {
    for (const family of this.archive.families()) this.archive.line(family);
    const rows = this.database.sqlite
      .prepare("select id, channel, language, kinds, areas, sectors, state, is_exercise from subscriptions")
      .all() as SubscriptionRow[];
    for (const row of rows) {
      const choice: Choice = {
        ...everything,
        kinds: JSON.parse(row.kinds),
        areas: JSON.parse(row.areas),
        sectors: JSON.parse(row.sectors),
      };
      const known = this.readers.get(row.id);
      if (!known) {
        const counts = this.archive.counts();
        this.readers.set(row.id, {
          id: row.id,
          channel: row.channel,
          language: row.language,
          isExercise: row.is_exercise === 1,
          joinedAt: this.elapsed(),
          choice,
          choiceBefore: choice,
          leftAt: row.state === "active" ? null : this.elapsed(),
          joinedAfter: counts,
          choseAfter: new Map(counts),
          tries: [],
        });
        continue;
      }
      if (JSON.stringify(known.choice) !== JSON.stringify(choice)) {
        known.choiceBefore = known.choice;
        known.choice = choice;
        known.choseAfter = this.archive.counts();
      }
      if (row.state !== "active") known.leftAt ??= this.elapsed();
    }
  }

  /** Says what is wrong with a message as it starts. */
  started(told: Told, family: string): Try {
    this.messages++;
    const line = this.archive.line(family);
    const now = this.now();
    const standing = line.at(-1);
    const isExpired = standing !== undefined && !isOver(standing) && now >= standing.content.sunsetAt;
    const reader = this.readers.get(told.reader);
    const attempt: Try = {
      told: { ...told },
      family,
      order: (standing?.sequence ?? 0) * 2 + (isExpired && told.form === "sunset" ? 1 : 0),
      left: leftBy(told, line, now),
      startedAt: this.elapsed(),
      settledAt: null,
      outcome: null,
      arrived: false,
    };
    if (!reader) {
      this.faults.push(`${told.form} ${told.tells} to ${told.reader}, whom nobody knows`);
      return attempt;
    }
    const fault = this.strayFault(reader, told, line) ?? this.wrongFault(reader, told, family, line);
    if (fault) this.faults.push(`${told.form} ${told.tells} to ${reader.channel} ${told.reader}: ${fault}`);
    if (reader.tries.some((one) => one.arrived && one.told.messageKey === told.messageKey)) this.repeats++;
    reader.tries.push(attempt);
    return attempt;
  }

  settled(attempt: Try, outcome: Outcome["type"]): void {
    attempt.outcome = outcome;
    attempt.settledAt = this.elapsed();
  }

  /** Now that all is delivered: what is still owed to whom. */
  debts(): void {
    for (const reader of this.readers.values()) {
      if (reader.leftAt !== null) continue;
      for (const family of this.archive.families()) {
        const line = this.archive.line(family);
        if (line.length === 0 || (line[0]?.status !== "actual" && !reader.isExercise)) continue;
        if (this.isSpent(reader, family)) continue;
        const debt = debtTo(this.record(reader, family, [this.trulyLeft(reader, family)]), line, this.now());
        if (debt) this.faults.push(`${reader.channel} ${reader.id} in ${family}: ${debt}`);
      }
    }
  }

  private strayFault(reader: Known, told: Told, line: readonly PublicText[]): string | null {
    const status = line[0]?.status;
    if (told.status !== status) return `it says ${told.status}, and is ${status}`;
    if (status !== "actual" && !reader.isExercise) return "an exercise reached somebody who did not ask for any";
    if (reader.leftAt !== null && this.elapsed() - reader.leftAt > goodbyeMs) return "they left";
    return null;
  }

  private wrongFault(reader: Known, told: Told, family: string, line: readonly PublicText[]): string | null {
    const now = this.now();
    const since = this.elapsed() - this.patience.truthMs;
    const record = this.record(reader, family, this.mayBeLeft(reader, family));
    const fault = faultOf(record, told, line, now);
    if (fault === null) return null;
    // What was found right a moment ago.
    for (let length = line.length - 1; length > 0; length--) {
      if (this.archive.seenAt(line[length]?.identifier ?? "") < since) break;
      if (faultOf(record, told, line.slice(0, length), now) === null) return null;
    }
    if (this.disturbances.length === 0) return fault;
    // A dead process may have marked as begun what it never started.
    const marked = { ...record, possible: [...record.possible, ...this.markedAsBegun(reader, family)] };
    return faultOf(marked, told, line, now) === null ? null : fault;
  }

  private record(reader: Known, family: string, possible: Left[]): ReaderRecord {
    const got = reader.tries
      .filter((one) => one.family === family)
      .map(({ told: { outcome: _, ...told }, outcome, settledAt }) =>
        outcome && settledAt !== null && this.isWrittenDown(settledAt) ? { ...told, outcome } : told,
      );
    const { id, language, choice, choiceBefore, isExercise, leftAt } = reader;
    return {
      ...{ id, language, choice, choiceBefore, isExercise, possible, got },
      joinedAfter: reader.joinedAfter.get(family) ?? 0,
      choseAfter: reader.choseAfter.get(family) ?? 0,
      hasLeft: leftAt !== null,
      doubts: new Set(),
    };
  }

  private isWrittenDown(settledAt: number): boolean {
    const { recordMs } = this.patience;
    if (this.elapsed() - settledAt < recordMs) return false;
    return !this.disturbances.some((at) => at >= settledAt - recordMs && at <= settledAt + recordMs);
  }

  /** All that the service may have to reckon with: the last message that came for certain, and what was begun since. */
  private mayBeLeft(reader: Known, family: string): Left[] {
    const tries = reader.tries.filter((one) => one.family === family).sort((a, b) => b.order - a.order);
    const lefts: Left[] = [];
    let certain: number | null = null;
    for (const one of tries) {
      if (certain !== null && one.order < certain) return lefts;
      const isKnown = one.settledAt !== null && this.isWrittenDown(one.settledAt);
      if (isKnown && ["later", "refused", "gone"].includes(one.outcome ?? "")) continue;
      lefts.push(one.left);
      if (isKnown && one.outcome === "accepted") certain = one.order;
    }
    return certain === null ? [...lefts, "nothing"] : lefts;
  }

  private markedAsBegun(reader: Known, family: string): Left[] {
    const rows = this.database.sqlite
      .prepare(
        `select l.bits, r.identifier from lots l join announcements a on a.id = l.announcement_id
          join revisions r on r.sequence = a.sequence
          where l.family = ? and l.channel = ? and l.range = ? and l.bits is not null`,
      )
      .raw(false)
      .all(family, reader.channel, Math.floor((reader.id - 1) / lotSize)) as { bits: Buffer; identifier: string }[];
    return rows.flatMap(({ bits, identifier }): Left[] => {
      const text = this.archive.textOf(identifier);
      if (!text || !new LotBits(bits).get(reader.id).begun) return [];
      return [isOver(text) ? "over" : { text }];
    });
  }

  private trulyLeft(reader: Known, family: string): Left {
    const arrived = reader.tries.filter((one) => one.family === family && one.arrived);
    return (
      arrived.reduce<Try | undefined>((last, one) => (last && last.order > one.order ? last : one), undefined)?.left ??
      "nothing"
    );
  }

  /** Refused for good, or twice without an outcome: the service has done what it promises. */
  private isSpent(reader: Known, family: string): boolean {
    const tries = reader.tries.filter((one) => one.family === family);
    const lastOrder = Math.max(-1, ...tries.filter((one) => one.arrived).map((one) => one.order));
    const vain = tries.filter((one) => !one.arrived && one.order > lastOrder);
    if (vain.some(({ outcome }) => outcome === "refused" || outcome === "gone")) return true;
    const doubtful = vain.filter((one) => one.outcome !== "later" && one.outcome !== "accepted");
    const first = doubtful[0];
    if (!first || doubtful.length > 1) return doubtful.length > 1;
    // One that was marked as begun by a process that died before it started counts as a first try.
    const since = this.archive.seenAt(first.told.words);
    return this.disturbances.some((at) => at < first.startedAt && at > since);
  }
}
