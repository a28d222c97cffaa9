/** Histories, by name, that each end in a CAP message worth looking at; used for golden files and for validation. */
import type { Content } from "../../src/domain/advisory.ts";
import { aContent, english, issuedAt, moment } from "./advisories.ts";
import { alice, at, emptyWorld, hour, must, perform, publish, revised, type World } from "./world.ts";

const start = () => emptyWorld(issuedAt);

function issued(content: Partial<Content> = {}): World {
  return publish(start(), "rail", aContent(content));
}

function later(world: World, hours: number): World {
  return at(world, issuedAt + hours * hour);
}

function retracted(world: World, id: string, then: "restore" | "end"): World {
  return must(perform(world, id, { type: "retract", then }, alice)).world;
}

const wrongText = { ...english, headline: "Attack on passenger rail expected today" };

function updated(content: Partial<Content> = {}): World {
  return revised(later(issued(), 2), "rail", {
    change: "update",
    note: "Hudson County was added.",
    content: aContent({ languages: { en: wrongText, es: aContent().languages.es ?? english }, ...content }),
  });
}

function replaced(): World {
  return publish(
    later(issued(), 5),
    "terminal",
    aContent({
      kind: "imminent",
      replaces: "rail",
      sunsetAt: moment("2026-11-21T23:00:00-05:00"),
      scope: { areas: ["36061"] },
      codes: { responseType: "Avoid" },
      languages: { en: wrongText },
    }),
  );
}

export const capWorlds: Readonly<Record<string, () => World>> = {
  alert: () => issued(),
  "bulletin-nationwide": () =>
    issued({ kind: "bulletin", scope: { nationwide: true }, sectors: [], languages: { en: english } }),
  update: () => updated(),
  extension: () =>
    revised(later(issued(), 24), "rail", {
      change: "extend",
      note: "Extended because the investigation continues.",
      sunsetAt: moment("2026-12-15T17:00:00-05:00"),
    }),
  replacement: () => replaced(),
  end: () =>
    revised(later(issued(), 30), "rail", { change: "end", note: "The suspects were arrested.", threatIsOver: true }),
  "end-without-all-clear": () => revised(later(issued(), 30), "rail", { change: "end", note: "No longer needed." }),
  withdrawal: () => retracted(later(issued(), 1), "rail", "end"),
  "withdrawal-after-update": () => retracted(later(updated(), 3), "rail", "end"),
  restoration: () => retracted(later(updated(), 3), "rail", "restore"),
  "restoration-of-the-replaced": () => retracted(later(replaced(), 6), "terminal", "restore"),
  exercise: () => issued({ status: "exercise" }),
  "exercise-withdrawal": () => retracted(later(issued({ status: "exercise" }), 1), "rail", "end"),
};
