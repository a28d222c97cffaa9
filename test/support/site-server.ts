/** A service on a real port, as it is served on Node. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSiteServer } from "../../src/node/site-server.ts";
import type { TestService } from "./service.ts";

export interface SiteServer {
  readonly url: string;
  /** Stops listening, as a machine that went away; `start` is back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function siteServer(site: Pick<TestService, "app" | "database" | "clock">): Promise<SiteServer> {
  let server: Server | undefined;
  let port = 0;
  const start = async () => {
    await new Promise<void>((listening) => {
      server = createSiteServer(site.app, site);
      server.listen(port, "127.0.0.1", () => listening());
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
