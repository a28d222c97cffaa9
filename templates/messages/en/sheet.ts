import type { SheetWords } from "../sheet-words.ts";

export const sheet: SheetWords = {
  place: "Place",
  asOf: (time) => `Read at ${time}. A copy does not change when the advisory does.`,
  latest: "Always as it stands:",
  link: "This advisory as plain text",
  pdfLink: "This advisory to print (PDF)",
  standsSince: (time) => `As it has stood since ${time}. A copy does not change when the advisory does.`,
  genuine: "Is this sheet genuine? See what was sent:",
  code: "Code",
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
  notPrintable: {
    rightToLeft: "The PDF cannot be written from right to left. Print the advisory's page instead: it can.",
    letters: (letters) =>
      `The PDF's typeface lacks letters of this text (${letters}). Print the advisory's page instead: it has them.`,
  },
};
