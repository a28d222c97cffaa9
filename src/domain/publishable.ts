/** Why a working copy could not become public: asked when it is written, submitted and approved. */
import type { Advisory, Content, Moment, WorkingCopy } from "./advisory.ts";
import {
  contentProblems,
  editorialProblems,
  endProblems,
  extendProblems,
  noteProblems,
  translateProblems,
} from "./content.ts";
import type { State } from "./lifecycle.ts";
import { effectiveRevisions, phaseAt } from "./phase.ts";
import type { Problem, Refusal } from "./refusal.ts";

/** Why this one could not become public now, or `null`; `place` is where the content stands in what the editor sent. */
export function publishable(state: State, working: WorkingCopy, now: Moment, place = "$"): Refusal | null {
  const { advisory } = state;
  const { change, content } = working;
  const fixed = fixedField(advisory, content);
  if (fixed) return fixed;
  const last = effectiveRevisions(advisory, now).at(-1);
  const problems = contentProblems(content, now, last?.content).map((problem) => ({
    ...problem,
    path: `${place}${problem.path.slice(1)}`,
  }));
  const phase = phaseAt(advisory, now);
  if (last && (phase === "expired" || phase === "ended")) {
    return { type: "advisory-over", phase, at: phase === "ended" ? last.effectiveAt : last.content.sunsetAt };
  }
  if (change === "issue" || change === "replace") {
    if (last) return { type: "wrong-phase", phase, wanted: "unpublished" };
    const refusal = content.replaces === undefined ? null : replaceable(state, content, now);
    return refusal ?? invalid(problems);
  }
  if (!last) return { type: "wrong-phase", phase, wanted: "active" };
  if (content.replaces !== last.content.replaces) {
    problems.push({ path: "$.content.replaces", reason: "what it replaces was fixed with its first publication" });
  }
  if ((content.publishAt ?? now) >= last.content.sunsetAt) {
    problems.push({
      path: "$.content.publishAt",
      reason: "the advisory ends before that hour, and an ended one never returns",
    });
  }
  if (change === "reinstate") {
    if (phase !== "withdrawn" && phase !== "replaced")
      return { type: "wrong-phase", phase, wanted: "withdrawn or replaced" };
    if (now >= last.content.sunsetAt) return { type: "advisory-over", phase: "expired", at: last.content.sunsetAt };
    return invalid(problems);
  }
  if (phase !== "active") return { type: "wrong-phase", phase, wanted: "active" };
  if (change === "editorial") problems.push(...editorialProblems(last.content, content));
  if (change === "extend") problems.push(...extendProblems(last.content, content));
  if (change === "end") problems.push(...endProblems(last.content, content));
  if (change === "translate") problems.push(...translateProblems(last.content, content));
  return invalid([...problems, ...noteProblems(working)]);
}

function invalid(problems: readonly Problem[]): Refusal | null {
  return problems.length > 0 ? { type: "invalid-content", problems } : null;
}

function replaceable({ advisory, family }: State, content: Content, now: Moment): Refusal | null {
  const no = (reason: string): Refusal => ({ type: "replacement-impossible", reason });
  const target = family.find((member) => member.id === content.replaces);
  if (!target || target.id === advisory.id) return no("there is no such advisory to replace");
  if (target.status !== advisory.status)
    return no(`its status is “${target.status}”, this one's is “${advisory.status}”: they are never mixed`);
  const phase = phaseAt(target, now);
  if (phase !== "active")
    return no(
      `it is ${phase}: only an active advisory can be replaced; leave “replaces” out to issue this one on its own`,
    );
  const sunsetAt = effectiveRevisions(target, now).at(-1)?.content.sunsetAt ?? now;
  if ((content.publishAt ?? now) > sunsetAt) {
    return no(
      "it ends before the hour of publication, and nothing would stand in between: choose an earlier hour, extend it first, or leave “replaces” out",
    );
  }
  return null;
}

export function fixedField(advisory: Advisory, content: Content): Refusal | null {
  if (content.kind !== advisory.kind) return { type: "fixed-field", field: "kind" };
  if (content.status !== advisory.status) return { type: "fixed-field", field: "status" };
  return null;
}
