/** From announcements to lots: in steps that may be repeated, for every confirmed id once, and for nobody who is owed nothing. */
import { describe, expect, test } from "vitest";
import { lots } from "../../../db/schema.ts";
import {
  announcementById,
  announcementsToPlan,
  closeAnnouncement,
  closeOvertaken,
  dueInFamily,
  fixLastId,
  insertAnnouncement,
  lotSize,
  nextDueAt,
  planStep,
  voidAnnouncements,
} from "../../../src/store/announcements.ts";
import type { Database } from "../../../src/store/database.ts";
import { type Lot, markLot } from "../../../src/store/lots.ts";
import { endSubscription, importSubscriptions, putSubscription } from "../../../src/store/subscriptions.ts";
import {
  announced,
  aPlan,
  aSubscription,
  countOf,
  leased,
  lotsOf,
  mailReaders,
  now,
  type Open,
  planned,
  readers,
} from "./rows.ts";

/** Sparse: the first and last of lots, holes of many lots, and more than one planning step. */
const sparseIds = [
  1, 2, 3, 4, 5, 6, 7, 8, 511, 512, 513, 1_024, 1_025, 40_000, 51_200, 51_201, 51_202, 60_001, 130_000, 130_001,
];

export function planningContract(open: Open): void {
  describe("an announcement", () => {
    test("that is due takes the highest id in its own write; one that is due later takes it when it is", async () => {
      const database = await open();
      await database.atomically([
        putSubscription(database, aSubscription(1)),
        insertAnnouncement(database, aPlan(), now),
        insertAnnouncement(database, aPlan({ occasion: "sunset", dueAt: now + 1_000 }), now),
      ]);
      expect((await dueInFamily(database, "rail", now)).map((one) => one.lastId)).toEqual([1]);
      await database.atomically([putSubscription(database, aSubscription(2))]);
      const [first, later] = await dueInFamily(database, "rail", now + 1_000);
      expect([first?.lastId, later?.lastId]).toEqual([1, null]);
      for (const { id } of [first, later].filter((one) => one !== undefined)) {
        await database.atomically([fixLastId(database, id)]);
        await database.atomically([putSubscription(database, aSubscription(3))]);
        await database.atomically([fixLastId(database, id)]);
      }
      expect((await dueInFamily(database, "rail", now + 1_000)).map((one) => one.lastId)).toEqual([1, 3]);
    });

    test("is planned when it is due, the most urgent first, until it is planned, void or closed", async () => {
      const database = await open();
      await database.atomically([
        insertAnnouncement(database, aPlan({ number: 1, urgency: 3 }), now),
        insertAnnouncement(database, aPlan({ number: 2, urgency: 0 }), now),
        insertAnnouncement(database, aPlan({ number: 3, urgency: 1, dueAt: now + 5_000 }), now),
        insertAnnouncement(database, aPlan({ number: 4, urgency: 1 }), now),
        voidAnnouncements(database, { advisoryId: "rail", number: 4 }, now),
      ]);
      const waiting = await announcementsToPlan(database, now);
      expect(waiting.map((one) => one.number)).toEqual([2, 1]);
      expect(await nextDueAt(database, now)).toBe(now);
      for (const { id } of waiting) await database.atomically([closeAnnouncement(database, id, now)]);
      expect(await announcementsToPlan(database, now)).toEqual([]);
      expect(await nextDueAt(database, now)).toBe(now + 5_000);
      expect((await dueInFamily(database, "rail", now)).map((one) => one.number)).toEqual([1, 2]);
    });
  });

  describe("planning", () => {
    test("covers every confirmed id once, of all channels and tiers, however sparse, and makes no empty lot", async () => {
      const database = await open();
      await database.atomically([importSubscriptions(database, readers(sparseIds))]);
      await database.atomically([endSubscription(database, 40_000, "left", now)]);
      const announcement = await announced(database);
      await database.atomically([importSubscriptions(database, readers([130_002, 140_000]))]);
      const made = await planned(database, announcement);
      const people = readers(sparseIds).filter((reader) => reader.id !== 40_000);
      const holding = (id: number) => made.filter((lot) => people.some((one) => one.id === id && covers(lot, one)));
      expect(people.map(({ id = 0 }) => holding(id).length)).toEqual(people.map(() => 1));
      const withoutPeople = made.filter((lot) => !people.some((one) => covers(lot, one)));
      expect(withoutPeople.filter((lot) => (lot.range + 1) * lotSize < announcement.lastId)).toEqual([]);
      expect(made.every((lot) => lot.range * lotSize < announcement.lastId)).toBe(true);
    });

    test("of nobody ends at once", async () => {
      const database = await open();
      const announcement = await announced(database);
      expect(await planned(database, announcement)).toEqual([]);
      expect((await announcementById(database, announcement.id))?.plannedAt).toBe(now);
    });

    test("goes in steps; the same step twice, at once or later, adds nothing and loses nothing", async () => {
      const database = await open();
      await database.atomically([importSubscriptions(database, readers(sparseIds))]);
      const announcement = await announced(database);
      const step = () => database.atomically(planStep(database, announcement, null, now));
      await Promise.all([step(), step()]);
      const afterFirst = await lotsOf(database, announcement.id);
      expect((await announcementById(database, announcement.id))?.plannedTo).toBe(51_200);
      const lot = await leased(database);
      await step();
      expect(await lotsOf(database, announcement.id)).toHaveLength(afterFirst.length);
      expect((await lotsOf(database, announcement.id)).find((one) => one.id === lot?.id)?.fence).toBe(1);
      const current = await announcementById(database, announcement.id);
      const all = await planned(database, { ...announcement, ...current, lastId: announcement.lastId });
      await step();
      expect(await lotsOf(database, announcement.id)).toHaveLength(all.length);
      expect((await announcementById(database, announcement.id))?.plannedTo).toBeGreaterThanOrEqual(
        announcement.lastId,
      );
      const keys = all.map(({ channel, tier, range }) => `${channel} ${tier} ${range}`);
      expect(new Set(keys).size).toBe(keys.length);
    });

    test("puts corrections before kinds, and within a kind machines, push, partners' mail, public mail", async () => {
      const database = await open();
      await database.atomically([importSubscriptions(database, readers([1, 2, 3, 4, 5, 6, 7, 8]))]);
      const bulletin = await planned(database, await announced(database, { number: 1, urgency: 3 }));
      const correction = await planned(database, await announced(database, { number: 2, urgency: 0 }));
      const order = [...bulletin, ...correction].sort((a, b) => a.priority - b.priority);
      const names = ["webhook", "websub", "push", "email"].flatMap((channel) => [`${channel} 0`, `${channel} 1`]);
      expect(order.map(({ channel, tier }) => `${channel} ${tier}`)).toEqual([...names, ...names]);
      expect(order.slice(0, 8).every((lot) => lot.announcementId === correction[0]?.announcementId)).toBe(true);
    });

    test("of an exercise looks only at marked subscriptions", async () => {
      const database = await open();
      await database.atomically([
        importSubscriptions(database, [
          aSubscription(1, { id: 1 }),
          aSubscription(600, { id: 600, isExercise: true }),
          aSubscription(1_200, { id: 1_200 }),
        ]),
      ]);
      const made = await planned(database, await announced(database, { status: "exercise" }));
      expect(made.map((lot) => lot.range)).toEqual([1]);
    });
  });

  describe("what came before", () => {
    test("is closed as overtaken where it is open and in nobody's hands", async () => {
      const database = await open();
      const { first, finished, inHand, open: left } = await halfTold(database);
      const other = await announced(database, { advisoryId: "port", family: "port", sequence: 500 });
      await planned(database, other);
      const second = await announced(database, { number: 2 });
      await database.atomically([closeOvertaken(database, second, now)]);
      const state = new Map((await lotsOf(database, first.id)).map((lot) => [lot.id, lot]));
      expect(state.get(left)).toMatchObject({ doneAt: now, isOvertaken: true });
      expect(state.get(inHand)).toMatchObject({ doneAt: null, isOvertaken: false });
      expect(state.get(finished)).toMatchObject({ doneAt: now, isOvertaken: false });
      expect((await lotsOf(database, other.id)).every((lot) => lot.doneAt === null)).toBe(true);
      const before = await countOf(database, lots);
      await planned(database, second);
      await database.atomically([closeOvertaken(database, second, now)]);
      expect((await lotsOf(database, second.id)).every((lot) => lot.doneAt === null)).toBe(true);
      expect(await countOf(database, lots)).toBe(before + 3);
    });

    test("and was finished owes nothing to an announcement of wording alone; all else is planned anew", async () => {
      const database = await open();
      const { first, finished } = await halfTold(database);
      const wording = await announced(database, { number: 2 });
      await database.atomically([closeOvertaken(database, wording, now)]);
      const made = await planned(database, wording, first.id);
      const done = (await lotsOf(database, first.id)).find((lot) => lot.id === finished);
      expect(made.map((lot) => lot.range)).toEqual([0, 1, 2].filter((range) => range !== done?.range));
    });

    test("at the same act, the sunset notice comes after the publication", async () => {
      const database = await open();
      await mailReaders(database, 1);
      const publication = await announced(database);
      await planned(database, publication);
      const sunset = await announced(database, { occasion: "sunset" });
      await database.atomically([closeOvertaken(database, publication, now)]);
      expect((await lotsOf(database, publication.id))[0]?.doneAt).toBeNull();
      await database.atomically([closeOvertaken(database, sunset, now)]);
      expect((await lotsOf(database, publication.id))[0]?.isOvertaken).toBe(true);
    });
  });
}

function covers(lot: Lot, { channel, tier, id = 0 }: { channel: string; tier?: number; id?: number }): boolean {
  return lot.channel === channel && lot.tier === tier && id > lot.range * lotSize && id <= (lot.range + 1) * lotSize;
}

/** Three lots of mail: one finished, one in somebody's hands, one open. */
async function halfTold(database: Database) {
  const rows = [1, 513, 1_025].map((id) => aSubscription(id, { id }));
  await database.atomically([importSubscriptions(database, rows)]);
  const first = await announced(database);
  const made = await planned(database, first);
  const done = await leased(database);
  if (!done) throw new Error("nothing could be leased");
  await database.atomically([
    markLot(database, done.id, done.fence, { doneAt: now, leasedUntil: 0, sent: 1, owed: 1 }),
  ]);
  const held = await leased(database);
  const left = made.find((lot) => lot.id !== done.id && lot.id !== held?.id);
  return { first, finished: done.id, inHand: held?.id ?? 0, open: left?.id ?? 0 };
}
