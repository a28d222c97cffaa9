import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readBounceFolder } from "../../src/node/bounce-folder.ts";
import { service } from "../support/service.ts";

function folderOf(...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "bounces-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) mkdirSync(join(folder, name));
  return folder;
}

test("a Maildir is read from new and cur, each mail once, and nothing of what is still being written", async () => {
  const { dependencies } = await service();
  const folder = folderOf("new", "cur", "tmp");
  for (const name of ["new/1.host", "cur/2.host:2,S", "tmp/3.host"])
    writeFileSync(join(folder, name), "Subject: x\r\n\r\n");
  expect(await readBounceFolder(dependencies, folder)).toBe(2);
  expect(readdirSync(join(folder, "done")).sort()).toEqual(["cur-2.host:2,S", "new-1.host"]);
  expect(readdirSync(join(folder, "tmp"))).toEqual(["3.host"]);
  expect(await readBounceFolder(dependencies, folder)).toBe(0);
});

test("in a plain folder only files that end in .eml are read; a huge one is read no further than its beginning", async () => {
  const { dependencies } = await service();
  const folder = folderOf();
  writeFileSync(join(folder, "a.eml"), Buffer.alloc(5_000_000, "x"));
  writeFileSync(join(folder, ".b.eml"), "x");
  writeFileSync(join(folder, "c.txt"), "x");
  expect(await readBounceFolder(dependencies, folder)).toBe(1);
  expect(readdirSync(folder).sort()).toEqual([".b.eml", "c.txt", "done"]);
});

test("a mail that cannot be moved, since its name is as long as names may be, holds up none behind it", async () => {
  const { dependencies } = await service();
  const folder = folderOf("new");
  for (const name of ["a".repeat(255), "b", "c"]) writeFileSync(join(folder, "new", name), "Subject: x\r\n\r\n");
  await readBounceFolder(dependencies, folder);
  expect(readdirSync(join(folder, "done")).sort()).toEqual(["new-b", "new-c"]);
});

test("while the database cannot be used a mail stays where it is", async () => {
  const made = await service();
  const folder = folderOf();
  const { tokens } = made.dependencies;
  const path = `bounces+${Buffer.from(tokens.issue("bounce", 1, "n"), "base64url").toString("hex")}@example.gov`;
  const status = "Final-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1";
  const report = `To: ${path}\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${status}\r\n--b--\r\n`;
  writeFileSync(join(folder, "a.eml"), report);
  made.database.close();
  await expect(
    readBounceFolder({ ...made.dependencies, bounceAddress: "bounces@example.gov" }, folder),
  ).rejects.toThrow();
  expect(readdirSync(folder)).toContain("a.eml");
});
