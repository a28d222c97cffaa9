/**
 * Whom a decision tells inside the house, written with it in one write: approvers of what waits for them, all editors and `ALARM_TO` of
 * what became public and of what one person took back. The letters hold ids; whether there is still something to say is asked again
 * when each is sent.
 */
import type { Advisory, Editor, Kind, Moment, Revision } from "../domain/advisory.ts";
import type { AdvisoryPurpose } from "../domain/letter.ts";
import { authorsOf, type Command, contentHashOf, type Decision, type State } from "../domain/lifecycle.ts";
import { remindersOf } from "../domain/sunset-reminder.ts";
import { allEditorBrowsers, recipientFor } from "../store/editor-browsers.ts";
import { activeEditors } from "../store/editors.ts";
import type { AdvisoryData, NewLetter } from "../store/letters.ts";
import type { Dependencies } from "./dependencies.ts";

const minute = 60_000;
const day = 86_400_000;
/** Minutes after which approvers are told again of what still waits. */
const reminders: Readonly<Record<Kind, readonly number[]>> = { imminent: [2, 5, 10], elevated: [], bulletin: [] };

export async function lettersFor(
  dependencies: Dependencies,
  state: State,
  decision: Decision,
  command: Command,
  editor: Editor,
): Promise<NewLetter[]> {
  const { advisory } = state;
  const own = decision.revisions.find((revision) => revision.advisoryId === advisory.id);
  const sentBack = await Promise.all(
    decision.sentBack.flatMap(({ key, working }) => {
      const member = state.family.find(({ id }) => id === key.advisoryId);
      if (!member) return [];
      const added = decision.revisions.filter(({ advisoryId }) => advisoryId === member.id);
      const revisions = [...member.revisions, ...added];
      return [toApprovers(dependencies, { ...member, revisions, working }, editor)];
    }),
  );
  const waiting = [...sentBack.flat(), ...(await sunsetReminders(dependencies, state, decision))];
  switch (command.type) {
    case "submit": {
      const working = decision.working ?? undefined;
      return working ? [...waiting, ...(await toApprovers(dependencies, { ...advisory, working }, editor))] : waiting;
    }
    case "approve":
      return own && advisory.status === "actual"
        ? [...waiting, ...(await toAll(dependencies, advisory, "published", own, editor))]
        : waiting;
    case "retract":
      return [...waiting, ...(await toAll(dependencies, advisory, "editors", own, editor))];
    default:
      return waiting;
  }
}

/** By mail and in their browsers; at once, and of an Imminent Alert again while it waits. Whoever wrote or submitted it cannot approve it, and is not told. */
async function toApprovers(dependencies: Dependencies, advisory: Advisory, editor: Editor): Promise<NewLetter[]> {
  const { database, clock, digest } = dependencies;
  const now = clock.now();
  const authors = advisory.working ? authorsOf(advisory.working) : [];
  const approvers = (await activeEditors(database)).filter(
    ({ id, roles }) => roles.includes("approver") && !authors.includes(id),
  );
  const data = { advisoryId: advisory.id, number: 0, actor: editor.name, contentHash: contentHashOf(advisory, digest) };
  const ids = approvers.map(({ id }) => id);
  const browsers = (await allEditorBrowsers(database)).filter(({ editorId }) => ids.includes(editorId));
  const recipients = [...approvers.map(({ email }) => email), ...browsers.map(recipientFor)];
  return [0, ...reminders[advisory.kind]].flatMap((waitedMinutes) =>
    recipients.map((recipient) =>
      letter(
        dependencies,
        "submitted",
        recipient,
        waitedMinutes === 0 ? data : { ...data, waitedMinutes },
        now + waitedMinutes * minute,
      ),
    ),
  );
}

/** It was held past its hour, so that the letters of its approval found nothing to tell. */
export async function lettersOfRelease(
  dependencies: Dependencies,
  advisory: Advisory,
  revision: Revision,
): Promise<NewLetter[]> {
  if (advisory.status !== "actual") return [];
  const approver = (await activeEditors(dependencies.database)).find(({ id }) => id === revision.approvedBy);
  const by = { name: approver?.name ?? "an approver" };
  return toAll(dependencies, advisory, "published", revision, by);
}

/** For each text that begins to stand; whether it still does is asked when the letter is sent. */
async function sunsetReminders(
  dependencies: Dependencies,
  state: State,
  { revisions }: Decision,
): Promise<NewLetter[]> {
  const { database } = dependencies;
  if (state.advisory.status !== "actual" || revisions.length === 0) return [];
  const editors = await activeEditors(database);
  return revisions.flatMap((revision) =>
    remindersOf(revision).flatMap(({ hours, at }) =>
      editors.map(({ email }) => {
        const { advisoryId, number } = revision;
        return letter(dependencies, "sunset", email, { advisoryId, number, actor: "", hours }, at);
      }),
    ),
  );
}

/** All editors, and where the real thing is concerned also those who are told of alarms. */
async function toAll(
  dependencies: Dependencies,
  advisory: Advisory,
  purpose: AdvisoryPurpose,
  revision: Revision | undefined,
  editor: Pick<Editor, "name">,
): Promise<NewLetter[]> {
  const { database, clock, alarmTo } = dependencies;
  const editors = (await activeEditors(database)).map(({ email }) => email);
  const recipients = new Set([...editors, ...(advisory.status === "actual" ? alarmTo : [])]);
  const data = {
    advisoryId: revision?.advisoryId ?? advisory.id,
    number: revision?.number ?? 0,
    actor: editor.name,
  };
  const at = Math.max(clock.now(), revision?.effectiveAt ?? 0);
  return [...recipients].map((recipient) => letter(dependencies, purpose, recipient, data, at));
}

function letter(
  { clock }: Dependencies,
  purpose: AdvisoryPurpose,
  recipient: string,
  data: AdvisoryData,
  at: Moment,
): NewLetter {
  return {
    purpose,
    recipient,
    language: "en",
    data: { ...data },
    createdAt: clock.now(),
    notBefore: at,
    notAfter: at + day,
  };
}
