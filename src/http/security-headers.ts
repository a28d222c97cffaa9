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

/** For the one page that other sites may frame; a handler gives it with its answer. */
export const framablePolicy: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy.replace("frame-ancestors 'none'", "frame-ancestors *"),
};

export function withSecurityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const isFramable = context.res.headers.get("Content-Security-Policy") === framablePolicy["Content-Security-Policy"];
    const headers = isFramable ? { ...securityHeaders, ...framablePolicy } : securityHeaders;
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
}
