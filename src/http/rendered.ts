/**
 * Rendered bodies: made once for each view and key, compressed once, with a strong ETag for each encoding. No answer may be kept
 * longer than until the next publication or sunset, and none longer than 30 seconds.
 */
import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Context } from "hono";
import type { Moment } from "../domain/advisory.ts";
import { securedResponse } from "./security-headers.ts";
import type { View } from "./view.ts";

type Encoding = "identity" | "gzip" | "br";

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
const smallestCompressed = 512;

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

function acceptedEncoding(header: string | undefined, size: number): Encoding {
  if (!header || size < smallestCompressed) return "identity";
  const offers = new Map(
    header.split(",").map((offer) => {
      const [name = "", ...parameters] = offer
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      return [name, quality ? Number(quality.slice(2)) : 1] as const;
    }),
  );
  const takes = (name: string) => (offers.get(name) ?? 0) > 0;
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : "identity";
}

function compressed(body: Uint8Array<ArrayBuffer>, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === "gzip") return new Uint8Array(gzipSync(body, { level: 6 }));
  return new Uint8Array(brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
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
  if (isNotModified(context, etag, isDatable ? modifiedAt : null, now)) return securedResponse(null, 304, headers);
  rendered.bodies[encoding] ??= compressed(identity, encoding);
  if (encoding !== "identity") headers["Content-Encoding"] = encoding;
  const body = rendered.bodies[encoding] ?? identity;
  headers["Content-Length"] = String(body.byteLength);
  return securedResponse(context.req.method === "HEAD" ? null : body, 200, headers);
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
