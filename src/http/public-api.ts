/** The JSON that everybody may read, and the address at which programs sign up. */
import { Hono } from "hono";
import { leave, renewPush } from "../actions/change-subscription.ts";
import { signUpByEmail, signUpByPush } from "../actions/sign-up.ts";
import { easternIso } from "../domain/eastern.ts";
import { normalMailAddress } from "../domain/mail-address.ts";
import type { Tokens } from "../domain/ports.ts";
import { feature } from "../formats/geojson.ts";
import { advisoryState } from "../store/advisories.ts";
import { editorJson, publicJson } from "./advisory-json.ts";
import { advisoryList, geoType, wantsMap } from "./advisory-list.ts";
import { linksTo, otherForms } from "./other-forms.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import type { RateLimit } from "./rate-limit.ts";
import { respond, respondNow } from "./rendered.ts";
import { readJson } from "./request-body.ts";
import type { SignUpDependencies } from "./sign-up.ts";
import { bearer } from "./signed-in.ts";
import { renewalSchema, subscriptionSchema } from "./subscription-schema.ts";
import type { ReadView } from "./view.ts";

interface PublicApiDependencies extends SignUpDependencies {
  readonly readView: ReadView;
  readonly tokens: Tokens;
  readonly signUpLimit: RateLimit;
  readonly vapidPublicKey: string;
}

const jsonType = "application/json; charset=utf-8";

export function publicApi(dependencies: PublicApiDependencies): Hono {
  const { site, readView, tokens, database, digest, signUpLimit, isUnlimited, signUpPace, vapidPublicKey } =
    dependencies;
  const signUpSchema = subscriptionSchema(dependencies.readPushSubscription);
  const routes = new Hono();

  routes.route("/", advisoryList({ site, readView }));

  routes.get("/advisories/:id", async (context) => {
    const parameters = readFilter(new URL(context.req.url), ["lang"]);
    if (!parameters.ok) return problem(context, parameters.refusal);
    const id = context.req.param("id");
    if (context.req.header("authorization")) {
      const editor = await bearer(dependencies, context);
      if (!editor.ok) return problem(context, editor.refusal);
      const state = await advisoryState(database, id);
      if (!state) return problem(context, { type: "not-found", what: "advisory" });
      const { view, now } = await readView();
      const json = editorJson(state.advisory, view, site, now, digest);
      return context.json(json, 200, { "Cache-Control": "no-store", ETag: `"${json.contentHash}"` });
    }
    const { view, now } = await readView();
    view.expectReadable(id);
    const advisory = view.actual.advisories.find((one) => one.id === id || one.slug === id);
    if (!advisory) return problem(context, { type: "not-found", what: "advisory" });
    const isMap = wantsMap(context);
    return respond(
      context,
      {
        type: isMap ? geoType : jsonType,
        view,
        now,
        key: `api ${isMap} ${advisory.id} ${parameters.value.language ?? ""}`,
        vary: "Accept, Authorization",
        headers: { Link: linksTo(otherForms(advisory, view.actual, site), site) },
      },
      () => {
        const json = publicJson(advisory, view.actual, site, parameters.value.language);
        return JSON.stringify(isMap ? feature(advisory.id, advisory.revision.content.scope, json) : json);
      },
    );
  });

  routes.get("/status.json", async (context) => {
    const parameters = readFilter(new URL(context.req.url), []);
    if (!parameters.ok) return problem(context, parameters.refusal);
    const { view, now } = await readView();
    const active = view.actual.advisories.filter((advisory) => advisory.phase === "active");
    return respondNow({
      asOf: easternIso(now),
      current: active.length,
      advisories: active.slice(0, 8).map(({ slug, kind, sunsetAt }) => ({
        slug,
        kind,
        sunsetAt: easternIso(sunsetAt),
        url: `${site.baseUrl}/advisories/${slug}`,
      })),
      more: Math.max(0, active.length - 8),
      lastAct: view.lastAct && { sequence: view.lastAct.sequence, hash: view.lastAct.hash },
    });
  });

  routes.post("/subscriptions", async (context) => {
    const wait = signUpLimit(context);
    if (wait !== null) return problem(context, { type: "too-many-requests", retryAfterSeconds: wait });
    const parameters = readFilter(new URL(context.req.url), []);
    if (!parameters.ok) return problem(context, parameters.refusal);
    const body = await readJson(context, signUpSchema);
    if (!body.ok) return problem(context, body.refusal);
    const { language, kinds, areas, sectors } = body.value;
    const preferences = { language, choice: { kinds, areas, sectors } };
    if (body.value.channel === "email") {
      const address = normalMailAddress(body.value.address);
      await signUpByEmail(dependencies, { ...preferences, address, pace: isUnlimited ? null : signUpPace });
      return context.json(
        {
          status: "confirmation-sent",
          detail: "If this address can be subscribed, a mail with a link to confirm is on its way.",
        },
        202,
        { "Cache-Control": "no-store" },
      );
    }
    const { endpoint, p256dh, auth } = body.value.subscription;
    const { id, nonce } = await signUpByPush(dependencies, {
      ...preferences,
      subscription: { endpoint, keys: { p256dh, auth } },
    });
    return context.json(
      { status: "subscribed", manageUrl: `/subscriptions/${tokens.issue("manage", id, nonce)}` },
      201,
      { "Cache-Control": "no-store" },
    );
  });

  routes.get("/push-key", (context) => {
    const parameters = readFilter(new URL(context.req.url), []);
    return parameters.ok
      ? context.json({ applicationServerKey: vapidPublicKey }, 200, { "Cache-Control": "no-cache" })
      : problem(context, parameters.refusal);
  });
  routes.put("/subscriptions/:token", async (context) => {
    const parameters = readFilter(new URL(context.req.url), []);
    if (!parameters.ok) return problem(context, parameters.refusal);
    const body = await readJson(context, renewalSchema(dependencies.readPushSubscription));
    if (!body.ok) return problem(context, body.refusal);
    const { endpoint, p256dh, auth } = body.value.subscription;
    const moved = { endpoint, keys: { p256dh, auth } };
    const renewed = await renewPush(dependencies, tokens, context.req.param("token"), moved);
    if (!renewed.ok) return problem(context, renewed.refusal);
    const { id, nonce } = renewed.value;
    return context.json(
      { status: "subscribed", manageUrl: `/subscriptions/${tokens.issue("manage", id, nonce)}` },
      200,
      { "Cache-Control": "no-store" },
    );
  });
  routes.delete("/subscriptions/:token", async (context) => {
    const parameters = readFilter(new URL(context.req.url), []);
    if (!parameters.ok) return problem(context, parameters.refusal);
    const left = await leave(dependencies, tokens, context.req.param("token"), "manage");
    return left.ok
      ? context.json({ status: "left" }, 200, { "Cache-Control": "no-store" })
      : problem(context, left.refusal);
  });
  return routes;
}
