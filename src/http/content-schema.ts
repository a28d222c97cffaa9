/**
 * The shapes that editors and their programs send, once: they validate what comes in, with the text rules of the domain, and /api/openapi.json is made
 * from them. Every problem is found in one pass; unknown fields are problems too.
 */

import { z } from "zod";
import {
  type Content,
  kinds,
  type Moment,
  measureNames,
  responseTypes,
  revisable,
  statuses,
} from "../domain/advisory.ts";
import { isArea, stateOf } from "../domain/areas.ts";
import { normalScope } from "../domain/content.ts";
import { easternIso, readEastern, readIso } from "../domain/eastern.ts";
import { type Sector, sectors } from "../domain/sectors.ts";
import { bodyFaults, headlineLimit, lineFaults, linkFault, normalizeText, type TextFault } from "../domain/text.ts";

/** Rules over several fields are asked also where some of them are wrong, so that all problems are found in one pass. */
const alsoBesideOthers = { when: () => true };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const momentExample = "2026-12-01T17:00:00-05:00";

function addFaults(
  faults: readonly TextFault[],
  context: { addIssue(issue: { code: "custom"; message: string; params?: object }): void },
): void {
  for (const { reason, example } of faults) {
    context.addIssue({ code: "custom", message: reason, ...(example === undefined ? {} : { params: { example } }) });
  }
}

/** Why a time was not understood; a time without an offset is asked about, never guessed. */
function momentFault(text: string): TextFault {
  const local = readEastern(text);
  if (local?.type === "moment")
    return { reason: "has no offset from UTC: say which time is meant", example: easternIso(local.at) };
  if (local?.type === "twice") {
    const [first, second] = local.at.map(easternIso);
    return {
      reason: `exists twice in Eastern time, since the clocks go back then: write ${first} for the first or ${second} for the second`,
      example: first ?? momentExample,
    };
  }
  if (local?.type === "missing") {
    const [after, before] = local.at.map(easternIso);
    return {
      reason: `does not exist in Eastern time, since the clocks jump ahead then: did you mean ${after} or ${before}?`,
      example: after ?? momentExample,
    };
  }
  return { reason: "is not an ISO 8601 time with an offset", example: momentExample };
}

export const momentSchema = z
  .string()
  .max(40)
  .meta({ description: "ISO 8601 with an offset", format: "date-time", examples: [momentExample] })
  .transform((text, context): Moment => {
    const at = readIso(text.trim());
    // Whole seconds: CAP and our own JSON write no fractions, and what is shown must be what counts.
    if (at !== null) return Math.floor(at / 1_000) * 1_000;
    addFaults([momentFault(text.trim())], context);
    return z.NEVER;
  });

const line = (limit: number, example: string) =>
  z
    .string()
    .meta({ maxLength: limit, examples: [example] })
    .transform(normalizeText)
    .superRefine((text, context) => addFaults(lineFaults(text, limit), context));

const body = (example: string, limit?: number) =>
  z
    .string()
    .meta({ examples: [example] })
    .transform(normalizeText)
    .superRefine((text, context) => addFaults(bodyFaults(text, limit), context));

const measure = body("Be aware of your surroundings and follow the instructions of local officials.");

export const textSchema = z.strictObject({
  headline: line(headlineLimit, "Threat to commuter rail in the New York area"),
  summary: body("Officials have credible information about a threat to commuter rail.", 4_000),
  sections: z
    .array(z.strictObject({ heading: line(120, "Details"), body: body("What is known so far.") }))
    .max(30)
    .default([]),
  measures: z
    .strictObject({
      individuals: measure.optional(),
      government: measure.optional(),
      responders: measure.optional(),
      privateSector: measure.optional(),
    })
    .refine((measures) => measureNames.some((name) => measures[name] !== undefined), {
      error: "at least one protective measure is required (6 U.S.C. 124)",
    }),
  howToHelp: body("Report suspicious activity to local law enforcement.").optional(),
  bePrepared: body("Have a plan for how to reach your family.").optional(),
  stayInformed: body("Follow local authorities and news.").optional(),
  context: z
    .strictObject({
      whatWeKnow: body("A group has said it intends to attack.").optional(),
      whatWeDoNotKnow: body("The exact time and place.").optional(),
      confidence: body("Moderate.").optional(),
      governmentActions: body("More officers are at stations.").optional(),
      whyNow: body("The information became credible today.").optional(),
    })
    .optional(),
  placeText: line(200, "Commuter rail between Newark and New York Penn Station").optional(),
});

const languageTag = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;

