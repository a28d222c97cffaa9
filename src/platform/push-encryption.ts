/**
 * A push's content, encrypted so that only its browser can read it (RFC 8291 on RFC 8188, one record). Each message has an ephemeral
 * key of its own: reusing one would let whoever learns it read them all.
 */
import { createCipheriv, createECDH, createHmac, type ECDH, randomBytes } from "node:crypto";

/** Base64url: the browser's public key (65 bytes) and its secret (16 bytes). */
export interface BrowserKeys {
  readonly p256dh: string;
  readonly auth: string;
}

const curve = "prime256v1";
const recordSize = 4_096;
const pushInfo = Buffer.from("WebPush: info\0");
/** HKDF's info, and the number of the first and only block (RFC 5869 §2.3). */
const keyInfo = Buffer.from("Content-Encoding: aes128gcm\0\x01");
const nonceInfo = Buffer.from("Content-Encoding: nonce\0\x01");
const first = Buffer.from([1]);
const lastRecord = Buffer.from([2]);

/** Throws where the browser's key is not a point on P-256. */
export function encryptPush(keys: BrowserKeys, payload: string): Buffer {
  const ephemeral = createECDH(curve);
  ephemeral.generateKeys();
  return encryptWith(ephemeral, randomBytes(16), keys, Buffer.from(payload));
}

/** `ephemeral` and `salt` are for one message only. Payloads of at most 3,993 bytes fit into the 4,096 that push services take. */
export function encryptWith(ephemeral: ECDH, salt: Buffer, { p256dh, auth }: BrowserKeys, payload: Buffer): Buffer {
  const theirs = Buffer.from(p256dh, "base64url");
  const ours = ephemeral.getPublicKey();
  const shared = hmac(Buffer.from(auth, "base64url"), ephemeral.computeSecret(theirs));
  const material = hmac(shared, pushInfo, theirs, ours, first);
  const pseudorandom = hmac(salt, material);
  const key = hmac(pseudorandom, keyInfo).subarray(0, 16);
  const nonce = hmac(pseudorandom, nonceInfo).subarray(0, 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const header = Buffer.allocUnsafe(21);
  salt.copy(header);
  header.writeUInt32BE(recordSize, 16);
  header.writeUInt8(ours.length, 20);
  const sealed = [cipher.update(payload), cipher.update(lastRecord), cipher.final()];
  return Buffer.concat([header, ours, ...sealed, cipher.getAuthTag()]);
}

function hmac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
