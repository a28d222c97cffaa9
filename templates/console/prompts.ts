/**
 * What editors are asked to press, for the real thing and for a rehearsal: nobody's hand must know the one from the other, so no words
 * of a live prompt stand in an exercise or a test.
 */
import type { Status } from "../../src/domain/advisory.ts";

export interface Prompts {
  readonly submit: string;
  /** Of a draft; of what waits. */
  readonly preview: string;
  readonly review: string;
  readonly return: string;
  readonly returnReason: string;
  readonly returnButton: string;
  readonly takeBack: {
    readonly title: string;
    readonly text: string;
    readonly change: string;
    readonly warning: string;
    /** What the second action's button adds. */
    readonly now: string;
    readonly told: string;
    readonly after: string;
  };
}

const live: Prompts = {
  submit: "Submit for approval",
  preview: "See what readers would get",
  review: "Review and approve",
  return: "Return with a reason",
  returnReason: "What has to change",
  returnButton: "Return it",
  takeBack: {
    title: "Issued in error?",
    text: "One person can take it back at once, in fixed words. Everyone who got it is told.",
    change: "Take back this change",
    warning: "Take back the whole warning",
    now: " now",
    told: "Everyone who got it, or may have got it, is told this at once, before all other messages:",
    after: "Every editor is told that you did this. A mistaken retraction can be undone by two people.",
  },
};

const practice: Prompts = {
  submit: "Hand in this practice text",
  preview: "Look at the practice run",
  review: "Play the second person",
  return: "Hand it back to its writer",
  returnReason: "What the writer should practice again",
  returnButton: "Hand it back",
  takeBack: {
    title: "Practice undoing it",
    text: "In the exercise, too, one person is enough. Only those who take part hear of it.",
    change: "Undo the last step of the practice",
    warning: "Undo all of the practice",
    now: "",
    told: "Those who take part, and nobody else, are sent this:",
    after: "The other editors hear that it was you. Two of you can bring the practice run back.",
  },
};

export function promptsFor(status: Status): Prompts {
  return status === "actual" ? live : practice;
}
