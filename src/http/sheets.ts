/** Each advisory as plain text, beside its page: for the public and, apart from it, for exercises. */
import { Hono } from "hono";
import type { Site } from "../domain/ports.ts";
import { textSheet } from "../formats/text-sheet.ts";
import { languageOf } from "./language.ts";
import { problem } from "./problem.ts";
import { respond } from "./rendered.ts";
import type { ReadView, Realm } from "./view.ts";

interface SheetDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

export function sheets({ site, readView }: SheetDependencies, prefix: Realm["prefix"]): Hono {
  const routes = new Hono();
  routes.get("/advisories/:file{[^/]+\\.txt}", async (context) => {
    const { view, now } = await readView();
    const slug = context.req.param("file").slice(0, -".txt".length);
    const realm = prefix === "" ? view.actual : view.rehearsal;
    const advisory = realm.advisories.find((one) => one.slug === slug);
    if (!advisory) return problem(context, { type: "not-found", what: "advisory" });
    const { asked } = languageOf(context);
    const minute = Math.max(view.from, Math.floor(now / 60_000) * 60_000);
    return respond(
      context,
      {
        type: "text/plain; charset=utf-8",
        view,
        now,
        changedAt: minute,
        key: `${prefix}sheet ${slug} ${asked} ${minute}`,
        vary: "Accept-Language",
        ...(prefix === "" ? {} : { headers: { "X-Robots-Tag": "noindex" } }),
      },
      () => textSheet(advisory, { site, now: minute, prefix, language: asked }),
    );
  });
  return routes;
}
