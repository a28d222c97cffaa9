/** How many messages are in flight: what slows it, what it recovers from, and that one origin's trouble is not another's. */
import { describe, expect, test } from "vitest";
import { instance, origins } from "../../db/schema.ts";
import type { Outcome } from "../../src/channels/channel.ts";
import { Pace } from "../../src/delivery/pace.ts";
import { processTimers } from "../../src/platform/timers.ts";
import { isPaused, refusedContent, setValue } from "../../src/store/instance.ts";
import { VirtualTime } from "../simulator/virtual-time.ts";
import { fanOut, ids } from "../support/fan-out.ts";
import { contentOf, day, hour } from "../support/world.ts";

const accepted: Outcome = { type: "accepted" };
const busy: Outcome = { type: "later", reason: "429" };

function paceAt(concurrency: number, isRelayed = false) {
  let now = 0;
  const timers = { elapsed: () => now, after: () => () => {} };
  const pace = new Pace({ concurrency, isRelayed }, timers);
  const room = (origin: string) => {
    let count = 0;
    for (; pace.hasRoomFor(origin) && count < 1_000; count++) pace.started(origin);
    for (let index = 0; index < count; index++) pace.ended(origin, { type: "refused", reason: "" }, 0);
    return count;
  };
  const one = (origin: string, outcome: Outcome, tookMs = 10) => {
    pace.started(origin);
    now += tookMs;
    return pace.ended(origin, outcome, tookMs);
  };
  const wait = (ms: number) => {
    now += ms;
  };
  return { pace, room, one, wait };
}

describe("the pace of a channel", () => {
  test("halves for an origin that is busy, once for what was in flight together, and for no other", () => {
    const { room, one, wait } = paceAt(64);
    expect(one("a", busy)).toBe(32);
    expect(one("a", busy)).toBeUndefined();
    wait(1_000);
    expect(one("a", busy)).toBe(16);
    expect(room("b")).toBe(64);
  });

  test("never stops, and grows back to where it was, which is written down too", () => {
    const { one, wait } = paceAt(8);
    for (let count = 0; count < 10; count++) {
      one("a", busy);
      wait(1_000);
    }
    const told = Array.from({ length: 200 }, () => one("a", accepted));
    expect(told.filter((limit) => limit === null)).toHaveLength(1);
  });

  test("falls where acceptances become slow, and not where they always were", () => {
    const { pace, one } = paceAt(20, true);
    for (let count = 0; count < 100; count++) one("a", accepted, 50);
    one("a", accepted, 3_000);
    expect(pace.atOnce).toBe(10);
    const slow = paceAt(20, true);
    for (let count = 0; count < 200; count++) slow.one("a", accepted, 1_900);
    slow.one("a", accepted, 3_000);
    expect(slow.pace.atOnce).toBe(20);
  });

  test("is the relay's where the relay says that it is busy", () => {
    const { pace, one, room } = paceAt(20, true);
    one("a.example", { type: "later", reason: "421", isOfRelay: true });
    expect(pace.atOnce).toBe(10);
    expect(room("a.example")).toBe(20);
  });

  test("remembers no more origins than it must", () => {
    const { pace, one } = paceAt(4);
    for (let count = 0; count < 20_000; count++) one(`domain-${count}.example`, accepted);
    expect((pace as unknown as { flows: Map<string, unknown> }).flows.size).toBeLessThanOrEqual(5_000);
  });
});

describe("an origin that is slow", () => {
  test("holds up neither the rest of its lot nor the next lots, and what it takes is written down", async () => {
    const made = await fanOut({ concurrency: 4 });
    const { mail, desk, clock, database } = made;
    const address = (id: number) => `reader${id}@${id % 2 === 0 ? "slow" : "fast"}.example`;
    await made.subscribe(ids(1, 600).map((id) => ({ id, address: address(id) })));
    await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    mail.onSend = ({ reader }) => (reader % 2 === 0 ? busy : accepted);
    // All of it in one moment: it would be halved again after a second.
    await made.deliver({ timers: { ...processTimers, elapsed: () => 0 } });
    const fast = new Set(mail.told.filter((one) => one.outcome === "accepted").map((one) => one.reader));
    expect(fast.size).toBe(300);
    const rows = await database.statements.select().from(origins);
    expect(rows).toMatchObject([{ origin: "slow.example", atOnce: 2 }]);
    mail.onSend = () => accepted;
    await made.deliverFor(hour);
    expect(new Set(mail.told.filter((one) => one.outcome === "accepted").map((one) => one.reader)).size).toBe(600);
  });
});

