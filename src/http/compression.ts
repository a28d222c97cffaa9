/** How bodies are compressed: those that are kept once for all, and pages of editors each time. */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Context, MiddlewareHandler } from "hono";

export type Encoding = "identity" | "gzip" | "br";

const smallestCompressed = 512;

/** What the client takes and the body is worth. */
export function acceptedEncoding(header: string | undefined, size: number): Encoding {
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

export function compressed(body: Uint8Array<ArrayBuffer>, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === "gzip") return new Uint8Array(gzipSync(body, { level: 6 }));
  return new Uint8Array(brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
}

/** A file that never changes while the process lives: compressed at its first asking, and kept. */
export function compressedFile(
  text: string,
  headers: Readonly<Record<string, string>>,
): (context: Context) => Response {
  const identity = new TextEncoder().encode(text);
  const bodies: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>> = { identity };
  return (context) => {
    const encoding = acceptedEncoding(context.req.header("accept-encoding"), identity.byteLength);
    bodies[encoding] ??= compressed(identity, encoding);
    return context.body(bodies[encoding] ?? identity, 200, {
      ...headers,
      ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }),
      Vary: "Accept-Encoding",
    });
  };
}

/**
 * For pages that belong to one person. The length of a compressed page tells what in it is alike, so an attacker who can make a
 * browser ask for a page that holds a secret, and put text of their own beside it, reads the secret bit by bit (BREACH). So only
 * what our own pages or the person asked for is compressed; what another origin asked for is sent plainly, as are clients that do
 * not say who asks.
 */
export function compressedPages(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { res: answer, req: request } = context;
    const isOwn = ["same-origin", "none"].includes(request.header("sec-fetch-site") ?? "");
    if (!isOwn || request.method === "HEAD" || !answer.headers.get("content-type")?.startsWith("text/html")) return;
    const body = new Uint8Array(await answer.clone().arrayBuffer());
    const encoding = acceptedEncoding(request.header("accept-encoding"), body.byteLength);
    context.header("Vary", "Accept-Encoding, Sec-Fetch-Site", { append: true });
    if (encoding === "identity") return;
    const headers = new Headers(context.res.headers);
    headers.set("Content-Encoding", encoding);
    context.res = new Response(compressed(body, encoding), { status: answer.status, headers });
  };
}