const languagesSchema = z
  .object({ en: textSchema })
  .catchall(textSchema)
  .superRefine((languages, context) => {
    if (!isObject(languages)) return;
    for (const tag of Object.keys(languages)) {
      if (languageTag.test(tag)) continue;
      context.addIssue({
        code: "custom",
        path: [tag],
        message: "is not a language tag (BCP 47)",
        params: { example: "es" },
      });
    }
    if (Object.keys(languages).length > 40) context.addIssue({ code: "custom", message: "has more than 40 languages" });
  }, alsoBesideOthers);

export const areaSchema = z
  .string()
  .refine(isArea, {
    error: "is not a USPS state or territory code or a five-digit county FIPS code",
    params: { example: "NY" },
  })
  .meta({ examples: ["NY", "36061"] });

export const sectorSchema = z.enum(sectors);
export const kindSchema = z.enum(kinds);

const scopeSchema = z
  .strictObject({ nationwide: z.literal(true).optional(), areas: z.array(areaSchema).min(1).max(400).optional() })
  .superRefine((scope, context) => {
    if (isObject(scope) && (scope.nationwide === undefined) === (scope.areas === undefined)) {
      context.addIssue({
        code: "custom",
        message: 'is either {"nationwide": true} or {"areas": […]}, as narrow as possible (6 U.S.C. 124)',
        params: { example: '{"areas": ["NY", "34017"]}' },
      });
    }
  }, alsoBesideOthers)
  .transform(({ areas }) => normalScope(areas ? { areas } : { nationwide: true }, stateOf));

const urlSchema = z
  .string()
  .meta({ format: "uri", examples: ["https://www.example.gov/what-to-do"] })
  .transform((text) => text.trim())
  .superRefine((address, context) => {
    const fault = /^https:/i.test(address) ? linkFault(address) : { reason: "is not an https address" };
    addFaults(fault ? [fault] : lineFaults(address, 2_000), context);
  });

/** Before the sectors are put in order. */
export const shape = z.strictObject({
  kind: kindSchema,
  status: z.enum(statuses),
  replaces: z.string().min(1).max(100).optional(),
  scope: scopeSchema,
  sectors: z.array(sectorSchema).max(40).default([]),
  sunsetAt: momentSchema,
  publishAt: momentSchema.optional(),
  endNotice: z.boolean().optional(),
  languages: languagesSchema,
  resources: z
    .array(z.strictObject({ title: line(200, "What to do"), url: urlSchema }))
    .max(50)
    .default([]),
  nextUpdateBy: momentSchema.optional(),
  partnerContact: line(300, "Duty desk of the fusion center").optional(),
  codes: z
    .strictObject({
      responseType: z.enum(responseTypes).optional(),
      certainty: z.enum(["likely", "observed"]).optional(),
      liveLikeCodes: z.boolean().optional(),
    })
    .optional(),
});

/** A whole advisory's content, as the domain has it. */
export const contentSchema = shape.transform(
  (parsed): Content => dropUndefined({ ...parsed, sectors: [...new Set<Sector>(parsed.sectors)].sort() }) as Content,
);

/** The fields that are right on their own, for the rules over several fields, which are told in the same answer as wrong shapes. */
export function readableContent(value: unknown): Partial<Content> {
  if (!isObject(value)) return {};
  const fields = Object.entries(shape.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(value[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return dropUndefined(Object.fromEntries(fields)) as Partial<Content>;
}

/** Optional fields that were not sent are absent, not undefined: so the same content has the same hash. */
function dropUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropUndefined);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, dropUndefined(member)]])),
  );
}

/** Any other value than the present one is stale, whatever it looks like: so its form is not checked here. */
const hashSchema = z.string().meta({ description: "SHA-256 of all that is approved: 64 lower-case hex digits" });

const note = body("Extended because the investigation continues.", 2_000);

export const emptySchema = z.strictObject({});
export const approveSchema = z.strictObject({ contentHash: hashSchema });
export const returnSchema = z.strictObject({ reason: body("The measures for responders are missing.", 2_000) });
export const retractSchema = z.strictObject({
  then: z.enum(["restore", "end"]).default("restore"),
  revision: z.number().int().positive().optional(),
  internalNote: body("Sent from the wrong template.", 2_000).optional(),
});
export const reviseSchema = z
  .strictObject({
    change: z.enum(revisable),
    note: note.optional(),
    content: contentSchema.optional(),
    sunsetAt: momentSchema.optional(),
    threatIsOver: z.boolean().optional(),
  })
  .superRefine((body, context) => {
    if (isObject(body) && body.threatIsOver !== undefined && body.change !== "end") {
      context.addIssue({ code: "custom", path: ["threatIsOver"], message: "belongs only to an end" });
    }
  }, alsoBesideOthers);
