/**
 * What an approval would make public, before anybody approves: the advisory as readers would see it, what they would be told, and the
 * CAP message. Made by the same decision and the same code as the approval itself; nothing is written.
 */
import type { Editor, Revision } from "../domain/advisory.ts";
import { contentHashOf, decide, type State } from "../domain/lifecycle.ts";
import type { Notice } from "../domain/notice.ts";
import { type PublishedAdvisory, published } from "../domain/phase.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { allAdvisories, type StoredMessage } from "../store/advisories.ts";
import { auditHead, nextNames } from "../store/audit.ts";
import type { Dependencies } from "./dependencies.ts";
import { checkIpaws, type IpawsCheck } from "./ipaws-form.ts";
import { composeMessages } from "./prepare-messages.ts";

export interface ApprovalPreview {
  readonly revision: Revision;
  readonly advisory: PublishedAdvisory;
  readonly notice: Notice;
  readonly messages: readonly StoredMessage[];
  readonly ipaws: IpawsCheck;
}

/** Stands for whoever will approve. */
const somebodyElse: Editor = { id: "(preview)", name: "", roles: ["approver"] };

export async function previewApproval(dependencies: Dependencies, state: State): Promise<Result<ApprovalPreview>> {
  const { database, clock, digest } = dependencies;
  const { advisory } = state;
  const working = advisory.working;
  if (!working) return refused({ type: "wrong-stage", stage: "published", wanted: "draft or submitted" });
  const submitted = { ...advisory, working: { ...working, stage: "submitted" as const } };
  const decision = decide(
    { ...state, advisory: submitted },
    { type: "approve", contentHash: contentHashOf(submitted, digest) },
    somebodyElse,
    { now: clock.now(), ...(await nextNames(database, await auditHead(database))), hash: digest },
  );
  if (!decision.ok) return decision;
  const revision = decision.value.revisions.find((one) => one.advisoryId === advisory.id);
  if (!revision) throw new Error("an approval makes a revision");
  const at = revision.effectiveAt;
  const after = published({ ...advisory, revisions: [...advisory.revisions, revision] }, at);
  const told = after?.revisions.find((one) => one.number === revision.number);
  if (!after || !told) throw new Error("an approved revision is public at its hour");
  const messages = await composeMessages(dependencies, state, decision.value, false);
  if (!messages.ok) return messages;
  const everybody = (await allAdvisories(database)).flatMap((one) => published(one, at) ?? []);
  const replaced = everybody.find((one) => one.id === revision.takesOver);
  const others = everybody.filter((one) => one.phase === "active" && one.status === advisory.status);
  const notice: Notice = {
    form: "change",
    advisory: after,
    told,
    others: others.filter((one) => one.id !== advisory.id && one.id !== replaced?.id),
    ...(replaced ? { replaced } : {}),
  };
  const ipaws = checkIpaws(dependencies, state, decision.value.revisions);
  return accepted({ revision, advisory: after, notice, messages: messages.value, ipaws });
}
