/**
 * The real service worker in a real browser: notifications, a subscription that the browser changed, and what is read without a
 * connection. No push service can be reached from here, so `pushManager` of the registration is replaced in the worker; what is sent is
 * taken from the service's carrier, decrypted as a browser would, and delivered through Chromium's debugging protocol.
 */
import { createECDH, randomBytes } from "node:crypto";
import { decrypt } from "http_ece";
import type { Browser, BrowserContext, Page, Worker } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { body, type PublishedSite, publishedSite } from "../support/published-site.ts";
import { type SiteServer, siteServer } from "../support/site-server.ts";

let browser: Browser;
let site: PublishedSite;
let server: SiteServer;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  // The worker's clock is the machine's: the service has the same.
  site = await publishedSite({ start: new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString() });
  server = await siteServer(site);
  context = await browser.newContext({ locale: "en-US" });
  await context.grantPermissions(["notifications"], { origin: server.url });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await server.stop();
});

const inTwoDays = () => new Date(site.clock.now() + 2 * 86_400_000).toISOString();

/** The worker, once it has kept the page and renewed what there is. */
async function visit(path: string): Promise<Worker> {
  await page.goto(server.url + path);
  await page.evaluate(`(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const done = new Promise((resolve) => { port1.onmessage = resolve; });
    active.postMessage({ type: "visit", language: document.documentElement.lang }, [port2]);
    await done;
  })()`);
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error("there is no service worker");
  await worker.evaluate(`{
    self.shownHere ??= [];
    self.registration.showNotification = async function (title, options) {
      await ServiceWorkerRegistration.prototype.showNotification.call(this, title, options);
      self.shownHere.push(title);
    };
  }`);
  return worker;
}

/** A push service's part, in the worker; its keys stay here, as a browser keeps them. */
async function replacePushManager(worker: Worker, path: string) {
  const keys = createECDH("prime256v1");
  const p256dh = keys.generateKeys().toString("base64url");
  const auth = randomBytes(16).toString("base64url");
  const endpoint = `https://localhost:9443/push/${path}`;
  await worker.evaluate(`{
    let current = null;
    const made = { endpoint: ${JSON.stringify(endpoint)}, expirationTime: null, keys: ${JSON.stringify({ p256dh, auth })} };
    const pushManager = {
      getSubscription: async () => current,
      subscribe: async (options) => (current = { options: { applicationServerKey: options.applicationServerKey.buffer },
        toJSON: () => made, unsubscribe: async () => { current = null; return true; } }),
    };
    Object.defineProperty(self.registration, "pushManager", { value: pushManager, configurable: true });
  }`);
  return {
    read: (body: Uint8Array) =>
      decrypt(Buffer.from(body), { version: "aes128gcm", privateKey: keys, authSecret: auth }),
  };
}

async function subscribeOnPage(): Promise<void> {
  await page.getByRole("button", { name: "Turn on notifications" }).click();
  await page.getByText("Notifications are on for this browser.").waitFor();
}

