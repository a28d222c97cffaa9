/** The built service, showing the demonstration, as a process of its own: for pictures and benches. Its data are gone when it stops. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

export interface RunningDemo {
  readonly url: string;
  /** Works once. */
  readonly signInLinks: { readonly author: string; readonly approver: string };
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

/** `dist` holds the bundles. */
export async function startDemo(dist: string): Promise<RunningDemo> {
  const folder = mkdtempSync(join(tmpdir(), "running-demo-"));
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: String(await freePort()),
    LOG_LEVEL: "error",
    RATE_LIMIT: "off",
  };
  const filled = execFileSync(process.execPath, [join(dist, "fill-demo.js")], { env, encoding: "utf8" });
  const [author, approver] = filled.match(/http\S+\/console\/sign-in\/\S+/g) ?? [];
  if (!author || !approver) throw new Error("the demonstration printed no sign-in links");
  const server = spawn(process.execPath, [join(dist, "node.js"), "--demo"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(server.stdout, "data");
  return {
    url: `http://localhost:${env.PORT}`,
    signInLinks: { author, approver },
    async stop() {
      server.kill("SIGTERM");
      await once(server, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

export async function signInBy(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.click("main button");
  await page.waitForURL(/\/console/);
}

/** One real-looking advisory in effect, as the console's first page lists it, and one that its author submits now. */
export async function consoleAddresses(page: Page, demo: RunningDemo): Promise<{ live: string; waiting: string }> {
  await signInBy(page, demo.signInLinks.author);
  await page.goto(`${demo.url}/console`);
  const listed = page.locator('section[aria-label="In effect now"] tbody tr:not(.row-exercise) a').first();
  const live = (await listed.getAttribute("href")) ?? "";
  await page.goto(`${demo.url}/console/new?kind=elevated&status=actual`);
  await page.fill('[name="en.headline"]', "Example: threat to the fictional Harbor Ferry");
  await page.fill('[name="en.summary"]', "Example. Officials know of a threat to the fictional Harbor Ferry.");
  await page.fill('[name="en.measures.individuals"]', "Example. Tell the police about bags without an owner.");
  await page.check('[name="scope"][value="areas"]');
  await page.fill('[name="counties"]', "Kings County, NY");
  const inTwoWeeks = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  await page.fill('[name="sunset.date"]', inTwoWeeks);
  await page.fill('[name="sunset.time"]', "17:00");
  await page.click('.buttons button[value="save"]');
  await page.waitForURL(/saved=1/);
  await page.click('form[action$="/submit"] button');
  await page.waitForURL(/advisories\/[^/?]+$/);
  return { live, waiting: new URL(page.url()).pathname };
}
