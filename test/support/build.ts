/** What processes are started from, built once for all files: `dist/` must not change under those that run side by side. */
import { execFileSync } from "node:child_process";

export function setup(): void {
  execFileSync("scripts/prepare", { cwd: new URL("../..", import.meta.url), stdio: "inherit" });
}
