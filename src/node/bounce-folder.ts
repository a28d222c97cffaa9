/**
 * Mails that came back, in a folder: a Maildir (`new`, `cur`), or files that end in `.eml`. Each is read once and moved to `done`, what
 * says nothing too; while the database cannot be written it stays where it is. One that cannot be read or moved holds up no other.
 */
import { mkdir, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { type MailReportDependencies, takeMailReport } from "../actions/take-mail-report.ts";

/** Far above any report; of what is longer the rest is cut off. */
const longestMail = 1024 * 1024;
const mailsAtOnce = 1_000;

/** One look at the folder; how many mails were read. Throws where the folder or the database cannot be used. */
export async function readBounceFolder(dependencies: MailReportDependencies, folder: string): Promise<number> {
  const waiting = await waitingIn(folder);
  if (waiting.length === 0) return 0;
  await mkdir(join(folder, "done"), { recursive: true });
  for (const path of waiting) {
    const leaveIt = (error: Error) => {
      dependencies.log.error({ path, error: String(error) }, "a mail in the folder of bounces cannot be read or moved");
      return null;
    };
    const raw = await beginningOf(join(folder, path)).catch(leaveIt);
    if (raw === null) continue;
    const taken = await takeMailReport(dependencies, raw);
    if (!taken.ok) dependencies.log.info({ reason: taken.refusal }, "a mail in the folder of bounces changed nothing");
    await rename(join(folder, path), join(folder, "done", path.replaceAll("/", "-")))
      .catch(ignoreMissing)
      .catch(leaveIt);
  }
  return waiting.length;
}

async function waitingIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const isMaildir = entries.some((entry) => entry.isDirectory() && entry.name === "new");
  if (!isMaildir)
    return entries
      .filter((entry) => entry.isFile() && /^[^.].*\.eml$/i.test(entry.name))
      .map(({ name }) => name)
      .slice(0, mailsAtOnce);
  const inside = await Promise.all(
    ["new", "cur"].map(async (name) => {
      const files = await readdir(join(folder, name), { withFileTypes: true }).catch(() => []);
      return files.filter((file) => file.isFile() && !file.name.startsWith(".")).map((file) => join(name, file.name));
    }),
  );
  return inside.flat().slice(0, mailsAtOnce);
}

/** Null where another process took it meanwhile. */
async function beginningOf(path: string): Promise<Uint8Array | null> {
  const file = await open(path).catch(ignoreMissing);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestMail), 0, longestMail, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
