/**
 * Who is signed in, and whether a form comes from our own pages. A form that arrives after the session ended is not lost: it is shown
 * with a button that sends it again.
 */
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import type { ConsoleFrame } from "../../../templates/console/console-page.tsx";
import { SignInWaysPage } from "../../../templates/console/sign-in.tsx";
import { SignedOutPage } from "../../../templates/console/signed-out.tsx";
import { documentOf } from "../../../templates/layout.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { type Session, sessionBySecret } from "../../actions/sessions.ts";
import type { Site } from "../../domain/ports.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { EditorRecord } from "../../store/editors.ts";
import type { HttpRefusal } from "../http-refusal.ts";
import { errorPage, frameFor, htmlType } from "../page-answer.tsx";
import { problem } from "../problem.ts";
import { readJson, readText } from "../request-body.ts";
import { consoleAssets } from "./console-assets.ts";
import { passkeyObstacle } from "./web-authn.ts";

export const cookieName = "__Host-session";

export function page(
  context: Context,
  made: { toString(): string | Promise<string> },
  status: ContentfulStatusCode = 200,
): Response {
  return context.body(documentOf(made), status, { "Content-Type": htmlType, "Cache-Control": "no-store" });
}

/** A form on another site cannot act for a signed-in editor: browsers say where a request comes from. */
export function isForeign(context: Context, site: Site): boolean {
  const fetchSite = context.req.header("sec-fetch-site");
  if (fetchSite !== undefined) return fetchSite !== "same-origin" && fetchSite !== "none";
  const origin = context.req.header("origin");
  return origin !== undefined && origin !== new URL(site.baseUrl).origin && origin !== new URL(context.req.url).origin;
}

export async function sessionOf(dependencies: Dependencies, context: Context): Promise<Session | null> {
  const secret = getCookie(context, cookieName);
  return secret ? sessionBySecret(dependencies, secret) : null;
}

/** A page of the console to go on to; anything else becomes its first page, so that no link leads elsewhere after signing in. */
export function localPath(next: string | undefined): string {
  return next !== undefined && /^\/console(\/[\w-]+)*$/.test(next) ? next : "/console";
}

/** The page with the ways to sign in. */
export function signInWays(
  { site, clock, oidc }: Dependencies & { readonly oidc?: unknown },
  context: Context,
  { next, isNeeded }: { readonly next: string | undefined; readonly isNeeded: boolean },
) {
  const frame = frameFor(context, site, clock.now());
  const obstacle = passkeyObstacle(site);
  return (
    <SignInWaysPage
      {...{ frame, obstacle, isNeeded }}
      hasProvider={oidc !== undefined}
      script={consoleAssets.passkeys}
      next={localPath(next)}
    />
  );
}

/** What a handler of the console is given. */
export interface Visit {
  readonly context: Context;
  readonly session: Session;
  readonly editor: EditorRecord;
  readonly console: ConsoleFrame;
}

export interface Sent extends Visit {
  readonly form: URLSearchParams;
  /** Names the command: the same for the same form, so that a double click acts once. */
  readonly commandId: string;
}

export type Handler = (context: Context) => Promise<Response>;

/** Handlers for signed-in editors: `reading` for GET, `acting` for forms of our own pages. */
export function visits(dependencies: Dependencies & { readonly oidc?: unknown }): {
  reading: (handle: (visit: Visit) => Promise<Response> | Response) => Handler;
  acting: (handle: (sent: Sent) => Promise<Response>) => Handler;
  /** For scripts of our own pages: JSON in, JSON out. */
  asking: <Schema extends z.ZodType>(
    schema: Schema,
    handle: (visit: Visit, body: z.output<Schema>) => Promise<Response>,
  ) => Handler;
  /** A page that says why not, and what to do. */
  refuse: (visit: Pick<Visit, "context">, refusal: Refusal | HttpRefusal) => Response;
  /** There is none at this address. */
  missing: (visit: Pick<Visit, "context">, what?: string) => Response;
} {
  const { site, clock, newId, digest } = dependencies;
  const visitOf = (context: Context, session: Session, { editor } = session): Visit => ({
    context,
    session,
    editor,
    console: { frame: frameFor(context, site, clock.now()), assets: consoleAssets, editor, command: newId() },
  });
  const refuse = ({ context }: Pick<Visit, "context">, refusal: Refusal | HttpRefusal) =>
    errorPage(context, site, clock.now(), refusal, { area: "console" });
  return {
    refuse,
    missing: (visit, what = "advisory") => refuse(visit, { type: "not-found", what }),
    reading: (handle) => async (context) => {
      const session = await sessionOf(dependencies, context);
      if (session) return handle(visitOf(context, session));
      return page(context, signInWays(dependencies, context, { next: context.req.path, isNeeded: true }), 401);
    },
    asking: (schema, handle) => async (context) => {
      if (isForeign(context, site)) return problem(context, { type: "foreign-origin" });
      const body = await readJson(context, schema, { mayBeEmpty: true });
      if (!body.ok) return problem(context, body.refusal);
      const session = await sessionOf(dependencies, context);
      return session ? handle(visitOf(context, session), body.value) : problem(context, { type: "not-signed-in" });
    },
    acting: (handle) => async (context) => {
      if (isForeign(context, site)) return refuse({ context }, { type: "foreign-origin" });
      const text = await readText(context, /^application\/x-www-form-urlencoded/i, "application/x-www-form-urlencoded");
      if (!text.ok) return refuse({ context }, text.refusal);
      const form = new URLSearchParams(text.value);
      const session = await sessionOf(dependencies, context);
      if (!session) {
        const frame = frameFor(context, site, clock.now());
        return page(context, <SignedOutPage frame={frame} action={context.req.path} fields={[...form]} />, 401);
      }
      const command = form.get("command") ?? newId();
      // Another text sent from the same form, after the back button, is another command.
      const commandId = `${session.editor.id}:${digest(`${command}\0${context.req.path}\0${text.value}`)}`;
      return handle({ ...visitOf(context, session), form, commandId });
    },
  };
}
