/**
 * A push service and the browsers behind it, for tests: HTTPS over HTTP/2 on a free loopback port. It makes subscriptions as browsers
 * do, checks the sender's VAPID token (RFC 8292), decrypts what comes (RFC 8291) and records it; it answers what it is told to.
 */
import { createECDH, createPublicKey, type ECDH, randomBytes, verify } from "node:crypto";
import type { ServerResponse } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer, type Server } from "node:https";
import { pipeline, Readable, type Writable } from "node:stream";
import { decrypt } from "http_ece";
import { testCertificate } from "./certificate.ts";

export interface BrowserSubscription {
  readonly endpoint: string;
  readonly expirationTime: null;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface ReceivedPush {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Record<string, unknown>;
  readonly vapid: { readonly aud: string; readonly exp: number; readonly sub: string; readonly publicKey: string };
}

/** `hang`: never answers; `drop`: destroys the connection; `drip`: answers 500 and then sends a text without end. */
export type PushAnswer =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
      /** Of an acceptance (201): the push is taken at once, and its answer comes so much later. */
      readonly delayMilliseconds?: number;
      /** Answers with a gigabyte, as far as it is taken. */
      readonly isFlood?: true;
    }
  | "hang"
  | "drop"
  | "drip";

export interface PushSink {
  readonly origin: string;
  /** For PUSH_HOSTS. */
  readonly host: string;
  readonly caFile: string;
  /** What was accepted (answered 201), in order. */
  readonly pushes: ReceivedPush[];
  /** Everything that was posted, whatever the answer. */
  readonly requests: () => number;
  readonly sessions: () => number;
  /** How many bytes of floods left here, or lie ready to. */
  readonly flooded: () => number;
  newSubscription(): BrowserSubscription;
  /** Asked for every request; nothing: 201. */
  answer(next: ((path: string, headers: IncomingHttpHeaders) => PushAnswer | undefined) | null): void;
  close(): Promise<void>;
}

/** What both protocols' answers have in common. */
interface Answering {
  readonly destroyed: boolean;
  readonly body: Writable;
  respond(status: number, headers?: Record<string, string>): void;
  write(text: string): void;
  end(text?: string): void;
  drop(): void;
  onClose(act: () => void): void;
}

