import type { FormatWords } from "../format-words.ts";

export const formats: FormatWords = {
  event: {
    bulletin: "Terrorism bulletin",
    elevated: "Elevated terrorism alert",
    imminent: "Imminent terrorism alert",
  },
  markedEvent: {
    bulletin: "Terrorism bulletin",
    elevated: "Elevated terrorism alert",
    imminent: "Imminent terrorism alert",
  },
  nationwide: "United States and territories",
  feedTitle: "Terrorism advisories",
  details: "Details",
  noLongerCovered: "NO LONGER FOR YOUR PLACES OR SECTORS",
  noLongerCovers: (kind, time) =>
    `Since ${time} this ${kind} no longer covers the places or sectors that this feed is for. It may go on elsewhere.`,
  rights: "May be copied and translated. Keep the kind, the place, the end time and the link.",
};
