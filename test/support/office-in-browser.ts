/** A busy office on a real port and a browser to look at it with, for all tests of a file: open before the first, closed after the last. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type BusyOffice, busyOffice } from "../http/busy-office.ts";
import { openBrowser } from "./browser.ts";
import { type SiteServer, siteServer } from "./site-server.ts";

export interface OfficeInBrowser {
  readonly browser: Browser;
  readonly office: BusyOffice;
  /** Where the office's pages begin. */
  readonly url: string;
}

/** Called once, at the head of a file. */
export function officeInBrowser(): OfficeInBrowser {
  let browser: Browser;
  let office: BusyOffice;
  let server: SiteServer;
  beforeAll(async () => {
    browser = await openBrowser();
    office = await busyOffice();
    server = await siteServer(office);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  return {
    get browser() {
      return browser;
    },
    get office() {
      return office;
    },
    get url() {
      return server.url;
    },
  };
}
