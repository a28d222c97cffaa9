/** Reading in a real browser: kiosk and widget, without a script, by keyboard, in another language, and a sign-up from mail to goodbye. */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { type PublishedSite, publishedSite } from "../support/published-site.ts";
import { type SiteServer, siteServer } from "../support/site-server.ts";

let browser: Browser;
let site: PublishedSite;
let server: SiteServer;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await publishedSite();
  server = await siteServer(site);
});
afterEach(() => server.stop());

async function open(path: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  const page = await browser.newPage({ locale: "en-US", ...options });
  await page.clock.install({ time: site.clock.now() });
  await page.goto(server.url + path);
  return page;
}

test("the kiosk page goes grey and says since when it could not refresh, and recovers by itself", async () => {
  await site.publish();
  const page = await open("/display");
  const stale = page.locator("[data-stale]");
  expect(await stale.isHidden()).toBe(true);
  await server.stop();
  site.clock.advance("5m");
  await page.clock.runFor(40_000);
  await stale.waitFor({ state: "visible" });
  expect(await stale.textContent()).toContain("since 12:00 PM EST");
  expect(await page.locator("body").getAttribute("class")).toContain("is-stale");
  await server.start();
  await page.clock.runFor(40_000);
  await stale.waitFor({ state: "hidden" });
  expect(await page.locator(".as-of").textContent()).toContain("12:05 PM EST");
  await page.close();
});

test("a screen without a connection still marks what has ended by its own clock", async () => {
  await site.publish();
  const page = await open("/display");
  await server.stop();
  await page.clock.setFixedTime("2026-12-01T17:00:00-05:00");
  await page.clock.runFor(2_000);
  const words = page.locator("[data-end-passed]");
  await words.waitFor({ state: "visible" });
  expect(await words.textContent()).toBe("This has ended.");
  await page.close();
  await server.start();
});

test("a screen shows a new advisory, and takes a withdrawn one away", async () => {
  const page = await open("/embed");
  await page.getByText("No current advisories").waitFor();
  const { id } = await site.publish();
  await page.clock.runFor(31_000);
  await page.getByText("Elevated Alert").waitFor();
  await site.retract(id, "end");
  await page.clock.runFor(31_000);
  await page.getByText("No current advisories").waitFor();
  await page.close();
});

test("without a script every way to an advisory works: home, archive with its filters, plain text, code", async () => {
  const { slug, identifier } = await site.publish();
  const page = await open("/", { javaScriptEnabled: false });
  await page.getByRole("link", { name: "All advisories" }).click();
  await page.getByLabel("Kind").selectOption("elevated");
  await page.getByRole("button", { name: "Show" }).click();
  expect(new URL(page.url()).search).toContain("kind=elevated");
  await page.locator(`.entries a[href="/advisories/${slug}"]`).click();
  await page.getByRole("link", { name: "This advisory as plain text" }).click();
  expect(await page.locator("body").textContent()).toContain("ELEVATED ALERT");
  await page.goto(`${server.url}/verify`);
  await page.getByLabel("Code of the message").fill(`https://elsewhere.example/verify/${identifier}`);
  await page.getByRole("button", { name: "Show what was sent" }).click();
  await page.getByText("This is the text that stands now.").waitFor();
  await page.close();
});

