/** The form of an advisory with its scripts: what is typed is never lost, and the map, the counties and the hours help with it. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../src/domain/advisory.ts";
import { advisoryState, allAdvisories } from "../../src/store/advisories.ts";
import { openBrowser } from "../support/browser.ts";
import { service, type TestService } from "../support/service.ts";
import { type SiteServer, siteServer } from "../support/site-server.ts";

let browser: Browser;
let made: TestService;
let base: string;
let server: SiteServer;

beforeAll(async () => {
  browser = await openBrowser();
  made = await service();
  server = await siteServer(made);
  base = server.url;
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${base}/console/sign-in/${await made.signInLink(email)}`);
  await page.click("main button");
  await page.waitForURL(`${base}/console`);
}

async function signedIn(email: string, ...roles: Role[]): Promise<{ page: Page; context: BrowserContext }> {
  await made.editor(email, ...roles);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  await context.clock.install();
  const page = await context.newPage();
  await signIn(page, email);
  return { page, context };
}

const blank = "/console/new?kind=elevated&status=actual";
/** Lets the page's timers run on: nobody waits for the pauses of the autosave. */
const later = (page: Page) => page.clock.fastForward(11_000);
const line = (page: Page) => page.locator(".keeping");

async function typeAll(page: Page, summary: string): Promise<void> {
  await page.fill('[name="en.headline"]', "Threat to commuter rail");
  await page.fill('[name="en.summary"]', summary);
  await page.fill('[name="en.measures.individuals"]', "Tell the police about bags without an owner.");
  await page.check('[name="scope"][value="nationwide"]');
  await page.fill('[name="sunset.date"]', "2026-11-28");
  await page.fill('[name="sunset.time"]', "17:00");
}

async function saysSaved(page: Page): Promise<void> {
  await later(page);
  await line(page).getByText("The draft is saved").waitFor();
}

/** A draft that saved itself, and where it is written. */
async function draft(page: Page, summary: string): Promise<string> {
  await page.goto(`${base}${blank}`);
  await typeAll(page, summary);
  await saysSaved(page);
  await page.waitForURL(/\/write$/);
  return new URL(page.url()).pathname;
}

const slugOf = (path: string) => path.split("/").at(-2) ?? "";
const summaryOf = async (path: string) =>
  (await advisoryState(made.database, slugOf(path)))?.advisory.working?.content.languages.en.summary;

test("what is typed becomes a draft by itself, one only, and says what is missing until it is whole", async () => {
  const { page } = await signedIn("typing@example.org", "author");
  const before = (await allAdvisories(made.database)).length;
  await page.goto(`${base}${blank}`);
  await page.fill('[name="en.headline"]', "Threat to commuter rail");
  await later(page);
  await line(page).getByText("It becomes a draft once it is whole").waitFor();
  await typeAll(page, "First words.");
  await saysSaved(page);
  const path = new URL(page.url()).pathname;
  await page.fill('[name="en.summary"]', "Better words.");
  await later(page);
  await expect.poll(() => summaryOf(path)).toBe("Better words.");
  expect(await allAdvisories(made.database)).toHaveLength(before + 1);
  await page.reload();
  expect(await page.inputValue('[name="en.summary"]')).toBe("Better words.");
  expect(await page.locator(".kept-text").count()).toBe(0);
  // A person's own saving meets no change of theirs.
  await page.fill('[name="en.summary"]', "Last words.");
  await page.click('.buttons button[value="save"]');
  await page.waitForURL(/\?saved=1$/);
  expect(await summaryOf(path)).toBe("Last words.");
});

test("a draft that was begun while its answer was lost is the one that the button saves", async () => {
  const { page } = await signedIn("lost@example.org", "author");
  const before = (await allAdvisories(made.database)).length;
  await page.goto(`${base}${blank}`);
  const isLost = { once: true };
  await page.route(`${base}/console/new`, async (route) => {
    if (!isLost.once) return route.continue();
    isLost.once = false;
    await route.fetch();
    return route.abort();
  });
  await typeAll(page, "First words.");
  await later(page);
  await line(page).getByText("the service cannot be reached").waitFor();
  await page.fill('[name="en.summary"]', "Last words.");
  await page.click('.buttons button[value="save"]');
  await page.waitForURL(/\?saved=1$/);
  expect(await allAdvisories(made.database)).toHaveLength(before + 1);
  expect(await summaryOf(`${new URL(page.url()).pathname}/write`)).toBe("Last words.");
});

