/** A CAP message in a request: read, mapped, and checked as what an author types; wrong fields are named as CAP names them. */
import type { Context } from "hono";
import type { Content } from "../domain/advisory.ts";
import { accepted, type Problem, type Result, refused } from "../domain/refusal.ts";
import { capPlace } from "../formats/cap/import/cap-place.ts";
import { readCapMessage } from "../formats/cap/import/read-cap.ts";
import { readXml } from "../formats/cap/import/read-xml.ts";
import { contentSchema } from "./content-schema.ts";
import type { HttpRefusal } from "./http-refusal.ts";
import { checked, readText } from "./request-body.ts";

export interface CapDraft {
  readonly content: Content;
  /** Elements that no draft has a place for. */
  readonly notTaken: readonly string[];
}

export async function readCap(
  context: Context,
  moreProblems: (value: unknown) => readonly Problem[],
): Promise<Result<CapDraft, HttpRefusal>> {
  const text = await readText(context, /^(application\/(cap\+)?xml|text\/xml)\s*(;|$)/i, "application/cap+xml");
  if (!text.ok) return text;
  const xml = readXml(text.value);
  if (!xml.ok) return refused({ type: "malformed-xml", reason: xml.refusal });
  const read = readCapMessage(xml.value);
  if (!read.ok) return refused({ type: "invalid-content", problems: read.refusal });
  const { content, notTaken, languages } = read.value;
  const right = checked(contentSchema, content, moreProblems);
  // Rules over several fields are asked here too, so that they name the message's own.
  const wrong = right.ok ? moreProblems(content) : right.refusal.problems;
  if (right.ok && wrong.length === 0) return accepted({ content: right.value, notTaken });
  const problems = wrong.map((problem) => ({ ...problem, path: capPlace(problem.path, languages) }));
  return refused({ type: "invalid-content", problems });
}
