/** The console: one-time sign-in, the mails that went to files, and the pages for editors (console/). */
import { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { SignInPage } from "../../templates/pages/sign-in.tsx";
import { editorBySecret, signIn, signOut } from "../actions/editor-access.ts";
import { type AdvisoryPageDependencies, advisoryPages } from "./console/advisory-pages.tsx";
import { type ApprovingDependencies, approvingPages } from "./console/approving.tsx";
import { overviewPages } from "./console/overview.tsx";
import { pickingAnswers } from "./console/picking.ts";
import { revisingPages } from "./console/revising.tsx";
import { cookieName, editorOf, isForeign } from "./console/session.tsx";
import { takingBackPages } from "./console/taking-back.tsx";
import { writingPages } from "./console/writing.tsx";
import { errorPage, frameFor, privatePage } from "./page-answer.tsx";

export interface ConsoleDependencies extends AdvisoryPageDependencies, ApprovingDependencies {
  readonly readWrittenMail?: (name: string) => Promise<string | null>;
}

export function consolePages(dependencies: ConsoleDependencies): Hono {
  const { site, clock } = dependencies;
  const routes = new Hono();

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
    if (isForeign(context, site))
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
    if (isForeign(context, site))
      return errorPage(context, site, clock.now(), { type: "foreign-origin" }, { area: "console" });
    const session = getCookie(context, cookieName);
    if (session) await signOut(dependencies, session);
    deleteCookie(context, cookieName, { path: "/", secure: true });
    return context.redirect("/", 303);
  });

  routes.get("/mails/:name", async (context) => {
    const editor = await editorOf(dependencies, context);
    if (!editor) return errorPage(context, site, clock.now(), { type: "not-signed-in" }, { area: "console" });
    const text = await dependencies.readWrittenMail?.(context.req.param("name"));
    if (!text) return errorPage(context, site, clock.now(), { type: "not-found", what: "mail" }, { area: "console" });
    return context.body(text, 200, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  });

  routes.route("/", advisoryPages(dependencies));
  routes.route("/", writingPages(dependencies));
  routes.route("/", pickingAnswers(dependencies));
  routes.route("/", revisingPages(dependencies));
  routes.route("/", approvingPages(dependencies));
  routes.route("/", takingBackPages(dependencies));
  routes.route("/", overviewPages(dependencies));
  return routes;
}
