import type { DraftWords } from "../draft-words.ts";

export const draft: DraftWords = {
  marks: {
    exercise: { head: "EXERCISE – ", sentence: "This is an exercise." },
    test: { head: "TEST – ", sentence: "This is a test." },
  },
  heads: {
    bulletin: {
      headline: "[TREND OR EVENT] in [PLACE]",
      summary: "[WHAT HAS CHANGED]. There is no specific threat that we know of.\n\n[WHAT IT MEANS FOR PEOPLE]",
    },
    elevated: {
      headline: "Credible threat to [TARGET] in [PLACE]",
      summary: "There is credible information about a threat to [TARGET]. No time or exact place is known.",
    },
    imminent: {
      headline: "Credible, specific, impending threat to [TARGET] in [PLACE]",
      summary: "An attack on [TARGET] is expected [WHEN].\n\n[WHAT TO DO AT ONCE]",
    },
  },
  measures: {
    individuals: "Stay alert and report suspicious activity to local law enforcement.\n\n[WHAT PEOPLE SHOULD DO]",
    government: "[WHAT GOVERNMENT OFFICES SHOULD DO]",
    responders: "[WHAT RESPONDERS SHOULD DO]",
    privateSector: "[WHAT BUSINESSES SHOULD DO]",
  },
  context: {
    whatWeKnow: "[WHAT WE KNOW]",
    whatWeDoNotKnow: "[WHAT WE DO NOT KNOW]",
    confidence: "[HOW SURE WE ARE]",
    governmentActions: "[WHAT GOVERNMENT IS DOING]",
    whyNow: "[WHY NOW]",
  },
};
