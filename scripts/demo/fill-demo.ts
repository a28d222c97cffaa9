/**
 * Fills the database of `scripts/start --demo`: once, and anew when what it shows has run out. A folder that holds anything but a
 * demonstration is left alone. Sends nothing: there are no subscriptions, and mails to its two invented editors become files.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addEditor, issueSignInLink } from "../../src/actions/editor-access.ts";
import type { Role } from "../../src/domain/advisory.ts";
import { easternDate } from "../../src/domain/eastern.ts";
import { databasePath, openInstance } from "../../src/node/instance.ts";
import { makeFolder } from "../../src/platform/node/make-folder.ts";
import { readSettings } from "../../src/settings.ts";
import { type EditorRecord, editorByEmail } from "../../src/store/editors.ts";
import { done, dutyDesk } from "./duty-desk.ts";
import { storyStart, tellStory } from "./story.ts";

const migrationsFolder = new URL("../db/migrations", import.meta.url).pathname;
const people: readonly { readonly email: string; readonly name: string; readonly roles: readonly Role[] }[] = [
  { email: "author@example.org", name: "Example author", roles: ["author", "admin"] },
  { email: "approver@example.org", name: "Example approver", roles: ["approver"] },
];

const print = (line: string) => process.stdout.write(`${line}\n`);

function giveUp(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

const { DATA_DIR = "data-demo", LOG_LEVEL = "error" } = process.env;
const read = readSettings({ ...process.env, DATA_DIR, LOG_LEVEL });
if (!read.ok)
  giveUp(`These settings are wrong; nothing was started:\n${read.problems.map((line) => `  ${line}`).join("\n")}`);
const { settings } = read;

/** Beside the database: says that it is a demonstration, and until when it is fresh; 0 while it is being filled. */
const markPath = join(settings.DATA_DIR, "demonstration.json");

function mark(freshUntil: number): void {
  makeFolder(settings.DATA_DIR);
  writeFileSync(`${markPath}.new`, `${JSON.stringify({ freshUntil })}\n`);
  renameSync(`${markPath}.new`, markPath);
}

function readMark(): { freshUntil: number } | null {
  return existsSync(markPath) ? (JSON.parse(readFileSync(markPath, "utf8")) as { freshUntil: number }) : null;
}

const known = readMark();
if (!known && existsSync(databasePath(settings))) {
  giveUp(
    `${settings.DATA_DIR} holds advisories that are no demonstration, and was left as it is. Choose another DATA_DIR for --demo.`,
  );
}
const isFresh = known !== null && known.freshUntil > Date.now() && existsSync(databasePath(settings));
if (!isFresh) {
  if (known && known.freshUntil > 0) print(`The demonstration in ${settings.DATA_DIR} has run out: it is made anew.`);
  mark(0);
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${databasePath(settings)}${ending}`, { force: true });
  rmSync(join(settings.DATA_DIR, "mail"), { recursive: true, force: true });
}

const instance = await openInstance(settings, {
  nudge: () => {},
  migrationsFolder,
  isDemo: true,
  logTo: process.stderr,
});

async function editorOf(email: string): Promise<EditorRecord> {
  const editor = await editorByEmail(instance.database, email);
  return editor ?? giveUp(`${settings.DATA_DIR} has no editor ${email}: delete the folder and start again.`);
}

if (!isFresh) {
  const now = instance.clock.now();
  const start = { ...instance, clock: { now: () => storyStart(now) } };
  for (const person of people) done(await addEditor(start, { ...person, actor: "demonstration", isFirst: true }));
  const [author, approver] = await Promise.all(people.map(({ email }) => editorOf(email)));
  if (!author || !approver) giveUp("The demonstration needs two editors.");
  const freshUntil = await tellStory(dutyDesk(instance, author, approver), now);
  mark(freshUntil);
  print(`Filled ${settings.DATA_DIR} with examples, good until ${easternDate(freshUntil)}.`);
}
print("This is a demonstration: every page says so, and mails are written to files.");
for (const { email, name } of people) {
  const link = await issueSignInLink(instance, await editorOf(email), "demonstration");
  if (!link.ok) throw new Error(`no sign-in link for ${email}: ${link.refusal.type}`);
  print(
    `Sign-in link for the ${name.toLowerCase()} (works once, for a day): ${settings.BASE_URL}/console/sign-in/${link.value}`,
  );
}
instance.database.close();
