/**
 * Watches what is brought to readers, and says what should not have been sent and what is still owed. It knows the public texts, what
 * really arrived, and of the service's own knowledge only what it must know: an outcome counts as written down once a while has
 * passed in which nothing broke. Who is to be told what is judged by DESIGN 4's table (test/delivery/fan-out-model.ts).
 */

import type { Outcome } from "../../src/channels/channel.ts";
import type { WebhookAddress, WebSubAddress } from "../../src/domain/machine-subscription.ts";
import { type Choice, everything } from "../../src/domain/matching.ts";
import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";
import { lotSize } from "../../src/store/announcements.ts";
import { LotBits } from "../../src/store/bits.ts";
import { debtTo, faultOf, isOver, isWrong, type Left, leftBy, type ReaderRecord } from "../delivery/fan-out-model.ts";
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
  /** `unclear`: tried again until it is taken, and may have been taken. */
  outcome: Outcome["type"] | "unclear" | null;
  arrived: boolean;
  /** Somebody asked for it again since. */
  isAskedAgain: boolean;
}

interface Known {
  readonly id: number;
  readonly channel: string;
  address: string;
  readonly language: string;
  readonly isExercise: boolean;
  readonly joinedAt: number;
  choice: Choice;
  choiceBefore: Choice;
  /** Since when they are no longer subscribed. */
  leftAt: number | null;
  /** The message to which their server answered that nobody is there any more. */
  gone: Try | null;
  /** By family: where it stood when they came back. What came meanwhile is not told later. */
  readonly cameBackAt: Map<string, number>;
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
  address: string;
  language: string;
  kinds: string;
  areas: string;
  sectors: string;
  state: string;
  is_exercise: number;
}

/** After leaving, what was begun before may still come for so long (ms). */
const goodbyeMs = 15 * 60_000;
/** Between messages delivery looks so often (ms) whether it is held. */
const heldMs = 1_000;

export class Judge {
  readonly faults: string[] = [];
  repeats = 0;
  messages = 0;
  private readonly readers = new Map<number, Known>();
  private readonly archive: Archive;
  private readonly disturbances: number[] = [];
  private readonly breaks: number[] = [];
  private readonly heldSince = new Map<string, number>();
  private readonly promises: { readonly id: number; readonly at: number; readonly orders: Map<string, number> }[] = [];
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

  /** A clock jumped, or a process stood still: whoever holds a lot may lose it, and with it what becomes of its messages in flight. */
  leasesBroken(): void {
    this.disturbed();
    this.breaks.push(this.elapsed());
  }

