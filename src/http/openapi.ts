/** /api/openapi.json, made from the schemas that validate (OpenAPI 3.1: its schema language is JSON Schema 2020-12). */
import { z } from "zod";
import {
  approveSchema,
  contentSchema,
  emptySchema,
  renewalSchema,
  retractSchema,
  returnSchema,
  reviseSchema,
  subscriptionSchema,
} from "./content-schema.ts";
import { webhookSchema } from "./webhook-schema.ts";

export interface Operation {
  readonly method: "get" | "post" | "put" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly role?: string;
  readonly body?: z.ZodType;
  /** The media type of a body that is not JSON. */
  readonly bodyType?: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly query?: readonly string[];
}

const filters = ["phase", "kind", "area", "sector", "lang"];
const conflicts = {
  "400": "Wrong fields, each with its JSON path, reason and example",
  "401": "No valid token",
  "403": "Role missing, or one's own text",
  "404": "No such advisory",
  "409": "Not the present text, stage or phase",
};

const aWebhook = { "401": conflicts["401"], "404": "No such webhook" };
const webhookOperations: readonly Operation[] = [
  {
    method: "post",
    path: "/api/v1/webhooks",
    summary: "Make a webhook (Standard Webhooks) for a partner; the secret is in this answer",
    role: "any editor",
    // Only its shape is told: which hosts are allowed is a setting.
    body: webhookSchema(() => null),
    answers: { "201": "The webhook, its secret and its page", "400": conflicts["400"], "401": conflicts["401"] },
  },
  {
    method: "get",
    path: "/api/v1/webhooks",
    summary: "All webhooks, without their secrets",
    role: "any editor",
    answers: { "200": "Webhooks", "401": conflicts["401"] },
  },
  {
    method: "get",
    path: "/api/v1/webhooks/{id}",
    summary: "One webhook, with what became of each event",
    role: "any editor",
    answers: { "200": "The webhook and its events", ...aWebhook },
  },
  {
    method: "delete",
    path: "/api/v1/webhooks/{id}",
    summary: "Remove a webhook for good",
    role: "any editor",
    answers: { "204": "Removed", ...aWebhook },
  },
  {
    method: "post",
    path: "/api/v1/webhooks/{id}/test",
    summary: "Send a test event at once",
    role: "any editor",
    answers: { "202": "On its way", ...aWebhook },
  },
  {
    method: "post",
    path: "/api/v1/webhooks/{id}/rotate",
    summary: "Make a new secret; for three days the old one signs too",
    role: "any editor",
    answers: { "200": "The webhook and the new secret", ...aWebhook },
  },
  {
    method: "post",
    path: "/api/v1/webhooks/{id}/pause",
    summary: "Send nothing until it is resumed",
    role: "any editor",
    answers: { "200": "The webhook", ...aWebhook },
  },
  {
    method: "post",
    path: "/api/v1/webhooks/{id}/resume",
    summary: "Send again from now on",
    role: "any editor",
    answers: { "200": "The webhook", ...aWebhook },
  },
  {
    method: "post",
    path: "/api/v1/webhooks/{id}/events/{event}/redeliver",
    summary: "Send one event again, with the same webhook-id, while what it tells still stands",
    role: "any editor",
    answers: { "202": "On its way", ...aWebhook, "409": "Something newer stands, or the webhook is paused" },
  },
];

