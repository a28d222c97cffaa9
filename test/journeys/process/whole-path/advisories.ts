/** What the stories publish, and what the outputs show of it. */
import { expect } from "vitest";
import { inEveryFeed, inNtas, nothing, type Outputs, outputs } from "../outputs.ts";
import type { Json, Story } from "../story.ts";

const day = 86_400_000;
/** For starting a service and its surroundings on a busy machine. */
export const patienceMs = 300_000;

/** An Elevated Alert for New York that ends in ten days. */
export function alert(given: Json = {}): Json {
  return {
    kind: "elevated",
    status: "actual",
    scope: { areas: ["NY"] },
    sectors: ["mass-transit"],
    sunsetAt: inDays(10),
    languages: { en: english() },
    resources: [{ title: "What to do in a station", url: "https://www.example.gov/station" }],
    ...given,
  };
}

export function english(given: Json = {}): Json {
  return {
    headline: "Threat to commuter rail",
    summary: "Officials have credible information about a threat to commuter rail.",
    sections: [{ heading: "Details", body: "Trains may be searched without notice." }],
    measures: { individuals: "Leave unattended bags alone.", government: "Raise the readiness of transit police." },
    howToHelp: "Say what you saw, when and where.",
    context: { whatWeKnow: "A group has looked at stations." },
    ...given,
  };
}

export function inDays(days: number): string {
  return new Date(Date.now() + days * day).toISOString();
}

/** In the public realm all of this and nothing else; in the realm of exercises nothing. */
export async function expectEverywhere(story: Story, expected: Outputs): Promise<void> {
  expect(await outputs(story)).toEqual(expected);
  expect(await outputs(story, "/exercise")).toEqual(nothing);
}

/** What the outputs show of an Alert for New York that stands alone; a story changes what its step is about. */
export function standing(given: Partial<Outputs> & { shown: string; title: string; cap: string }): Outputs {
  const { shown, title, ...rest } = given;
  return {
    home: [shown],
    recent: [],
    archive: ["Elevated Alert New York | Threat to commuter rail | In effect"],
    page: { rail: shown },
    feeds: inEveryFeed(title),
    machineFeed: [],
    signage: given.cap.split(" ")[0] ?? "",
    ntas: inNtas("Elevated Threat rail"),
    api: [],
    ...rest,
  };
}
