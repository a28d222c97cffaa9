/**
 * What mail servers send back: that a mail could not be delivered (DSN, RFC 3464), or that its reader called it spam (ARF, RFC 5965).
 * Anybody can write such a mail: what it says counts only for the reader whose token it brings along, which the caller checks. And only
 * what it says of an address that is dead: a wrong "gone" silences a person for good.
 */
import PostalMime, { type Attachment, type Email } from "postal-mime";
import type { Moment } from "../domain/advisory.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";

export interface MailReport {
  readonly type: "bounce" | "complaint";
  /** Tokens of the return path, as it may stand in this report, the likeliest first. */
  readonly bounceTokens: readonly string[];
  /** Tokens of the link to leave, from the header of the mail that came back. */
  readonly unsubscribeTokens: readonly string[];
  /** Addresses that are dead for good; of a complaint none. */
  readonly deadAddresses: readonly string[];
  /** When the report was written (epoch ms), as it says. */
  readonly writtenAt: Moment | null;
}

export interface ReportMarks {
  /** `name@domain`; mails come back to `name+token@domain`. */
  readonly bounceAddress?: string;
  readonly baseUrl: string;
}

/** More than any report needs; the parser gives up on what is nested deeper or has more header. */
const limits = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024, forceRfc822Attachments: true };
const longestPart = 64 * 1024;
/** The parser's time grows with the square of the lines: a mail of line feeds alone, which anybody can send, held up all else for half a minute. */
const mostLines = 5_000;
const mostTokens = 5;

/** Where the token's letters would be read without their case: hosts fold what stands before the @. */
export function returnPath(bounceAddress: string, token: string): string {
  const at = bounceAddress.lastIndexOf("@");
  return `${bounceAddress.slice(0, at)}+${Buffer.from(token, "base64url").toString("hex")}${bounceAddress.slice(at)}`;
}

/** The report in a mail; a refusal says, in words without any address, why it is none that counts. Never throws. */
export async function readMailReport(raw: Uint8Array, marks: ReportMarks): Promise<Result<MailReport, string>> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(beginningOf(raw), limits);
  } catch {
    return refused("it cannot be read as a mail");
  }
  const type = mail.headers.find(({ key }) => key === "content-type")?.value ?? "";
  if (!/^\s*multipart\/report\b/i.test(type)) return refused("it is no report (multipart/report)");
  const status = partOf(mail, /^message\/delivery-status$/);
  const feedback = partOf(mail, /^message\/feedback-report$/);
  const returned = partOf(mail, /^(message\/rfc822|text\/rfc822-headers)$/).split(/\r?\n\r?\n/)[0] ?? "";
  const places = [mail.headers.map(({ value }) => value).join("\n"), status, feedback, returned];
  const written = Date.parse(mail.date ?? "");
  const report = {
    bounceTokens: marks.bounceAddress ? bounceTokensIn(places.join("\n"), marks.bounceAddress) : [],
    unsubscribeTokens: unsubscribeTokensIn(returned.replaceAll(/\r?\n[ \t]/g, ""), marks.baseUrl),
    writtenAt: Number.isFinite(written) ? written : null,
  };
  if (feedback !== "") {
    const isComplaint = fieldsOf(feedback).some((group) => /^(abuse|opt-out)$/i.test(group["feedback-type"] ?? ""));
    if (!isComplaint) return refused("it is a report of another kind than a complaint");
    return accepted({ type: "complaint", deadAddresses: [], ...report });
  }
  const deadAddresses = deadAddressesIn(status);
  if (deadAddresses.length === 0) return refused("it names no address that is dead for good");
  return accepted({ type: "bounce", deadAddresses, ...report });
}

/** What is longer than any report is cut off: what counts stands before the mail that came back. */
function beginningOf(raw: Uint8Array): Uint8Array {
  let end = 0;
  for (let line = 0; line < mostLines; line++) {
    end = raw.indexOf(10, end) + 1;
    if (end === 0) return raw;
  }
  return raw.subarray(0, end);
}

/** RFC 3464 §2.3, RFC 3463 §3: failed for good, for a reason that lies in the address or its mailbox. What a server thinks of the sender or the words is never such. */
function deadAddressesIn(status: string): string[] {
  return fieldsOf(status).flatMap((group) => {
    const isFailed = /^failed\b/i.test(group.action ?? "");
    const isDead = /^5\.(1\.(0|1|2|3|4|6|10)|2\.1)\b/.test(group.status ?? "");
    // Some write 5.1.1 above an answer that speaks of policy.
    const isPolicy = /\b5\.[67]\.\d/.test(group["diagnostic-code"] ?? "");
    if (!isFailed || !isDead || isPolicy) return [];
    return [group["original-recipient"], group["final-recipient"]].flatMap((recipient) => {
      const address = /^\s*rfc822\s*;\s*<?([^<>\s]+)>?\s*$/i.exec(recipient ?? "")?.[1];
      return address === undefined ? [] : [address];
    });
  });
}

/** Groups of fields with an empty line between; the first of a name counts. */
function fieldsOf(text: string): Readonly<Record<string, string | undefined>>[] {
  return text
    .replaceAll(/\r?\n/g, "\n")
    .replaceAll(/\n[ \t]+/g, " ")
    .split(/\n{2,}/)
    .map((group) => {
      const fields = group.split("\n").flatMap((line): [string, string][] => {
        const colon = line.indexOf(":");
        return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : [];
      });
      return Object.fromEntries(fields.toReversed());
    });
}

/** The first part of such a type, as text, no further than a report is long. */
function partOf(mail: Email, mimeType: RegExp): string {
  const part = mail.attachments.find((one) => mimeType.test(one.mimeType));
  return part ? textOf(part) : "";
}

function textOf({ content }: Attachment): string {
  if (typeof content === "string") return content.slice(0, longestPart);
  return Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content))
    .subarray(0, longestPart)
    .toString("latin1");
}

function bounceTokensIn(text: string, bounceAddress: string): string[] {
  const marked = text.matchAll(/([a-z0-9.-]{1,17})\+([0-9a-f]{46})(@[a-z0-9.-]{1,253})/gi);
  const ours = [...marked].filter(([, name, , host]) => `${name}${host}`.toLowerCase() === bounceAddress.toLowerCase());
  return firstOf(ours.map(([, , hex = ""]) => Buffer.from(hex, "hex").toString("base64url")));
}

function unsubscribeTokensIn(header: string, baseUrl: string): string[] {
  const [, ...followed] = header.split(`${baseUrl}/unsubscribe/`);
  return firstOf(followed.flatMap((text) => /^[A-Za-z0-9_-]{31}(?![A-Za-z0-9_-])/.exec(text) ?? []));
}

function firstOf(tokens: readonly string[]): string[] {
  return [...new Set(tokens)].slice(0, mostTokens);
}
