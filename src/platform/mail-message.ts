/**
 * A mail as bytes (RFC 5322, MIME). What all recipients of one form and language share, from the subject to the encoded parts, is
 * made once by nodemailer and kept; a recipient's own header lines and links are set in, which costs a tenth of composing anew.
 */
import addressparser from "nodemailer/lib/addressparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { type Mail, personalised } from "../channels/carriers.ts";

export interface MailMessage {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly bytes: Buffer;
}

/** A place in the encoded body where a recipient's own words stand; soft line breaks of quoted-printable may run through it. */
interface Slot {
  readonly mark: string;
  readonly breaksAfter: readonly number[];
}

interface Template {
  readonly envelopeFrom: string;
  /** From, Subject, MIME-Version, Content-Type. */
  readonly headers: string;
  readonly body: readonly (string | Slot)[];
}

const softBreak = "=\r\n";
const templatesKept = 16;

/** Encodes mails in which `mailFault` finds nothing. Lines end with CRLF, and neither stands alone anywhere. */
export function mailEncoder(): (mail: Mail, at: Date) => Promise<MailMessage> {
  const templates = new Map<string, { text: string; html: string; template: Promise<Template> }>();

  function templateOf(mail: Mail, marks: readonly string[]): Promise<Template> {
    const key = `${mail.from}\n${mail.subject}\n${marks.join(" ")}`;
    const known = templates.get(key);
    if (known && known.text === mail.text && known.html === mail.html) return known.template;
    const oldest = templates.keys().next().value;
    if (templates.size >= templatesKept && oldest !== undefined) templates.delete(oldest);
    const template = makeTemplate(mail, marks);
    templates.set(key, { text: mail.text, html: mail.html, template });
    return template;
  }

  return async (mail, at) => {
    const personal = mail.personal ?? {};
    const sameLength = Object.entries(personal).every(
      ([mark, words]) => isPlain(words) && mark.length === words.length,
    );
    const template = sameLength
      ? await templateOf(mail, Object.keys(personal))
      : await makeTemplate(
          { ...mail, text: personalised(mail.text, personal), html: personalised(mail.html, personal) },
          [],
        );
    const body = template.body
      .map((part) => (typeof part === "string" ? part : fill(part, personal[part.mark] ?? "")))
      .join("");
    const message = `${ownHeaders(mail, at)}${template.headers}\r\n\r\n${body}`;
    return {
      envelope: { from: mail.returnPath ?? template.envelopeFrom, to: mail.to },
      bytes: Buffer.from(message, "latin1"),
    };
  };
}

function isPlain(words: string): boolean {
  return /^[A-Za-z0-9_-]*$/.test(words);
}

function ownHeaders(mail: Mail, at: Date): string {
  const threading = mail.references ? { References: mail.references, "In-Reply-To": mail.references } : {};
  const date = at.toUTCString().replace("GMT", "+0000");
  const lines = { ...mail.headers, To: mail.to, "Message-ID": mail.messageId, ...threading, Date: date };
  return Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

async function makeTemplate(mail: Mail, marks: readonly string[]): Promise<Template> {
  const composer = new MailComposer({
    from: mail.from,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    encoding: "quoted-printable",
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Some servers take half a line end for a whole one, and could take what follows for a message of its own.
  const whole = (await composer.compile().build()).toString("latin1").replaceAll(/\r(?!\n)|(?<!\r)\n/g, "\r\n");
  const end = whole.indexOf("\r\n\r\n");
  const headers = whole.slice(0, end).split(/\r\n(?![ \t])/);
  return {
    envelopeFrom: senderAddress(mail.from),
    headers: headers.filter((line) => !/^(Message-ID|Date):/i.test(line)).join("\r\n"),
    body: cut(whole.slice(end + 4), marks),
  };
}

/** The bare address of `Name <address>`. */
export function senderAddress(from: string): string {
  const [sender] = addressparser(from, { flatten: true });
  return sender?.address ?? from;
}

/** The encoded body in pieces: text that is everybody's, and slots. Marks are letters and digits, which quoted-printable leaves alone. */
function cut(body: string, marks: readonly string[]): (string | Slot)[] {
  if (marks.length === 0) return [body];
  const spelled = marks.map((mark) => [...mark].join(`(?:${softBreak})?`)).join("|");
  const pieces: (string | Slot)[] = [];
  let from = 0;
  for (const found of body.matchAll(new RegExp(spelled, "g"))) {
    pieces.push(body.slice(from, found.index), slotOf(found[0]));
    from = found.index + found[0].length;
  }
  return [...pieces, body.slice(from)];
}

function slotOf(found: string): Slot {
  const lines = found.split(softBreak);
  const breaksAfter = lines.slice(0, -1).map((_, index) => lines.slice(0, index + 1).join("").length);
  return { mark: lines.join(""), breaksAfter };
}

function fill({ breaksAfter }: Slot, words: string): string {
  return [0, ...breaksAfter].map((from, index) => words.slice(from, breaksAfter[index])).join(softBreak);
}
