/**
 * One simulated month from one seed: editors, subscribers and the clock do what they like, everything that can break does, and a judge
 * watches each message. Real actions, delivery, channels and store over a database in memory; only time, chance and carriers are ours.
 */
import { createHash } from "node:crypto";
import type { Dependencies } from "../../src/actions/dependencies.ts";
import { deliveryJobs, type Job } from "../../src/delivery/deliver.ts";
import type { Moment } from "../../src/domain/advisory.ts";
import { serviceClock } from "../../src/platform/node/clock.ts";
import type { NodeDatabase } from "../../src/platform/node/sqlite.ts";
import { brokenAuditRow } from "../../src/store/audit.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import { takeWiredTurn } from "../../src/workers/delivery.ts";
import type { Env, Turn } from "../../src/workers/instance.ts";
import { type CarrierWeather, fairWeather } from "./carriers.ts";
import { Chance } from "./chance.ts";
import { type DatabaseWorld, d1Binding, d1Of, sqliteOf } from "./databases.ts";
import { Judge } from "./judge.ts";
import { KnownSecrets, type MachineWorld } from "./machines.ts";
import { Office } from "./office.ts";
import { Process } from "./process.ts";
import { VirtualTime } from "./virtual-time.ts";
import { WaitingWork } from "./waiting-work.ts";
import { actionsOf, deliveryOf, digest, type ServiceWorld, secrets, tokens } from "./wiring.ts";

export type Engine = "sqlite" | "d1";

export interface Outcome {
  readonly seed: number;
  readonly engine: Engine;
  readonly faults: readonly string[];
  /** Of all that happened, in order: the same seed gives the same. */
  readonly hash: string;
  readonly messages: number;
  readonly repeats: number;
  readonly crashes: number;
  readonly acts: number;
  readonly trace: readonly string[];
}

const start = Date.parse("2026-11-01T12:00:00Z");
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const site = {
  name: "Simulated Advisories",
  baseUrl: "http://localhost:8080",
  official: false,
  demo: false,
  senderId: "test@example.org",
  setUpAt: start,
};

/** Engines take turns over the seeds, so that a run of seeds has both. */
export function engineOf(seed: number): Engine {
  return seed % 2 === 0 ? "sqlite" : "d1";
}

/** `database`: an empty one in memory, migrated; it is closed afterwards. */
export async function simulate(seed: number, database: NodeDatabase): Promise<Outcome> {
  const month = new Month(seed, engineOf(seed), database);
  try {
    await month.go();
    return month.outcome();
  } finally {
    database.close();
  }
}

class Month {
  private readonly database: NodeDatabase;
  private readonly seed: number;
  private readonly engine: Engine;
  private readonly time = new VirtualTime();
  private readonly chance: Chance;
  private readonly judge: Judge;
  private readonly office: Office;
  private readonly trace: string[] = [];
  private readonly hash = createHash("sha256");
  private readonly databaseWorld: DatabaseWorld;
  private readonly work: WaitingWork;
  private readonly carriers: MachineWorld;
  private readonly weather = { mail: { ...fairWeather }, push: { ...fairWeather }, web: { ...fairWeather } };
  private jumpedMs = 0;
  private clock = this.newClock(0);
  private crashes = 0;
  private isCalm = false;
  private isOver = false;
  private ids = 0;
  private blowsAtMost = 0;
  private webDiesAfter: number | null = null;
  private turnDiesAfter: number | null = null;
  /** When the database failed last (elapsed ms). */
  private failedAt = Number.NEGATIVE_INFINITY;
  /** Those that deliver now. */
  private delivering = new Set<Process>();
  private web: Process;
  private nudges = new Set<() => void>();
  private isCronMissing = false;
  private joiningUntil = 0;
  /** When cron comes round next (elapsed ms). */
  private cronAt = Number.POSITIVE_INFINITY;

