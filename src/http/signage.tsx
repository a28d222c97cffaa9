/** For other sites, walls and calendars: badge, framed widget, kiosk page, iCalendar. Actual advisories only. */
import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import screenScript from "../../templates/browser/screen.client.js";
import { documentOf } from "../../templates/layout.tsx";
import { ScreenPage } from "../../templates/pages/screen.tsx";
import screenCss from "../../templates/styles/screen.css";
import { matches } from "../domain/matching.ts";
import type { Site, SvgToPng } from "../domain/ports.ts";
import { badge } from "../formats/badge.ts";
import { calendar } from "../formats/calendar.ts";
import { plainText } from "../formats/plain-text.ts";
import { byUrgency } from "../formats/urgency.ts";
import { languageOf } from "./language.ts";
import { frameFor, htmlType } from "./page-answer.tsx";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { respond } from "./rendered.ts";
import { framablePolicy } from "./security-headers.ts";
import { sheetFonts } from "./sheet-fonts.ts";
import type { ReadView } from "./view.ts";

interface SignageDependencies {
  readonly site: Site;
  readonly readView: ReadView;
  /** Absent where a platform cannot draw: then there is no PNG. */
  readonly svgToPng?: SvgToPng;
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 12);
const screenAssets = {
  css: `/assets/${hashOf(screenCss)}/screen.css`,
  script: `/assets/${hashOf(screenScript)}/screen.js`,
};
const forAYear = "public, max-age=31536000, immutable";

export function signage({ site, readView, svgToPng }: SignageDependencies): Hono {
  const routes = new Hono();

  /** The advisories of this request's filter, and all that its answer is made and kept by. */
  async function read(context: Context) {
    const url = new URL(context.req.url);
    const filter = readFilter(url, ["kind", "area", "sector", "lang"]);
    if (!filter.ok) return filter;
    const { view, now } = await readView();
    const minute = Math.max(view.from, Math.floor(now / 60_000) * 60_000);
    const { language, asked } = languageOf(context);
    const advisories = view.actual.advisories.filter(({ revision }) => matches(revision.content, filter.value));
    const key = `${url.pathname}${url.search} ${asked} ${minute}`;
    const kept = { view, now, changedAt: minute, key, vary: "Accept-Language" };
    return { ok: true, minute, language, advisories, kept } as const;
  }

  for (const form of ["embed", "display"] as const) {
    routes.get(`/${form}`, async (context) => {
      const asked = await read(context);
      if (!asked.ok) return problem(context, asked.refusal);
      const current = asked.advisories.filter(({ phase }) => phase === "active").sort(byUrgency);
      const frame = frameFor(context, site, asked.minute);
      const headers = { "X-Robots-Tag": "noindex", ...(form === "embed" ? framablePolicy : {}) };
      return respond(context, { ...asked.kept, type: htmlType, headers }, () =>
        documentOf(<ScreenPage form={form} frame={frame} assets={screenAssets} current={current} plain={plainText} />),
      );
    });
  }

  const drawings = new Map<string, Uint8Array>();
  const badgeAt = (path: string, type: string, draw: (svg: string) => string | Uint8Array) =>
    routes.get(path, async (context) => {
      const asked = await read(context);
      if (!asked.ok) return problem(context, asked.refusal);
      const headers = { "Cross-Origin-Resource-Policy": "cross-origin" };
      return respond(context, { ...asked.kept, type, headers }, () =>
        draw(badge(asked.advisories, { site, now: asked.minute, language: asked.language })),
      );
    });
  badgeAt("/badge.svg", "image/svg+xml; charset=utf-8", (svg) => svg);
  // Twice as many pixels as it is wide, for screens that have them.
  if (svgToPng)
    badgeAt("/badge.png", "image/png", (svg) =>
      kept(drawings, svg, () => svgToPng(svg, { typefaces: [sheetFonts.regular, sheetFonts.bold], zoom: 2 })),
    );

  routes.get("/calendar.ics", async (context) => {
    const asked = await read(context);
    if (!asked.ok) return problem(context, asked.refusal);
    const { view } = asked.kept;
    const key = asked.kept.key.replace(/ \d+$/, "");
    return respond(context, { ...asked.kept, key, changedAt: view.from, type: "text/calendar; charset=utf-8" }, () =>
      calendar(asked.advisories, { site, now: view.from, language: asked.language, all: view.actual.advisories }),
    );
  });

  routes.get(screenAssets.css, (context) =>
    context.body(screenCss, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": forAYear }),
  );
  routes.get(screenAssets.script, (context) =>
    context.body(screenScript, 200, { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": forAYear }),
  );
  return routes;
}

const mostDrawings = 20;

/** Many filters show the same picture, and drawing costs a good part of a tenth of a second: each picture is drawn once. */
function kept(drawings: Map<string, Uint8Array>, svg: string, draw: () => Uint8Array): Uint8Array {
  const drawing = drawings.get(svg) ?? draw();
  drawings.set(svg, drawing);
  const [oldest] = drawings.keys();
  if (drawings.size > mostDrawings && oldest !== undefined) drawings.delete(oldest);
  return drawing;
}
