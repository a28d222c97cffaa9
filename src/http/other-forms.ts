/**
 * The forms in which one advisory is to be had, each with its address: what every one of them names in its `Link` header, and the page
 * in its head too. So whoever holds one form reaches all others with one more request, also where the form itself has no room for an
 * address (the NTAS XML) or is signed and must not change (CAP).
 */
import type { OtherForm } from "../../templates/layout.tsx";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { reportId } from "../formats/stix.ts";
import { uuidOfName } from "./name-uuid.ts";
import { hasCapFile, type Realm } from "./view.ts";

/** What signs and aggregators look for; the answer itself also says its character set. */
const types = {
  page: "text/html",
  json: "application/json",
  cap: "application/cap+xml",
  stix: "application/taxii+json;version=2.1",
  ntas: "application/xml",
  text: "text/plain",
} as const;

/** The forms that are to be had now. JSON and STIX never speak of exercises; the NTAS XML only of what stands. */
export function otherForms(advisory: PublishedAdvisory, realm: Realm, site: Site): OtherForm[] {
  const { slug, revisions, phase } = advisory;
  const { prefix } = realm;
  const page = `${prefix}/advisories/${slug}`;
  const isPublic = prefix === "";
  const message = revisions.findLast(({ identifier }) => hasCapFile(realm, identifier));
  const stixId = reportId(advisory, { site, uuidOf: uuidOfName });
  const found: [keyof typeof types, string | false][] = [
    ["page", page],
    ["json", isPublic && `/api/v1/advisories/${slug}`],
    ["cap", message !== undefined && `${prefix}/cap/${encodeURIComponent(message.identifier)}.xml`],
    ["stix", isPublic && `/taxii2/api/collections/advisories/objects/${stixId}/`],
    ["ntas", phase === "active" && `${prefix}/ntas/1.1/alerts/${slug}.xml`],
    ["text", `${page}.txt`],
  ];
  return found.flatMap(([name, path]) => (path === false ? [] : [{ type: types[name], path }]));
}

/** As a `Link` header (RFC 8288). */
export function linksTo(forms: readonly OtherForm[], site: Site): string {
  return forms.map(({ type, path }) => `<${site.baseUrl}${path}>; rel="alternate"; type="${type}"`).join(", ");
}
