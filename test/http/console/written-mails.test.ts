/** Where mails are files, the console shows them: to nobody what signs somebody else in, and a reader's links to administrators alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createApp } from "../../../src/app.ts";
import { emlCarrier, isForOneAlone, isOfReader, writtenMails } from "../../../src/platform/node/eml-carrier.ts";
import { atConsole } from "../../support/console.ts";
import { service } from "../../support/service.ts";

test("a reader's confirmation is listed for and opened by an administrator, and no other editor; a sign-in link by nobody", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mails-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const carrier = emlCarrier(folder);
  for (const [purpose, number] of [
    ["confirm", 1],
    ["sign-in", 2],
    ["submitted", 3],
  ] as const) {
    await carrier.send({
      ...{ from: "a@example.gov", to: `${purpose}@example.org`, subject: `About ${purpose}`, text: "-", html: "-" },
      ...{ messageId: `<${number}@example.gov>`, headers: { "X-NTAS-Letter": purpose } },
    });
  }
  const made = await service();
  const app = createApp({
    ...made.dependencies,
    writtenMails: () => writtenMails(folder),
    readWrittenMail: async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      return isForOneAlone(text) ? null : { text, isOfReader: isOfReader(text) };
    },
  });
  const there = { ...made, app };
  const listed = async (html: string) =>
    ["confirm", "sign-in", "submitted"].filter((one) => html.includes(`About ${one}`));
  const confirmation = (await writtenMails(folder)).find(({ to }) => to.startsWith("confirm"))?.path ?? "";

  const admin = await atConsole(there, "admin@example.org", "admin");
  expect(await listed((await admin.get("/console")).html)).toEqual(["confirm", "submitted"]);
  expect((await admin.get(confirmation)).status).toBe(200);

  const approver = await atConsole(there, "approver@example.org", "approver", "author");
  expect(await listed((await approver.get("/console")).html)).toEqual(["submitted"]);
  expect((await approver.get(confirmation)).status).toBe(403);
});
