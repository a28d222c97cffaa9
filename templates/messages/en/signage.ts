import type { SignageWords } from "../signage-words.ts";

export const signage: SignageWords = {
  advisories: "Terrorism advisories",
  none: "No current advisories",
  noneShort: "None in effect",
  noAllClear: "This does not mean that there is no risk.",
  more: (count) => `and ${count} more`,
  until: "Until",
  displayTitle: "Current advisories on a screen",
  embedTitle: "Current advisories in a frame",
  stale: "OUT OF DATE. This screen has not been able to refresh since",
  noScript: "This screen cannot refresh without JavaScript. It shows what was true at",
  ended: "This has ended.",
  calendarName: "Ends of terrorism advisories",
  calendarEnds: (what) => `Ends: ${what}`,
  calendarOver: "no longer stands",
};
