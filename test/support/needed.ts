/**
 * What a check needs and a machine may lack: programs of Debian, files beside the repository. Without it the check is left out with a
 * loud word; in CI (`CI` is set) it is not left out and fails: a check that silently did not run is none.
 */
import { existsSync } from "node:fs";

const answers = new Map<string, boolean>();

export function isThere(what: string, look: () => boolean): boolean {
  const known = answers.get(what);
  if (known !== undefined) return known;
  const found = look();
  if (!found && !process.env.CI) console.warn(`NOT CHECKED: ${what} is missing, so what needs it was left out.`);
  const answer = found || Boolean(process.env.CI);
  answers.set(what, answer);
  return answer;
}

/** A file of the folder that lies beside the repository. */
export function handedOver(path: string): URL {
  return new URL(`../../../shared/${path}`, import.meta.url);
}

export function isHandedOver(path: string): boolean {
  return isThere(handedOver(path).pathname, () => existsSync(handedOver(path)));
}
