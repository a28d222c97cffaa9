/** What browsers and search engines ask for by fixed names: icons, web manifest, robots, sitemap. */
import { type Context, Hono } from "hono";
import icon from "../../templates/icons/icon.svg";
import { pngIcons } from "../../templates/icons/icons.generated.ts";
import { interfaceLanguages, messagesFor } from "../../templates/messages/index.ts";
import type { Site } from "../domain/ports.ts";
import { element, xmlDocument } from "../formats/xml.ts";
import { languageOf } from "./language.ts";
import { respond } from "./rendered.ts";
import type { ReadView } from "./view.ts";

interface SiteFileDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

const forADay = "public, max-age=86400";
const publicPaths = [
  "/",
  "/advisories",
  "/subscribe",
  "/report",
  "/about",
  "/verify",
  "/machines",
  "/privacy",
  "/accessibility",
];
/** Not for search engines: editors, exercises, and what stands behind a token or a code. */
const unlisted = ["/console", "/exercise", "/subscriptions", "/confirm", "/unsubscribe", "/verify/", "/api/"];

export function siteFiles({ site, readView }: SiteFileDependencies): Hono {
  const routes = new Hono();

  routes.get("/favicon.svg", (context) => file(context, icon, "image/svg+xml"));
  for (const size of [180, 192, 512] as const) {
    const png = Uint8Array.from(atob(pngIcons[size]), (character) => character.charCodeAt(0));
    const path = size === 180 ? "/apple-touch-icon.png" : `/icon-${size}.png`;
    routes.get(path, (context) => file(context, png, "image/png"));
    if (size === 192) routes.get("/favicon.ico", (context) => file(context, png, "image/png"));
  }

  routes.get("/manifest.webmanifest", (context) => {
    const { language } = languageOf(context);
    const manifest = {
      name: site.name,
      short_name: site.name.slice(0, 30),
      description: messagesFor(language).frame.noAllClear,
      lang: language,
      id: "/",
      start_url: "/",
      scope: "/",
      display: "standalone",
      background_color: "#ffffff",
      theme_color: "#112f4e",
      icons: [
        { src: "/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
        { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any maskable" },
        { src: "/favicon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      ],
    };
    return context.body(JSON.stringify(manifest), 200, {
      "Content-Type": "application/manifest+json; charset=utf-8",
      "Cache-Control": forADay,
      Vary: "Accept-Language",
    });
  });

  routes.get("/robots.txt", (context) =>
    context.text(
      `User-agent: *\n${unlisted.map((path) => `Disallow: ${path}\n`).join("")}Sitemap: ${site.baseUrl}/sitemap.xml\n`,
      200,
      { "Cache-Control": forADay },
    ),
  );

  routes.get("/sitemap.xml", async (context) => {
    const { view, now } = await readView();
    const address = (path: string) => {
      const loc = `${site.baseUrl}${path}`;
      return {
        loc,
        languages: interfaceLanguages.map((language) =>
          element("xhtml:link", { rel: "alternate", hreflang: language, href: `${loc}?lang=${language}` }),
        ),
      };
    };
    const pages = publicPaths.map((path) => ({ ...address(path), changedAt: undefined as number | undefined }));
    // What was withdrawn keeps its address, but nobody is sent there.
    const advisories = view.actual.advisories
      .filter(({ phase }) => phase !== "withdrawn")
      .map(({ slug, changedAt }) => ({ ...address(`/advisories/${slug}`), changedAt }));
    const key = "sitemap";
    const type = "application/xml; charset=utf-8";
    return respond(context, { type, view, now, changedAt: view.from, key }, () =>
      xmlDocument(
        element(
          "urlset",
          {
            xmlns: "http://www.sitemaps.org/schemas/sitemap/0.9",
            "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
          },
          [...pages, ...advisories].map(({ loc, languages, changedAt }) =>
            element(
              "url",
              {},
              element("loc", {}, loc),
              changedAt === undefined ? undefined : element("lastmod", {}, new Date(changedAt).toISOString()),
              languages,
            ),
          ),
        ),
      ),
    );
  });
  return routes;
}

function file(context: Context, body: string | Uint8Array<ArrayBuffer>, type: string): Response {
  return context.body(body, 200, { "Content-Type": type, "Cache-Control": forADay });
}
