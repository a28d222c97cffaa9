/** What WCAG 2.2 asks that axe cannot see, tried on each public page: spacing of text, turning, walking by keyboard, contrast of what is no text. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { officeInBrowser } from "../support/office-in-browser.ts";
import { publicPaths } from "../support/public-paths.ts";

const opened = officeInBrowser();

type Viewport = { readonly width: number; readonly height: number };

async function onEachPage(
  viewport: Viewport,
  look: (page: Page, path: string) => Promise<string[]>,
): Promise<string[]> {
  const page = await opened.browser.newPage({ viewport, locale: "es-US" });
  await page.clock.setFixedTime(opened.office.clock.now());
  const faults: string[] = [];
  for (const path of await publicPaths(opened.office)) {
    await page.goto(opened.url + path);
    faults.push(...(await look(page, path)).map((fault) => `${path}: ${fault}`));
  }
  await page.close();
  return faults;
}

/** Wider than the screen, or words that a box cuts off; what is for screen readers only is cut off on purpose. */
const cutOff = `[
  ...(document.documentElement.scrollWidth > innerWidth ? ["wider than the screen"] : []),
  ...[...document.querySelectorAll("body *:not(.unseen):not(svg *)")]
    .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflow) && one.scrollHeight > one.clientHeight + 1)
    .map((one) => "cut off: " + one.outerHTML.slice(0, 80)),
]`;

test("1.4.12: with the spacing that readers may set nothing is cut off", async () => {
  const faults = await onEachPage({ width: 360, height: 740 }, async (page) => {
    await page.evaluate(`{
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
      document.adoptedStyleSheets = [sheet];
    }`);
    return (await page.evaluate(cutOff)) as string[];
  });
  expect(faults).toEqual([]);
});

test("1.3.4: a phone may be turned", async () => {
  const faults = await onEachPage(
    { width: 740, height: 360 },
    async (page) => (await page.evaluate(cutOff)) as string[],
  );
  expect(faults).toEqual([]);
});

test("2.4.3, 2.4.7, 2.4.11: Tab goes through each page in the order of its document, and what has the focus is seen", async () => {
  const faults = await onEachPage({ width: 1280, height: 720 }, async (page) => {
    const found: string[] = [];
    await page.evaluate("before = document.body, document.activeElement.blur()");
    for (let presses = 0; presses < 400; presses++) {
      await page.keyboard.press("Tab");
      const fault = (await page.evaluate(`(() => {
        const one = document.activeElement;
        if (one === document.body) return before === document.body ? "" : "end";
        const name = one.outerHTML.slice(0, 80);
        const follows = before === document.body || before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
        if (!follows) return "end";
        before = one;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return "no outline: " + name;
        const { top, bottom, left, width, height } = one.getBoundingClientRect();
        if (bottom <= 0 || top >= innerHeight || width === 0 || height === 0) return "not seen: " + name;
        const x = Math.max(left, 0) + Math.min(width, innerWidth) / 2;
        const over = document.elementFromPoint(x, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
        return over && !one.contains(over) && !over.contains(one) ? "covered: " + name : "";
      })()`)) as string;
      if (fault === "end") break;
      if (fault !== "") found.push(fault);
    }
    const order = (await page.evaluate(`[
      ...[...document.querySelectorAll("[tabindex]")].filter((one) => one.tabIndex > 0).map(() => "a tabindex of its own"),
      ...[...document.querySelectorAll("body *")].filter((one) => getComputedStyle(one).order !== "0").map(() => "an order of its own"),
    ]`)) as string[];
    const links = Number(await page.evaluate(`document.querySelectorAll("a[href], button, input, select").length`));
    const last = (await page.evaluate(`[...document.querySelectorAll("a[href]")].at(-1) === before`)) as boolean;
    return [...found, ...order, ...(links > 0 && !last ? ["the last link was not reached"] : [])];
  });
  expect(faults).toEqual([]);
});

test.each(["light", "dark"] as const)(
  "1.4.11: fields and the focus stand out 3 to 1 from what is behind: %s",
  async (colorScheme) => {
    const page = await opened.browser.newPage({ colorScheme, locale: "en-US" });
    await page.goto(`${opened.url}/subscribe`);
    await page.locator("details").evaluateAll("all => all.forEach((one) => { one.open = true })" as never);
    const ratios = (await page.evaluate(`(() => {
    const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const luminance = (colour) => {
      const [red, green, blue] = channels(colour).map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = (one, other) => {
      const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const ground = (element) => {
      const { backgroundColor } = getComputedStyle(element);
      return /, 0\\)$/.test(backgroundColor) && element.parentElement ? ground(element.parentElement) : backgroundColor;
    };
    const found = [];
    for (const field of document.querySelectorAll("main input, main select, main button, main a[href]")) {
      field.focus();
      const { outlineColor, borderTopColor } = getComputedStyle(field);
      const behind = ground(field.parentElement);
      found.push([field.outerHTML.slice(0, 60) + " focus", ratio(outlineColor, behind)]);
      if (field.matches("input:not([type=checkbox]), select")) found.push([field.outerHTML.slice(0, 60) + " border", ratio(borderTopColor, behind)]);
    }
    return found;
  })()`)) as [string, number][];
    expect(ratios.length).toBeGreaterThan(20);
    expect(ratios.filter(([, ratio]) => !(ratio >= 3))).toEqual([]);
    await page.close();
  },
);