async function deliverToBrowser(data: string): Promise<void> {
  const cdp = await context.newCDPSession(page);
  const registration = new Promise<string>((found) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const one = registrations.find(({ scopeURL }) => scopeURL === `${server.url}/`);
      if (one) found(one.registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await registration;
  await cdp.send("ServiceWorker.deliverPushMessage", { origin: server.url, registrationId, data });
  await cdp.detach();
}

function push(title: string, more: object = {}): Promise<void> {
  return deliverToBrowser(JSON.stringify({ web_push: 8030, notification: { title, tag: title, ...more } }));
}

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly silent: boolean | null;
  readonly renotify: boolean;
}

/**
 * What lies in the tray, once something with this word in its title was shown. The tray is read only then: Chromium forgets what is
 * being shown meanwhile.
 */
async function shown(word: string): Promise<Shown[]> {
  const [worker] = context.serviceWorkers();
  await expect.poll(() => worker?.evaluate("shownHere.join()")).toContain(word);
  return (await page.evaluate(`navigator.serviceWorker.ready.then((registration) => registration.getNotifications())
    .then((all) => all.map(({ title, body, tag, silent, renotify }) => ({ title, body, tag, silent, renotify })))`)) as Shown[];
}

test("a warning is shown, its update takes its place, and so do the words that it was issued in error", async () => {
  const browserKeys = await replacePushManager(await visit("/subscribe"), "one");
  await subscribeOnPage();
  const { id } = await site.publish({ sunsetAt: inTwoDays() });
  const pushed = async () => {
    await site.deliver();
    return String(browserKeys.read(site.pushes.at(-1)?.body ?? new Uint8Array()));
  };
  await deliverToBrowser(await pushed());
  const [warning] = await shown("Elevated Alert");
  expect(warning?.body).toContain("Credible threat to commuter rail");
  await site.revise(id, {
    change: "extend",
    note: "It goes on.",
    sunsetAt: new Date(site.clock.now() + 3 * 86_400_000).toISOString(),
  });
  await deliverToBrowser(await pushed());
  const updated = await shown("EXTENDED");
  expect(updated.map(({ tag }) => tag)).toEqual([warning?.tag]);
  await site.retract(id, "end");
  await deliverToBrowser(await pushed());
  const corrected = await shown("Withdrawn: issued in error");
  expect(corrected.map(({ tag }) => tag)).toEqual([warning?.tag]);
  expect(site.pushes.map(({ headers }) => headers.topic)).toEqual(Array(3).fill(site.pushes[0]?.headers.topic));
  expect(site.pushes[2]?.headers.ttl).toBe(String(72 * 3_600));
});

test("an endpoint that the browser changed takes the old one's place at the next visit; whoever left is not brought back", async () => {
  const rows = () =>
    site.database.sqlite.prepare("select id, address, state from subscriptions").all() as Record<string, unknown>[];
  const worker = await visit("/subscribe");
  await replacePushManager(worker, "first");
  await subscribeOnPage();
  expect(rows()).toMatchObject([{ id: 1, address: expect.stringContaining("/push/first"), state: "active" }]);
  await replacePushManager(worker, "second");
  await visit("/about");
  expect(rows()).toMatchObject([{ id: 1, address: expect.stringContaining("/push/second"), state: "active" }]);
  site.database.sqlite.exec("update subscriptions set state = 'gone'");
  await replacePushManager(worker, "third");
  await visit("/");
  expect(rows()).toMatchObject([{ id: 1, address: expect.stringContaining("/push/third"), state: "active" }]);
  site.database.sqlite.exec("update subscriptions set state = 'left'");
  await replacePushManager(worker, "fourth");
  await visit("/");
  expect(rows()).toMatchObject([{ id: 1, address: expect.stringContaining("/push/third"), state: "left" }]);
});

test("counties that are none are named, as by the sign-up by mail, and nothing is turned on until they are right", async () => {
  await replacePushManager(await visit("/subscribe?lang=es"), "one");
  const counties = page.locator("[name=counties]");
  await counties.fill("36061 99999, 3406");
  await page.locator("[data-push-start]").click();
  const result = page.locator("[data-push-result]");
  await expect.poll(() => result.textContent()).toMatch(/^99999, 3406: .*36061$/);
  expect(await page.locator("html").getAttribute("lang")).toBe("es");
  expect(site.database.sqlite.prepare("select id from subscriptions").all()).toEqual([]);
  await counties.fill("36061 34017");
  await page.locator("[data-push-start]").click();
  await page.locator("[data-push-stop]").waitFor();
  expect(site.database.sqlite.prepare("select areas from subscriptions").all()).toEqual([
    { areas: '["36061","34017"]' },
  ]);
});

test("nothing is asked before a click, and turning off leaves", async () => {
  await context.clearPermissions();
  const worker = await visit("/subscribe");
  await replacePushManager(worker, "one");
  expect(await page.evaluate("Notification.permission")).not.toBe("granted");
  await page.getByText("They say the kind, the place and the end.").waitFor();
  await context.grantPermissions(["notifications"], { origin: server.url });
  await subscribeOnPage();
  await page.getByRole("button", { name: "Turn off notifications" }).click();
  await page.getByText("Notifications are off for this browser.").waitFor();
  expect(site.database.sqlite.prepare("select state from subscriptions").all()).toEqual([{ state: "left" }]);
});

/** An approver at the console of this browser, on the page of their account. */
async function approverAtAccount(): Promise<void> {
  await site.editor("eve@example.gov", "approver");
  await page.goto(`${server.url}/console/sign-in/${await site.signInLink("eve@example.gov")}`);
  await page.click("main button");
  await page.waitForURL(`${server.url}/console`);
  await page.click("text=Your account");
}

const submit = async () => {
  const author = await site.editor("dan@example.gov", "author");
  const draft = await site.call("POST", "/api/v1/advisories", author, { ...body, sunsetAt: inTwoDays() });
  await site.call("POST", `/api/v1/advisories/${draft.json.id}/submit`, author);
  await site.deliver();
  return draft.json.slug as string;
};

test("an approver turns notifications on at the console, is shown what waits, and nothing of its text", async () => {
  const browserKeys = await replacePushManager(await visit("/about"), "desk");
  await approverAtAccount();
  expect(site.pushes).toEqual([]);
  await subscribeOnPage();
  await page.reload();
  await page.getByText("All browsers in which you are told").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const slug = await submit();
  const payload = String(browserKeys.read(site.pushes.at(-1)?.body ?? new Uint8Array()));
  expect(JSON.parse(payload).notification.navigate).toContain(`/console/advisories/${slug}/approve`);
  await deliverToBrowser(payload);
  const [waiting] = await shown("Waits for your approval");
  expect(waiting).toMatchObject({
    title: "Waits for your approval: Elevated Alert",
    body: "Read it, then approve it or send it back.",
  });
  await page.getByRole("button", { name: "Turn off notifications" }).click();
  await page.getByText("Notifications are off for this browser.").waitFor();
  site.pushes.splice(0);
  await submit();
  expect(site.pushes).toEqual([]);
});

test("one browser serves its reader and an editor: turning off one leaves the other", async () => {
  const worker = await visit("/subscribe");
  await replacePushManager(worker, "both");
  await subscribeOnPage();
  await approverAtAccount();
  await subscribeOnPage();
  await page.getByRole("button", { name: "Turn off notifications" }).click();
  await page.getByText("Notifications are off for this browser.").waitFor();
  const isSubscribed = () => worker.evaluate("self.registration.pushManager.getSubscription().then(Boolean)");
  expect(await isSubscribed()).toBe(true);
  await page.goto(`${server.url}/subscribe`);
  await page.getByRole("button", { name: "Turn off notifications" }).click();
  await page.getByText("Notifications are off for this browser.").waitFor();
  expect(await isSubscribed()).toBe(false);
});

test("a silent notification makes no sound, a warning does", async () => {
  await visit("/about");
  await push("A canary", { silent: true });
  await push("A warning");
  await shown("A warning");
  const sounds = Object.fromEntries(
    (await shown("A canary")).map(({ title, silent, renotify }) => [title, { silent: silent === true, renotify }]),
  );
  expect(sounds).toEqual({
    "A canary": { silent: true, renotify: false },
    "A warning": { silent: false, renotify: true },
  });
});

test("thirty pushes at once while pages of the site are opened: the tray knows each of them", async () => {
  const worker = await visit("/about");
  const titles = Array.from({ length: 30 }, (_, index) => `Warning ${index}`);
  // Ten at once, each again as soon as it is through: a machine that is slower is given no more of them than it can do.
  await page.evaluate(`navigator.serviceWorker.ready.then(({ active }) => {
    self.isLooking = true;
    const look = () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { if (isLooking) look(); };
      active.postMessage({ type: "visit", language: "en" }, [port2]);
    };
    for (let page = 0; page < 10; page++) look();
  })`);
  await Promise.all(titles.map((title) => push(title)));
  await expect.poll(() => worker.evaluate("shownHere.length")).toBe(titles.length);
  await page.evaluate("isLooking = false");
  expect((await shown("Warning 0")).map(({ title }) => title).sort()).toEqual(titles.toSorted());
});

test("turning off says that it failed where the server did not hear of it, and can be tried again", async () => {
  await replacePushManager(await visit("/subscribe"), "one");
  await subscribeOnPage();
  const stop = page.getByRole("button", { name: "Turn off notifications" });
  await server.stop();
  await stop.click();
  await page.getByText("That did not work.").waitFor();
  await server.start();
  await stop.click();
  await page.getByText("Notifications are off for this browser.").waitFor();
  expect(site.database.sqlite.prepare("select state from subscriptions").all()).toEqual([{ state: "left" }]);
});

test("an editor's browser that changed its endpoint is told there, and one that was removed elsewhere says so", async () => {
  const worker = await visit("/about");
  await replacePushManager(worker, "first");
  await approverAtAccount();
  await subscribeOnPage();
  await replacePushManager(worker, "second");
  await visit("/about");
  await submit();
  expect(site.pushes.map(({ endpoint }) => new URL(endpoint).pathname)).toEqual(["/push/second"]);
  site.database.sqlite.exec("delete from editor_browsers");
  await page.goto(`${server.url}/console/account`);
  await page.getByRole("button", { name: "Turn on notifications" }).waitFor();
});

test("without a connection the last read advisories are shown with their age, and what has ended never as current", async () => {
  await site.publish({ sunsetAt: inTwoDays() });
  const worker = await visit("/");
  await server.stop();
  const laterBy = async (milliseconds: number) => {
    const now = Date.now() + milliseconds;
    await worker.evaluate(`Date.now = () => ${now}`);
    await page.clock.setFixedTime(now);
    await page.goto(`${server.url}/advisories`);
  };
  await laterBy(3 * 3_600_000);
  await page.getByRole("heading", { name: "Last read advisories" }).waitFor();
  expect(await page.locator(".stale").textContent()).toContain("(3 hours ago)");
  await page.getByText("Credible threat to commuter rail").waitFor();
  expect(await page.locator(".once-it-is-over").isVisible()).toBe(false);
  expect(await axeFindings(page)).toEqual([]);
  await laterBy(2 * 86_400_000);
  await page.getByText("This has ended: it ended by itself at").waitFor();
  expect(await page.getByText("Credible threat to commuter rail").isVisible()).toBe(false);
  expect(await axeFindings(page)).toEqual([]);
  await server.start();
});

test("the worker itself marks what has ended, before any script of the page runs", async () => {
  await site.publish({ sunsetAt: inTwoDays() });
  const worker = await visit("/?lang=es");
  const html = (await worker.evaluate(
    `Date.now = () => ${site.clock.now() + 2 * 86_400_000}, pageFromBefore().then((answer) => answer.text())`,
  )) as string;
  expect(html).toContain('lang="es"');
  expect(html).toContain('data-stands="false"');
  expect(html).not.toContain('data-stands="true"');
});
