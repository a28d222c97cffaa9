/** When telling ends: at the sunset, after 72 hours for corrections and ends, before anybody was told. */
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import type { Content } from "../../src/domain/advisory.ts";
import { fanOut, ids } from "../support/fan-out.ts";
import { contentOf, day, hour, minute } from "../support/world.ts";

const accepted: Outcome = { type: "accepted" };
const busy: Outcome = { type: "later", reason: "busy" };
const busyForAnHour: Outcome = { type: "later", reason: "busy", retryAfterSeconds: 3_600 };

/** Ten readers; the content ends in an hour unless it says something else. */
async function ten(given: Partial<Content> = {}) {
  // Long back-offs: an hour of trying is not thousands of tries.
  const made = await fanOut({ concurrency: 2, random: () => 0.99 });
  await made.subscribe(ids(1, 10).map((id) => ({ id, address: `reader@host${id}.example` })));
  const content = contentOf({ sunsetAt: made.clock.now() + hour, ...given });
  return { ...made, content };
}

describe("the sunset", () => {
  test("ends a fan-out that is not through: nobody is told the warning after it", async () => {
    const { desk, content, deliver, mail, clock, progress } = await ten({ kind: "bulletin" });
    const id = await desk.issue(content);
    mail.onSend = ({ reader }) => {
      if (reader === 5) clock.advance(hour);
      return accepted;
    };
    await deliver();
    expect(mail.told.every((one) => one.at < content.sunsetAt)).toBe(true);
    expect(mail.told.length).toBeLessThanOrEqual(6);
    const sent = mail.told.length;
    expect((await progress(id))[1]).toMatchObject({ planned: 10, sent, failed: 10 - sent, retrying: 0, done: true });
  });

  test("ends retries, and what was never accepted is counted as failed", async () => {
    const { desk, content, deliverFor, mail, progress, bits } = await ten({ kind: "bulletin" });
    const id = await desk.issue(content);
    mail.onSend = ({ reader }) => (reader === 4 ? busy : accepted);
    await deliverFor(30 * minute);
    expect((await progress(id))[1]).toMatchObject({ planned: 10, sent: 9, failed: 0, retrying: 1, done: false });
    await deliverFor(2 * hour);
    expect((await progress(id))[1]).toMatchObject({ planned: 10, sent: 9, failed: 1, retrying: 0, done: true });
    expect(bits(id, 1, 4)).toEqual({ begun: false, settled: true });
    expect(mail.told.every((one) => one.at < content.sunsetAt)).toBe(true);
  });

  test("that passed before anybody was told leaves nothing to tell", async () => {
    const { desk, content, deliver, mail, clock, progress } = await ten();
    const id = await desk.issue(content);
    clock.advance(hour);
    await deliver();
    expect(mail.told).toEqual([]);
    expect((await progress(id))[1]).toMatchObject({ done: true });
  });
});

describe("72 hours", () => {
  test("are what a correction has, sunset or not, and not more", async () => {
    const { desk, content, deliver, deliverFor, mail, clock } = await ten();
    const id = await desk.issue(content);
    await deliver();
    const takenBackAt = clock.now();
    await desk.takeBack(id, "end");
    mail.onSend = ({ reader, at }) =>
      reader === 7 || (reader === 4 && at < takenBackAt + 70 * hour) ? busyForAnHour : accepted;
    await deliverFor(80 * hour);
    const told = mail.told.filter((one) => one.form === "correction" && one.outcome === "accepted");
    expect(told.map((one) => one.reader).sort((a, b) => a - b)).toEqual(ids(1, 10).filter((reader) => reader !== 7));
    expect(mail.told.every((one) => one.at < takenBackAt + 72 * hour)).toBe(true);
  });

  test("are what an end has", async () => {
    const { desk, content, deliver, deliverFor, mail, clock } = await ten();
    const id = await desk.issue(content);
    await deliver();
    await desk.revise(id, { change: "end", note: "It is over." });
    const endedAt = clock.now();
    mail.onSend = ({ at }) => (at < endedAt + 24 * hour ? busyForAnHour : accepted);
    await deliverFor(80 * hour);
    expect(mail.told.filter((one) => one.change === "end" && one.outcome === "accepted")).toHaveLength(10);
  });

  test("a correction keeps them when an update took it over and the sunset of that has passed", async () => {
    const { desk, content, deliver, deliverFor, mail, clock } = await ten({ kind: "bulletin" });
    const id = await desk.issue(content);
    await desk.revise(id, { change: "update", note: "Wrong.", content });
    await deliver();
    mail.onSend = ({ reader, at }) => (reader === 4 && at < content.sunsetAt + day ? busyForAnHour : accepted);
    await desk.takeBack(id, "restore");
    await deliverFor(10 * minute);
    await desk.revise(id, { change: "update", note: "Right.", content });
    await deliverFor(3 * day);
    const last = mail.told.findLast((one) => one.reader === 4);
    expect(last).toMatchObject({
      form: "correction",
      outcome: "accepted",
      wrong: expect.stringMatching(/-r2$/),
      phase: "expired",
    });
    expect(clock.now()).toBeGreaterThan(content.sunsetAt);
    // The warning itself was not sent after its end.
    expect(mail.told.filter((one) => one.at >= content.sunsetAt).every((one) => one.form === "correction")).toBe(true);
  });
});

