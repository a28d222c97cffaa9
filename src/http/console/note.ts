/** The reason that goes with a change or a return: the same text rules as everything that people read. */
import type { FormProblem } from "../../../templates/console/fields.tsx";
import { bodyFaults, normalizeText } from "../../domain/text.ts";

const noteLimit = 2_000;

/** An empty note has no faults here: whether one is needed, the domain says. */
export function noteFaults(note: string, field = "note"): FormProblem[] {
  const text = normalizeText(note);
  if (text === "") return [];
  return bodyFaults(text, noteLimit).map(({ reason, example }) => ({ field, reason, ...(example ? { example } : {}) }));
}
