/** One lot: what is written before and after each message, and what comes of each outcome. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import { LotQueue } from "../../src/delivery/lot-queue.ts";
import { LotRecord } from "../../src/delivery/lot-record.ts";
import { Pace } from "../../src/delivery/pace.ts";
import { readTelling } from "../../src/delivery/telling.ts";
import { announcementById } from "../../src/store/announcements.ts";
import { Unavailable } from "../../src/store/database.ts";
import { type Lot, leaseLength, leaseNext } from "../../src/store/lots.ts";
import { endSubscription, subscriptionById } from "../../src/store/subscriptions.ts";
import { type FanOut, fanOut, ids, pending } from "../support/fan-out.ts";
import { contentOf, day, hour, minute, textOf } from "../support/world.ts";

const accepted: Outcome = { type: "accepted" };

/** So many readers, and an Elevated Alert for all of them. */
async function alert(readers: number, concurrency = 4): Promise<FanOut & { id: string }> {
  const made = await fanOut({ concurrency });
  await made.subscribe(ids(1, readers).map((id) => ({ id })));
  const id = await made.desk.issue(contentOf({ sunsetAt: made.clock.now() + day }));
  return { ...made, id };
}

describe("before and after a message", () => {
  test("it is committed as begun before its first byte leaves, and nothing is settled before it has an outcome", async () => {
    const { mail, deliver, bits, id } = await alert(20);
    const seen: unknown[] = [];
    mail.onSend = ({ reader }) => {
      seen.push(bits(id, 1, reader));
      return accepted;
    };
    await deliver();
    expect(seen).toEqual(ids(1, 20).map(() => ({ begun: true, settled: false })));
    expect(ids(1, 20).map((reader) => bits(id, 1, reader))).toEqual(
      ids(1, 20).map(() => ({ begun: true, settled: true })),
    );
  });

  test("what became of it is committed within 100 ms, also while another one hangs", async () => {
    const { mail, deliver, bits, progress, id } = await alert(4);
    const hanging = pending<Outcome>();
    mail.onSend = ({ reader }) => (reader === 1 ? hanging.promise : accepted);
    const delivering = deliver();
    await expect.poll(() => ids(1, 4).map((reader) => bits(id, 1, reader).settled)).toEqual([false, true, true, true]);
    expect((await progress(id))[1]).toMatchObject({ planned: 4, sent: 3, done: false });
    hanging.resolve(accepted);
    await delivering;
    expect((await progress(id))[1]).toMatchObject({ planned: 4, sent: 4, done: true });
  });

  test("whoever lost the lease writes nothing more and starts nothing more", async () => {
    const { mail, deliver, clock, database, id, bits } = await alert(8, 1);
    const hanging = pending<Outcome>();
    mail.onSend = () => hanging.promise;
    const delivering = deliver();
    await expect.poll(() => mail.readers()).toEqual([1]);
    clock.advance(leaseLength);
    const [rows] = await database.atomically([leaseNext(database, "email", clock.now())]);
    expect(rows).toMatchObject([{ fence: 2 }]);
    hanging.resolve(accepted);
    await delivering;
    expect(mail.readers()).toEqual([1]);
    expect(bits(id, 1, 1)).toEqual({ begun: true, settled: false });
  });

  test("nor after a standstill between the mark of a message and its start", async () => {
    const { mail, deliver, clock, database } = await alert(8, 2);
    let standsStill = false;
    mail.onSend = () => {
      standsStill = true;
      return accepted;
    };
    const version = () => {
      if (standsStill) {
        clock.advance(leaseLength);
        database.sqlite.exec(`update lots set fence = fence + 1, leased_until = ${clock.now() + leaseLength}`);
      }
      standsStill = false;
      return database.version?.() ?? 0;
    };
    await deliver({ database: { ...database, version } });
    expect(mail.readers()).toEqual([1]);
  });

  test("what was still being read when its lot became somebody else's does not go any more", async () => {
    const { mail, deliver, clock, database } = await alert(8, 1);
    const reading = pending<void>();
    const answers: (boolean | undefined)[] = [];
    let isReading = false;
    const slow = {
      ...mail,
      send: async (...[, { stillStands }]: Parameters<typeof mail.send>): Promise<Outcome> => {
        isReading = true;
        await reading.promise;
        answers.push(await stillStands?.());
        return { type: "later", reason: "not any more" };
      },
    };
    const delivering = deliver({ channels: { email: slow } });
    await expect.poll(() => isReading).toBe(true);
    clock.advance(leaseLength);
    await database.atomically([leaseNext(database, "email", clock.now())]);
    // By then the loop has noticed that the lot was lost.
    await sleep(250);
    reading.resolve();
    await delivering;
    expect(answers).toEqual([false]);
  });

  test("somebody who leaves in the middle of a lot is told nothing", async () => {
    const { mail, deliver, database, clock, progress, id } = await alert(40);
    mail.onSend = async ({ reader }) => {
      if (reader === 1) await database.atomically([endSubscription(database, 30, "left", clock.now())]);
      return accepted;
    };
    await deliver();
    expect(mail.readers()).toEqual(ids(1, 40).filter((reader) => reader !== 30));
    expect((await progress(id))[1]).toMatchObject({ planned: 39, sent: 39, skipped: 1, done: true });
  });
});

