/**
 * The shapes of what the public reads as JSON, for /api/openapi.json. They describe, and validate nothing: a test holds real answers
 * of every phase against them. The fields of a text are those that are sent.
 */
import { z } from "zod";
import { changes } from "../domain/advisory.ts";
import { sectorSchema, shape, textSchema } from "./content-schema.ts";
import { phases } from "./query.ts";

const moment = z.string().meta({ format: "date-time", examples: ["2026-12-01T17:00:00-05:00"] });
const url = z.string().meta({ format: "uri" });
const count = z.int().min(0);
const change = z.enum(changes);
const { kind, status, scope, replaces, endNotice, resources, partnerContact, codes } = shape.shape;

const advisory = z.strictObject({
  id: z.string(),
  slug: z.string().meta({ description: "Its lasting name: /advisories/{slug}" }),
  url,
  phase: z.enum(phases),
  kind,
  status,
  scope,
  sectors: z.array(sectorSchema),
  sunsetAt: moment,
  publishAt: moment.optional(),
  endNotice,
  issuedAt: moment,
  changedAt: moment,
  overAt: moment.optional().meta({ description: "When it stopped standing; absent while it stands" }),
  replaces,
  replacedBy: z.string().optional(),
  revision: count,
  change,
  note: z.string().optional().meta({ description: "What changed and why" }),
  languageStates: z.record(z.string(), z.enum(["current", "outOfDate"])),
  languages: z
    .record(z.string(), textSchema)
    .optional()
    .meta({ description: "Absent where it was issued in error: wrong words are not told again" }),
  resources: resources.optional(),
  nextUpdateBy: moment.optional(),
  partnerContact,
  codes,
  issuedInError: z.literal(true).optional(),
  stix: z.strictObject({ id: z.string(), url }).optional(),
  ntas: url.optional().meta({ description: "While it is active" }),
  revisions: z.array(
    z.strictObject({
      revision: count,
      change,
      note: z.string().optional(),
      effectiveAt: moment,
      identifier: z.string(),
      cap: url.optional(),
    }),
  ),
});

/** The members of an advisory that `fields` can choose. */
export const advisoryMembers: readonly string[] = Object.keys(advisory.shape);

const chosen = advisory.partial();
const next = url.optional().meta({ description: "The next page; absent on the last" });
const ring = z.array(z.array(z.number()).length(2));

const featureOf = (properties: z.ZodType) =>
  z.strictObject({
    type: z.literal("Feature"),
    id: z.string(),
    geometry: z
      .strictObject({ type: z.literal("MultiPolygon"), coordinates: z.array(z.array(ring)) })
      .nullable()
      .meta({ description: "Null where it is for the whole country" }),
    properties,
  });

export const answerSchemas = {
  Advisory: advisory,
  AdvisoryFeature: featureOf(advisory),
  AdvisoryPage: z.strictObject({ advisories: z.array(chosen), next }),
  AdvisoryMap: z.strictObject({
    type: z.literal("FeatureCollection"),
    features: z.array(featureOf(chosen)),
    next,
  }),
  Status: z.strictObject({
    asOf: moment,
    current: count,
    advisories: z.array(z.strictObject({ slug: z.string(), kind, sunsetAt: moment, url })).max(8),
    more: count.meta({ description: "How many are current beside those listed" }),
    lastAct: z.strictObject({ sequence: count, hash: z.string() }).nullable(),
  }),
} as const;
