/** The site over HTTP: what was just answered is given again, everything else is asked of the app. */
import { createServer, type Server } from "node:http";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "../domain/ports.ts";
import { answerTo } from "../http/problem.ts";
import { securedResponse } from "../http/security-headers.ts";
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
  return createServer((incoming, outgoing) => {
    if (!kept.answer(incoming, outgoing)) ask(incoming, outgoing);
  });
}

/** For what is no request that the app could be asked: its Host and its address make no URL. */
function unread(error: unknown): Response {
  const type = error instanceof RequestError ? "wrong-host" : "defect";
  const { status, title, detail } = answerTo({ type });
  const body = new TextEncoder().encode(JSON.stringify({ type: `/api#${type}`, title, status, detail }));
  return securedResponse(body, status, { "Content-Type": "application/problem+json", "Cache-Control": "no-store" });
}
