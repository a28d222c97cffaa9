/**
 * What one advisory costs on Workers: the real actions, planning and delivery over D1's semantics and the queue, in virtual time, with
 * every statement, message and invocation counted. Sending is measured on a sample of full lots and multiplied, since each lot is as
 * any other; planning is run for all of them, with one reader in each range.
 */
import { createHash } from "node:crypto";
import { changeAdvisory } from "../../src/actions/change-advisory.ts";
import { createAdvisory } from "../../src/actions/create-advisory.ts";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import type { Channel, ChannelName } from "../../src/channels/channel.ts";
import type { Editor } from "../../src/domain/advisory.ts";
import { everything } from "../../src/domain/matching.ts";
import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";
import type { D1Binding } from "../../src/platform/workers/d1.ts";
import { countedBinding, d1Database } from "../../src/platform/workers/d1.ts";
import { lotSize } from "../../src/store/announcements.ts";
import { takeWiredTurn } from "../../src/workers/delivery.ts";
import type { Env, Turn } from "../../src/workers/instance.ts";
import { contentOf } from "../support/world.ts";
import { Chance } from "./chance.ts";
import { d1Binding } from "./databases.ts";
import { Process } from "./process.ts";
import { VirtualTime } from "./virtual-time.ts";

export interface Counted {
  lots: number;
  /** Statements that D1 was asked, and of them those in a list of writes. */
  statements: number;
  writes: number;
  queueMessages: number;
  invocations: number;
  told: number;
  /** From the approval to the last reader, in seconds of virtual time. */
  seconds: number;
  /** Readers told in a second, once all turns are at work. */
  rate: number;
  /** Statements and messages of the invocation that made the most: D1 and other services take 1,000 of one. */
  mostRequests: number;
}

export interface SizePlan {
  readonly subscribers: number;
  readonly sample: Counted;
  /** Of planning alone, for all subscribers. */
  readonly planning: Counted;
  /** Worked out: the sample's figures for as many lots as there are. */
  readonly whole: Counted;
}

/** What a mail server or push service takes to answer (ms); the plan's assumption. */
export const answerMs = 100;
const sampleRanges = 160;
const start = Date.parse("2026-11-01T12:00:00Z");
const channels: readonly ChannelName[] = ["push", "email"];
const author: Editor = { id: "alice", name: "Alice", roles: ["author"] };
const approver: Editor = { id: "bob", name: "Bob", roles: ["approver"] };

/** `fresh`: an empty database in memory, migrated. Half of the subscribers read by mail, half by push. */
export async function sizePlan(subscribers: number, fresh: () => NodeDatabase): Promise<SizePlan> {
  const ranges = Math.ceil(subscribers / lotSize);
  const sampled = Math.min(ranges, sampleRanges);
  const sample = await run(fresh(), sampled, lotSize, true);
  const planning = await run(fresh(), ranges, 1, false);
  const share = planning.lots / sample.lots;
  const grown = (name: keyof Counted) => Math.round(sample[name] * share);
  const whole: Counted = {
    lots: planning.lots,
    statements: grown("statements"),
    writes: grown("writes"),
    queueMessages: grown("queueMessages"),
    invocations: grown("invocations"),
    told: grown("told"),
    seconds: Math.round(sample.seconds + (grown("told") - sample.told) / sample.rate),
    rate: sample.rate,
    mostRequests: Math.max(sample.mostRequests, planning.mostRequests),
  };
  return { subscribers, sample, planning, whole };
}

