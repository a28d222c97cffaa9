/** What a process that stops leaves behind, and what the next one makes of it. */
import { describe, expect, test } from "vitest";
import { deliverDue } from "../../src/delivery/deliver.ts";
import type { Database } from "../../src/store/database.ts";
import { leaseLength } from "../../src/store/lots.ts";
import { dutyDesk, fanOut, ids, mortal, pending, recordingChannel, type Told } from "../support/fan-out.ts";
import { contentOf, day } from "../support/world.ts";

const readers = 60;
const concurrency = 4;

async function alert() {
  const made = await fanOut({ concurrency });
  await made.subscribe(ids(1, readers).map((id) => ({ id: id * 20 })));
  const id = await made.desk.issue(contentOf({ sunsetAt: made.clock.now() + day }));
  return { ...made, id };
}

/** Delivers until the message with this number was given to the carrier, and no further: a killed process. */
async function killedAt(made: Awaited<ReturnType<typeof alert>>, number: number): Promise<Told[]> {
  const process = { isDead: false };
  const mail = recordingChannel("email", concurrency);
  await new Promise<void>((resolve) => {
    mail.onSend = () => {
      if (mail.told.length >= number) {
        process.isDead = true;
        resolve();
      }
      return { type: "accepted" };
    };
    void deliverDue({
      ...made.delivery,
      database: mortal(made.database, process),
      channels: { email: mail },
      isStopping: () => process.isDead,
    });
  });
  return mail.told;
}

const counted = (told: readonly Told[]) => Map.groupBy(told, (one) => one.reader);

describe("after a crash in the middle of a fan-out", () => {
  test.each([1, 2, 5, 17, 30, 31, 59, 60])(
    "at message %i nobody is missing, and repeats are the same message",
    async (number) => {
      const made = await alert();
      const before = await killedAt(made, number);
      expect(before).toHaveLength(number);
      // The dead process's lease lasts: until it has run out nobody may touch its lot.
      await made.deliver();
      const untouched = made.mail.told.length;
      made.clock.advance(leaseLength);
      await made.deliver();
      const all = counted([...before, ...made.mail.told]);
      expect([...all.keys()].sort((a, b) => a - b)).toEqual(ids(1, readers).map((id) => id * 20));
      const repeats = [...all.values()].filter((told) => told.length > 1);
      // In flight, and the group whose outcomes were not written yet.
      expect(repeats.length).toBeLessThanOrEqual(concurrency * 3);
      expect(
        repeats.every(([one, other]) => one?.messageKey === other?.messageKey && one?.tells === other?.tells),
      ).toBe(true);
      expect([...all.values()].every((told) => told.length <= 2)).toBe(true);
      const inDeadHands = new Set(before.map(({ reader }) => Math.floor((reader - 1) / 512)).slice(-1));
      expect(
        made.mail.told.slice(0, untouched).every(({ reader }) => !inDeadHands.has(Math.floor((reader - 1) / 512))),
      ).toBe(true);
    },
  );

  test("again and again", async () => {
    const made = await alert();
    const told: Told[] = [];
    for (let round = 0; round < 8; round++) {
      const before = new Set(told.filter((one) => one.outcome === "accepted").map((one) => one.reader)).size;
      if (before === readers) break;
      told.push(...(await killedAt(made, 9)));
      made.clock.advance(leaseLength);
    }
    await made.deliver();
    told.push(...made.mail.told);
    expect(counted(told).size).toBe(readers);
    expect((await made.progress(made.id))[1]).toMatchObject({ planned: readers, failed: 0, done: true });
  });

  test("a correction goes also to those for whom nobody knows, and the wrong text to nobody more", async () => {
    const made = await alert();
    const before = await killedAt(made, 10);
    await made.desk.takeBack(made.id, "end");
    made.clock.advance(leaseLength);
    await made.deliver();
    expect(made.mail.told.every((one) => one.form === "correction")).toBe(true);
    const corrected = new Set(made.mail.readers());
    expect(before.every(({ reader }) => corrected.has(reader))).toBe(true);
    expect(corrected.size).toBeLessThanOrEqual(before.length + concurrency * 2);
  });
});

test("an approval that was written when its process died is told by the next one", async () => {
  const made = await fanOut();
  await made.subscribe([{ id: 1 }]);
  const { database, clock } = made;
  const written = pending<void>();
  let writes = 0;
  // Drafting, submitting and approving are one write each; after the third nothing more is heard of it.
  const dying: Database = {
    ...database,
    async atomically(given) {
      const rows = await database.atomically(given);
      if (++writes < 3) return rows;
      written.resolve();
      return new Promise(() => {});
    },
  };
  const desk = dutyDesk({ ...made.service.dependencies, database: dying });
  void desk.issue(contentOf({ sunsetAt: clock.now() + day }));
  await written.promise;
  await made.deliver();
  expect(made.mail.readers()).toEqual([1]);
});

describe("after a clean stop in the middle of a fan-out", () => {
  test.each([1, 7, 30, 59])(
    "at message %i the next process goes on: nobody is missing and nobody is told twice",
    async (number) => {
      const made = await alert();
      const { mail } = made;
      await made.deliver({ isStopping: () => mail.told.length >= number });
      expect(mail.told.length).toBeLessThan(number + concurrency);
      await made.deliver();
      expect(mail.readers().sort((a, b) => a - b)).toEqual(ids(1, readers).map((id) => id * 20));
    },
  );

  test("those who were begun and never started get no correction", async () => {
    const made = await alert();
    const { mail } = made;
    await made.deliver({ isStopping: () => mail.told.length >= 6 });
    const told = mail.readers();
    await made.desk.takeBack(made.id, "end");
    await made.deliver();
    expect(
      mail
        .readers()
        .slice(told.length)
        .sort((a, b) => a - b),
    ).toEqual([...told].sort((a, b) => a - b));
  });
});

test("two processes that deliver at once tell everybody once", async () => {
  const made = await alert();
  const other = recordingChannel("email", concurrency);
  await Promise.all([made.deliver(), made.deliver({ channels: { email: other } }), made.deliver()]);
  const told = [...made.mail.told, ...other.told];
  expect(told.map((one) => one.reader).sort((a, b) => a - b)).toEqual(ids(1, readers).map((id) => id * 20));
  expect((await made.progress(made.id))[1]).toMatchObject({ planned: readers, sent: readers, done: true });
});
