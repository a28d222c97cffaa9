/** What an operator can do with sending: hold one channel, and try again what failed for good. */
import { describe, expect, test } from "vitest";
import { holdSending } from "../../src/actions/hold-sending.ts";
import { resendFailed } from "../../src/actions/resend-failed.ts";
import { deliverDue, nextWorkAt } from "../../src/delivery/deliver.ts";
import { insertLetter } from "../../src/store/letters.ts";
import { fanOut, ids } from "../support/fan-out.ts";
import { contentOf, day, minute } from "../support/world.ts";

async function alert(readers: number) {
  const made = await fanOut();
  await made.subscribe([...ids(1, readers).map((id) => ({ id })), { id: 600, channel: "push" }]);
  const id = await made.desk.issue(contentOf({ sunsetAt: made.clock.now() + day }));
  const { dependencies } = made.service;
  let command = 0;
  const resend = async (advisory = id, since = 0) => {
    const done = await resendFailed(dependencies, { advisory, since, actor: "op", commandId: `resend ${++command}` });
    return done.ok ? done.value.failed : done.refusal.type;
  };
  const hold = (isHeld: boolean, channel?: "email" | "push") =>
    holdSending(dependencies, { isHeld, actor: "op", commandId: `hold ${++command}`, ...(channel ? { channel } : {}) });
  return { ...made, id, resend, hold };
}

describe("trying again what failed", () => {
  test("tells those who were refused, and nobody a second time", async () => {
    const { mail, deliver, resend, progress, id } = await alert(20);
    mail.onSend = ({ reader }) =>
      reader % 2 === 0 ? { type: "refused", reason: "554 content" } : { type: "accepted" };
    await deliver();
    expect((await progress(id))[1]).toMatchObject({ sent: 10, failed: 10, done: true });
    mail.told.length = 0;
    mail.onSend = () => ({ type: "accepted" });
    expect(await resend()).toBe(10);
    await deliver();
    expect(mail.readers().sort((a, b) => a - b)).toEqual(ids(1, 20).filter((reader) => reader % 2 === 0));
    expect((await progress(id))[1]).toMatchObject({ sent: 20, failed: 0, done: true });
    expect(await resend()).toBe(0);
  });

  test("leaves out whoever left meanwhile, and whose message may have arrived", async () => {
    const { mail, deliver, resend, database, clock } = await alert(4);
    let tries = 0;
    mail.onSend = ({ reader }) => {
      if (reader === 1) return { type: "accepted" };
      if (reader === 2 && tries++ === 0) return { type: "unknown", reason: "broke" };
      return { type: "refused", reason: "554" };
    };
    await deliver();
    clock.advance(10 * minute);
    await deliver();
    database.sqlite.exec("update subscriptions set state = 'left' where id = 3");
    mail.told.length = 0;
    mail.onSend = () => ({ type: "accepted" });
    await resend();
    await deliver();
    expect(mail.readers()).toEqual([4]);
  });

  test("does not bring back a text that something else has taken the place of", async () => {
    const { mail, deliver, resend, desk, id } = await alert(4);
    mail.onSend = () => ({ type: "refused", reason: "554" });
    await deliver();
    await desk.takeBack(id, "end");
    mail.onSend = () => ({ type: "accepted" });
    await deliver();
    mail.told.length = 0;
    await resend();
    await deliver();
    expect(mail.told.filter(({ change }) => change === "issue")).toEqual([]);
  });

  test("of what was finished before the given moment nothing is tried again", async () => {
    const { mail, deliver, resend, clock, id } = await alert(4);
    mail.onSend = () => ({ type: "refused", reason: "554" });
    await deliver();
    clock.advance(minute);
    expect(await resend(id, clock.now())).toBe(0);
    expect(await resend("nothing like it")).toBe("not-found");
  });
});

describe("a held channel", () => {
  test("sends nothing, while the others go on; and goes on itself when it is let", async () => {
    const { mail, push, deliver, hold } = await alert(4);
    await hold(true, "email");
    await deliver();
    expect(mail.told).toEqual([]);
    expect(push.readers()).toEqual([600]);
    await hold(false, "email");
    await deliver();
    expect(mail.readers()).toHaveLength(4);
  });
});

test("while all sending is held, a letter to the house is still work, and what readers wait for is none", async () => {
  const { hold, delivery, service, clock } = await alert(4);
  await hold(true);
  await deliverDue(delivery);
  expect(await nextWorkAt(delivery)).toBeNull();
  const letter = (purpose: "confirm" | "editors", recipient: string) =>
    insertLetter(service.database, {
      ...{ purpose, recipient, language: "en", data: {} },
      ...{ createdAt: clock.now(), notAfter: clock.now() + day },
    });
  await service.database.atomically([letter("confirm", "reader@example.org")]);
  expect(await nextWorkAt(delivery)).toBeNull();
  await service.database.atomically([letter("editors", "duty@example.org")]);
  expect(await nextWorkAt(delivery)).toBe(0);
});
