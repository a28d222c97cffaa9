/**
 * The XML that DHS documented in 2016, for consumers that exist. What they rely on: double quotes, the attributes in the order
 * start, end, type, link, `end` always present, GMT to the minute, escaped text without child elements, `<alerts/>` when none.
 * A Bulletin had no documented type; ours is "Bulletin".
 */
import type { AdvisoryText, Content, Kind, Moment } from "../domain/advisory.ts";
import { areaName } from "../domain/areas.ts";
import { easternDateTime } from "../domain/eastern.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { plainText } from "./plain-text.ts";
import { contextParts, measureParts, type Part, wordsFor } from "./words.ts";
import { element, withoutForbiddenCharacters, type XmlElement, xmlDocument } from "./xml.ts";

export type NtasPrefix = "" | "/exercise";

const types: Record<Kind, string> = {
  bulletin: "Bulletin",
  elevated: "Elevated Threat",
  imminent: "Imminent Threat",
};

/** `/ntas/1.1/alerts.xml`: what is active, each with the address of its own file. */
export function ntasAlerts(advisories: readonly PublishedAdvisory[], site: Site, prefix: NtasPrefix = ""): string {
  const alerts = standing(advisories, prefix).map((advisory) => {
    const href = `${site.baseUrl}${prefix}/ntas/1.1/alerts/${advisory.slug}.xml`;
    return element("alert", { ...times(advisory), href });
  });
  return xmlDocument(element("alerts", {}, alerts));
}

/** `/ntas/1.1/feed.xml`: what is active, whole. */
export function ntasFeed(advisories: readonly PublishedAdvisory[], site: Site, prefix: NtasPrefix = ""): string {
  const alerts = standing(advisories, prefix).map((advisory) => alertElement(advisory, site, prefix, "1.1"));
  return xmlDocument(element("alerts", {}, alerts));
}

/** `/ntas/1.0/alerts.xml`: what is active, whole, without the `detail_sections` that came with 1.1. */
export function ntasAlerts10(advisories: readonly PublishedAdvisory[], site: Site, prefix: NtasPrefix = ""): string {
  const alerts = standing(advisories, prefix).map((advisory) => alertElement(advisory, site, prefix, "1.0"));
  return xmlDocument(element("alerts", {}, alerts));
}

/** `/ntas/1.1/alerts/{slug}.xml`; `null` unless it is active. */
export function ntasAlert(advisory: PublishedAdvisory, site: Site, prefix: NtasPrefix = ""): string | null {
  const [active] = standing([advisory], prefix);
  return active ? xmlDocument(alertElement(active, site, prefix, "1.1")) : null;
}

const urgency: Record<Kind, number> = { imminent: 0, elevated: 1, bulletin: 2 };

/** Most urgent first, then newest: consumers that show one show the first. */
function standing(advisories: readonly PublishedAdvisory[], prefix: NtasPrefix): PublishedAdvisory[] {
  return advisories
    .filter(({ phase, status }) => phase === "active" && (status === "actual") === (prefix === ""))
    .sort((a, b) => urgency[a.kind] - urgency[b.kind] || b.issuedAt - a.issuedAt || (a.slug < b.slug ? -1 : 1));
}

/** `2013/04/14 14:39`, GMT. */
function gmt(at: Moment): string {
  return new Date(at).toISOString().slice(0, 16).replaceAll("-", "/").replace("T", " ");
}

function times({ issuedAt, sunsetAt, kind, status }: PublishedAdvisory): { start: string; end: string; type: string } {
  const mark = status === "actual" ? "" : `${status.toUpperCase()} `;
  return { start: gmt(issuedAt), end: gmt(sunsetAt), type: `${mark}${types[kind]}` };
}

function alertElement(advisory: PublishedAdvisory, site: Site, prefix: NtasPrefix, version: "1.0" | "1.1"): XmlElement {
  const { content } = advisory.revision;
  const text = content.languages.en;
  const mark = notReal(advisory);
  const link = `${site.baseUrl}${prefix}/advisories/${advisory.slug}`;
  return element(
    "alert",
    { ...times(advisory), link },
    words("summary", `${mark}${text.headline}\n\n${plainText(text.summary)}`),
    words("details", `${mark}${details(content, text)}`),
    element(
      "locations",
      {},
      locations(content).map((location) => words("location", location)),
    ),
    element(
      "sectors",
      {},
      content.sectors.map((sector) => words("sector", english.page.sectors[sector])),
    ),
    words("duration", duration(advisory)),
    version === "1.1" ? element("detail_sections", {}, detailSections(content, text)) : undefined,
  );
}

const english = wordsFor("en");

function notReal({ status }: PublishedAdvisory): string {
  return status === "actual" ? "" : `${english.mail.exercise(english.page.statuses[status])}\n\n`;
}

function words(name: string, text: string): XmlElement {
  return element(name, {}, withoutForbiddenCharacters(text));
}

function locations({ scope }: Content): string[] {
  return "nationwide" in scope ? [english.nationwide] : scope.areas.map(areaName);
}

function duration({ issuedAt, sunsetAt }: PublishedAdvisory): string {
  return `Issued ${easternDateTime(issuedAt)}. Expires on or before ${easternDateTime(sunsetAt)}.`;
}

/** Everything but headline and summary, in the order of the page. */
function partsOf(content: Content, text: AdvisoryText): Part[] {
  return [...contextParts(content, text, english), ...text.sections, ...measureParts(text, english)];
}

function details(content: Content, text: AdvisoryText): string {
  return partsOf(content, text)
    .map(({ heading, body }) => `${heading}\n${plainText(body)}`)
    .join("\n\n");
}

function detailSections(content: Content, text: AdvisoryText): XmlElement[] {
  return partsOf(content, text).map(({ heading, body }) =>
    element("detail_section", {}, words("detail_title", heading), words("detail", plainText(body))),
  );
}
