/**
 * Tokens in links: base64url of version ‖ id (6 bytes) ‖ 16 bytes of HMAC-SHA256 over purpose, id and nonce. None is stored. All
 * tokens have one length, so that mails can be encoded once with a mark of that length in the token's place.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { TokenPurpose, Tokens } from "../domain/ports.ts";

const version = 1;
const idBytes = 6;
const macBytes = 16;
const tokenBytes = 1 + idBytes + macBytes;
const shortestKey = 32;
const highestId = 2 ** (8 * idBytes) - 1;

/** The first key signs; all of them verify, so that links live on while a key is rotated out. */
export function hmacTokens(secrets: readonly Buffer[]): Tokens {
  const keys = secrets.map((secret) => createSecretKey(secret));
  const [signingKey] = keys;
  if (!signingKey || secrets.some((secret) => secret.length < shortestKey)) {
    throw new Error(`link tokens need at least one key, each of at least ${shortestKey} bytes`);
  }
  return {
    issue(purpose, id, nonce) {
      if (!Number.isSafeInteger(id) || id < 0 || id > highestId)
        throw new RangeError("the id does not fit into a token");
      const head = Buffer.alloc(1 + idBytes);
      head.writeUInt8(version);
      head.writeUIntBE(id, 1, idBytes);
      return Buffer.concat([head, macOf(signingKey, purpose, id, nonce)]).toString("base64url");
    },
    idOf: (token) => read(token)?.id ?? null,
    check(token, purpose, id, nonce) {
      const parsed = read(token);
      if (!parsed || parsed.id !== id) return false;
      // Every key is tried, whatever the first ones say: the time taken tells nothing.
      const answers = keys.map((key) => timingSafeEqual(macOf(key, purpose, id, nonce), parsed.mac));
      return answers.includes(true);
    },
  };
}

function macOf(key: KeyObject, purpose: TokenPurpose, id: number, nonce: string): Buffer {
  return createHmac("sha256", key)
    .update(`link\0${version}\0${purpose}\0${id}\0${nonce}`)
    .digest()
    .subarray(0, macBytes);
}

function read(token: string): { id: number; mac: Buffer } | null {
  const bytes = Buffer.from(token, "base64url");
  // Decoding is lenient; only the one canonical spelling counts.
  if (bytes.length !== tokenBytes || bytes.toString("base64url") !== token || bytes[0] !== version) return null;
  return { id: bytes.readUIntBE(1, idBytes), mac: bytes.subarray(1 + idBytes) };
}
