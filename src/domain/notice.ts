/** A notice: what one message tells, the same for every recipient of one form and language. Channels make words and bytes of it. */
import type { Moment } from "./advisory.ts";
import type { PublishedAdvisory, PublishedRevision } from "./phase.ts";

/**
 * `change`: what happened, said by `told.change`. `correction`: the reader got a text that was issued in error. `issue`: the text is
 * new to the reader although the change was not an issue. `update`: the reader holds an older text than the one that stands.
 * `sunset`: it ended as planned.
 */
export type Form = "change" | "correction" | "issue" | "update" | "sunset";

export interface Notice {
  readonly form: Form;
  /** The advisory as it is at the moment of composing; its `revision` carries the words that stand. */
  readonly advisory: PublishedAdvisory;
  /** The revision that is announced; older than `advisory.revision` where wording or a translation came in the middle. */
  readonly told: PublishedRevision;
  /** What was issued in error; present for every correction. */
  readonly takenBack?: {
    readonly advisory: PublishedAdvisory;
    readonly revision: PublishedRevision;
    readonly sentAt: Moment;
  };
  /** The advisory that this one replaced. */
  readonly replaced?: PublishedAdvisory;
  /** Other advisories in effect, for the sentence that corrections and ends carry. */
  readonly others: readonly PublishedAdvisory[];
}
