/**
 * Random histories, each act in the middle of the fan-out of the one before (PROMISES 14, 16, 16b): while a message is in flight, after
 * a clean stop, after a crash, while the relay is down. `npm run faults -- fan-out` runs 20,000, and `FAULTS_RUNS=2000 FAN_OUT_SEED=7`
 * before it fewer or others; a failure prints its seed and the shortest history that shows it.
 */
import { asc, eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { announcements, lots, revisions } from "../../db/schema.ts";
import type { Outcome } from "../../src/channels/channel.ts";
import { deliverDue, nextWorkAt } from "../../src/delivery/deliver.ts";
import type { AdvisoryText, Content } from "../../src/domain/advisory.ts";
import { everything } from "../../src/domain/matching.ts";
import { lotSize } from "../../src/store/announcements.ts";
import { LotBits } from "../../src/store/bits.ts";
import { leaseLength } from "../../src/store/lots.ts";
import { endSubscription, setPreferences } from "../../src/store/subscriptions.ts";
import { numberFrom, size } from "../faults/size.ts";
import { type DutyDesk, dutyDesk, mortal, recordingChannel, subscribe, type Told } from "../support/fan-out.ts";
import { service, type TestService } from "../support/service.ts";
import { contentOf, hour, minute, textOf } from "../support/world.ts";
import { debtTo, faultOf, isOver, type Left, leftBy, type ReaderRecord, type Text } from "./fan-out-model.ts";

const runs = numberFrom("FAULTS_RUNS", size(250, 20_000));
/** The same histories at each run of the checks; other ones are looked for with other seeds. */
const seed = { seed: Number(process.env.FAN_OUT_SEED ?? 20_261_122) };

// --- What can happen. ---

const acts = [
  "update",
  "update",
  "extend",
  "editorial",
  "editorial",
  "translate",
  "replace",
  "restore",
  "restore",
  "withdraw",
  "reinstate",
  "end",
  "sunset",
  "join",
  "leave",
  "choose",
] as const;
const ways = ["inside", "inside", "unknown", "later", "stop", "crash", "between"] as const;

const step = fc.record({
  act: fc.constantFrom(...acts),
  /** How many more messages are started before it happens. */
  after: fc.integer({ min: 1, max: 12 }),
  way: fc.constantFrom(...ways),
  /** Which reader, which advisory, which place: small numbers that are taken modulo what there is. */
  pick: fc.nat(7),
  wait: fc.constantFrom(0, 0, 1, minute),
});
const history = fc.record({
  kind: fc.constantFrom("elevated", "elevated", "imminent", "bulletin"),
  status: fc.constantFrom("actual", "actual", "actual", "actual", "exercise", "test"),
  endNotice: fc.constantFrom(undefined, undefined, false),
  scheduled: fc.constantFrom(0, 0, 0, 5 * minute),
  concurrency: fc.integer({ min: 1, max: 4 }),
  steps: fc.array(step, { minLength: 1, maxLength: 9 }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
type Step = History["steps"][number];

const places = [{ nationwide: true }, { areas: ["NY"] }, { areas: ["CA"] }] as const;
const choices = [[], ["NY"], ["CA"], ["NY", "CA"]];

interface Sent {
  readonly told: Told;
  readonly reader: ReaderRecord;
  readonly left: Left;
  readonly before: readonly Left[];
}

function leftText(left: Left): Text | undefined {
  return typeof left === "string" ? undefined : left.text;
}

function settle({ told, reader, left }: Sent, outcome: Outcome["type"]): void {
  told.outcome = outcome;
  if (outcome === "accepted") reader.possible = [left];
  if (outcome === "unknown") reader.possible.push(left);
}

/** One family of warnings and its readers, and delivery that is interrupted at will. */
class Play {
  readonly faults: string[] = [];
  private readonly given: History;
  private readonly made: TestService;
  private readonly desk: DutyDesk;
  private readonly readers = new Map<number, ReaderRecord>();
  private readonly gotWhenLeft = new Map<ReaderRecord, number>();
  private readonly advisories: string[] = [];
  private readonly texts = new Map<string, Text>();
  private readonly steps: Step[];
  private untilNext = 0;
  private words = 0;
  private started = 0;
  private acting = 0;
  /** How many texts were public when the last act was answered. */
  private answered = 0;
  private isStopping = false;
  private isDown = false;
  private die: () => void = () => {};
  /** The act of a step that had to stop delivery first. */
  private afterwards: Step | undefined;

  constructor(given: History, made: TestService) {
    this.given = given;
    this.made = made;
    this.steps = [...given.steps];
    this.desk = dutyDesk(made.dependencies);
  }

  async go(): Promise<void> {
    const { clock } = this.made;
    for (const id of [1, 2, 3, 513, 514, 515, 1_025, 1_026, 1_027]) await this.join(id);
    const { scheduled } = this.given;
    const publishAt = scheduled === 0 ? {} : { publishAt: clock.now() + scheduled };
    this.advisories.push(await this.desk.issue(this.content({ scope: { areas: ["NY"] }, ...publishAt })));
    if (scheduled > 0) await this.join(1_028);
    clock.advance(scheduled);
    this.answered = this.line.length;
    this.untilNext = this.steps[0]?.after ?? 0;
    for (let round = 0; round < 100; round++) {
      const before = this.started;
      await this.deliver();
      if (this.afterwards) await this.perform(this.afterwards);
      else if (await this.isThrough()) {
        this.judge();
        const next = this.nextStep();
        if (!next) return;
        await this.perform(next);
      } else if (before === this.started) clock.advance(minute / 4);
    }
    this.faults.push("delivery does not come to an end");
  }

  // --- Delivery, and what interrupts it. ---

  /** Until nothing is left that could be done now, or a step stops it. */
  private async deliver(): Promise<void> {
    const { clock, delivery, database } = this.made;
    this.isStopping = false;
    this.isDown = false;
    const process = { isDead: false };
    const crash = new Promise<"crash">((resolve) => {
      this.die = () => {
        process.isDead = true;
        resolve("crash");
      };
    });
    const channel = recordingChannel("email", this.given.concurrency);
    const sent: Sent[] = [];
    channel.onSend = async (told) => {
      const message = this.judged(told);
      sent.push(message);
      const outcome = await this.answer(message);
      if (!process.isDead) settle(message, outcome.type);
      return outcome;
    };
    const work = deliverDue({
      ...delivery,
      database: mortal(database, process),
      channels: { email: channel },
      isStopping: () => this.isStopping || process.isDead,
    });
    if ((await Promise.race([work, crash])) !== "crash") return;
    // What was not written down may go once more.
    for (const { told } of sent) delete told.outcome;
    await this.remember(sent);
    clock.advance(leaseLength + 1);
  }

  /** What a dead process had marked as begun, without an outcome, may have come or not, for all that the next one knows. */
  private async remember(sent: readonly Sent[]): Promise<void> {
    const { statements } = this.made.database;
    const rows = await statements
      .select({
        bits: lots.bits,
        range: lots.range,
        sequence: announcements.sequence,
        identifier: revisions.identifier,
      })
      .from(lots)
      .innerJoin(announcements, eq(announcements.id, lots.announcementId))
      .innerJoin(revisions, eq(revisions.sequence, announcements.sequence))
      .orderBy(asc(announcements.sequence), asc(announcements.occasion));
    for (const reader of this.readers.values()) {
      const begun = rows
        .filter(({ range }) => range === Math.floor((reader.id - 1) / lotSize))
        .map(({ bits, identifier }) => ({ identifier, ...new LotBits(bits).get(reader.id) }))
        .filter((row) => row.begun);
      const settledIndex = begun.findLastIndex((row) => row.settled);
      const messages = sent.filter((one) => one.reader === reader);
      const settled = messages.find((one) => leftText(one.left)?.identifier === begun[settledIndex]?.identifier);
      const doubtful = begun.slice(settledIndex + 1).flatMap((row): Left[] => {
        const text = this.texts.get(row.identifier);
        if (!text || reader.doubts.has(text)) return [];
        reader.doubts.add(text);
        return [isOver(text) ? "over" : { text }];
      });
      if (settledIndex + 1 === begun.length) continue;
      const before = settled ? [settled.left] : (messages[0]?.before ?? reader.possible);
      const since = messages.slice(settled ? messages.indexOf(settled) + 1 : 0).map((one) => one.left);
      reader.possible = [...before, ...since, ...doubtful];
    }
  }

  /** Says what is wrong with a message as it is started. */
  private judged(given: Told): Sent {
    this.started++;
    const told = { ...given };
    const reader = this.readers.get(told.reader);
    if (!reader) throw new Error("nobody has this id");
    const { line } = this;
    const now = this.made.clock.now();
    // Between the commit of an act and its answer a message may still start that was found right just before.
    const isBetween = this.acting > 0 && faultOf(reader, told, line.slice(0, this.answered), now) === null;
    const fault = this.strayFault(reader, told) ?? (isBetween ? null : faultOf(reader, told, line, now));
    if (fault) this.faults.push(`${told.form} ${told.tells} to ${told.reader}: ${fault}`);
    reader.got.push(told);
    return { told, reader, left: leftBy(told, line, now), before: [...reader.possible] };
  }

  private async answer({ told, reader }: Sent): Promise<Outcome> {
    const [next] = this.steps;
    if (!next || next.way === "between" || this.afterwards || --this.untilNext > 0) {
      return this.isDown ? { type: "later", reason: "the relay is down" } : { type: "accepted" };
    }
    this.nextStep();
    // The clock does not jump while a message is in flight: that would be a lease without renewal.
    const way = next.act === "sunset" ? "stop" : next.way;
    if (way === "stop" || way === "crash") {
      this.afterwards = next;
      this.isStopping = true;
      if (way === "crash") this.die();
      return { type: "accepted" };
    }
    if (way === "later") this.isDown = true;
    await this.perform({ ...next, wait: 0 });
    if (way === "later") return { type: "later", reason: "the relay went down" };
    // Twice without an outcome counts as told, and nobody can judge that.
    const isFirstTry =
      reader.possible.length === 1 && reader.got.every((one) => one === told || one.messageKey !== told.messageKey);
    return way === "unknown" && isFirstTry ? { type: "unknown", reason: "the connection broke" } : { type: "accepted" };
  }

  private nextStep(): Step | undefined {
    const next = this.steps.shift();
    this.untilNext = this.steps[0]?.after ?? 0;
    return next;
  }

  private async isThrough(): Promise<boolean> {
    const next = await nextWorkAt(this.made.delivery);
    return next === null || next > this.made.clock.now() + 5 * minute;
  }

  // --- The acts. ---

  private async perform(next: Step): Promise<void> {
    this.afterwards = undefined;
    this.acting++;
    await this.act(next);
    this.acting--;
    if (this.acting === 0) this.answered = this.line.length;
  }

  private async act({ act, pick, wait }: Step): Promise<void> {
    const { clock, database } = this.made;
    clock.advance(wait);
    const standing = this.line.at(-1);
    if (!standing) return;
    const { publishAt: _, ...content } = standing.content;
    const id = standing.advisoryId;
    const note = "Because.";
    const { en } = content.languages;
    switch (act) {
      case "update": {
        const { languages, scope, sunsetAt } = this.content({ scope: places[pick % places.length] ?? places[0] });
        await this.revise(id, { change: act, note, content: { ...content, languages, scope, sunsetAt } });
        return;
      }
      case "extend":
        return this.revise(id, { change: act, note, sunsetAt: content.sunsetAt + hour });
      case "editorial":
        return this.revise(id, {
          change: act,
          content: { ...content, languages: { ...content.languages, en: this.english() } },
        });
      case "translate":
        return this.revise(id, {
          change: act,
          content: { ...content, languages: { en, es: textOf(`es of ${en.headline}`) } },
        });
      case "replace":
        await this.desk.tryTo(async (desk) => {
          this.advisories.push(
            await desk.issue(this.content({ scope: places[pick % places.length] ?? places[0], replaces: id })),
          );
        });
        return;
      case "restore":
      case "withdraw":
        await this.desk.tryTo((desk) => desk.takeBack(id, act === "restore" ? "restore" : "end"));
        return;
      case "reinstate":
        return this.revise(this.advisories[pick % this.advisories.length] ?? id, { change: act });
      case "end":
        return this.revise(id, { change: act, note });
      case "sunset":
        if (!isOver(standing)) clock.advance(Math.max(0, content.sunsetAt - clock.now()));
        return;
      case "join":
        return this.join(Math.max(...this.readers.keys()) + 1);
      case "leave": {
        const reader = this.reader(pick);
        reader.hasLeft = true;
        this.gotWhenLeft.set(reader, reader.got.length);
        await database.atomically([endSubscription(database, reader.id, "left", clock.now())]);
        return;
      }
      case "choose": {
        const reader = this.reader(pick);
        reader.choiceBefore = reader.choice;
        reader.choice = { ...everything, areas: choices[(pick + 1) % choices.length] ?? [] };
        reader.choseAfter = this.line.length;
        await database.atomically([setPreferences(database, reader.id, reader)]);
      }
    }
  }

  private async revise(id: string, revision: Parameters<DutyDesk["revise"]>[1]): Promise<void> {
    await this.desk.tryTo((desk) => desk.revise(id, revision));
  }

  private english(): AdvisoryText {
    return textOf(`Text ${++this.words}`);
  }

  /** Every other text comes in Spanish too. */
  private content(given: Partial<Content>): Content {
    const en = this.english();
    const es = this.words % 2 === 0 ? { es: textOf(`es of ${en.headline}`) } : {};
    const { kind, status, endNotice } = this.given;
    const sunsetAt = this.made.clock.now() + (6 + (this.words % 3)) * hour;
    const notice = endNotice === undefined ? {} : { endNotice };
    return contentOf({ kind, status, ...notice, sunsetAt, languages: { en, ...es }, ...given });
  }

  private async join(id: number): Promise<void> {
    const choice = { ...everything, areas: choices[id % choices.length] ?? [] };
    const after = this.line.length;
    const reader: ReaderRecord = {
      id,
      language: id % 3 === 0 ? "es" : "en",
      choice,
      isExercise: id % 2 === 0,
      joinedAfter: after,
      choseAfter: after,
      hasLeft: false,
      possible: ["nothing"],
      doubts: new Set(),
      got: [],
    };
    await subscribe(this.made.dependencies, [reader]);
    this.readers.set(id, reader);
  }

  private reader(pick: number): ReaderRecord {
    const all = [...this.readers.values()];
    const reader = all[pick % all.length];
    if (!reader) throw new Error("nobody reads");
    return reader;
  }

  // --- The judge. ---

  /** The public texts at this moment, read past delivery and domain. */
  private get line(): Text[] {
    const rows = this.made.database.sqlite
      .prepare("select * from revisions where voided_at is null and effective_at <= ? order by sequence")
      .all(this.made.clock.now()) as { advisory_id: string; number: number; identifier: string; body: string }[];
    return rows.map(({ advisory_id: advisoryId, number, identifier, body }) => {
      const known = this.texts.get(identifier);
      if (known) return known;
      const rest = JSON.parse(body) as Omit<Text, "advisoryId" | "number" | "identifier">;
      const text = { ...rest, advisoryId, number, identifier };
      this.texts.set(identifier, text);
      return text;
    });
  }

  private strayFault(reader: ReaderRecord, told: Told): string | null {
    if (told.status !== this.given.status) return `it says ${told.status}`;
    if (told.status !== "actual" && !reader.isExercise) return "an exercise reached somebody who did not ask for any";
    // The group that was begun when they left still goes; nothing after it.
    const since = reader.got.length - (this.gotWhenLeft.get(reader) ?? reader.got.length);
    return since > 0 ? "they left" : null;
  }

  private judge(): void {
    for (const reader of this.readers.values()) {
      if (this.given.status !== "actual" && !reader.isExercise) continue;
      const debt = debtTo(reader, this.line, this.made.clock.now());
      if (debt) this.faults.push(`${reader.id} ${debt}`);
    }
  }
}

async function faultsOf(given: History): Promise<string[]> {
  const made = await service();
  try {
    const play = new Play(given, made);
    await play.go();
    return play.faults;
  } finally {
    made.database.close();
  }
}

const plain = { kind: "elevated", status: "actual", endNotice: undefined, scheduled: 0, concurrency: 1 } as const;
const happens = (act: Step["act"], after: number, way: Step["way"], pick = 0): Step => ({
  act,
  after,
  way,
  pick,
  wait: 0,
});

/** Histories that failed once, each with what it showed. */
const kept: readonly (readonly [shown: string, given: History])[] = [
  [
    "a correction that was in flight when the process died had not certainly arrived: the wrong text is owed another one",
    {
      ...plain,
      steps: [
        happens("restore", 1, "inside"),
        happens("reinstate", 1, "crash"),
        happens("update", 1, "later"),
        happens("withdraw", 2, "inside"),
      ],
    },
  ],
  [
    "a text that was in flight when the process died, and stands again, had not certainly arrived",
    {
      ...plain,
      concurrency: 2,
      steps: [happens("update", 1, "crash"), happens("restore", 1, "inside"), happens("update", 1, "inside")],
    },
  ],
  [
    "a translation that was in flight when wording made it stale need not arrive",
    {
      ...plain,
      steps: [happens("translate", 2, "stop"), happens("editorial", 1, "crash"), happens("update", 5, "inside")],
    },
  ],
  [
    "a reader who chose another place in the middle is asked by the new choice",
    {
      ...plain,
      steps: [happens("choose", 1, "inside", 4), happens("update", 1, "inside", 5), happens("update", 7, "inside")],
    },
  ],
  [
    "an outcome that is not known twice is the last word, also when the first was a crash",
    {
      ...plain,
      steps: [happens("join", 3, "crash"), happens("translate", 2, "unknown"), happens("update", 1, "inside")],
    },
  ],
  [
    "an act that is being committed while another process dies stops the next one's old text",
    {
      ...plain,
      concurrency: 2,
      steps: [happens("update", 1, "inside"), happens("update", 1, "crash"), happens("update", 1, "inside")],
    },
  ],
  [
    "what was got in the same moment before somebody left is no message to them after it",
    {
      ...plain,
      steps: [
        happens("update", 1, "inside"),
        happens("update", 1, "between"),
        happens("update", 2, "inside"),
        happens("update", 2, "inside"),
        happens("leave", 1, "inside", 1),
      ],
    },
  ],
];

describe("whatever happens in the middle of a fan-out", () => {
  test(
    "everybody owed a warning, a correction or an end gets it, and nobody gets what they are not owed",
    async () => {
      await fc.assert(
        fc.asyncProperty(history, async (given) => {
          expect(await faultsOf(given)).toEqual([]);
        }),
        { numRuns: runs, ...seed },
      );
    },
    size(600_000, 10 * 3_600_000),
  );

  test.each(kept)("%s", async (_, given) => {
    expect(await faultsOf(given)).toEqual([]);
  });
});
