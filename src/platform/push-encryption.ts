/**
 * A push's content, encrypted so that only its browser can read it (RFC 8291 on RFC 8188, one record). Each message has an ephemeral
 * key of its own: reusing one would let whoever learns it read them all.
 */
import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";

/** Base64url: the browser's public key (65 bytes) and its secret (16 bytes). */
export interface BrowserKeys {
  readonly p256dh: string;
  readonly auth: string;
}

const recordSize = 4_096;
const pushInfo = Buffer.from("WebPush: info\0");
const keyInfo = Buffer.from("Content-Encoding: aes128gcm\0");
const nonceInfo = Buffer.from("Content-Encoding: nonce\0");
const lastRecord = Buffer.from([2]);
/** Takes a new key for each message; nothing awaits between that and its use. */
const ephemeral = createECDH("prime256v1");

/** Throws where the browser's key is not a point on P-256. */
export function encryptPush(keys: BrowserKeys, payload: string): Buffer {
  return encryptWith(ephemeral, ephemeral.generateKeys(), randomBytes(16), keys, payload);
}

/** `own`, its public part and `salt` are for one message only. Payloads of up to 3,993 bytes fit into the 4,096 that services take. */
export function encryptWith(own: ECDH, ownPublic: Buffer, salt: Buffer, keys: BrowserKeys, payload: string): Buffer {
  const theirs = Buffer.from(keys.p256dh, "base64url");
  const secret = Buffer.from(keys.auth, "base64url");
  const info = Buffer.concat([pushInfo, theirs, ownPublic]);
  const material = derived(own.computeSecret(theirs), secret, info, 32);
  const cipher = createCipheriv(
    "aes-128-gcm",
    derived(material, salt, keyInfo, 16),
    derived(material, salt, nonceInfo, 12),
  );
  const header = Buffer.allocUnsafe(21);
  salt.copy(header);
  header.writeUInt32BE(recordSize, 16);
  header.writeUInt8(ownPublic.length, 20);
  const sealed = cipher.update(payload, "utf8");
  const end = cipher.update(lastRecord);
  cipher.final();
  return Buffer.concat([header, ownPublic, sealed, end, cipher.getAuthTag()]);
}

function derived(material: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", material, salt, info, bytes));
}
