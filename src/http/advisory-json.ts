/** An advisory as the API gives it: to the public what is public, to editors also the working copy. Times in Eastern, with offset. */

import { textFor } from "../../templates/messages/advisory-words.ts";
import type { Advisory, Content, Moment } from "../domain/advisory.ts";
import { easternIso } from "../domain/eastern.ts";
import { contentHashOf, stageOf } from "../domain/lifecycle.ts";
import { type PublishedAdvisory, type PublishedRevision, phaseAt, scheduledRevision } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { withheldRevisions } from "../domain/withheld.ts";
import { reportId } from "../formats/stix.ts";
import { uuidOfName } from "./name-uuid.ts";
import type { Realm, View } from "./view.ts";

/** Content in the form in which it is sent, so that it can be sent back. */
export function contentJson(content: Content): Record<string, unknown> {
  const { sunsetAt, publishAt, nextUpdateBy, ...rest } = content;
  return {
    ...rest,
    sunsetAt: easternIso(sunsetAt),
    ...(publishAt === undefined ? {} : { publishAt: easternIso(publishAt) }),
    ...(nextUpdateBy === undefined ? {} : { nextUpdateBy: easternIso(nextUpdateBy) }),
  };
}

/** Where the advisory's family and its CAP messages are found. */
type PublicRealm = Pick<Realm, "advisories" | "messages" | "prefix">;

/** The reason of what was issued in error is as wrong as its text. */
function revisionJson(
  revision: PublishedRevision,
  isWithheld: boolean,
  { messages, prefix }: PublicRealm,
  site: Site,
): Record<string, unknown> {
  const hasMessage = messages.some((message) => message.identifier === revision.identifier);
  return {
    revision: revision.number,
    change: revision.change,
    ...(revision.note === undefined || isWithheld ? {} : { note: revision.note }),
    effectiveAt: easternIso(revision.effectiveAt),
    identifier: revision.identifier,
    ...(hasMessage ? { cap: `${site.baseUrl}${prefix}/cap/${revision.identifier}.xml` } : {}),
  };
}

function inLanguage({ revision }: PublishedAdvisory, language: string | undefined): Content {
  if (language === undefined) return revision.content;
  const { language: shown, text } = textFor(revision, language);
  return { ...revision.content, languages: { [shown]: text } as unknown as Content["languages"] };
}

function stixOf(advisory: PublishedAdvisory, site: Site): Record<string, string> {
  const id = reportId(advisory, { site, uuidOf: uuidOfName });
  return { id, url: `${site.baseUrl}/taxii2/api/collections/advisories/objects/${id}/` };
}

/** Without words that were issued in error. With a language, the texts in that one, or in English where it is missing or out of date. */
export function publicJson(
  advisory: PublishedAdvisory,
  realm: PublicRealm,
  site: Site,
  language?: string,
): Record<string, unknown> {
  const { kind, status, scope, sectors } = advisory.revision.content;
  const withheld = withheldRevisions(advisory, realm.advisories);
  const isWithheld = withheld.has(advisory.revision.number);
  return {
    id: advisory.id,
    slug: advisory.slug,
    url: `${site.baseUrl}${realm.prefix}/advisories/${advisory.slug}`,
    phase: advisory.phase,
    issuedAt: easternIso(advisory.issuedAt),
    changedAt: easternIso(advisory.changedAt),
    ...(advisory.overAt === undefined ? {} : { overAt: easternIso(advisory.overAt) }),
    ...(advisory.replacedBy === undefined ? {} : { replacedBy: advisory.replacedBy }),
    revision: advisory.revision.number,
    change: advisory.revision.change,
    ...(advisory.revision.note === undefined || isWithheld ? {} : { note: advisory.revision.note }),
    languageStates: isWithheld ? {} : advisory.revision.languageStates,
    ...(isWithheld
      ? { kind, status, scope, sectors, sunsetAt: easternIso(advisory.sunsetAt), issuedInError: true }
      : contentJson(inLanguage(advisory, language))),
    ...(realm.prefix === "" ? { stix: stixOf(advisory, site) } : {}),
    ...(advisory.phase === "active"
      ? { ntas: `${site.baseUrl}${realm.prefix}/ntas/1.1/alerts/${advisory.slug}.xml` }
      : {}),
    revisions: advisory.revisions.map((revision) => revisionJson(revision, withheld.has(revision.number), realm, site)),
  };
}

/** What an editor sees. `contentHash` is what the next PUT or approval must name. */
export function editorJson(
  advisory: Advisory,
  view: View,
  site: Site,
  now: Moment,
  hash: (text: string) => string,
): Record<string, unknown> {
  const { working } = advisory;
  const scheduled = scheduledRevision(advisory, now);
  const realm = advisory.status === "actual" ? view.actual : view.rehearsal;
  const visible = realm.advisories.find((one) => one.id === advisory.id);
  return {
    id: advisory.id,
    slug: advisory.slug,
    kind: advisory.kind,
    status: advisory.status,
    stage: stageOf(advisory),
    phase: phaseAt(advisory, now),
    contentHash: contentHashOf(advisory, hash),
    ...(working
      ? {
          draft: {
            change: working.change,
            ...(working.note === undefined ? {} : { note: working.note }),
            ...(working.returnReason === undefined ? {} : { returnReason: working.returnReason }),
            content: contentJson(working.content),
          },
        }
      : {}),
    ...(scheduled ? { scheduled: { revision: scheduled.number, publishAt: easternIso(scheduled.effectiveAt) } } : {}),
    ...(visible ? { published: publicJson(visible, realm, site) } : {}),
  };
}
