/**
 * What may happen to an advisory, and what comes of it. Pure: the same state, command, person and moment give the same decision.
 * Only `decide` refuses; whoever lost a race reads again and decides again.
 */
import type {
  Advisory,
  Content,
  Editor,
  Moment,
  Revisable,
  Revision,
  RevisionKey,
  Role,
  WorkingCopy,
} from "./advisory.ts";
import { type AnnouncementPlan, announcementsFor } from "./announcement.ts";
import { approvedMatter, canonical, contentProblems, noteProblems } from "./content.ts";
import { familyOf, nextKey, scheduledOf, standingMember, workingCopyOf } from "./family.ts";
import { effectiveRevisions, phaseAt, scheduledRevision } from "./phase.ts";
import { fixedField, publishable } from "./publishable.ts";
import { accepted, type Problem, type Result, refused } from "./refusal.ts";
import { retract } from "./retract.ts";
import { type Proof, secondPersonRefusal } from "./second-person.ts";

export interface Revise {
  readonly type: "revise";
  readonly change: Revisable;
  readonly note?: string;
  readonly content?: Content;
  readonly sunsetAt?: Moment;
  readonly threatIsOver?: boolean;
}

export type Command =
  /** `note`: the public reason of the revision, where it changes; an empty one takes it away. */
  | {
      readonly type: "edit";
      readonly content: Content;
      readonly note?: string;
      readonly ifMatch?: string;
      /** Nobody pressed a button: what waits for its approval is not sent back for it. */
      readonly onlyDraft?: true;
    }
  | { readonly type: "discard" }
  | { readonly type: "submit" }
  /** `proof`: how the approver showed that it is they who approve; absent: only by being signed in. */
  | { readonly type: "approve"; readonly contentHash: string; readonly proof?: Proof }
  | { readonly type: "return"; readonly reason: string }
  | Revise
  /** `revision`: the number that is to be taken back, where the caller says so; another one standing is then a refusal. */
  | { readonly type: "retract"; readonly then: "restore" | "end"; readonly revision?: number };

/** The advisory with all of its family, and of the family of the one its draft would replace. */
export interface State {
  readonly advisory: Advisory;
  readonly family: readonly Advisory[];
}

export interface Decision {
  /** The advisory's working copy from now on; `null`: none; absent: untouched. */
  readonly working?: WorkingCopy | null;
  readonly revisions: readonly Revision[];
  /** Scheduled revisions that are void, with the working copy that each goes back to. */
  readonly sentBack: readonly { readonly key: RevisionKey; readonly working: WorkingCopy }[];
  readonly announcements: readonly AnnouncementPlan[];
  /** The family it belongs to from now on: the one it joins by replacing a member, or its own again. */
  readonly family?: string;
}

/** What the moment of decision brings along. `sequence` is larger than any before and its successor is free too. */
export interface Occasion {
  readonly now: Moment;
  readonly sequence: number;
  /** In a restored copy: tells the identifiers of its revisions from those that were lost. */
  readonly copyMark?: number;
  /** SHA-256 in lower-case hex. */
  readonly hash: (text: string) => string;
  /** The site speaks for an agency: approving live advisories then asks more of the second person. */
  readonly isOfficial?: boolean;
}

const nothing = { revisions: [], sentBack: [], announcements: [] } as const;

const needed: Record<Command["type"], readonly Role[]> = {
  edit: ["author"],
  discard: ["author"],
  submit: ["author"],
  revise: ["author"],
  approve: ["approver"],
  return: ["approver"],
  // Taking back is the one act that needs one person, whoever it is.
  retract: ["author", "approver"],
};

export function stageOf(advisory: Advisory): "draft" | "submitted" | "published" {
  return advisory.working?.stage ?? "published";
}

/** The hash that an approval of the working copy must name; changes with every revision that came meanwhile. */
export function contentHashOf(advisory: Advisory, hash: Occasion["hash"]): string {
  return advisory.working
    ? hash(approvedMatter(advisory.id, advisory.revisions.at(-1)?.number ?? 0, advisory.working))
    : (advisory.revisions.findLast((revision) => revision.voidedAt === undefined)?.contentHash ?? "");
}

/** Whoever wrote any words of it, or submitted it: none of them can approve it. */
export function authorsOf({ writers = [], editedBy, submittedBy }: WorkingCopy): readonly string[] {
  return [...new Set([...writers, editedBy, ...(submittedBy === undefined ? [] : [submittedBy])])];
}

export function mayDo(command: Command["type"], editor: Editor): boolean {
  return needed[command].some((role) => editor.roles.includes(role));
}

