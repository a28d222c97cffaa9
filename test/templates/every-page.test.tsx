/** What must hold on every page, in both languages, with the nastiest text in every field. */
import { gzipSync } from "node:zlib";
import type { Child } from "hono/jsx";
import { expect, test } from "vitest";
import type { AdvisoryText } from "../../src/domain/advisory.ts";
import { documentOf, type Frame } from "../../templates/layout.tsx";
import { en } from "../../templates/messages/en/messages.ts";
import { es } from "../../templates/messages/es/messages.ts";
import { interfaceLanguages, messagesFor, wordsIn } from "../../templates/messages/index.ts";
import { errorNames } from "../../templates/messages/messages.ts";
import { AboutPage } from "../../templates/pages/about.tsx";
import { AccessibilityPage } from "../../templates/pages/accessibility.tsx";
import { AdvisoryPage } from "../../templates/pages/advisory.tsx";
import { ArchivePage } from "../../templates/pages/archive.tsx";
import { ConfirmPage } from "../../templates/pages/confirm.tsx";
import { ConfirmedPage } from "../../templates/pages/confirmed.tsx";
import { ErrorPage } from "../../templates/pages/error.tsx";
import { HomePage } from "../../templates/pages/home.tsx";
import { MachinesPage } from "../../templates/pages/machines.tsx";
import { ManagePage } from "../../templates/pages/manage.tsx";
import { NoticesPage } from "../../templates/pages/notices.tsx";
import { PrivacyPage } from "../../templates/pages/privacy.tsx";
import { ReportPage } from "../../templates/pages/report.tsx";
import { RevisionPage } from "../../templates/pages/revision.tsx";
import { SignInPage } from "../../templates/pages/sign-in.tsx";
import { SubscribePage } from "../../templates/pages/subscribe.tsx";
import { SubscribedPage } from "../../templates/pages/subscribed.tsx";
import { UnsubscribePage } from "../../templates/pages/unsubscribe.tsx";
import { UnsubscribedPage } from "../../templates/pages/unsubscribed.tsx";
import siteStyles from "../../templates/styles/site.css";
import uswdsStyles from "../../templates/styles/uswds.generated.css";
import { emptyWorld, publish, revised } from "../support/world.ts";
import { allPublicly, body, content, frameAt, later, morning, publicly } from "./support.ts";

const nasty = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;

const nastyText: AdvisoryText = {
  headline: nasty,
  summary: nasty,
  sections: [{ heading: nasty, body: nasty }],
  measures: { individuals: nasty, government: nasty, responders: nasty, privateSector: nasty },
  howToHelp: nasty,
  bePrepared: nasty,
  stayInformed: nasty,
  context: { whatWeKnow: nasty, whatWeDoNotKnow: nasty, confidence: nasty, governmentActions: nasty, whyNow: nasty },
  placeText: nasty,
};

function nastyWorld() {
  const words = content({
    languages: { en: nastyText },
    resources: [
      { title: nasty, url: "https://example.gov/a" },
      { title: nasty, url: "javascript:alert(1)" },
    ],
    partnerContact: nasty,
  });
  const world = publish(emptyWorld(morning), "a", words);
  return revised({ ...world, now: later(1) }, "a", { change: "update", note: nasty, content: words });
}

