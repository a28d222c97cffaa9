/** The site over HTTP: what was just answered is given again, everything else is asked of the app. */
import { createServer, type Server } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "../domain/ports.ts";
import type { NodeDatabase } from "../platform/node/sqlite.ts";
import { keptAnswers } from "./kept-answers.ts";

export interface SiteDependencies {
  readonly database: Pick<NodeDatabase, "version">;
  readonly clock: Clock;
}

export function createSiteServer(app: Pick<Hono, "fetch">, { database, clock }: SiteDependencies): Server {
  const kept = keptAnswers(database, clock);
  const ask = getRequestListener((request, bindings) => {
    const { incoming } = bindings as HttpBindings;
    return kept.through(incoming, () => app.fetch(request, bindings));
  });
  return createServer((incoming, outgoing) => {
    if (!kept.answer(incoming, outgoing)) ask(incoming, outgoing);
  });
}