test("two editors in one draft: the second is shown the other's words, and nothing is overwritten", async () => {
  const [one, other] = [await signedIn("one@example.org", "author"), await signedIn("two@example.org", "author")];
  const path = await draft(one.page, "Words of both.");
  await other.page.goto(`${base}${path}`);
  await other.page.fill('[name="en.summary"]', "Words of the second.");
  await saysSaved(other.page);
  await one.page.fill('[name="en.summary"]', "Words of the first.");
  await later(one.page);
  await line(one.page).getByText("two@example.org saved another text").waitFor();
  expect(await summaryOf(path)).toBe("Words of the second.");
  await one.page.click("text=Show both texts");
  await one.page.locator("#conflict-title").waitFor();
  expect(await one.page.textContent(".difference")).toMatch(/second.*first|first.*second/s);
  expect(await one.page.inputValue('[name="en.summary"]')).toBe("Words of the first.");
  // It was shown; nothing saves itself over the other's words now.
  await one.page.press('[name="en.summary"]', "End");
  await one.page.keyboard.type(" More.");
  await one.page.waitForTimeout(5_000);
  expect(await summaryOf(path)).toBe("Words of the second.");
});

test("a session that ends in the middle of writing loses no word, in this tab, another, or without a script", async () => {
  const { page, context } = await signedIn("ended@example.org", "author");
  const path = await draft(page, "Before.");
  await context.clearCookies();
  await page.fill('[name="en.summary"]', "Typed while signed out.");
  await later(page);
  await line(page).getByText("You are signed out").waitFor();
  expect(await summaryOf(path)).toBe("Before.");
  const again = await context.newPage();
  await signIn(again, "ended@example.org");
  expect(await again.textContent("main")).toContain("In this browser only, not saved yet");
  // The tab that was left open goes on by itself.
  await page.bringToFront();
  await later(page);
  await expect.poll(() => summaryOf(path)).toBe("Typed while signed out.");

  // Now the tab is closed before anybody signs in again.
  await context.clearCookies();
  await page.fill('[name="en.summary"]', "Kept by the browser alone.");
  await later(page);
  await line(page).getByText("You are signed out").waitFor();
  await page.close();
  await signIn(again, "ended@example.org");
  await again.click("main .panel a");
  await again.click("text=Bring it back");
  await expect.poll(() => again.inputValue('[name="en.summary"]')).toBe("Kept by the browser alone.");
  await saysSaved(again);
  expect(await summaryOf(path)).toBe("Kept by the browser alone.");

  // By the button: the answer that asks to sign in holds the text.
  await context.clearCookies();
  await again.fill('[name="en.summary"]', "Sent by the button.");
  await again.click('.buttons button[value="save"]');
  await again.locator("text=What you wrote is kept on this page").waitFor();
  await signIn(await context.newPage(), "ended@example.org");
  await again.click("main form button");
  await again.waitForURL(/\?saved=1$/);
  expect(await summaryOf(path)).toBe("Sent by the button.");
  expect(await again.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("signing out warns of text that was not saved, and leaves none behind", async () => {
  const { page } = await signedIn("leaving@example.org", "author");
  await page.goto(`${base}${blank}`);
  await page.fill('[name="en.headline"]', "Not whole yet");
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return dialog.accept();
  });
  await page.click("form.sign-out button");
  await page.waitForURL(`${base}/`);
  expect(asked).toHaveLength(1);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("states are chosen on the map by mouse and keys, counties are found by name, and the list is what counts", async () => {
  const { page } = await signedIn("map@example.org", "author");
  await page.goto(`${base}${blank}`);
  await page.locator('[data-area="TX"]').click();
  expect(await page.isChecked('[name="states"][value="TX"]')).toBe(true);
  expect(await page.isChecked('[name="scope"][value="areas"]')).toBe(true);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  expect(await page.isChecked('[name="states"][value="UT"]')).toBe(true);
  expect(await page.textContent("[data-pick-map] [role=status]")).toBe("Chosen: Texas, Utah");
  await page.locator('[data-area="TX"]').click();
  expect(await page.isChecked('[name="states"][value="TX"]')).toBe(false);
  await page.fill('[name="countySearch"]', "kings county");
  await page.click("text=Add Kings County, NY");
  expect(await page.inputValue('[name="counties"]')).toBe("Kings County, NY");
});

test("the length is said while the sunset is typed, and an hour that exists twice is asked about", async () => {
  const { page } = await signedIn("hours@example.org", "author");
  await page.goto(`${base}${blank}`);
  await page.fill('[name="sunset.date"]', "2026-11-28");
  await page.fill('[name="sunset.time"]', "17:00");
  await page.getByText("It ends in 6 days and 5 hours: 5:00 PM EST (Eastern), Saturday, November 28, 2026").waitFor();
  await page.fill('[name="sunset.date"]', "2027-11-07");
  await page.fill('[name="sunset.time"]', "01:30");
  await page.getByText("this hour exists twice").waitFor();
  await page.click("text=1:30 AM EST");
  await page.getByText("1:30 AM EST (Eastern), Sunday, November 7, 2027").first().waitFor();
});
