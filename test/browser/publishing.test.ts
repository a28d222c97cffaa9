/** From approval to taking back in a real browser, with scripts: what editors press in a bad hour, and that nothing is sent twice. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bringSubscriptions } from "../../src/actions/import-subscriptions.ts";
import type { Role } from "../../src/domain/advisory.ts";
import { openBrowser } from "../support/browser.ts";
import { type AtConsole, atConsole, typedAdvisory } from "../support/console.ts";
import { service, type TestService } from "../support/service.ts";
import { type SiteServer, siteServer } from "../support/site-server.ts";

let browser: Browser;
let made: TestService;
let server: SiteServer;
let base: string;
let writer: AtConsole;
let author: Page;
let approver: Page;

beforeAll(async () => {
  browser = await openBrowser();
  made = await service();
  server = await siteServer(made);
  base = server.url;
  writer = await atConsole(made, "writer@example.org", "author");
  author = await signedIn("author@example.org", "author");
  approver = await signedIn("approver@example.org", "approver");
  const readers = ["one", "two", "three"].map((name) => `${name}@readers.example`);
  await bringSubscriptions(
    made.dependencies,
    readers.map((address) => ({
      channel: "email",
      address,
      identity: address,
      language: "en",
      choice: { kinds: [], areas: [], sectors: [] },
      confirmedAt: made.clock.now(),
      consentSource: "test",
    })),
  );
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(async () => {
  await made.deliver();
  made.mailbox.length = 0;
});

async function signedIn(email: string, ...roles: Role[]): Promise<Page> {
  await made.editor(email, ...roles);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto(`${base}/console/sign-in/${await made.signInLink(email)}`);
  await page.click("main button");
  await page.waitForURL(`${base}/console`);
  return page;
}

const toReaders = () => made.mailbox.filter(({ to }) => to.endsWith("@readers.example"));

async function submitted(kind: string, status: string, typed: Record<string, string> = {}): Promise<string> {
  const form = `/console/new?kind=${kind}&status=${status}`;
  const { location } = await writer.fillIn(form, "/console/new", { ...typedAdvisory, ...typed });
  const path = location?.split("?")[0] ?? "";
  await writer.fillIn(path, `${path}/submit`);
  return path;
}

async function approve(path: string, words: string): Promise<void> {
  await approver.goto(`${base}${path}/approve`);
  await approver.fill('[name="kind"]', words);
  await approver.check('[name="cleared"]');
  await approver.click('form[action$="/approve"] button');
  await approver.waitForURL(`${base}${path}`);
}

async function published(kind = "imminent", words = "IMMINENT", summary: string = typedAdvisory["en.summary"]) {
  const path = await submitted(kind, "actual", { "en.summary": summary });
  await approve(path, words);
  return path;
}

const publicPath = (path: string) => path.replace("/console", "");
const textAt = async (path: string) => (await made.get(path)).text();

test("the messages are watched up to the last one without loading the page again", async () => {
  const path = await published();
  expect(await approver.getAttribute("[data-progress]", "data-progress")).toBe("done");
  await made.deliver();
  await approver.reload();
  expect(await approver.textContent("[data-progress]")).toContain("email: 3 of 3 sent");
  expect(await approver.textContent("[data-progress]")).toContain("finished");
  made.onMail = () => ({ type: "later", reason: "busy" });
  await author.goto(`${base}${path}/revise/update`);
  await author.fill('[name="note"]', "New words.");
  await author.fill('[name="en.summary"]', "Officials know more.");
  await author.click('.buttons button[value="save"]');
  await author.waitForURL(/saved=1/);
  await author.click("text=Submit for approval");
  await approve(path, "IMMINENT");
  await made.deliver();
  await approver.reload();
  expect(await approver.getAttribute("[data-progress]", "data-progress")).toBe("open");
  made.onMail = () => ({ type: "accepted" });
  made.clock.advance("10m");
  await made.deliver();
  await approver.locator('[data-progress="done"]').waitFor();
  expect(await approver.textContent("[data-progress]")).toContain("Revision 2, email: 3 of 3 sent");
});

test("extended, and replaced in the same minute: readers see the new one alone", async () => {
  const path = await published("elevated", "ELEVATED");
  await author.goto(`${base}${path}`);
  await author.click("text=Extend");
  await author.fill('[name="sunset.date"]', "2026-12-05");
  await author.getByText("It ends in 13 days").waitFor();
  await author.fill('[name="note"]', "It goes on.");
  await author.click("text=Save as a draft");
  await author.waitForURL(/saved=1/);
  await author.click("text=Submit for approval");
  await approve(path, "ELEVATED");
  await author.goto(`${base}${path}`);
  await author.click("main .buttons >> text=Replace");
  await author.fill('[name="en.headline"]', "Another threat to commuter rail");
  await author.fill('[name="en.summary"]', "This takes the place of the one before.");
  await author.click('.buttons button[value="save"]');
  await author.waitForURL(/saved=1/);
  const replacement = new URL(author.url()).pathname;
  await author.click("text=Submit for approval");
  await approve(replacement, "ELEVATED");
  const home = await textAt("/");
  expect(home).toContain("Another threat to commuter rail");
  expect(home).not.toContain(publicPath(path));
  expect(await textAt(publicPath(path))).toContain(publicPath(replacement));
});

test("a change and a whole warning are taken back in two actions each, on the page, in feeds and in CAP", async () => {
  const right = "These words are right.";
  const path = await published("imminent", "IMMINENT", right);
  await made.deliver();
  await author.goto(`${base}${path}/revise/update`);
  await author.fill('[name="note"]', "A wrong update.");
  await author.fill('[name="en.summary"]', "These words are wrong.");
  await author.click('.buttons button[value="save"]');
  await author.waitForURL(/saved=1/);
  await author.click("text=Submit for approval");
  await approve(path, "IMMINENT");
  await made.deliver();
  for (const address of [publicPath(path), "/feeds/advisories.rss", "/cap/current.xml"])
    expect(await textAt(address), address).toContain("These words are wrong.");

  // First action, second action: and no field to fill in between.
  await author.goto(`${base}${path}`);
  await author.click("text=Take back this change");
  expect(await author.locator("main input:not([type=hidden]), main textarea").count()).toBe(0);
  await author.click("main form button");
  await author.waitForURL(`${base}${path}`);
  for (const address of [publicPath(path), "/feeds/advisories.rss", "/cap/current.xml"]) {
    expect(await textAt(address), address).not.toContain("These words are wrong.");
    expect(await textAt(address), address).toContain(right);
  }
  made.mailbox.length = 0;
  await made.deliver();
  expect(toReaders().map(({ subject }) => subject.includes("CORRECTION"))).toEqual([true, true, true]);

  await author.click("text=Take back the whole warning");
  await author.click("main form button");
  await author.waitForURL(`${base}${path}`);
  expect(await textAt("/")).not.toContain(right);
  expect(await textAt("/feeds/advisories.rss")).not.toContain(right);
  expect(await textAt("/cap/feed.atom")).toContain("<cap:msgType>Cancel</cap:msgType>");
  const audit = await author.request.get(`${base}/console/audit.json?action=retract`);
  expect(((await audit.json()) as { rows: unknown[] }).rows).toHaveLength(2);
});

test("a double click on Approve publishes once, and the back button after it says that it is done", async () => {
  const path = await submitted("elevated", "actual");
  await approver.goto(`${base}${path}/approve`);
  await approver.fill('[name="kind"]', "elevated");
  await approver.check('[name="cleared"]');
  await approver.dblclick('form[action$="/approve"] button');
  await approver.waitForURL(`${base}${path}`);
  await made.deliver();
  expect(toReaders()).toHaveLength(3);
  await approver.goBack();
  const button = approver.locator('form[action$="/approve"] button');
  if ((await button.count()) > 0) {
    await approver.fill('[name="kind"]', "elevated");
    await approver.check('[name="cleared"]');
    await button.click();
    await approver.waitForLoadState();
  }
  await made.deliver();
  expect(toReaders()).toHaveLength(3);
  expect(await textAt(`/api/v1/advisories/${path.split("/").at(-1)}`)).toContain('"revision":1');
});

test("an exercise from start to end: marked everywhere, nothing public, and no reader is told", async () => {
  await author.goto(`${base}/console/new`);
  await author.click('a[href="/console/new?kind=imminent&status=exercise"]');
  await author.fill('[name="en.headline"]', "Practice threat to commuter rail");
  await author.fill('[name="en.summary"]', "Practice words.");
  await author.fill('[name="en.measures.individuals"]', "Practice telling the police.");
  await author.check('[name="scope"][value="nationwide"]');
  await author.fill('[name="sunset.date"]', "2026-11-28");
  await author.fill('[name="sunset.time"]', "17:00");
  await author.click('.buttons button[value="save"]');
  await author.waitForURL(/saved=1/);
  const path = new URL(author.url()).pathname;
  expect(await author.title()).toMatch(/^EXERCISE: /);
  const band = (page: Page) =>
    page.evaluate('getComputedStyle(document.querySelector(".site-header")).backgroundColor');
  const practiceColour = await band(author);
  await author.click("text=Hand in this practice text");
  await approve(path, "ONLY AN EXERCISE");
  await made.deliver();
  await author.goto(`${base}/console`);
  expect(await band(author)).not.toBe(practiceColour);
  expect(toReaders()).toEqual([]);
  for (const address of [
    "/",
    "/advisories",
    "/feeds/advisories.rss",
    "/feeds/advisories.json",
    "/cap/feed.atom",
    "/api/v1/advisories",
  ])
    expect(await textAt(address), address).not.toContain("Practice");
  expect((await made.get(publicPath(path))).status).toBe(404);
  expect(await textAt(`/exercise${publicPath(path)}`)).toContain("Practice words.");
  await author.goto(`${base}${path}`);
  await author.click("text=Undo all of the practice");
  await author.click("main form button");
  await author.waitForURL(`${base}${path}`);
  expect(await textAt(`/exercise${publicPath(path)}`)).not.toContain("Practice words.");
  expect(toReaders()).toEqual([]);
});
