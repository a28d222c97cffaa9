/** Partners in the console: the list, the form that makes one, and each with its page. */
import { Hono } from "hono";
import type { FormProblem } from "../../../templates/console/fields.tsx";
import {
  ConsolePartnerPage,
  emptyPartner,
  type PartnerForm,
  type PartnerLine,
  PartnersPage,
} from "../../../templates/console/partners.tsx";
import { createPartner, endPartner, webhookOf } from "../../actions/partners.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { type Partner, partnersByName } from "../../store/partners.ts";
import {
  type ActOutcome,
  carryOut,
  type PartnerExtra,
  partnerActs,
  partnerByNumber,
  partnerView,
  saidIn,
  sendAgain,
} from "../partner-acts.ts";
import { answerTo } from "../problem.ts";
import { checked } from "../request-body.ts";
import { headerOf, webhookSchema } from "../webhook-schema.ts";
import { type PartnerPageDependencies, partnerPageOf, stateOf } from "../webhooks-api.ts";
import { refusalWords } from "./advisory-pages.tsx";
import { page, type Sent, type Visit, visits } from "./session.tsx";

export function partnersPages(dependencies: PartnerPageDependencies): Hono {
  const { site, database, tokens, callbackFault } = dependencies;
  const { reading, acting, refuse, missing } = visits(dependencies);
  const schema = webhookSchema(callbackFault);
  const routes = new Hono();
  const showAll = async (visit: Visit, typed: PartnerForm = emptyPartner, problems: readonly FormProblem[] = []) => {
    const partners = (await partnersByName(database)).map(lineOf);
    const isRemoved = visit.context.req.query("removed") === "1";
    const made = <PartnersPage {...{ console: visit.console, partners, typed, problems, isRemoved }} />;
    return page(visit.context, made, problems.length > 0 ? 400 : 200);
  };

  const showOne = async (visit: Visit, partner: Partner, extra: PartnerExtra, refusal?: Refusal) => {
    const made = (
      <ConsolePartnerPage
        console={visit.console}
        partner={lineOf(partner)}
        page={partnerPageOf(partner, site, tokens)}
        view={await partnerView(dependencies, partner, extra)}
        {...(refusal ? { refusal: refusalWords(refusal) } : {})}
      />
    );
    return page(visit.context, made, refusal ? answerTo(refusal).status : 200);
  };

  const answer = (sent: Sent, partner: Partner, outcome: ActOutcome) => {
    if (outcome.type === "refused") return showOne(sent, partner, {}, outcome.refusal);
    if (outcome.type === "secret") return showOne(sent, outcome.partner, { secret: outcome.secret });
    const said = outcome.said ? `?said=${outcome.said}` : "";
    return sent.context.redirect(`/console/partners/${partner.id}${said}`, 303);
  };

  routes.get(
    "/partners",
    reading((visit) => showAll(visit)),
  );
  routes.post(
    "/partners",
    acting(async (sent) => {
      const typed = typedIn(sent.form);
      const body = checked(schema, bodyOf(typed, sent.form.get("auth.secret") ?? ""));
      if (!body.ok) return showAll(sent, typed, body.refusal.problems.map(problemAt));
      const { name, contact, url, format, exercise, language, kinds, areas, sectors } = body.value;
      const header = headerOf(body.value);
      const made = await createPartner(
        dependencies,
        {
          ...{ name, contact, url, format, language, choice: { kinds, areas, sectors }, isExercise: exercise },
          ...(header ? { header } : {}),
        },
        { actor: sent.editor.id, commandId: sent.commandId },
      );
      if (!made.ok) return refuse(sent, made.refusal);
      return sent.context.redirect(`/console/partners/${made.value.id}`, 303);
    }),
  );

  routes.get(
    "/partners/:id",
    reading(async (visit) => {
      const partner = await partnerByNumber(dependencies, visit.context.req.param("id"));
      return partner ? showOne(visit, partner, saidIn(visit.context.req.query("said"))) : missing(visit, "webhook");
    }),
  );
  for (const act of partnerActs) {
    routes.post(
      `/partners/:id/${act}`,
      acting(async (sent) => {
        const partner = await partnerByNumber(dependencies, sent.context.req.param("id"));
        if (!partner) return missing(sent, "webhook");
        const who = { actor: sent.editor.id, commandId: sent.commandId };
        return answer(sent, partner, await carryOut(dependencies, partner, act, who));
      }),
    );
  }
  routes.post(
    "/partners/:id/events/:event",
    acting(async (sent) => {
      const partner = await partnerByNumber(dependencies, sent.context.req.param("id"));
      if (!partner) return missing(sent, "webhook");
      return answer(sent, partner, await sendAgain(dependencies, partner, sent.context.req.param("event") ?? ""));
    }),
  );
  routes.post(
    "/partners/:id/remove",
    acting(async (sent) => {
      const partner = await partnerByNumber(dependencies, sent.context.req.param("id"));
      if (!partner) return missing(sent, "webhook");
      const ended = await endPartner(dependencies, partner.id, { actor: sent.editor.id, commandId: sent.commandId });
      return ended.ok
        ? sent.context.redirect("/console/partners?removed=1", 303)
        : showOne(sent, partner, {}, ended.refusal);
    }),
  );
  return routes;
}

function lineOf(partner: Partner): PartnerLine {
  const { id, name, contact } = partner;
  return { id, name, contact, url: webhookOf(partner).url, state: stateOf(partner) };
}

function typedIn(form: URLSearchParams): PartnerForm {
  const one = (name: string) => (form.get(name) ?? "").trim();
  return {
    ...{
      name: one("name"),
      contact: one("contact"),
      url: one("url"),
      format: one("format"),
      language: one("language"),
    },
    ...{ authType: one("auth.type"), authUser: one("auth.user"), authName: one("auth.name"), areas: one("areas") },
    ...{ kinds: form.getAll("kinds"), sectors: form.getAll("sectors"), isExercise: form.get("exercise") === "true" },
  };
}

/** The form as the API would have it. */
function bodyOf(typed: PartnerForm, secret: string): Record<string, unknown> {
  const { authType, authUser, authName, isExercise, areas, ...same } = typed;
  const auth =
    authType === "basic"
      ? { type: "basic", user: authUser, password: secret }
      : authType === "header"
        ? { type: "header", name: authName, value: secret }
        : undefined;
  return {
    ...same,
    areas: areas.split(/[\s,;]+/).filter((area) => area !== ""),
    exercise: isExercise,
    ...(auth ? { auth } : {}),
  };
}

function problemAt({ path, reason, example }: { path: string; reason: string; example?: string }): FormProblem {
  const field = path.replace(/^\$\.?/, "").replace(/\[.*$/, "");
  const own = field === "auth.password" || field === "auth.value" ? "auth.secret" : field;
  return { field: own, reason, ...(example ? { example } : {}) };
}
