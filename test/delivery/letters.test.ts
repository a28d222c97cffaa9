/** Letters: one message to one person, tried until it is too late for it. */
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import type { DeliveryDependencies } from "../../src/delivery/dependencies.ts";
import { insertLetter, leaseLetters } from "../../src/store/letters.ts";
import { leaseLength } from "../../src/store/lots.ts";
import { fanOut } from "../support/fan-out.ts";
import { day, hour, minute } from "../support/world.ts";

/** So many letters that may go within a day, and what is done with each try. */
async function letters(count: number, answer: (id: number, attempt: number) => Outcome | Promise<Outcome>) {
  const made = await fanOut({ random: () => 0.9 });
  const { clock, database } = made;
  const letter = {
    purpose: "goodbye" as const,
    recipient: "reader@example.org",
    language: "en",
    data: {},
    createdAt: clock.now(),
    notAfter: clock.now() + day,
  };
  await database.atomically(Array.from({ length: count }, () => insertLetter(database, letter)));
  const tries: { readonly id: number; readonly at: number }[] = [];
  const sendLetter: DeliveryDependencies["sendLetter"] = async ({ id }) => {
    tries.push({ id, at: clock.now() });
    return answer(id, tries.filter((one) => one.id === id).length);
  };
  const outcomes = () => database.sqlite.prepare("select outcome, done_at as doneAt from letters order by id").all();
  const deliver = () => made.deliver({ sendLetter });
  /** Looks again every ten minutes. */
  const deliverFor = async (ms: number) => {
    for (const until = clock.now() + ms; clock.now() < until; clock.advance(10 * minute)) await deliver();
  };
  return { ...made, tries, outcomes, deliver, deliverFor };
}

const later: Outcome = { type: "later", reason: "busy" };

describe("a letter", () => {
  test("is sent once when it is accepted, refused, or its address is gone", async () => {
    const answers: Outcome[] = [
      { type: "accepted" },
      { type: "refused", reason: "554" },
      { type: "gone", reason: "550" },
    ];
    const { tries, deliverFor, outcomes } = await letters(3, (id) => answers[id - 1] ?? later);
    await deliverFor(hour);
    expect(tries.map((one) => one.id)).toEqual([1, 2, 3]);
    expect(outcomes()).toMatchObject([{ outcome: "accepted" }, { outcome: "refused" }, { outcome: "gone" }]);
  });

  test("is tried through an outage of hours, and no longer than it is worth anything", async () => {
    const { tries, deliverFor, clock, outcomes } = await letters(2, (id, attempt) =>
      id === 1 && attempt > 50 ? { type: "accepted" } : later,
    );
    const start = clock.now();
    await deliverFor(25 * hour);
    expect(tries.filter((one) => one.id === 1)).toHaveLength(51);
    expect(tries.every((one) => one.at <= start + day)).toBe(true);
    expect(outcomes()).toMatchObject([{ outcome: "accepted" }, { outcome: "too late" }]);
  });

  test("waits as long as its server asks", async () => {
    const { tries, deliver, clock } = await letters(1, (_, attempt) =>
      attempt === 1 ? { type: "later", reason: "429", retryAfterSeconds: 600 } : { type: "accepted" },
    );
    const start = clock.now();
    await deliver();
    clock.advance(9 * minute);
    await deliver();
    expect(tries).toHaveLength(1);
    clock.advance(2 * minute);
    await deliver();
    expect(tries.map((one) => one.at - start)).toEqual([0, 11 * minute]);
  });

  test("whose outcome is not known goes once more, and not a third time", async () => {
    const { tries, deliverFor, outcomes } = await letters(1, () => ({ type: "unknown", reason: "broke" }));
    await deliverFor(2 * hour);
    expect(tries).toHaveLength(2);
    expect(outcomes()).toMatchObject([{ outcome: "unknown" }]);
  });

  test("that a dead process had begun goes once more, and not a third time without an outcome", async () => {
    const { tries, deliverFor, database, clock } = await letters(1, () => ({ type: "unknown", reason: "broke" }));
    await database.atomically([leaseLetters(database, 10, clock.now())]);
    clock.advance(leaseLength);
    await deliverFor(2 * hour);
    expect(tries).toHaveLength(1);
  });

  test("that cannot be composed is tried again, and holds up no other", async () => {
    const { tries, deliver, errors } = await letters(3, (id) => {
      if (id === 2) throw new Error("a word is missing");
      return { type: "accepted" };
    });
    await deliver();
    expect(tries.map((one) => one.id)).toEqual([1, 2, 3]);
    expect(errors).toHaveLength(1);
    await deliver();
    expect(tries).toHaveLength(3);
  });
});
