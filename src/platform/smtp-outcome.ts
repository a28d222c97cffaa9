/**
 * What is known after an SMTP attempt failed. Nothing is hoped: once the server was asked for the message (354), only its own answer
 * tells whether it has it. A wrong "gone" silences a person for good, so only answers about the address itself count as that.
 */
import type { Outcome } from "../channels/channel.ts";

/** The part of nodemailer's error that is looked at. */
export interface SmtpFailure {
  readonly message: string;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  /** The SMTP command that was answered; "CONN" for every close and time-out, whenever it came; "API" before anything was sent. */
  readonly command?: string | undefined;
  /** nodemailer's name for the kind of fault, such as EAUTH or EMESSAGE. */
  readonly code?: string | undefined;
}

/** Commands whose answers are about this message or its recipient; others are about the session, which another try may get. */
const messageCommands = new Set(["MAIL FROM", "RCPT TO", "DATA"]);

export function smtpOutcome(failure: SmtpFailure, messageBegun: boolean): Outcome {
  const { responseCode: code, command = "CONN" } = failure;
  const reason = reasonOf(failure);
  if (!messageCommands.has(command))
    return messageBegun ? { type: "unknown", reason } : { type: "later", reason, isOfRelay: true };
  // Larger than the server's SIZE: refused by nodemailer before anything was sent.
  if (code === undefined) return failure.code === "EMESSAGE" ? { type: "refused", reason } : { type: "later", reason };
  // No reply of SMTP: nothing is known of what the server did with the message.
  if (code < 200 || code > 599) return { type: messageBegun ? "unknown" : "later", reason };
  if (code === 421) return { type: "later", reason, isOfRelay: true };
  if (code < 500 || code === 503) return { type: "later", reason };
  // RFC 3463 X.7: policy. It is about who sends, from where or what; it would silence everybody, and an operator can mend it.
  if (/^[1-5]\d\d[ -]5\.7\.\d/.test(failure.response ?? "")) return { type: "later", reason };
  if (command === "RCPT TO") return { type: isAboutAddress(failure) ? "gone" : "refused", reason };
  // The sender or the account is refused, not this message: an operator can mend that before the advisory ends. Size is ours.
  if (command === "MAIL FROM" && code !== 552) return { type: "later", reason };
  return command === "DATA" ? { type: "refused", reason, isAboutContent: true } : { type: "refused", reason };
}

function reasonOf({ message, response, command, code }: SmtpFailure): string {
  const text = (response ?? message)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    // Reasons reach the log, and addresses must not.
    .replace(/<?[^\s<>]+@[^\s<>]+>?/g, "<address>")
    .slice(0, 300);
  return `SMTP ${command ?? code ?? "CONN"}: ${text}`;
}

/** RFC 3463 §3.2: X.1.0–4, 6 and 10 are about the recipient's address; 7 and 8 are about the sender's. */
const addressStatus = /^[1-5]\d\d[ -]5\.1\.(0|1|2|3|4|6|10)\b/;
const otherStatus = /^[1-5]\d\d[ -]5\.\d{1,3}\.\d{1,3}\b/;
const unknownMailbox =
  /\b(no such (user|mailbox|recipient|address|person)|(user|mailbox|recipient|address|account) (is )?(unknown|not found|does ?n[o']t exist|not exist|invalid)|unknown (user|mailbox|recipient|address|account)|(does ?n[o']t|does not) exist|invalid (recipient|mailbox))\b/i;
const policy =
  /\b(spam|block(ed|ed using)?|blacklist|blocklist|policy|relay|reputation|listed|denied|spf|dkim|dmarc)\b/i;

function isAboutAddress({ responseCode, response = "" }: SmtpFailure): boolean {
  if (addressStatus.test(response)) return true;
  if (otherStatus.test(response)) return false;
  if (responseCode === 551 || responseCode === 553) return !policy.test(response);
  // A bare 550 is as often a block of the sender as a dead mailbox: its words decide.
  return responseCode === 550 && unknownMailbox.test(response) && !policy.test(response);
}
