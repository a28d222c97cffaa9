/** Signing in and out: the page with the ways in, one-time links, passkeys. */
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { SignInPage } from "../../../templates/pages/sign-in.tsx";
import type { Dependencies } from "../../actions/dependencies.ts";
import { editorBySecret } from "../../actions/editor-access.ts";
import { signInByPasskey } from "../../actions/passkeys.ts";
import { type SignedIn, signInByLink, signOut } from "../../actions/sessions.ts";
import { emptySchema } from "../content-schema.ts";
import { errorPage, frameFor, privatePage } from "../page-answer.tsx";
import { problem } from "../problem.ts";
import type { RateLimit } from "../rate-limit.ts";
import { readJson } from "../request-body.ts";
import { cookieName, isForeign, localPath, signInWays } from "./session.tsx";
import { assertionSchema, checkedTouch, signInOptions } from "./web-authn.ts";

export interface SigningInDependencies extends Dependencies {
  /** Challenges are written down: strangers get a bounded number. */
  readonly signInLimit: RateLimit;
}

/** Strict: no other site's link or form carries the session along. */
export function giveSession(context: Context, { session, lifeMs }: SignedIn): void {
  setCookie(context, cookieName, session, {
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "Strict",
    maxAge: lifeMs / 1_000,
  });
}

export function signingIn(dependencies: SigningInDependencies): Hono {
  const { site, clock, signInLimit } = dependencies;
  const routes = new Hono();
  const foreign = (context: Context) =>
    errorPage(context, site, clock.now(), { type: "foreign-origin" }, { area: "console" });

  routes.get("/sign-in", (context) =>
    privatePage(context, signInWays(dependencies, context, { next: context.req.query("next"), isNeeded: false })),
  );

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
    if (isForeign(context, site)) return foreign(context);
    const signedIn = await signInByLink(dependencies, context.req.param("secret"), getCookie(context, cookieName));
    if (!signedIn.ok) return privatePage(context, <SignInPage frame={frameFor(context, site, clock.now())} />, 410);
    giveSession(context, signedIn.value);
    return context.redirect("/console", 303);
  });

  routes.post("/passkey/options", async (context) => {
    if (isForeign(context, site)) return problem(context, { type: "foreign-origin" });
    const body = await readJson(context, emptySchema, { mayBeEmpty: true });
    if (!body.ok) return problem(context, body.refusal);
    const wait = signInLimit(context);
    if (wait !== null) return problem(context, { type: "too-many-requests", retryAfterSeconds: wait });
    return context.json(await signInOptions(dependencies));
  });

  routes.post("/passkey", async (context) => {
    if (isForeign(context, site)) return problem(context, { type: "foreign-origin" });
    const body = await readJson(context, z.object({ response: assertionSchema, next: z.string().default("") }));
    if (!body.ok) return problem(context, body.refusal);
    // Nobody was named before: the answer must say whose passkey it is.
    if (body.value.response.response.userHandle === undefined) return problem(context, { type: "passkey-refused" });
    const touch = await checkedTouch(dependencies, body.value.response);
    if (!touch.ok) return problem(context, touch.refusal);
    const signedIn = await signInByPasskey(dependencies, touch.value, getCookie(context, cookieName));
    if (!signedIn.ok) return problem(context, signedIn.refusal);
    giveSession(context, signedIn.value);
    return context.json({ location: localPath(body.value.next) });
  });

  routes.post("/sign-out", async (context) => {
    if (isForeign(context, site)) return foreign(context);
    const session = getCookie(context, cookieName);
    if (session) await signOut(dependencies, session);
    deleteCookie(context, cookieName, { path: "/", secure: true });
    return context.redirect("/", 303);
  });
  return routes;
}
