import { describe, expect, test } from "vitest";
import { phaseAt } from "../../src/domain/phase.ts";
import { floorAtStart, serviceClock } from "../../src/platform/node/clock.ts";
import { advisoryOf, contentOf, day, emptyWorld, hour, minute, publish } from "../support/world.ts";

const start = Date.parse("2026-11-22T12:00:00Z");

/** Sources that only move when they are told to. */
function sources(wall = start) {
  const state = { wall, monotonic: 1_000, sinceBoot: 5_000 };
  return {
    state,
    pass(ms: number) {
      state.wall += ms;
      state.monotonic += ms;
      state.sinceBoot += ms;
    },
    clock: (floor = 0) =>
      serviceClock(floor, {
        wall: () => state.wall,
        monotonic: () => state.monotonic,
        sinceBoot: () => state.sinceBoot,
      }),
  };
}

describe("the service's clock", () => {
  test("goes with the wall clock while both agree", () => {
    const { clock, pass } = sources();
    const own = clock();
    pass(90 * minute);
    expect(own.now()).toBe(start + 90 * minute);
    expect(own.isApart()).toBe(false);
  });

  const jumps = [1_000, minute, 5 * minute, 6 * minute, hour, day, 366 * day, 3_653 * day];
  test.each(jumps.flatMap((ms) => [ms, -ms]))(
    "a jump of the wall clock by %i ms brings nothing back and ends nothing early",
    (ms) => {
      const { clock, state, pass } = sources();
      const own = clock();
      const over = publish(emptyWorld(start), "a", contentOf({ sunsetAt: start + 30_000 }));
      const standing = publish(emptyWorld(start), "a", contentOf({ sunsetAt: start + 2 * hour }));
      const phases = () => [over, standing].map((world) => phaseAt(advisoryOf(world, "a"), own.now()));
      pass(minute);
      const before = own.now();
      expect(phases()).toEqual(["expired", "active"]);
      state.wall += ms;
      const after = own.now();
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after - before).toBeLessThanOrEqual(5 * minute);
      expect(own.isApart()).toBe(Math.abs(ms) > 5 * minute);
      for (let passed = 0; passed < 90; passed++) {
        pass(minute);
        expect(phases()).toEqual(["expired", "active"]);
      }
      // Nothing stands for years longer either.
      pass(35 * minute);
      expect(phases()).toEqual(["expired", "expired"]);
    },
  );

  test("it keeps its own pace while the wall clock is wrong, and follows it again when they agree", () => {
    const { clock, state, pass } = sources();
    const own = clock();
    state.wall += 60 * minute;
    expect(own.now()).toBe(start);
    pass(10 * minute);
    expect(own.now()).toBe(start + 10 * minute);
    expect(own.isApart()).toBe(true);
    state.wall -= 60 * minute;
    expect(own.now()).toBe(start + 10 * minute);
    expect(own.isApart()).toBe(false);
  });

  test("a machine that slept has the time it slept: what ended meanwhile has ended", () => {
    const { clock, state } = sources();
    const own = clock();
    state.wall += 180 * minute;
    state.sinceBoot += 180 * minute;
    expect(own.now()).toBe(start + 180 * minute);
    expect(own.isApart()).toBe(false);
  });

  test("many short sleeps that the wall clock counted are not added once more when it jumps", () => {
    const { clock, state, pass } = sources();
    const own = clock();
    for (let night = 0; night < 10; night++) {
      state.wall += 3_000;
      state.sinceBoot += 3_000;
      own.now();
      pass(minute);
      own.now();
    }
    const before = own.now();
    state.wall -= 60 * minute;
    expect(own.now()).toBe(before);
    expect(own.isApart()).toBe(true);
  });

  test("it does not ask how long the machine has been up for each reader", () => {
    let asked = 0;
    let monotonic = 0;
    const own = serviceClock(0, {
      wall: () => start + monotonic,
      monotonic: () => monotonic,
      sinceBoot: () => {
        asked++;
        return monotonic;
      },
    });
    for (; monotonic < 10_000; monotonic += 10) own.now();
    expect(asked).toBeLessThanOrEqual(11);
  });

  test("it never starts behind what was written down before", () => {
    const { clock } = sources();
    const floor = start + 400 * minute;
    const own = clock(floor);
    expect(own.now()).toBe(floor);
    expect(own.isApart()).toBe(true);
  });

  const leap = { from: 12 * day, to: 400 * day };
  test.each([
    ["set back by two hours: what had ended has ended", 10 * day, 20 * day, null, 20 * day - 2 * hour, 20 * day],
    ["set back by days: what had ended has ended", 10 * day, 20 * day, null, 12 * day, 20 * day],
    ["gone on: by the wall clock", 10 * day, 20 * day, null, 21 * day, 20 * day],
    ["back at its maker's year: it is that which is wrong", 10 * day, 20 * day, null, 0, 20 * day],
    ["back at its maker's year after a leap", 10 * day, 400 * day, leap, 0, 400 * day],
    ["right again, after a run that had leapt by a year", 10 * day, 401 * day, leap, 13 * day, 12 * day],
    [
      "set back, after a run that had leapt and in which somebody acted",
      400 * day,
      410 * day,
      leap,
      402 * day,
      410 * day,
    ],
  ])("a start where the clock was %s", (_, newestActAt, watchedAt, leap, wall, floor) => {
    expect(floorAtStart({ newestActAt, watchedAt, leap }, wall)).toBe(floor);
  });

  test("it never goes back, not by a millisecond", () => {
    const { clock, state } = sources();
    const own = clock();
    state.wall += 1_000;
    state.monotonic += 1_000;
    state.sinceBoot += 1_000;
    const before = own.now();
    state.wall -= 3;
    expect(own.now()).toBe(before);
  });
});
