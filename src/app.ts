/** The whole route map on one page. */
import { type Context, Hono } from "hono";
import { matchedRoutes } from "hono/route";
import { hours } from "./domain/durations.ts";
import type { SvgToPng, Tokens } from "./domain/ports.ts";
import type { ReportOffice } from "./domain/report-directory.ts";
import { apiReference } from "./http/api-reference.tsx";
import { archivePage } from "./http/archive-page.tsx";
import { assetRoutes } from "./http/assets.ts";
import { type AuthoringDependencies, authoringApi } from "./http/authoring-api.ts";
import { type BouncesDependencies, bouncesApi } from "./http/bounces-api.ts";
import { consoleAssetRoutes } from "./http/console/console-assets.ts";
import { type ConsoleDependencies, consolePages } from "./http/console-pages.tsx";
import { events } from "./http/events.ts";
import { failureLog } from "./http/failure-log.ts";
import { feeds } from "./http/feeds.ts";
import { heartbeats } from "./http/heartbeats.ts";
import type { HttpRefusal } from "./http/http-refusal.ts";
import { noticePages } from "./http/notice-pages.tsx";
import { openApiDocument } from "./http/openapi.ts";
import { errorPage, wantsPage } from "./http/page-answer.tsx";
import { partnerPages } from "./http/partner-pages.tsx";
import { answerTo, problem } from "./http/problem.ts";
import { publicApi } from "./http/public-api.ts";
import { publicPages } from "./http/public-pages.tsx";
import { readFilter } from "./http/query.ts";
import { type ClientAddress, hourlyLimits, noLimit, rateLimit } from "./http/rate-limit.ts";
import { withSecurityHeaders } from "./http/security-headers.ts";
import { sheets } from "./http/sheets.ts";
import type { SignUpDependencies } from "./http/sign-up.ts";
import { signage } from "./http/signage.tsx";
import { hasKey } from "./http/signed-in.ts";
import { siteFiles } from "./http/site-files.ts";
import { subscriptionPages } from "./http/subscription-pages.tsx";
import { taxii } from "./http/taxii.ts";
import { verifyPages } from "./http/verify-pages.tsx";
import { viewReader } from "./http/view.ts";
import { type PartnerPageDependencies, webhooksApi } from "./http/webhooks-api.ts";
import { webSub } from "./http/websub.ts";
import { messagePreviews } from "./message-previews.ts";
import { DuplicateKey, Unavailable } from "./store/database.ts";
import { DamagedTexts } from "./store/seals.ts";

export interface AppDependencies
  extends SignUpDependencies,
    Omit<ConsoleDependencies, "previews" | "signInLimit">,
    AuthoringDependencies,
    BouncesDependencies,
    PartnerPageDependencies {
  readonly tokens: Tokens;
  readonly vapidPublicKey: string;
  /** The certificates of CAP signatures, PEM: what signs now, then all others. */
  readonly capCertificates: () => string;
  /** One test message a day in the feed of exercises. */
  readonly hasHeartbeat?: boolean;
  readonly clientAddress: ClientAddress;
  readonly securityContact?: string;
  /** Absent where the platform cannot draw. */
  readonly svgToPng?: SvgToPng;
  readonly privacyActNotice?: string;
  readonly reportOffices?: readonly ReportOffice[];
  /** How often server-sent events look for changes; absent where a process cannot keep connections open. */
  readonly eventsEveryMs?: number;
  /** Figures for Prometheus, for whoever has the key; absent: there are none. */
  readonly metrics?: {
    readonly key: string;
    read(): Promise<{ readonly type: string; readonly text: string }>;
  };
  /** Reasons why this instance should not be sent readers, for /readyz. */
  readonly unreadiness: () => Promise<readonly string[]>;
}

