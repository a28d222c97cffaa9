/**
 * Everything that may happen to an advisory after its first draft: edit, submit, approve, return, revise, discard, take back.
 * `decide()` says what comes of it; here it is written in one list, with the CAP messages that it makes public.
 */
import type { Editor, Moment, Revision, RevisionKey } from "../domain/advisory.ts";
import {
  type Command,
  contentHashOf,
  type Decision,
  decide,
  type Occasion,
  type State,
  stageOf,
} from "../domain/lifecycle.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { speaksForAgency } from "../domain/speaks-for-agency.ts";
import {
  deleteWorkingCopy,
  insertMessage,
  insertRevision,
  joinFamily,
  putWorkingCopy,
  type StoredMessage,
  voidRevision,
} from "../store/advisories.ts";
import { insertAnnouncement, voidAnnouncements } from "../store/announcements.ts";
import { nextNames } from "../store/audit.ts";
import type { Write } from "../store/database.ts";
import { editorById } from "../store/editors.ts";
import { insertLetters } from "../store/letters.ts";
import { checkedState, type Sealed, sealMessage, sealRevision } from "../store/seals.ts";
import { commit, type Intention } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { checkIpaws, type IpawsCheck } from "./ipaws-form.ts";
import { proofOf, type Touch } from "./passkeys.ts";
import { composeMessages } from "./prepare-messages.ts";
import { lettersFor } from "./tell-editors.ts";

export interface Changed {
  readonly id: string;
  readonly slug: string;
  readonly stage: "draft" | "submitted" | "published";
  readonly contentHash: string;
  /** Its lasting address. */
  readonly url: string;
  /** The number that was published, or that the draft will have. */
  readonly revision: number;
  /** CAP identifier of what was published. */
  readonly identifier?: string;
  /** Of what was submitted or published: whether editors have a form of it for IPAWS. Stops nothing. */
  readonly ipaws?: IpawsCheck;
  /** Where the right text stands again, when it is another address. */
  readonly restored?: string;
}

export interface ChangeRequest {
  readonly advisoryId: string;
  readonly command: Command;
  readonly editor: Editor;
  readonly commandId: string;
  /** Approving: the passkey's answer, or that it came with an API token where that is allowed. */
  readonly proof?: Touch | "api-token";
  /** For the audit only, never public. */
  readonly internalNote?: string;
}

export async function changeAdvisory(dependencies: Dependencies, request: ChangeRequest): Promise<Result<Changed>> {
  const { database, clock, digest, site } = dependencies;
  const { advisoryId, command, commandId } = request;
  const editor: Editor & { readonly disabledAt?: Moment } = request.editor;
  const isTakingBack = command.type === "retract";
  const result = await commit<Changed>(
    dependencies,
    commandId,
    async (head) => {
      const now = clock.now();
      // What is stored damaged is never brought back as the right text.
      const state = await checkedState(database, advisoryId, { digest: dependencies.digest, now });
      if (!state) return refused({ type: "not-found", what: "advisory" });
      // Read now: roles may have changed, or the account been disabled, since the request began.
      const by = (await editorById(database, editor.id)) ?? editor;
      if (by.disabledAt !== undefined) return refused({ type: "editor-disabled" });
      const proven = await provenCommand(dependencies, request);
      const occasion = { now, ...(await nextNames(database, head)), hash: digest };
      // A demonstration has no second person who could have a passkey.
      const isOfficial = speaksForAgency(site);
      const decision = decide(state, proven.command, by, { ...occasion, isOfficial });
      if (!decision.ok) return decision;
      const trial = command.type === "submit" ? await tryApproval(dependencies, state, decision.value, occasion) : null;
      if (trial?.ok === false) return trial;
      const messages = trial ? accepted([]) : await messagesFor(dependencies, state, decision.value, isTakingBack);
      if (!messages.ok) return messages;
      const made = await intention(dependencies, request, state, decision.value, {
        proof: proven.writes,
        messages: messages.value,
      });
      const published = trial?.value ?? (command.type === "approve" ? decision.value.revisions : undefined);
      if (!published) return accepted(made);
      const ipaws = checkIpaws(dependencies, state, published);
      return accepted({ ...made, entry: { ...made.entry, detail: { ...made.entry.detail, ipaws } } });
    },
    isTakingBack ? 1_000 : undefined,
  );
  if (result.ok) dependencies.nudge();
  return result;
}

/** An approval with what its touch proves, and what uses that touch up. */
async function provenCommand(
  dependencies: Dependencies,
  { command, proof, editor }: ChangeRequest,
): Promise<{ command: Command; writes: readonly Write[] }> {
  if (command.type !== "approve" || proof === undefined) return { command, writes: [] };
  if (proof === "api-token") return { command: { ...command, proof: { by: "api-token" } }, writes: [] };
  const found = await proofOf(dependencies, proof, editor.id);
  return found ? { command: { ...command, proof: found.proof }, writes: found.writes } : { command, writes: [] };
}

