/**
 * Rendered bodies: made once for each view and key, compressed once, with a strong ETag for each encoding. No answer may be kept
 * longer than until the next publication or sunset, and none longer than 30 seconds.
 */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Moment } from "../domain/advisory.ts";
import { acceptedEncoding, compressed, type Encoding } from "./compression.ts";
import { type PlainAnswer, plainAnswer, securedResponse } from "./security-headers.ts";
import type { View } from "./view.ts";

interface Rendered {
  readonly bodies: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>;
  readonly hash: string;
  readonly changedAt: Moment;
}

export interface RenderOptions {
  readonly type: string;
  readonly view: View;
  readonly now: Moment;
  /** The last moment at which the body changed, where the view's own is not it. */
  readonly changedAt?: Moment;
  /** Names the body within the view: format, language, filter, and for HTML the minute. */
  readonly key: string;
  readonly vary?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const longestAgeSeconds = 30;
const mostBodies = 400;

const caches = new WeakMap<View, Map<string, Rendered>>();

/** The least recently used goes first. */
function kept(view: View, key: string, make: () => Rendered): Rendered {
  let cache = caches.get(view);
  if (!cache) {
    cache = new Map();
    caches.set(view, cache);
  }
  const rendered = cache.get(key) ?? make();
  cache.delete(key);
  cache.set(key, rendered);
  const [oldest] = cache.keys();
  if (cache.size > mostBodies && oldest !== undefined) cache.delete(oldest);
  return rendered;
}

/** Seconds for which an answer may be kept: it never outlives what it says. */
export function freshSeconds(view: View, now: Moment): number {
  return Math.max(0, Math.min(longestAgeSeconds, Math.floor((view.until - now) / 1_000)));
}

/** Answers that are true, their headers too, until the clock's second is over or somebody writes. */
const lasting = new WeakSet<Response>();

export function lastingAnswer(response: Response): PlainAnswer | undefined {
  return lasting.has(response) ? plainAnswer(response) : undefined;
}

/** Answers with a body that depends only on the view: 200, or 304 when the client has it. */
export function respond(context: Context, options: RenderOptions, make: () => string | Uint8Array): Response {
  const { view, now, key, type } = options;
  const rendered = kept(view, key, () => {
    const made = make();
    const identity = typeof made === "string" ? new TextEncoder().encode(made) : new Uint8Array(made);
    const hash = createHash("sha256").update(identity).digest("base64url").slice(0, 27);
    return { bodies: { identity }, hash, changedAt: options.changedAt ?? view.changedAt };
  });
  const identity = rendered.bodies.identity ?? new Uint8Array();
  const encoding = acceptedEncoding(context.req.header("accept-encoding"), identity.byteLength);
  const etag = `"${rendered.hash}${encoding === "identity" ? "" : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    "Content-Type": type,
    ETag: etag,
    "Cache-Control": `public, max-age=${freshSeconds(view, now)}, must-revalidate`,
    Vary: ["Accept-Encoding", ...(options.vary ? [options.vary] : [])].join(", "),
    "Access-Control-Allow-Origin": "*",
    ...options.headers,
  };
  // A second is the finest that Last-Modified says: rounded up, and given only once it has come, it is never older than the change.
  const modifiedAt = Math.ceil(rendered.changedAt / 1_000) * 1_000;
  const isDatable = modifiedAt <= now;
  if (isDatable) headers["Last-Modified"] = new Date(modifiedAt).toUTCString();
  const answer = (status: 200 | 304, body: Uint8Array<ArrayBuffer> | null) => {
    const response = securedResponse(body, status, headers);
    // Said again at the end of its second, a shorter age would reach beyond what it counts down to.
    if (view.until - now >= (longestAgeSeconds + 1) * 1_000) lasting.add(response);
    return response;
  };
  if (isNotModified(context, etag, isDatable ? modifiedAt : null, now)) return answer(304, null);
  rendered.bodies[encoding] ??= compressed(identity, encoding);
  if (encoding !== "identity") headers["Content-Encoding"] = encoding;
  const body = rendered.bodies[encoding] ?? identity;
  headers["Content-Length"] = String(body.byteLength);
  return answer(200, context.req.method === "HEAD" ? null : body);
}

/** Answers with what is true in this second, and says so: no reader may keep it. */
export function respondNow(value: unknown): Response {
  const body = new TextEncoder().encode(JSON.stringify(value));
  const response = securedResponse(body, 200, {
    "Content-Type": "application/json",
    "Content-Length": String(body.byteLength),
    "Cache-Control": "public, max-age=0, must-revalidate",
    "Access-Control-Allow-Origin": "*",
  });
  lasting.add(response);
  return response;
}

/**
 * RFC 9110 §13.2.2: If-None-Match decides where it is given; only otherwise the date. A date that has not come yet is from a clock
 * that is wrong, and would keep its reader from every later change.
 */
function isNotModified(context: Context, etag: string, modifiedAt: Moment | null, now: Moment): boolean {
  const tags = context.req.header("if-none-match");
  if (tags !== undefined) return tags.split(",").some((tag) => [etag, `W/${etag}`, "*"].includes(tag.trim()));
  const since = Date.parse(context.req.header("if-modified-since") ?? "");
  return modifiedAt !== null && modifiedAt <= since && since <= now;
}
