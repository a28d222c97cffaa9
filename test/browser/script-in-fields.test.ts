/**
 * Two hundred pieces of script in every field, seen where they come out: pages, widget, console, mails and feeds, in a real browser with
 * the service's own policy. None may run, and none may even try: the policy's own report of something inline counts too.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personalised } from "../../src/channels/carriers.ts";
import { aBody, aText, type Desk, desk } from "../http/support.ts";
import { openBrowser } from "../support/browser.ts";
import { type SiteServer, siteServer } from "../support/site-server.ts";
import { withoutSeals } from "../support/without-seals.ts";

const code = "top.ran()";
const forms = [
  `<script>${code}</script>`,
  `"><script>${code}</script>`,
  `'><img src=x onerror=${code}>`,
  `<img src=x onerror="${code}">`,
  `<svg onload=${code}>`,
  `<svg><script>${code}</script></svg>`,
  `<iframe srcdoc="<script>${code}</script>"></iframe>`,
  `<iframe src="javascript:${code}"></iframe>`,
  `<body onload=${code}>`,
  `<details open ontoggle=${code}>`,
  `<input autofocus onfocus=${code}>`,
  `<video><source onerror=${code}></video>`,
  `<object data="javascript:${code}"></object>`,
  `<embed src="javascript:${code}">`,
  `<form action="javascript:${code}"><button>x</button></form>`,
  `<meta http-equiv="refresh" content="0;url=javascript:${code}">`,
  `<base href="javascript:${code}//">`,
  `<link rel="stylesheet" href="javascript:${code}">`,
  `<math><mtext><script>${code}</script></mtext></math>`,
  `<template><script>${code}</script></template>`,
  `</title><script>${code}</script>`,
  `</textarea><script>${code}</script>`,
  `</script><script>${code}</script>`,
  `--><script>${code}</script>`,
  `]]><script>${code}</script>`,
  `<![CDATA[<script>${code}</script>]]>`,
  `" onmouseover="${code}" autofocus onfocus="${code}`,
  `' onfocus='${code}' autofocus='`,
  `javascript:${code}`,
  `[press](javascript:${code})`,
  `[press](JaVaScRiPt:${code})`,
  `[press](data:text/html,<script>${code}</script>)`,
  `[press](https://example.gov/"onmouseover="${code})`,
  `![x](x"onerror="${code})`,
  `<javascript:${code}>`,
  `[x]: javascript:${code}\n\n[x]`,
  `\u0060\u0060\u0060"><script>${code}</script>`,
  `{{constructor.constructor('${code}')()}}`,
  `\${${code}}`,
  `<style>@import 'javascript:${code}';</style>`,
];
const spellings: ((form: string) => string)[] = [
  (form) => form,
  (form) => form.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (form) => form.replaceAll("<", "&#60;").replaceAll('"', "&#x22;"),
  (form) => form.replaceAll("<", "\\<").replaceAll("script", "sCrIpT"),
  (form) => `${form.replaceAll("<", "＜")} ${form.replaceAll("<", "<<")}`,
];
const payloads = spellings.flatMap((spell) => forms.map(spell));

let browser: Browser;
let office: Desk;
let server: SiteServer;
const faults: string[] = [];
beforeAll(async () => {
  browser = await openBrowser();
  office = await desk({ site: { name: `Site "><img src=x onerror=${code}>` } });
  server = await siteServer(office);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function watched(): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.exposeFunction("ran", () => void faults.push(`ran on ${page.url()}`));
  page.on("dialog", (dialog) => void dialog.dismiss());
  page.on("console", (message) => {
    if (/Content Security Policy|violates/i.test(message.text())) faults.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

/** Everything in it that reacts to a pointer or to focus is tried. */
async function look(page: Page): Promise<void> {
  await page.evaluate(`for (const element of document.querySelectorAll("body *")) {
    element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
    if (element.focus) element.focus();
    if (element.localName === "details") element.open = true;
  }`);
}

/**
 * Advisories with twenty pieces in the bodies of each and one in each line, half of them published. Nearly every piece is refused where
 * it is entered; so they are put into the stored text, as if each check before had failed.
 */