  constructor(seed: number, engine: Engine, database: NodeDatabase) {
    this.database = database;
    this.seed = seed;
    this.engine = engine;
    this.chance = new Chance(seed);
    const now = () => this.clock.now();
    this.work = new WaitingWork(database.sqlite);
    this.judge = new Judge(this.database, now, () => this.time.elapsed, {
      recordMs: engine === "sqlite" ? 500 : 5_000,
      truthMs: engine === "sqlite" ? 0 : 500,
    });
    this.databaseWorld = {
      database: this.database,
      chance: this.chance.apart(),
      weather: { refused: 0, lost: 0 },
      failed: () => {
        this.failedAt = this.time.elapsed;
        this.judge.disturbed();
      },
      written: () => this.written(),
    };
    const known = new KnownSecrets();
    this.carriers = {
      time: this.time,
      now,
      chance: this.chance.apart(),
      judge: this.judge,
      weather: this.weather,
      secrets,
      known,
      trace: (line) => this.note(line),
      letter: (mail, text) => this.office.hears(mail, text),
      letterLost: (to) => this.office.misses(to),
      agreed: () => {
        this.joiningUntil = this.time.elapsed + 2 * minute;
      },
    };
    this.web = new Process(this.time);
    this.office = new Office({
      time: this.time,
      chance: this.chance.apart(),
      judge: this.judge,
      tokens,
      secrets,
      known,
      now,
      ask: (act) => this.ask(act),
      note: (line) => this.note(line),
      isCalm: () => this.isCalm,
      nextId: () => this.nextId(),
      stirred: () => this.stirred(),
    });
  }

  async go(): Promise<void> {
    const done = this.live();
    let failure: unknown;
    done.then(
      () => {
        this.isOver = true;
      },
      (error: unknown) => {
        failure = error;
        this.isOver = true;
      },
    );
    await this.time.run(() => this.isOver);
    if (failure) throw failure;
  }

  outcome(): Outcome {
    const { seed, engine, trace, crashes } = this;
    const { messages, repeats } = this.judge;
    const faults = [...new Set([...this.judge.faults, ...this.office.faults])];
    return {
      ...{ seed, engine, trace, crashes, messages, repeats, faults },
      acts: this.office.acts,
      hash: this.hash.digest("hex").slice(0, 16),
    };
  }

  // --- The month. ---

  private async live(): Promise<void> {
    if (this.engine === "sqlite") {
      this.startDelivering();
      // Another process on the same file, as in a change of versions.
      if (this.chance.is(0.3)) this.startDelivering();
    }
    await this.office.open();
    const episodes = this.chance.between(1, 2);
    for (let episode = 0; episode < episodes; episode++) {
      this.worsen();
      await this.office.work(this.chance.between(2, 4));
      this.isCalm = true;
      await this.settle();
      this.isCalm = false;
    }
    this.isCalm = true;
    // Every sunset passes, and what it owes is told.
    await this.time.sleep(this.chance.between(6, 12) * day);
    await this.settle();
    const broken = await brokenAuditRow(this.database, digest);
    if (broken !== null) this.judge.faults.push(`the audit chain is broken at ${broken}`);
    const damaged = await damagedTexts(this.database, digest, this.clock.now());
    if (damaged.length > 0) this.judge.faults.push(`the audit chain does not vouch for ${damaged.join()}`);
    await this.office.judgeAnswers(this.database);
  }

  /** What goes wrong in this episode, and how often. */
  private worsen(): void {
    const { chance, weather, databaseWorld } = this;
    this.blowsAtMost = chance.of([0, 1, 3]);
    const share = (most: number) => (chance.is(0.4) ? chance.next() * most : 0);
    for (const carrier of [weather.mail, weather.push, weather.web]) {
      carrier.later = share(0.5);
      carrier.unknown = share(0.15);
      carrier.refused = share(0.03);
      carrier.hanging = share(0.15);
    }
    weather.push.gone = share(0.05);
    weather.web.gone = share(0.05);
    databaseWorld.weather.refused = share(0.08);
    databaseWorld.weather.lost = share(0.08);
  }

  private clearUp(): void {
    Object.assign(this.weather.mail, fairWeather);
    Object.assign(this.weather.push, fairWeather);
    Object.assign(this.weather.web, fairWeather);
    Object.assign(this.databaseWorld.weather, { refused: 0, lost: 0 });
    if (this.jumpedMs !== 0) this.judge.leasesBroken();
    this.jumpedMs = 0;
    this.isCronMissing = false;
    this.webDiesAfter = null;
    this.turnDiesAfter = null;
  }

  /** Blows fall where something goes on: shortly after each step of the office. */
  private stirred(): void {
    const { chance } = this;
    for (let count = chance.between(0, this.blowsAtMost); count > 0; count--) {
      this.time.after(chance.of([0, 100, 500, 2_000, 20_000, 5 * minute]) * chance.next(), () => this.blow());
    }
  }

  private blow(): void {
    const { chance } = this;
    if (this.isCalm) return;
    const blow = chance.of(["crash", "crash", "crash", "web", "web", "freeze", "outage", "clock", "cron"] as const);
    this.note(`blow ${blow}`);
    if (blow === "crash") this.crash(chance.between(1, 80));
    else if (blow === "web") this.webDiesAfter = chance.between(1, this.engine === "sqlite" ? 4 : 80);
    else if (blow === "freeze") this.freeze();
    else if (blow === "outage") this.breakDown(chance.of([this.weather.mail, this.weather.push, this.weather.web]));
    else if (blow === "clock" && this.engine === "sqlite") this.jump();
    else if (blow === "cron") this.loseCron();
  }

