/** Refusals that only HTTP knows, and how they are answered: of requests, before anybody asks the domain, and of what failed behind it. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "../domain/refusal.ts";
import type { BodyRefusal } from "./request-body.ts";

export type HttpRefusal =
  | BodyRefusal
  | { readonly type: "not-signed-in" }
  | { readonly type: "api-approval-off" }
  | { readonly type: "foreign-origin" }
  /** `If-Match` names another text than the one that stands there. */
  | { readonly type: "precondition-failed"; readonly presentHash: string }
  | { readonly type: "unknown-parameter"; readonly problems: readonly Problem[] }
  | { readonly type: "no-such-address" }
  | { readonly type: "not-printable"; readonly detail: string; readonly page: string }
  | { readonly type: "wrong-host" }
  /** What came never became a request. */
  | { readonly type: "unreadable-request" }
  | { readonly type: "request-too-slow" }
  | { readonly type: "headers-too-large" }
  | { readonly type: "wrong-method"; readonly allowed: readonly string[] }
  | { readonly type: "too-many-requests"; readonly retryAfterSeconds: number }
  | { readonly type: "cannot-write" }
  | { readonly type: "cannot-read" }
  | { readonly type: "defect" };

export interface ProblemAnswer {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  /** What to do. */
  readonly detail: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** All but those that the domain answers too. */
export function answerToHttp(refusal: Exclude<HttpRefusal, { readonly type: "invalid-content" }>): ProblemAnswer {
  switch (refusal.type) {
    case "unknown-parameter":
      return {
        status: 400,
        title: "A query parameter is unknown or has a wrong value",
        detail: "Correct or remove the parameters listed under “problems”.",
        extra: { problems: refusal.problems },
      };
    case "malformed-json":
      return {
        status: 400,
        title: "The body is not JSON",
        detail: `Send one JSON object. The parser says: ${refusal.reason}`,
      };
    case "malformed-xml":
      return {
        status: 400,
        title: "The body is not XML that is read here",
        detail: `Send one CAP 1.2 message, well-formed and plain. Not read, because ${refusal.reason}.`,
      };
    case "wrong-encoding":
      return { status: 400, title: "The body's encoding is wrong", detail: `Send UTF-8: ${refusal.reason}.` };
    case "wrong-media-type":
      return { status: 415, title: "The body has the wrong type", detail: `Send ${refusal.wanted}.` };
    case "body-broken-off":
      return { status: 400, title: "The body broke off", detail: "Send it again, whole." };
    case "body-too-large":
      return { status: 413, title: "The body is too large", detail: `At most ${refusal.limit / 1024} KB are taken.` };
    case "not-signed-in":
      return {
        status: 401,
        title: "An editor's token is needed",
        detail: "Send “Authorization: Bearer …” with a token that is not revoked; an administrator can issue one.",
      };
    case "api-approval-off":
      return {
        status: 403,
        title: "Approving by the API is switched off here",
        detail: "Approve in the console, where a passkey is asked for.",
      };
    case "foreign-origin":
      return {
        status: 403,
        title: "This came from another site",
        detail: "Open the link again here, and press the button on this site's own page.",
      };
    case "not-printable":
      return {
        status: 406,
        title: "This text cannot be written as a PDF",
        detail: refusal.detail,
        extra: { page: refusal.page },
      };
    case "no-such-address":
      return {
        status: 404,
        title: "There is nothing at this address",
        detail: "Start again from the first page, or see /api/openapi.json for the addresses of the API.",
      };
    case "wrong-host":
      return {
        status: 400,
        title: "The Host header is not a host",
        detail: "Send the name in the address, with the port if it has one.",
      };
    case "unreadable-request":
      return {
        status: 400,
        title: "This is no HTTP request",
        detail: "Send it again as HTTP/1.1 (RFC 9112): what came could not be read.",
      };
    case "request-too-slow":
      return {
        status: 408,
        title: "The request did not come in time",
        detail: "Send it again, whole, over a new connection.",
      };
    case "headers-too-large":
      return {
        status: 431,
        title: "The address and the headers are too long",
        detail: "Send it again with at most 16 KB of them; large cookies are the usual cause.",
      };
    case "wrong-method":
      return {
        status: 405,
        title: "This address does not take that method",
        detail: `Allowed here: ${refusal.allowed.join(", ")}.`,
      };
    case "precondition-failed":
      return {
        status: 412,
        title: "If-Match names another text than the one that stands there now",
        detail: "Somebody changed it. Read it again, and send your change with the hash that you read then.",
        extra: { contentHash: refusal.presentHash },
      };
    case "too-many-requests":
      return {
        status: 429,
        title: "Too many requests",
        detail: `Wait ${refusal.retryAfterSeconds} seconds. See /machines for the limits.`,
        extra: { retryAfterSeconds: refusal.retryAfterSeconds },
      };
    case "cannot-write":
      return {
        status: 503,
        title: "Nothing can be saved at the moment",
        detail: "Nothing was written. Try again; if it stays so, tell the operator.",
        extra: { retryAfterSeconds: 5 },
      };
    case "cannot-read":
      return {
        status: 503,
        title: "The advisories cannot be read at the moment",
        detail: "This does not mean that there are none. Try again, and follow local authorities and news meanwhile.",
        extra: { retryAfterSeconds: 5 },
      };
    case "defect":
      return {
        status: 500,
        title: "Something went wrong here",
        detail: "It was written down. Try again; if it stays so, tell the operator.",
      };
  }
}
