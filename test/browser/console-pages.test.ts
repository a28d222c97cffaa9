/** Every page of the console as its browser shows it: axe finds nothing in light and dark, and none is wider than a phone. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { axeFindings } from "../support/axe.ts";
import { type AtConsole, atConsole, fieldsOf, typedAdvisory } from "../support/console.ts";
import { officeInBrowser } from "../support/office-in-browser.ts";

const opened = officeInBrowser();
/** Everybody's roles at once: sees every part of every page. */
let editor: AtConsole;
let colleague: AtConsole;

beforeAll(async () => {
  editor = await atConsole(opened.office, "everything@example.org", "author", "approver", "admin");
  colleague = await atConsole(opened.office, "colleague@example.org", "author", "admin");
});

async function drafted(by: AtConsole, kind: string, status: string, typed = {}): Promise<string> {
  const form = `/console/new?kind=${kind}&status=${status}`;
  const { location } = await by.fillIn(form, "/console/new", { ...typedAdvisory, ...typed });
  return location?.split("?")[0] ?? "";
}

async function submitted(by: AtConsole, kind: string, status: string): Promise<string> {
  const path = await drafted(by, kind, status);
  expect((await by.fillIn(path, `${path}/submit`)).status).toBe(303);
  return path;
}

/** Two admins are needed for an invitation; a partner, a template and an invitation are there to be seen. */
async function furnish(): Promise<string> {
  await colleague.post("/console/editors", { name: "New Editor", email: "new@example.org", roles: ["author"] });
  const partner = {
    name: "Transit desk",
    contact: "desk@example.org",
    url: "https://hooks.example.org/a",
    format: "json",
    language: "en",
    "auth.type": "none",
  };
  const { location, html } = await colleague.post("/console/partners", partner);
  expect(location, html).not.toBeNull();
  return location ?? "";
}

async function everyPath(): Promise<string[]> {
  const partner = await furnish();
  const draft = await drafted(editor, "bulletin", "actual", {
    "ar.headline": "تهديد",
    "ar.summary": "تهديد",
    "ar.measures.individuals": "أبلغ",
  });
  const waiting = await submitted(colleague, "imminent", "actual");
  const practice = await submitted(colleague, "elevated", "exercise");
  const { html } = await editor.get("/console");
  const listed = [...html.matchAll(/href="(\/console\/advisories\/[\w-]+)"/g)].map(([, path = ""]) => path);
  const live = (await Promise.all(listed.map(async (path) => ({ path, html: (await editor.get(path)).html })))).find(
    (one) => one.html.includes(`${one.path}/revise/extend`) && !one.path.includes("exercise"),
  );
  expect(live).toBeDefined();
  const at = live?.path ?? "";
  return [
    "/console",
    "/console/new",
    "/console/new?kind=imminent&status=actual&template=built-in-imminent",
    "/console/new?kind=elevated&status=exercise",
    `/console/new?replaces=${at.split("/").at(-1)}`,
    "/console/templates",
    "/console/now",
    "/console/audit",
    "/console/partners",
    partner,
    "/console/partners/notices",
    "/console/editors",
    "/console/account",
    ...new Set(listed),
    `${draft}/write`,
    `${draft}/approve`,
    ...[waiting, practice].flatMap((path) => [path, `${path}/write`, `${path}/approve`, `${path}/return`]),
    ...["update", "editorial", "translate", "extend", "end"].map((change) => `${at}/revise/${change}`),
    `${at}/take-back/warning`,
    `${at}/take-back/change`,
    "/console/advisories/nothing",
  ];
}

async function pageOf({ cookie }: Pick<AtConsole, "cookie">): Promise<Page> {
  const context = await opened.browser.newContext({ locale: "en-US", viewport: { width: 320, height: 640 } });
  const [name = "", value = ""] = cookie.split(/=(.*)/);
  if (name) await context.addCookies([{ name, value, domain: "localhost", path: "/", secure: true, httpOnly: true }]);
  return context.newPage();
}

async function faultsOn(page: Page, path: string): Promise<string[]> {
  await page.goto(opened.url + path);
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  const seen = (await page.evaluate(`({
    headings: document.querySelectorAll("h1").length,
    mains: document.querySelectorAll("main").length,
    excess: document.documentElement.scrollWidth - innerWidth,
  })`)) as { headings: number; mains: number; excess: number };
  return [
    ...(seen.headings === 1 && seen.mains === 1
      ? []
      : [`${path}: ${seen.headings} first headings, ${seen.mains} mains`]),
    ...(seen.excess > 0 ? [`${path}: ${seen.excess} pixels wider than a phone`] : []),
    ...(await axeFindings(page)),
  ];
}

test("every page for signed-in editors", async () => {
  const paths = await everyPath();
  expect(paths.length).toBeGreaterThan(40);
  const pages = await Promise.all([1, 2].map(() => pageOf(editor)));
  const faults = await Promise.all(
    pages.map(async (page, index) => {
      const found: string[] = [];
      for (const path of paths.filter((_, at) => at % pages.length === index))
        found.push(...(await faultsOn(page, path)));
      return found;
    }),
  );
  expect(faults.flat()).toEqual([]);
});

test("the ways in, and what is said to whom the console does not know", async () => {
  const page = await pageOf({ cookie: "" });
  const faults: string[] = [];
  for (const path of ["/console/sign-in", "/console/audit", ...opened.office.private.slice(3, 5)])
    faults.push(...(await faultsOn(page, path)));
  expect(faults).toEqual([]);
});

test("a form that came back: with problems, with another editor's text, and after the session had ended", async () => {
  const page = await pageOf(editor);
  const faults: string[] = [];
  await page.goto(`${opened.url}/console/new?kind=elevated&status=actual`);
  await page.click('.buttons button[value="save"]');
  await page.locator(".error-summary").waitFor();
  faults.push(...(await axeFindings(page)));
  const path = `${await drafted(editor, "elevated", "actual")}/write`;
  await page.goto(opened.url + path);
  await colleague.post(path, {
    ...fieldsOf((await colleague.get(path)).html, path),
    "en.summary": "Words of the colleague.",
  });
  await page.fill('[name="en.summary"]', "Other words.");
  await page.click('.buttons button[value="save"]');
  await page.locator("#conflict-title").waitFor();
  faults.push(...(await axeFindings(page)));
  await page.context().clearCookies();
  await page.click('.buttons button[value="save"]');
  await page.getByText("What you wrote is kept on this page").waitFor();
  faults.push(...(await axeFindings(page)));
  expect(faults).toEqual([]);
});