  /** At some await from now; on Workers of the next turn, where none is being taken. */
  private crash(awaits: number): void {
    const process = this.oneDelivering();
    if (process) process.dieAfter(awaits);
    else this.turnDiesAfter = awaits;
  }

  private oneDelivering(): Process | undefined {
    const living = [...this.delivering];
    return living.length > 0 ? this.chance.of(living) : undefined;
  }

  private freeze(): void {
    const process = this.oneDelivering();
    if (!process) return;
    const ms = this.chance.between(1, 90) * second;
    process.freeze(ms);
    this.judge.leasesBroken();
    this.time.after(ms, () => this.judge.leasesBroken());
    this.time.after(ms + second, () => this.judge.disturbed());
  }

  private breakDown(carrier: CarrierWeather): void {
    carrier.down = true;
    this.time.after(this.chance.of([10 * second, 5 * minute, 3 * hour]), () => {
      carrier.down = false;
    });
  }

  private jump(): void {
    const { chance } = this;
    this.jumpedMs = chance.of([-1, 1]) * chance.of([second, 30 * second, 4 * minute, hour, 30 * day, 3_650 * day]);
    this.judge.leasesBroken();
    this.time.after(chance.between(1, 600) * second, () => {
      this.jumpedMs = 0;
      this.judge.leasesBroken();
    });
  }

  private loseCron(): void {
    this.isCronMissing = true;
    this.time.after(day, () => {
      this.isCronMissing = false;
    });
  }

  /** Nothing breaks any more: all that is due is done, and then nobody is owed anything. */
  private async settle(): Promise<void> {
    this.clearUp();
    const until = this.time.elapsed + 2 * day;
    while (this.isBusy) {
      if (this.time.elapsed > until) {
        this.judge.faults.push(`delivery does not come to an end: ${this.work.nextByJob()}`);
        return;
      }
      await this.time.sleep(20 * second);
    }
    this.judge.look();
    this.judge.debts();
    this.note("judged");
  }

  private get isBusy(): boolean {
    return this.work.isOpen(this.clock.now()) || this.office.isBusy;
  }

  // --- Processes. ---

  private newClock(floor: Moment) {
    return serviceClock(floor, {
      wall: () => start + Math.floor(this.time.elapsed) + this.jumpedMs,
      monotonic: () => this.time.elapsed,
      sinceBoot: () => this.time.elapsed,
    });
  }

  private get service(): ServiceWorld {
    const { carriers, clock, log } = this;
    return {
      ...{ carriers, clock, log, site },
      newId: () => this.nextId(),
      nudge: () => this.nudge(),
      random: this.databaseWorld.chance.next,
    };
  }

  /** On Node: all jobs in loops, until it dies; then another one starts. */
  private startDelivering(): void {
    const process = new Process(this.time);
    this.delivering.add(process);
    const delivery = deliveryOf(this.service, process, sqliteOf(this.databaseWorld, process), () => process.isDead);
    for (const job of deliveryJobs(delivery)) void this.loop(process, job);
    process.onDeath(() => {
      this.crashed(process);
      this.time.after(this.chance.between(100, 3_000), () => this.startDelivering());
    });
  }

  private written(): void {
    this.awaitCron();
    // Who joins by an answer to the hub is seen at once: what becomes public next is owed to them.
    if (this.time.elapsed < this.joiningUntil) this.judge.look();
  }

  /** Rounds that would find nothing are left out: they would be most of a month. */
  private async loop(process: Process, { name, run }: Job): Promise<void> {
    while (!process.isDead) {
      let leastPauseMs = 20;
      try {
        if (this.work.nextAt(name) <= this.clock.now()) {
          const before = this.work.changes();
          await run();
          // Nothing could be done yet: a correction waits for the original in flight.
          if (this.work.changes() === before) leastPauseMs = 200;
        }
      } catch (error) {
        this.log.error({ error }, "a job failed");
        leastPauseMs = second;
      }
      const pauseMs = Math.max(leastPauseMs, Math.min(this.work.nextAt(name) - this.clock.now(), day));
      await new Promise<void>((resolve) => {
        const wake = () => {
          callOff();
          this.nudges.delete(wake);
          process.resume(resolve);
        };
        const callOff = process.timers.after(pauseMs, wake);
        this.nudges.add(wake);
      });
    }
  }