/** May this be, and what comes of it. */
export function decide(state: State, command: Command, by: Editor, occasion: Occasion): Result<Decision> {
  if (!mayDo(command.type, by)) return refused({ type: "role-missing", needed: needed[command.type] });
  switch (command.type) {
    case "edit":
      return edit(state.advisory, command, by, occasion);
    case "discard":
      return discard(state.advisory);
    case "submit":
      return submit(state, by, occasion);
    case "approve":
      return approve(state, command, by, occasion);
    case "return":
      return sendBack(state.advisory, command.reason, occasion);
    case "revise":
      return revise(state, command, by, occasion);
    case "retract":
      return retract(state, command, by, occasion);
  }
}

/** The first working copy of a new advisory. Refuses content that could not be published. */
export function firstDraft(content: Content, by: Editor, now: Moment): Result<WorkingCopy> {
  if (!by.roles.includes("author")) return refused({ type: "role-missing", needed: ["author"] });
  const problems = contentProblems(content, now);
  if (problems.length > 0) return refused({ type: "invalid-content", problems });
  return accepted({ stage: "draft", change: content.replaces ? "replace" : "issue", content, ...writtenBy(by) });
}

function writtenBy(by: Editor): Pick<WorkingCopy, "editedBy" | "writers"> {
  return { editedBy: by.id, writers: [by.id] };
}

function edit(
  advisory: Advisory,
  { content, note, ifMatch, onlyDraft }: Extract<Command, { type: "edit" }>,
  by: Editor,
  { now, hash }: Occasion,
): Result<Decision> {
  const working = advisory.working;
  if (!working) return refused({ type: "wrong-stage", stage: "published", wanted: "draft" });
  if (onlyDraft && working.stage === "submitted")
    return refused({ type: "wrong-stage", stage: "submitted", wanted: "draft" });
  const presentHash = contentHashOf(advisory, hash);
  if (ifMatch === undefined) return refused({ type: "precondition-missing", presentHash });
  if (ifMatch !== presentHash) return refused({ type: "stale-content", presentHash });
  const fixed = fixedField(advisory, content);
  if (fixed) return refused(fixed);
  const last = effectiveRevisions(advisory, now).at(-1);
  const problems = contentProblems(content, now, last?.content);
  if (last && content.replaces !== last.content.replaces) {
    problems.push({ path: "$.replaces", reason: "what it replaces was fixed with its first publication" });
  }
  if (problems.length > 0) return refused({ type: "invalid-content", problems });
  const { submittedBy: _, returnReason: __, note: standing, ...rest } = working;
  const reason = note ?? standing;
  const change =
    working.change === "issue" || working.change === "replace"
      ? content.replaces
        ? "replace"
        : "issue"
      : working.change;
  // Sending the same words again makes nobody their author.
  const isSame = canonical(content) === canonical(working.content) && reason === standing;
  const earlier = working.writers ?? [working.editedBy];
  const written = isSame ? {} : { editedBy: by.id, writers: [...new Set([...earlier, by.id])] };
  const edited: WorkingCopy = { ...rest, change, content, stage: "draft", ...written };
  return accepted({ ...nothing, working: reason ? { ...edited, note: reason } : edited });
}

function discard(advisory: Advisory): Result<Decision> {
  if (!advisory.working) return refused({ type: "wrong-stage", stage: "published", wanted: "draft" });
  // Also one whose revisions were all sent back was never published: without its draft nothing of it would be left.
  if (advisory.revisions.every((revision) => revision.voidedAt !== undefined))
    return refused({ type: "wrong-stage", stage: advisory.working.stage, wanted: "published" });
  return accepted({ ...nothing, working: null });
}

function submit(state: State, by: Editor, { now }: Occasion): Result<Decision> {
  const working = state.advisory.working;
  if (working?.stage !== "draft")
    return refused({ type: "wrong-stage", stage: stageOf(state.advisory), wanted: "draft" });
  const refusal = publishable(state, working, now);
  if (refusal) return refused(refusal);
  const { returnReason: _, ...rest } = working;
  return accepted({ ...nothing, working: { ...rest, stage: "submitted", submittedBy: by.id } });
}

function sendBack(advisory: Advisory, reason: string, { now }: Occasion): Result<Decision> {
  const scheduled = scheduledRevision(advisory, now);
  if (scheduled) {
    const working: WorkingCopy = { ...workingCopyOf(scheduled), stage: "draft", returnReason: reason };
    return accepted({ ...nothing, sentBack: [{ key: scheduled, working }] });
  }
  const working = advisory.working;
  if (working?.stage !== "submitted")
    return refused({ type: "wrong-stage", stage: stageOf(advisory), wanted: "submitted" });
  return accepted({ ...nothing, working: { ...working, stage: "draft", returnReason: reason } });
}

