/**
 * The CAP messages of revisions that are about to become public: rendered and checked once, before the publication is accepted, and
 * stored as they are sent. A change of settings, or of this code, touches none of them afterwards. What takes something back must go
 * out: a rule that its message breaks is written down, and stops nothing; where it cannot be signed, its signed form follows
 * (sign-waiting-messages.ts), and where it cannot be made, all of it does (make-missing-messages.ts).
 */
import type { Advisory, Revision } from "../domain/advisory.ts";
import { languageStates } from "../domain/content.ts";
import { easternIso } from "../domain/eastern.ts";
import type { Decision, State } from "../domain/lifecycle.ts";
import { published } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { accepted, type Problem, type Result, refused } from "../domain/refusal.ts";
import { keyText } from "../domain/taking-back.ts";
import { checkCap } from "../formats/cap/check.ts";
import { type CapInput, composeCap, type EarlierMessage, hasCapMessage } from "../formats/cap/message.ts";
import { renderCap } from "../formats/cap/render.ts";
import { type CapSummary, capSummary } from "../formats/cap/summary.ts";
import { messagesOf, type StoredMessage } from "../store/advisories.ts";
import { DamagedTexts } from "../store/seals.ts";
import { pause } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

/** What must go out asks so often for the messages that it names, in about a second: without them it has none itself at first. */
const readingTries = 20;
const pauseMs = 50;

/** The messages as they are stored: also what the approval screen shows. */
export async function composeMessages(
  dependencies: Dependencies,
  { advisory, family }: State,
  { revisions, sentBack, family: joined = advisory.family }: Pick<Decision, "revisions" | "sentBack" | "family">,
  mustGoOut: boolean,
): Promise<Result<StoredMessage[]>> {
  const { site, log, signCap } = dependencies;
  // The state also holds the family of what a draft would replace: only the family that it is in from now on is referenced.
  const members = [advisory, ...family.filter((member) => member.id !== advisory.id && member.family === joined)];
  const withMessage = revisions.filter(hasCapMessage);
  if (withMessage.length === 0) return accepted([]);
  const sentBackKeys = new Set(sentBack.map(({ key }) => keyText(key)));
  const voided = new Set(
    members
      .flatMap((one) => one.revisions)
      .filter((one) => one.voidedAt !== undefined || sentBackKeys.has(keyText(one)))
      .map((one) => one.identifier),
  );
  const stored = await storedMessages(dependencies, members, mustGoOut ? readingTries : 1);
  const earlier = stored
    .filter(({ identifier }) => !voided.has(identifier))
    .map((message) => sentBefore(message, site, mustGoOut));

  const made: StoredMessage[] = [];
  const problems: Problem[] = [];
  for (const revision of withMessage) {
    const owner = members.find((member) => member.id === revision.advisoryId) ?? advisory;
    const message = composeCap(capInput(owner, revision, members, earlier, site));
    const faults = checkCap(message);
    if (faults.length > 0) log.warn({ identifier: message.identifier, faults }, "a CAP message breaks a rule");
    problems.push(...faults);
    if (faults.length > 0 && !mustGoOut) continue;
    const summary = capSummary(message);
    const xml = renderCap(message);
    const signed = tried(() => signCap(xml));
    if (!signed.ok) {
      log.error({ identifier: summary.identifier, error: signed.error }, "a CAP message could not be signed");
      if (!mustGoOut) return refused({ type: "signing-failed" });
    }
    made.push({
      identifier: summary.identifier,
      advisoryId: revision.advisoryId,
      number: revision.number,
      sentAt: revision.effectiveAt,
      expiresAt: summary.expiresAt,
      summary: signed.ok ? summary : { ...summary, unsigned: true },
      xml: signed.ok ? signed.value : xml,
    });
  }
  return problems.length > 0 && !mustGoOut ? refused({ type: "invalid-message", problems }) : accepted(made);
}

/** What it is referenced by. Where its summary is damaged, what must go out goes by its row; nothing else is built on it. */
function sentBefore(
  { identifier, sentAt, expiresAt, summary }: Omit<StoredMessage, "xml">,
  { senderId }: Site,
  mustGoOut: boolean,
): EarlierMessage {
  if (summary !== undefined) return summary as CapSummary;
  if (!mustGoOut) throw new DamagedTexts([identifier]);
  return { sender: senderId, identifier, sent: easternIso(sentAt), expiresAt };
}

async function storedMessages(
  { database, timers }: Dependencies,
  members: readonly Advisory[],
  tries: number,
): ReturnType<typeof messagesOf> {
  const ids = members.map(({ id }) => id);
  for (let attempt = 1; attempt < tries; attempt++) {
    try {
      return await messagesOf(database, ids);
    } catch {
      await pause(timers, pauseMs);
    }
  }
  return messagesOf(database, ids);
}

function tried(sign: () => string): { ok: true; value: string } | { ok: false; error: string } {
  try {
    return { ok: true, value: sign() };
  } catch (error) {
    return { ok: false, error: String(error) };
  }
}

/** `members` are the advisory's family, itself among them. */
export function capInput(
  owner: Advisory,
  revision: Revision,
  members: readonly Advisory[],
  earlier: CapInput["earlier"],
  site: CapInput["site"],
): CapInput {
  const replacedSlug = members.find((member) => member.id === revision.content.replaces)?.slug;
  const wrongOwner = members.find((member) => member.id === revision.takesBack?.advisoryId);
  const wrong = wrongOwner?.revisions.find((one) => one.number === revision.takesBack?.number);
  return {
    advisory: owner,
    revision,
    languageStates: statesWith(owner, revision),
    earlier,
    site,
    ...(replacedSlug === undefined ? {} : { replacedSlug }),
    ...(wrongOwner && wrong
      ? { takenBack: { kind: wrongOwner.kind, content: wrong.content, effectiveAt: wrong.effectiveAt } }
      : {}),
  };
}

/** The state of each language as it will be once the revision stands. */
function statesWith(owner: Advisory, revision: Revision): CapInput["languageStates"] {
  const after = published({ ...owner, revisions: [...owner.revisions, revision] }, revision.effectiveAt);
  return (
    after?.revisions.find((one) => one.number === revision.number)?.languageStates ?? languageStates([revision.content])
  );
}
