import fc from "fast-check";
import { expect, test } from "vitest";
import { wordDifference } from "../../src/domain/word-difference.ts";

test("words put in and taken out are told from those that stayed", () => {
  expect(wordDifference("One line is named.", "Two lines are named.")).toEqual([
    { type: "removed", text: "One line is " },
    { type: "added", text: "Two lines are " },
    { type: "same", text: "named." },
  ]);
  expect(wordDifference("a b c", "a b c")).toEqual([{ type: "same", text: "a b c" }]);
  expect(wordDifference("", "new")).toEqual([{ type: "added", text: "new" }]);
});

test("without what was put in it is the old text, without what was taken out the new", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "dd"), { maxLength: 20 }).map((words) => words.join(" "));
  const words = (runs: ReturnType<typeof wordDifference>, without: string) =>
    runs
      .filter(({ type }) => type !== without)
      .map(({ text }) => text)
      .join(" ")
      .split(/\s+/)
      .filter((word) => word !== "");
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = wordDifference(before, after);
      expect(words(runs, "added")).toEqual(before.split(" ").filter((word) => word !== ""));
      expect(words(runs, "removed")).toEqual(after.split(" ").filter((word) => word !== ""));
    }),
  );
});

test("a long text is compared within a moment", () => {
  const text = Array.from({ length: 3_000 }, (_, index) => `w${index % 7}`).join(" ");
  const from = performance.now();
  wordDifference(text, text.split(" ").reverse().join(" "));
  expect(performance.now() - from).toBeLessThan(1_000);
});
