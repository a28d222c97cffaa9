/**
 * STIX 2.1: each advisory a `report` about its places, made by this site's `identity`, marked TLP:WHITE (TLP 2.0's TLP:CLEAR has no
 * fixed id of its own in STIX 2.1, so it is a label). Ids are UUIDv5 of what a thing is, and every version depends only on revisions
 * and sunsets: the same state gives the same objects.
 */
import type { Moment } from "../domain/advisory.ts";
import { areaName, isState, stateOf } from "../domain/areas.ts";
import { isWithdrawal, type PublishedAdvisory, type PublishedRevision } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { speaksForAgency } from "../domain/speaks-for-agency.ts";
import { isoUtc, rights } from "./feed-heading.ts";
import { plainText } from "./plain-text.ts";
import {
  areasOf,
  contextParts,
  correctionTitle,
  measureParts,
  momentIn,
  overSentence,
  placeOf,
  wordsFor,
} from "./words.ts";

/** One version of an object, and since when it is to be had (TAXII `date_added`). */
export interface StixVersion {
  readonly id: string;
  readonly type: string;
  readonly version: Moment;
  readonly addedAt: Moment;
  readonly object: Readonly<Record<string, unknown>>;
}

export interface StixContext {
  readonly site: Site;
  /** The UUIDv5 of a name. */
  readonly uuidOf: (name: string) => string;
}

/** STIX 2.1 §7.2.1.4: these objects are fixed by the standard. */
const tlpWhite = {
  type: "marking-definition",
  spec_version: "2.1",
  id: "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
  created: "2017-01-20T00:00:00.000Z",
  definition_type: "tlp",
  name: "TLP:WHITE",
  definition: { tlp: "white" },
} as const;

const words = wordsFor("en");

export function reportId({ id }: Pick<PublishedAdvisory, "id">, { site, uuidOf }: StixContext): string {
  return `report--${uuidOf(`${site.baseUrl}/advisories/${id}`)}`;
}

/** Every version of every object that is to be had, the oldest first. Advisories of one realm. */
export function stixVersions(advisories: readonly PublishedAdvisory[], context: StixContext): StixVersion[] {
  const versions = [
    fixed(tlpWhite, Date.parse(tlpWhite.created), context.site.setUpAt),
    fixed(identity(context), context.site.setUpAt, context.site.setUpAt),
    ...locations(advisories, context),
    ...advisories.flatMap((advisory) => reports(advisory, context)),
  ];
  return versions.sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1) || a.version - b.version);
}

function fixed(object: Readonly<Record<string, unknown>>, version: Moment, addedAt: Moment): StixVersion {
  return { id: String(object.id), type: String(object.type), version, addedAt, object };
}

/** Another name or sender is another identity: one version of an object never says two things. */
function identity({ site, uuidOf }: StixContext): Record<string, unknown> {
  return {
    type: "identity",
    spec_version: "2.1",
    id: identityId({ site, uuidOf }),
    created: isoUtc(site.setUpAt),
    modified: isoUtc(site.setUpAt),
    name: site.name,
    ...(speaksForAgency(site) ? {} : { description: words.page.frame.notOfficial }),
    identity_class: "organization",
    sectors: ["government"],
    labels: ["tlp:clear"],
    object_marking_refs: [tlpWhite.id],
  };
}

function identityId({ site, uuidOf }: StixContext): string {
  const { baseUrl, senderId, name, official, demo } = site;
  return `identity--${uuidOf(JSON.stringify([baseUrl, "identity", senderId, name, official, demo]))}`;
}

/** What stands for the whole country among areas. */
const nationwide = "US";

function areasIn({ content }: PublishedRevision): readonly string[] {
  return "nationwide" in content.scope ? [nationwide] : content.scope.areas;
}

function locationId(area: string, { site, uuidOf }: StixContext): string {
  return `location--${uuidOf(`${site.baseUrl}/areas/${area}`)}`;
}

function locations(advisories: readonly PublishedAdvisory[], context: StixContext): StixVersion[] {
  const firstUse = new Map<string, Moment>();
  for (const revision of advisories.flatMap(({ revisions }) => revisions)) {
    for (const area of areasIn(revision)) {
      firstUse.set(area, Math.min(revision.effectiveAt, firstUse.get(area) ?? revision.effectiveAt));
    }
  }
  const { setUpAt } = context.site;
  return [...firstUse].map(([area, addedAt]) =>
    fixed(
      {
        type: "location",
        spec_version: "2.1",
        id: locationId(area, context),
        created_by_ref: identityId(context),
        created: isoUtc(setUpAt),
        modified: isoUtc(setUpAt),
        name: area === nationwide ? words.nationwide : areaName(area),
        country: "US",
        ...(area === nationwide ? {} : { administrative_area: `US-${stateOf(area)}` }),
        ...(area === nationwide || isState(area)
          ? {}
          : { external_references: [{ source_name: "FIPS", external_id: area }] }),
        labels: ["tlp:clear"],
        object_marking_refs: [tlpWhite.id],
      },
      setUpAt,
      addedAt,
    ),
  );
}

