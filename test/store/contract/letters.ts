/** Letters: leased some at a time, marked by whoever holds them, closed when they come too late. */
import { asc, desc } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { letters } from "../../../db/schema.ts";
import { type Database, DuplicateKey } from "../../../src/store/database.ts";
import { letterMatter } from "../../../src/store/letter-matter.ts";
import {
  closeLateLetters,
  insertConfirmLetter,
  insertLetter,
  insertLetters,
  type LetterRow,
  leaseLetters,
  markLetter,
  nextLetterAt,
} from "../../../src/store/letters.ts";
import { leaseLength, leaseSlack } from "../../../src/store/lots.ts";
import {
  insertContact,
  insertInvitation,
  insertNotice,
  latestNotices,
  noticeOutcomes,
  setContact,
} from "../../../src/store/partner-notices.ts";
import { insertSignup } from "../../../src/store/signups.ts";
import { putSubscription } from "../../../src/store/subscriptions.ts";
import { aLetter, aSignup, aSubscription, now, type Open, rowsOf } from "./rows.ts";

const lease = (database: Database, count: number, at = now) =>
  rowsOf<LetterRow>(database, leaseLetters(database, count, at));

export function lettersContract(open: Open): void {
  describe("letters", () => {
    test("are leased some at a time, the oldest first, each to one, and are begun by it", async () => {
      const database = await open();
      await database.atomically([1, 2, 3, 4, 5].map(() => insertLetter(database, aLetter())));
      const [some, others] = await Promise.all([lease(database, 2), lease(database, 2)]);
      expect(some.map((letter) => letter.id).sort()).toEqual([1, 2]);
      expect(others.map((letter) => letter.id).sort()).toEqual([3, 4]);
      expect(some[0]).toMatchObject({ fence: 1, attempts: 1, isBegun: true, leasedUntil: now + leaseLength });
      expect(await lease(database, 9)).toHaveLength(1);
      expect(await lease(database, 9)).toEqual([]);
    });

    test("are written in one statement, however many, each as it would be alone", async () => {
      const database = await open();
      const rows = Array.from({ length: 1_500 }, (_, index) =>
        aLetter({
          recipient: `reader-${index}@example.org`,
          data: { actor: 'O’Neil "😀"', number: index, of: { id: null } },
          ...(index % 2 === 0 ? {} : { notBefore: now + index }),
        }),
      );
      await database.atomically([insertLetters(database, rows), insertLetters(database, [])]);
      const written = await database.statements.select().from(letters).orderBy(asc(letters.id));
      expect(written).toHaveLength(1_500);
      for (const index of [0, 1, 1_499]) {
        await database.atomically([insertLetter(database, rows[index] ?? aLetter())]);
        const [alone] = await database.statements.select().from(letters).orderBy(desc(letters.id)).limit(1);
        expect(written[index]).toEqual({ ...alone, id: index + 1 });
      }
      expect(await lease(database, 2)).toMatchObject([{ id: 1 }, { id: 3 }]);
    });

    test("whose lease ran out, or was written by a wrong clock, are leased again with a larger fence", async () => {
      const database = await open();
      await database.atomically([insertLetter(database, aLetter())]);
      await lease(database, 1);
      expect(await lease(database, 1, now - leaseSlack)).toEqual([]);
      expect(await lease(database, 1, now + leaseLength - 1)).toEqual([]);
      expect(await lease(database, 1, now + leaseLength)).toMatchObject([{ fence: 2, attempts: 2 }]);
      expect(await lease(database, 1, now - 86_400_000)).toMatchObject([{ fence: 3 }]);
    });

    test("of a service notice go to each contact who agreed and did not leave, and are counted by what became of them", async () => {
      const database = await open();
      const contact = (name: string) => ({
        ...{ name, address: `${name}@example.org`, addressKey: name, language: "es", nonce: "n", invitedAt: now },
      });
      const notAfter = now + 1_000;
      await database.atomically([
        ...["asked", "joined", "left"].map((name) => insertContact(database, contact(name))),
        insertInvitation(database, "asked", { createdAt: now, notAfter }),
        setContact(database, 2, { joinedAt: now }),
        setContact(database, 3, { joinedAt: now, leftAt: now }),
      ]);
      await expect(database.atomically([insertContact(database, contact("left"))])).rejects.toThrow(DuplicateKey);
      const notice = {
        id: "notice-1",
        topic: "test" as const,
        texts: { en: "Text" },
        sentAt: now,
        sentBy: "an editor",
      };
      await database.atomically(insertNotice(database, notice, notAfter));
      const [invitation, letter, none] = await lease(database, 9);
      expect(invitation).toMatchObject({
        purpose: "notice-invite",
        recipient: "asked@example.org",
        data: { contactId: 1 },
      });
      expect(letter).toMatchObject({
        ...{ purpose: "notice", recipient: "joined@example.org", language: "es", createdAt: now, notAfter },
        data: { noticeId: "notice-1", contactId: 2 },
      });
      expect(none).toBeUndefined();
      expect(await noticeOutcomes(database)).toEqual([{ noticeId: "notice-1", outcome: null, count: 1 }]);
      if (!letter) throw new Error("there is no letter");
      await database.atomically([markLetter(database, letter, { doneAt: now, outcome: "accepted" })]);
      expect(await noticeOutcomes(database)).toEqual([{ noticeId: "notice-1", outcome: "accepted", count: 1 }]);
      expect(await latestNotices(database, 5)).toEqual([notice]);
    });

    test("are marked only with the fence of the lease that holds", async () => {
      const database = await open();
      await database.atomically([insertLetter(database, aLetter())]);
      const [lost] = await lease(database, 1);
      const [held] = await lease(database, 1, now + leaseLength);
      if (!lost || !held) throw new Error("there are no letters");
      const done = { doneAt: now, outcome: "accepted", leasedUntil: 0 };
      expect(await rowsOf(database, markLetter(database, lost, done))).toEqual([]);
      expect(await lease(database, 1, now + 2 * leaseLength - 1)).toEqual([]);
      expect(await rowsOf(database, markLetter(database, held, done))).toEqual([{ id: held.id }]);
      expect(await lease(database, 1, now + 2 * leaseLength)).toEqual([]);
      expect(await nextLetterAt(database)).toBeNull();
    });

    test("that failed for now wait until they may be tried again", async () => {
      const database = await open();
      await database.atomically([insertLetter(database, aLetter())]);
      const [letter] = await lease(database, 1);
      if (!letter) throw new Error("there is no letter");
      const later = { notBefore: now + 60_000, leasedUntil: 0, isBegun: false };
      await database.atomically([markLetter(database, letter, later)]);
      expect(await nextLetterAt(database)).toBe(now + 60_000);
      expect(await lease(database, 1, now + 59_999)).toEqual([]);
      expect(await lease(database, 1, now + 60_000)).toHaveLength(1);
    });

    test("to browsers are leased apart from mails, and both wait while nothing is due", async () => {
      const database = await open();
      const toBrowser = aLetter({ purpose: "submitted", recipient: "browser:a" });
      const canary = aLetter({ purpose: "canary", recipient: '{"endpoint":"https://push.example.org/1"}' });
      await database.atomically([toBrowser, aLetter(), canary].map((one) => insertLetter(database, one)));
      const lane = (of: "house" | "push" | "mail") =>
        rowsOf<LetterRow>(database, leaseLetters(database, 9, now, of)).then((some) => some.map(({ id }) => id));
      expect(await lane("house")).toEqual([]);
      expect(await lane("mail")).toEqual([2]);
      expect(await nextLetterAt(database, "house")).toBe(0);
      expect(await lane("push")).toEqual([1, 3]);
    });

    test("that come too late are closed unsent; what was done before stays as it was", async () => {
      const database = await open();
      await database.atomically([
        insertLetter(database, aLetter({ notAfter: now - 1 })),
        insertLetter(database, aLetter({ notAfter: now })),
      ]);
      await database.atomically([closeLateLetters(database, now)]);
      await database.atomically([closeLateLetters(database, now + 1)]);
      const rows = await database.statements.select().from(letters).orderBy(letters.id);
      expect(rows).toMatchObject([
        { doneAt: now, outcome: "too late", attempts: 0 },
        { doneAt: now + 1, outcome: "too late", attempts: 0 },
      ]);
    });
  });

  describe("what a letter is about", () => {
    test("a confirmation names the sign-up that is written in the same list", async () => {
      const database = await open();
      const signup = (nonce: string) => insertSignup(database, { ...aSignup(), nonce });
      await database.atomically([signup("old")]);
      const { recipient, language, createdAt } = aLetter();
      await database.atomically([
        signup("new"),
        insertConfirmLetter(database, { recipient, language, createdAt }, { addressKey: "key", nonce: "new" }),
      ]);
      const [letter] = await lease(database, 1);
      expect(letter?.data).toEqual({ signupId: 2 });
      expect(letter).toMatchObject({ notBefore: now, notAfter: now + aSignup().life });
      expect(letter && (await letterMatter(database, letter, String, now))).toMatchObject({
        purpose: "confirm",
        id: 2,
        nonce: "new",
      });
    });

    test("a goodbye names the subscription, and says nothing where it no longer exists", async () => {
      const database = await open();
      await database.atomically([
        putSubscription(database, aSubscription(1)),
        insertLetter(database, aLetter()),
        insertLetter(database, aLetter({ data: { subscriptionId: 99 } })),
      ]);
      const [first, second] = [...(await lease(database, 2))].sort((a, b) => a.id - b.id);
      if (!first || !second) throw new Error("there are no letters");
      expect(await letterMatter(database, first, String, now)).toMatchObject({
        purpose: "goodbye",
        id: 1,
        nonce: "nonce1",
      });
      expect(await letterMatter(database, second, String, now)).toBeNull();
    });
  });
}
