/** UUIDv5 (RFC 9562 §5.5): the same name always gives the same id. */
import { createHash } from "node:crypto";

/** The namespace for names that are addresses (RFC 9562 §6.6). */
const urlNamespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

export function uuidOfName(name: string): string {
  const bytes = createHash("sha1").update(urlNamespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
