/**
 * Who is signed in, and whether a form comes from our own pages. A form that arrives after the session ended is not lost: it is shown
 * with a button that sends it again.
 */
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ConsoleFrame } from "../../../templates/console/console-page.tsx";
import { SignedOutPage } from "../../../templates/console/signed-out.tsx";
import { documentOf } from "../../../templates/layout.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { editorBySecret } from "../../actions/editor-access.ts";
import type { Site } from "../../domain/ports.ts";
import type { EditorRecord } from "../../store/editors.ts";
import { errorPage, frameFor, htmlType } from "../page-answer.tsx";
import { readText } from "../request-body.ts";
import { consoleAssets } from "./console-assets.ts";

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

export async function editorOf(dependencies: Dependencies, context: Context): Promise<EditorRecord | null> {
  const session = getCookie(context, cookieName);
  return session ? editorBySecret(dependencies, session, "session") : null;
}

/** What a handler of the console is given. */
export interface Visit {
  readonly context: Context;
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
export function visits(dependencies: Dependencies): {
  reading: (handle: (visit: Visit) => Promise<Response> | Response) => Handler;
  acting: (handle: (sent: Sent) => Promise<Response>) => Handler;
} {
  const { site, clock, newId, digest } = dependencies;
  const visitOf = (context: Context, editor: EditorRecord): Visit => ({
    context,
    editor,
    console: { frame: frameFor(context, site, clock.now()), assets: consoleAssets, editor, command: newId() },
  });
  const signedOut = (context: Context) =>
    errorPage(context, site, clock.now(), { type: "not-signed-in" }, { area: "console" });
  return {
    reading: (handle) => async (context) => {
      const editor = await editorOf(dependencies, context);
      return editor ? handle(visitOf(context, editor)) : signedOut(context);
    },
    acting: (handle) => async (context) => {
      if (isForeign(context, site))
        return errorPage(context, site, clock.now(), { type: "foreign-origin" }, { area: "console" });
      const text = await readText(context, /^application\/x-www-form-urlencoded/i, "application/x-www-form-urlencoded");
      if (!text.ok) return errorPage(context, site, clock.now(), text.refusal, { area: "console" });
      const form = new URLSearchParams(text.value);
      const editor = await editorOf(dependencies, context);
      if (!editor) {
        const frame = frameFor(context, site, clock.now());
        return page(context, <SignedOutPage frame={frame} action={context.req.path} fields={[...form]} />, 401);
      }
      const command = form.get("command") ?? newId();
      // Another text sent from the same form, after the back button, is another command.
      const commandId = `${editor.id}:${digest(`${command}\0${context.req.path}\0${text.value}`)}`;
      return handle({ ...visitOf(context, editor), form, commandId });
    },
  };
}
