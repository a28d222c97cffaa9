/**
 * Advisories for tests: each builder gives a whole, plausible thing, and takes what a test cares about. Nothing here decides; for
 * histories that the lifecycle allows, see world.ts.
 */
import type { Advisory, AdvisoryText, Content, Moment, Revision } from "../../src/domain/advisory.ts";
import { type PublishedAdvisory, published } from "../../src/domain/phase.ts";
import type { Site } from "../../src/domain/ports.ts";

export function moment(iso: string): Moment {
  return Date.parse(iso);
}

/** The hour at which advisories of tests are issued, and at which they end. */
export const issuedAt = moment("2026-11-20T10:00:00-05:00");
export const sunsetAt = moment("2026-12-01T17:00:00-05:00");

export const english: AdvisoryText = {
  headline: "Credible threat to passenger rail in the New York area",
  summary:
    "Federal authorities have **credible** information about a threat to passenger rail.\n\nNo exact time is known.",
  sections: [{ heading: "Details", body: "- Stations may close without notice.\n- Trains may be searched." }],
  measures: {
    individuals: "Leave unattended bags alone and [report them](https://www.example.gov/report).",
    government: "Raise the readiness of transit police.",
    responders: "Review plans for stations.",
    privateSector: "Check who has access to stations.",
  },
  howToHelp: "Say who or what you saw, when, where, and why it is suspicious.",
  bePrepared: "Know the exits of the stations you use.",
  stayInformed: "Follow local officials.",
  context: { whatWeKnow: "A group has looked at stations.", confidence: "Moderate." },
};

export const spanish: AdvisoryText = {
  headline: "Amenaza creíble contra los trenes de pasajeros en la zona de Nueva York",
  summary: "Las autoridades federales tienen información creíble sobre una amenaza contra los trenes de pasajeros.",
  sections: [{ heading: "Detalles", body: "Las estaciones pueden cerrarse sin aviso." }],
  measures: { individuals: "No toque bolsas abandonadas." },
};

/** An Elevated Alert for New York and Hudson County, on mass transit, in English and Spanish. */
export function aContent(given: Partial<Content> = {}): Content {
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: ["NY", "34017"] },
    sectors: ["mass-transit"],
    sunsetAt,
    languages: { en: english, es: spanish },
    resources: [{ title: "How to report", url: "https://www.example.gov/report" }],
    ...given,
  };
}

export function aRevision(given: Partial<Revision> = {}): Revision {
  const number = given.number ?? 1;
  const effectiveAt = given.effectiveAt ?? issuedAt;
  return {
    advisoryId: "rail",
    number,
    sequence: number,
    change: "issue",
    content: aContent(),
    contentHash: String(number).padStart(64, "0"),
    identifier: `${given.advisoryId ?? "rail"}-r${number}`,
    submittedBy: "author",
    approvedBy: "approver",
    approvedAt: effectiveAt,
    effectiveAt,
    ...given,
  };
}

export interface AdvisoryGiven extends Partial<Omit<Advisory, "revisions">> {
  readonly content?: Partial<Content>;
  readonly effectiveAt?: Moment;
  readonly revisions?: readonly Revision[];
}

/** Issued at `effectiveAt` with one revision, unless `revisions` are given. */
export function anAdvisory({ content: given, effectiveAt, ...rest }: AdvisoryGiven = {}): Advisory {
  const content = aContent(given);
  const id = rest.id ?? "rail";
  const first = aRevision({ advisoryId: id, content, ...(effectiveAt === undefined ? {} : { effectiveAt }) });
  return {
    id,
    slug: id,
    kind: content.kind,
    status: content.status,
    family: id,
    createdAt: issuedAt,
    revisions: [first],
    takeovers: [],
    ...rest,
  };
}

/** With one more revision; what it does not say stays as in the one before. */
export function revisedWith(advisory: Advisory, given: Partial<Revision> & Pick<Revision, "change">): Advisory {
  const last = advisory.revisions.at(-1);
  const number = (last?.number ?? 0) + 1;
  const revision = aRevision({
    advisoryId: advisory.id,
    number,
    sequence: (last?.sequence ?? 0) + 1,
    content: last?.content ?? aContent(),
    ...given,
  });
  return { ...advisory, revisions: [...advisory.revisions, revision] };
}

/** What the public sees of it at a moment; there must be something. */
export function publishedAt(advisory: Advisory, now: Moment): PublishedAdvisory {
  const seen = published(advisory, now);
  if (!seen) throw new Error(`nothing of ${advisory.id} is public at that moment`);
  return seen;
}

export function aSite(given: Partial<Site> = {}): Site {
  return {
    name: "Example Advisories",
    baseUrl: "https://advisories.example.gov",
    official: true,
    demo: false,
    senderId: "advisories.example.gov",
    setUpAt: moment("2026-01-05T09:00:00-05:00"),
    ...given,
  };
}
