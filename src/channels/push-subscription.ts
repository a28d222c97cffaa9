/** A browser's PushSubscription as it is handed in and stored: read once at the edge, into a shape that can be encrypted to. */
import { ECDH } from "node:crypto";
import { pushEndpointFault } from "./push-hosts.ts";

export interface PushSubscriptionKeys {
  readonly endpoint: string;
  /** Base64url without padding: the browser's public key (65 bytes, a point on P-256) and its secret (16 bytes), RFC 8291. */
  readonly p256dh: string;
  readonly auth: string;
}

export type ReadSubscription =
  | { readonly ok: true; readonly subscription: PushSubscriptionKeys }
  | { readonly ok: false; readonly reason: string };

/** Reads `PushSubscription.toJSON()`; whatever else it holds is left out. */
export function readPushSubscription(value: unknown, extraHosts: readonly string[]): ReadSubscription {
  const read = readFields(value, extraHosts);
  if (!read.ok || isPoint(Buffer.from(read.subscription.p256dh, "base64url"))) return read;
  return { ok: false, reason: "the subscription's p256dh is not a P-256 public key" };
}

function readFields(value: unknown, extraHosts: readonly string[]): ReadSubscription {
  const no = (reason: string): ReadSubscription => ({ ok: false, reason });
  const { endpoint, keys } = fieldsOf(value);
  const { p256dh, auth } = fieldsOf(keys);
  if (typeof endpoint !== "string") return no("the subscription has no endpoint");
  const fault = pushEndpointFault(endpoint, extraHosts);
  if (fault) return no(fault);
  if (typeof p256dh !== "string" || typeof auth !== "string") return no("the subscription has no keys");
  const publicKey = bytesOf(p256dh);
  const secret = bytesOf(auth);
  if (publicKey?.length !== 65 || publicKey[0] !== 4) return no("the subscription's p256dh is not a P-256 public key");
  if (secret?.length !== 16) return no("the subscription's auth is not 16 bytes long");
  return {
    ok: true,
    // One spelling for each address: otherwise letter case or the port makes one browser two readers.
    subscription: {
      endpoint: new URL(endpoint).href,
      p256dh: publicKey.toString("base64url"),
      auth: secret.toString("base64url"),
    },
  };
}

/** From the text that is stored as the recipient's address. */
export function parsePushAddress(address: string, extraHosts: readonly string[]): ReadSubscription {
  try {
    // Whether its key is a point was asked before it was stored, and is asked again by whoever encrypts to it.
    return readFields(JSON.parse(address), extraHosts);
  } catch {
    return { ok: false, reason: "the subscription is not JSON" };
  }
}

/** The push service of a stored subscription, without looking at the rest of it: asked far more often than something is sent. */
export function pushOrigin(address: string): string | null {
  return /^\{"endpoint":"(https:\/\/[^/"\\]+)\//.exec(address)?.[1] ?? null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Browsers differ in padding and alphabet; other characters are refused rather than skipped. */
function bytesOf(text: string): Buffer | null {
  return text.length <= 200 && /^[A-Za-z0-9_+/-]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
}

function isPoint(key: Buffer): boolean {
  try {
    ECDH.convertKey(key, "prime256v1");
    return true;
  } catch {
    return false;
  }
}
