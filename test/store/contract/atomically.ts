/** One list of writes: all or nothing, in order, and nothing before it is handed over. */
import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { instance, letters, lots, origins, subscriptions } from "../../../db/schema.ts";
import { messagesOf } from "../../../src/store/advisories.ts";
import { DuplicateKey } from "../../../src/store/database.ts";
import { deliveryProgress } from "../../../src/store/delivery-progress.ts";
import { instanceValue, setOnce, setValue } from "../../../src/store/instance.ts";
import { insertLetter } from "../../../src/store/letters.ts";
import { markLot } from "../../../src/store/lots.ts";
import { holdOrigin, knownOrigins, learnOrigin } from "../../../src/store/origins.ts";
import { importSubscriptions, putSubscription } from "../../../src/store/subscriptions.ts";
import {
  aLetter,
  announced,
  aSubscription,
  countOf,
  leased,
  mailReaders,
  now,
  type Open,
  planned,
  rowsOf,
} from "./rows.ts";

export function atomicallyContract(open: Open): void {
  describe("a list of writes", () => {
    test("with nothing in it gives nothing", async () => {
      const database = await open();
      expect(await database.atomically([])).toEqual([]);
    });

    test("whose third write fails leaves nothing of the first two", async () => {
      const database = await open();
      await database.atomically([database.statements.insert(instance).values({ key: "taken", value: "1" })]);
      const list = database.atomically([
        insertLetter(database, aLetter()),
        holdOrigin(database, "https://push.example.org", now),
        database.statements.insert(instance).values({ key: "taken", value: "2" }),
        setOnce(database, "setUpAt", "1"),
      ]);
      await expect(list).rejects.toBeInstanceOf(DuplicateKey);
      expect(await countOf(database, letters)).toBe(0);
      expect(await countOf(database, origins)).toBe(0);
      expect(await instanceValue(database, "setUpAt")).toBeNull();
    });

    test("that breaks a foreign key is refused whole, and not as a duplicate", async () => {
      const database = await open();
      const list = database.atomically([
        insertLetter(database, aLetter()),
        database.statements
          .insert(lots)
          .values({ announcementId: 99, family: "rail", channel: "email", tier: 1, range: 0, priority: 0 }),
      ]);
      const error: unknown = await list.catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(/FOREIGN KEY/);
      expect(error).not.toBeInstanceOf(DuplicateKey);
      expect(await countOf(database, letters)).toBe(0);
    });

    test("is not rolled back by an update that matches nothing", async () => {
      const database = await open();
      const results = await database.atomically([
        markLot(database, 99, 1, { sent: 1 }),
        holdOrigin(database, "https://push.example.org", now + 1),
      ]);
      expect(results).toEqual([[], []]);
      expect(await countOf(database, origins)).toBe(1);
    });

    test("gives the rows of each `.returning()` in its place, and empty lists between", async () => {
      const database = await open();
      const [first, between, second] = await database.atomically([
        putSubscription(database, aSubscription(1)),
        insertLetter(database, aLetter()),
        putSubscription(database, aSubscription(2)),
      ]);
      expect(first).toEqual([{ id: 1, nonce: "nonce1" }]);
      expect(between).toEqual([]);
      expect(second).toEqual([{ id: 2, nonce: "nonce2" }]);
    });

    test("runs in order: what an earlier write did is there for a later one", async () => {
      const database = await open();
      const [, , rows] = await database.atomically([
        setValue(database, "sendingPaused", "true"),
        setOnce(database, "sendingPaused", "false"),
        database.statements.delete(instance).where(eq(instance.value, "true")).returning(),
      ]);
      expect(rows).toEqual([{ key: "sendingPaused", value: "true" }]);
    });

    test("that is built but not handed over writes nothing", async () => {
      const database = await open();
      const built = [
        putSubscription(database, aSubscription(1)),
        importSubscriptions(database, [aSubscription(2)]),
        insertLetter(database, aLetter()),
        setOnce(database, "setUpAt", "1"),
      ];
      await sleep(20);
      expect(built).toHaveLength(4);
      expect(await countOf(database, subscriptions)).toBe(0);
      expect(await countOf(database, letters)).toBe(0);
      expect(await countOf(database, instance)).toBe(0);
    });
  });

  describe("what comes back is what went in:", () => {
    test("the bits of a lot, as bytes", async () => {
      const database = await open();
      await mailReaders(database, 1);
      await planned(database, await announced(database));
      const bits = Buffer.from(Array.from({ length: 128 }, (_, index) => (index * 37) % 256));
      const lot = await leased(database);
      expect(lot?.bits).toBeNull();
      const marked = markLot(database, lot?.id ?? 0, lot?.fence ?? 0, { bits, leasedUntil: 0 });
      expect(await rowsOf(database, marked)).toEqual([{ id: lot?.id }]);
      const again = await leased(database);
      expect(Buffer.from(again?.bits ?? []).equals(bits)).toBe(true);
      const [stored] = await database.statements.select({ bits: lots.bits }).from(lots);
      expect([...new Uint8Array(stored?.bits ?? [])]).toEqual([...bits]);
    });

    test("yes and no, from a write and from a read", async () => {
      const database = await open();
      for (const isExercise of [true, false]) {
        const write = database.statements
          .insert(subscriptions)
          .values({ ...aSubscription(isExercise ? 1 : 2), kinds: "[]", areas: "[]", sectors: "[]", isExercise })
          .returning({ isExercise: subscriptions.isExercise });
        expect(await rowsOf(database, write)).toEqual([{ isExercise }]);
      }
      const rows = await database.statements.select({ isExercise: subscriptions.isExercise }).from(subscriptions);
      expect(rows.map((row) => row.isExercise)).toEqual([true, false]);
    });

    test("nested JSON, with what needs quoting", async () => {
      const database = await open();
      const data = {
        text: "“O’Hara”; -- \\ \u2028 \u{1f6a8}",
        nested: { list: [1, null, true, -0.5], empty: {} },
        at: now,
      };
      await database.atomically([insertLetter(database, aLetter({ data }))]);
      const [row] = await database.statements.select().from(letters);
      expect(row?.data).toEqual(data);
    });

    test("moments, to the millisecond and as whole numbers", async () => {
      const database = await open();
      const far = Date.parse("9999-12-31T23:59:59.999Z");
      await database.atomically([holdOrigin(database, "https://push.example.org", far)]);
      expect(await knownOrigins(database, ["https://push.example.org"])).toMatchObject([{ notBefore: far }]);
    });
  });

  describe("a statement takes 100 parameters at most, and yet", () => {
    test("1,000 subscriptions are imported by one", async () => {
      const database = await open();
      const brought = Array.from({ length: 1_000 }, (_, index) => aSubscription(index + 1));
      const taken = await rowsOf<{ id: number }>(database, importSubscriptions(database, brought));
      expect(taken).toHaveLength(1_000);
      expect(await countOf(database, subscriptions)).toBe(1_000);
    });

    test("lists of 1,000 ids are read by one", async () => {
      const database = await open();
      const ids = Array.from({ length: 1_000 }, (_, index) => index);
      expect(await messagesOf(database, ids.map(String))).toEqual([]);
      expect(await deliveryProgress(database, ids)).toEqual([]);
    });
  });

  describe("the instance", () => {
    test("keeps what was set once", async () => {
      const database = await open();
      await database.atomically([setOnce(database, "setUpAt", "1")]);
      await database.atomically([setOnce(database, "setUpAt", "2")]);
      expect(await instanceValue(database, "setUpAt")).toBe("1");
    });

    test("turns its switches", async () => {
      const database = await open();
      await database.atomically([setValue(database, "sendingPaused", "true")]);
      await database.atomically([setValue(database, "sendingPaused", "false")]);
      expect(await instanceValue(database, "sendingPaused")).toBe("false");
    });
  });

  describe("an origin that asked to wait", () => {
    test("is held until the latest moment that was asked for, and what it takes at once is kept beside it, for all workers", async () => {
      const database = await open();
      await database.atomically([holdOrigin(database, "https://a.example.org", now + 5_000)]);
      await database.atomically([holdOrigin(database, "https://a.example.org", now + 1_000)]);
      await database.atomically([holdOrigin(database, "https://b.example.org", now)]);
      await database.atomically([learnOrigin(database, "https://a.example.org", 3)]);
      expect(await knownOrigins(database, ["https://a.example.org", "https://c.example.org"])).toEqual([
        { origin: "https://a.example.org", notBefore: now + 5_000, atOnce: 3 },
      ]);
      const [held] = await database.statements
        .select()
        .from(origins)
        .where(eq(origins.origin, "https://a.example.org"));
      expect(held?.failures).toBe(2);
    });
  });
}
