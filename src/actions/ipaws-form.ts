/**
 * The IPAWS form of a revision, made from the very message that is public. Whether there is one is said before an approval and stops
 * nothing; the files are for editors, and this service sends none of them: form checked, sending needs FEMA's authorisation.
 */
import type { Advisory, Moment, Revision } from "../domain/advisory.ts";
import type { State } from "../domain/lifecycle.ts";
import { effectiveRevisions, phaseAt } from "../domain/phase.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import {
  type IpawsSource,
  ipawsAlert,
  ipawsCancel,
  ipawsCorrection,
  ipawsFaults,
  ipawsLife,
  type SameEvent,
} from "../formats/cap/ipaws.ts";
import { composeCap, hasCapMessage } from "../formats/cap/message.ts";
import type { CapMessage } from "../formats/cap/model.ts";
import { renderCap } from "../formats/cap/render.ts";
import type { Dependencies } from "./dependencies.ts";
import { capInput } from "./prepare-messages.ts";

export type IpawsCheck = { readonly form: "ok" } | { readonly form: "not"; readonly because: readonly string[] };

export const ipawsForms = ["alert", "cancel", "correction"] as const;

export interface IpawsRequest {
  readonly form: (typeof ipawsForms)[number];
  readonly event: SameEvent;
  /** The revision that was sent; absent: the one that stands or stood last. */
  readonly revision?: number;
}

function isText({ change, restores }: Revision): boolean {
  return restores !== undefined || (change !== "end" && change !== "retract");
}

function sourceOf({ site }: Pick<Dependencies, "site">, { advisory, family }: State, revision: Revision): IpawsSource {
  const members = [advisory, ...family.filter((member) => member.id !== advisory.id)];
  return {
    message: composeCap(capInput(advisory, revision, members, [], site)),
    kind: advisory.kind,
    effectiveAt: revision.effectiveAt,
    sunsetAt: revision.content.sunsetAt,
  };
}

/** Never refuses and never throws: a fault in a file that may never be needed must hold up no warning. */
export function checkIpaws(dependencies: Dependencies, state: State, revisions: readonly Revision[]): IpawsCheck {
  const revision = revisions.find((one) => one.advisoryId === state.advisory.id);
  if (!revision || !hasCapMessage(revision) || !isText(revision))
    return { form: "not", because: ["an end or a withdrawal has no form of its own: cancel the Alert that was sent"] };
  try {
    const because = ipawsFaults(sourceOf(dependencies, state, revision));
    return because.length === 0 ? { form: "ok" } : { form: "not", because };
  } catch (error) {
    dependencies.log.error({ advisory: state.advisory.id, error: String(error) }, "the IPAWS form could not be made");
    return { form: "not", because: ["it could not be made: the operator finds the cause in the log"] };
  }
}

/** The file. Refused with reasons where the form is not right, or where what was asked for would be sent in vain. */
export function ipawsForm(dependencies: Dependencies, state: State, request: IpawsRequest): Result<string> {
  const { clock } = dependencies;
  const now = clock.now();
  const { advisory } = state;
  const standing = effectiveRevisions(advisory, now).filter(isText);
  const revision =
    request.revision === undefined ? standing.at(-1) : standing.find(({ number }) => number === request.revision);
  if (!revision) return refused({ type: "not-found", what: "text that was published" });
  const source = sourceOf(dependencies, state, revision);
  const because = ipawsFaults(source);
  if (request.event === "CDW" && advisory.kind !== "imminent")
    because.push("CDW is for an attack that is imminent or under way: only an Imminent Alert can carry it");
  // What was sent of it can be cancelled and corrected all the same.
  if (request.form === "alert" && revision.isDamaged)
    because.push("what is stored is not the text that was approved: take it back, or restore a copy");
  const stoodUntil = untilOf(advisory, revision, now);
  if (request.form === "alert" && stoodUntil !== null)
    because.push("this text stands no longer: nothing more is sent of it");
  // The day's Alert that was the last to be sent.
  const alertAt = Math.max(revision.effectiveAt, Math.min(now, (stoodUntil ?? now + 1) - 1));
  if (request.form === "cancel" && ipawsLife(source, alertAt).expiresAt <= now)
    because.push("the Alert has ended by itself: there is nothing left to cancel");
  if (because.length > 0) return refused({ type: "no-ipaws-form", because });
  return accepted(renderCap(formOf(request, source, revision, alertAt, now)));
}

function formOf(
  { form, event }: IpawsRequest,
  source: IpawsSource,
  { content, effectiveAt }: Revision,
  alertAt: Moment,
  now: Moment,
): CapMessage {
  switch (form) {
    case "alert":
      return ipawsAlert(source, event, now);
    case "cancel":
      return ipawsCancel(source, event, alertAt, now);
    case "correction":
      return ipawsCorrection(source, { kind: source.kind, content, effectiveAt }, alertAt, now);
  }
}

/** When the revision stopped standing; `null` while it stands. */
function untilOf(advisory: Advisory, revision: Revision, now: Moment): Moment | null {
  const next = effectiveRevisions(advisory, now).find(({ number }) => number > revision.number);
  if (next) return next.effectiveAt;
  if (phaseAt(advisory, now) === "active") return null;
  const takeover = advisory.takeovers.find(({ at }) => at <= now && at >= revision.effectiveAt);
  return Math.min(revision.content.sunsetAt, takeover?.at ?? revision.content.sunsetAt);
}