test("by keyboard alone: skip link, then a code, with the focus seen", async () => {
  const { identifier } = await site.publish();
  const page = await open("/verify");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(`document.activeElement.getAttribute("href")`)).toBe("#content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(`document.activeElement.id`)).toBe("code");
  const outline = await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`);
  expect(outline).not.toBe("none");
  await page.keyboard.type(identifier);
  await page.keyboard.press("Enter");
  await page.getByText("We sent this").first().waitFor();
  await page.close();
});

test("by keyboard alone, without a script: a sign-up with a mistake is led from the summary to the field", async () => {
  const page = await open("/subscribe", { javaScriptEnabled: false });
  const focused = page.locator(":focus");
  const tabTo = async (id: string) => {
    for (let presses = 0; presses < 40 && (await focused.getAttribute("id")) !== id; presses++)
      await page.keyboard.press("Tab");
    expect(await focused.getAttribute("id")).toBe(id);
  };
  await page.keyboard.press("Tab");
  await tabTo("field-address");
  await page.keyboard.type("no address");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  expect(await focused.textContent()).toContain("There is a problem");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await focused.getAttribute("id")).toBe("field-address");
  expect(await focused.inputValue()).toBe("no address");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("reader@example.org");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await page.close();
});

test("the language switch stays through links and forms", async () => {
  await site.publish();
  const page = await open("/advisories");
  await page.getByRole("link", { name: "Español" }).click();
  expect(await page.locator("html").getAttribute("lang")).toBe("es");
  await page.getByLabel("Tipo").selectOption("elevated");
  await page.getByRole("button", { name: "Mostrar" }).click();
  expect(await page.locator("html").getAttribute("lang")).toBe("es");
  await page.locator(".entries a").first().click();
  expect(await page.locator("html").getAttribute("lang")).toBe("es");
  await page.getByText("No toque bolsas abandonadas.").waitFor();
  await page.close();
});

/** The same address on the server that stands here. */
const here = (address: string | undefined) => server.url + new URL(address ?? "", server.url).pathname;

/** A link of the last mail, as its reader gets it. */
function mailedLink(path: string): string {
  const { text = "", personal = {} } = site.mailbox.at(-1) ?? {};
  const read = Object.entries(personal).reduce((words, [place, own]) => words.replaceAll(place, own), text);
  return here(read.match(/http:\/\/localhost:8080\/\S+/g)?.find((link) => link.includes(path)));
}

/** From the form to the button that the mail leads to. */
async function signUpAndConfirm(): Promise<Page> {
  const page = await open("/subscribe");
  await page.getByLabel("E-mail address").fill("reader@example.org");
  await page.getByRole("button", { name: "Subscribe by e-mail" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await site.deliver();
  await page.goto(mailedLink("/confirm/"));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "You are subscribed" }).waitFor();
  return page;
}

test("sign up by mail, confirm, change the choices, leave by the link", async () => {
  const page = await signUpAndConfirm();
  await page.getByRole("link", { name: "Change your choices" }).click();
  await page.getByRole("button", { name: "Save your choices" }).click();
  await page.getByText("Your choices were saved.").waitFor();
  await site.publish();
  await site.deliver();
  await page.goto(mailedLink("/unsubscribe/"));
  await page.getByRole("button", { name: "Stop all messages" }).click();
  await page.getByRole("heading", { name: "You have left" }).waitFor();
  await page.close();
});

test("leave by one press in the mail program, which posts without the page; the goodbye brings the messages back", async () => {
  const page = await signUpAndConfirm();
  await site.publish();
  await site.deliver();
  const { headers = {} } = site.mailbox.at(-1) ?? {};
  const manage = mailedLink("/subscriptions/");
  const leave = here(headers["List-Unsubscribe"]?.slice(1, -1));
  // What RFC 8058 has a mail program do: this body, and neither cookie nor Origin.
  const pressed = await fetch(leave, {
    method: "POST",
    body: new URLSearchParams(headers["List-Unsubscribe-Post"]),
    redirect: "error",
  });
  expect(pressed.status).toBe(200);
  await page.goto(manage);
  await page.getByText("You have left: no messages are sent.").waitFor();
  expect(await page.getByRole("button", { name: "Stop all messages" }).count()).toBe(0);
  await site.publish();
  await site.deliver();
  expect(site.mailbox.at(-1)?.subject).toContain("You have left");
  await page.goto(mailedLink("/subscriptions/"));
  await page.getByRole("button", { name: "Get messages again" }).click();
  await page.getByText("Your choices were saved.").waitFor();
  expect(await page.getByText("You have left").count()).toBe(0);
  await site.publish();
  await site.deliver();
  expect(site.mailbox.at(-1)?.subject).toContain("Elevated Alert");
  await page.close();
});

test("take one's data along, then have it erased", async () => {
  const page = await signUpAndConfirm();
  await page.getByRole("link", { name: "Change your choices" }).click();
  const manage = page.url();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download my data (JSON)" }).click();
  expect(await readFile(await (await downloading).path(), "utf8")).toContain("reader@example.org");
  await page.getByRole("link", { name: "Erase my data" }).click();
  await page.getByRole("button", { name: "Erase my data" }).click();
  await page.getByRole("heading", { name: "Your data was erased" }).waitFor();
  expect((await page.goto(manage))?.status()).toBe(410);
  await page.close();
});

test("mails to readers fit a phone, in light and in dark, and ask nothing of any server", async () => {
  (await signUpAndConfirm()).close();
  const { id } = await site.publish();
  await site.deliver();
  await site.retract(id, "end");
  await site.deliver();
  const asked: string[] = [];
  const page = await browser.newPage({ javaScriptEnabled: false, viewport: { width: 360, height: 700 } });
  page.on("request", (request) => asked.push(request.url()));
  for (const { subject, html, personal = {} } of site.mailbox) {
    await page.setContent(Object.entries(personal).reduce((read, [place, own]) => read.replaceAll(place, own), html));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate("document.documentElement.scrollWidth"), subject).toBeLessThanOrEqual(360);
      const [ground] = ((await page.evaluate("getComputedStyle(document.body).color")) as string).match(/\d+/g) ?? [];
      expect(Number(ground) > 127, `${subject}, ${colorScheme}`).toBe(colorScheme === "dark");
    }
  }
  expect(site.mailbox.map(({ subject }) => subject)).toHaveLength(3);
  expect(asked).toEqual([]);
  await page.close();
});

test("no page breaks its own policy or is wider than a small screen", async () => {
  const { slug } = await site.publish();
  const page = await browser.newPage({ viewport: { width: 360, height: 700 } });
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()} ${message.text()}`);
  });
  const paths = [
    "/",
    "/advisories",
    `/advisories/${slug}`,
    `/advisories/${slug}/revisions/1`,
    "/verify",
    "/embed",
    "/display",
  ];
  for (const path of paths) {
    await page.goto(server.url + path);
    const isTooWide = await page.evaluate(`document.documentElement.scrollWidth > innerWidth`);
    if (isTooWide) faults.push(`${path} is wider than the screen`);
  }
  expect(faults).toEqual([]);
  await page.close();
});
