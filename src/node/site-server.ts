/** The site over HTTP: what was just answered is given again, everything else is asked of the app. */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "../domain/ports.ts";
import { answerTo } from "../http/problem.ts";
import { type PlainAnswer, securedResponse, securityHeaders } from "../http/security-headers.ts";
import type { NodeDatabase } from "../platform/node/sqlite.ts";
import { keptAnswers } from "./kept-answers.ts";

export interface SiteDependencies {
  readonly database: Pick<NodeDatabase, "version">;
  readonly clock: Clock;
}

export function createSiteServer(app: Pick<Hono, "fetch">, { database, clock }: SiteDependencies): Server {
  const kept = keptAnswers(database, clock);
  const ask = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings as HttpBindings;
      return kept.through(incoming, () => app.fetch(request, bindings));
    },
    { errorHandler: unread },
  );
  const take = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (!kept.answer(incoming, outgoing)) ask(incoming, outgoing);
  };
  // A missing Host, or an Expect that is not known, Node would refuse by itself, without the headers that every answer has.
  const server = createServer({ requireHostHeader: false }, take);
  server.on("checkExpectation", take);
  server.on("clientError", refuseUnreadable);
  return server;
}

type Refusal = "wrong-host" | "defect" | "unreadable-request" | "request-too-slow" | "headers-too-large";

function answerOf(type: Refusal): PlainAnswer {
  const { status, title, detail } = answerTo({ type });
  const body = new TextEncoder().encode(JSON.stringify({ type: `/api#${type}`, title, status, detail }));
  const headers = { "Content-Type": "application/problem+json", "Cache-Control": "no-store" };
  return { status, headers: { ...securityHeaders, ...headers }, body };
}

/** For what is no request that the app could be asked: its Host and its address make no URL. */
function unread(error: unknown): Response {
  const { status, headers, body } = answerOf(error instanceof RequestError ? "wrong-host" : "defect");
  return securedResponse(body, status, headers);
}

const parserRefusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: "headers-too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "request-too-slow",
};

/** For what never became a request: Node's parser could not read it, or it did not come in time. The connection ends with it. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Node's own name for the answer that is being written there: nothing is put into the middle of one.
  const { _httpMessage: begun } = socket as { _httpMessage?: ServerResponse | null };
  if (!socket.writable || error.code === "ECONNRESET" || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = answerOf(parserRefusals[error.code ?? ""] ?? "unreadable-request");
  const fields = { ...headers, "Content-Length": String(body?.length ?? 0), Connection: "close" };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n`;
  socket.end(Buffer.concat([Buffer.from(head), body ?? new Uint8Array()]), () => socket.destroy());
}
