/** Pages as answers: the frame from the request, errors as pages with the reason and what to do. */
import type { Context } from "hono";
import { documentOf, type Frame } from "../../templates/layout.tsx";
import type { ErrorName } from "../../templates/messages/messages.ts";
import { ErrorPage } from "../../templates/pages/error.tsx";
import type { Moment } from "../domain/advisory.ts";
import type { Site } from "../domain/ports.ts";
import type { Refusal } from "../domain/refusal.ts";
import { assets } from "./assets.ts";
import type { HttpRefusal } from "./http-refusal.ts";
import { languageOf } from "./language.ts";
import { answerTo } from "./problem.ts";

export const htmlType = "text/html; charset=utf-8";

export function frameFor(context: Context, site: Site, now: Moment, prefix: Frame["prefix"] = ""): Frame {
  const { language, isChosen } = languageOf(context);
  // Two slashes at the beginning would make links to this page lead to another host.
  const path = new URL(context.req.url).pathname.slice(prefix.length).replace(/^\/*/, "/");
  return { site, language, languageIsChosen: isChosen, path, prefix, assets, now };
}

/** A page that nobody may keep: forms, what stands behind a token, errors. */
export function privatePage(
  context: Context,
  page: { toString(): string | Promise<string> },
  status: 200 | 202 | 400 | 404 | 410 | 413 | 415 | 429 = 200,
): Response {
  return context.body(documentOf(page), status, { "Content-Type": htmlType, "Cache-Control": "no-store" });
}

const pageOf: Partial<Record<(Refusal | HttpRefusal)["type"], ErrorName>> = {
  "not-found": "badLink",
  gone: "badLink",
  "no-such-address": "notFound",
  "not-printable": "notPrintable",
  "wrong-method": "methodNotAllowed",
  "body-too-large": "tooLarge",
  "too-many-requests": "tooMany",
  "not-signed-in": "signInNeeded",
  "role-missing": "forbidden",
  "foreign-origin": "forbidden",
  "editor-disabled": "forbidden",
  "cannot-read": "cannotRead",
  "cannot-write": "failed",
  busy: "failed",
  defect: "failed",
};

export function errorPage(
  context: Context,
  site: Site,
  now: Moment,
  refusal: Refusal | HttpRefusal,
  options: {
    readonly reference?: string;
    readonly area?: "public" | "console";
    readonly detail?: string;
    readonly link?: string;
  } = {},
): Response {
  const { status, extra } = answerTo(refusal);
  const frame = frameFor(context, site, now);
  // Links by mail lead to readers' pages; who misses something in the console came by its address.
  const isMissing = refusal.type === "not-found" && options.area === "console";
  const error = isMissing ? "notFound" : (pageOf[refusal.type] ?? "badRequest");
  const page = <ErrorPage frame={frame} error={error} {...options} />;
  const retryAfter = extra?.retryAfterSeconds;
  if (typeof retryAfter === "number") context.header("Retry-After", String(retryAfter));
  if (refusal.type === "wrong-method") context.header("Allow", refusal.allowed.join(", "));
  return context.body(documentOf(page), status, { "Content-Type": htmlType, "Cache-Control": "no-store" });
}

/** Does the client rather want a page than JSON? Browsers say so. */
export function wantsPage(context: Context): boolean {
  return (context.req.header("accept") ?? "").includes("text/html");
}
