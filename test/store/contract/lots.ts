/** Lots: leased to one at a time, in order of urgency, and marked only by whoever holds the lease. */
import { describe, expect, test } from "vitest";
import { lots } from "../../../db/schema.ts";
import type { Database } from "../../../src/store/database.ts";
import { deliveryProgress } from "../../../src/store/delivery-progress.ts";
import {
  inFlightWait,
  type Lot,
  leaseLength,
  leaseSlack,
  markLot,
  moreUrgentWaits,
  nextLotAt,
  siblingLots,
} from "../../../src/store/lots.ts";
import { importSubscriptions } from "../../../src/store/subscriptions.ts";
import { announced, aSubscription, leased, mailReaders, now, type Open, planned, readers, rowsOf } from "./rows.ts";

export function lotsContract(open: Open): void {
  describe("a lease", () => {
    test("is given to one: of three who ask at once for two lots, two get different ones and one gets none", async () => {
      const database = await open();
      await mailReaders(database, 600);
      await planned(database, await announced(database));
      const got = await Promise.all([leased(database), leased(database), leased(database)]);
      const ids = got.flatMap((lot) => lot?.id ?? []);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(2);
    });

    test("is for one channel", async () => {
      const database = await open();
      await mailReaders(database, 1);
      await planned(database, await announced(database));
      expect(await leased(database, now, "push")).toBeUndefined();
      expect(await leased(database, now, "email")).toBeDefined();
    });

    test("runs out after its length, not before; then the fence has grown", async () => {
      const database = await oneLot(open);
      const first = await leased(database);
      expect(first).toMatchObject({ fence: 1, leasedUntil: now + leaseLength });
      expect(await leased(database, now + leaseLength - 1)).toBeUndefined();
      const second = await leased(database, now + leaseLength);
      expect(second).toMatchObject({ id: first?.id, fence: 2 });
    });

    test("that ends much further ahead than its length was written by a wrong clock, and counts as run out", async () => {
      const database = await oneLot(open);
      const ahead = now + 10 * 365 * 86_400_000;
      expect((await leased(database, ahead))?.fence).toBe(1);
      expect((await leased(database, now))?.fence).toBe(2);
    });

    test("is not taken away by somebody whose clock, or whose wait for the database, is a little behind", async () => {
      const database = await oneLot(open);
      const later = now + 60_000;
      await leased(database, later);
      expect(await leased(database, later - 1)).toBeUndefined();
      expect(await leased(database, later - leaseSlack)).toBeUndefined();
      expect(await leased(database, later - leaseSlack - 1)).toBeDefined();
    });

    test("is not given before `notBefore`, nor for what is done", async () => {
      const database = await oneLot(open);
      const lot = await leased(database);
      await mark(database, lot, { leasedUntil: 0, notBefore: now + 500 });
      expect(await leased(database, now + 499)).toBeUndefined();
      const again = await leased(database, now + 500);
      expect(again?.id).toBe(lot?.id);
      await mark(database, again, { leasedUntil: 0, doneAt: now + 500 });
      expect(await leased(database, now + 1_000)).toBeUndefined();
    });

    test("goes by priority, then by id", async () => {
      const database = await open();
      await database.atomically([
        importSubscriptions(database, [
          aSubscription(1, { id: 1 }),
          aSubscription(2, { id: 600 }),
          aSubscription(3, { id: 601, tier: 0 }),
        ]),
      ]);
      await planned(database, await announced(database, { urgency: 3 }));
      await planned(
        database,
        await announced(database, { advisoryId: "port", family: "port", sequence: 2_000, urgency: 1 }),
      );
      const order: Lot[] = [];
      for (let lot = await leased(database); lot; lot = await leased(database)) order.push(lot);
      const sorted = order.toSorted((a, b) => a.priority - b.priority || a.id - b.id);
      expect(order).toHaveLength(6);
      expect(order.map((lot) => lot.id)).toEqual(sorted.map((lot) => lot.id));
    });
  });

  describe("a mark", () => {
    test("with the fence of a lease that was lost writes nothing and gives no row", async () => {
      const database = await oneLot(open);
      const lost = await leased(database);
      const held = await leased(database, now + leaseLength);
      expect(await mark(database, lost, { sent: 99, doneAt: now })).toEqual([]);
      expect(await mark(database, held, { sent: 1 })).toEqual([{ id: held?.id }]);
      const [row] = await database.statements.select().from(lots);
      expect(row).toMatchObject({ sent: 1, doneAt: null });
    });
  });

  describe("a correction", () => {
    test("waits for the same people's original in flight, ten seconds and not longer", async () => {
      const database = await oneLot(open);
      await leased(database, now);
      const later = now + 2_000;
      await planned(database, await announced(database, { number: 2, urgency: 0, dueAt: later }, later));
      expect(await leased(database, later)).toBeUndefined();
      expect(await moreUrgentWaits(database, "email", 99, later)).toBe(false);
      expect(await leased(database, later + inFlightWait - 1)).toBeUndefined();
      expect((await leased(database, later + inFlightWait))?.priority).toBeLessThan(16);
    });

    test("goes at once when the original is handed back, and to people whose original is not in flight", async () => {
      const database = await open();
      await mailReaders(database, 600);
      await planned(database, await announced(database));
      const inFlight = await leased(database);
      await planned(database, await announced(database, { number: 2, urgency: 0 }));
      const free = await leased(database);
      expect(free).toMatchObject({ range: 1 });
      await mark(database, inFlight, { leasedUntil: 0 });
      expect(await leased(database)).toMatchObject({ range: 0, priority: free?.priority });
    });

    test("does not wait for another family, another channel, or a lot of its own announcement", async () => {
      const database = await open();
      await database.atomically([importSubscriptions(database, readers([1, 2, 3, 4, 5, 6, 7, 8]))]);
      await planned(
        database,
        await announced(database, { advisoryId: "port", family: "port", sequence: 500, urgency: 1 }),
      );
      await leased(database, now, "email");
      await leased(database, now, "push");
      await planned(database, await announced(database, { urgency: 0 }));
      const own = [await leased(database), await leased(database)];
      expect(own.map((lot) => [lot?.family, lot?.tier])).toEqual([
        ["rail", 0],
        ["rail", 1],
      ]);
    });
  });

  test("something more urgent waits only while it could be leased", async () => {
    const database = await open();
    await mailReaders(database, 1);
    await planned(database, await announced(database, { urgency: 3 }));
    const bulletin = await leased(database);
    const ask = () => moreUrgentWaits(database, "email", bulletin?.priority ?? 0, now);
    expect(await ask()).toBe(false);
    await planned(
      database,
      await announced(database, { advisoryId: "port", family: "port", sequence: 2_000, urgency: 1 }),
    );
    expect(await ask()).toBe(true);
    await leased(database);
    expect(await ask()).toBe(false);
  });

  test("the next lot can go on at the end of its lease or of its wait, whichever is later", async () => {
    const database = await oneLot(open);
    expect(await nextLotAt(database, now)).toBe(0);
    const lot = await leased(database);
    expect(await nextLotAt(database, now)).toBe(now + leaseLength);
    await mark(database, lot, { leasedUntil: 0, notBefore: now + 70_000 });
    expect(await nextLotAt(database, now)).toBe(now + 70_000);
    await mark(database, lot, { doneAt: now });
    expect(await nextLotAt(database, now)).toBeNull();
  });

  test("the same people's lots are found in all announcements of the family", async () => {
    const database = await open();
    await mailReaders(database, 600);
    const first = await announced(database);
    await planned(database, first);
    const second = await announced(database, { number: 2 });
    const [lot] = await planned(database, second);
    if (!lot) throw new Error("nothing was planned");
    const siblings = await siblingLots(database, lot);
    expect(siblings.map((one) => one.announcementId).sort()).toEqual([first.id, second.id]);
  });

  describe("progress", () => {
    test("counts who is owed, and before anybody looked, whoever would be asked", async () => {
      const database = await open();
      await mailReaders(database, 600);
      const announcement = await announced(database);
      const { id } = announcement;
      await planned(database, announcement);
      expect(await deliveryProgress(database, [id])).toMatchObject([
        { channel: "email", planned: 600, sent: 0, isDone: false },
      ]);
      const lot = await leased(database);
      const told = {
        owed: 500,
        sent: 490,
        unknown: 2,
        failed: 3,
        skipped: 12,
        attempts: 1,
        firstSentAt: now,
        lastSentAt: now + 9,
      };
      await mark(database, lot, { ...told, leasedUntil: 0 });
      expect(await deliveryProgress(database, [id])).toMatchObject([
        {
          planned: 588,
          sent: 490,
          unknown: 2,
          failed: 3,
          skipped: 12,
          retrying: 5,
          firstSentAt: now,
          lastSentAt: now + 9,
        },
      ]);
    });

    test("of an exercise counts marked subscriptions only", async () => {
      const database = await open();
      await database.atomically([
        importSubscriptions(database, [aSubscription(1, { isExercise: true }), aSubscription(2), aSubscription(3)]),
      ]);
      const announcement = await announced(database, { status: "exercise" });
      await planned(database, announcement);
      expect(await deliveryProgress(database, [announcement.id])).toMatchObject([{ planned: 1 }]);
    });
  });
}

async function oneLot(open: Open): Promise<Database> {
  const database = await open();
  await mailReaders(database, 1);
  await planned(database, await announced(database));
  return database;
}

function mark(database: Database, lot: Lot | undefined, values: Parameters<typeof markLot>[3]) {
  if (!lot) throw new Error("there is no lease to mark");
  return rowsOf(database, markLot(database, lot.id, lot.fence, values));
}
