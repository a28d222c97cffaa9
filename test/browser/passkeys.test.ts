/**
 * Passkeys in a real browser, with Chromium's virtual authenticator: the first sign-in by link, a passkey, and from then on the whole
 * way of an advisory by two people who touch theirs.
 */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../src/domain/advisory.ts";
import { openBrowser } from "../support/browser.ts";
import { service, type TestService } from "../support/service.ts";

let browser: Browser;
let made: TestService;
let server: Server;
let base: string;

beforeAll(async () => {
  browser = await openBrowser();
  // The site's address is known only once the port is: passkeys belong to it.
  server = serve({ fetch: (request) => made.app.fetch(request), port: 0, hostname: "127.0.0.1" }) as Server;
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
  made = await service({ site: { baseUrl: base } });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** A browser of their own with a device that asks for a finger, and finds it right. */
async function visitor(): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 768, height: 1000 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  return { page, faults };
}

async function signInByLink(page: Page, email: string, ...roles: Role[]): Promise<void> {
  await made.editor(email, ...roles);
  await page.goto(`${base}/console/sign-in/${await made.signInLink(email)}`);
  await page.click("main button");
  await page.waitForURL(`${base}/console`);
}

async function enrol(page: Page, name: string): Promise<void> {
  await page.click("text=Your account");
  await page.fill('form[data-enrol] [name="name"]', name);
  await page.click("form[data-enrol] button");
  await page.waitForSelector(`li:has-text("${name}")`);
}

async function signInByPasskey(page: Page): Promise<void> {
  await page.goto(`${base}/console/audit`);
  await page.click("form[data-sign-in] button");
  await page.waitForSelector("h1:has-text('Audit')");
}

test("from the first link to an advisory that two people approved by touch", async () => {
  const { page: author, faults } = await visitor();
  await signInByLink(author, "author@example.org", "author", "approver");
  await enrol(author, "Author's phone");
  await author.click("text=Sign out");
  await author.waitForURL(`${base}/`);
  await signInByPasskey(author);

  await author.goto(`${base}/console/new?kind=imminent&status=actual`);
  await author.fill('[name="en.headline"]', "Threat to commuter rail in New York");
  await author.fill('[name="en.summary"]', "Officials know of a threat.");
  await author.fill('[name="en.measures.individuals"]', "Tell the police about bags without an owner.");
  await author.check('[name="scope"][value="areas"]');
  await author.fill('[name="counties"]', "Kings County, NY");
  await author.fill('[name="sunset.date"]', "2026-11-28");
  await author.fill('[name="sunset.time"]', "17:00");
  await author.press('[name="en.headline"]', "Enter");
  await author.waitForURL(/\?saved=1$/);
  const path = new URL(author.url()).pathname;
  await author.click('form[action$="/submit"] button');
  await author.goto(`${base}${path}/approve`);
  expect(await author.textContent("main")).toContain("somebody else has to approve it");
  expect(await author.locator("form[data-touch]").count()).toBe(0);

  const { page: approver, faults: others } = await visitor();
  await signInByLink(approver, "approver@example.org", "approver");
  await enrol(approver, "Approver's key");
  await approver.goto(`${base}${path}/approve`);
  await approver.fill('[name="kind"]', "imminent");
  await approver.check('[name="cleared"]');
  // Without the script the form goes off as it is: nothing is published without the touch.
  const bare = await approver.request.post(`${base}${path}/approve`, {
    form: {
      kind: "imminent",
      cleared: "yes",
      contentHash: await approver.inputValue('form[data-touch] [name="contentHash"]'),
    },
  });
  expect(bare.status()).toBe(403);
  await approver.dblclick("form[data-touch] button");
  await approver.waitForURL(`${base}${path}`);
  const reader = await author.context().newPage();
  await reader.goto(`${base}${path.replace("/console", "")}`);
  expect(await reader.textContent("main")).toContain("Officials know of a threat.");
  const audit = await approver.request.get(`${base}/console/audit.json?action=approve`);
  expect(((await audit.json()) as { rows: unknown[] }).rows).toHaveLength(1);

  // Taking back asks for no touch.
  await author.goto(`${base}${path}`);
  await author.click("text=Take back the whole warning");
  await author.click("main form button");
  await author.waitForURL(`${base}${path}`);
  await reader.reload();
  expect(await reader.textContent("main")).toContain("Withdrawn: issued in error");
  expect([...faults, ...others]).toEqual([]);
});

test("a device that knows no finger lets nobody in, and says so", async () => {
  const { page } = await visitor();
  await page.goto(`${base}/console/sign-in`);
  await page.click("form[data-sign-in] button");
  await page.waitForSelector("text=No passkey was used");
  expect((await page.request.get(`${base}/console`)).status()).toBe(401);
});

test("without a script the ways to sign in are still there, and the passkey's says why not", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}/console/sign-in`);
  expect(await page.isVisible("text=Passkeys need JavaScript")).toBe(true);
  expect(await page.isVisible("form[data-sign-in]")).toBe(false);
  expect(await page.isVisible("text=With a one-time link")).toBe(true);
});
