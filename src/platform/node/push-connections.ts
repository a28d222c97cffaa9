/**
 * HTTP/2 sessions to push services: one per origin, reused by all pushes to it, closed when idle. Connecting resolves the name
 * itself and keeps to what it resolved to.
 */
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { isNamedHost } from "../../channels/outbound-address.ts";
import { pinnedLookup } from "./public-address.ts";

export interface PushSession {
  readonly http2: ClientHttp2Session;
  /** Set when the server said which streams it will still handle (GOAWAY). */
  lastStreamId?: number;
}

export interface PushConnections {
  /** Rejects with an error whose message says why; nothing was sent then. */
  session(origin: URL): Promise<PushSession>;
  close(): void;
}

const idleMilliseconds = 60_000;
const sessionsKept = 200;

export function pushConnections(extraHosts: readonly string[], connectSeconds: number): PushConnections {
  const sessions = new Map<string, Promise<PushSession>>();

  function session(url: URL): Promise<PushSession> {
    const known = sessions.get(url.origin);
    if (known) return known;
    const oldest = sessions.keys().next().value;
    if (sessions.size >= sessionsKept && oldest !== undefined) forget(oldest, true);
    const opening = open(url, extraHosts, connectSeconds, () => {
      if (sessions.get(url.origin) === opening) forget(url.origin, false);
    });
    sessions.set(url.origin, opening);
    opening.catch(() => sessions.get(url.origin) === opening && forget(url.origin, false));
    return opening;
  }

  function forget(origin: string, close: boolean): void {
    const session = sessions.get(origin);
    sessions.delete(origin);
    if (close) session?.then(({ http2 }) => http2.close()).catch(() => {});
  }

  return {
    session,
    close() {
      for (const opening of sessions.values()) opening.then(({ http2 }) => http2.destroy()).catch(() => {});
      sessions.clear();
    },
  };
}

/** `done`: the session takes no more requests. */
async function open(url: URL, extraHosts: readonly string[], seconds: number, done: () => void): Promise<PushSession> {
  const socket = await connectSecurely(url, extraHosts, seconds);
  const http2 = connectHttp2(url.origin, { createConnection: () => socket });
  const session: PushSession = { http2 };
  http2.on("error", done);
  http2.on("close", done);
  http2.on("goaway", (_code, lastStreamId) => {
    session.lastStreamId = lastStreamId;
    done();
  });
  http2.setTimeout(idleMilliseconds, () => {
    done();
    http2.close();
  });
  // An idle connection alone must not keep the process from ending.
  http2.unref();
  return session;
}

function connectSecurely(url: URL, extraHosts: readonly string[], seconds: number): Promise<TLSSocket> {
  const port = Number(url.port || 443);
  const isNamed = isNamedHost(url.hostname, port, extraHosts);
  return new Promise((resolve, reject) => {
    // A literal address would go round the lookup; only one that the operator named may.
    if (isIP(url.hostname) !== 0 && !isNamed) return reject(new Error("the endpoint names a computer by number"));
    const socket = connectTls({
      host: url.hostname,
      port,
      ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
      ALPNProtocols: ["h2"],
      lookup: pinnedLookup(isNamed),
    });
    const timer = setTimeout(() => socket.destroy(new Error("the connection was not ready in time")), seconds * 1000);
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error("the connection was closed"));
    });
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      if (socket.alpnProtocol === "h2") return resolve(socket);
      socket.destroy();
      reject(new Error("the push service does not speak HTTP/2"));
    });
  });
}
