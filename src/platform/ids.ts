/** Names that nobody can guess, and digests: the same on both platforms. */
import { createHash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** 128 random bits in 22 letters and digits: nothing in it needs quoting anywhere. */
export function newId(): string {
  let number = BigInt(`0x${randomBytes(16).toString("hex")}`);
  let text = "";
  for (let place = 0; place < 22; place++) {
    text = `${alphabet[Number(number % 62n)]}${text}`;
    number /= 62n;
  }
  return text;
}

/** SHA-256 in lower-case hex. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
