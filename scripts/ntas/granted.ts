/** What the service answers to a command, as a person reads it. */
import type { Refusal, Result } from "../../src/domain/refusal.ts";
import { answerTo } from "../../src/http/problem.ts";

/** The refusal as a person reads it. */
export function explain(refusal: Refusal): string {
  const { title, detail } = answerTo(refusal);
  const problems =
    "problems" in refusal ? refusal.problems.map(({ path, reason }) => `\n  ${path} ${reason}`).join("") : "";
  return `${title}. ${detail}${problems}`;
}

/** What was accepted; a refusal ends the command with its words. */
export function granted<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(explain(result.refusal));
  return result.value;
}
