import type { IpawsWords } from "../ipaws-words.ts";

export const ipaws: IpawsWords = {
  kind: { elevated: "Terrorism alert", imminent: "IMMINENT terrorism alert" },
  warning: (kind, place, until) => `${kind}: ${place} til ${until}.`,
  thisArea: "this area",
  advice: {
    Shelter: "Take shelter now.",
    Evacuate: "Evacuate now.",
    Avoid: "Avoid the area.",
    Execute: "Do as officials say.",
    other: "Check local media.",
  },
  correction: (kind) => `CORRECTION: ${kind} was issued in error. Do not act on it.`,
};
