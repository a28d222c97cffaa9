/** A partner's own page: whoever has its link can look after the webhook. GET shows, POST acts. */
import { type Context, Hono } from "hono";
import { PartnerPage } from "../../templates/pages/partner.tsx";
import { partnerByToken } from "../actions/partners.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Partner } from "../store/partners.ts";
import { errorPage, frameFor, privatePage } from "./page-answer.tsx";
import {
  type ActOutcome,
  carryOut,
  type PartnerExtra,
  partnerActs,
  partnerView,
  saidIn,
  sendAgain,
} from "./partner-acts.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { PartnerPageDependencies } from "./webhooks-api.ts";

export function partnerPages(dependencies: PartnerPageDependencies & { readonly partnerLimit: RateLimit }): Hono {
  const { site, clock, tokens, newId, partnerLimit } = dependencies;
  const routes = new Hono();
  const pathOf = (context: Context) => `/partners/${context.req.param("token") ?? ""}`;
  const no = (context: Context, refusal: Refusal) => errorPage(context, site, clock.now(), refusal);

  const show = async (context: Context, partner: Partner, extra: PartnerExtra) => {
    // What a button led to has no address of its own.
    const frame = { ...frameFor(context, site, clock.now()), path: pathOf(context) };
    const view = await partnerView(dependencies, partner, extra);
    return privatePage(context, <PartnerPage frame={frame} name={partner.name} action={pathOf(context)} {...view} />);
  };

  const acting =
    (act: (partner: Partner, context: Context) => Promise<ActOutcome>) =>
    async (context: Context): Promise<Response> => {
      const wait = partnerLimit(context);
      if (wait !== null)
        return errorPage(context, site, clock.now(), { type: "too-many-requests", retryAfterSeconds: wait });
      const partner = await partnerByToken(dependencies, tokens, context.req.param("token") ?? "");
      if (!partner.ok) return no(context, partner.refusal);
      const outcome = await act(partner.value, context);
      if (outcome.type === "refused") return no(context, outcome.refusal);
      if (outcome.type === "secret") return show(context, outcome.partner, { secret: outcome.secret });
      return context.redirect(`${pathOf(context)}${outcome.said ? `?said=${outcome.said}` : ""}`, 303);
    };

  routes.get("/partners/:token", async (context) => {
    const partner = await partnerByToken(dependencies, tokens, context.req.param("token"));
    return partner.ok ? show(context, partner.value, saidIn(context.req.query("said"))) : no(context, partner.refusal);
  });
  for (const act of partnerActs) {
    routes.post(
      `/partners/:token/${act}`,
      acting((partner) => carryOut(dependencies, partner, act, { actor: `partner ${partner.id}`, commandId: newId() })),
    );
  }
  routes.post(
    "/partners/:token/events/:event",
    acting((partner, context) => sendAgain(dependencies, partner, context.req.param("event") ?? "")),
  );
  return routes;
}
