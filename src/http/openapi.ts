/** /api/openapi.json, made from the schemas that validate (OpenAPI 3.1: its schema language is JSON Schema 2020-12). */
import { z } from "zod";
import { advisoryMembers, answerSchemas } from "./answer-schemas.ts";
import { kindSchema, sectorSchema } from "./content-schema.ts";
import { type Operation, operations } from "./operations.ts";
import { phases } from "./query.ts";

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string", description: "Names the refusal" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What to do" },
    problems: {
      type: "array",
      items: {
        type: "object",
        properties: { path: { type: "string" }, reason: { type: "string" }, example: { type: "string" } },
      },
    },
  },
};

export function openApiDocument(siteName: string, baseUrl: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, { [operation.method]: describe(operation) });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `${siteName}: advisories`,
      version: "1",
      description: "Errors are RFC 9457 problem+json. Unknown query parameters are refused.",
    },
    servers: [{ url: baseUrl }],
    paths,
    components: {
      securitySchemes: { editor: { type: "http", scheme: "bearer" } },
      schemas: {
        Problem: problemSchema,
        ...Object.fromEntries(Object.entries(answerSchemas).map(([name, schema]) => [name, jsonSchema(schema)])),
      },
    },
  };
}

const ifMatch = {
  name: "If-Match",
  in: "header",
  required: true,
  description: "The contentHash of the text that is changed",
  schema: { type: "string" },
};
const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "A new one for each request, by whoever sends it. The same request with the same key is carried out once and answered the same; the same key with another body is refused (422), and nothing is done. A key counts for one address and one editor, and for ever",
  schema: { type: "string" },
};

/** Several values with commas between; the parameter may also be repeated. */
const severalOf = (items: Record<string, unknown>) => ({
  style: "form",
  explode: false,
  schema: { type: "array", items },
});
const plain = { schema: { type: "string" } };
const queryForms: Readonly<Record<string, Record<string, unknown>>> = {
  phase: severalOf({ type: "string", enum: phases }),
  kind: severalOf({ type: "string", enum: kindSchema.options }),
  sector: severalOf({ type: "string", enum: sectorSchema.options }),
  area: severalOf({ type: "string", pattern: "^([A-Z]{2}|[0-9]{5})$" }),
  fields: severalOf({ type: "string", enum: advisoryMembers }),
  limit: { schema: { type: "integer", minimum: 1, maximum: 100, default: 100 } },
  cursor: { ...plain, description: "As “next” gave it" },
  lang: { ...plain, description: "A language tag; the English where there is no text in it" },
};

const unreadable = { "503": "The advisories cannot be read; this does not mean that there are none" };
const keyUsed = { "422": "The Idempotency-Key was used here with another body; nothing was done" };
const waits = new Set(["429", "503"]);
const retryAfter = { "Retry-After": { description: "Seconds", schema: { type: "integer" } } };

function contentOf(shows: NonNullable<Operation["shows"]>): Record<string, unknown> {
  const content = Object.entries(shows).map(([type, name]) => [
    type,
    { schema: name === "text" ? { type: "string" } : { $ref: `#/components/schemas/${name}` } },
  ]);
  return content.length === 0 ? {} : { content: Object.fromEntries(content) };
}

function describe({
  method,
  path,
  summary,
  role,
  body,
  bodyType,
  answers,
  query = [],
  shows = {},
  isRepeated = false,
}: Operation): Record<string, unknown> {
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const takesKey = role !== undefined && method !== "get" && !isRepeated;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...query.map((name) => ({ name, in: "query", required: name === "advisory", ...(queryForms[name] ?? plain) })),
    ...(method === "put" && role !== undefined ? [ifMatch] : []),
    ...(takesKey ? [idempotencyKey] : []),
  ];
  return {
    summary,
    ...(role === undefined ? {} : { description: `Role: ${role}.`, security: [{ editor: [] }] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: jsonSchema(body) } } } } : {}),
    ...(bodyType ? { requestBody: { required: true, content: { [bodyType]: { schema: { type: "string" } } } } } : {}),
    responses: Object.fromEntries(
      Object.entries({ ...answers, ...(takesKey ? keyUsed : {}), ...(method === "get" ? unreadable : {}) }).map(
        ([status, description]) => [
          status,
          {
            description,
            ...(waits.has(status) ? { headers: retryAfter } : {}),
            ...(Number(status) >= 400 ? { content: problem } : status === "200" ? contentOf(shows) : {}),
          },
        ],
      ),
    ),
  };
}

/** The schema of what is sent (before it is transformed). */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
