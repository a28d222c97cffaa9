/**
 * The frame of every page: what must be said everywhere (not official, demonstration, exercise), navigation, languages and feeds.
 * No inline script or style: the Content-Security-Policy allows neither.
 */
import type { Child } from "hono/jsx";
import type { Moment } from "../src/domain/advisory.ts";
import { easternIso } from "../src/domain/eastern.ts";
import type { Site } from "../src/domain/ports.ts";
import { speaksForAgency } from "../src/domain/speaks-for-agency.ts";
import { momentName } from "./messages/advisory-words.ts";
import { type InterfaceLanguage, interfaceLanguages, messagesFor } from "./messages/index.ts";
import type { Messages } from "./messages/messages.ts";
import { verifyWords } from "./messages/verify-words.ts";
import { Identifier, OfficialBanner } from "./parts/official.tsx";

/** Addresses of what is served beside the pages. */
export interface Assets {
  readonly css: string;
  readonly homeScript: string;
  /** On every public page. */
  readonly siteScript: string;
  readonly offlineScript: string;
  readonly subscribeScript: string;
}

/** What every page is given. */
export interface Frame {
  readonly site: Pick<Site, "name" | "baseUrl" | "official" | "demo" | "agency">;
  readonly language: InterfaceLanguage;
  /** The reader chose the language by `?lang=`: local links carry it on, so that no cookie is needed. */
  readonly languageIsChosen: boolean;
  /** Of this page, without the prefix: `/advisories/x`. */
  readonly path: string;
  /** Exercises and tests have the same pages under their own prefix. */
  readonly prefix: "" | "/exercise";
  readonly assets: Assets;
  /** The moment whose truth the page shows. */
  readonly now: Moment;
}

/** Another form of what a page shows. */
export interface OtherForm {
  readonly type: string;
  readonly path: string;
}

interface PageProps {
  readonly frame: Frame;
  readonly title: string;
  /** Of the one advisory that the page shows. */
  readonly otherForms?: readonly OtherForm[];
  /** For link previews; absent: none. */
  readonly description?: string;
  readonly script?: string;
  /** Search engines are asked to leave it out: pages behind a token, forms' answers, errors. */
  readonly isPrivate?: boolean;
  readonly area?: "public" | "console";
  /** The page goes on to this address by itself. */
  readonly goOnTo?: string;
  readonly children?: Child;
}

/** The whole answer as text. A page that waits for something is a defect: templates get their data as arguments. */
export function documentOf(page: { toString(): string | Promise<string> }): string {
  const html = page.toString();
  if (typeof html !== "string") throw new TypeError("a page must not be asynchronous");
  return `<!doctype html>\n${html}`;
}

export function wordsOf(frame: Frame): Messages {
  return messagesFor(frame.language);
}

/** The address of a local page for this reader. Pages of exercises stay within the exercise. */
export function linkTo(frame: Frame, path: string): string {
  return withLanguage(frame, `${frame.prefix}${path}`);
}

/** The address of a page that exists once, for the public and for exercises alike. */
export function plainLinkTo(frame: Frame, path: string): string {
  return withLanguage(frame, path);
}

function withLanguage(frame: Frame, path: string): string {
  if (!frame.languageIsChosen) return path;
  return `${path}${path.includes("?") ? "&" : "?"}lang=${frame.language}`;
}

export function Page(props: PageProps) {
  const { frame, title, description, script, isPrivate, area = "public", goOnTo, otherForms = [], children } = props;
  const messages = wordsOf(frame);
  const { site } = frame;
  const isExercise = frame.prefix === "/exercise";
  const address = `${site.baseUrl}${frame.prefix}${frame.path}`;
  const marks = [
    ...(isExercise ? [messages.frame.exercise] : []),
    ...(site.official ? [] : [messages.frame.notOfficial]),
  ];
  const siteTitle = [site.name, ...marks].join(" – ");
  const fullTitle = `${isExercise ? `${messages.frame.exercise}: ` : ""}${title} – ${siteTitle}`;
  return (
    <html lang={frame.language}>
      <head>
        <meta charset="utf-8" />
        <title>{fullTitle}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        {goOnTo === undefined ? null : <meta http-equiv="refresh" content={`0; url=${goOnTo}`} />}
        {isPrivate || isExercise ? <meta name="robots" content="noindex" /> : null}
        {description === undefined ? null : <meta name="description" content={description} />}
        <meta property="og:title" content={fullTitle} />
        <meta property="og:site_name" content={siteTitle} />
        <meta property="og:type" content="website" />
        {isPrivate ? null : (
          <>
            <meta property="og:url" content={address} />
            <link rel="canonical" href={address} />
            {interfaceLanguages.map((language) => (
              <link rel="alternate" hreflang={language} href={`${address}?lang=${language}`} />
            ))}
          </>
        )}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        {otherForms.map(({ type, path }) => (
          <link rel="alternate" type={type} href={path} />
        ))}
        <FeedLinks frame={frame} />
        <link rel="stylesheet" href={frame.assets.css} />
        {area === "console" ? null : <script src={frame.assets.siteScript} defer></script>}
        {script === undefined ? null : <script src={script} defer></script>}
      </head>
      <body class={isExercise ? "is-exercise" : undefined}>
        <a class="skip" href="#content">
          {messages.frame.skip}
        </a>
        {site.official && !isExercise ? <OfficialBanner frame={frame} /> : null}
        <Banners frame={frame} />
        <Header frame={frame} area={area} />
        <main id="content" tabindex={-1}>
          {children}
        </main>
        <Footer frame={frame} area={area} />
        {site.official && area === "public" ? <Identifier frame={frame} /> : null}
      </body>
    </html>
  );
}

