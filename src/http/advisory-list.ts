/** `GET /api/v1/advisories`: filters, pages that a cursor joins without gap or repeat, chosen fields, and GeoJSON by Accept. */
import { type Context, Hono } from "hono";
import { matches } from "../domain/matching.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { accepted, type Problem, type Result, refused } from "../domain/refusal.ts";
import { feature } from "../formats/geojson.ts";
import { publicJson } from "./advisory-json.ts";
import { advisoryMembers } from "./answer-schemas.ts";
import { problem } from "./problem.ts";
import { type FilterName, readFilter } from "./query.ts";
import { respond } from "./rendered.ts";
import type { ReadView, Realm } from "./view.ts";

interface ListDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

const filters: readonly FilterName[] = ["phase", "kind", "area", "sector", "lang"];
const paging = ["limit", "cursor", "fields"] as const;
const mostOnPage = 100;
const jsonType = "application/json; charset=utf-8";
export const geoType = "application/geo+json";

interface Page {
  readonly limit: number;
  readonly after?: Cursor;
  readonly fields: readonly string[];
}

interface Cursor {
  readonly issuedAt: number;
  readonly id: string;
}

export function advisoryList({ site, readView }: ListDependencies): Hono {
  const routes = new Hono();
  routes.get("/advisories", async (context) => {
    const url = new URL(context.req.url);
    const filter = readFilter(url, filters, paging);
    if (!filter.ok) return problem(context, filter.refusal);
    const page = readPage(url);
    if (!page.ok) return problem(context, { type: "unknown-parameter", problems: page.refusal });
    const { phases, language, ...choice } = filter.value;
    const { limit, after, fields } = page.value;
    const { view, now } = await readView();
    const asked = view.actual.advisories
      .filter(({ phase }) => phases.length === 0 || phases.includes(phase))
      .filter(({ revision }) => matches(revision.content, choice))
      .sort(inOrder)
      .filter((one) => after === undefined || inOrder(one, after) > 0);
    const shown = asked.slice(0, limit);
    const last = shown.at(-1);
    const next = last && asked.length > limit ? nextUrl(site, url, last) : undefined;
    const isMap = wantsMap(context);
    return respond(
      context,
      {
        type: isMap ? geoType : jsonType,
        view,
        now,
        key: `api ${isMap} ${url.search}`,
        vary: "Accept",
        ...(next === undefined ? {} : { headers: { Link: `<${next}>; rel="next"` } }),
      },
      () => {
        const more = next === undefined ? {} : { next };
        if (!isMap)
          return JSON.stringify({
            advisories: shown.map((one) => chosen(one, { fields, language }, view.actual, site)),
            ...more,
          });
        const features = shown.map((one) =>
          feature(one.id, one.revision.content.scope, chosen(one, { fields, language }, view.actual, site)),
        );
        return JSON.stringify({ type: "FeatureCollection", features, ...more });
      },
    );
  });
  return routes;
}

/** Newest first; what was issued in one millisecond, by id. */
function inOrder(one: Cursor, other: Cursor): number {
  return other.issuedAt - one.issuedAt || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function chosen(
  advisory: PublishedAdvisory,
  { fields, language }: { readonly fields: readonly string[]; readonly language: string | undefined },
  realm: Realm,
  site: Site,
): Record<string, unknown> {
  const whole = publicJson(advisory, realm, site, language);
  if (fields.length === 0) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => fields.includes(name)));
}

function readPage(url: URL): Result<Page, Problem[]> {
  const problems: Problem[] = [];
  for (const name of paging) {
    if (url.searchParams.getAll(name).length > 1) problems.push({ path: name, reason: "is given more than once" });
  }
  const limit = url.searchParams.get("limit") ?? String(mostOnPage);
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > mostOnPage)
    problems.push({ path: "limit", reason: `must be a whole number from 1 to ${mostOnPage}`, example: "20" });
  const cursor = url.searchParams.get("cursor");
  const after = cursor === null ? undefined : readCursor(cursor);
  if (after === null) problems.push({ path: "cursor", reason: "is not one that “next” gave: follow “next” as it is" });
  const fields = (url.searchParams.get("fields") ?? "").split(",").filter((name) => name !== "");
  for (const name of fields.filter((one) => !advisoryMembers.includes(one)))
    problems.push({
      path: "fields",
      reason: `“${name.slice(0, 60)}” is not one of: ${advisoryMembers.join(", ")}`,
      example: "slug,kind",
    });
  if (problems.length > 0) return refused(problems);
  return accepted({ limit: Number(limit), fields, ...(after ? { after } : {}) });
}

/** Names the last one shown, so that what is issued meanwhile moves nothing. */
function nextUrl(site: Site, url: URL, { issuedAt, id }: Cursor): string {
  const query = new URLSearchParams(url.searchParams);
  query.set("cursor", Buffer.from(`${issuedAt} ${id}`).toString("base64url"));
  return `${site.baseUrl}/api/v1/advisories?${query}`;
}

function readCursor(text: string): Cursor | null {
  const [, issuedAt, id = ""] =
    /^(-?\d{1,15}) ([A-Za-z0-9-]{1,64})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  return issuedAt === undefined ? null : { issuedAt: Number(issuedAt), id };
}

/** GeoJSON only where it is named, and not less wanted than JSON. */
export function wantsMap(context: Context): boolean {
  const quality = (wanted: string) =>
    Math.max(
      0,
      ...(context.req.header("accept") ?? "")
        .toLowerCase()
        .split(",")
        .map((offer) => {
          const [type = "", ...parameters] = offer.split(";").map((part) => part.trim());
          const given = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
          return type === wanted && given >= 0 ? given : 0;
        }),
    );
  const map = quality(geoType);
  return map > 0 && map >= quality("application/json");
}
