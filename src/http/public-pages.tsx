/** The public's pages, and the same pages for exercises under their own prefix. */
import { type Context, Hono } from "hono";
import { documentOf, type Frame } from "../../templates/layout.tsx";
import { AboutPage } from "../../templates/pages/about.tsx";
import { AccessibilityPage } from "../../templates/pages/accessibility.tsx";
import { AdvisoryPage } from "../../templates/pages/advisory.tsx";
import { byUrgency, HomePage } from "../../templates/pages/home.tsx";
import { MachinesPage } from "../../templates/pages/machines.tsx";
import { OfflinePage } from "../../templates/pages/offline.tsx";
import { PrivacyPage } from "../../templates/pages/privacy.tsx";
import { ReportPage } from "../../templates/pages/report.tsx";
import { RevisionPage } from "../../templates/pages/revision.tsx";
import type { Site, SvgToPng } from "../domain/ports.ts";
import type { ReportOffice } from "../domain/report-directory.ts";
import { pdfFault } from "../formats/pdf-sheet.ts";
import { safeHtml } from "../formats/plain-text.ts";
import { languageOf } from "./language.ts";
import { linksTo, otherForms } from "./other-forms.ts";
import { errorPage, frameFor, htmlType } from "./page-answer.tsx";
import { respond } from "./rendered.ts";
import { sheetFonts } from "./sheet-fonts.ts";
import { hasCapFile, type ReadView, type Realm, type View } from "./view.ts";

interface PageDependencies {
  readonly site: Site;
  readonly readView: ReadView;
  /** Where to report, by state; the operator's own. */
  readonly reportOffices?: readonly ReportOffice[];
  /** Absent where the platform cannot draw. */
  readonly svgToPng?: SvgToPng;
}

/** For machines that read no HTML: where the feeds are. */
const discovery = [
  ["/feeds/advisories.atom", "application/atom+xml"],
  ["/feeds/advisories.rss", "application/rss+xml"],
  ["/feeds/advisories.json", "application/feed+json"],
  ["/cap/feed.atom", "application/atom+xml"],
]
  .map(([path, type]) => `<${path}>; rel="alternate"; type="${type}"`)
  .join(", ");

/** What the address of one advisory names in its header; other pages name nothing. */
type Links = (frame: Frame, realm: Realm) => string | undefined;

type Render = (
  frame: Frame,
  realm: Realm,
  textLanguage: string,
  view: View,
) => { toString(): string | Promise<string> } | null;

export function publicPages(dependencies: PageDependencies, prefix: Realm["prefix"]): Hono {
  const { site, readView, reportOffices = [], svgToPng } = dependencies;
  const routes = new Hono();
  const realmOf = (view: View) => (prefix === "" ? view.actual : view.rehearsal);

  /** A page of what is true now: made once for each language and minute, since it says as of when. */
  const page = (path: string, render: Render, links: Links = () => undefined) => {
    routes.get(path, async (context: Context) => {
      const { view, now } = await readView();
      const minute = Math.max(view.from, Math.floor(now / 60_000) * 60_000);
      const { asked, isChosen } = languageOf(context);
      const frame = frameFor(context, site, minute, prefix);
      const realm = realmOf(view);
      view.expectReadable(context.req.param("slug") ?? "");
      const made = render(frame, realm, asked, view);
      const link = links(frame, realm);
      if (!made) return errorPage(context, site, now, { type: "no-such-address" });
      return respond(
        context,
        {
          type: htmlType,
          view,
          now,
          changedAt: Math.max(view.changedAt, minute),
          key: `page ${prefix}${frame.path} ${asked} ${isChosen} ${minute}`,
          vary: "Accept-Language",
          headers: {
            ...(link === undefined ? {} : { Link: link }),
            ...(prefix === "" ? {} : { "X-Robots-Tag": "noindex" }),
          },
        },
        () => documentOf(made),
      );
    });
  };

  const shownAt = (frame: Frame, realm: Realm) =>
    realm.advisories.find(({ slug }) => `/advisories/${slug}` === frame.path);

  page(
    "/",
    (frame, realm) => <HomePage frame={frame} advisories={realm.advisories} body={safeHtml} />,
    () => (prefix === "" ? discovery : undefined),
  );
  const advisoryPage: Render = (frame, realm, textLanguage) => {
    const advisory = shownAt(frame, realm);
    if (!advisory) return null;
    const family = realm.advisories.filter((one) => one.family === advisory.family);
    const sheet = { site, prefix, language: textLanguage, advisories: realm.advisories };
    const pdf = `${prefix}${frame.path}.pdf${frame.languageIsChosen ? `?lang=${encodeURIComponent(textLanguage)}` : ""}`;
    const last = advisory.revisions.findLast((revision) => hasCapFile(realm, revision.identifier));
    return (
      <AdvisoryPage
        frame={frame}
        advisory={advisory}
        family={family}
        textLanguage={textLanguage}
        body={safeHtml}
        otherForms={otherForms(advisory, realm, site)}
        pdfPath={() => (pdfFault(advisory, sheet, sheetFonts) ? null : pdf)}
        {...(last ? { capPath: `${prefix}/cap/${last.identifier}.xml` } : {})}
      />
    );
  };
  page("/advisories/:slug", advisoryPage, (frame, realm) => {
    const advisory = shownAt(frame, realm);
    return advisory && linksTo(otherForms(advisory, realm, site), site);
  });
  page("/advisories/:slug/revisions/:number{[0-9]{1,6}}", (frame, realm, textLanguage) => {
    const [, slug, number] = /^\/advisories\/([^/]+)\/revisions\/(\d+)$/.exec(frame.path) ?? [];
    const advisory = realm.advisories.find((one) => one.slug === slug);
    const revision = advisory?.revisions.find((one) => one.number === Number(number));
    if (!advisory || !revision) return null;
    return (
      <RevisionPage
        frame={frame}
        advisory={advisory}
        family={realm.advisories}
        revision={revision}
        textLanguage={textLanguage}
        body={safeHtml}
      />
    );
  });
  if (prefix !== "") return routes;

  page("/offline", (frame, realm) => {
    const current = realm.advisories.filter(({ phase }) => phase === "active").sort(byUrgency);
    return <OfflinePage frame={frame} current={current} body={safeHtml} />;
  });
  page("/report", (frame) => <ReportPage frame={frame} offices={reportOffices} />);
  page("/about", (frame, _realm, _language, { lastAct }) => <AboutPage frame={frame} lastAct={lastAct} />);
  page("/machines", (frame) => <MachinesPage frame={frame} canDraw={svgToPng !== undefined} />);
  page("/privacy", (frame) => <PrivacyPage frame={frame} />);
  page("/accessibility", (frame) => <AccessibilityPage frame={frame} />);
  return routes;
}
