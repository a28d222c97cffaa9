import type { ArchiveWords } from "../archive-words.ts";

export const archive: ArchiveWords = {
  filters: "Show only",
  kind: "Kind",
  year: "Year in which it stood",
  place: "Place",
  any: "All",
  placeHint: "Nationwide advisories stay in the list: they hold everywhere.",
  apply: "Show",
  clear: "Show all advisories",
  found: (count) => (count === 1 ? "1 advisory" : `${count} advisories`),
  noneFound: "No advisory matches these choices.",
  plotTitle: "When advisories stood",
  plotText: (count, from, to) =>
    `${count === 1 ? "One bar" : `${count} bars`}, one for each advisory, from its issue to its end, between ${from} and ${to}; the newest is at the top. The table below says the same in words.`,
  plotKey: "Solid: Bulletin. Striped: Elevated Alert. Heavy border: Imminent Alert. Hollow and dashed: withdrawn.",
  table: "The timeline as a table",
  issued: "Issued",
  over: "End",
  how: "How it ended",
};