describe("a message that is not accepted", () => {
  test("for now is tried again after the lot's back-off, and the rest of the lot goes on meanwhile", async () => {
    const { mail, deliver, deliverFor, clock, progress, id } = await alert(20);
    const start = clock.now();
    mail.onSend = ({ reader, at }) =>
      reader % 5 === 0 && at - start < 2_000 ? { type: "later", reason: "busy" } : accepted;
    await deliver();
    expect(new Set(mail.readers())).toEqual(new Set(ids(1, 20)));
    expect((await progress(id))[1]).toMatchObject({ planned: 20, sent: 16, retrying: 4, done: false });
    await deliverFor(minute);
    expect((await progress(id))[1]).toMatchObject({ planned: 20, sent: 20, retrying: 0, done: true });
    const ofFive = mail.told.filter(({ reader }) => reader === 5);
    expect(new Set(ofFive.map((one) => one.messageKey)).size).toBe(1);
    // Back-off of 0.5 s at the least: four tries until two seconds are over, and one that is accepted.
    expect(ofFive.map((one) => one.at - start)).toEqual([0, 500, 1_000, 1_500, 2_000]);
  });

  test("waits as long as its server asks, and so does everybody else of that server, but nobody of another", async () => {
    const made = await fanOut({ concurrency: 2 });
    const { mail, deliver, deliverFor, clock, desk } = made;
    const addressOf = (id: number) => `reader${id}@${id % 2 === 0 ? "slow" : "fast"}.example`;
    await made.subscribe(ids(1, 40).map((id) => ({ id, address: addressOf(id) })));
    await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    const start = clock.now();
    mail.onSend = ({ reader, at }) =>
      reader % 2 === 0 && at < start + 120_000 ? { type: "later", reason: "429", retryAfterSeconds: 120 } : accepted;
    await deliver();
    // Two were in flight, or ready, when the server said so.
    expect(mail.readers().filter((reader) => reader % 2 === 0).length).toBeLessThanOrEqual(2);
    expect(mail.readers().filter((reader) => reader % 2 === 1)).toHaveLength(20);
    const before = mail.told.length;
    await deliverFor(119_000);
    expect(mail.told).toHaveLength(before);
    await deliverFor(minute);
    expect(
      mail.told
        .slice(before)
        .map((one) => one.reader)
        .sort((a, b) => a - b),
    ).toEqual(ids(1, 40).filter((id) => id % 2 === 0));
  });

  test("lets those wait too of whom it was just asked whether they have left", async () => {
    const made = await fanOut();
    const { delivery, database, clock, desk, deliver, mail } = made;
    await made.subscribe([
      { id: 1, address: "reader@busy.example" },
      { id: 2, address: "reader@other.example" },
    ]);
    await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    await deliver({ channels: {} });
    const [rows] = await database.atomically([leaseNext(database, "email", clock.now())]);
    const lot = rows?.[0] as Lot;
    const announcement = await announcementById(database, lot.announcementId);
    if (!announcement) throw new Error("nothing was announced");
    const record = new LotRecord(delivery, lot);
    const queue = new LotQueue(delivery, record, new Pace(mail, delivery.timers));
    await queue.fill(mail, lot, await readTelling(delivery, announcement, "people"));
    const beginning = queue.begin();
    queue.hold("busy.example", 120);
    expect(await beginning).toBe(true);
    expect(queue.take()?.id).toBe(2);
    expect(queue.take()).toBeUndefined();
    expect(queue.isEmpty).toBe(true);
    expect(queue.waitSeconds).toBe(120);
    expect(made.bits(announcement.advisoryId, 1, 1)).toEqual({ begun: false, settled: false });
  });

  test("does not wait for what another's server asked for", async () => {
    const { mail, deliver, deliverFor } = await alert(2);
    let tries = 0;
    mail.onSend = ({ reader }) => {
      if (reader === 1) return { type: "later", reason: "429", retryAfterSeconds: 3_600 };
      return ++tries > 1 ? accepted : { type: "later", reason: "busy" };
    };
    mail.originOf = ({ address }: { address: string }) => address;
    await deliver();
    await deliverFor(2_000);
    expect(mail.told.find((one) => one.reader === 2 && one.outcome === "accepted")).toBeDefined();
    expect(mail.readers().filter((reader) => reader === 1)).toHaveLength(1);
  });

  test("because its address is gone closes the subscription once", async () => {
    const { mail, deliver, database, desk, clock, progress, id } = await alert(3);
    mail.onSend = ({ reader }) => (reader === 2 ? { type: "gone", reason: "410" } : accepted);
    await deliver();
    expect((await subscriptionById(database, 2))?.state).toBe("gone");
    expect((await progress(id))[1]).toMatchObject({ planned: 3, sent: 2, failed: 1, done: true });
    clock.advance(hour);
    await desk.revise(id, { change: "update", note: "More.", content: contentOf({ sunsetAt: clock.now() + day }) });
    await deliver();
    expect(mail.readers()).toEqual([1, 2, 3, 1, 3]);
  });

  test("for good is not tried again, and the address stays subscribed", async () => {
    const { mail, deliver, deliverFor, database, desk, clock, id, progress } = await alert(3);
    mail.onSend = ({ reader }) => (reader === 2 ? { type: "refused", reason: "554" } : accepted);
    await deliver();
    await deliverFor(hour);
    expect(mail.readers()).toEqual([1, 2, 3]);
    expect((await progress(id))[1]).toMatchObject({ planned: 3, sent: 2, failed: 1, done: true });
    expect((await subscriptionById(database, 2))?.state).toBe("active");
    await desk.revise(id, { change: "update", note: "More.", content: contentOf({ sunsetAt: clock.now() + day }) });
    await deliver();
    expect(mail.readers()).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test("without an outcome goes once more as the same message, and not a third time", async () => {
    const { mail, deliver, deliverFor, progress, bits, id } = await alert(3);
    mail.onSend = ({ reader }) => {
      if (reader === 2) throw new Error("the connection broke after the final dot");
      return accepted;
    };
    await deliver();
    expect(bits(id, 1, 2)).toEqual({ begun: true, settled: false });
    await deliverFor(hour);
    expect(mail.readers()).toEqual([1, 2, 3, 2]);
    expect(new Set(mail.told.filter((one) => one.reader === 2).map((one) => one.messageKey)).size).toBe(1);
    expect((await progress(id))[1]).toMatchObject({ planned: 3, sent: 2, unknown: 1, retrying: 0, done: true });
    expect(bits(id, 1, 2)).toEqual({ begun: true, settled: true });
  });

  test("after it had no outcome once, may have arrived all the same, whatever the second try says", async () => {
    const { mail, deliver, deliverFor, desk, id } = await alert(2);
    let tries = 0;
    mail.onSend = ({ reader }) => {
      if (reader === 1) return accepted;
      return ++tries === 1 ? { type: "unknown", reason: "broke" } : { type: "refused", reason: "554" };
    };
    await deliver();
    await deliverFor(minute);
    mail.onSend = () => accepted;
    await desk.takeBack(id, "end");
    await deliver();
    expect(mail.told.filter((one) => one.form === "correction").map((one) => one.reader)).toEqual([1, 2]);
  });

  test("keeps its Retry-After within six hours", async () => {
    const { mail, deliver, deliverFor } = await alert(1);
    mail.onSend = () => ({ type: "later", reason: "429", retryAfterSeconds: 10 ** 9 });
    await deliver();
    mail.onSend = () => accepted;
    await deliverFor(6 * hour + minute);
    expect(mail.told.at(-1)?.outcome).toBe("accepted");
  });
});

describe("a fault of our own", () => {
  test("in composing one text holds up nobody else, is tried again with back-off, and loses nobody", async () => {
    const made = await fanOut({ random: () => 0.9 });
    const { mail, deliver, deliverFor, clock, desk, errors, progress } = made;
    await made.subscribe(ids(1, 600).map((id) => ({ id, language: id % 3 === 0 ? "es" : "en" })));
    const id = await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    let composed = 0;
    mail.onCompose = (_, language) => {
      composed++;
      if (language === "es") throw new Error("a word is missing");
    };
    await deliver();
    expect(mail.readers()).toEqual(ids(1, 600).filter((reader) => reader % 3 !== 0));
    expect((await progress(id))[1]).toMatchObject({ planned: 600, sent: 400, retrying: 200, done: false });
    // Two lots, two languages, once each.
    expect(composed).toBe(4);
    expect(errors).toHaveLength(2);
    await deliverFor(hour);
    expect(composed).toBeLessThan(100);
    mail.onCompose = () => {};
    await deliverFor(10 * minute);
    expect(new Set(mail.readers())).toEqual(new Set(ids(1, 600)));
    expect(mail.told).toHaveLength(600);
    expect((await progress(id))[1]).toMatchObject({ planned: 600, sent: 600, retrying: 0, done: true });
  });

  test("in making one reader's message is no outcome of the carrier: it never left", async () => {
    const { mail, deliver, deliverFor, id, bits } = await alert(3);
    const send = mail.send;
    let isBroken = true;
    mail.send = (composed, delivery) => {
      if (isBroken && delivery.recipient.id === 2) throw new Error("no header can hold this");
      return send(composed, delivery);
    };
    await deliver();
    expect(bits(id, 1, 2)).toEqual({ begun: false, settled: false });
    isBroken = false;
    await deliverFor(minute);
    expect(mail.readers()).toEqual([1, 3, 2]);
  });

  test("in reading one family stops neither planning nor sending of another, and its readers are told when it is mended", async () => {
    const made = await fanOut();
    const { mail, clock, desk, database, delivery, deliver, deliverFor, errors } = made;
    await made.subscribe(ids(1, 5).map((id) => ({ id })));
    const content = contentOf({ kind: "imminent", sunsetAt: clock.now() + day });
    const broken = await desk.issue(content);
    const planned = await desk.issue(content);
    await deliver({ channels: {} });
    await desk.revise(broken, { change: "update", note: "More.", content });
    const body = database.sqlite.prepare("select body from revisions where advisory_id = ? and number = 1");
    const write = database.sqlite.prepare("update revisions set body = ? where advisory_id = ? and number = 1");
    const wholes = [broken, planned].map((id) => [(body.get(id) as { body: string }).body, id]);
    for (const [, id] of wholes) write.run("{", id);
    const other = await desk.issue(contentOf({ kind: "bulletin", sunsetAt: clock.now() + day }, "Other"));
    await expect(deliver()).rejects.toThrow();
    expect(mail.told.map((one) => one.tells)).toEqual(ids(1, 5).map(() => expect.stringContaining("bulletin")));
    const before = errors.length;
    await deliver({ ...delivery, channels: { email: mail } }).catch(() => {});
    expect(errors.length - before).toBeLessThan(5);
    for (const whole of wholes) write.run(...whole);
    await deliverFor(10 * minute);
    expect(mail.told.filter((one) => one.tells.includes("imminent"))).toHaveLength(10);
    expect(other).toBeDefined();
  });

  test("a database that cannot write for a moment: what is known is written afterwards, and nobody is told twice", async () => {
    const { mail, deliver, deliverFor, database, id, progress } = await alert(30);
    let isFull = false;
    const failing = {
      statements: database.statements,
      atomically: (writes: Parameters<typeof database.atomically>[0]) => {
        if (!isFull) return database.atomically(writes);
        isFull = false;
        throw new Unavailable("SQLITE_FULL");
      },
    };
    mail.onSend = ({ reader }) => {
      if (reader === 8) isFull = true;
      return reader === 8 ? { type: "gone", reason: "410" } : accepted;
    };
    await deliver({ database: failing });
    await deliverFor(minute);
    expect(mail.readers()).toEqual(ids(1, 30));
    expect((await subscriptionById(database, 8))?.state).toBe("gone");
    expect((await progress(id))[1]).toMatchObject({ planned: 30, sent: 29, failed: 1, done: true });
  });
});

test("an exercise is sent to marked subscriptions only, and counted for them only", async () => {
  const made = await fanOut();
  const { mail, clock, desk, deliver, progress } = made;
  await made.subscribe(ids(1, 20).map((id) => ({ id, isExercise: id % 4 === 0 })));
  const id = await desk.issue(contentOf({ status: "exercise", sunsetAt: clock.now() + day }, "Drill"));
  await deliver();
  expect(mail.readers()).toEqual([4, 8, 12, 16, 20]);
  await desk.revise(id, {
    change: "translate",
    content: contentOf({
      status: "exercise",
      sunsetAt: clock.now() + day,
      languages: { en: textOf("Drill"), es: textOf("Simulacro") },
    }),
  });
  await desk.takeBack(id, "end");
  await deliver();
  expect(mail.readers().slice(5)).toEqual([4, 8, 12, 16, 20]);
  expect((await progress(id))[1]).toMatchObject({ planned: 5, sent: 5, done: true });
});
