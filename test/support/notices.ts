/** Notices as delivery would make them, told by the story of one advisory: for tests of channels. */
import type { Content } from "../../src/domain/advisory.ts";
import type { Form, Notice } from "../../src/domain/notice.ts";
import { type PublishedAdvisory, published } from "../../src/domain/phase.ts";
import type { Site } from "../../src/domain/ports.ts";
import {
  advisoryOf,
  alice,
  at,
  contentOf,
  day,
  emptyWorld,
  hour,
  must,
  perform,
  publish,
  revised,
  textOf,
  type World,
} from "./world.ts";

/** 9:00 AM EST on Monday, November 2, 2026. */
export const start = Date.UTC(2026, 10, 2, 14);
export const sunset = Date.UTC(2026, 11, 1, 22);

export const site: Site = {
  name: "Advisories of the Example Agency",
  baseUrl: "https://advisories.example.gov",
  official: true,
  demo: false,
  senderId: "advisories.example.gov",
  setUpAt: start - 30 * day,
};

export const english = {
  ...textOf("Credible threat to commuter rail"),
  summary: "A credible threat to *commuter rail* in the region.\n\nNo date is known.",
  sections: [{ heading: "Details", body: "- Stations and trains\n- [Rail security](https://www.example.gov/rail)" }],
  measures: {
    privateSector: "Review your plans.",
    individuals: "Stay alert, and report what seems wrong.",
    government: "Increase patrols.",
  },
  context: { whatWeKnow: "Messages of a known group name commuter rail." },
  howToHelp: "Tell local law enforcement what you saw.",
  bePrepared: "Know the exits of the stations you use.",
  stayInformed: "Follow your transit agency.",
};

export const spanish = {
  ...textOf("Amenaza creíble contra trenes de cercanías"),
  summary: "Una amenaza creíble contra los *trenes de cercanías* de la región.",
  measures: { individuals: "Esté atento." },
};

export function elevated(given: Partial<Content> = {}): Content {
  return contentOf({
    sunsetAt: sunset,
    scope: { areas: ["NY", "34017"] },
    sectors: ["mass-transit"],
    languages: { en: english },
    resources: [{ title: "What to do in a station", url: "https://www.example.gov/station" }],
    ...given,
  });
}

export function newWorld(): World {
  return emptyWorld(start);
}

export function publicOf(world: World, id: string): PublishedAdvisory {
  const advisory = published(advisoryOf(world, id), world.now);
  if (!advisory) throw new Error(`${id} is not public`);
  return advisory;
}

/** What the advisory's last revision tells, in that form. */
export function noticeOf(world: World, id: string, form: Form = "change", given: Partial<Notice> = {}): Notice {
  const advisory = publicOf(world, id);
  return { form, advisory, told: advisory.revision, others: [], ...given };
}

export function issued(given: Partial<Content> = {}): World {
  return publish(newWorld(), "rail", elevated(given));
}

export function updated(): World {
  const languages = { en: { ...english, headline: "Threat to commuter rail: two lines named" } };
  const world = at(issued(), start + hour);
  return revised(world, "rail", {
    change: "update",
    note: "Two lines are now named.",
    content: elevated({ languages }),
  });
}

/** The update was wrong and was taken back: the first text stands again. */
export function restored(): Notice {
  const world = taken(at(updated(), start + 2 * hour), "restore");
  return noticeOf(world, "rail", "correction", {
    takenBack: wrongUpdate(world),
  });
}

/** The whole warning was wrong. */
export function withdrawn(others: readonly PublishedAdvisory[] = []): Notice {
  const world = taken(at(updated(), start + 2 * hour), "end");
  const takenBack = wrongUpdate(world);
  return noticeOf(world, "rail", "correction", { takenBack, others });
}

function wrongUpdate(world: World): NonNullable<Notice["takenBack"]> {
  const advisory = publicOf(world, "rail");
  const revision = advisory.revisions.find((one) => one.number === 2);
  if (!revision) throw new Error("the story has no update");
  return { advisory, revision, sentAt: start + hour };
}

function taken(world: World, then: "restore" | "end"): World {
  return must(perform(world, "rail", { type: "retract", then }, alice)).world;
}

export function extended(): Notice {
  const world = at(issued(), start + day);
  const note = "Extended because the investigation continues.";
  return noticeOf(revised(world, "rail", { change: "extend", note, sunsetAt: sunset + 7 * day }), "rail");
}

export function ended(others: readonly PublishedAdvisory[] = []): Notice {
  const world = at(issued(), start + day);
  return noticeOf(revised(world, "rail", { change: "end", note: "The group was arrested." }), "rail", "change", {
    others,
  });
}

export function afterSunset(): Notice {
  return noticeOf(at(issued(), sunset), "rail", "sunset");
}

/** Another advisory that stands. */
export function bulletin(): PublishedAdvisory {
  const content = contentOf({ kind: "bulletin", sunsetAt: sunset + 30 * day }, "General trends");
  return publicOf(at(publish(newWorld(), "trends", content), start + 2 * hour), "trends");
}
