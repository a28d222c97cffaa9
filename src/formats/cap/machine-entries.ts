/** Which messages the machine feed lists, and what became of each: read off the references that the messages carry. */
import type { Moment } from "../../domain/advisory.ts";
import { aftermath } from "../../domain/phase.ts";
import type { MachineEntry } from "./machine-feed.ts";
import type { CapSummary } from "./summary.ts";

function identifiersIn(references: string | undefined): string[] {
  return (references ?? "").split(" ").flatMap((triple) => triple.split(",")[1] ?? []);
}

function stateOf(summary: CapSummary, later: readonly CapSummary[], now: Moment): MachineEntry {
  const follower = later
    .filter((other) => identifiersIn(other.references).includes(summary.identifier))
    .sort((a, b) => a.sentAt - b.sentAt || (a.identifier < b.identifier ? -1 : 1));
  const cancel = follower.find((other) => other.msgType === "Cancel");
  const [update] = follower;
  if (update && update.sentAt < summary.expiresAt) {
    // A Cancel counts from its own moment, also for what an Update had superseded before.
    const by = cancel ?? update;
    return { summary, state: cancel ? "cancelled" : "superseded", since: by.sentAt };
  }
  return summary.expiresAt <= now
    ? { summary, state: "expired", since: summary.expiresAt }
    : { summary, state: "current", since: summary.sentAt };
}

/**
 * The entries of the feed at a moment: what counts, and what stopped counting less than 48 hours ago. Messages whose hour has not
 * come are left out; messages of voided revisions must not be among the summaries. What is not signed yet counts for what became of
 * the others, and is not listed itself.
 */
export function machineEntries(summaries: readonly CapSummary[], now: Moment): MachineEntry[] {
  return entriesSoFar(summaries, now).filter((entry) => isListed(entry, now));
}

/** Does it count, or did it stop counting less than 48 hours ago? */
export function isListed({ state, since }: MachineEntry, now: Moment): boolean {
  return state === "current" || now < since + aftermath;
}

/** Every message so far with what became of it. */
export function entriesSoFar(summaries: readonly CapSummary[], now: Moment): MachineEntry[] {
  const sent = summaries.filter(({ sentAt }) => sentAt <= now);
  return sent.filter(({ unsigned }) => unsigned !== true).map((summary) => stateOf(summary, sent, now));
}
