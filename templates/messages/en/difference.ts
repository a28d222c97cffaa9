import type { DifferenceWords } from "../difference-words.ts";

export const difference: DifferenceWords = {
  title: (number) => `What changed since revision ${number}`,
  key: "Struck through: taken out. Underlined: put in. Parts that did not change are left out.",
  removed: "taken out:",
  added: "put in:",
  until: "End",
  headline: "Headline",
  nothing: "No word of the English text changed.",
};
