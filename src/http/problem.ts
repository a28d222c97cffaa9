/**
 * From a refusal to an answer: RFC 9457 problem+json for machines; pages show the same title and advice. Every refusal says what is
 * wrong and what to do. What the domain refuses is answered here, the rest in `http-refusal.ts`; a new refusal that is in neither does
 * not compile.
 */
import type { Context } from "hono";
import { easternDateTime, easternIso } from "../domain/eastern.ts";
import type { Refusal } from "../domain/refusal.ts";
import { withExample } from "./field-problems.ts";
import { answerToHttp, type HttpRefusal, type ProblemAnswer } from "./http-refusal.ts";

export function answerTo(refusal: Refusal | HttpRefusal): ProblemAnswer {
  switch (refusal.type) {
    case "invalid-content":
      return {
        status: 400,
        title: "Some fields are wrong",
        detail: "Correct every field listed under “problems” and send it again; nothing was saved.",
        extra: { problems: refusal.problems.map(withExample) },
      };
    case "invalid-message":
      return {
        status: 400,
        title: "The CAP message that this would become is not valid",
        detail: "Correct what is listed under “problems”; nothing was published.",
        extra: { problems: refusal.problems },
      };
    case "signing-failed":
      return {
        status: 503,
        title: "The CAP message could not be signed",
        detail:
          "Nothing was published. The operator finds the cause in the log and at /readyz; taking back works meanwhile.",
        extra: { retryAfterSeconds: 60 },
      };
    case "role-missing":
      return {
        status: 403,
        title: "Your roles do not allow this",
        detail: `It needs the role ${refusal.needed.join(" or ")}. Ask an administrator, or a colleague who has it.`,
        extra: { needed: refusal.needed },
      };
    case "own-submission":
      return {
        status: 403,
        title: "Nobody approves their own text",
        detail: "Somebody who wrote no word of it and did not submit it has to approve it.",
      };
    case "editor-disabled":
      return {
        status: 403,
        title: "This account has been disabled",
        detail: "Nothing was done. Ask an administrator.",
      };
    case "account-too-young":
      return {
        status: 403,
        title: "This account is too new to approve a live advisory",
        detail: `It may from ${easternDateTime(refusal.until)}, or once two administrators allow it on the page “Editors”. Ask another approver meanwhile.`,
        extra: { until: easternIso(refusal.until) },
      };
    case "touch-needed":
      return {
        status: 403,
        title: "Approving asks for your passkey",
        detail:
          "Nothing was published. Approve in the console, in a browser with JavaScript, and touch your passkey when it asks.",
      };
    case "passkey-needed":
      return {
        status: 403,
        title: "Approving a live advisory needs a passkey here",
        detail: "Nothing was published. Add a passkey on the console's page “Your account”, then approve.",
      };
    case "passkey-refused":
      return {
        status: 403,
        title: "This passkey was not accepted",
        detail: "It is not known here, the answer came too late or twice, or it may have been copied. Try once more.",
      };
    case "last-passkey":
      return {
        status: 409,
        title: "The last passkey stays",
        detail: "Add another one first. If it was lost or stolen, ask an administrator to disable the account.",
      };
    case "too-many-passkeys":
      return { status: 409, title: "There are enough passkeys", detail: "Remove one first." };
    case "address-taken":
      return {
        status: 409,
        title: "Somebody has an account with this address",
        detail: "Change that account's roles, or send it a new sign-in link.",
      };
    case "own-account":
      return {
        status: 403,
        title: "Not your own account",
        detail: "Another administrator has to do this.",
      };
    case "last-admin":
      return {
        status: 409,
        title: "There would be no administrator left",
        detail: "Make somebody else an administrator first.",
      };
    case "own-request":
      return {
        status: 403,
        title: "Nobody confirms what they asked for",
        detail: "Another administrator has to confirm it; you can withdraw it.",
      };
    case "sign-in-again":
      return {
        status: 403,
        title: "Sign in again first",
        detail: "Passkeys are changed only within 15 minutes after signing in.",
      };
    case "not-found":
      return {
        status: 404,
        title: `There is no such ${refusal.what}`,
        detail: "Check the address; it may have been copied incompletely.",
      };
    case "gone":
      return { status: 410, title: `This ${refusal.what} has been used or has run out`, detail: "Ask for a new one." };
    case "event-over":
      return {
        status: 409,
        title: "This event is over",
        detail:
          "Something newer was announced since, or its time has passed: old text is not sent again. See /api/v1/advisories for what stands.",
      };
    case "partner-paused":
      return {
        status: 409,
        title: "Nothing is sent to this webhook now",
        detail: "It is paused, or its server answered 410. Resume it first.",
      };
    case "stale-content":
      return {
        status: 409,
        title: "This is not the text that stands there now",
        detail:
          "Somebody changed it, or something was published meanwhile. Read it again; what you send must name its present contentHash.",
        extra: { contentHash: refusal.presentHash },
      };
    case "precondition-missing":
      return {
        status: 428,
        title: "If-Match is missing",
        detail: 'Say which text you are changing: If-Match: "<contentHash>" with the hash that you read.',
        extra: { contentHash: refusal.presentHash },
      };
    case "wrong-stage":
      return {
        status: 409,
        title: `It is ${refusal.stage}, not ${refusal.wanted}`,
        detail:
          "Read it again: somebody may have done this already, or another step comes first (draft, submit, approve).",
        extra: { stage: refusal.stage },
      };
    case "advisory-over":
      return {
        status: 409,
        title: `This advisory has ${refusal.phase} and is final`,
        detail: `It ended at ${easternDateTime(refusal.at)}. Make a new advisory if a warning is needed.`,
        extra: { phase: refusal.phase },
      };
    case "wrong-phase":
      return {
        status: 409,
        title: `It is ${refusal.phase}; this needs one that is ${refusal.wanted}`,
        detail: "Read it again to see what stands now.",
        extra: { phase: refusal.phase },
      };
    case "working-copy-exists":
      return {
        status: 409,
        title: "A draft revision is open already",
        detail: `Finish the open “${refusal.change}” (submit, approve), change it by PUT, or discard it with DELETE …/draft.`,
      };
    case "scheduled-revision-waits":
      return {
        status: 409,
        title: "A revision waits for its hour",
        detail: `It is published at ${easternDateTime(refusal.publishAt)}. Return it first, or take back what stands.`,
      };
    case "fixed-field":
      return {
        status: 409,
        title: `The ${refusal.field} was fixed when the draft was made`,
        detail: `Make a new advisory with the other ${refusal.field}.`,
      };
    case "replacement-impossible":
      return { status: 409, title: "That advisory cannot be replaced", detail: `Because ${refusal.reason}.` };
    case "nothing-to-take-back":
      return {
        status: 409,
        title: "Nothing of this advisory is public",
        detail: "There is nothing to take back; return or discard the draft.",
      };
    case "already-taken-back":
      return {
        status: 409,
        title: "That change has been taken back already",
        detail: `Revision ${refusal.revision} stands now. To take that back too, name it: {"revision": ${refusal.revision}}; for the whole warning {"then": "end"}.`,
        extra: { revision: refusal.revision },
      };
    case "no-ipaws-form":
      return {
        status: 409,
        title: "There is no IPAWS form of this",
        detail: `Because ${refusal.because.join("; ")}.`,
        extra: { because: refusal.because },
      };
    case "key-used":
      return {
        status: 422,
        title: "This Idempotency-Key was used for another request",
        detail:
          "Nothing was done. A key belongs to one request: send this one with a new key, or the first one again unchanged to get its answer.",
      };
    case "busy":
      return {
        status: 503,
        title: "Others are changing the same thing",
        detail: "Nothing was written. Try again in a moment.",
        extra: { retryAfterSeconds: 1 },
      };
    default:
      return answerToHttp(refusal);
  }
}

/** problem+json, with a `type` of its own for each refusal. */
export function problem(context: Context, refusal: Refusal | HttpRefusal): Response {
  const { status, title, detail, extra } = answerTo(refusal);
  context.header("Content-Type", "application/problem+json");
  context.header("Cache-Control", "no-store");
  // What is read from other sites' pages is refused in words there too, not only as a failed request.
  if (context.req.method === "GET") context.header("Access-Control-Allow-Origin", "*");
  if (status === 401) context.header("WWW-Authenticate", 'Bearer realm="editors"');
  const retryAfter = extra?.retryAfterSeconds;
  if (typeof retryAfter === "number") context.header("Retry-After", String(retryAfter));
  if (refusal.type === "wrong-method") context.header("Allow", refusal.allowed.join(", "));
  return context.body(JSON.stringify({ type: `/api#${refusal.type}`, title, status, detail, ...extra }), status);
}
