/**
 * What Cloudflare's queue and cron may do to us, on the local Workers runtime: messages are lost, doubled, reordered or set aside, cron
 * does not come for a day, an invocation dies in the middle. Whoever is owed a message gets it, and nobody twice but by the stated bound.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Turn } from "../../../src/workers/instance.ts";
import { type DutyDesk, dutyDesk, ids, subscribe } from "../../support/fan-out.ts";
import { eventually } from "../../support/process.ts";
import { type WorkersService, workersService } from "../../support/queue-in-hand.ts";
import { type SmtpSink, smtpSink } from "../../support/smtp-sink.ts";
import { contentOf } from "../../support/world.ts";

const day = 86_400_000;
/** In three lots. */
const readers = [...ids(1, 20), ...ids(600, 619), ...ids(5_000, 5_019)];
const patienceMs = 240_000;
let sink: SmtpSink;
let service: WorkersService;

const desk = (): DutyDesk => dutyDesk(service.instance);
const addresses = () => sink.mails.flatMap(({ to }) => to).sort();
const everybody = readers.map((id) => `reader${id}@example.org`).sort();

async function start(keeps?: "turns-failed", restored?: string): Promise<void> {
  sink = await smtpSink();
  service = await workersService({ SMTP_URL: sink.url, BASE_URL: "http://localhost" }, keeps, restored);
  const given = readers.map((id) => ({ id }));
  for (let first = 0; first < given.length; first += 20)
    await subscribe(service.instance, given.slice(first, first + 20));
}

async function end(): Promise<void> {
  await service?.dispose();
  await sink?.close();
}

const lastingTenDays = (headline: string) =>
  contentOf({ sunsetAt: Math.floor(Date.now() / 1_000) * 1_000 + 10 * day }, headline);

/** As an editor's request does: what it writes is answered, and one message asks for a turn. */
async function act<Value>(does: (desk: DutyDesk) => Promise<Value>): Promise<Value> {
  const done = await does(desk());
  await service.nudge();
  return done;
}

/** Takes what is kept until the message is there that somebody sends who publishes; a late turn of the test before may be with it. */
async function takeTheMessage(): Promise<Turn[]> {
  return eventually("the message that asks for planning", async () => {
    const turns = await service.queue.take();
    return turns.some((turn) => JSON.stringify(turn) === '{"job":"plan"}') && turns;
  });
}

/** Hands over what comes, as `order` gives it, until all that is due was told. */
async function runQueue(order: (turns: Turn[]) => Turn[][] = (turns) => turns.map((turn) => [turn])): Promise<void> {
  await eventually(
    "the end of all work that is due",
    async () => {
      for (const atOnce of order(await service.queue.take())) await service.queue.give(...atOnce);
      return isDone();
    },
    120,
  );
  // Whoever was told twice shows by then, and the turn that planning asked for has come.
  await sleep(Math.max(500, (await nextTurnAt()) - Date.now() + 500));
  await service.queue.take();
}

/** When the turn comes that planning asked for last (epoch milliseconds); it is sent with this delay. */
async function nextTurnAt(): Promise<number> {
  const database = await service.database();
  return Number(await database.prepare("select value from instance where key = 'nextTurnAt'").first("value"));
}

async function isDone(): Promise<boolean> {
  const database = await service.database();
  const open = await database
    .prepare(
      "select (select count(*) from lots where done_at is null) + (select count(*) from announcements where planned_at is null and due_at <= ?) as n",
    )
    .bind(Date.now())
    .first<number>("n");
  return open === 0;
}

/** Mails of which it is written down that they were sent. */
async function marked(): Promise<number> {
  const database = await service.database();
  return Number(await database.prepare("select sum(sent) as n from lots").first("n"));
}

/** Open lots that somebody has taken up; on a busy machine their leases may have run out by now. */
async function lotsTakenUp(): Promise<number> {
  const database = await service.database();
  return Number(
    await database.prepare("select count(*) as n from lots where done_at is null and fence > 0").first("n"),
  );
}

/** So much time goes by, for what waits and for cron, which does not ring meanwhile. */
async function timePasses(ms: number): Promise<void> {
  const database = await service.database();
  const back = (sql: string) => database.prepare(sql).bind(ms);
  await database.batch([
    back("update announcements set due_at = due_at - ? where planned_at is null and due_at <= unixepoch() * 1000"),
    back("update lots set leased_until = leased_until - ? where leased_until > 0"),
    back("update instance set value = cast(value - ? as integer) where key = 'watchedAt'"),
  ]);
}

