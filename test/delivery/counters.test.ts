/** GET /api/v1/deliveries: what editors see of a fan-out, at each of its moments. */
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import { endSubscription, setPreferences } from "../../src/store/subscriptions.ts";
import { fanOut, ids } from "../support/fan-out.ts";
import { contentOf, day, minute, textOf } from "../support/world.ts";

const accepted: Outcome = { type: "accepted" };
const busy: Outcome = { type: "later", reason: "busy" };

/** Twenty readers, five of whom chose another place. */
async function alert(given: { readonly concurrency?: number } = {}) {
  const made = await fanOut({ concurrency: 2, ...given });
  await made.subscribe(ids(1, 20).map((id) => ({ id, choice: id % 4 === 0 ? { areas: ["CA"] } : {} })));
  const content = contentOf({ scope: { areas: ["NY"] }, sunsetAt: made.clock.now() + day });
  const id = await made.desk.issue(content);
  return { ...made, content, id };
}

describe("the counters", () => {
  test("before anybody was asked count whoever is subscribed, and after that whoever is owed it", async () => {
    const { progress, deliver, id } = await alert();
    expect((await progress(id))[1]).toMatchObject({ done: false });
    await deliver({ channels: {} });
    expect((await progress(id))[1]).toMatchObject({ planned: 20, sent: 0, skipped: 0, done: false });
    await deliver();
    expect((await progress(id))[1]).toMatchObject({
      planned: 15,
      sent: 15,
      unknown: 0,
      failed: 0,
      skipped: 5,
      retrying: 0,
      done: true,
    });
  });

  test("add up at every moment of a fan-out that fails in every way", async () => {
    const { progress, deliver, deliverFor, mail, id } = await alert();
    const outcomes: Record<number, Outcome> = {
      1: { type: "unknown", reason: "broke" },
      2: { type: "refused", reason: "554" },
      3: { type: "gone", reason: "550" },
      5: busy,
      6: busy,
    };
    mail.onSend = ({ reader }) => outcomes[reader] ?? accepted;
    await deliver();
    expect((await progress(id))[1]).toMatchObject({
      planned: 15,
      sent: 10,
      unknown: 0,
      failed: 2,
      skipped: 5,
      retrying: 3,
      done: false,
    });
    outcomes[6] = accepted;
    await deliverFor(minute);
    expect((await progress(id))[1]).toMatchObject({
      planned: 15,
      sent: 11,
      unknown: 1,
      failed: 2,
      retrying: 1,
      done: false,
    });
    outcomes[5] = accepted;
    await deliverFor(10 * minute);
    expect((await progress(id))[1]).toMatchObject({
      planned: 15,
      sent: 12,
      unknown: 1,
      failed: 2,
      retrying: 0,
      done: true,
    });
  });

  test("do not forget who was told and left afterwards", async () => {
    const { progress, deliver, deliverFor, mail, database, clock, id } = await alert();
    let isBusy = true;
    mail.onSend = ({ reader }) => (reader === 5 && isBusy ? busy : accepted);
    await deliver();
    for (const reader of [1, 2, 3]) await database.atomically([endSubscription(database, reader, "left", clock.now())]);
    await deliverFor(minute);
    expect((await progress(id))[1]).toMatchObject({ planned: 15, sent: 14, retrying: 1, done: false });
    isBusy = false;
    await deliverFor(minute);
    expect((await progress(id))[1]).toMatchObject({ planned: 15, sent: 15, retrying: 0, done: true });
  });

  test("do not plan for who left, or chose another place, before their turn came", async () => {
    const { progress, deliver, deliverFor, mail, database, clock, id } = await alert();
    mail.onSend = ({ reader }) => (reader === 5 || reader === 6 || reader === 7 ? busy : accepted);
    await deliver();
    await database.atomically([
      endSubscription(database, 5, "left", clock.now()),
      setPreferences(database, 6, { language: "en", choice: { kinds: [], areas: ["CA"], sectors: [] } }),
    ]);
    mail.onSend = () => accepted;
    await deliverFor(minute);
    expect((await progress(id))[1]).toMatchObject({ planned: 13, sent: 13, skipped: 6, retrying: 0, done: true });
  });

  test("of a fan-out that was taken over end with what it did; what took it over counts the rest", async () => {
    const { progress, deliver, mail, desk, content, id } = await alert({ concurrency: 1 });
    mail.onSend = async () => {
      if (mail.told.length === 5) {
        const languages = { en: textOf("Mended") };
        await desk.revise(id, { change: "editorial", content: { ...content, languages } });
      }
      return accepted;
    };
    await deliver();
    const { 1: first, 2: second } = await progress(id);
    expect(first).toMatchObject({ planned: first.sent, failed: 0, retrying: 0, done: true });
    expect(first.sent).toBeLessThanOrEqual(6);
    expect(second).toMatchObject({ planned: 15 - first.sent, sent: 15 - first.sent, done: true });
  });

  test("of a fan-out that was taken over before anybody was asked are nothing", async () => {
    const { progress, deliver, desk, content, id } = await alert();
    await deliver({ channels: {} });
    await desk.revise(id, { change: "update", note: "More.", content });
    await deliver();
    expect(await progress(id)).toMatchObject({
      1: { planned: 0, sent: 0, retrying: 0, done: true },
      2: { planned: 15, sent: 15, done: true },
    });
  });

  test("of a correction count those who got the wrong text", async () => {
    const { progress, deliver, mail, desk, id } = await alert({ concurrency: 1 });
    await deliver({ isStopping: () => mail.told.length >= 6 });
    await desk.takeBack(id, "end");
    await deliver();
    expect(await progress(id)).toMatchObject({
      1: { planned: 6, sent: 6, done: true },
      2: { planned: 6, sent: 6, skipped: 14, done: true },
    });
  });

  test("say how long it took, from the first message to the last that was accepted", async () => {
    const { progress, deliver, mail, clock, id } = await alert({ concurrency: 1 });
    mail.onSend = () => {
      clock.advance(1_000);
      return accepted;
    };
    await deliver();
    expect((await progress(id))[1]).toMatchObject({ sent: 15, durationSeconds: 15 });
  });
});
