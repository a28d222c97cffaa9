import type { Child } from "hono/jsx";
import { expect, test } from "vitest";
import { documentOf } from "../../templates/layout.tsx";
import { AdvisoryPage } from "../../templates/pages/advisory.tsx";
import { ArchivePage } from "../../templates/pages/archive.tsx";
import { RevisionPage } from "../../templates/pages/revision.tsx";
import { alice, at, emptyWorld, must, perform, publish, revised, textOf, type World } from "../support/world.ts";
import { allPublicly, body, content, frameAt, later, morning, publicly, sunset, visible } from "./support.ts";

const text = (page: unknown) => documentOf(page as Child & { toString(): string });

function advisoryPage(world: World, id: string, textLanguage = "en", language: "en" | "es" = "en"): string {
  const advisory = publicly(world, id);
  const frame = frameAt(world.now, { path: `/advisories/${advisory.slug}`, language });
  const family = allPublicly(world).filter((one) => one.family === advisory.family && one.id !== id);
  const given = { frame, advisory, family, textLanguage, capPath: "/cap/x.xml", body };
  return text(<AdvisoryPage pdfPath={() => null} {...given} />);
}

function revisionPage(world: World, id: string, number: number): string {
  const advisory = publicly(world, id);
  const revision = advisory.revisions.find((one) => one.number === number);
  if (!revision) throw new Error(`no revision ${number}`);
  const frame = frameAt(world.now);
  return text(
    <RevisionPage frame={frame} advisory={advisory} family={[]} revision={revision} textLanguage="en" body={body} />,
  );
}

const takeBack = (world: World, id: string, then: "restore" | "end") =>
  must(perform(world, id, { type: "retract", then }, alice)).world;

test("kind, place and end are the first things in the main part", () => {
  const main = visible(advisoryPage(publish(emptyWorld(morning), "a", content()), "a").split("<main")[1] ?? "");
  expect(main).toMatch(/^[^A-Z]*Elevated Alert New York Ends 5:00 PM EST, Tuesday, December 1, 2026 A headline/);
});

test("what an Alert leaves out is shown as not stated", () => {
  const languages = { en: { ...textOf("Threat"), context: { whatWeKnow: "A group spoke of it." } } };
  const shown = visible(advisoryPage(publish(emptyWorld(morning), "a", content({ languages })), "a"));
  expect(shown).toContain("What we know A group spoke of it.");
  expect(shown).toContain("What we do not know not stated How sure we are not stated");
  expect(shown).toContain("Next update by not stated");
});

test("what only the translation of an Alert leaves out is said in English, not called unsaid", () => {
  const en = { ...textOf("First"), context: { whatWeKnow: "A group spoke of it." } };
  const world = publish(emptyWorld(morning), "a", content({ languages: { en, es: textOf("Primero") } }));
  const html = advisoryPage(world, "a", "es");
  expect(html).toMatch(/What we know<\/dt><dd><div lang="en" dir="ltr">.*A group spoke of it\./);
  expect(visible(html)).toContain("What we do not know not stated");
});

test("a Bulletin is not asked for what only Alerts must say", () => {
  const shown = visible(advisoryPage(publish(emptyWorld(morning), "a", content({ kind: "bulletin" })), "a"));
  expect(shown).not.toContain("not stated");
});

test("an updated advisory prints its original issue and its update", () => {
  let world = publish(emptyWorld(morning), "a", content());
  world = revised(at(world, later(1)), "a", { change: "extend", note: "It goes on.", sunsetAt: sunset + 3_600_000 });
  const shown = visible(advisoryPage(world, "a"));
  expect(shown).toContain("Original issue 10:00 AM EST, Friday, November 20, 2026 Extended 11:00 AM EST");
  expect(shown).toContain("It goes on.");
  expect(shown).toContain("Ends 6:00 PM EST, Tuesday, December 1, 2026");
});

test("the title begins with kind, place and end, and carries the issue", () => {
  const html = advisoryPage(publish(emptyWorld(morning), "a", content()), "a");
  const title =
    "Elevated Alert: New York, ends 5:00 PM EST, Tuesday, December 1, 2026 – A headline (issued 10:00 AM EST, Friday, November 20, 2026)";
  expect(html).toContain(`<title>${title}`);
  expect(html).toContain(`<meta property="og:title" content="${title}`);
});

test("an expired advisory is kept for the record and says so", () => {
  const html = advisoryPage(at(publish(emptyWorld(morning), "a", content()), sunset), "a");
  expect(visible(html)).toContain("This advisory has ended and is kept for the record.");
  expect(html).not.toMatch(/>Ends </);
});

