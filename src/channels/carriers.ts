/**
 * The carriers: what a channel needs from the outside world, filled by platform/. A carrier takes one message, tries it once within
 * its deadline and says what is known of it; it never retries, since delivery is the only retry layer.
 */
import { mailAddressFault } from "../domain/mail-address.ts";
import type { Outcome } from "./channel.ts";

export interface Mail {
  /** `Name <address>` or a bare address. */
  readonly from: string;
  readonly to: string;
  /** Where it comes back to when it cannot be delivered; absent: to the address in `from`. */
  readonly returnPath?: string;
  readonly subject: string;
  /** The two parts; the same string for every recipient of one form and language, so that carriers can encode them once. */
  readonly text: string;
  readonly html: string;
  /** With angle brackets; the same at every try. */
  readonly messageId: string;
  /** Message-ID of the advisory's first message, with angle brackets. */
  readonly references?: string;
  /** Sent as they are, unfolded (RFC 8058 headers break at relays when folded). */
  readonly headers: Readonly<Record<string, string>>;
  /** What stands in the two parts in place of a recipient's own words → those words, of the same length. */
  readonly personal?: Readonly<Record<string, string>>;
}

export interface MailCarrier {
  /** `stillStands` is asked again of a mail that had to wait here: of one that no longer does not a byte leaves. */
  send(mail: Mail, stillStands?: () => Promise<boolean>): Promise<Outcome>;
  close(): Promise<void>;
}

export interface PushRequest {
  readonly endpoint: string;
  /** Names in lower case, as HTTP/2 wants them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface PushCarrier {
  post(request: PushRequest): Promise<Outcome>;
  close(): Promise<void>;
}

export interface WebRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export type WebAnswer =
  | {
      readonly type: "answered";
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      /** The first 4 KB. */
      readonly text: string;
    }
  /** Nobody may be asked there. */
  | { readonly type: "refused"; readonly reason: string }
  /** Not a byte of it left. */
  | { readonly type: "not-sent"; readonly reason: string }
  /** It may have arrived. */
  | { readonly type: "no-answer"; readonly reason: string };

/** Asks partners' and subscribers' own servers. */
export interface WebCarrier {
  exchange(request: WebRequest): Promise<WebAnswer>;
  close(): Promise<void>;
}

/** A part of the mail with the recipient's own words in it. */
export function personalised(part: string, personal: Mail["personal"]): string {
  return Object.entries(personal ?? {}).reduce((text, [mark, words]) => text.replaceAll(mark, () => words), part);
}

/** RFC 5322 §2.1.1, without the line's end. */
const longestLine = 998;
/** Other letters are encoded in pieces. */
const unfoldable = /[\x21-\x7e]{900}/;

/** What is sent in one line each, however long. */
function unfolded({ headers, messageId, references = "" }: Mail): Record<string, string> {
  return { ...headers, "Message-ID": messageId, "In-Reply-To": references };
}

const breaksHeader = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Why the mail must not be given to a carrier's library, or `null`: no field may begin a header line or add a recipient. */
export function mailFault(mail: Mail): string | null {
  const address = mailAddressFault(mail.to);
  if (address) return `the recipient's address ${address}`;
  const lines = {
    from: mail.from,
    subject: mail.subject,
    "message id": mail.messageId,
    references: mail.references ?? "",
    "return path": mail.returnPath ?? "",
  };
  for (const [name, value] of [...Object.entries(lines), ...Object.entries(mail.headers)]) {
    if (breaksHeader.test(value)) return `${name} contains a control character or line break`;
    if (!value.isWellFormed()) return `${name} contains half of a surrogate pair`;
  }
  for (const name of Object.keys(mail.headers))
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) return "a header's name is not one";
  for (const [name, value] of Object.entries(unfolded(mail))) {
    const isOneLine = name.length + ": ".length + value.length <= longestLine;
    if (!isOneLine || /[^\x20-\x7e]/.test(value)) return `header ${name} is not plain ASCII of one line`;
  }
  for (const [name, value] of Object.entries({ from: mail.from, subject: mail.subject }))
    if (unfoldable.test(value)) return `${name} has a word that no line can hold`;
  if (mail.returnPath !== undefined && !/^(?=.{3,254}$)[^\s<>@]+@[^\s<>@]+$/.test(mail.returnPath))
    return "the return path is not of the form name@host";
  if (!/^<[^\s<>@]+@[^\s<>@]+>$/.test(mail.messageId)) return "the message id is not of the form <name@host>";
  return null;
}

/** Subjects are made of approved words; what would break the header line becomes a space rather than stop a warning. */
export function singleLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .trim();
}