describe("an origin that takes connections and answers nothing", () => {
  /** A lot whose readers stand in this order; of silent origins none has an answer for ten seconds. When the last of each was told (ms). */
  async function toldOf(origins: readonly string[], concurrency = 8) {
    const made = await fanOut({ concurrency });
    const { mail, desk, clock } = made;
    const time = new VirtualTime();
    const timers = { elapsed: () => time.elapsed, after: time.after.bind(time) };
    await made.subscribe(origins.map((origin, index) => ({ id: index + 1, address: `reader@${origin}` })));
    await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    const last: Record<string, number> = {};
    let most = 0;
    let inFlight = 0;
    mail.onSend = async ({ reader }) => {
      const origin = origins[reader - 1] ?? "";
      most = Math.max(most, ++inFlight);
      await time.sleep(origin.startsWith("silent") ? 10_000 : 50);
      inFlight--;
      if (origin.startsWith("silent")) return { type: "later", reason: "no answer" };
      last[origin] = time.elapsed;
      return accepted;
    };
    let isDone = false;
    const delivering = made.deliver({ timers }).then(() => {
      isDone = true;
    });
    await time.run(() => isDone);
    await delivering;
    return { last, most };
  }
  const times = <One>(count: number, one: One): One[] => Array.from({ length: count }, () => one);

  test.each([
    ["first of its lot", [...times(200, "silent.example"), ...times(100, "quick.example")]],
    ["between the others", times(100, ["silent.example", "silent.example", "quick.example"]).flat()],
    [
      "two of three",
      [...times(100, "silent1.example"), ...times(100, "silent2.example"), ...times(100, "quick.example")],
    ],
  ])("leaves the others their places, standing %s", async (_, origins) => {
    const { last } = await toldOf(origins);
    // By two of eight places; more as soon as nobody else waits.
    expect(last["quick.example"]).toBeLessThan((100 / 2) * 50 + 1_000);
  });

  test("costs nothing where all answer: one origin alone, or many, use every place", async () => {
    expect((await toldOf(times(100, "a.example"))).last["a.example"]).toBeLessThan((100 / 8) * 50 + 100);
    const { last, most } = await toldOf(
      times(
        10,
        ids(1, 10).map((id) => `host${id}.example`),
      ).flat(),
    );
    expect(most).toBe(8);
    expect(Math.max(...Object.values(last))).toBeLessThan((100 / 8) * 50 + 200);
  });
});

describe("what is refused for its content", () => {
  const refused: Outcome = { type: "refused", reason: "554 message refused", isAboutContent: true };

  async function alert(readers: number) {
    const made = await fanOut({ concurrency: 4 });
    await made.subscribe(ids(1, readers).map((id) => ({ id })));
    const id = await made.desk.issue(contentOf({ sunsetAt: made.clock.now() + day }));
    return { ...made, id };
  }

  test("by everybody holds the channel, says so, and suppresses nobody: all are told once it goes on", async () => {
    const { mail, deliver, deliverFor, database, errors, progress, id } = await alert(700);
    mail.onSend = () => refused;
    await deliver();
    expect(mail.told.length).toBeLessThan(30);
    expect(await isPaused(database, "email")).toBe(true);
    expect(await refusedContent(database, "email")).toBe("554 message refused");
    expect(errors.join()).toContain("the channel is held");
    expect((await progress(id))[1]).toMatchObject({ sent: 0, failed: 0, done: false });
    const tried = mail.told.length;
    await deliverFor(hour);
    expect(mail.told).toHaveLength(tried);
    mail.onSend = () => accepted;
    await database.atomically([setValue(database, "sendingPaused:email", "false")]);
    await deliverFor(hour);
    expect((await progress(id))[1]).toMatchObject({ sent: 700, failed: 0, done: true });
  });

  test("by a few, while others take it, is settled, and the channel goes on", async () => {
    const { mail, deliver, database, progress, id } = await alert(100);
    mail.onSend = ({ reader }) => (reader % 10 === 0 ? refused : accepted);
    await deliver();
    expect(await database.statements.select().from(instance)).toEqual([]);
    expect((await progress(id))[1]).toMatchObject({ sent: 90, failed: 10, done: true });
  });

  test("by the only reader of a lot is tried three times, and settled then", async () => {
    const { mail, deliverFor, progress, id } = await alert(1);
    mail.onSend = () => refused;
    await deliverFor(hour);
    expect(mail.told).toHaveLength(3);
    expect((await progress(id))[1]).toMatchObject({ sent: 0, failed: 1, done: true });
  });
});
