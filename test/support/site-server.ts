/** A service on a real port, for browsers. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { TestService } from "./service.ts";

export interface SiteServer {
  readonly url: string;
  /** Stops listening, as a machine that went away; `start` is back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function siteServer(site: Pick<TestService, "app">): Promise<SiteServer> {
  let server: Server | undefined;
  let port = 0;
  const start = async () => {
    await new Promise<void>((listening) => {
      server = serve({ fetch: site.app.fetch, port, hostname: "127.0.0.1" }, () => listening()) as Server;
    });
    if (server) port = (server.address() as AddressInfo).port;
  };
  await start();
  return {
    url: `http://localhost:${port}`,
    start,
    async stop() {
      server?.closeAllConnections();
      await new Promise((closed) => server?.close(closed));
    },
  };
}
