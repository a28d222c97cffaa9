/** /api: the reference for people, from the same list as the OpenAPI document and from the refusals themselves. */

import { Hono } from "hono";
import { documentOf } from "../../templates/layout.tsx";
import { ApiReferencePage, type ReferenceRefusal } from "../../templates/pages/api-reference.tsx";
import type { Clock, Site } from "../domain/ports.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { HttpRefusal } from "./http-refusal.ts";
import { operations } from "./operations.ts";
import { frameFor, htmlType } from "./page-answer.tsx";
import { answerTo } from "./problem.ts";
import { hourlyLimits } from "./rate-limit.ts";

type AnyRefusal = Refusal | HttpRefusal;

/** One of each: a refusal that is added and not shown here is a type error. */
const examples: { readonly [type in AnyRefusal["type"]]: Extract<AnyRefusal, { type: type }> } = {
  "invalid-content": { type: "invalid-content", problems: [] },
  "invalid-message": { type: "invalid-message", problems: [] },
  "no-ipaws-form": { type: "no-ipaws-form", because: [] },
  "signing-failed": { type: "signing-failed" },
  "unknown-parameter": { type: "unknown-parameter", problems: [] },
  "malformed-json": { type: "malformed-json", reason: "…" },
  "malformed-xml": { type: "malformed-xml", reason: "…" },
  "body-broken-off": { type: "body-broken-off" },
  "wrong-encoding": { type: "wrong-encoding", reason: "…" },
  "wrong-media-type": { type: "wrong-media-type", wanted: "application/json" },
  "body-too-large": { type: "body-too-large", limit: 256 * 1024 },
  "wrong-host": { type: "wrong-host" },
  "unreadable-request": { type: "unreadable-request" },
  "request-too-slow": { type: "request-too-slow" },
  "headers-too-large": { type: "headers-too-large" },
  "already-taken-back": { type: "already-taken-back", revision: 3 },
  "not-signed-in": { type: "not-signed-in" },
  "api-approval-off": { type: "api-approval-off" },
  "role-missing": { type: "role-missing", needed: ["author"] },
  "own-submission": { type: "own-submission" },
  "editor-disabled": { type: "editor-disabled" },
  "account-too-young": { type: "account-too-young", until: Date.UTC(2026, 11, 1, 22) },
  "touch-needed": { type: "touch-needed" },
  "passkey-needed": { type: "passkey-needed" },
  "passkey-refused": { type: "passkey-refused" },
  "last-passkey": { type: "last-passkey" },
  "too-many-passkeys": { type: "too-many-passkeys" },
  "address-taken": { type: "address-taken" },
  "own-account": { type: "own-account" },
  "last-admin": { type: "last-admin" },
  "own-request": { type: "own-request" },
  "sign-in-again": { type: "sign-in-again" },
  "not-found": { type: "not-found", what: "advisory" },
  "not-printable": { type: "not-printable", detail: "…", page: "…" },
  "no-such-address": { type: "no-such-address" },
  "wrong-method": { type: "wrong-method", allowed: ["GET", "HEAD"] },
  gone: { type: "gone", what: "link" },
  "event-over": { type: "event-over" },
  "partner-paused": { type: "partner-paused" },
  "stale-content": { type: "stale-content", presentHash: "…" },
  "precondition-missing": { type: "precondition-missing", presentHash: "…" },
  "wrong-stage": { type: "wrong-stage", stage: "draft", wanted: "submitted" },
  "advisory-over": { type: "advisory-over", phase: "expired", at: Date.UTC(2026, 11, 1, 22) },
  "wrong-phase": { type: "wrong-phase", phase: "active", wanted: "withdrawn" },
  "working-copy-exists": { type: "working-copy-exists", change: "update" },
  "scheduled-revision-waits": { type: "scheduled-revision-waits", publishAt: Date.UTC(2026, 11, 1, 22) },
  "fixed-field": { type: "fixed-field", field: "kind" },
  "replacement-impossible": { type: "replacement-impossible", reason: "it has ended" },
  "nothing-to-take-back": { type: "nothing-to-take-back" },
  "foreign-origin": { type: "foreign-origin" },
  "precondition-failed": { type: "precondition-failed", presentHash: "…" },
  "key-used": { type: "key-used" },
  busy: { type: "busy" },
  "too-many-requests": { type: "too-many-requests", retryAfterSeconds: 60 },
  "cannot-write": { type: "cannot-write" },
  "cannot-read": { type: "cannot-read" },
  defect: { type: "defect" },
};

const refusals: readonly ReferenceRefusal[] = Object.values(examples).map((refusal) => {
  const { status, title, detail } = answerTo(refusal);
  return { type: refusal.type, status, title, detail };
});

export function apiReference({ site, clock }: { readonly site: Site; readonly clock: Clock }): Hono {
  const routes = new Hono();
  routes.get("/api", (context) => {
    const frame = frameFor(context, site, clock.now());
    const page = <ApiReferencePage frame={frame} operations={operations} refusals={refusals} limits={hourlyLimits} />;
    return context.body(documentOf(page), 200, {
      "Content-Type": htmlType,
      "Cache-Control": "public, max-age=30",
      Vary: "Accept-Language",
    });
  });
  return routes;
}
