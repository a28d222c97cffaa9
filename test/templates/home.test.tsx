import type { Child } from "hono/jsx";
import { expect, test } from "vitest";
import { documentOf } from "../../templates/layout.tsx";
import { HomePage } from "../../templates/pages/home.tsx";
import { alice, at, emptyWorld, must, perform, publish, revised, textOf, type World } from "../support/world.ts";
import { allPublicly, body, content, frameAt, later, morning, sunset, visible } from "./support.ts";

function home(world: World, language: "en" | "es" = "en"): string {
  const page = <HomePage frame={frameAt(world.now, { language })} advisories={allPublicly(world)} body={body} />;
  return documentOf(page as Child & { toString(): string });
}

const takeBack = (world: World, id: string, then: "restore" | "end") =>
  must(perform(world, id, { type: "retract", then }, alice)).world;

test("an empty home page says exactly that there are none and that this is no all clear", () => {
  expect(visible(home(emptyWorld(morning)))).toContain(
    "There are no current advisories. This does not mean that there is no risk: the system has no 'all clear'.",
  );
});

test("an empty home page says when the last one ended, long after it", () => {
  const world = at(publish(emptyWorld(morning), "a", content()), sunset + 100 * 86_400_000);
  expect(visible(home(world))).toContain("The last one ended 5:00 PM EST, Tuesday, December 1, 2026.");
});

test("a current advisory tells kind, place, end with its zone, headline, issue and what to do", () => {
  const text = visible(home(publish(emptyWorld(morning), "a", content({}, "Threat to stations"))));
  expect(text).toContain("Elevated Alert New York Ends 5:00 PM EST, Tuesday, December 1, 2026");
  expect(text).toContain("Threat to stations");
  expect(text).toContain("Issued 10:00 AM EST, Friday, November 20, 2026");
  expect(text).toContain("What to do Be aware of your surroundings.");
  expect(text).not.toContain("There are no current advisories");
});

test("the most urgent comes first, whatever came last", () => {
  let world = publish(emptyWorld(morning), "imminent", content({ kind: "imminent" }, "Most urgent"));
  world = publish(at(world, later(1)), "bulletin", content({ kind: "bulletin" }, "Least urgent"));
  world = publish(at(world, later(2)), "elevated", content({ kind: "elevated" }, "In between"));
  const text = visible(home(world));
  expect(text.indexOf("Most urgent")).toBeLessThan(text.indexOf("In between"));
  expect(text.indexOf("In between")).toBeLessThan(text.indexOf("Least urgent"));
});

test("in the millisecond of its sunset an advisory is no longer current", () => {
  const world = publish(emptyWorld(morning), "a", content({}, "Threat to stations"));
  expect(home(at(world, sunset - 1))).toContain("Threat to stations");
  const after = home(at(world, sunset));
  expect(after).not.toContain("Threat to stations");
  expect(visible(after)).toContain("There are no current advisories.");
  expect(visible(after)).toContain("Ended as planned 5:00 PM EST");
});

test("a withdrawn advisory is named by kind, place and time, never by its headline or its editors' place", () => {
  const languages = { en: { ...textOf("Missile inbound"), placeText: "All of the islands" } };
  let world = publish(emptyWorld(morning), "a", content({ kind: "imminent", scope: { areas: ["HI"] }, languages }));
  world = takeBack(at(world, later(1)), "a", "end");
  for (const language of ["en", "es"] as const) {
    const html = home(world, language);
    expect(html).not.toContain("Missile inbound");
    expect(html).not.toContain("All of the islands");
  }
  expect(visible(home(world))).toContain("Withdrawn: issued in error 11:00 AM EST, Friday, November 20, 2026");
  expect(visible(home(world))).toContain(
    "The Imminent Alert for Hawaii that we sent at 10:00 AM EST, Friday, November 20, 2026 was issued in error. Do not act on it.",
  );
});

test("what was withdrawn or ended leaves the home page after 48 hours", () => {
  let world = publish(emptyWorld(morning), "a", content());
  world = takeBack(at(world, later(1)), "a", "end");
  expect(home(at(world, later(49) - 1))).toContain("Withdrawn: issued in error");
  expect(home(at(world, later(49)))).not.toContain("Withdrawn: issued in error");
});

test("of a replaced advisory only the new one is shown", () => {
  let world = publish(emptyWorld(morning), "old", content({}, "Old words"));
  world = publish(at(world, later(1)), "new", content({ replaces: "old" }, "New words"));
  const html = home(world);
  expect(html).toContain("New words");
  expect(html).not.toContain("Old words");
  expect(html).not.toContain("slug-of-old");
});

test("an update says what changed and why; wording corrected after it is told beside it", () => {
  let world = publish(emptyWorld(morning), "a", content({}, "First"));
  const updated = content({}, "Second");
  world = revised(at(world, later(1)), "a", { change: "update", note: "More places are affected.", content: updated });
  world = revised(at(world, later(2)), "a", { change: "editorial", content: content({}, "Second, spelled right") });
  const text = visible(home(world));
  expect(text).toContain("Updated 11:00 AM EST, Friday, November 20, 2026 More places are affected.");
  expect(text).toContain("Wording corrected 12:00 PM EST");
  expect(text).toContain("Second, spelled right");
});

test("after a wrong update was taken back the right text stands, with a correction and without the wrong words", () => {
  let world = publish(emptyWorld(morning), "a", content({}, "Right words"));
  world = revised(at(world, later(1)), "a", {
    change: "update",
    note: "Wrong note",
    content: content({}, "Wrong words"),
  });
  world = takeBack(at(world, later(2)), "a", "restore");
  const html = home(world);
  expect(html).toContain("Right words");
  expect(html).not.toContain("Wrong");
  expect(visible(html)).toContain(
    "Correction: the text that we sent at 11:00 AM EST, Friday, November 20, 2026 was issued in error.",
  );
});

test("without a text in the reader's language the English stands in a frame in that language, marked as English", () => {
  const html = home(publish(emptyWorld(morning), "a", content({}, "Threat to stations")), "es");
  expect(html).toContain('<html lang="es">');
  expect(html).toContain('<div lang="en" dir="ltr"><p class="headline"><a');
  expect(visible(html)).toContain("Este aviso todavía no tiene texto en español. Sigue el texto en inglés.");
  expect(visible(html)).toContain("Termina 5:00 p.m. EST, martes, 1 de diciembre de 2026");
});

test("an out-of-date translation never stands in for what is current", () => {
  const languages = { en: textOf("First"), es: textOf("Primero") };
  let world = publish(emptyWorld(morning), "a", content({ languages }));
  expect(home(world, "es")).toContain("Primero");
  const changed = content({ languages: { en: textOf("Second"), es: languages.es } });
  world = revised(at(world, later(1)), "a", { change: "update", note: "More is known.", content: changed });
  const html = home(world, "es");
  expect(html).toContain("Second");
  expect(html).not.toContain("Primero");
  expect(html).toContain("está desactualizado");
});

test("nothing is announced as an alert or changed live while the page loads", () => {
  const html = home(publish(emptyWorld(morning), "a", content({ kind: "imminent" })));
  expect(html).not.toMatch(/role="(alert|status)"|aria-live/);
});