function everyPage(given: Partial<Frame>): Record<string, string> {
  const world = nastyWorld();
  const frame = frameAt(world.now, { ...given, site: { ...frameAt(0).site, name: nasty, ...given.site } });
  const advisory = publicly(world, "a");
  const advisories = allPublicly(world);
  const values = { language: nasty, kinds: [nasty], areas: [nasty], counties: nasty, sectors: [nasty] };
  const problems = [{ field: "counties", problem: "countyUnknown", given: nasty }] as const;
  const hidden = { token: nasty };
  const pages: Record<string, Child> = {
    home: <HomePage frame={frame} advisories={advisories} body={body} />,
    archive: <ArchivePage frame={frame} advisories={advisories} />,
    advisory: (
      <AdvisoryPage
        pdfPath={() => null}
        frame={frame}
        advisory={advisory}
        family={[]}
        textLanguage={nasty}
        body={body}
      />
    ),
    revision: (
      <RevisionPage
        frame={frame}
        advisory={advisory}
        family={[]}
        revision={advisory.revision}
        textLanguage="en"
        body={body}
      />
    ),
    subscribe: (
      <SubscribePage frame={frame} values={{ ...values, address: nasty }} problems={problems} hidden={hidden} />
    ),
    subscribed: <SubscribedPage frame={frame} />,
    confirm: <ConfirmPage frame={frame} action="/confirm/x" hidden={hidden} />,
    confirmed: <ConfirmedPage frame={frame} managePath="/subscriptions/x" />,
    manage: (
      <ManagePage
        state="active"
        frame={frame}
        address={nasty}
        values={values}
        problems={problems}
        isSaved
        action="/subscriptions/x"
        leaveAction="/unsubscribe/x"
      />
    ),
    unsubscribe: <UnsubscribePage frame={frame} action="/unsubscribe/x" />,
    unsubscribed: <UnsubscribedPage frame={frame} />,
    notices: <NoticesPage frame={frame} state="joined" action="/notices/x" />,
    signIn: <SignInPage frame={frame} link={{ editorName: nasty, action: "/console/sign-in/x" }} />,
    deadSignIn: <SignInPage frame={frame} />,
    report: <ReportPage frame={frame} />,
    about: <AboutPage frame={frame} lastAct={{ sequence: 7, hash: "ab".repeat(32), effectiveAt: frame.now }} />,
    machines: <MachinesPage frame={frame} canDraw />,
    privacy: <PrivacyPage frame={frame} />,
    accessibility: <AccessibilityPage frame={frame} />,
    ...Object.fromEntries(
      errorNames.map((error) => [error, <ErrorPage frame={frame} error={error} detail={nasty} reference={nasty} />]),
    ),
  };
  return Object.fromEntries(
    Object.entries(pages).map(([name, page]) => [name, documentOf(page as { toString(): string })]),
  );
}

const variants: Partial<Frame>[] = interfaceLanguages.flatMap((language) => [
  { language },
  { language, languageIsChosen: true, prefix: "/exercise" as const },
]);

test("script in any field stays text", () => {
  for (const variant of variants) {
    for (const [name, html] of Object.entries(everyPage(variant))) {
      expect(html, name).not.toContain("<script>alert");
      expect(html, name).not.toContain("<img");
      expect(html, name).not.toMatch(/href="\s*javascript:/i);
    }
  }
});

test("no page has an inline script, an inline style or an event attribute", () => {
  for (const variant of variants) {
    for (const [name, html] of Object.entries(everyPage(variant))) {
      const tags = html.match(/<[a-z][^>]*>/g) ?? [];
      expect(
        tags.filter((tag) => /\s(style|on[a-z]+)=/.test(withoutValues(tag))),
        name,
      ).toEqual([]);
      expect(html, name).not.toMatch(/<style|<script(?![^>]* src=)/);
      expect(html, name).not.toMatch(/<script[^>]*>[^<]/);
    }
  }
});

/** The tag with its attributes' names only: a value may hold anything. */
function withoutValues(tag: string): string {
  return tag.replaceAll(/"[^"]*"/g, '""');
}

test("every page has its language, one title, one main part, one first heading, a skip link and the feeds", () => {
  for (const variant of variants) {
    for (const [name, html] of Object.entries(everyPage(variant))) {
      expect(html, name).toMatch(/^<!doctype html>\n<html lang="(en|es)">/);
      expect(html.match(/<title>/g), name).toHaveLength(1);
      expect(html.match(/<main/g), name).toHaveLength(1);
      expect(html.match(/<h1/g), name).toHaveLength(1);
      expect(html, name).toContain('href="#content"');
      for (const type of ["application/rss+xml", "application/atom+xml", "application/feed+json"]) {
        expect(html, name).toContain(`rel="alternate" type="${type}"`);
      }
    }
  }
});

test("no id stands twice on a page", () => {
  for (const [name, html] of Object.entries(everyPage({}))) {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size, name).toBe(ids.length);
  }
});