describe("a scheduled publication", () => {
  test("is told at its hour, to those who joined before it, too", async () => {
    const { desk, content, deliver, deliverFor, mail, clock, subscribe } = await ten();
    await desk.issue({ ...content, publishAt: clock.now() + 30 * minute });
    await deliverFor(20 * minute);
    expect(mail.told).toEqual([]);
    await subscribe([{ id: 11 }]);
    await deliverFor(15 * minute);
    expect(mail.readers()).toEqual(ids(1, 11));
    await subscribe([{ id: 12 }]);
    await deliver();
    expect(mail.readers()).toEqual(ids(1, 11));
  });

  test("that was taken back before its hour tells nobody", async () => {
    const { desk, content, deliverFor, mail, clock } = await ten();
    const id = await desk.issue({ ...content, publishAt: clock.now() + 30 * minute });
    await deliverFor(20 * minute);
    await desk.takeBack(id, "restore");
    await deliverFor(2 * hour);
    expect(mail.told).toEqual([]);
  });

  test("that was sent back by another change tells nobody, and the change is told", async () => {
    const { desk, content, deliver, deliverFor, mail, clock } = await ten({ sunsetAt: Date.UTC(2026, 10, 30) });
    const id = await desk.issue(content);
    await deliver();
    await desk.revise(id, { change: "update", note: "Later.", content: { ...content, publishAt: clock.now() + hour } });
    await desk.takeBack(id, "end");
    await deliverFor(2 * hour);
    expect(mail.told.filter((one) => one.change === "update")).toEqual([]);
    expect(mail.told.filter((one) => one.form === "correction")).toHaveLength(10);
  });

  test("that is taken back after its hour and before anybody was told, owes nobody a correction", async () => {
    const { desk, content, deliver, mail, clock, subscribe } = await ten();
    const id = await desk.issue({ ...content, publishAt: clock.now() + minute });
    clock.advance(2 * minute);
    await desk.takeBack(id, "end");
    await subscribe([{ id: 11 }]);
    await deliver();
    expect(mail.told).toEqual([]);
  });

  test("whose wording is mended after its hour and before anybody was told, is told to all, with the new words", async () => {
    const { desk, content, deliver, mail, clock } = await ten();
    const id = await desk.issue({ ...content, publishAt: clock.now() + minute });
    clock.advance(2 * minute);
    const en = { ...content.languages.en, headline: "Mended" };
    await desk.revise(id, { change: "editorial", content: { ...content, languages: { en } } });
    await deliver();
    expect(mail.readers()).toEqual(ids(1, 10));
    expect(mail.told.every((one) => one.tells.endsWith("-r1") && one.words.endsWith("-r2"))).toBe(true);
  });
});

describe("the quiet notice at the sunset", () => {
  test("of an Alert goes to those who hold it, once", async () => {
    const { desk, content, deliver, deliverFor, mail } = await ten();
    await desk.issue(content);
    await deliver();
    await deliverFor(2 * day);
    expect(mail.told.filter((one) => one.form === "sunset").map((one) => one.reader)).toEqual(ids(1, 10));
    expect(mail.told).toHaveLength(20);
  });

  test.each([
    ["a Bulletin", { kind: "bulletin" } as const],
    ["an Alert whose editor said so", { endNotice: false } as const],
  ])("of %s goes to nobody", async (_, given) => {
    const { desk, content, deliver, deliverFor, mail } = await ten(given);
    await desk.issue(content);
    await deliver();
    await deliverFor(2 * day);
    expect(mail.told).toHaveLength(10);
  });

  test("is never sent beside a replacement, also one of that very moment", async () => {
    const { desk, content, deliver, deliverFor, mail } = await ten();
    const id = await desk.issue(content);
    await deliver();
    await desk.issue({ ...content, replaces: id, publishAt: content.sunsetAt, sunsetAt: content.sunsetAt + 12 * hour });
    await deliverFor(2 * hour);
    expect(mail.told.slice(10).map((one) => one.change)).toEqual(Array(10).fill("replace"));
    await deliverFor(day);
    expect(mail.told.slice(20).map((one) => one.form)).toEqual(Array(10).fill("sunset"));
  });

  test("waits for the new sunset after an extension", async () => {
    const { desk, content, deliver, deliverFor, mail } = await ten();
    const id = await desk.issue(content);
    await deliver();
    await desk.revise(id, { change: "extend", note: "It goes on.", sunsetAt: content.sunsetAt + 5 * hour });
    await deliverFor(2 * hour);
    expect(mail.told.filter((one) => one.form === "sunset")).toEqual([]);
    await deliverFor(5 * hour);
    expect(mail.told.filter((one) => one.form === "sunset")).toHaveLength(10);
  });

  test.each(["end", "retract"] as const)("is not sent after this change: %s", async (act) => {
    const { desk, content, deliver, deliverFor, mail } = await ten();
    const id = await desk.issue(content);
    await deliver();
    await (act === "end" ? desk.revise(id, { change: "end", note: "It is over." }) : desk.takeBack(id, "end"));
    await deliverFor(2 * day);
    expect(mail.told.slice(10).map((one) => one.change)).toEqual(Array(10).fill(act));
  });
});

test("a clock that was set back for a moment ends nothing, skips nobody and tells nobody twice", async () => {
  const { desk, content, deliver, deliverFor, mail, clock } = await ten();
  await desk.issue(content);
  let isWrong = false;
  const now = () => clock.now() + (isWrong ? -5 * minute : 0);
  mail.onSend = () => {
    isWrong = !isWrong;
    return accepted;
  };
  await deliver({ clock: { now } });
  isWrong = false;
  await deliverFor(10 * minute);
  expect(mail.readers()).toEqual(ids(1, 10));
});
