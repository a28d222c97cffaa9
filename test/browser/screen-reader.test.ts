/**
 * What a screen reader says first. Everybody hears the title; whoever takes the skip link hears `main` after it. Kind, place and end come
 * before anything else of an advisory, in each phase and both languages.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../../src/domain/advisory.ts";
import { openBrowser } from "../support/browser.ts";
import { body, type PublishedSite, publishedSite } from "../support/published-site.ts";
import { type SiteServer, siteServer } from "../support/site-server.ts";
import { spoken } from "../support/spoken.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const words = {
  en: {
    kinds: { bulletin: "Bulletin", elevated: "Elevated Alert", imminent: "Imminent Alert" },
    current: "Current advisories",
    none: "There are no current advisories.",
    inEffect: "1 advisory is in effect.",
    andTwoMore: "and 2 more advisories",
    asOf: "As of",
    ends: "Ends",
    until: "Until",
    now: "12:00 PM EST, Sunday, November 22, 2026",
    end: "5:00 PM EST, Tuesday, December 1, 2026",
    ended: "Ended",
    endedAsPlanned: "Ended as planned",
    withdrawn: "Withdrawn: issued in error",
    replaced: "Replaced",
    screen: "Terrorism advisories Test Advisories",
    notOfficial: "Not an official source",
  },
  es: {
    kinds: { bulletin: "Boletín", elevated: "Alerta elevada", imminent: "Alerta inminente" },
    current: "Avisos vigentes",
    none: "No hay avisos vigentes.",
    inEffect: "Hay 1 aviso vigente.",
    andTwoMore: "y 2 avisos más",
    asOf: "Actualizado a las",
    ends: "Termina",
    until: "Hasta",
    now: "12:00 p.m. EST, domingo, 22 de noviembre de 2026",
    end: "5:00 p.m. EST, martes, 1 de diciembre de 2026",
    ended: "Terminado",
    endedAsPlanned: "Terminó según lo previsto",
    withdrawn: "Retirado: emitido por error",
    replaced: "Reemplazado",
    screen: "Avisos sobre terrorismo Test Advisories",
    notOfficial: "No es una fuente oficial",
  },
} as const;

const inNewYork = { scope: { areas: ["NY"] } };

/** A heading is said with its name, then its parts once more, as the reader steps into it. */
function heading(level: number, kind: string): string[] {
  return [`heading, ${kind} New York, level ${level}`, kind, "New York"];
}

describe.each(["en", "es"] as const)("in %s", (language) => {
  const said = words[language];

  async function heard(site: PublishedSite, path: string): Promise<string[]> {
    const server: SiteServer = await siteServer(site);
    const page: Page = await browser.newPage({ locale: language });
    await page.clock.setFixedTime(site.clock.now());
    await page.goto(server.url + path);
    const phrases = await spoken(page, "main");
    await page.close();
    await server.stop();
    return phrases;
  }

  test.each(kinds)("home: kind, place and end of what stands: %s", async (kind) => {
    const site = await publishedSite();
    await site.publish({ ...inNewYork, kind });
    const [title, ...main] = await heard(site, "/");
    expect(title).toMatch(`${said.kinds[kind]}: New York, ${said.ends.toLowerCase()} ${said.end}`);
    const before = [`heading, ${said.current}, level 1`, said.asOf, said.now, said.inEffect];
    const expected = [...before, ...heading(2, said.kinds[kind]), said.ends, said.end];
    expect(main.slice(0, expected.length)).toEqual(expected);
  });

  test("home: of several, the most urgent first", async () => {
    const site = await publishedSite();
    for (const kind of kinds) await site.publish({ ...inNewYork, kind });
    const [title, ...main] = await heard(site, "/");
    const { imminent, elevated, bulletin } = said.kinds;
    expect(title).toMatch(`${imminent}: New York, ${said.ends.toLowerCase()} ${said.end}, ${said.andTwoMore}`);
    const headings = main.filter((phrase) => phrase.endsWith("level 2"));
    expect(headings).toEqual([imminent, elevated, bulletin].map((kind) => `heading, ${kind} New York, level 2`));
  });

  test("home: that there are none", async () => {
    const [title, ...main] = await heard(await publishedSite(), "/");
    expect(title).toMatch(said.current);
    expect(main.slice(0, 3)).toEqual([`heading, ${said.current}, level 1`, said.asOf, said.now]);
    expect(main[3]).toContain(said.none);
  });

  test.each(kinds)("an advisory that stands: %s", async (kind) => {
    const site = await publishedSite();
    const { slug } = await site.publish({ ...inNewYork, kind });
    const [title, ...main] = await heard(site, `/advisories/${slug}`);
    expect(title).toMatch(`${said.kinds[kind]}: New York, ${said.ends.toLowerCase()} ${said.end}`);
    expect(main.slice(0, 5)).toEqual([...heading(1, said.kinds[kind]), said.ends, said.end]);
  });

  const over: Record<string, [phase: string, at: string, end: (site: PublishedSite, id: string) => Promise<unknown>]> =
    {
      "that was ended": [said.ended, said.now, (site, id) => site.revise(id, { change: "end", note: "It is over." })],
      "that ended by itself": [said.endedAsPlanned, said.end, async (site) => site.clock.set(body.sunsetAt)],
      "that was issued in error": [said.withdrawn, said.now, (site, id) => site.retract(id, "end")],
      "that was replaced": [said.replaced, said.now, (site, id) => site.publish({ ...inNewYork, replaces: id })],
    };
  test.each(Object.keys(over))("an advisory %s: that and when, before anything of its text", async (name) => {
    const site = await publishedSite();
    const { id, slug } = await site.publish(inNewYork);
    const [phase, at, end] = over[name] ?? expect.fail(name);
    await end(site, id);
    const [title, ...main] = await heard(site, `/advisories/${slug}`);
    expect(title).toMatch(`${said.kinds.elevated}: New York`);
    expect(title?.toLowerCase()).toContain(phase.toLowerCase());
    expect(main.slice(0, 5)).toEqual([...heading(1, said.kinds.elevated), phase, at]);
  });

  test.each(kinds)("the screen in a hall: %s", async (kind) => {
    const site = await publishedSite();
    await site.publish({ ...inNewYork, kind });
    const [, ...main] = await heard(site, `/display?lang=${language}`);
    const first = main.indexOf(`heading, ${said.kinds[kind]}, level 2`);
    expect(main.slice(0, first)).toEqual([
      `heading, ${said.screen}, level 1`,
      ...said.screen.split(/ (?=Test)/),
      said.notOfficial,
    ]);
    expect(main.slice(first + 1, first + 4)).toEqual(["New York", said.until, said.end]);
  });
});
