/** The console's beginnings: one-time sign-in, the list of what there is, and the mails that went to files. */
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { ConsoleHomePage, type WrittenMail } from "../../templates/pages/console-home.tsx";
import { SignInPage } from "../../templates/pages/sign-in.tsx";
import type { Dependencies } from "../actions/dependencies.ts";
import { editorBySecret, signIn, signOut } from "../actions/editor-access.ts";
import { allAdvisories } from "../store/advisories.ts";
import type { EditorRecord } from "../store/editors.ts";
import { errorPage, frameFor, privatePage } from "./page-answer.tsx";

export interface ConsoleDependencies extends Dependencies {
  /** Mails that were written to files, newest first; absent: a mail server is set up. */
  readonly writtenMails?: () => Promise<readonly WrittenMail[]>;
  readonly readWrittenMail?: (name: string) => Promise<string | null>;
}

const cookieName = "__Host-session";

export function consolePages(dependencies: ConsoleDependencies): Hono {
  const { site, clock, database } = dependencies;
  const routes = new Hono();

  /** A form on another site cannot act for a signed-in editor: browsers say where a request comes from. */
  const isForeign = (context: Context): boolean => {
    const fetchSite = context.req.header("sec-fetch-site");
    if (fetchSite !== undefined) return fetchSite !== "same-origin" && fetchSite !== "none";
    const origin = context.req.header("origin");
    return (
      origin !== undefined && origin !== new URL(site.baseUrl).origin && origin !== new URL(context.req.url).origin
    );
  };
  const editorOf = async (context: Context): Promise<EditorRecord | null> => {
    const session = getCookie(context, cookieName);
    return session ? editorBySecret(dependencies, session, "session") : null;
  };

  routes.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
  });

  routes.get("/sign-in/:secret", async (context) => {
    const secret = context.req.param("secret");
    const editor = await editorBySecret(dependencies, secret, "sign-in");
    const frame = frameFor(context, site, clock.now());
    if (!editor) return privatePage(context, <SignInPage frame={frame} />, 410);
    return privatePage(
      context,
      <SignInPage frame={frame} link={{ editorName: editor.name, action: `/console/sign-in/${secret}` }} />,
    );
  });

  routes.post("/sign-in/:secret", async (context) => {
    if (isForeign(context))
      return errorPage(context, site, clock.now(), { type: "foreign-origin" }, { area: "console" });
    const signedIn = await signIn(dependencies, context.req.param("secret"));
    if (!signedIn.ok) return privatePage(context, <SignInPage frame={frameFor(context, site, clock.now())} />, 410);
    setCookie(context, cookieName, signedIn.value.session, {
      path: "/",
      secure: true,
      httpOnly: true,
      sameSite: "Strict",
      maxAge: signedIn.value.lifeMs / 1_000,
    });
    return context.redirect("/console", 303);
  });

  routes.post("/sign-out", async (context) => {
    if (isForeign(context))
      return errorPage(context, site, clock.now(), { type: "foreign-origin" }, { area: "console" });
    const session = getCookie(context, cookieName);
    if (session) await signOut(dependencies, session);
    deleteCookie(context, cookieName, { path: "/", secure: true });
    return context.redirect("/", 303);
  });

  routes.get("/", async (context) => {
    const editor = await editorOf(context);
    if (!editor) return errorPage(context, site, clock.now(), { type: "not-signed-in" }, { area: "console" });
    const advisories = await allAdvisories(database);
    const mails = await dependencies.writtenMails?.();
    const frame = frameFor(context, site, clock.now());
    return privatePage(
      context,
      <ConsoleHomePage
        frame={frame}
        editor={editor}
        advisories={advisories.toReversed()}
        signOutAction="/console/sign-out"
        {...(mails ? { mails } : {})}
      />,
    );
  });

  routes.get("/mails/:name", async (context) => {
    const editor = await editorOf(context);
    if (!editor) return errorPage(context, site, clock.now(), { type: "not-signed-in" }, { area: "console" });
    const text = await dependencies.readWrittenMail?.(context.req.param("name"));
    if (!text) return errorPage(context, site, clock.now(), { type: "not-found", what: "mail" }, { area: "console" });
    return context.body(text, 200, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  });
  return routes;
}
