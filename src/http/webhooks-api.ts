/** Webhooks by the API: an editor's token, the same acts as in the console. */
import { type Context, Hono } from "hono";
import {
  createPartner,
  endPartner,
  type PartnerDependencies,
  redeliver,
  requestTestEvent,
  rotateSecret,
  setPaused,
  webhookOf,
} from "../actions/partners.ts";
import { easternIso } from "../domain/eastern.ts";
import type { Site, Tokens } from "../domain/ports.ts";
import { accepted, type Result } from "../domain/refusal.ts";
import type { EditorRecord } from "../store/editors.ts";
import { type Partner, partnerById, partnerLog, partnersByName } from "../store/partners.ts";
import type { HttpRefusal } from "./http-refusal.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { readJson } from "./request-body.ts";
import { bearer, commandIdOf } from "./signed-in.ts";
import { type CallbackFault, headerOf, webhookSchema } from "./webhook-schema.ts";

export interface PartnerPageDependencies extends PartnerDependencies {
  readonly tokens: Tokens;
  readonly callbackFault: CallbackFault;
}

const noStore = { "Cache-Control": "no-store" };
const mostEvents = 100;

/** `paused`, or `gone` where the partner's server answered 410. */
export function stateOf({ state }: Partner): "active" | "paused" | "gone" {
  return state === "active" ? "active" : state === "left" ? "paused" : "gone";
}

export function partnerPageOf({ id, nonce }: Partner, site: Site, tokens: Tokens): string {
  return `${site.baseUrl}/partners/${tokens.issue("partner", id, nonce)}`;
}

/** The secret that signs now. */
export function secretOf(partner: Partner, { secrets }: Pick<PartnerDependencies, "secrets">): string {
  return secrets.signing(partner.id, partner.nonce, webhookOf(partner).version);
}

export function webhooksApi(dependencies: PartnerPageDependencies): Hono {
  const { database, site, tokens, callbackFault } = dependencies;
  const schema = webhookSchema(callbackFault);
  const routes = new Hono();

  const json = (partner: Partner) => {
    const { url, format, header } = webhookOf(partner);
    const { id, name, contact, isExercise, language, choice, createdAt } = partner;
    return {
      ...{ id, name, contact, url, format, state: stateOf(partner), exercise: isExercise },
      ...(header ? { header: header.name } : {}),
      ...{ language, ...choice, createdAt: easternIso(createdAt), page: partnerPageOf(partner, site, tokens) },
    };
  };

  const asEditor =
    (act: (context: Context, editor: EditorRecord, commandId: (body?: unknown) => string) => Promise<Response>) =>
    async (context: Context): Promise<Response> => {
      const editor = await bearer(dependencies, context);
      if (!editor.ok) return problem(context, editor.refusal);
      const parameters = readFilter(new URL(context.req.url), []);
      if (!parameters.ok) return problem(context, parameters.refusal);
      return act(context, editor.value, (body) => commandIdOf(dependencies, context, editor.value, body));
    };

  const found = async (
    context: Context,
  ): Promise<Result<Partner, HttpRefusal | { type: "not-found"; what: string }>> => {
    const id = Number(context.req.param("id"));
    const partner = Number.isSafeInteger(id) && id > 0 ? await partnerById(database, id) : null;
    return partner ? accepted(partner) : { ok: false, refusal: { type: "not-found", what: "webhook" } };
  };

  routes.post(
    "/webhooks",
    asEditor(async (context, editor, commandId) => {
      const body = await readJson(context, schema);
      if (!body.ok) return problem(context, body.refusal);
      const { name, contact, url, format, exercise, language, kinds, areas, sectors } = body.value;
      const header = headerOf(body.value);
      const about = { name, contact, url, format, language, choice: { kinds, areas, sectors }, isExercise: exercise };
      const acting = { actor: editor.id, commandId: commandId(body.value) };
      const made = await createPartner(dependencies, { ...about, ...(header ? { header } : {}) }, acting);
      if (!made.ok) return problem(context, made.refusal);
      return context.json({ ...json(made.value), secret: secretOf(made.value, dependencies) }, 201, noStore);
    }),
  );

  routes.get(
    "/webhooks",
    asEditor(async (context) => {
      const partners = await partnersByName(database);
      return context.json({ webhooks: partners.map(json) }, 200, noStore);
    }),
  );

  routes.get(
    "/webhooks/:id",
    asEditor(async (context) => {
      const partner = await found(context);
      if (!partner.ok) return problem(context, partner.refusal);
      const events = await partnerLog(database, partner.value.id, mostEvents);
      return context.json(
        {
          ...json(partner.value),
          events: events.map(({ announcementId, slug, revision, occasion, firstAt, lastAt, ...rest }) => ({
            event: announcementId,
            ...(slug === null ? { test: true } : { slug, revision, occasion }),
            firstAt: easternIso(firstAt),
            lastAt: easternIso(lastAt),
            ...rest,
          })),
        },
        200,
        noStore,
      );
    }),
  );

  routes.delete(
    "/webhooks/:id",
    asEditor(async (context, editor, commandId) => {
      const partner = await found(context);
      if (!partner.ok) return problem(context, partner.refusal);
      const ended = await endPartner(dependencies, partner.value.id, { actor: editor.id, commandId: commandId() });
      return ended.ok ? context.body(null, 204, noStore) : problem(context, ended.refusal);
    }),
  );

  routes.post(
    "/webhooks/:id/test",
    asEditor(async (context) => {
      const partner = await found(context);
      if (!partner.ok) return problem(context, partner.refusal);
      await requestTestEvent(dependencies, partner.value);
      return context.json({ status: "sent at once; see events" }, 202, noStore);
    }),
  );

  for (const act of ["rotate", "pause", "resume"] as const) {
    routes.post(
      `/webhooks/:id/${act}`,
      asEditor(async (context, editor, commandId) => {
        const partner = await found(context);
        if (!partner.ok) return problem(context, partner.refusal);
        const { id } = partner.value;
        const acting = { actor: editor.id, commandId: commandId() };
        const changed = await (act === "rotate"
          ? rotateSecret(dependencies, id, acting)
          : setPaused(dependencies, id, act === "pause", acting));
        if (!changed.ok) return problem(context, changed.refusal);
        const secret = act === "rotate" ? { secret: secretOf(changed.value, dependencies) } : {};
        return context.json({ ...json(changed.value), ...secret }, 200, noStore);
      }),
    );
  }

  routes.post(
    "/webhooks/:id/events/:event/redeliver",
    asEditor(async (context) => {
      const partner = await found(context);
      if (!partner.ok) return problem(context, partner.refusal);
      const again = await redeliver(dependencies, partner.value, Number(context.req.param("event")));
      return again.ok
        ? context.json({ status: "sent again at once; see events" }, 202, noStore)
        : problem(context, again.refusal);
    }),
  );
  return routes;
}