describe("the queue loses, doubles and reorders, and cron stays away", () => {
  beforeAll(() => start(), patienceMs);
  afterAll(end);
  beforeEach(async () => {
    sink.mails.length = 0;
    await service.queue.keep();
  });
  afterEach(() => sink.behave(null));

  test(
    "each message is lost and cron does not come for a day: the next reader of any page has everybody told, once",
    async () => {
      await act(({ issue }) => issue(lastingTenDays("Nobody heard of it")));
      await takeTheMessage();
      await timePasses(day);
      expect(sink.mails).toEqual([]);
      expect((await fetch(service.baseUrl)).status).toBe(200);
      await runQueue();
      expect(addresses()).toEqual(everybody);
    },
    patienceMs,
  );

  test(
    "a lost message is made good by the next round of cron; a message names a kind of work and nothing else",
    async () => {
      await act(({ issue }) => issue(lastingTenDays("Its message was lost")));
      await takeTheMessage();
      const connectionsBefore = sink.connections();
      await service.ringCron();
      const seen: Turn[] = [];
      await runQueue((turns) => {
        seen.push(...turns);
        return turns.map((turn) => [turn]);
      });
      expect(addresses()).toEqual(everybody);
      for (const turn of seen) expect(Object.keys(turn)).toEqual(["job"]);
      const mailTurns = seen.filter(({ job }) => job === "email").length;
      expect(mailTurns).toBeGreaterThan(0);
      // Workers gives an invocation six connections, and waits with the seventh.
      expect(sink.connections() - connectionsBefore).toBeLessThanOrEqual(5 * mailTurns);
    },
    patienceMs,
  );

  test(
    "each message comes three times at once, and nobody is told twice",
    async () => {
      await act(({ issue }) => issue(lastingTenDays("Its messages were doubled")));
      await runQueue((turns) => turns.map((turn) => [turn, turn, turn]));
      expect(addresses()).toEqual(everybody);
    },
    patienceMs,
  );

  test(
    "messages come in the reverse order of what was done: what stands is told, once, and nothing that was taken back",
    async () => {
      const wrong = await act(({ issue }) => issue(lastingTenDays("Taken back before anybody was told")));
      await act(({ issue }) => issue(lastingTenDays("What stands")));
      await act(({ takeBack }) => takeBack(wrong, "end"));
      await sleep(500);
      await runQueue((turns) => turns.reverse().map((turn) => [turn]));
      expect(addresses()).toEqual(everybody);
      for (const { raw } of sink.mails) expect(raw).not.toContain("Taken back before");
    },
    patienceMs,
  );

  test(
    "an invocation dies in the middle: the next request after its leases ran out has the rest told, and repeats only what was in flight",
    async () => {
      const markedBefore = await marked();
      let answered = 0;
      sink.behave((stage) => {
        if (stage !== "dot") return undefined;
        if (sink.mails.length >= 25) return { delayMilliseconds: 120_000 };
        answered++;
        return undefined;
      });
      await act(({ issue }) => issue(lastingTenDays("In the middle of it")));
      await takeTheMessage();
      await service.queue.pass();
      await service.nudge();
      await eventually("mails in flight", () => sink.mails.length >= 27);
      // Else they would be told again, too.
      await eventually(
        "the marks of all whose mail was answered",
        async () => (await marked()) >= markedBefore + answered,
      );
      await service.restart();
      sink.behave(null);
      expect(await isDone()).toBe(false);
      // More than one: the runtime reloads twice, and a turn may begin between.
      const turnsCut = await lotsTakenUp();
      await timePasses(10 * 60_000);
      expect((await fetch(`${service.baseUrl}/api/v1/status.json`)).status).toBe(200);
      await runQueue();
      const copies = Map.groupBy(sink.mails, ({ to }) => to[0]);
      expect([...copies.keys()].sort()).toEqual(everybody);
      const repeated = [...copies.values()].filter((mails) => mails.length > 1);
      // The server had taken these, and its answer never came.
      expect(repeated.length).toBeGreaterThan(0);
      expect(repeated.length).toBeLessThanOrEqual(5 * turnsCut);
      for (const mails of repeated) {
        expect(mails.length).toBe(2);
        expect(new Set(mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
      }
    },
    patienceMs,
  );
});

describe("a turn that fails", () => {
  beforeAll(() => start("turns-failed"), patienceMs);
  afterAll(end);

  test(
    "four times is set aside in the dead-letter queue, and nobody loses a message by that",
    async () => {
      await service.queue.keep();
      await (await service.database()).prepare("alter table lots rename to lots_away").run();
      await act(({ issue }) => issue(lastingTenDays("It could not be planned at first")));
      await takeTheMessage();
      await (await service.database()).prepare("alter table lots_away rename to lots").run();
      expect(sink.mails).toEqual([]);
      await service.ringCron();
      await eventually("all mails", () => isDone(), 120);
      expect(addresses()).toEqual(everybody);
    },
    patienceMs,
  );
});

describe("a database that went back in time", () => {
  beforeAll(() => start(undefined, "at noon"), patienceMs);
  afterAll(end);

  test(
    "has told nobody anything before an operator resumes",
    async () => {
      await service.queue.keep();
      const resume = async () =>
        (await service.database()).prepare("update instance set value = 'false' where key = 'sendingPaused'").run();
      await service.ringCron();
      await resume();
      await act(({ issue }) => issue(lastingTenDays("Written before it went back")));
      // To where it knew nothing of the word; the message of the queue is of later.
      await (await service.database()).prepare("delete from instance where key = 'restored'").run();
      const turns = await takeTheMessage();
      await service.queue.give(...turns, { job: "email" });
      await sleep(500);
      expect(sink.mails).toEqual([]);
      await resume();
      await service.nudge();
      await runQueue();
      expect(addresses()).toEqual(everybody);
    },
    patienceMs,
  );
});
