/** The console: one-time sign-in, the mails that went to files, and the pages for editors (console/). */
import { Hono } from "hono";
import { compressedPages } from "./compression.ts";
import { type AccountPageDependencies, accountPages } from "./console/account.tsx";
import { type AdvisoryPageDependencies, advisoryPages } from "./console/advisory-pages.tsx";
import { type ApprovingDependencies, approvingPages } from "./console/approving.tsx";
import { type EditorsDependencies, editorsPages } from "./console/editors.tsx";
import { type OidcDependencies, oidcPages } from "./console/oidc.tsx";
import { operatingPages } from "./console/operating.tsx";
import { overviewPages } from "./console/overview.tsx";
import { serviceNoticePages } from "./console/partner-notices.tsx";
import { partnersPages } from "./console/partners.tsx";
import { pickingAnswers } from "./console/picking.ts";
import { previewPages } from "./console/previews.tsx";
import { revisingPages } from "./console/revising.tsx";
import { sessionOf } from "./console/session.tsx";
import { signingIn } from "./console/signing-in.tsx";
import { takingBackPages } from "./console/taking-back.tsx";
import { textTemplatePages } from "./console/text-template-pages.tsx";
import { writingPages } from "./console/writing.tsx";
import { errorPage } from "./page-answer.tsx";
import type { PartnerPageDependencies } from "./webhooks-api.ts";

export interface ConsoleDependencies
  extends AccountPageDependencies,
    AdvisoryPageDependencies,
    ApprovingDependencies,
    OidcDependencies,
    PartnerPageDependencies,
    Omit<EditorsDependencies, "readWrittenMail"> {
  readonly readWrittenMail?: (name: string) => Promise<{ readonly text: string; readonly isOfReader: boolean } | null>;
}

export function consolePages(dependencies: ConsoleDependencies): Hono {
  const { site, clock } = dependencies;
  const routes = new Hono();

  routes.use(compressedPages());
  routes.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
  });

  routes.get("/mails/:name", async (context) => {
    const session = await sessionOf(dependencies, context);
    const refuse = (refusal: Parameters<typeof errorPage>[3]) =>
      errorPage(context, site, clock.now(), refusal, { area: "console" });
    if (!session) return refuse({ type: "not-signed-in" });
    const mail = await dependencies.readWrittenMail?.(context.req.param("name"));
    if (!mail) return refuse({ type: "not-found", what: "mail" });
    // Its links are a reader's own.
    if (mail.isOfReader && !session.editor.roles.includes("admin"))
      return refuse({ type: "role-missing", needed: ["admin"] });
    return context.body(mail.text, 200, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  });

  routes.route("/", signingIn(dependencies));
  routes.route("/", oidcPages(dependencies));
  routes.route("/", accountPages(dependencies));
  routes.route("/", editorsPages(dependencies));
  routes.route("/", advisoryPages(dependencies));
  routes.route("/", writingPages(dependencies));
  routes.route("/", textTemplatePages(dependencies));
  routes.route("/", pickingAnswers(dependencies));
  routes.route("/", revisingPages(dependencies));
  routes.route("/", approvingPages(dependencies));
  routes.route("/", previewPages(dependencies));
  routes.route("/", takingBackPages(dependencies));
  routes.route("/", overviewPages(dependencies));
  routes.route("/", operatingPages(dependencies));
  // Before the partners, whose `/partners/:id` would take it too.
  routes.route("/", serviceNoticePages(dependencies));
  routes.route("/", partnersPages(dependencies));
  return routes;
}