test("an advisory that two people ended says when and why", () => {
  let world = publish(emptyWorld(morning), "a", content());
  world = revised(at(world, later(1)), "a", { change: "end", note: "Arrests were made.", threatIsOver: true });
  const shown = visible(advisoryPage(world, "a"));
  expect(shown).toContain("Ended 11:00 AM EST, Friday, November 20, 2026");
  expect(shown).toContain(
    "It was ended before its planned end. The threat that it described is over. Arrests were made.",
  );
});

test("a withdrawn advisory shows the fixed words and nothing of its text, on any page about it", () => {
  const languages = {
    en: { ...textOf("Missile inbound"), placeText: "All of the islands" },
    es: { ...textOf("Misil en camino") },
  };
  let world = publish(emptyWorld(morning), "a", content({ kind: "imminent", scope: { areas: ["HI"] }, languages }));
  world = takeBack(at(world, later(1)), "a", "end");
  const pages = [
    advisoryPage(world, "a"),
    advisoryPage(world, "a", "es", "es"),
    revisionPage(world, "a", 1),
    revisionPage(world, "a", 2),
    text(<ArchivePage frame={frameAt(world.now)} advisories={allPublicly(world)} />),
  ];
  for (const page of pages) expect(page).not.toMatch(/Missile|Misil|All of the islands|Be aware/);
  expect(visible(pages[0] ?? "")).toContain(
    "The Imminent Alert for Hawaii that we sent at 10:00 AM EST, Friday, November 20, 2026 was issued in error. Do not act on it.",
  );
  expect(visible(pages[1] ?? "")).toContain("fue emitida por error. No actúe según ella.");
});

test("a text that was taken back is not shown as an old revision either; the right ones are", () => {
  let world = publish(emptyWorld(morning), "a", content({}, "Right words"));
  world = revised(at(world, later(1)), "a", {
    change: "update",
    note: "Wrong note",
    content: content({}, "Wrong words"),
  });
  world = takeBack(at(world, later(2)), "a", "restore");
  expect(advisoryPage(world, "a")).not.toContain("Wrong");
  expect(revisionPage(world, "a", 2)).not.toContain("Wrong");
  expect(visible(revisionPage(world, "a", 2))).toContain("This text was issued in error and is no longer shown.");
  expect(revisionPage(world, "a", 1)).toContain("Right words");
  expect(revisionPage(world, "a", 3)).toContain("Right words");
});

test("a withdrawn advisory that is in effect again shows its text, but not as what was withdrawn", () => {
  let world = publish(emptyWorld(morning), "a", content({}, "Some words"));
  world = takeBack(at(world, later(1)), "a", "end");
  world = revised(at(world, later(2)), "a", { change: "reinstate", note: "It was right after all." });
  expect(visible(advisoryPage(world, "a"))).toContain("Some words");
  expect(revisionPage(world, "a", 2)).not.toContain("Some words");
});

test("an old revision says that it is not what stands now", () => {
  let world = publish(emptyWorld(morning), "a", content({}, "First"));
  world = revised(at(world, later(1)), "a", {
    change: "update",
    note: "More is known.",
    content: content({}, "Second"),
  });
  expect(visible(revisionPage(world, "a", 1))).toContain("It is not what stands now.");
  expect(visible(revisionPage(world, "a", 2))).not.toContain("It is not what stands now.");
});

test("a replaced advisory leads to the one that replaced it, and back", () => {
  let world = publish(emptyWorld(morning), "old", content());
  world = publish(at(world, later(1)), "new", content({ kind: "imminent", replaces: "old" }));
  expect(advisoryPage(world, "old")).toContain('replaced by <a href="/advisories/slug-of-new">');
  expect(advisoryPage(world, "new")).toContain('It replaces <a href="/advisories/slug-of-old">');
});

test("each language is listed with its state; an out-of-date one leads to its last current text", () => {
  const es = textOf("Primero");
  let world = publish(emptyWorld(morning), "a", content({ languages: { en: textOf("First"), es } }));
  const changed = content({ languages: { en: textOf("Second"), es } });
  world = revised(at(world, later(1)), "a", { change: "update", note: "More is known.", content: changed });
  const html = advisoryPage(world, "a", "es");
  expect(visible(html)).toContain("español (Spanish): out of date");
  expect(html).toContain('href="/advisories/slug-of-a/revisions/1?lang=es"');
  expect(html).not.toContain("Primero");
});

test("a text that runs from right to left is marked so, in a page that runs from left to right", () => {
  const languages = { en: textOf("First"), ar: textOf("تهديد") };
  const html = advisoryPage(publish(emptyWorld(morning), "a", content({ languages })), "a", "ar");
  expect(html).toContain('<div lang="ar" dir="rtl"><p class="headline">تهديد</p>');
  expect(html).toContain('<html lang="en">');
});
