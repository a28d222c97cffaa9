import fc from "fast-check";
import { expect, test } from "vitest";
import { wordDifference } from "../../src/domain/word-difference.ts";
import { processorMs } from "../support/processor-time.ts";

test("a word that was exchanged is all that is marked", () => {
  expect(wordDifference("Avoid the north station.", "Avoid the south station.")).toEqual([
    { type: "same", text: "Avoid the " },
    { type: "removed", text: "north" },
    { type: "added", text: "south" },
    { type: "same", text: " station." },
  ]);
});

test("the same text has no difference, and an empty one is all added", () => {
  expect(wordDifference("a b", "a b")).toEqual([{ type: "same", text: "a b" }]);
  expect(wordDifference("", "a b")).toEqual([{ type: "added", text: "a b" }]);
  expect(wordDifference("", "")).toEqual([]);
});

test("both texts can be read out of the difference, whatever they are", () => {
  const words = fc.array(fc.constantFrom("a", "b", "c", " ", "\n", ".", "é", "🚉"), { maxLength: 40 });
  fc.assert(
    fc.property(words, words, (one, other) => {
      const [before, after] = [one.join(""), other.join("")];
      const changes = wordDifference(before, after);
      const read = (left: string) =>
        changes
          .filter(({ type }) => type !== left)
          .map(({ text }) => text)
          .join("");
      expect([read("added"), read("removed")]).toEqual([before, after]);
    }),
  );
});

test("two long texts that share nothing are told apart quickly", async () => {
  const long = (word: string) => `${word} `.repeat(10_000);
  const telling = () => expect(wordDifference(long("x"), long("y")).map(({ type }) => type)).toContain("added");
  expect(await processorMs(telling)).toBeLessThan(2_000);
});
