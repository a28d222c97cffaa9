/**
 * Mail without an SMTP server: each becomes a file in a folder, whole from the moment it can be seen (written under another name,
 * synced, renamed). What a first start and a demonstration use.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Mail, type MailCarrier, mailFault } from "../../channels/carriers.ts";
import type { Outcome } from "../../channels/channel.ts";
import { mailEncoder } from "../mail-message.ts";

/** `folder` is made when the first mail comes. The same message sent again replaces its own file. */
export function emlCarrier(folder: string): MailCarrier {
  const encode = mailEncoder();
  return {
    async send(mail: Mail): Promise<Outcome> {
      const fault = mailFault(mail);
      if (fault) return { type: "refused", reason: fault };
      const at = new Date();
      const { bytes } = await encode(mail, at);
      // The id alone names the file, so that a repeat is seen as one; the folder sorts by the files' times.
      const name = createHash("sha256").update(mail.messageId).digest("hex").slice(0, 32);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeWhole(folder, `${name}.eml`, bytes);
        return { type: "accepted" };
      } catch (error) {
        return {
          type: "later",
          reason: `the mail could not be written: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
        };
      }
    },
    async close() {},
  };
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}.${process.pid}.tmp`);
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
}

/** More are kept, but nobody reads them in a list. */
const mailsListed = 100;
const headerBytes = 16_384;

export interface WrittenMail {
  readonly to: string;
  readonly subject: string;
  readonly writtenAt: number;
  /** Where the console shows it. */
  readonly path: string;
  readonly isOfReader: boolean;
}

/** The newest mails in the folder, newest first; none where there is no folder yet. */
export async function writtenMails(folder: string): Promise<WrittenMail[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{32}\.eml$/.test(name));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, writtenAt: Math.floor((await stat(join(folder, name))).mtimeMs) })),
  );
  const newest = dated.sort((a, b) => b.writtenAt - a.writtenAt).slice(0, mailsListed);
  const listed = await Promise.all(
    newest.map(async ({ name, writtenAt }) => {
      const header = await headerOf(join(folder, name));
      if (isForOneAlone(header)) return [];
      const field = (wanted: string) => new RegExp(`^${wanted}: (.*)$`, "im").exec(header)?.[1] ?? "";
      return [
        {
          to: field("To"),
          subject: decodeWords(field("Subject")),
          writtenAt,
          path: `/console/mails/${name}`,
          isOfReader: isOfReader(header),
        },
      ];
    }),
  );
  return listed.flat();
}

/** A mail that signs its reader in is shown to nobody else. */
export function isForOneAlone(header: string): boolean {
  return /^X-NTAS-Letter: sign-in\r?$/im.test(header);
}

/** An advisory, or a letter to a subscriber or a partner: whoever has its links can confirm, change and end what is not theirs. */
export function isOfReader(header: string): boolean {
  const letter = /^X-NTAS-Letter: ([\w-]+)\r?$/im.exec(header)?.[1];
  return letter === undefined || ["confirm", "goodbye", "erased", "notice", "notice-invite"].includes(letter);
}

/** RFC 2047, as far as our own mails use it: words of UTF-8 in Q or B; white space between two of them is none. */
function decodeWords(value: string): string {
  const words = /(?:=\?UTF-8\?[QB]\?[^?]*\?=\s*)+/gi;
  return value.replaceAll(words, (run) => {
    const bytes = [...run.matchAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi)].map(([, encoding = "", text = ""]) =>
      encoding.toUpperCase() === "B"
        ? Buffer.from(text, "base64")
        : Buffer.from(
            text
              .replaceAll("_", " ")
              .replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
            "latin1",
          ),
    );
    return Buffer.concat(bytes).toString("utf8") + (/\s$/.test(run) ? " " : "");
  });
}

/** The header with its folded lines joined. */
async function headerOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const text = buffer.toString("latin1", 0, bytesRead);
    return text.slice(0, text.indexOf("\r\n\r\n")).replaceAll(/\r\n(?=[ \t])/g, "");
  } finally {
    await file.close();
  }
}
