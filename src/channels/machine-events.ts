/** What machines are told: the name of the event and the ids that it is about. The words are read from the public addresses. */
import type { Notice } from "../domain/notice.ts";

export type EventName = "issued" | "updated" | "edited" | "replaced" | "ended" | "retracted";

/** DESIGN 4, "Who is told what", column "machines". */
export function eventName({ form, told }: Notice): EventName {
  if (form === "correction") return "retracted";
  if (form === "sunset") return "ended";
  if (form === "issue") return "issued";
  if (form === "update") return "updated";
  switch (told.change) {
    case "issue":
    case "reinstate":
      return "issued";
    case "replace":
      return "replaced";
    case "update":
    case "extend":
      return "updated";
    case "editorial":
    case "translate":
      return "edited";
    case "end":
      return "ended";
    case "retract":
      return "retracted";
  }
}

/** `advisory.issued`; of an exercise `exercise.issued`, so that nothing that listens for the real thing acts on it. */
export function eventType(notice: Notice): string {
  const { status } = notice.advisory;
  return `${status === "actual" ? "advisory" : status}.${eventName(notice)}`;
}
