/** TAXII 2.1, read-only: discovery, one API root, one collection with everything public. Clause by clause in the test's table. */
import { type Context, Hono } from "hono";
import type { Site } from "../domain/ports.ts";
import { isoUtc } from "../formats/feed-heading.ts";
import { reportId, type StixVersion, stixVersions } from "../formats/stix.ts";
import { uuidOfName } from "./name-uuid.ts";
import { linksTo, otherForms } from "./other-forms.ts";
import { respond } from "./rendered.ts";
import { chosen, readTaxiiQuery, type TaxiiPage } from "./taxii-query.ts";
import type { ReadView, View } from "./view.ts";

interface TaxiiDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

const taxiiType = "application/taxii+json;version=2.1";
const stixType = "application/stix+json;version=2.1";
const alias = "advisories";
const maxContentLength = 1_000;

export function taxii({ site, readView }: TaxiiDependencies): Hono {
  // The app takes every address with and without its last slash.
  const routes = new Hono();
  const rootUrl = `${site.baseUrl}/taxii2/api/`;
  const collection = {
    id: uuidOfName(`${site.baseUrl}/taxii2/collections/${alias}`),
    title: `${site.name}: advisories`,
    description: "All public advisories with their places. Exercises and tests are not among them.",
    alias,
    can_read: true,
    can_write: false,
    media_types: [stixType],
  };
  const oneCollection = "/api/collections/:collection";
  const isKnown = (context: Context) => [collection.id, alias].includes(context.req.param("collection") ?? "");

  /** What does not depend on the state of the advisories. */
  const steady = (path: string, body: Readonly<Record<string, unknown>>) => {
    routes.get(path, async (context) => {
      const refusal = refusalOf(context, []);
      if (refusal) return refusal;
      if (path === oneCollection && !isKnown(context)) return taxiiError(context, 404, "There is no such collection");
      const { view, now } = await readView();
      return respond(context, { type: taxiiType, view, now, key: `taxii ${path}`, vary: "Accept" }, () =>
        JSON.stringify(body),
      );
    });
  };

  steady("/", {
    title: site.name,
    description: collection.description,
    default: rootUrl,
    api_roots: [rootUrl],
  });
  steady("/api", { title: site.name, versions: [taxiiType], max_content_length: maxContentLength });
  steady("/api/collections", { collections: [collection] });
  steady(oneCollection, collection);

  const made = new WeakMap<View, readonly StixVersion[]>();
  const all = (view: View): readonly StixVersion[] => {
    const versions = made.get(view) ?? stixVersions(view.actual.advisories, { site, uuidOf: uuidOfName });
    made.set(view, versions);
    return versions;
  };

  /** Where a report's advisory is to be had otherwise. */
  const linksOf = (view: View, object: string | undefined): Record<string, string> => {
    if (!object?.startsWith("report--")) return {};
    const realm = view.actual;
    const advisory = realm.advisories.find((one) => reportId(one, { site, uuidOf: uuidOfName }) === object);
    return advisory ? { Link: linksTo(otherForms(advisory, realm, site), site) } : {};
  };

  /** One page of the collection, or of one object of it. */
  const pages = (path: string, names: readonly string[], bodyOf: (page: TaxiiPage) => Record<string, unknown>) => {
    routes.get(path, async (context) => {
      const refusal = notAcceptable(context);
      if (refusal) return refusal;
      if (!isKnown(context)) return taxiiError(context, 404, "There is no such collection");
      const url = new URL(context.req.url);
      const query = readTaxiiQuery(url, names);
      if (!query.ok) return taxiiError(context, 400, query.refusal);
      const { view, now } = await readView();
      const object = context.req.param("object");
      const versions = all(view).filter(({ id }) => object === undefined || id === object);
      if (versions.length === 0) return taxiiError(context, 404, "There is no such object");
      const isList = path.endsWith("/versions");
      const page = chosen(versions, isList ? { ...query.value, versions: ["all"] } : query.value);
      if (!page.ok) return taxiiError(context, 400, page.refusal);
      const headers = { ...addedHeaders(page.value.versions), ...linksOf(view, object) };
      const key = `taxii ${path} ${object ?? ""} ${url.search}`;
      return respond(context, { type: taxiiType, view, now, key, vary: "Accept", headers }, () =>
        JSON.stringify(bodyOf(page.value)),
      );
    });
  };

  const paging = ["added_after", "limit", "next"];
  const ofObject = [...paging, "match[version]", "match[spec_version]"];
  const ofCollection = [...ofObject, "match[id]", "match[type]"];
  const objects = "/api/collections/:collection/objects";
  pages("/api/collections/:collection/manifest", ofCollection, (page) =>
    envelope(page, "objects", ({ id, addedAt, version }) => ({
      id,
      date_added: isoUtc(addedAt),
      version: isoUtc(version),
      media_type: stixType,
    })),
  );
  pages(objects, ofCollection, (page) => envelope(page, "objects", ({ object }) => object));
  pages(`${objects}/:object`, ofObject, (page) => envelope(page, "objects", ({ object }) => object));
  pages(`${objects}/:object/versions`, [...paging, "match[spec_version]"], (page) =>
    envelope(page, "versions", ({ version }) => isoUtc(version)),
  );

  routes.post(objects, (context) => taxiiError(context, 403, "This collection cannot be written to"));
  routes.delete(`${objects}/:object`, (context) => taxiiError(context, 403, "This collection cannot be written to"));
  routes.all("*", (context) => taxiiError(context, 404, "There is nothing at this address"));
  return routes;
}

/** §3.7: no `objects` at all where there is none. */
function envelope(
  { versions, next }: TaxiiPage,
  name: "objects" | "versions",
  write: (version: StixVersion) => unknown,
): Record<string, unknown> {
  const more = next === undefined ? {} : { more: true, next };
  return versions.length === 0 ? {} : { ...more, [name]: versions.map(write) };
}

/** §3.4: so that the next poll knows what to ask for. */
function addedHeaders(versions: readonly StixVersion[]): Record<string, string> {
  const [first] = versions;
  const last = versions.at(-1);
  if (!first || !last) return {};
  return { "X-TAXII-Date-Added-First": isoUtc(first.addedAt), "X-TAXII-Date-Added-Last": isoUtc(last.addedAt) };
}

function refusalOf(context: Context, names: readonly string[]): Response | null {
  const refusal = notAcceptable(context);
  if (refusal) return refusal;
  const query = readTaxiiQuery(new URL(context.req.url), names);
  return query.ok ? null : taxiiError(context, 400, query.refusal);
}

/** §1.6.8: TAXII 2.1, TAXII of whatever version, or anything at all; and a person who follows a link sees the JSON. */
function notAcceptable(context: Context): Response | null {
  const offers = (context.req.header("accept") ?? "*/*").toLowerCase().split(",");
  const isTaken = offers.some((offer) => {
    const [type = "", ...parameters] = offer.split(";").map((part) => part.trim());
    const version = parameters.find((parameter) => parameter.startsWith("version="));
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false;
    if (["*/*", "application/*", "application/json", "text/html"].includes(type)) return true;
    return (
      type === "application/taxii+json" && (version === undefined || version.replaceAll('"', "") === "version=2.1")
    );
  });
  return isTaken ? null : taxiiError(context, 406, `Accept must allow ${taxiiType}`);
}

/** §3.6.1. */
function taxiiError(context: Context, status: 400 | 403 | 404 | 406, title: string): Response {
  return context.body(JSON.stringify({ title, http_status: String(status) }), status, {
    "Content-Type": taxiiType,
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",
  });
}
