/** Every operation of the API, for the OpenAPI document and for the reference that people read. */
import type { z } from "zod";
import type { answerSchemas } from "./answer-schemas.ts";
import {
  approveSchema,
  contentSchema,
  emptySchema,
  retractSchema,
  returnSchema,
  reviseSchema,
} from "./content-schema.ts";
import { renewalSchema, subscriptionSchema } from "./subscription-schema.ts";
import { webhookSchema } from "./webhook-schema.ts";

export interface Operation {
  readonly method: "get" | "post" | "put" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly role?: string;
  /** Done each time that it is asked for: an Idempotency-Key counts for nothing. */
  readonly isRepeated?: boolean;
  readonly body?: z.ZodType;
  /** The media type of a body that is not JSON. */
  readonly bodyType?: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly query?: readonly string[];
  /** What the first answer looks like, by media type. */
  readonly shows?: Readonly<Record<string, keyof typeof answerSchemas | "text">>;
}

const filters = ["phase", "kind", "area", "sector", "lang"];
const wrongParameter = "A parameter is unknown or wrong; what is allowed is said";
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
    isRepeated: true,
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

export const operations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/advisories",
    summary:
      "Public advisories, newest first, 100 on a page (follow “next”); as a map with Accept: application/geo+json",
    query: [...filters, "limit", "cursor", "fields"],
    shows: { "application/json": "AdvisoryPage", "application/geo+json": "AdvisoryMap" },
    answers: { "200": "Advisories", "400": wrongParameter },
  },
  {
    method: "get",
    path: "/api/v1/advisories/{id}",
    summary: "One advisory by id or slug, also as GeoJSON; with a token also its draft",
    query: ["lang"],
    shows: { "application/json": "Advisory", "application/geo+json": "AdvisoryFeature" },
    answers: { "200": "The advisory", "400": wrongParameter, "404": "Not public" },
  },
  {
    method: "get",
    path: "/api/v1/events",
    summary: "Server-sent events: what changed, within a tenth of a second; resumes by Last-Event-ID",
    shows: { "text/event-stream": "text" },
    answers: { "200": "A stream", "400": wrongParameter, "429": "Too many listeners, or 100 of one network" },
  },
  {
    method: "get",
    path: "/api/v1/status.json",
    summary: "Small: what is current, and as of when",
    shows: { "application/json": "Status" },
    answers: { "200": "Status", "400": wrongParameter },
  },
  {
    method: "post",
    path: "/api/v1/subscriptions",
    summary: "Sign up by e-mail (confirmed by a link) or web push",
    // Only its shape is told: which push services are allowed is a setting.
    body: subscriptionSchema(() => ({ ok: false, reason: "" })),
    answers: {
      "202": "A mail to confirm is on its way",
      "201": "Subscribed (push)",
      "400": conflicts["400"],
      "429": "Too many sign-ups from this network in an hour",
    },
  },
  {
    method: "get",
    path: "/api/v1/push-key",
    summary: "The key with which browsers subscribe (applicationServerKey, base64url)",
    answers: { "200": "The key", "400": wrongParameter },
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
