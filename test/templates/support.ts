/** Advisories in every phase, made through the domain's own decisions, and pages of them as text. */
import type { Content } from "../../src/domain/advisory.ts";
import { type PublishedAdvisory, published } from "../../src/domain/phase.ts";
import type { Frame } from "../../templates/layout.tsx";
import { advisoryOf, contentOf, hour, type World } from "../support/world.ts";

/** 10:00 AM EST, Friday, November 20, 2026. */
export const morning = Date.parse("2026-11-20T15:00:00Z");
/** 5:00 PM EST, Tuesday, December 1, 2026. */
export const sunset = Date.parse("2026-12-01T22:00:00Z");

export function frameAt(now: number, given: Partial<Frame> = {}): Frame {
  return {
    site: { name: "Advisories", baseUrl: "https://advisories.example", official: false, demo: false },
    language: "en",
    languageIsChosen: false,
    path: "/",
    prefix: "",
    assets: {
      css: "/assets/site.css",
      homeScript: "/assets/home.js",
      siteScript: "/assets/site.js",
      offlineScript: "/assets/offline.js",
      subscribeScript: "/assets/subscribe.js",
    },
    now,
    ...given,
  };
}

export function content(given: Partial<Content> = {}, headline = "A headline"): Content {
  return contentOf({ sunsetAt: sunset, scope: { areas: ["NY"] }, ...given }, headline);
}

/** As the public sees it at the world's moment. */
export function publicly(world: World, id: string): PublishedAdvisory {
  const advisory = published(advisoryOf(world, id), world.now);
  if (!advisory) throw new Error(`${id} is not public`);
  return advisory;
}

export function allPublicly(world: World): PublishedAdvisory[] {
  return world.advisories.flatMap((advisory) => published(advisory, world.now) ?? []);
}

/** Stands in for the Markdown renderer: escapes, and marks that it was asked. */
export function body(markdown: string): string {
  return `<p>${markdown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</p>`;
}

/** What a reader sees of a page: without tags, with single spaces. */
export function visible(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;:])/g, "$1");
}

export const later = (hours: number) => morning + hours * hour;