/** Every operation, for the OpenAPI document and the reference that people read. */
export const operations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/advisories",
    summary:
      "Public advisories, newest first, 100 on a page (follow “next”); as a map with Accept: application/geo+json",
    query: [...filters, "limit", "cursor", "fields"],
    answers: { "200": "Advisories", "400": "A parameter is unknown or wrong; what is allowed is said" },
  },
  {
    method: "get",
    path: "/api/v1/advisories/{id}",
    summary: "One advisory by id or slug; with a token also its draft",
    answers: { "200": "The advisory", "404": "Not public" },
  },
  {
    method: "get",
    path: "/api/v1/events",
    summary: "Server-sent events: what changed, within a tenth of a second; resumes by Last-Event-ID",
    answers: { "200": "A stream (text/event-stream)", "429": "Too many listeners" },
  },
  {
    method: "get",
    path: "/api/v1/status.json",
    summary: "Small: what is current, and as of when",
    answers: { "200": "Status" },
  },
  {
    method: "post",
    path: "/api/v1/subscriptions",
    summary: "Sign up by e-mail (confirmed by a link) or web push",
    // Only its shape is told: which push services are allowed is a setting.
    body: subscriptionSchema(() => ({ ok: false, reason: "" })),
    answers: { "202": "A mail to confirm is on its way", "201": "Subscribed (push)", "400": conflicts["400"] },
  },
  {
    method: "get",
    path: "/api/v1/push-key",
    summary: "The key with which browsers subscribe (applicationServerKey, base64url)",
    answers: { "200": "The key" },
  },
  {
    method: "put",
    path: "/api/v1/subscriptions/{token}",
    summary:
      "Give a subscribed browser's new address, by the token of “manageUrl”; what its reader was told goes on from there",
    body: renewalSchema(() => ({ ok: false, reason: "" })),
    answers: { "200": "Subscribed", "400": conflicts["400"], "404": "No such subscription", "410": "Left, or erased" },
  },
  {
    method: "delete",
    path: "/api/v1/subscriptions/{token}",
    summary: "Leave, by the token of “manageUrl”; again is a success",
    answers: { "200": "Left", "404": "No such subscription", "410": "Erased" },
  },
  {
    method: "post",
    path: "/api/v1/advisories",
    summary: "Begin an advisory",
    role: "author",
    body: contentSchema,
    answers: { "201": "The draft", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/cap",
    summary: "Begin an advisory from a CAP 1.2 Alert of another system; “notTaken” names what no draft holds",
    role: "author",
    bodyType: "application/cap+xml",
    answers: { "201": "The draft, which waits for submission and approval like any other", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/bounces",
    summary: "Hand in a mail that came back (RFC 3464) or a complaint (RFC 5965); what says nothing certain is ignored",
    role: "whoever has BOUNCE_KEY, in place of a token",
    bodyType: "message/rfc822",
    answers: { "200": "What came of it: bounced, complained or ignored", "401": "Not the key", "404": "No key is set" },
  },
  {
    method: "put",
    path: "/api/v1/advisories/{id}/draft",
    summary: "Change the draft; If-Match names its contentHash",
    role: "author",
    body: contentSchema,
    answers: {
      "200": "The draft",
      ...conflicts,
      "412": "If-Match names another text than the present one",
      "428": "If-Match is missing",
    },
  },
  {
    method: "delete",
    path: "/api/v1/advisories/{id}/draft",
    summary: "Discard a draft revision",
    role: "author",
    answers: { "200": "What stands", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/advisories/{id}/submit",
    summary: "Ask for approval",
    role: "author",
    body: emptySchema,
    answers: { "200": "Submitted", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/advisories/{id}/approve",
    summary: "Publish (or schedule) exactly this text",
    role: "approver, not the submitter",
    body: approveSchema,
    answers: { "200": "Published", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/advisories/{id}/return",
    summary: "Give it back with a reason; also a scheduled one",
    role: "approver",
    body: returnSchema,
    answers: { "200": "Back in draft", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/advisories/{id}/revise",
    summary: "Begin a draft revision",
    role: "author",
    body: reviseSchema,
    answers: { "201": "The draft revision", ...conflicts },
  },
  {
    method: "post",
    path: "/api/v1/advisories/{id}/retract",
    summary: "Take back what was issued in error, alone, in fixed words",
    role: "author or approver",
    body: retractSchema,
    answers: { "200": "Taken back", ...conflicts },
  },
  {
    method: "get",
    path: "/api/v1/advisories/{id}/ipaws.xml",
    summary:
      "The IPAWS form of an Alert: form=alert, cancel or correction; form checked, sending needs FEMA's authorization",
    role: "any editor",
    query: ["form", "event", "confirm", "revision"],
    answers: {
      "200": "A CAP file",
      "400": "A parameter is wrong",
      "401": conflicts["401"],
      "409": "Why there is none",
    },
  },
  {
    method: "get",
    path: "/api/v1/drafts",
    summary: "Advisories with an open draft",
    role: "any editor",
    answers: { "200": "Drafts", "401": conflicts["401"] },
  },
  {
    method: "get",
    path: "/api/v1/deliveries",
    summary: "How far each announcement has come, by channel",
    role: "any editor",
    query: ["advisory"],
    answers: { "200": "Progress", "401": conflicts["401"] },
  },
  ...webhookOperations,
];

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
      schemas: { Problem: problemSchema },
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
  description: "The same request with the same key is carried out once and answered the same",
  schema: { type: "string" },
};

function describe({
  method,
  path,
  summary,
  role,
  body,
  bodyType,
  answers,
  query = [],
}: Operation): Record<string, unknown> {
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...query.map((name) => ({ name, in: "query", required: name === "advisory", schema: { type: "string" } })),
    ...(method === "put" && role !== undefined ? [ifMatch] : []),
    ...(role !== undefined && method !== "get" ? [idempotencyKey] : []),
  ];
  return {
    summary,
    ...(role === undefined ? {} : { description: `Role: ${role}.`, security: [{ editor: [] }] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: jsonSchema(body) } } } } : {}),
    ...(bodyType ? { requestBody: { required: true, content: { [bodyType]: { schema: { type: "string" } } } } } : {}),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, description]) => [
        status,
        { description, ...(Number(status) >= 400 ? { content: problem } : {}) },
      ]),
    ),
  };
}

/** The schema of what is sent (before it is transformed). */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