export function createApp(dependencies: AppDependencies): Hono {
  const { site, clock, isUnlimited, clientAddress, securityContact, eventsEveryMs } = dependencies;
  const readView = viewReader(dependencies);
  const limited = (count: number) => (isUnlimited ? noLimit : rateLimit(clock, clientAddress, count, hours(1)));
  const signUpLimit = limited(hourlyLimits.signUps);
  const signInLimit = limited(hourlyLimits.signIns);
  const shared = { ...dependencies, readView, signUpLimit, signInLimit };
  const { logOutage, logDefect } = failureLog(dependencies);
  const openApi = openApiDocument(site.name, site.baseUrl);

  const app = new Hono({ strict: false });
  app.use(withSecurityHeaders());
  app.use(async (context, next) => {
    // A Host header that is no host makes an address that is none.
    if (!URL.canParse(context.req.url)) return problem(context, { type: "wrong-host" });
    return next();
  });

  // Before the pages, whose `/advisories/:slug` would take these too.
  app.route("/", sheets(shared, ""));
  app.route("/exercise", sheets(shared, "/exercise"));
  app.route("/", publicPages(shared, ""));
  app.route("/", verifyPages(shared));
  app.route("/", signage(shared));
  app.route("/", siteFiles(shared));
  app.route("/", subscriptionPages(shared));
  app.route("/", feeds(shared, ""));
  app.route("/", archivePage(shared, ""));
  app.route("/exercise", archivePage(shared, "/exercise"));
  app.route("/exercise", publicPages(shared, "/exercise"));
  const beating = dependencies.hasHeartbeat ? { heartbeats: heartbeats(dependencies) } : {};
  app.route("/exercise", feeds({ ...shared, ...beating }, "/exercise"));
  app.route("/", apiReference(shared));
  app.get("/api/openapi.json", (context) => {
    const parameters = readFilter(new URL(context.req.url), []);
    return parameters.ok ? context.json(openApi) : problem(context, parameters.refusal);
  });
  if (eventsEveryMs !== undefined) app.route("/api/v1", events({ ...shared, eventsEveryMs }));
  app.route("/api/v1", publicApi(shared));
  app.route("/api/v1", authoringApi(shared));
  app.route("/api/v1", webhooksApi(shared));
  app.route("/api/v1", bouncesApi(shared));
  const partnerLimit = limited(hourlyLimits.partnerActs);
  app.route("/", partnerPages({ ...shared, partnerLimit }));
  app.route("/", noticePages(shared));
  const hubLimit = limited(hourlyLimits.hubRequests);
  app.route("/", webSub({ ...shared, hubLimit }));
  app.route("/taxii2", taxii(shared));
  app.route("/console", consolePages({ ...shared, previews: messagePreviews(site) }));
  app.route("/", consoleAssetRoutes());
  app.get("/cap/certificate.pem", (context) =>
    context.body(dependencies.capCertificates(), 200, {
      "Content-Type": "application/x-pem-file",
      "Cache-Control": "public, max-age=3600",
      "Access-Control-Allow-Origin": "*",
    }),
  );
  app.route("/", assetRoutes());

  app.get("/.well-known/security.txt", (context) => {
    if (!securityContact) return refuse(context, { type: "no-such-address" });
    const expires = new Date(Math.ceil(clock.now() / 86_400_000) * 86_400_000 + 180 * 86_400_000).toISOString();
    return context.text(
      `Contact: ${securityContact}\nExpires: ${expires}\nCanonical: ${site.baseUrl}/.well-known/security.txt\n`,
    );
  });
  app.get("/healthz", (context) => context.text("alive\n", 200, { "Cache-Control": "no-store" }));
  app.get("/metrics", async (context) => {
    const { metrics } = dependencies;
    if (!metrics) return refuse(context, { type: "no-such-address" });
    if (!hasKey(dependencies, context, metrics.key)) return refuse(context, { type: "not-signed-in" });
    const { type, text } = await metrics.read();
    return context.body(text, 200, { "Content-Type": type, "Cache-Control": "no-store" });
  });
  app.get("/readyz", async (context) => {
    const reasons = await dependencies.unreadiness();
    return context.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503, {
      "Cache-Control": "no-store",
    });
  });

  function refuse(context: Context, refusal: HttpRefusal, reference?: string): Response {
    if (!wantsPage(context) || context.req.path.startsWith("/api/")) return problem(context, refusal);
    return errorPage(context, site, clock.now(), refusal, reference === undefined ? {} : { reference });
  }

  const paths = knownPaths(app);
  app.notFound((context) => {
    const allowed = paths.filter((known) => known.pattern.test(context.req.path)).map((known) => known.method);
    if (allowed.length > 0 && !allowed.includes(context.req.method))
      return refuse(context, { type: "wrong-method", allowed: [...new Set(allowed)] });
    return refuse(context, { type: "no-such-address" });
  });
  app.onError((error, context) => {
    const isRead = context.req.method === "GET" || context.req.method === "HEAD";
    const cause = causeOf(error);
    const isDatabase =
      cause instanceof Unavailable ||
      cause instanceof DuplicateKey ||
      cause instanceof DamagedTexts ||
      /SQLITE|D1_/.test(String((cause as { code?: unknown }).code ?? cause.message));
    const refusal: HttpRefusal = isDatabase ? { type: isRead ? "cannot-read" : "cannot-write" } : { type: "defect" };
    // The route, not the address: that may hold a token.
    const route = matchedRoutes(context).find(({ method }) => method !== "ALL")?.path;
    const failure = { error: cause, title: answerTo(refusal).title, about: { method: context.req.method, route } };
    return refuse(context, refusal, isDatabase ? logOutage(failure) : logDefect(failure));
  });
  return app;
}

/** What lies at the bottom. Drizzle wraps a failed query in an error that holds its parameters, addresses too: that is not for the log. */
function causeOf(error: Error): Error {
  return error.cause instanceof Error && !(error instanceof Unavailable) ? causeOf(error.cause) : error;
}

/** What is not itself in a route's path: a parameter, perhaps with a pattern of its own, or a dot. */
const part = /\/:\w+(?:\{(.*?)\})?(?=\/|$)|\./g;

function partPattern(text: string, own: string | undefined): string {
  return text === "." ? "\\." : `/${own ?? "[^/]+"}`;
}

/** Which methods each address takes, read off the routes themselves. */
function knownPaths(app: Hono): { pattern: RegExp; method: string }[] {
  return app.routes
    .filter((route) => route.method !== "ALL")
    .map(({ path, method }) => ({ pattern: new RegExp(`^${path.replaceAll(part, partPattern)}/?$`), method }))
    .flatMap((known) => (known.method === "GET" ? [known, { ...known, method: "HEAD" }] : [known]));
}
