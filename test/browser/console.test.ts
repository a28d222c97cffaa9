/** The console in a real browser, without scripts: what people press, in the order in which they press it. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../src/domain/advisory.ts";
import { service, type TestService } from "../support/service.ts";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

let browser: Browser;
let made: TestService;
let server: Server;
let base: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [...quiet, "--disable-component-update", "--disable-sync"],
  });
  made = await service();
  server = serve({ fetch: made.app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function signedIn(email: string, ...roles: Role[]): Promise<Page> {
  await made.editor(email, ...roles);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(`${base}/console/sign-in/${await made.signInLink(email)}`);
  await page.click("main button");
  await page.waitForURL(`${base}/console`);
  return page;
}

async function write(page: Page, summary: string): Promise<void> {
  await page.fill('[name="en.headline"]', "Threat to commuter rail in New York");
  await page.fill('[name="en.summary"]', summary);
  await page.fill('[name="en.measures.individuals"]', "Tell the police about bags without an owner.");
  await page.check('[name="scope"][value="areas"]');
  await page.fill('[name="counties"]', "Kings County, NY");
  await page.fill('[name="sunset.date"]', "2026-11-28");
  await page.fill('[name="sunset.time"]', "17:00");
}

async function approve(page: Page, path: string, words: string): Promise<void> {
  await page.goto(`${base}${path}/approve`);
  await page.fill('[name="kind"]', words);
  await page.check('[name="cleared"]');
  await page.click('form[action$="/approve"] button');
  await page.waitForURL(`${base}${path}`);
}

test("from the first word to a warning taken back in two actions, without a script, on a phone", async () => {
  const author = await signedIn("author@example.org", "author");
  const approver = await signedIn("approver@example.org", "approver");

  await author.goto(`${base}/console/new?kind=imminent&status=actual`);
  await write(author, "Officials know of a threat.");
  await author.click('button[value="add-section"]');
  expect(await author.inputValue('[name="en.summary"]')).toBe("Officials know of a threat.");
  // Enter in a line saves, and removes no section.
  await author.press('[name="en.headline"]', "Enter");
  await author.waitForURL(/\?saved=1$/);
  const path = new URL(author.url()).pathname;
  await author.click('form[action$="/submit"] button');
  await author.click("text=Review and approve");
  expect(await author.textContent("main")).toContain("somebody else has to approve it");

  await approve(approver, path, "imminent");
  const reader = await author.context().newPage();
  await reader.goto(`${base}${path.replace("/console", "")}`);
  expect(await reader.textContent("main")).toContain("Officials know of a threat.");

  // The first action, and the second.
  await author.goto(`${base}${path}`);
  await author.click("text=Take back the whole warning");
  expect(await author.locator("main input:not([type=hidden]), main textarea").count()).toBe(0);
  await author.click("main form button");
  await author.waitForURL(`${base}${path}`);
  await reader.reload();
  expect(await reader.textContent("main")).toContain("Withdrawn: issued in error");
  expect(await reader.textContent("main")).not.toContain("Officials know of a threat.");
  expect((await reader.request.get(`${base}/cap/current.xml`)).status()).toBe(204);

  // Back, and once more: nothing is taken back twice.
  await author.goBack();
  await author.click("main form button");
  const audit = await author.request.get(`${base}/console/audit.json?action=retract`);
  expect(((await audit.json()) as { rows: unknown[] }).rows).toHaveLength(1);
});

test("no page of the console is wider than a phone, and the sheet for the night is one sheet", async () => {
  const author = await signedIn("second@example.org", "author");
  await author.goto(`${base}/console/new?kind=bulletin&status=exercise`);
  await write(author, "Practice.");
  await author.press('[name="en.headline"]', "Enter");
  await author.waitForURL(/\?saved=1$/);
  const path = new URL(author.url()).pathname;
  const paths = [
    "/console",
    "/console/new",
    "/console/now",
    "/console/audit",
    path,
    `${path}/write`,
    `${path}/approve`,
  ];
  for (const one of paths) {
    await author.goto(`${base}${one}`);
    const excess = await author.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(excess, one).toBeLessThanOrEqual(0);
  }
  await author.goto(`${base}${path}`);
  await author.click('form[action$="/submit"] button');
  await approve(await signedIn("third@example.org", "approver"), path, "only an exercise");
  await author.goto(`${base}/console/now`);
  expect(await author.textContent("main")).toContain("Threat to commuter rail in New York");
  const pdf = (await author.pdf()).toString("latin1");
  expect(pdf.match(/\/Type \/Page\n/g)).toHaveLength(1);
});
