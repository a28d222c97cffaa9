/** Every advisory that was ever public, narrowed by kind, year and place. A choice that does not exist is left out, not refused. */
import { type Context, Hono } from "hono";
import { documentOf } from "../../templates/layout.tsx";
import { ArchivePage } from "../../templates/pages/archive.tsx";
import type { ArchiveChoice } from "../../templates/parts/archive-filters.tsx";
import { kinds } from "../domain/advisory.ts";
import { isState } from "../domain/areas.ts";
import { easternParts } from "../domain/eastern.ts";
import { matches } from "../domain/matching.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { languageOf } from "./language.ts";
import { frameFor, htmlType } from "./page-answer.tsx";
import { respond } from "./rendered.ts";
import type { ReadView, Realm } from "./view.ts";

interface ArchiveDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

export function archivePage({ site, readView }: ArchiveDependencies, prefix: Realm["prefix"]): Hono {
  const routes = new Hono();
  routes.get("/advisories", async (context) => {
    const { view, now } = await readView();
    const minute = Math.max(view.from, Math.floor(now / 60_000) * 60_000);
    const choice = choiceOf(context);
    const { asked, isChosen } = languageOf(context);
    const { advisories } = prefix === "" ? view.actual : view.rehearsal;
    return respond(
      context,
      {
        type: htmlType,
        view,
        now,
        changedAt: minute,
        key: `archive ${prefix} ${JSON.stringify(choice)} ${asked} ${isChosen} ${minute}`,
        vary: "Accept-Language",
        ...(prefix === "" ? {} : { headers: { "X-Robots-Tag": "noindex" } }),
      },
      () => {
        const chosen = { choice, advisories: advisories.filter((one) => isChosenBy(one, choice)) };
        return documentOf(
          <ArchivePage frame={frameFor(context, site, minute, prefix)} advisories={advisories} chosen={chosen} />,
        );
      },
    );
  });
  return routes;
}

function choiceOf(context: Context): ArchiveChoice {
  const kind = kinds.find((one) => one === context.req.query("kind"));
  const year = /^20\d\d$/.exec(context.req.query("year") ?? "")?.[0];
  const place = context.req.query("place");
  return {
    ...(kind ? { kind } : {}),
    ...(year ? { year: Number(year) } : {}),
    ...(place && isState(place) ? { place } : {}),
  };
}

function isChosenBy(advisory: PublishedAdvisory, { kind, year, place }: ArchiveChoice): boolean {
  const { issuedAt, overAt, changedAt } = advisory;
  const stoodIn =
    year === undefined || (easternParts(issuedAt).year <= year && easternParts(overAt ?? changedAt).year >= year);
  const choice = { kinds: kind ? [kind] : [], areas: place ? [place] : [], sectors: [] };
  return stoodIn && matches(advisory.revision.content, choice);
}
