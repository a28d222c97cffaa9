/**
 * A text that changed on the disk is not sent; whoever is owed it gets it once it is mended, or hears that it was taken back. A reader's
 * row that changed keeps the text from nobody.
 */
import { expect, test } from "vitest";
import { aContent, english } from "../support/advisories.ts";
import { fanOut, ids } from "../support/fan-out.ts";

const minute = 60_000;
const day = 86_400_000;

async function begun() {
  const made = await fanOut({ concurrency: 1, random: () => 0.5 });
  await made.subscribe(ids(1, 5).map((id) => ({ id })));
  const sqlite = made.database.sqlite;
  const turn = (from: string, to: string) => () =>
    sqlite.prepare("update revisions set body = replace(body, ?, ?)").run(from, to);
  const content = aContent({
    sunsetAt: made.clock.now() + day,
    languages: { en: { ...english, headline: "Leave the building" } },
  });
  return {
    ...made,
    id: await made.desk.issue(content),
    damage: turn("Leave the", "Heave the"),
    mend: turn("Heave the", "Leave the"),
  };
}

test("nobody is sent a damaged text, also in the middle of a fan-out, and all get it once it is mended", async () => {
  const { mail, damage, mend, deliver, deliverFor, desk } = await begun();
  mail.onSend = async () => {
    if (mail.told.length === 2) {
      damage();
      // Another public act makes the text be read anew.
      await desk.issue(aContent({ status: "exercise" }));
    }
    return { type: "accepted" };
  };
  await deliver();
  await deliverFor(5 * minute);
  expect(mail.readers()).toEqual([1, 2]);
  mend();
  await deliverFor(30 * minute);
  expect(mail.readers()).toEqual([1, 2, 3, 4, 5]);
});

test("a damaged text is taken back: those who may have it get the correction, nobody gets the text", async () => {
  const { id, desk, mail, damage, deliver, deliverFor, clock } = await begun();
  mail.onSend = (one) =>
    one.reader <= 2 ? { type: "accepted" } : { type: "later", reason: "busy", retryAfterSeconds: 600 };
  await deliver();
  const before = mail.told.length;
  damage();
  await desk.takeBack(id, "restore");
  mail.onSend = () => ({ type: "accepted" });
  clock.advance(minute);
  await deliverFor(day);
  const after = mail.told.slice(before);
  expect(after.map(({ form }) => form)).toEqual(after.map(() => "correction"));
  expect(new Set(after.map(({ reader }) => reader))).toEqual(new Set([1, 2]));
});

test("a reader whose choice changed on the disk is told, and so is everybody else of the lot", async () => {
  const { mail, database, deliver } = await begun();
  const spoil = (column: string, text: string, id: number) =>
    database.sqlite.prepare(`update subscriptions set ${column} = ? where id = ?`).run(text, id);
  spoil("kinds", '["ele', 2);
  spoil("areas", "null", 3);
  spoil("sectors", "", 4);
  await deliver();
  expect(mail.readers()).toEqual([1, 2, 3, 4, 5]);
});
