/** The page and the mail of a text that waits, whole, for the frames of the approval screen. They are private, and nothing runs in them. */

import { Hono } from "hono";
import { documentOf } from "../../../templates/layout.tsx";
import { interfaceLanguage } from "../../../templates/messages/index.ts";
import { AdvisoryPage } from "../../../templates/pages/advisory.tsx";
import { previewApproval } from "../../actions/preview-approval.ts";
import { safeHtml } from "../../formats/plain-text.ts";
import { advisoryState } from "../../store/advisories.ts";
import { frameFor, htmlType } from "../page-answer.tsx";
import { mailPreviewPolicy, previewPolicy } from "../security-headers.ts";
import type { ApprovingDependencies } from "./approving.tsx";
import { type Visit, visits } from "./session.tsx";

const privately = { "Content-Type": htmlType, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" };

export function previewPages(dependencies: ApprovingDependencies): Hono {
  const { site, database, previews } = dependencies;
  const { reading, missing } = visits(dependencies);
  const routes = new Hono();

  const previewOf = async ({ context }: Visit) => {
    const state = await advisoryState(database, context.req.param("slug") ?? "");
    const preview = state?.advisory.working ? await previewApproval(dependencies, state) : null;
    return preview?.ok ? preview.value : null;
  };
  const languageOf = ({ context }: Visit) => context.req.query("lang") ?? "en";

  routes.get(
    "/advisories/:slug/preview/page",
    reading(async (visit) => {
      const preview = await previewOf(visit);
      if (!preview) return missing(visit, "preview");
      const { advisory, revision, notice } = preview;
      const language = languageOf(visit);
      const prefix = advisory.status === "actual" ? "" : "/exercise";
      const frame = {
        ...frameFor(visit.context, site, revision.effectiveAt, prefix),
        path: `/advisories/${advisory.slug}`,
        language: interfaceLanguage(language) ?? "en",
      };
      const others = notice.form === "change" ? notice.others : [];
      const made = (
        <AdvisoryPage
          frame={frame}
          advisory={advisory}
          family={[advisory, ...others.filter((one) => one.family === advisory.family)]}
          textLanguage={language}
          pdfPath={() => null}
          body={safeHtml}
        />
      );
      return visit.context.body(documentOf(made), 200, { ...privately, ...previewPolicy });
    }),
  );

  routes.get(
    "/advisories/:slug/preview/mail",
    reading(async (visit) => {
      const preview = await previewOf(visit);
      if (!preview) return missing(visit, "preview");
      const { html } = previews.mail(preview.notice, languageOf(visit));
      return visit.context.body(html, 200, { ...privately, ...mailPreviewPolicy });
    }),
  );
  return routes;
}