test("headings never skip a level", () => {
  for (const [name, html] of Object.entries(everyPage({}))) {
    const main = html.split("<main")[1] ?? "";
    const levels = [...main.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    levels.forEach((level, index) => {
      if (index > 0) expect(level, `${name}: heading ${index}`).toBeLessThanOrEqual((levels[index - 1] ?? 1) + 1);
    });
  }
});

test("every page says that it is no official source, unless it is one", () => {
  for (const html of Object.values(everyPage({ language: "en" }))) expect(html).toContain("Not an official source");
  for (const html of Object.values(everyPage({ language: "es" }))) expect(html).toContain("No es una fuente oficial");
  const official = everyPage({ site: { ...frameAt(0).site, official: true } });
  for (const html of Object.values(official)) expect(html).not.toContain("Not an official source");
});

test("every page of a demonstration and of an exercise says so, in its title too for an exercise", () => {
  const demo = everyPage({ site: { ...frameAt(0).site, demo: true } });
  for (const html of Object.values(demo)) expect(html).toContain("Demonstration");
  for (const html of Object.values(everyPage({ prefix: "/exercise" }))) {
    expect(html).toContain("EXERCISE · EXERCISE · EXERCISE");
    expect(html).toContain("<title>EXERCISE: ");
  }
});

test("a chosen language stays with the local links; otherwise links are bare", () => {
  expect(everyPage({ language: "es", languageIsChosen: true }).home).toContain('href="/advisories?lang=es"');
  expect(everyPage({ language: "es" }).home).toContain('href="/advisories"');
});

test("pages behind a token and answers to forms ask search engines to leave them out", () => {
  const pages = everyPage({});
  for (const name of ["confirm", "manage", "unsubscribe", "signIn", "notFound"]) {
    expect(pages[name], name).toContain('name="robots" content="noindex"');
    expect(pages[name], name).not.toContain('rel="canonical"');
  }
  expect(pages.home).not.toContain("noindex");
});

test("no other telephone number than 9-1-1 is anywhere", () => {
  for (const html of Object.values(everyPage({}))) {
    expect(html.match(/tel:[^"]*/g) ?? []).toEqual((html.match(/tel:/g) ?? []).map(() => "tel:911"));
    expect(html).not.toMatch(/\b\d{3}-\d{3,4}-?\d{4}\b/);
  }
});

test("the style sheet is at most 6 KB compressed", () => {
  expect(gzipSync(uswdsStyles + siteStyles).byteLength).toBeLessThanOrEqual(6_144);
});

test("no Spanish word of the interface was left in English", () => {
  const same = leaves(wordsIn("en")).filter(
    ([path, words]) => words === leavesByPath.get(path) && /[a-z]{4}/.test(words),
  );
  expect(same.map(([path]) => path).filter((path) => !namesOfThings.test(path))).toEqual([]);
});

/** What is called the same in both languages. */
const namesOfThings =
  /^(messages\.(pages\.machines\.addresses\.(feeds|api|openapi)\.title|subscribe\.errorPrefix)|official\.secure\.1|partner\.title)$/;

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") return [[here, value]];
    return typeof value === "object" && value !== null ? leaves(value, here) : [];
  });
}

const leavesByPath = new Map(leaves(wordsIn("es")));

test("a language that the interface does not speak gets English", () => {
  expect(messagesFor("fr")).toBe(en);
  expect(messagesFor("es-MX")).toBe(es);
});
