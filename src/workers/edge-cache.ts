/**
 * Rendered answers in the cache of Cloudflare's nearest house. The key holds the number of the newest public act, which is read from D1
 * for each request: so a publication or a retraction needs no purge, and an answer of before is never found again. No answer is kept
 * beyond its own `max-age`, which ends before the next publication or sunset, and what is left of it is what the reader is told.
 */
import type { Clock } from "../domain/ports.ts";
import { publicSequence } from "../store/audit.ts";
import type { Database } from "../store/database.ts";

/** What the global `caches.default` is used for. */
export interface EdgeCache {
  match(request: Request): Promise<Response | undefined>;
  put(request: Request, response: Response): Promise<void>;
}

export interface EdgeCaching {
  readonly cache: EdgeCache;
  readonly database: Database;
  readonly clock: Clock;
  readonly waitUntil: (promise: Promise<unknown>) => void;
}

/** What an answer may depend on, besides its address. */
const varying = ["accept", "accept-language"];
const keptUntilHeader = "X-Kept-Until";
const keptVaryHeader = "X-Kept-Vary";

/** `make` is asked where nothing is kept. Whoever is signed in, or asks for more than to read, is never answered from here. */
export async function throughEdgeCache(
  request: Request,
  { cache, database, clock, waitUntil }: EdgeCaching,
  make: () => Promise<Response>,
): Promise<Response> {
  const isPlain = request.method === "GET" && !request.headers.has("authorization") && !request.headers.has("cookie");
  const path = new URL(request.url).pathname;
  if (!isPlain || path.startsWith("/console") || path.startsWith("/api/v1/events")) return make();
  // Where it cannot be read the site itself says so, and what can be had without it still is.
  const sequence = await publicSequence(database).catch(() => null);
  if (sequence === null) return make();
  const key = await keyOf(request, sequence);
  const kept = await cache.match(withConditions(key, request)).catch(() => undefined);
  const left = kept ? secondsLeft(kept, clock.now()) : 0;
  if (kept && left > 0) return retold(kept, left);
  // Before it is made: what an answer says of its own end counts from the moment at which the truth was read.
  const askedAt = clock.now();
  const answer = await make();
  const seconds = Number(/^public, max-age=(\d+)/.exec(answer.headers.get("cache-control") ?? "")?.[1] ?? 0);
  if (answer.status !== 200 || seconds === 0 || answer.headers.has("set-cookie")) return answer;
  const copy = new Response(answer.clone().body, answer);
  copy.headers.set(keptUntilHeader, String(askedAt + seconds * 1_000));
  // A part of the key, and no reason for the cache to look at the request's own headers.
  copy.headers.set(keptVaryHeader, answer.headers.get("vary") ?? "");
  copy.headers.delete("Vary");
  waitUntil(cache.put(key, copy).catch(() => {}));
  return answer;
}

async function keyOf(request: Request, sequence: number): Promise<Request> {
  const address = new URL(request.url);
  const rest = varying.map((name) => request.headers.get(name) ?? "").join("\n");
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${address.search}\n${rest}`));
  const name = Buffer.from(bytes).toString("base64url");
  return new Request(`${address.origin}${address.pathname}?kept=${sequence}.${name}`);
}

/** With what the reader has already, the cache answers 304 by itself. */
function withConditions(key: Request, request: Request): Request {
  const headers = new Headers();
  for (const name of ["if-none-match", "if-modified-since"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Request(key, { headers });
}

function secondsLeft(kept: Response, now: number): number {
  return Math.floor((Number(kept.headers.get(keptUntilHeader) ?? 0) - now) / 1_000);
}

function retold(kept: Response, left: number): Response {
  const answer = new Response(kept.status === 304 ? null : kept.body, kept);
  answer.headers.set("Vary", kept.headers.get(keptVaryHeader) ?? "");
  for (const name of [keptUntilHeader, keptVaryHeader, "CF-Cache-Status"]) answer.headers.delete(name);
  answer.headers.set("Cache-Control", `public, max-age=${left}, must-revalidate`);
  return answer;
}
