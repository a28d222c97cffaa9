/**
 * DKIM signatures (RFC 6376, relaxed/relaxed) by RSA and by Ed25519 (RFC 8463). Own code, since nodemailer signs by RSA alone and lets a
 * mail go unsigned where the key is of another kind. Over a mail as `mailEncoder` writes it: CRLF, each field unfolded or folded by WSP.
 */
import { createHash, createPrivateKey, sign as signBytes } from "node:crypto";

export interface DkimKey {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM: RSA or Ed25519. */
  readonly privateKey: string;
}

/** RFC 8058 §4 wants both fields of one-click leaving covered. */
const signedFields = [
  ...["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"],
  ...["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "X-NTAS-Kind", "X-NTAS-Status"],
].map((name) => name.toLowerCase());

/** A signer that puts one signature in front for each key. */
export function dkimSigner(keys: readonly DkimKey[]): (message: Buffer) => Buffer {
  const opened = keys.map(({ domainName, keySelector, privateKey }) => {
    const key = createPrivateKey(privateKey);
    return { key, isRsa: key.asymmetricKeyType === "rsa", tags: `d=${domainName}; s=${keySelector}` };
  });
  return (message) => {
    const text = message.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    const fields = signable(text.slice(0, end));
    const bodyHash = sha256(relaxedBody(text.slice(end + 4))).toString("base64");
    const names = fields.map(({ name }) => name).join(":");
    const lines = opened.map(({ key, isRsa, tags }) => {
      const algorithm = isRsa ? "rsa-sha256" : "ed25519-sha256";
      const field = `v=1; a=${algorithm}; c=relaxed/relaxed; ${tags};\r\n h=${names};\r\n bh=${bodyHash};\r\n b=`;
      const own = `dkim-signature:${relaxed(field)}`;
      const signed = Buffer.from([...fields.map(({ line }) => line), own].join("\r\n"), "latin1");
      // RFC 8463 §3: Ed25519 signs the hash, not the text.
      const signature = isRsa ? signBytes("sha256", signed, key) : signBytes(null, sha256(signed), key);
      return `DKIM-Signature: ${field}${signature.toString("base64").replaceAll(/(.{72})(?=.)/g, "$1\r\n ")}\r\n`;
    });
    return Buffer.concat([Buffer.from(lines.join(""), "latin1"), message]);
  };
}

/** The fields of the header that are covered, in relaxed form, each once: no field of ours comes twice. */
function signable(header: string): { name: string; line: string }[] {
  const fields = header.split(/\r\n(?![ \t])/).map((field) => {
    const colon = field.indexOf(":");
    const name = field.slice(0, colon).trim().toLowerCase();
    return { name, line: `${name}:${relaxed(field.slice(colon + 1))}` };
  });
  return signedFields.flatMap((name) => fields.findLast((field) => field.name === name) ?? []);
}

/** RFC 6376 §3.4.2. */
function relaxed(value: string): string {
  return value
    .replaceAll(/\r\n/g, "")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/^ | $/g, "");
}

/** RFC 6376 §3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replaceAll(/[ \t]+/g, " ").replace(/ $/, ""));
  while (lines.at(-1) === "") lines.pop();
  return lines.map((line) => `${line}\r\n`).join("");
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256")
    .update(typeof data === "string" ? Buffer.from(data, "latin1") : data)
    .digest();
}
