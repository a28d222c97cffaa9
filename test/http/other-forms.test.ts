/** From any form of an advisory one request reaches all others: every pair is walked, over what each names. */
import { beforeAll, describe, expect, it } from "vitest";
import { type BusyOffice, busyOffice } from "./busy-office.ts";

const site = "http://localhost:8080";
let office: BusyOffice;
beforeAll(async () => {
  office = await busyOffice();
});

type Forms = Readonly<Record<string, string>>;

/** Where each form of an advisory is, built from the addresses that are documented, not from what the service says. */
async function formsOf(slug: string): Promise<Forms> {
  const { json } = await office.call("GET", `/api/v1/advisories/${slug}`);
  const ntas = `/ntas/1.1/alerts/${slug}.xml`;
  const stands = (await office.get(ntas)).status === 200;
  return {
    page: `/advisories/${slug}`,
    text: `/advisories/${slug}.txt`,
    cap: new URL(json.revisions.findLast(({ cap }: { cap?: string }) => cap).cap).pathname,
    json: `/api/v1/advisories/${slug}`,
    stix: new URL(json.stix.url).pathname,
    ...(stands ? { ntas } : {}),
  };
}

/** What an answer leads to: by its header, and by its body. */
async function named(path: string) {
  const response = await office.get(path);
  expect(response.status, path).toBe(200);
  const header = [...(response.headers.get("link") ?? "").matchAll(/<([^>]+)>/g)].map(([, href = ""]) => href);
  const body = (await response.text()).replaceAll(/\n */g, "");
  return { header: header.map((href) => new URL(href, site).pathname), body };
}

async function slugOf(phase: string): Promise<string> {
  const { json } = await office.call("GET", `/api/v1/advisories?phase=${phase}`);
  return json.advisories[0].slug;
}

describe("from each form of an advisory", () => {
  for (const phase of ["active", "expired", "ended", "withdrawn", "replaced"]) {
    it(`every other is named in the answer's header: ${phase}`, async () => {
      const forms = await formsOf(await slugOf(phase));
      expect(Object.keys(forms)).toHaveLength(phase === "active" ? 6 : 5);
      for (const [from, path] of Object.entries(forms)) {
        const { header } = await named(path);
        for (const [to, target] of Object.entries(forms)) expect(header, `${from} to ${to}`).toContain(target);
        expect(header, `${from} names what is not there`).toHaveLength(Object.keys(forms).length);
      }
    });

    it(`a copy without its header leads to the page, and the page's own text to every other: ${phase}`, async () => {
      const forms = await formsOf(await slugOf(phase));
      for (const [from, path] of Object.entries(forms))
        if (from !== "page") expect((await named(path)).body, from).toContain(`${site}${forms.page}`);
      const { body } = await named(forms.page ?? "");
      for (const [to, target] of Object.entries(forms))
        if (to !== "page") expect(body, to).toMatch(new RegExp(`<link rel="alternate" type="[^"]+" href="${target}"`));
    });
  }

  it("the feeds' entries lead to the page or the CAP file, and so with one request to all", async () => {
    const slug = await slugOf("active");
    const forms = await formsOf(slug);
    for (const feed of ["rss", "atom", "json"])
      expect((await named(`/feeds/advisories.${feed}`)).body, feed).toContain(`${site}${forms.page}`);
    expect((await named("/cap/feed.atom")).body).toContain(`${site}${forms.cap}`);
    for (const list of ["/ntas/1.1/alerts.xml", "/ntas/1.1/feed.xml", "/ntas/1.0/feed.xml"])
      expect((await named(list)).body, list).toMatch(new RegExp(`${forms.ntas}|${forms.page}`));
    expect((await named("/api/v1/status.json")).body).toContain(`${site}${forms.page}`);
    expect((await named("/taxii2/api/collections/advisories/objects/")).body).toContain(`${site}${forms.page}`);
  });

  it("an exercise leads to its own forms and to none of the public's", async () => {
    const [, standing = ""] =
      /\/exercise\/advisories\/([^"]+)"/.exec((await named("/exercise/ntas/1.1/feed.xml")).body) ?? [];
    const page = await named(`/exercise/advisories/${standing}`);
    expect(page.header.map((path) => path.split("/")[1])).toEqual(["exercise", "exercise", "exercise", "exercise"]);
    for (const path of page.header) expect((await named(path)).header).toEqual(page.header);
  });
});
