/** Each advisory as plain text and as a PDF to print, beside its page: for the public and, apart from it, for exercises. */
import { type Context, Hono } from "hono";
import { textFor } from "../../templates/messages/advisory-words.ts";
import { interfaceLanguage } from "../../templates/messages/index.ts";
import { sheetWords } from "../../templates/messages/sheet-words.ts";
import type { PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { type PdfFault, pdfFault, pdfSheet } from "../formats/pdf-sheet.ts";
import { textSheet } from "../formats/text-sheet.ts";
import { languageOf } from "./language.ts";
import { linksTo, otherForms } from "./other-forms.ts";
import { errorPage, wantsPage } from "./page-answer.tsx";
import { problem } from "./problem.ts";
import { respond } from "./rendered.ts";
import { sheetFonts } from "./sheet-fonts.ts";
import type { ReadView, Realm } from "./view.ts";

interface SheetDependencies {
  readonly site: Site;
  readonly readView: ReadView;
}

export function sheets({ site, readView }: SheetDependencies, prefix: Realm["prefix"]): Hono {
  const routes = new Hono();
  const marks: Record<string, string> = prefix === "" ? {} : { "X-Robots-Tag": "noindex" };

  /** The advisory that the file is of, and all that its answer is made and kept by. */
  async function read(context: Context, ending: ".txt" | ".pdf") {
    const { view, now } = await readView();
    const slug = (context.req.param("file") ?? "").slice(0, -ending.length);
    const realm = prefix === "" ? view.actual : view.rehearsal;
    const { advisories } = realm;
    view.expectReadable(slug);
    const advisory = advisories.find((one) => one.slug === slug);
    const headers = advisory ? { ...marks, Link: linksTo(otherForms(advisory, realm, site), site) } : marks;
    const { asked } = languageOf(context);
    return { view, now, advisory, headers, sheet: { site, prefix, language: asked, advisories } };
  }

  routes.get("/advisories/:file{[^/]+\\.txt}", async (context) => {
    const { view, now, advisory, headers, sheet } = await read(context, ".txt");
    if (!advisory) return problem(context, { type: "not-found", what: "advisory" });
    const minute = Math.max(view.from, Math.floor(now / 60_000) * 60_000);
    const key = `${prefix}sheet ${advisory.slug} ${sheet.language} ${minute}`;
    const type = "text/plain; charset=utf-8";
    return respond(context, { type, view, now, changedAt: minute, key, vary: "Accept-Language", headers }, () =>
      textSheet(advisory, { ...sheet, now: minute }),
    );
  });

  routes.get("/advisories/:file{[^/]+\\.pdf}", async (context) => {
    const { view, now, advisory, headers, sheet } = await read(context, ".pdf");
    if (!advisory) return problem(context, { type: "not-found", what: "advisory" });
    // Any tag may be asked for, and a sheet costs a good part of a second: one for each language there is, and no more.
    const given = textFor(advisory.revision, sheet.language);
    const language = given.instead ? (interfaceLanguage(sheet.language) ?? "en") : given.language;
    const printed = { ...sheet, language };
    const fault = pdfFault(advisory, printed, sheetFonts);
    if (fault) return notPrintable(context, fault, advisory);
    return respond(
      context,
      {
        type: "application/pdf",
        view,
        now,
        changedAt: advisory.changedAt,
        key: `${prefix}pdf ${advisory.slug} ${language}`,
        vary: "Accept-Language",
        headers: { ...headers, "Content-Disposition": `inline; filename="${advisory.slug}.pdf"` },
      },
      () => pdfSheet(advisory, printed, sheetFonts),
    );
  });

  async function notPrintable(context: Context, fault: PdfFault, { slug }: PublishedAdvisory): Promise<Response> {
    const { language, asked } = languageOf(context);
    const words = sheetWords(language).notPrintable;
    const detail = fault.because === "letters" ? words.letters(fault.letters) : words.rightToLeft;
    const page = `${prefix}/advisories/${slug}?lang=${encodeURIComponent(asked)}`;
    const refusal = { type: "not-printable", detail, page: `${site.baseUrl}${page}` } as const;
    if (!wantsPage(context)) return problem(context, refusal);
    return errorPage(context, site, (await readView()).now, refusal, { detail, link: page });
  }
  return routes;
}