async function publishAll(): Promise<string[]> {
  const slugs: string[] = [];
  const each = 20;
  for (let number = 0; number < payloads.length; number += each) {
    const words = (from: number) => [0, 1, 2, 3].map((index) => `@@${from * 4 + index}@@`).join("\n\n");
    const given = aBody({
      languages: {
        en: aText({
          headline: `@@0@@ ${number}`,
          placeText: "@@1@@",
          summary: words(0),
          sections: [{ heading: "@@2@@", body: words(1) }],
          measures: { individuals: words(2), government: words(3), responders: words(4), privateSector: words(0) },
          howToHelp: words(1),
          bePrepared: words(2),
          stayInformed: words(3),
          context: { whatWeKnow: words(4), whatWeDoNotKnow: words(0), confidence: words(1) },
        }),
      },
      resources: [{ title: "@@3@@", url: "https://example.gov/" }],
      partnerContact: "@@4@@",
    });
    const made = await (number % (2 * each) === 0 ? office.publish(given) : office.submitted(given));
    const { slug } = (await office.call("GET", `/api/v1/advisories/${made.id}`, office.author)).json;
    slugs.push(slug);
    const piece = (index: string) => JSON.stringify(payloads[number + Number(index)]).slice(1, -1);
    for (const table of ["revisions", "working_copies"]) {
      const { sqlite } = office.database;
      const rows = sqlite.prepare(`select body from ${table} where advisory_id = ?`).all(made.id) as { body: string }[];
      for (const { body } of rows) {
        const changed = body.replaceAll(/@@(\d+)@@/g, (_, index: string) => piece(index));
        sqlite.prepare(`update ${table} set body = ? where advisory_id = ? and body = ?`).run(changed, made.id, body);
      }
    }
  }
  // A text that is not what was approved would not be shown at all.
  withoutSeals(office);
  // What was read before is made anew.
  await office.publish();
  return slugs;
}

test("two hundred pieces of script run nowhere: pages, console, mails, feeds", async () => {
  expect(payloads).toHaveLength(200);
  await office.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: "reader@example.org" });
  await office.deliver();
  const confirm = /\/confirm\/[\w-]+/.exec(office.mailbox[0]?.text ?? "")?.[0] ?? "";
  await office.app.request(confirm, { method: "POST" });
  const slugs = await publishAll();
  expect(await (await office.get("/")).text()).toContain("&lt;script&gt;");
  await office.deliver();

  const page = await watched();
  const published = slugs.filter((_, index) => index % 2 === 0);
  const pages = [
    "/",
    "/advisories",
    "/embed",
    "/display",
    "/offline",
    ...published.map((slug) => `/advisories/${slug}`),
  ];
  const inAddress = forms.slice(0, 8).flatMap((form) => {
    const words = encodeURIComponent(form);
    return [
      `/verify/${words}`,
      `/verify?code=${words}`,
      `/?lang=${words}`,
      `/advisories?area=${words}`,
      `/nowhere/${words}`,
    ];
  });
  for (const path of [
    ...pages,
    `/advisories/${published[0]}/revisions/1`,
    `/verify/${published[0]}-r1`,
    ...inAddress,
  ]) {
    await page.goto(server.url + path);
    await look(page);
  }

  await page.goto(`${server.url}/subscribe`);
  for (const form of forms.slice(0, 6)) {
    await page.fill('[name="address"]', form);
    await page.fill('[name="counties"]', form);
    await page.click("form[data-preferences] button[type=submit]");
    await look(page);
  }

  await page.goto(`${server.url}/console/sign-in/${await office.signInLink("approver@example.org")}`);
  await page.click("main button");
  await page.waitForURL(`${server.url}/console`);
  await look(page);
  for (const slug of slugs) {
    await page.goto(`${server.url}/console/advisories/${slug}${slugs.indexOf(slug) % 2 ? "/approve" : ""}`);
    await look(page);
  }

  // Mails and feeds are shown by other programs, without our policy: nothing in them may be a script at all.
  const html = office.mailbox.map((mail) => personalised(mail.html, mail.personal));
  expect(html.join()).toContain("&lt;script&gt;");
  const feed = (await (await office.get("/feeds/advisories.json")).json()) as { items: { content_html: string }[] };
  for (const part of [...html, ...feed.items.map(({ content_html }) => content_html)]) {
    await page.goto("about:blank");
    await page.setContent(part);
    await look(page);
  }
  for (const path of [
    "/feeds/advisories.rss",
    "/feeds/advisories.atom",
    "/cap/feed.atom",
    "/badge.svg",
    "/calendar.ics",
  ]) {
    const type = (await office.get(path)).headers.get("content-type") ?? "";
    if (/xml|svg/.test(type)) await page.goto(server.url + path).catch(() => null);
  }
  expect(faults).toEqual([]);
  await page.context().close();
});
