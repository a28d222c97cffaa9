/** Headers on every answer, errors and 304 too: nothing from elsewhere, nothing inline, nothing framed but the widget made for it. */
import type { MiddlewareHandler } from "hono";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy,
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "Cross-Origin-Opener-Policy": "same-origin",
};

const header = (value: string): Readonly<Record<string, string>> => ({ "Content-Security-Policy": value });
const isFramedByUs = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'");

/** For the one page that other sites may frame; a handler gives it with its answer. */
export const framablePolicy = header(policy.replace("frame-ancestors 'none'", "frame-ancestors *"));
/** For the console's pages that show previews in frames, and for the pages in them: no script runs there, no link leads out. */
export const framingPolicy = header(`${policy}; frame-src 'self'`);
export const previewPolicy = header(`${isFramedByUs}; sandbox`);
/** A mail has its styles inside, as mail readers want them: nothing else may be in it, and nothing runs. */
export const mailPreviewPolicy = header(
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
);
const ownPolicies = [framablePolicy, framingPolicy, previewPolicy, mailPreviewPolicy];

/** An answer as it goes out, all headers with it. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** Answers that were made with all of these: reading what is cached must not cost a second walk over its headers. */
const secured = new WeakMap<Response, PlainAnswer>();

/** What `securedResponse` was made of; undefined for any other answer, which may be for one reader alone. */
export function plainAnswer(response: Response): PlainAnswer | undefined {
  return secured.get(response);
}

/** An answer with the headers that every answer has, and its own, which go before. */
export function securedResponse(
  body: Uint8Array<ArrayBuffer> | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  // A plain object: @hono/node-server writes it as it is, and makes `Headers` only for whoever asks.
  const plain = { status, headers: { ...securityHeaders, ...headers }, body };
  const response = new Response(body, plain);
  secured.set(response, plain);
  return response;
}

export function withSecurityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (secured.has(context.res)) return;
    const given = context.res.headers.get("Content-Security-Policy");
    const own = ownPolicies.find((one) => one["Content-Security-Policy"] === given) ?? {};
    const headers = { ...securityHeaders, ...own };
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
}