  private crashed(process: Process): void {
    this.crashes++;
    this.note("crash");
    this.delivering.delete(process);
    this.judge.disturbed();
  }

  private nudge(): void {
    if (this.engine === "d1") {
      // The answer waits for no queue: the nudge may be lost.
      if (!this.chance.is(0.3)) this.send({ job: "plan" }, 0);
      return;
    }
    for (const wake of [...this.nudges]) this.time.after(0, wake);
  }

  // --- Cloudflare's queue and cron. ---

  /** Each minute; rounds that would find nothing are left out. */
  private runCron(): void {
    this.cronAt = Number.POSITIVE_INFINITY;
    if (!this.isCronMissing && this.work.next() <= this.clock.now() + minute) this.send({ job: "plan" }, 0);
    this.awaitCron();
  }

  /** Asked at each write: the first full minute in which anything is due. */
  private awaitCron(): void {
    if (this.engine !== "d1") return;
    const waitMs = Math.max(this.work.next() - this.clock.now() - minute, 1);
    const at = Math.ceil((this.time.elapsed + waitMs) / minute) * minute;
    if (at >= this.cronAt) return;
    this.cronAt = at;
    this.time.after(at - this.time.elapsed, () => {
      if (this.cronAt === at) this.runCron();
    });
  }

  /** In any order, and now and then twice. */
  private send(turn: Turn, delaySeconds: number): void {
    const times = !this.isCalm && this.chance.is(0.15) ? 2 : 1;
    for (let time = 0; time < times; time++)
      this.time.after(delaySeconds * second + this.chance.between(1, 400), () => void this.takeTurn(turn));
  }

  private async takeTurn(turn: Turn): Promise<void> {
    const process = new Process(this.time);
    this.delivering.add(process);
    if (this.turnDiesAfter !== null) process.dieAfter(this.turnDiesAfter);
    this.turnDiesAfter = null;
    process.onDeath(() => {
      this.crashed(process);
      // Not acknowledged: it comes again.
      this.send(turn, this.chance.between(1, 30));
    });
    const env: Env = {
      DB: d1Binding(this.databaseWorld, process),
      TURNS: {
        send: async (next, { delaySeconds = 0 } = {}) => this.send(next, delaySeconds),
        sendBatch: async (turns) => {
          for (const { body } of turns) this.send(body, 0);
        },
      },
    };
    try {
      await takeWiredTurn({ clock: this.clock, log: this.log }, turn, env, (database, isStopping) => ({
        ...deliveryOf(this.service, process, database, isStopping),
        sendDirectly: async () => ({ type: "refused", reason: "nobody asks" }),
        close: async () => {},
      }));
    } catch (error) {
      this.log.error({ error }, "a turn failed");
      this.send(turn, this.chance.between(1, 30));
    }
    this.delivering.delete(process);
  }

  // --- Requests. ---

  /** One request to a process that may die over it; rejects where no answer came. */
  private ask<Value>(act: (dependencies: Dependencies) => Promise<Value>): Promise<Value> {
    if (this.web.isDead || this.engine === "d1") this.web = new Process(this.time);
    const { web } = this;
    if (this.webDiesAfter !== null) web.dieAfter(this.webDiesAfter);
    this.webDiesAfter = null;
    const database = this.engine === "sqlite" ? sqliteOf(this.databaseWorld, web) : d1Of(this.databaseWorld, web);
    return new Promise((resolve, reject) => {
      let isAnswered = false;
      web.onDeath(() => {
        if (isAnswered) return;
        this.crashes++;
        this.judge.disturbed();
        reject(new Error("the connection broke"));
      });
      act(actionsOf(this.service, web, database))
        .then(resolve, reject)
        .finally(() => {
          isAnswered = true;
        });
    });
  }

  private nextId(): string {
    return `Id${String(++this.ids).padStart(6, "0")}${"x".repeat(14)}`;
  }

  private note(line: string): void {
    const full = `${this.time.elapsed} ${line}`;
    this.trace.push(full);
    this.hash.update(`${full}\n`);
  }

  private readonly log = {
    info: () => {},
    warn: () => {},
    error: (fields: Readonly<Record<string, unknown>>, message: string) => {
      const text = String(fields.error instanceof Error ? fields.error.stack : fields.error);
      this.note(`log ${message}`);
      // What is in flight is settled before a job that failed says so.
      if (this.time.elapsed - this.failedAt > 2 * minute) this.judge.faults.push(`${message}: ${text}`);
    },
  };
}