function FeedLinks({ frame }: { frame: Frame }) {
  const feeds = [
    ["application/rss+xml", "RSS", "/feeds/advisories.rss"],
    ["application/atom+xml", "Atom", "/feeds/advisories.atom"],
    ["application/feed+json", "JSON Feed", "/feeds/advisories.json"],
    ["application/atom+xml", "CAP", "/cap/feed.atom"],
  ] as const;
  const mark = frame.prefix === "" ? "" : `${wordsOf(frame).frame.exercise}: `;
  return (
    <>
      {feeds.map(([type, name, path]) => (
        <link
          rel="alternate"
          type={type}
          title={`${mark}${frame.site.name} (${name})`}
          href={`${frame.prefix}${path}`}
        />
      ))}
    </>
  );
}

function Banners({ frame }: { frame: Frame }) {
  const { frame: words } = wordsOf(frame);
  const isExercise = frame.prefix === "/exercise";
  if (!isExercise && speaksForAgency(frame.site)) return null;
  const label = isExercise ? words.exercise : frame.site.demo ? words.demo : words.notOfficial;
  return (
    <section class="banners" aria-label={label}>
      {isExercise ? (
        <p class="banner banner-exercise">
          <strong>
            {words.exercise} · {words.exercise} · {words.exercise}
          </strong>{" "}
          {words.exerciseAdvice} <a href={plainLinkTo(frame, "/")}>{words.leaveExercise}</a>
        </p>
      ) : null}
      {frame.site.demo ? (
        <p class="banner banner-demo">
          <strong>{words.demo}.</strong> {words.demoAdvice}
        </p>
      ) : null}
      {frame.site.official ? null : (
        <p class="banner banner-unofficial">
          <strong>{words.notOfficial}.</strong> {words.notOfficialAdvice}
        </p>
      )}
    </section>
  );
}

function Header({ frame, area }: { frame: Frame; area: "public" | "console" }) {
  const { frame: words } = wordsOf(frame);
  const isExercise = frame.prefix === "/exercise";
  const home = area === "console" ? "/console" : "/";
  return (
    <header class="site-header">
      <div class="wide">
        <div class="site-line">
          <a class="site-name" href={area === "console" ? plainLinkTo(frame, home) : linkTo(frame, home)}>
            {frame.site.name}
            {area === "console" ? ` · ${words.console}` : ""}
          </a>
          <LanguageSwitch frame={frame} />
        </div>
        {area === "console" ? null : (
          <nav aria-label={words.mainNavigation}>
            <ul class="navigation">
              <NavigationItem frame={frame} path="/" label={words.current} />
              <NavigationItem frame={frame} path="/advisories" label={words.archive} />
              {isExercise ? null : (
                <>
                  <NavigationItem frame={frame} path="/subscribe" label={words.subscribe} />
                  <NavigationItem frame={frame} path="/report" label={words.report} />
                  <NavigationItem frame={frame} path="/about" label={words.about} />
                </>
              )}
            </ul>
          </nav>
        )}
      </div>
    </header>
  );
}

function NavigationItem({ frame, path, label }: { frame: Frame; path: string; label: string }) {
  return (
    <li>
      <a href={linkTo(frame, path)} aria-current={frame.path === path ? "page" : undefined}>
        {label}
      </a>
    </li>
  );
}

function LanguageSwitch({ frame }: { frame: Frame }) {
  return (
    <nav class="languages" aria-label={wordsOf(frame).frame.languages}>
      <ul>
        {interfaceLanguages.map((language) => (
          <li>
            <a
              href={`${frame.prefix}${frame.path}?lang=${language}`}
              lang={language}
              hreflang={language}
              aria-current={language === frame.language ? "true" : undefined}
            >
              {messagesFor(language).languageName}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Footer({ frame, area }: { frame: Frame; area: "public" | "console" }) {
  const messages = wordsOf(frame);
  const words = messages.frame;
  if (area === "console") return null;
  const links = [
    ["/verify", verifyWords(frame.language).title],
    ["/machines", words.machines],
    ["/privacy", words.privacy],
    ["/accessibility", words.accessibility],
  ] as const;
  const feeds = [
    ["/feeds/advisories.rss", "RSS"],
    ["/feeds/advisories.atom", "Atom"],
    ["/feeds/advisories.json", "JSON Feed"],
    ["/cap/feed.atom", "CAP"],
  ] as const;
  return (
    <footer class="site-footer">
      <div class="wide">
        <p>{words.noAllClear}</p>
        <nav aria-label={words.footerNavigation}>
          <ul class="navigation">
            {links.map(([path, label]) => (
              <li>
                <a href={plainLinkTo(frame, path)}>{label}</a>
              </li>
            ))}
            {feeds.map(([path, label]) => (
              <li>
                <a href={`${frame.prefix}${path}`}>{label}</a>
              </li>
            ))}
          </ul>
        </nav>
        <p class="as-of">
          {words.asOf}{" "}
          <time datetime={easternIso(frame.now)} data-as-of>
            {momentName(frame.now, messages)}
          </time>
        </p>
      </div>
    </footer>
  );
}
