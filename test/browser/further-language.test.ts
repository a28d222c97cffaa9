/**
 * A language more, as README describes it: its words and its line in the list of languages, and no other line of code. It is made up
 * (`qaa` is kept free for private use), so that a word that is not taken from its words is seen on any page.
 */
import { expect, test, vi } from "vitest";
import { areaName, stateCodes } from "../../src/domain/areas.ts";
import { officeInBrowser } from "../support/office-in-browser.ts";
import { publicPaths } from "../support/public-paths.ts";

vi.mock("../../templates/messages/languages.ts", async (original) => {
  const { languages } = await original<typeof import("../../templates/messages/languages.ts")>();
  const { madeUpLanguage } = await import("../support/made-up-language.ts");
  return { languages: { ...languages, qaa: madeUpLanguage(languages.en) } };
});

const opened = officeInBrowser();

/** Words without an accent that stand where the page speaks the language; addresses are none. */
const strangers = `[...(function* () {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element.closest("[lang]").lang !== "qaa" || element.closest("code, pre, time, script, style, noscript")) continue;
    const words = node.data.replace(/\\S*[/@.]\\S*/g, "").match(/\\p{L}+/gu) ?? [];
    for (const word of words) if (/^[A-Za-z]{4,}$/.test(word) && /[aeiou]/.test(word)) yield word;
  }
})()]`;

/** Not of the interface's words: the site's name, places, the title of a link, names of formats, and what the browser's own data say. */
const given = new Set(
  ["Test Advisories", "What to do", "Atom", "JSON Feed", "English", "Spanish", "minutes", "Sunday, November"]
    .concat(["Tuesday, December", "Wednesday"], [...stateCodes, "34017"].map(areaName))
    .flatMap((names) => names.match(/\w+/g) ?? []),
);

test("every page speaks it, with no word left over from English", async () => {
  const page = await opened.browser.newPage();
  await page.clock.setFixedTime(opened.office.clock.now());
  const found: string[] = [];
  for (const path of await publicPaths(opened.office)) {
    await page.goto(`${opened.url}${path}${path.includes("?") ? "&" : "?"}lang=qaa`);
    expect(await page.locator("html").getAttribute("lang"), path).toBe("qaa");
    const words = ((await page.evaluate(strangers)) as string[]).filter((word) => !given.has(word));
    found.push(...words.map((word) => `${path}: ${word}`));
  }
  expect(found).toEqual([]);
  await page.close();
});

test("a reader chooses it at sign-up, and gets mails, notifications' words and feeds in it", async () => {
  const page = await opened.browser.newPage({ locale: "qaa" });
  await page.goto(`${opened.url}/subscribe?lang=qaa`);
  await page.getByLabel("É-máíl áddréss").fill("further@example.org");
  await page.locator("select[name=language]").selectOption("qaa");
  await page.getByRole("button", { name: "Súbscríbé by é-máíl" }).click();
  await page.getByRole("heading", { name: "Chéck yóúr máíl" }).waitFor();
  await opened.office.deliver();
  const mail = opened.office.mailbox.at(-1);
  expect(mail?.to).toBe("further@example.org");
  expect(mail?.html).toContain('lang="qaa"');
  expect(mail?.text).toMatch(/[áéíóú]/);
  expect(await (await opened.office.get("/service-worker.js")).text()).toContain("Éndéd");
  expect(await (await opened.office.get("/feeds/advisories.atom?lang=qaa")).text()).toContain("Térrórísm ádvísóríés");
  expect(await (await opened.office.get("/badge.svg?lang=qaa")).text()).toContain("Nót án óffícíál sóúrcé");
  await page.close();
});

test("editors find it among the texts to begin with, marked in an exercise", async () => {
  const { cookie } = opened.office;
  const form = await opened.office.get("/console/new?kind=elevated&status=exercise&template=built-in-elevated", {
    cookie,
  });
  const html = await form.text();
  expect(html).toContain('value="ÉXÉRCÍSÉ – Crédíblé thréát');
  expect(html).toContain("Thís ís án éxércísé.");
});