/** `http/1.1`: for senders that speak no HTTP/2, as Workers' `fetch`. */
export async function pushSink(protocol: "h2" | "http/1.1" = "h2"): Promise<PushSink> {
  const { key, cert, caFile } = testCertificate();
  const browsers = new Map<string, { keys: ECDH; auth: string }>();
  const open = new Set<ServerHttp2Session>();
  const pushes: ReceivedPush[] = [];
  let next: ((path: string, headers: IncomingHttpHeaders) => PushAnswer | undefined) | null = null;
  let requests = 0;
  let sessions = 0;
  let flooded = 0;

  function* flood(): Generator<Buffer> {
    const piece = Buffer.alloc(16_384, "x");
    for (; flooded < 1e9; flooded += piece.length) yield piece;
  }

  const server = protocol === "h2" ? http2Server() : http1Server();

  function http2Server(): Http2SecureServer {
    const server = createSecureServer({ key, cert });
    server.on("session", (session) => {
      sessions += 1;
      open.add(session);
      session.on("close", () => open.delete(session));
      session.on("error", () => {});
    });
    server.on("stream", (stream, headers) => {
      whole(stream, (body) => reply(overHttp2(stream as ServerHttp2Stream), headers[":path"] ?? "", headers, body));
    });
    return server;
  }

  function http1Server(): Server {
    return createServer({ key, cert }, (request, response) => {
      whole(request, (body) => reply(overHttp1(response), request.url ?? "", request.headers, body));
    });
  }

  function whole(source: Readable, act: (body: Buffer) => void): void {
    const chunks: Buffer[] = [];
    source.on("error", () => {});
    source.on("data", (chunk: Buffer) => chunks.push(chunk));
    source.on("end", () => {
      requests += 1;
      act(Buffer.concat(chunks));
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const origin = `https://localhost:${port}`;

  function reply(answering: Answering, path: string, headers: IncomingHttpHeaders, body: Buffer): void {
    const told = next?.(path, headers);
    if (told === "hang") return;
    if (told === "drop") {
      answering.drop();
      return;
    }
    if (told === "drip") {
      drip(answering);
      return;
    }
    if (told && told.status !== 201) {
      answering.respond(told.status, told.headers);
      if (told.isFlood) pipeline(Readable.from(flood()), answering.body, () => {});
      else answering.end(told.body);
      return;
    }
    try {
      pushes.push(receive(path, headers, body));
      const location = `${origin}/message/${pushes.length}`;
      setTimeout(() => {
        if (answering.destroyed) return;
        answering.respond(201, { location });
        if (told?.isFlood) pipeline(Readable.from(flood()), answering.body, () => {});
        else answering.end();
      }, told?.delayMilliseconds ?? 0);
    } catch (error) {
      answering.respond(400);
      answering.end((error as Error).message);
    }
  }

  function receive(path: string, headers: IncomingHttpHeaders, body: Buffer): ReceivedPush {
    const browser = browsers.get(path);
    if (!browser) throw new Error("no such subscription");
    const vapid = readVapid(String(headers.authorization), origin);
    if (headers["content-encoding"] !== "aes128gcm") throw new Error("not aes128gcm");
    if (!/^\d+$/.test(String(headers.ttl))) throw new Error("no TTL");
    if (headers.topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(String(headers.topic)))
      throw new Error("bad topic");
    const text = decrypt(body, { version: "aes128gcm", privateKey: browser.keys, authSecret: browser.auth });
    return { path, headers, payload: JSON.parse(text.toString("utf8")), vapid };
  }

  return {
    origin,
    host: `localhost:${port}`,
    caFile,
    pushes,
    requests: () => requests,
    sessions: () => sessions,
    flooded: () => flooded,
    newSubscription() {
      const keys = createECDH("prime256v1");
      const p256dh = keys.generateKeys().toString("base64url");
      const auth = randomBytes(16).toString("base64url");
      const path = `/push/${randomBytes(24).toString("base64url")}`;
      browsers.set(path, { keys, auth });
      return { endpoint: `${origin}${path}`, expirationTime: null, keys: { p256dh, auth } };
    },
    answer: (asked) => {
      next = asked;
    },
    close: () =>
      new Promise((resolve) => {
        for (const session of open) session.destroy();
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

function overHttp2(stream: ServerHttp2Stream): Answering {
  return {
    get destroyed() {
      return stream.destroyed;
    },
    body: stream,
    respond: (status, headers) => stream.respond({ ":status": status, ...headers }),
    write: (text) => stream.write(text),
    end: (text) => stream.end(text ?? ""),
    drop: () => stream.session?.destroy(),
    onClose: (act) => stream.on("close", act),
  };
}

function overHttp1(response: ServerResponse): Answering {
  return {
    get destroyed() {
      return response.destroyed;
    },
    body: response,
    respond: (status, headers) => response.writeHead(status, headers),
    write: (text) => response.write(text),
    end: (text) => response.end(text ?? ""),
    drop: () => response.destroy(),
    onClose: (act) => response.on("close", act),
  };
}

/** An answer that never ends, a byte at a time. */
function drip(answering: Answering): void {
  answering.respond(500);
  const timer = setInterval(() => answering.write("x"), 5);
  answering.onClose(() => clearInterval(timer));
}

/** RFC 8292 §2 and §3: the token is signed by the key it names, for this origin, and ends within a day. */
function readVapid(authorization: string, origin: string): ReceivedPush["vapid"] {
  const match = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization);
  if (!match) throw new Error("no VAPID authorization");
  const [, header = "", claims = "", signature = "", publicKey = ""] = match;
  const point = Buffer.from(publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const genuine = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!genuine) throw new Error("the VAPID signature is wrong");
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
  const now = Date.now() / 1000;
  if (aud !== origin || exp <= now || exp > now + 86_400 || !/^(mailto|https):/.test(sub))
    throw new Error("bad VAPID claims");
  return { aud, exp, sub, publicKey };
}
