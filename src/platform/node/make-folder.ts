/** Makes a folder and those above it. */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Not by `recursive`: that never ends where the folder above says that it is there and that it is not (below /proc). */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Another process was first; a link that leads nowhere is there too, and is no folder.
    statSync(path);
  }
}
