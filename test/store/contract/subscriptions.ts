/** Sign-ups and subscriptions: one for each address, an id that no other person ever gets, leaving that can be repeated. */
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { announcements, letters, lots, signups, subscriptions } from "../../../db/schema.ts";
import type { Database } from "../../../src/store/database.ts";
import { eraseLetters, insertLetter, leaseLetters, lettersTo, markLetter } from "../../../src/store/letters.ts";
import {
  eraseSignups,
  forgetOldSignups,
  insertSignup,
  markConfirmed,
  type SignupLimits,
  signupById,
} from "../../../src/store/signups.ts";
import {
  endSubscription,
  eraseSubscription,
  importSubscriptions,
  type NewSubscription,
  putSubscription,
  resumeSubscription,
  setPreferences,
  stillActive,
  subscriptionById,
  subscriptionsInRange,
  suppress,
  unsuppress,
} from "../../../src/store/subscriptions.ts";
import {
  aLetter,
  announced,
  aSignup,
  aSubscription,
  countOf,
  newYork,
  now,
  type Open,
  planned,
  rowsOf,
} from "./rows.ts";

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
      expect(await signupById(database, row?.id ?? 0)).toMatchObject({
        address: "reader@example.org",
        choice: newYork,
        confirmedAt: now + 20,
      });
      expect(await signupById(database, 99)).toBeNull();
    });

    test("is not taken where its mailbox has had its share, also when both are written in one list", async () => {
      const database = await open();
      const once = limits({ budgets: [{ since: now - 10, most: 1 }] });
      const taken = async (given: Partial<ReturnType<typeof aSignup>>, with_ = once) =>
        (await rowsOf(database, insertSignup(database, { ...aSignup(), ...given }, with_))).length;
      await database.atomically([
        insertSignup(database, aSignup(), once),
        insertSignup(database, { ...aSignup(), nonce: "second" }, once),
      ]);
      expect(await countOf(database, signups)).toBe(1);
      expect(await taken({})).toBe(0);
      expect(await taken({ addressKey: "another spelling" })).toBe(0);
      expect(await taken({ inboxHash: "another" })).toBe(1);
      expect(await taken({}, limits({ budgets: [{ since: now, most: 1 }] }))).toBe(1);
      expect((await rowsOf(database, insertSignup(database, aSignup()))).length).toBe(1);
    });

    test("above what one domain, or all, may get in a window waits its turn; what would wait too long is not taken", async () => {
      const database = await open();
      const pace = limits({ pace: { window: 60_000, perDomain: 2, inAll: 4 }, longestWait: 120_000 });
      const domains = ["a", "a", "a", "b", "b", "c", "a", "a", "a", "d", "a"];
      await database.atomically(domains.map((domain) => insertSignup(database, { ...aSignup(), domain }, pace)));
      const rows = await database.statements.select().from(signups).orderBy(signups.id);
      const waits = rows.map(({ domain, mailAt }) => `${domain} ${(mailAt - now) / 60_000}`);
      expect(waits).toEqual(["a 0", "a 0", "a 1", "b 0", "b 1", "c 1", "a 1", "a 2", "a 2", "d 2"]);
      const [last] = rows.slice(-1);
      expect(last?.expiresAt).toBe((last?.mailAt ?? 0) + aSignup().life);
    });

    test("is forgotten when no budget counts it any more, with the letters that were settled by then", async () => {
      const database = await open();
      await database.atomically([
        insertSignup(database, aSignup()),
        insertLetter(database, aLetter()),
        insertLetter(database, aLetter()),
      ]);
      const [letter] = await rowsOf<{ id: number; fence: number }>(database, leaseLetters(database, 1, now));
      await database.atomically([markLetter(database, letter ?? { id: 0, fence: 0 }, { doneAt: now })]);
      await database.atomically(forgetOldSignups(database, now - 1));
      expect([await countOf(database, signups), await countOf(database, letters)]).toEqual([1, 2]);
      await database.atomically(forgetOldSignups(database, now + aSignup().life));
      expect([await countOf(database, signups), await countOf(database, letters)]).toEqual([0, 1]);
    });
  });

  describe("what was erased", () => {
    test("leaves the id and the nonce, and nothing else that anybody could be known by", async () => {
      const database = await open();
      const { id } = await put(database, aSubscription(1, { choice: newYork, language: "es", isExercise: true }));
      await database.atomically([eraseSubscription(database, id, now + 5)]);
      const [row] = await database.statements.select().from(subscriptions);
      expect(row).toMatchObject({ id, nonce: "nonce1", state: "erased", address: "", language: "en", areas: "[]" });
      expect(row).toMatchObject({ addressKey: `erased ${id}`, consentSource: "", confirmedAt: 0, isExercise: false });
      expect(await rowsOf(database, resumeSubscription(database, id))).toEqual([]);
      const again = await put(database, aSubscription(1));
      expect(again.id).toBeGreaterThan(id);
    });

    test("of sign-ups and letters goes too: what waits is not sent, what budgets count stays without a name", async () => {
      const database = await open();
      await database.atomically([
        insertSignup(database, aSignup()),
        insertLetter(database, aLetter({ recipient: "Reader@example.org" })),
        insertLetter(database, aLetter({ recipient: "other@example.org" })),
        eraseSignups(database, aSignup().addressKey, now),
        eraseLetters(database, "reader@example.org", now),
      ]);
      expect(await signupById(database, 1)).toMatchObject({ address: "", expiresAt: now });
      const budget = limits({ budgets: [{ since: now - 10, most: 1 }] });
      expect(await rowsOf(database, insertSignup(database, aSignup(), budget))).toEqual([]);
      const leased = await rowsOf<{ recipient: string }>(database, leaseLetters(database, 9, now));
      expect(leased.map(({ recipient }) => recipient)).toEqual(["other@example.org"]);
      expect(await lettersTo(database, "reader@example.org")).toEqual([]);
    });

    test("is not brought back by a list, until its reader confirms anew", async () => {
      const database = await open();
      const brought = { ...aSubscription(1), addressHash: "hash" };
      await database.atomically([suppress(database, "hash", "erased", now), suppress(database, "hash", "erased", now)]);
      expect(await rowsOf(database, importSubscriptions(database, [brought, aSubscription(2)]))).toHaveLength(1);
      await database.atomically([unsuppress(database, "hash")]);
      expect(await rowsOf(database, importSubscriptions(database, [brought]))).toHaveLength(1);
    });
  });
}

function limits(given: Partial<SignupLimits>): SignupLimits {
  return { budgets: [], pace: { window: 60_000, perDomain: 100, inAll: 100 }, longestWait: 86_400_000, ...given };
}

async function put(database: Database, subscription: NewSubscription): Promise<{ id: number; nonce: string }> {
  const [row] = await rowsOf<{ id: number; nonce: string }>(database, putSubscription(database, subscription));
  if (!row) throw new Error("no row came back");
  return row;
}
