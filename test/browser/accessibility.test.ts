/** axe-core on every page that the public can reach, in each phase, in both languages and both themes, in a real browser. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { desk } from "../http/support.ts";
import { axeFindings } from "../support/axe.ts";
import { officeInBrowser } from "../support/office-in-browser.ts";
import { publicPaths } from "../support/public-paths.ts";
import { publishedSite } from "../support/published-site.ts";
import { siteServer } from "../support/site-server.ts";

const opened = officeInBrowser();

async function findingsOn(page: Page, base: string, paths: readonly string[]): Promise<string[]> {
  const findings: string[] = [];
  for (const path of paths) {
    await page.goto(base + path);
    findings.push(...(await axeFindings(page)));
  }
  return findings;
}

// Side by side: each page has a process of its own in the browser, and axe works there.
test.concurrent.each(["en", "es"])("axe finds nothing on any page, in light and in dark: %s", async (language) => {
  const page = await opened.browser.newPage({ locale: language, viewport: { width: 360, height: 740 } });
  await page.clock.setFixedTime(opened.office.clock.now());
  expect(await findingsOn(page, opened.url, await publicPaths(opened.office))).toEqual([]);
  await page.close();
});

test("axe finds nothing on a form that came back with problems, and on what follows a form", async () => {
  const page = await opened.browser.newPage({ locale: "en-US" });
  await page.goto(`${opened.url}/subscribe`);
  await page.getByLabel("E-mail address").fill("no address");
  await page.getByRole("button", { name: "Subscribe by e-mail" }).click();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByLabel("E-mail address").fill("axe@example.org");
  await page.getByRole("button", { name: "Subscribe by e-mail" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.close();
});

test("axe finds nothing where nothing is in effect", async () => {
  const empty = await siteServer(await desk());
  const page = await opened.browser.newPage();
  expect(await findingsOn(page, empty.url, ["/", "/advisories", "/embed", "/display"])).toEqual([]);
  await page.close();
  await empty.stop();
});

test("nothing speaks when a page is opened; an Imminent Alert that arrives while it is read does, and nothing else", async () => {
  const site = await publishedSite();
  await site.publish();
  const reading = await siteServer(site);
  const page = await opened.browser.newPage({ locale: "en-US" });
  await page.clock.install({ time: site.clock.now() });
  await page.goto(`${reading.url}/`);
  const speaking = page.locator('[role="alert"], [aria-live]:not([aria-live="off"]), [role="log"], [role="status"]');
  expect(await speaking.count()).toBe(0);
  const look = async () => {
    site.clock.advance("2m");
    const answered = page.waitForResponse((response) => response.url() === `${reading.url}/`);
    await page.clock.runFor(61_000);
    await answered;
  };
  await site.publish({ kind: "bulletin" });
  await look();
  await page.getByText("2 advisories are in effect.").waitFor();
  expect(await speaking.count()).toBe(0);
  await site.publish({ kind: "imminent" });
  await look();
  await page.clock.runFor(1_000);
  await page.getByRole("alert").waitFor();
  expect(await speaking.count()).toBe(1);
  expect(await axeFindings(page)).toEqual([]);
  await page.close();
  await reading.stop();
});

test("nothing is fixed over the page, one heading begins it, and no page is wider than 320 pixels", async () => {
  const page = await opened.browser.newPage({ locale: "es-US", viewport: { width: 320, height: 640 } });
  const faults: string[] = [];
  for (const path of await publicPaths(opened.office)) {
    await page.goto(opened.url + path);
    const { fixed, headings, wide, mains } = (await page.evaluate(`({
      fixed: [...document.querySelectorAll("body *")].filter((one) => /fixed|sticky/.test(getComputedStyle(one).position)).length,
      headings: document.querySelectorAll("h1").length,
      mains: document.querySelectorAll("main").length,
      wide: document.documentElement.scrollWidth > innerWidth,
    })`)) as { fixed: number; headings: number; wide: boolean; mains: number };
    if (fixed > 0) faults.push(`${path}: ${fixed} elements are fixed`);
    if (headings !== 1 || mains !== 1) faults.push(`${path}: ${headings} first headings, ${mains} mains`);
    if (wide) faults.push(`${path} is wider than the screen`);
  }
  expect(faults).toEqual([]);
  await page.close();
});
