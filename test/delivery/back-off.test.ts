import { describe, expect, test } from "vitest";
import { retryDelay } from "../../src/delivery/back-off.ts";
import { LotBits } from "../../src/store/bits.ts";

describe("the wait before the next try", () => {
  test("doubles up to five minutes, and is spread over all of it", () => {
    const longest = [1, 2, 3, 8, 9, 40, 10_000].map((attempt) => retryDelay(attempt, 1));
    expect(longest).toEqual([2_500, 4_500, 8_500, 256_500, 300_500, 300_500, 300_500]);
    expect([1, 5, 100].map((attempt) => retryDelay(attempt, 0))).toEqual([500, 500, 500]);
    expect(retryDelay(5, 0.5)).toBe(16_500);
  });

  test("is at least what the server asks for, within six hours", () => {
    expect(retryDelay(1, 0, 90)).toBe(90_000);
    expect(retryDelay(1, 0.5, 90)).toBe(90_500);
    expect(retryDelay(9, 1, 1)).toBe(300_500);
    expect(retryDelay(1, 0, 10 ** 12)).toBe(6 * 3_600_000);
    expect(retryDelay(1, 0, -5)).toBe(500);
  });
});

describe("two bits for each of a lot's 512 ids", () => {
  test("are kept apart from those of every other id", () => {
    const bits = new LotBits(null);
    const all = Array.from({ length: 512 }, (_, index) => 512 * 7 + index + 1);
    for (const id of all) bits.set(id, { begun: id % 3 === 0, settled: id % 5 === 0 });
    const read = new LotBits(bits.bytes);
    expect(all.map((id) => read.get(id))).toEqual(all.map((id) => ({ begun: id % 3 === 0, settled: id % 5 === 0 })));
    expect(bits.bytes).toHaveLength(128);
  });

  test("go back to nothing", () => {
    const bits = new LotBits(null);
    bits.set(512, { begun: true, settled: true });
    bits.set(512, { begun: false, settled: false });
    expect(bits.bytes.every((byte) => byte === 0)).toBe(true);
  });
});