async function run(database: NodeDatabase, ranges: number, perRange: number, sends: boolean): Promise<Counted> {
  const time = new VirtualTime();
  const chance = new Chance(1);
  const clock = { now: () => start + Math.floor(time.elapsed) };
  const counted: Counted = {
    lots: 0,
    statements: 0,
    writes: 0,
    queueMessages: 0,
    invocations: 0,
    told: 0,
    seconds: 0,
    rate: 0,
    mostRequests: 0,
  };
  const world = { database, chance, weather: { refused: 0, lost: 0 }, failed: () => {}, written: () => {} };
  fill(database, ranges, perRange, clock.now());
  const process = new Process(time);
  const binding = counting(d1Binding(world, process), counted);
  const toldAt: number[] = [];
  let waiting = 0;

  const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => fail(message, fields) };
  function fail(message: string, fields: object): never {
    throw new Error(`${message}: ${JSON.stringify(fields)}`);
  }

  function send(turn: Turn, delaySeconds: number): void {
    counted.queueMessages += 1;
    waiting += 1;
    time.after(delaySeconds * 1_000 + 50, () => void take(turn));
  }
  const env: Env = {
    DB: binding,
    TURNS: {
      send: async (turn, { delaySeconds = 0 } = {}) => send(turn, delaySeconds),
      sendBatch: async (turns) => {
        for (const { body } of turns) send(body, 0);
      },
    },
  };

  async function take(turn: Turn): Promise<void> {
    counted.invocations += 1;
    let requests = 0;
    const own = { ...env, DB: countedBinding(binding, () => requests++) };
    // Planning alone: turns at channels find their readers told.
    if (sends || turn.job === "plan")
      await takeWiredTurn({ clock, log: quiet }, turn, own, (turnDatabase, isStopping, spend) => ({
        database: turnDatabase,
        clock,
        digest: sha256,
        timers: process.timers,
        channels: Object.fromEntries(
          channels.map((name) => [
            name,
            answering(name, process, counted, toldAt, () => {
              requests += 1;
              spend();
            }),
          ]),
        ),
        sendLetter: async () => ({ type: "accepted" }),
        sendDirectly: async () => ({ type: "accepted" }),
        isStopping,
        random: chance.next,
        log: quiet,
        close: async () => {},
      }));
    counted.mostRequests = Math.max(counted.mostRequests, requests);
    waiting -= 1;
  }

  const openLots = () =>
    (database.sqlite.prepare("select count(*) n from lots where done_at is null").raw(false).get() as { n: number }).n;
  const unplanned = () =>
    (
      database.sqlite
        .prepare("select count(*) n from announcements where planned_at is null and due_at <= ?")
        .raw(false)
        .get(clock.now()) as {
        n: number;
      }
    ).n;
  const isDone = () => waiting === 0 || (unplanned() === 0 && (!sends || openLots() === 0) && counted.invocations > 1);
  const dependencies = dependenciesOf(d1Database(binding), clock, process, () => send({ job: "plan" }, 0));
  let isPublished = false;
  void publish(dependencies, clock.now()).then(() => {
    isPublished = true;
  });
  await time.run(() => isPublished);
  const publishedAt = time.elapsed;
  // Cron, each minute, as long as anything waits.
  const ring = () => {
    send({ job: "plan" }, 0);
    time.after(60_000, ring);
  };
  time.after(60_000, ring);
  let looks = 0;
  await time.run(() => ++looks % 50 === 0 && isDone(), 50_000_000);
  counted.seconds = Math.round(((toldAt.at(-1) ?? time.elapsed) - publishedAt) / 1_000);
  const [quarter = 0, threeQuarters = 0] = [0.25, 0.75].map((part) => toldAt[Math.floor(toldAt.length * part)]);
  if (threeQuarters > quarter) counted.rate = Math.round((toldAt.length / 2 / (threeQuarters - quarter)) * 1_000);
  counted.lots = (database.sqlite.prepare("select count(*) n from lots").raw(false).get() as { n: number }).n;
  database.close();
  return counted;
}

/** A channel whose messages take a while and are all taken. */
function answering(
  name: ChannelName,
  process: Process,
  counted: Counted,
  toldAt: number[],
  spend: () => void,
): Channel {
  return {
    name,
    concurrency: 5,
    originOf: () => "one",
    compose: (notice) => notice,
    async send() {
      spend();
      await process.waitFor(answerMs, () => {});
      counted.told += 1;
      toldAt.push(process.timers.elapsed());
      return { type: "accepted" };
    },
  };
}

function counting(binding: D1Binding, counted: Counted): D1Binding {
  return {
    prepare(query) {
      counted.statements += 1;
      return binding.prepare(query);
    },
    batch(statements) {
      counted.writes += statements.length;
      return binding.batch(statements);
    },
  };
}

/** Straight into the file: signing up is not what is measured. */
function fill(database: NodeDatabase, ranges: number, perRange: number, now: number): void {
  const { kinds, areas, sectors } = everything;
  const insert = database.sqlite.prepare(
    `insert into subscriptions (id, channel, tier, address, address_key, language, kinds, areas, sectors, nonce, confirmed_at, consent_source)
     values (?, ?, 1, ?, ?, 'en', ?, ?, ?, 'n', ?, 'plan')`,
  );
  database.sqlite.transaction(() => {
    for (let range = 0; range < ranges; range++)
      for (let place = 0; place < Math.max(perRange, 2); place++) {
        const id = range * lotSize + place + 1;
        const address = `reader${id}@example.org`;
        insert.run(
          id,
          channels[place % 2],
          address,
          address,
          ...[kinds, areas, sectors].map((list) => JSON.stringify(list)),
          now,
        );
      }
  })();
}

function dependenciesOf(
  database: Dependencies["database"],
  clock: Dependencies["clock"],
  process: Process,
  nudge: () => void,
): Dependencies {
  let ids = 0;
  return {
    database,
    clock,
    timers: process.timers,
    newId: () => `Id${String(++ids).padStart(6, "0")}${"x".repeat(14)}`,
    digest: sha256,
    keyedHash: (text) => createHash("sha256").update(`key ${text}`).digest("hex"),
    site: {
      name: "Plan",
      baseUrl: "http://localhost:8080",
      official: false,
      demo: false,
      senderId: "plan",
      setUpAt: start,
    },
    sessionLimits: { idleMs: 3_600_000, longestMs: 3_600_000 },
    signCap: (xml) => xml,
    alarmTo: [],
    nudge,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
}

async function publish(dependencies: Dependencies, now: number): Promise<void> {
  const content = contentOf({ sunsetAt: now + 30 * 86_400_000 });
  const made = await createAdvisory(dependencies, { content, editor: author, commandId: "c1" });
  if (!made.ok) throw new Error(made.refusal.type);
  const advisoryId = made.value.id;
  const submitted = await changeAdvisory(dependencies, {
    advisoryId,
    command: { type: "submit" },
    editor: author,
    commandId: "c2",
  });
  if (!submitted.ok) throw new Error(submitted.refusal.type);
  const { contentHash } = submitted.value;
  const command = { type: "approve", contentHash } as const;
  const approved = await changeAdvisory(dependencies, { advisoryId, command, editor: approver, commandId: "c3" });
  if (!approved.ok) throw new Error(approved.refusal.type);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
