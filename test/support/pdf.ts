/** What programs for PDF make of a file: Debian's poppler-utils and qpdf. */
import { execFileSync } from "node:child_process";

const run = (program: string, given: readonly string[], bytes: Uint8Array): string =>
  execFileSync(program, given, { input: bytes, encoding: "utf8" });

/** The text in reading order. */
export function textOf(bytes: Uint8Array): string {
  return run("pdftotext", ["-", "-"], bytes);
}

/** `Tagged`, `Pages`, `Title` … by name. */
export function infoOf(bytes: Uint8Array): Record<string, string> {
  const lines = run("pdfinfo", ["-"], bytes).trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]));
}

/** The tree of tags with their text, as a screen reader has it. */
export function structureOf(bytes: Uint8Array): string {
  return run("pdfinfo", ["-struct-text", "-"], bytes);
}
