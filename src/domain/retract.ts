/** The one act that needs one person: taking back what was issued in error, and bringing back the text that was right. */
import type { Change, Editor, Revision } from "./advisory.ts";
import { announcementsFor } from "./announcement.ts";
import { nextKey, scheduledOf } from "./family.ts";
import type { Command, Decision, Occasion, State } from "./lifecycle.ts";
import { effectiveRevisions, phaseAt } from "./phase.ts";
import { accepted, type Result, refused } from "./refusal.ts";
import { textToRestore } from "./taking-back.ts";

export function retract(
  state: State,
  { then, revision }: Extract<Command, { type: "retract" }>,
  by: Editor,
  { now, hash, ...names }: Occasion,
): Result<Decision> {
  const { advisory } = state;
  const phase = phaseAt(advisory, now);
  // The state may hold the family of what a draft would replace, too: what is taken back concerns its own only.
  const others = state.family.filter((one) => one.id !== advisory.id && one.family === advisory.family);
  const sentBack = scheduledOf({ advisory, family: others }, now);
  if (phase === "scheduled") return accepted({ revisions: [], sentBack, announcements: [] });
  const last = effectiveRevisions(advisory, now).at(-1);
  if (!last) return refused({ type: "nothing-to-take-back" });
  if (phase === "expired" || phase === "ended") {
    return refused({ type: "advisory-over", phase, at: phase === "ended" ? last.effectiveAt : last.content.sunsetAt });
  }
  if (phase !== "active") return refused({ type: "wrong-phase", phase, wanted: "active" });
  // Two editors press at once, or a client asks again: the second must not take back the text that the first brought back.
  const isBroughtBack = last.takesBack !== undefined && then === "restore";
  if (revision === undefined ? isBroughtBack : revision !== last.number) {
    return refused({ type: "already-taken-back", revision: last.number });
  }

  const text = then === "restore" ? textToRestore([...others, advisory], last, now) : undefined;
  const takesBack = { advisoryId: advisory.id, number: last.number };
  const act = { submittedBy: by.id, approvedBy: by.id, approvedAt: now, effectiveAt: now, takesBack };
  const isOwn = text?.advisoryId === advisory.id;
  const taken: Revision = {
    ...nextKey(advisory, names),
    ...act,
    change: "retract" satisfies Change,
    then: text ? "restore" : "end",
    content: isOwn ? text.content : last.content,
    contentHash: hash(`retract ${advisory.id} ${last.number} ${text ? text.contentHash : "end"}`),
    ...(isOwn ? { restores: text.number } : {}),
  };
  if (!text || isOwn) {
    return accepted({ revisions: [taken], sentBack, announcements: announcementsFor(advisory, taken) });
  }
  // The right text stands at another address: it returns there, and that one revision tells everybody.
  const other = others.find((member) => member.id === text.advisoryId);
  if (!other) throw new Error("the text to restore belongs to no member of the family");
  const restored: Revision = {
    ...nextKey(other, { ...names, sequence: names.sequence + 1 }),
    ...act,
    change: "reinstate",
    content: text.content,
    contentHash: text.contentHash,
    restores: text.number,
    takesOver: advisory.id,
  };
  return accepted({ revisions: [taken, restored], sentBack, announcements: announcementsFor(other, restored) });
}