function revise(state: State, command: Revise, by: Editor, { now }: Occasion): Result<Decision> {
  const { advisory } = state;
  if (advisory.working) return refused({ type: "working-copy-exists", change: advisory.working.change });
  const scheduled = scheduledRevision(advisory, now);
  if (scheduled) return refused({ type: "scheduled-revision-waits", publishAt: scheduled.effectiveAt });
  const last = effectiveRevisions(advisory, now).at(-1);
  if (!last) return refused({ type: "wrong-phase", phase: phaseAt(advisory, now), wanted: "active" });
  const content = revisedContent(command, last.content);
  if (!content.ok) return refused({ type: "invalid-content", problems: [content.refusal, ...noteProblems(command)] });
  const working: WorkingCopy = {
    stage: "draft",
    change: command.change,
    ...(command.note === undefined ? {} : { note: command.note }),
    ...(command.change === "end" ? { threatIsOver: command.threatIsOver ?? false } : {}),
    content: content.value,
    ...writtenBy(by),
  };
  const refusal = publishable(state, working, now, command.content ? "$.content" : "$");
  return refusal ? refused(refusal) : accepted({ ...nothing, working });
}

/** The whole content that a revision would have, from what the editor gave. */
function revisedContent({ change, content, sunsetAt }: Revise, before: Content): Result<Content, Problem> {
  const { publishAt: _, ...standing } = before;
  const missing = (path: string, reason: string) => refused({ path, reason });
  switch (change) {
    case "end":
      if (content) return missing("$.content", "ending changes no text: say why in the note and leave content out");
      return accepted(standing);
    case "extend":
      if (content)
        return missing(
          "$.content",
          "an extension changes only the sunset: give sunsetAt, or publish an update instead",
        );
      if (sunsetAt === undefined) return missing("$.sunsetAt", "an extension needs the new sunset");
      return accepted({ ...standing, sunsetAt });
    case "reinstate":
      return accepted({ ...(content ?? standing), ...(sunsetAt === undefined ? {} : { sunsetAt }) });
    default:
      if (!content) return missing("$.content", "this change needs the whole content");
      if (sunsetAt !== undefined)
        return missing("$.sunsetAt", "the sunset of this change belongs into content.sunsetAt");
      return accepted(content);
  }
}

function approve(
  state: State,
  { contentHash, proof }: Extract<Command, { type: "approve" }>,
  by: Editor,
  { now, hash, isOfficial = false, ...names }: Occasion,
): Result<Decision> {
  const { advisory } = state;
  const working = advisory.working;
  if (working?.stage !== "submitted")
    return refused({ type: "wrong-stage", stage: stageOf(advisory), wanted: "submitted" });
  if (authorsOf(working).includes(by.id)) return refused({ type: "own-submission" });
  const presentHash = contentHashOf(advisory, hash);
  if (contentHash !== presentHash) return refused({ type: "stale-content", presentHash });
  const unfit = secondPersonRefusal(by, { advisory, contentHash: presentHash, isOfficial, now }, proof);
  if (unfit) return refused(unfit);
  const refusal = publishable(state, lateHour(working, now), now);
  if (refusal) return refused(refusal);
  const effectiveAt = Math.max(now, working.content.publishAt ?? now);
  const family = familyOf(state, working);
  const kin = { advisory, family: state.family.filter((member) => member.family === family) };
  const takesOver = standingMember(kin, now, effectiveAt)?.id;
  const revision: Revision = {
    ...nextKey(advisory, names),
    change: working.change,
    ...(working.note === undefined ? {} : { note: working.note }),
    ...(working.threatIsOver === undefined ? {} : { threatIsOver: working.threatIsOver }),
    content: working.content,
    contentHash: presentHash,
    editedBy: working.editedBy,
    ...(working.writers === undefined ? {} : { writers: working.writers }),
    submittedBy: working.submittedBy ?? working.editedBy,
    approvedBy: by.id,
    approvedAt: now,
    effectiveAt,
    ...(takesOver === undefined ? {} : { takesOver }),
  };
  return accepted({
    working: null,
    revisions: [revision],
    sentBack: scheduledOf(kin, now),
    announcements: announcementsFor({ ...advisory, family }, revision),
    ...(family === advisory.family ? {} : { family }),
  });
}

/** `publishAt` is "not before": an approval that comes later than the hour publishes at once, and the hour is no fault then. */
function lateHour(working: WorkingCopy, now: Moment): WorkingCopy {
  const { publishAt, ...content } = working.content;
  return publishAt !== undefined && publishAt <= now ? { ...working, content } : working;
}