  /** Called after each write that came from people: who joined, left or chose, and what became public. */
  look(): void {
    for (const family of this.archive.families()) this.archive.line(family);
    const rows = this.database.sqlite
      .prepare("select id, channel, address, language, kinds, areas, sectors, state, is_exercise from subscriptions")
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
          address: row.address,
          language: row.language,
          isExercise: row.is_exercise === 1,
          joinedAt: this.elapsed(),
          choice,
          choiceBefore: choice,
          leftAt: row.state === "active" ? null : this.elapsed(),
          gone: null,
          cameBackAt: new Map(),
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
      known.address = row.address;
      if (row.state !== "active") known.leftAt ??= this.elapsed();
      else if (known.leftAt !== null) {
        known.leftAt = null;
        known.gone = null;
        for (const family of this.archive.families()) known.cameBackAt.set(family, this.orderOf(family));
      }
    }
  }

  /** Sending on this channel, or all, is held: that was answered. */
  held(channel: string): void {
    this.heldSince.set(channel, this.elapsed());
  }

  released(channel: string): void {
    this.heldSince.delete(channel);
  }

  /** A partner may be sent once more what it has. */
  askedAgain(id: number): void {
    for (const one of this.readers.get(id)?.tries ?? []) if (one.outcome === "accepted") one.isAskedAgain = true;
  }

  /** It was answered that it will be sent once more. */
  promisedAgain(id: number): void {
    this.promises.push({ id, at: this.elapsed(), orders: this.orders() });
  }

  /** Reads a message to a machine: it says what stands, by its headline or (CAP) its identifier, and nothing that nobody should read now. */
  reads({ told, family }: Try, words: string, isCap: boolean, askedAt: number): void {
    const { status } = told;
    const name = `${told.form} ${told.tells} to ${told.reader}`;
    const line = this.archive.line(family);
    // What came since it was asked for may be in it already.
    const standing = line.slice(line.findIndex((text) => text.identifier === told.words));
    const says = (text: PublicText) => words.includes(isCap ? text.identifier : text.content.languages.en.headline);
    if (!standing.some((text) => isOver(text) || says(text)) && !this.isExpired(line))
      this.faults.push(`${name} does not say ${told.words}`);
    for (const headline of new Set(words.match(/Text \d+/g) ?? [])) {
      const texts = this.archive.textsSaying(headline);
      if (texts.length === 0) this.faults.push(`${name} says “${headline}”, which is not public`);
      else if (texts.every((text) => text.status !== status))
        this.faults.push(`${name} says “${headline}”, which is of another kind than ${status}`);
      else if (texts.every((text) => this.wasWrong(text, askedAt)))
        this.faults.push(`${name} says “${headline}”, which was issued in error`);
    }
  }

  /** Says what is wrong with a message as it starts. `askedAt`: when delivery let it go (elapsed ms). */
  started(told: Told, family: string, askedAt = this.elapsed()): Try {
    this.messages++;
    const line = this.archive.line(family);
    const now = this.now();
    const isExpired = this.isExpired(line);
    if (!this.readers.has(told.reader)) this.look();
    const reader = this.readers.get(told.reader);
    const attempt: Try = {
      told: { ...told },
      family,
      order: (line.at(-1)?.sequence ?? 0) * 2 + (isExpired && told.form === "sunset" ? 1 : 0),
      left: leftBy(told, line, now),
      startedAt: this.elapsed(),
      settledAt: null,
      outcome: null,
      arrived: false,
      isAskedAgain: false,
    };
    if (!reader) {
      this.faults.push(`${told.form} ${told.tells} to ${told.reader}, whom nobody knows`);
      return attempt;
    }
    const fault = this.strayFault(reader, told, line, askedAt) ?? this.wrongFault(reader, told, family, line, askedAt);
    if (fault) this.faults.push(`${told.form} ${told.tells} to ${reader.channel} ${told.reader}: ${fault}`);
    if (reader.tries.some((one) => one.arrived && one.told.messageKey === told.messageKey)) this.repeats++;
    reader.tries.push(attempt);
    return attempt;
  }

  settled(attempt: Try, outcome: NonNullable<Try["outcome"]>): void {
    attempt.outcome = outcome;
    attempt.settledAt = this.elapsed();
    const reader = this.readers.get(attempt.told.reader);
    if (reader && outcome === "gone") reader.gone = attempt;
  }

  /** Now that all is delivered: what is still owed to whom. */
  debts(): void {
    this.keptPromises();
    for (const reader of this.readers.values()) {
      if (reader.leftAt !== null) continue;
      for (const family of this.archive.families()) {
        const line = this.archive.line(family);
        if (line.length === 0 || (line[0]?.status !== "actual" && !reader.isExercise)) continue;
        if (this.isSpent(reader, family) || !this.isReachable(reader, family)) continue;
        const debt = debtTo(this.record(reader, family, [this.trulyLeft(reader, family)]), line, this.now());
        if (debt) this.faults.push(`${reader.channel} ${reader.id} in ${family}: ${debt}`);
      }
    }
  }

  /** What was promised to be sent again was, unless something else stands since. */
  private keptPromises(): void {
    const orders = this.orders();
    for (const { id, at, orders: before } of this.promises) {
      const reader = this.readers.get(id);
      const isSame = [...orders].every(([family, order]) => before.get(family) === order);
      if (!reader || reader.leftAt !== null || reader.cameBackAt.size > 0 || !isSame) continue;
      if (!reader.tries.some((one) => one.startedAt >= at - this.patience.recordMs))
        this.faults.push(`${reader.channel} ${id} was promised a message again at ${at}, and nothing was sent`);
    }
    this.promises.length = 0;
  }

  private orders(): Map<string, number> {
    return new Map(this.archive.families().map((family) => [family, this.orderOf(family)]));
  }

  private orderOf(family: string): number {
    const line = this.archive.line(family);
    return (line.at(-1)?.sequence ?? 0) * 2 + (this.isExpired(line) ? 1 : 0);
  }

  private isExpired(line: readonly PublicText[]): boolean {
    const standing = line.at(-1);
    return standing !== undefined && !isOver(standing) && this.now() >= standing.content.sunsetAt;
  }

  private wasWrong(text: PublicText, askedAt: number): boolean {
    const line = this.archive.line(text.family);
    return isWrong(
      line.filter((one) => this.archive.seenAt(one.identifier) < askedAt),
      text,
    );
  }

  /** Of machines: one that was away, whose lease has run out, or that takes CAP, which says itself when it ends. */
  private isReachable(reader: Known, family: string): boolean {
    if (reader.cameBackAt.get(family) === this.orderOf(family)) return false;
    if (reader.channel === "websub") return (JSON.parse(reader.address) as WebSubAddress).expiresAt > this.now();
    const isCap = reader.channel === "webhook" && (JSON.parse(reader.address) as WebhookAddress).format === "cap";
    return !(isCap && this.isExpired(this.archive.line(family)));
  }

  private strayFault(reader: Known, told: Told, line: readonly PublicText[], askedAt: number): string | null {
    const status = line[0]?.status;
    if (told.status !== status) return `it says ${told.status}, and is ${status}`;
    if (status !== "actual" && !reader.isExercise) return "an exercise reached somebody who did not ask for any";
    if (reader.leftAt !== null && this.elapsed() - reader.leftAt > goodbyeMs) return "they left";
    if (reader.gone && askedAt > (reader.gone.settledAt ?? 0) && this.isWrittenDown(reader.gone))
      return "its server said that nobody is there any more";
    for (const channel of ["all", reader.channel]) {
      const since = this.heldSince.get(channel);
      if (since !== undefined && askedAt - since > heldMs + this.patience.truthMs) return `${channel} is held`;
    }
    return null;
  }

  private wrongFault(
    reader: Known,
    told: Told,
    family: string,
    line: readonly PublicText[],
    askedAt: number,
  ): string | null {
    const now = this.now();
    const since = askedAt - this.patience.truthMs;
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
      .map((one) => {
        const { outcome } = one;
        const { outcome: _, ...told } = one.told;
        if (one.isAskedAgain || !outcome || !this.isWrittenDown(one)) return told;
        return { ...told, outcome: outcome === "unclear" ? ("unknown" as const) : outcome };
      });
    const { id, language, choice, choiceBefore, isExercise, leftAt, channel } = reader;
    const isMachine = channel === "webhook" || channel === "websub";
    return {
      ...{ id, language, choice, choiceBefore, isExercise, isMachine, possible, got },
      joinedAfter: reader.joinedAfter.get(family) ?? 0,
      choseAfter: reader.choseAfter.get(family) ?? 0,
      hasLeft: leftAt !== null,
      doubts: new Set(),
    };
  }

  private isWrittenDown({ startedAt, settledAt }: Pick<Try, "startedAt" | "settledAt">): boolean {
    const { recordMs } = this.patience;
    if (settledAt === null || this.elapsed() - settledAt < recordMs) return false;
    if (this.breaks.some((at) => at >= startedAt - recordMs && at <= settledAt + recordMs)) return false;
    return !this.disturbances.some((at) => at >= settledAt - recordMs && at <= settledAt + recordMs);
  }

  /** All that the service may have to reckon with: the last message that came for certain, and what was begun since. */
  private mayBeLeft(reader: Known, family: string): Left[] {
    const tries = reader.tries.filter((one) => one.family === family).sort((a, b) => b.order - a.order);
    const lefts: Left[] = [];
    let certain: number | null = null;
    for (const one of tries) {
      if (certain !== null && one.order < certain) return lefts;
      const isKnown = this.isWrittenDown(one);
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
    const doubtful = vain.filter((one) => !["later", "accepted", "unclear"].includes(one.outcome ?? ""));
    const first = doubtful[0];
    if (!first || doubtful.length > 1) return doubtful.length > 1;
    // One that was marked as begun by a process that died before it started counts as a first try.
    const since = this.archive.seenAt(first.told.words);
    return this.disturbances.some((at) => at < first.startedAt && at > since);
  }
}
