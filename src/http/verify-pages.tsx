/** "Is this message genuine?" The code printed in every mail and CAP message is the identifier of the revision it told. */
import { Hono } from "hono";
import { documentOf } from "../../templates/layout.tsx";
import { VerifiedPage, VerifyPage } from "../../templates/pages/verify.tsx";
import type { Site } from "../domain/ports.ts";
import { safeHtml } from "../formats/plain-text.ts";
import { languageOf } from "./language.ts";
import { frameFor, htmlType, privatePage } from "./page-answer.tsx";
import { respond } from "./rendered.ts";
import type { ReadView, View } from "./view.ts";

interface VerifyDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

export function verifyPages({ site, readView }: VerifyDependencies): Hono {
  const routes = new Hono();

  routes.get("/verify", async (context) => {
    const { view, now } = await readView();
    const typed = context.req.query("code")?.trim().slice(0, 500);
    if (typed) {
      const language = context.req.query("lang");
      const carried = language ? `?lang=${encodeURIComponent(language)}` : "";
      return context.redirect(`/verify/${encodeURIComponent(codeIn(typed))}${carried}`, 303);
    }
    const { asked, isChosen } = languageOf(context);
    const minute = Math.max(view.from, Math.floor(now / 60_000) * 60_000);
    const frame = frameFor(context, site, minute);
    return respond(
      context,
      {
        type: htmlType,
        view,
        now,
        changedAt: minute,
        key: `verify ${asked} ${isChosen} ${minute}`,
        vary: "Accept-Language",
      },
      () => documentOf(<VerifyPage frame={frame} />),
    );
  });

  // What it says is true now and may not be in a minute: nobody keeps it.
  routes.get("/verify/:code", async (context) => {
    const { view, now } = await readView();
    const code = context.req.param("code");
    const frame = frameFor(context, site, now);
    const found = sentUnder(code, view);
    if (!found) return privatePage(context, <VerifyPage frame={frame} unknownCode={code.slice(0, 100)} />, 404);
    return privatePage(
      context,
      <VerifiedPage frame={frame} {...found} textLanguage={languageOf(context).asked} body={safeHtml} />,
    );
  });
  return routes;
}

/** The code in what was typed: people paste the whole link. */
function codeIn(typed: string): string {
  const path = URL.canParse(typed) ? new URL(typed).pathname : typed;
  return path.split("/").findLast((part) => part !== "") ?? typed;
}

/** What took effect under this identifier: a scheduled or voided text is under no code yet, or never. */
function sentUnder(code: string, view: View) {
  for (const { advisories } of [view.actual, view.rehearsal]) {
    for (const advisory of advisories) {
      const revision = advisory.revisions.find((one) => one.identifier === code);
      if (revision) return { advisory, advisories, revision };
    }
  }
  return null;
}