/**
 * A version for each revision, and one for the moment when it stopped standing. What was issued in error is given no more: of a
 * withdrawn advisory only the version that revokes it, of a corrected one not the text that was taken back.
 */
function reports(advisory: PublishedAdvisory, context: StixContext): StixVersion[] {
  const { revisions, phase, overAt, id } = advisory;
  const wrong = new Set(revisions.flatMap(({ takesBack }) => (takesBack?.advisoryId === id ? [takesBack.number] : [])));
  const standing = revisions.filter((revision) => revision.change !== "end" && !isWithdrawal(revision));
  const texts = phase === "withdrawn" ? [] : standing.filter(({ number }) => !wrong.has(number));
  const versions = texts.map((revision) => report(advisory, revision.effectiveAt, standingMatter(revision), context));
  if (overAt !== undefined) versions.push(report(advisory, overAt, overMatter(advisory), context));
  // Two acts in one moment are one version: the later one.
  return [...new Map(versions.map((version) => [version.version, version])).values()];
}

interface Matter {
  readonly revision: PublishedRevision;
  readonly name: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly revoked: boolean;
}

function standingMatter(revision: PublishedRevision): Matter {
  const { content, note } = revision;
  const text = content.languages.en;
  const parts = [
    `${words.page.kinds[content.kind].label}. ${placeOf(content, text, words)}. ${words.page.advisory.ends}: ${momentIn(content.sunsetAt, words)}.`,
    ...(note === undefined ? [] : [plainText(note)]),
    plainText(text.summary),
    ...[...contextParts(content, text, words), ...text.sections, ...measureParts(text, words)].map(
      ({ heading, body }) => `${heading}\n${plainText(body)}`,
    ),
    rights("en"),
  ];
  return { revision, name: text.headline, description: parts.join("\n\n"), labels: [], revoked: false };
}

/** Says no more than kind, place, time and how it ended: instructions must not outlive it. */
function overMatter(advisory: PublishedAdvisory): Matter {
  const { revision, kind, phase } = advisory;
  const isError = phase === "withdrawn";
  const { content } = revision;
  return {
    revision,
    name: isError
      ? correctionTitle(kind, content, words)
      : `${words.page.kinds[kind].label}: ${areasOf(content, words)}`,
    description: overSentence(advisory, words),
    labels: isError ? ["issued-in-error"] : phase === "replaced" ? ["ended", "replaced"] : ["ended"],
    revoked: isError,
  };
}

function report(advisory: PublishedAdvisory, version: Moment, matter: Matter, context: StixContext): StixVersion {
  const { site } = context;
  const { revision, name, description, labels, revoked } = matter;
  const prefix = advisory.status === "actual" ? "" : "/exercise";
  const address = `${site.baseUrl}${prefix}`;
  const ntasFile = `${address}/ntas/1.1/alerts/${advisory.slug}.xml`;
  const isOver = version === advisory.overAt;
  const capFile = `${address}/cap/${encodeURIComponent(revision.identifier)}.xml`;
  return fixed(
    {
      type: "report",
      spec_version: "2.1",
      id: reportId(advisory, context),
      created_by_ref: identityId(context),
      created: isoUtc(advisory.issuedAt),
      modified: isoUtc(version),
      name,
      description,
      report_types: ["threat-report"],
      published: isoUtc(advisory.issuedAt),
      object_refs: areasIn(revision).map((area) => locationId(area, context)),
      ...(revoked ? { revoked } : {}),
      labels: ["tlp:clear", `ntas:${advisory.kind}`, ...labels],
      lang: "en",
      external_references: [
        { source_name: "advisory", external_id: advisory.slug, url: `${address}/advisories/${advisory.slug}` },
        { source_name: "CAP 1.2", external_id: revision.identifier, url: capFile },
        ...(isOver ? [] : [{ source_name: "NTAS 1.1", external_id: advisory.slug, url: ntasFile }]),
      ],
      object_marking_refs: [tlpWhite.id],
    },
    version,
    version,
  );
}
