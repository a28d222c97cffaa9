/** The run of all tests is believed by its exit status: it must fail when anything did. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-of-all-"));
  for (const name of ["scripts", "node_modules/.bin"]) mkdirSync(join(folder, name), { recursive: true });
  cpSync(new URL("../../scripts/test", import.meta.url).pathname, join(folder, "scripts/test"));
  program("scripts/prepare", "exit 0");
  program("node_modules/.bin/node", `exec ${process.execPath} "$@"`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, body: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

function run(): { readonly status: number; readonly lastLine: string } {
  const ended = (status: number, output: string) => ({ status, lastLine: output.trim().split("\n").at(-1) ?? "" });
  try {
    return ended(0, execFileSync(join(folder, "scripts/test"), { encoding: "utf8", stdio: "pipe" }));
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return ended(status, stdout);
  }
}

test("it ends with 1 where anything failed, here the installation", () => {
  program("scripts/prepare", "exit 1");
  expect(run()).toEqual({ status: 1, lastLine: "0 passed, 1 failed" });
});
