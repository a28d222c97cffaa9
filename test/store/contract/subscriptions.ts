/** Sign-ups and subscriptions: one for each address, an id that no other person ever gets, leaving that can be repeated. */
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { announcements, letters, lots, signups, subscriptions } from "../../../db/schema.ts";
import type { Database } from "../../../src/store/database.ts";
import { insertLetter } from "../../../src/store/letters.ts";
import {
  endSubscription,
  highestSubscriptionId,
  importSubscriptions,
  insertSignup,
  markConfirmed,
  type NewSubscription,
  putSubscription,
  resumeSubscription,
  setPreferences,
  signupById,
  stillActive,
  subscriptionById,
  subscriptionsInRange,
} from "../../../src/store/subscriptions.ts";
import { aLetter, announced, aSubscription, countOf, now, type Open, planned, rowsOf } from "./rows.ts";

const newYork = { kinds: ["imminent"], areas: ["NY"], sectors: ["energy"] } as const;

export function subscriptionsContract(open: Open): void {
  describe("a subscription", () => {
    test("that comes again keeps its id and its nonce, and gets the preferences of this time", async () => {
      const database = await open();
      const first = await put(database, aSubscription(1));
      await database.atomically([endSubscription(database, first.id, "left", now)]);
      const again = await put(database, aSubscription(1, { nonce: "another", language: "es", choice: newYork }));
      expect(again).toEqual(first);
      const stored = await subscriptionById(database, first.id);
      expect(stored).toMatchObject({ state: "active", nonce: "nonce1", language: "es", choice: newYork });
      expect(await countOf(database, subscriptions)).toBe(1);
    });

    test("by push does not take the place of the one by mail", async () => {
      const database = await open();
      await put(database, aSubscription(1));
      await put(database, aSubscription(1, { channel: "push" }));
      expect(await countOf(database, subscriptions)).toBe(2);
    });

    test("is left once: the second time changes nothing and gives no row", async () => {
      const database = await open();
      const { id } = await put(database, aSubscription(1));
      expect(await rowsOf(database, endSubscription(database, id, "left", now))).toEqual([{ id }]);
      expect(await rowsOf(database, endSubscription(database, id, "gone", now + 1))).toEqual([]);
      const [row] = await database.statements.select().from(subscriptions);
      expect(row).toMatchObject({ state: "left", endedAt: now });
    });

    test("that was left can be taken up again; one whose address is dead cannot", async () => {
      const database = await open();
      const { id } = await put(database, aSubscription(1));
      const dead = await put(database, aSubscription(2));
      await database.atomically([
        endSubscription(database, id, "left", now),
        endSubscription(database, dead.id, "gone", now),
      ]);
      expect(await rowsOf(database, resumeSubscription(database, id))).toEqual([{ id }]);
      expect(await rowsOf(database, resumeSubscription(database, dead.id))).toEqual([]);
      expect((await subscriptionById(database, dead.id))?.state).toBe("gone");
    });

    test("changes its preferences and nothing else", async () => {
      const database = await open();
      const { id } = await put(database, aSubscription(1));
      await database.atomically([setPreferences(database, id, { language: "es", choice: newYork })]);
      expect(await subscriptionById(database, id)).toMatchObject({
        nonce: "nonce1",
        state: "active",
        language: "es",
        choice: newYork,
      });
    });

    test("is asked for in id order by channel and tier, and for exercises only where it is marked", async () => {
      const database = await open();
      await database.atomically([
        importSubscriptions(database, [
          aSubscription(9, { id: 9 }),
          aSubscription(3, { id: 3, isExercise: true }),
          aSubscription(5, { id: 5, tier: 0 }),
          aSubscription(6, { id: 6, channel: "push" }),
          aSubscription(512, { id: 512 }),
          aSubscription(513, { id: 513 }),
        ]),
        endSubscription(database, 512, "left", now),
      ]);
      const range = { channel: "email", tier: 1, firstId: 1, lastId: 512, onlyExercise: false } as const;
      const ids = async (asked: Parameters<typeof subscriptionsInRange>[1]) =>
        (await subscriptionsInRange(database, asked)).map((one) => one.id);
      expect(await ids(range)).toEqual([3, 9]);
      expect(await ids({ ...range, onlyExercise: true })).toEqual([3]);
      expect(await ids({ ...range, tier: 0 })).toEqual([5]);
      expect(await stillActive(database, 5, 513)).toEqual(new Set([5, 6, 9, 513]));
    });
  });

  describe("an import", () => {
    test("leaves as it is who is there already, and takes an address once", async () => {
      const database = await open();
      const there = await put(database, aSubscription(1));
      await database.atomically([endSubscription(database, there.id, "left", now)]);
      const taken = await rowsOf<{ id: number }>(
        database,
        importSubscriptions(database, [
          aSubscription(1, { language: "es" }),
          aSubscription(2),
          aSubscription(2, { nonce: "x" }),
        ]),
      );
      expect(taken).toHaveLength(1);
      expect(await subscriptionById(database, there.id)).toMatchObject({ state: "left", language: "en" });
      expect(await subscriptionById(database, taken[0]?.id ?? 0)).toMatchObject({ nonce: "nonce2", state: "active" });
    });

    test("keeps ids that the list brings, and later ones are above them", async () => {
      const database = await open();
      await database.atomically([
        importSubscriptions(database, [aSubscription(1, { id: 70_000, isExercise: true, tier: 0 })]),
      ]);
      expect(await highestSubscriptionId(database)).toBe(70_000);
      expect((await put(database, aSubscription(2))).id).toBe(70_001);
      const [row] = await database.statements.select().from(subscriptions).where(eq(subscriptions.id, 70_000));
      expect(row).toMatchObject({ isExercise: true, tier: 0, confirmedAt: now, consentSource: "test", endedAt: null });
    });

    test("of nothing takes nothing", async () => {
      const database = await open();
      expect(await rowsOf(database, importSubscriptions(database, []))).toEqual([]);
    });
  });

  test("no id is given twice, though the highest was deleted: a bit would mean another person", async () => {
    const database = await open();
    await put(database, aSubscription(1));
    const { id } = await put(database, aSubscription(2));
    await planned(database, await announced(database));
    await database.atomically([insertSignup(database, aSignup()), insertLetter(database, aLetter())]);
    const ids = async () => ({
      announcement: (await announced(database, { number: 2 })).id,
      signup: (await rowsOf<{ id: number }>(database, insertSignup(database, aSignup())))[0]?.id,
    });
    const before = await ids();
    for (const table of [lots, announcements, signups, letters, subscriptions]) {
      await database.atomically([database.statements.delete(table)]);
    }
    expect((await put(database, aSubscription(3))).id).toBe(id + 1);
    const after = await ids();
    expect(after.announcement).toBeGreaterThan(before.announcement);
    expect(after.signup).toBeGreaterThan(before.signup ?? 0);
  });

  describe("a sign-up", () => {
    test("has no place among the subscriptions until it is confirmed", async () => {
      const database = await open();
      const [row] = await rowsOf<{ id: number }>(database, insertSignup(database, aSignup()));
      expect(await countOf(database, subscriptions)).toBe(0);
      await database.atomically([markConfirmed(database, row?.id ?? 0, now + 20)]);
      expect(await signupById(database, row?.id ?? 0)).toMatchObject({ ...aSignup(), confirmedAt: now + 20 });
      expect(await signupById(database, 99)).toBeNull();
    });

    test("is not taken where its address has had its share, also when both are written in one list", async () => {
      const database = await open();
      const once = [{ since: now - 10, most: 1 }];
      const taken = async (given: Partial<ReturnType<typeof aSignup>>, budgets = once) =>
        (await rowsOf(database, insertSignup(database, { ...aSignup(), ...given }, budgets))).length;
      await database.atomically([
        insertSignup(database, aSignup(), once),
        insertSignup(database, { ...aSignup(), nonce: "second" }, once),
      ]);
      expect(await countOf(database, signups)).toBe(1);
      expect(await taken({})).toBe(0);
      expect(await taken({ addressKey: "another" })).toBe(1);
      expect(await taken({}, [{ since: now, most: 1 }])).toBe(1);
      expect(await taken({}, [])).toBe(1);
    });
  });
}

function aSignup() {
  return {
    address: "reader@example.org",
    addressKey: "key",
    nonce: "nonce",
    language: "en",
    choice: newYork,
    createdAt: now,
    expiresAt: now + 1_000,
  };
}

async function put(database: Database, subscription: NewSubscription): Promise<{ id: number; nonce: string }> {
  const [row] = await rowsOf<{ id: number; nonce: string }>(database, putSubscription(database, subscription));
  if (!row) throw new Error("no row came back");
  return row;
}