/** A fault in the CAP message stops a publication, never a retraction: page, mail and push change at once. */
async function messagesFor(
  dependencies: Dependencies,
  state: State,
  decision: Decision,
  isTakingBack: boolean,
): Promise<Result<StoredMessage[]>> {
  try {
    return await composeMessages(dependencies, state, decision, isTakingBack);
  } catch (error) {
    if (!isTakingBack) throw error;
    dependencies.log.error(
      { advisory: state.advisory.id, error: String(error) },
      "a retraction goes out without its CAP message, which follows once it can be made",
    );
    return accepted([]);
  }
}

/** Stands for whoever will approve. */
const anotherApprover: Editor = { id: "(trial)", name: "", roles: ["approver"] };

/** What approval will check is tried at submission, so that the author hears of it: the revisions that it would make. Writes nothing. */
async function tryApproval(
  dependencies: Dependencies,
  state: State,
  { working }: Decision,
  occasion: Occasion,
): Promise<Result<readonly Revision[]>> {
  const advisory = { ...state.advisory, ...(working ? { working } : {}) };
  const trialState = { ...state, advisory };
  const command: Command = { type: "approve", contentHash: contentHashOf(advisory, occasion.hash) };
  const approved = decide(trialState, command, anotherApprover, occasion);
  if (!approved.ok) return approved;
  const messages = await composeMessages(dependencies, trialState, approved.value, false);
  return messages.ok ? accepted(approved.value.revisions) : messages;
}

async function intention(
  dependencies: Dependencies,
  request: ChangeRequest,
  state: State,
  decision: Decision,
  { proof, messages }: { readonly proof: readonly Write[]; readonly messages: readonly StoredMessage[] },
): Promise<Intention<Changed>> {
  const { database, clock, digest } = dependencies;
  const { advisory } = state;
  const { command, editor, internalNote } = request;
  const now = clock.now();
  const own = decision.revisions.find((revision) => revision.advisoryId === advisory.id);
  const writes: Write[] = [
    ...workingCopyWrites(dependencies, state, decision),
    ...decision.sentBack.flatMap(({ key, working }) => [
      voidRevision(database, key, now),
      voidAnnouncements(database, key, now),
      putWorkingCopy(database, key.advisoryId, working),
    ]),
    ...(decision.family ? [joinFamily(database, advisory.id, decision.family)] : []),
    ...decision.revisions.map((revision) => insertRevision(database, revision)),
    ...proof,
    ...messages.map((message) => insertMessage(database, message)),
    ...decision.announcements.map((plan) => insertAnnouncement(database, plan, now)),
    insertLetters(database, await lettersFor(dependencies, state, decision, command, editor)),
  ];
  const sentBack = decision.sentBack.flatMap(({ key }) => voidedRevision(state, key, now));
  const seals: Sealed[] = [
    ...[...sentBack, ...decision.revisions].map((revision) => sealRevision(revision, digest)),
    ...messages.map((message) => sealMessage(message, digest)),
  ];
  return {
    writes,
    ...(seals.length > 0 ? { seals: Object.assign({}, ...seals) as Sealed } : {}),
    entry: {
      actor: editor.id,
      action: command.type === "revise" ? `revise:${command.change}` : command.type,
      advisoryId: advisory.id,
      isPublic: decision.revisions.length > 0 || decision.sentBack.length > 0,
      detail: {
        ...resulting(dependencies, state, decision, own),
        ...(command.type === "return" ? { reason: command.reason } : {}),
        ...(internalNote === undefined ? {} : { internalNote }),
      },
    },
  };
}

/** As it will be stored. What was damaged stays so: a new seal would vouch for it. */
function voidedRevision({ advisory, family }: State, key: RevisionKey, now: Moment): Revision[] {
  const revision = [advisory, ...family]
    .find(({ id }) => id === key.advisoryId)
    ?.revisions.find(({ number }) => number === key.number);
  return revision && !revision.isDamaged ? [{ ...revision, voidedAt: now }] : [];
}

function workingCopyWrites({ database }: Dependencies, { advisory }: State, decision: Decision): Write[] {
  if (decision.working === undefined) return [];
  return [
    decision.working
      ? putWorkingCopy(database, advisory.id, decision.working)
      : deleteWorkingCopy(database, advisory.id),
  ];
}

/** What the advisory is after the decision, as the caller is told. */
function resulting(
  { digest, site }: Dependencies,
  { advisory }: State,
  decision: Decision,
  own: Revision | undefined,
): Changed {
  const back = decision.sentBack.find(({ key }) => key.advisoryId === advisory.id)?.working;
  const working = decision.working === null ? undefined : (decision.working ?? back ?? advisory.working);
  const { working: _, ...rest } = advisory;
  const after = {
    ...rest,
    revisions: own ? [...advisory.revisions, own] : advisory.revisions,
    ...(working ? { working } : {}),
  };
  const restored = decision.revisions.find((revision) => revision.advisoryId !== advisory.id);
  return {
    id: advisory.id,
    slug: advisory.slug,
    stage: stageOf(after),
    contentHash: contentHashOf(after, digest),
    url: `${site.baseUrl}${advisory.status === "actual" ? "" : "/exercise"}/advisories/${advisory.slug}`,
    revision: (after.revisions.at(-1)?.number ?? 0) + (working ? 1 : 0),
    ...(own ? { identifier: (restored ?? own).identifier } : {}),
    ...(restored ? { restored: restored.advisoryId } : {}),
  };
}
