/** What goes first, and what waits for what. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import type { Kind } from "../../src/domain/advisory.ts";
import { setValue } from "../../src/store/instance.ts";
import { type FanOut, fanOut, ids, pending } from "../support/fan-out.ts";
import { contentOf, day, hour, minute } from "../support/world.ts";

const accepted: Outcome = { type: "accepted" };
const aboutKind =
  (kind: Kind) =>
  ({ tells }: { tells: string }) =>
    tells.startsWith(kind);
const newYork = { scope: { areas: ["NY"] } } as const;

async function subscribed(readers: number, concurrency = 4): Promise<FanOut> {
  const made = await fanOut({ concurrency });
  await made.subscribe(ids(1, readers).map((id) => ({ id })));
  return made;
}

describe("the most urgent goes first", () => {
  test("imminent, then elevated, then bulletin, whichever was published first", async () => {
    const { clock, desk, deliver, mail } = await subscribed(600);
    for (const kind of ["bulletin", "elevated", "imminent"] as const)
      await desk.issue(contentOf({ kind, sunsetAt: clock.now() + day }));
    await deliver();
    const kinds = mail.told.map((one) => one.tells.split("-")[0]);
    expect(kinds).toEqual([
      ...Array(600).fill("imminent"),
      ...Array(600).fill("elevated"),
      ...Array(600).fill("bulletin"),
    ]);
  });

  test("within a kind partners before the public", async () => {
    const { clock, desk, deliver, mail, subscribe } = await fanOut();
    await subscribe(ids(1, 40).map((id) => ({ id, tier: id > 30 ? 0 : 1 })));
    await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    await deliver();
    expect(mail.readers()).toEqual([...ids(31, 40), ...ids(1, 30)]);
  });

  test("a correction overtakes ten thousand waiting mails", async () => {
    const { clock, desk, deliver, mail, subscribe } = await fanOut({ concurrency: 4 });
    await subscribe(ids(1, 10_000).map((id) => ({ id, choice: id % 2_000 === 0 ? {} : { kinds: ["bulletin"] } })));
    const wrong = await desk.issue(contentOf({ ...newYork, sunsetAt: clock.now() + day }));
    await deliver();
    expect(mail.readers()).toEqual([2_000, 4_000, 6_000, 8_000, 10_000]);
    await desk.issue(contentOf({ kind: "bulletin", sunsetAt: clock.now() + day }));
    let takenBackAt = 0;
    mail.onSend = async () => {
      if (mail.told.length === 105) {
        await desk.takeBack(wrong, "end");
        takenBackAt = mail.told.length;
      }
      return accepted;
    };
    await deliver();
    const corrections = mail.told.flatMap((one, index) => (one.form === "correction" ? [index] : []));
    expect(corrections).toHaveLength(5);
    // What was in flight or just begun, and nothing of the bulletin in between.
    expect(corrections.at(-1)).toBeLessThan(takenBackAt + 20);
    expect(mail.told.filter(aboutKind("bulletin"))).toHaveLength(10_000);
    expect(new Set(mail.told.filter(aboutKind("bulletin")).map((one) => one.reader)).size).toBe(10_000);
  });

  test("a lot is handed back when something more urgent came, and taken up where it was", async () => {
    const { clock, desk, deliver, mail, progress } = await subscribed(300);
    const bulletin = await desk.issue(contentOf({ kind: "bulletin", sunsetAt: clock.now() + day }));
    let issuedAt = 0;
    mail.onSend = async () => {
      if (mail.told.length === 50) {
        await desk.issue(contentOf({ kind: "imminent", sunsetAt: clock.now() + day }));
        issuedAt = mail.told.length;
      }
      return accepted;
    };
    await deliver();
    const firstImminent = mail.told.findIndex(aboutKind("imminent"));
    expect(firstImminent).toBeLessThan(issuedAt + 12);
    expect(mail.told.slice(firstImminent, firstImminent + 300).every(aboutKind("imminent"))).toBe(true);
    expect(mail.told.filter(aboutKind("bulletin")).map((one) => one.reader)).toEqual(ids(1, 300));
    expect((await progress(bulletin))[1]).toMatchObject({ planned: 300, sent: 300, done: true });
  });

  test("what another process published is noticed within a second, in the middle of a lot", async () => {
    const { clock, desk, deliver, mail, database } = await subscribed(200, 1);
    await desk.issue(contentOf({ kind: "bulletin", sunsetAt: clock.now() + day }));
    await deliver({ isStopping: () => mail.told.length >= 5 });
    // Pausing moves no public number: only the look-out every second sees it.
    const begun = mail.told.length;
    mail.onSend = async () => {
      if (mail.told.length === begun + 1) await database.atomically([setValue(database, "sendingPaused", "true")]);
      await sleep(10);
      return accepted;
    };
    await deliver();
    // One after another, each takes a hundredth of a second or more.
    expect(mail.told.length - begun).toBeLessThan(120);
    const before = mail.told.length;
    await deliver();
    expect(mail.told).toHaveLength(before);
    await database.atomically([setValue(database, "sendingPaused", "false")]);
    mail.onSend = () => accepted;
    await deliver();
    expect(mail.readers()).toEqual(ids(1, 200));
  });

  test("what is still owed a correction keeps its place when wording, or an update, takes it over", async () => {
    const { clock, desk, deliver, mail, subscribe } = await fanOut({ concurrency: 2 });
    await subscribe(ids(1, 600).map((id) => ({ id })));
    const content = contentOf({ sunsetAt: clock.now() + day });
    const id = await desk.issue(content);
    await desk.revise(id, { change: "update", note: "More.", content });
    await deliver();
    await desk.takeBack(id, "restore");
    await deliver({ isStopping: () => mail.told.length >= 610 });
    const corrected = mail.told.length;
    await desk.issue(contentOf({ kind: "imminent", sunsetAt: clock.now() + day }));
    await desk.revise(id, {
      change: "editorial",
      content: { ...content, languages: { en: { ...content.languages.en, headline: "Mended" } } },
    });
    await deliver();
    const after = mail.told.slice(corrected);
    expect(after.slice(0, 1_200 - corrected).every((one) => one.form === "correction")).toBe(true);
    expect(
      mail.told
        .filter((one) => one.form === "correction")
        .map((one) => one.reader)
        .sort((a, b) => a - b),
    ).toEqual(ids(1, 600));
    expect(after.filter(aboutKind("imminent"))).toHaveLength(600);
  });
});

describe("a correction and the original in flight", () => {
  test("one hung message holds up neither the corrections of others nor, after ten seconds, its own", async () => {
    const { clock, desk, deliver, mail, subscribe } = await fanOut({ concurrency: 2 });
    // The hung one, others of its lot, and others of another lot.
    await subscribe([1, 2, 3, 600, 601].map((id) => ({ id })));
    const id = await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
    const hanging = pending<Outcome>();
    mail.onSend = ({ reader, form }) => (reader === 3 && form === "change" ? hanging.promise : accepted);
    const delivering = deliver();
    await expect.poll(() => mail.readers()).toEqual([1, 2, 3, 600, 601]);
    await desk.takeBack(id, "end");
    const corrected = () => mail.told.filter((one) => one.form === "correction").map((one) => one.reader);
    await expect.poll(corrected).toEqual([600, 601]);
    clock.advance(9_999);
    await sleep(700);
    expect(corrected()).toEqual([600, 601]);
    clock.advance(1);
    await expect.poll(corrected).toEqual([600, 601, 1, 2, 3]);
    hanging.resolve(accepted);
    await delivering;
    expect(mail.told).toHaveLength(10);
  });

  test("a hung message of one lot lets the worker go on with what is more urgent", async () => {
    const { clock, desk, deliver, mail } = await subscribed(5, 2);
    await desk.issue(contentOf({ kind: "bulletin", sunsetAt: clock.now() + day }));
    const hanging = pending<Outcome>();
    mail.onSend = ({ reader, tells }) => (reader === 2 && tells.startsWith("bulletin") ? hanging.promise : accepted);
    const delivering = deliver();
    await expect.poll(() => mail.readers()).toContain(2);
    await desk.issue(contentOf({ kind: "imminent", sunsetAt: clock.now() + day }));
    await expect.poll(() => mail.told.filter(aboutKind("imminent"))).toHaveLength(5);
    hanging.resolve(accepted);
    await delivering;
    expect(mail.told.filter(aboutKind("bulletin"))).toHaveLength(5);
  });
});

test("two hundred lots in which nobody is owed anything do not keep what is in flight waiting", async () => {
  const { clock, desk, deliver, mail, database, subscribe } = await fanOut();
  const elsewhere = ids(1, 200).map((lot) => ({ id: lot * 512 + 1, choice: { kinds: ["imminent"] } as const }));
  await subscribe([{ id: 1 }, ...elsewhere]);
  await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
  const finished = () => database.sqlite.prepare("select count(*) from lots where done_at is not null").pluck().get();
  let finishedBefore: unknown;
  mail.onSend = async () => {
    await sleep(1);
    finishedBefore = finished();
    return accepted;
  };
  await deliver();
  expect(finished()).toBe(201);
  expect(finishedBefore).toBeLessThan(50);
});

test("a message that waited in its carrier is asked for again, and goes no more once its text was taken back", async () => {
  const { clock, desk, deliver, mail, subscribe } = await fanOut({ concurrency: 1 });
  await subscribe(ids(1, 3).map((id) => ({ id })));
  const id = await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
  const answers: (boolean | undefined)[] = [];
  const send = mail.send;
  const waiting = {
    ...mail,
    send: async (...given: Parameters<typeof send>): Promise<Outcome> => {
      const [{ form }, { recipient, stillStands }] = given;
      if (form === "change" && recipient.id === 2) await desk.takeBack(id, "end");
      answers.push(await stillStands?.());
      return answers.at(-1) ? send(...given) : { type: "later", reason: "overtaken" };
    },
  };
  await deliver({ channels: { email: waiting } });
  expect(answers).toContain(false);
  expect(mail.told.filter(({ form }) => form === "change").map(({ reader }) => reader)).toEqual([1]);
  expect(mail.told.filter(({ form }) => form === "correction").map(({ reader }) => reader)).toEqual([1]);
});

test("channels do not wait for one another", async () => {
  const { clock, desk, deliver, mail, push, subscribe } = await fanOut();
  await subscribe([{ id: 1 }, { id: 2, channel: "push" }]);
  await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
  const hanging = pending<Outcome>();
  mail.onSend = () => hanging.promise;
  const delivering = deliver();
  await expect.poll(() => push.readers()).toEqual([2]);
  hanging.resolve(accepted);
  await delivering;
});

test("nobody is told twice, or forgotten, when delivery runs for hours with nothing new", async () => {
  const { clock, desk, deliverFor, mail } = await subscribed(10);
  await desk.issue(contentOf({ sunsetAt: clock.now() + day }));
  await deliverFor(5 * hour);
  await deliverFor(minute);
  expect(mail.readers()).toEqual(ids(1, 10));
});
