/**
 * npm run pictures: makes the pictures of the README from the running demonstration, into templates/pictures.
 * npm run pictures -- FOLDER: all pages of the console there, at three widths, light and dark, to be looked at.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { consoleAddresses, openChromium, type RunningDemo, signInBy, startDemo } from "./demo/running-demo.ts";

const root = join(import.meta.dirname, "..");
const widths = [360, 768, 1280] as const;
const [folder] = process.argv.slice(2);

async function signedIn(
  browser: Browser,
  demo: RunningDemo,
): Promise<{ context: BrowserContext; author: Page; live: string; waiting: string }> {
  const author = await (await browser.newContext()).newPage();
  const addresses = await consoleAddresses(author, demo);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  await signInBy(await context.newPage(), demo.signInLinks.approver);
  return { context, author, ...addresses };
}

async function forReadme(browser: Browser, demo: RunningDemo): Promise<void> {
  const to = join(root, "templates/pictures");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const { context, live, waiting } = await signedIn(browser, demo);
  const page = await context.newPage();
  const take = async (name: string, path: string, look: "light" | "dark" = "light", width = 1280) => {
    await page.setViewportSize({ width, height: width < 500 ? 780 : 860 });
    await page.emulateMedia({ colorScheme: look });
    await page.goto(demo.url + path);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: join(to, `${name}.jpg`), type: "jpeg", quality: 78 });
    process.stdout.write(`templates/pictures/${name}.jpg\n`);
  };
  await take("home", "/");
  await take("home-phone", "/", "dark", 360);
  await take("approve", `${waiting}/approve`);
  await take("live", live);
}

/** Each page of the console, and an advisory of each sort that the demonstration has. */
async function everything(browser: Browser, demo: RunningDemo, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const { context, author, live, waiting } = await signedIn(browser, demo);
  const page = await context.newPage();
  await page.goto(`${demo.url}/console`);
  const listed = await page.locator('main a[href^="/console/advisories/"]').evaluateAll((links) => {
    return links.map((link) => new URL(String(Reflect.get(link, "href"))).pathname);
  });
  // Of the archive one is enough: they differ in their dates only.
  const inArchive = listed.filter((path) => /bulletin-\d{4}-\d\d-\d\d$/.test(path));
  const shown = listed.filter((path) => !inArchive.slice(1).includes(path));
  const advisories = Object.fromEntries(shown.map((path) => [path.split("/").at(-1) ?? "", path]));
  const exercise = listed.find((path) => path.includes("/exercise-")) ?? live;
  const pages: Readonly<Record<string, string>> = {
    home: "/console",
    choose: "/console/new",
    write: "/console/new?kind=imminent&status=actual&template=built-in-imminent",
    "write-exercise": "/console/new?kind=elevated&status=exercise",
    "write-draft": `${waiting}/write`,
    templates: "/console/templates",
    now: "/console/now",
    audit: "/console/audit",
    partners: "/console/partners",
    notices: "/console/partners/notices",
    editors: "/console/editors",
    account: "/console/account",
    ...advisories,
    approve: `${waiting}/approve`,
    return: `${waiting}/return`,
    update: `${live}/revise/update`,
    wording: `${live}/revise/editorial`,
    translate: `${live}/revise/translate`,
    extend: `${live}/revise/extend`,
    end: `${live}/revise/end`,
    replace: `/console/new?replaces=${live.split("/").at(-1)}`,
    "take-back-warning": `${live}/take-back/warning`,
    "take-back-change": `${live}/take-back/change`,
    "take-back-exercise": `${exercise}/take-back/warning`,
    nowhere: "/console/advisories/nothing",
  };
  for (const [name, path] of Object.entries(pages)) await atEachWidth(page, name, demo.url + path, to);
  // What an administrator may do stands on the same pages.
  await author.goto(`${demo.url}/console/partners`);
  await author.fill('[name="name"]', "Example transit desk");
  await author.fill('[name="contact"]', "desk@example.org");
  await author.fill('[name="url"]', "https://alerts.example.org/hook");
  await author.click("main form button");
  await author.waitForURL(/partners\/\d+/);
  const partner = new URL(author.url()).pathname;
  for (const [name, path] of Object.entries({ partner, editors: "/console/editors", now: "/console/now", live }))
    await atEachWidth(author, `${name}-administrator`, demo.url + path, to);
  const stranger = await (await browser.newContext()).newPage();
  await atEachWidth(stranger, "sign-in", `${demo.url}/console/sign-in`, to);
  await atEachWidth(stranger, "sign-in-needed", `${demo.url}/console/audit`, to);
  await atEachWidth(stranger, "sign-in-used", demo.signInLinks.author, to);
}

async function atEachWidth(page: Page, name: string, address: string, to: string): Promise<void> {
  for (const width of widths) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(address);
      await page.screenshot({ path: join(to, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  process.stdout.write(`${join(to, name)}\n`);
}

const demo = await startDemo(join(root, "dist"));
const browser = await openChromium();
try {
  if (folder) await everything(browser, demo, folder);
  else await forReadme(browser, demo);
} finally {
  await browser.close();
  await demo.stop();
}
