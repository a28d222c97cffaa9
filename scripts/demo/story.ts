/** What the demonstration shows, in the order in which it happened: the archive, one advisory of every phase, and an exercise. */
import { importBulletins } from "../../src/actions/import-advisories.ts";
import type { Content, Moment } from "../../src/domain/advisory.ts";
import type { PastBulletin } from "../../src/domain/archive.ts";
import { days, hours, minutes } from "../../src/domain/durations.ts";
import { easternIso, readEastern } from "../../src/domain/eastern.ts";
import bulletins from "./bulletins.json" with { type: "json" };
import { type DutyDesk, done } from "./duty-desk.ts";
import * as texts from "./texts.ts";

/** How long the story shows all it promises: then what is scheduled appears, and what is active ends. */
const freshDays = 27;

/** When the first editors come to the desk: `storyStart(now)` is before everything that `tellStory` does. */
export function storyStart(now: Moment): Moment {
  return now - days(70);
}

/** Tells the story up to `now`; the moment until which it is fresh. Nobody is told: there are no subscriptions. */
export async function tellStory(desk: DutyDesk, now: Moment): Promise<Moment> {
  const ago = (distanceMs: number) => Math.floor((now - distanceMs) / minutes(5)) * minutes(5);
  const inDays = (count: number) => easternAfternoon(now + days(count));

  desk.setClock(storyStart(now));
  done(await importBulletins(desk.dependencies, bulletins.bulletins as PastBulletin[]));

  const extended = await desk.publish(ago(days(50)), {
    ...advisory("bulletin", texts.publicEvents, { nationwide: true }),
    sunsetAt: inDays(-2),
  });
  await desk.publish(ago(days(40)), {
    ...advisory("elevated", texts.ferries, { areas: ["PR"] }, ["maritime"]),
    sunsetAt: inDays(-12),
  });
  const ended = await desk.publish(ago(days(20)), {
    ...advisory("elevated", texts.festival, { areas: ["NM"] }, ["commercial-facilities"]),
    sunsetAt: inDays(9),
  });
  await desk.revise(ago(days(8)), extended, {
    change: "extend",
    sunsetAt: inDays(100),
    note: "Example: extended because the season of large public events goes on.",
  });
  const active = await desk.publish(ago(days(3)), railwayContent(texts.railway, inDays(freshDays)));
  await desk.publish(ago(hours(50)), {
    ...advisory("elevated", texts.cableRailway, { areas: ["CO"] }, ["mass-transit"]),
    status: "exercise",
    sunsetAt: inDays(freshDays + 3),
  });
  await desk.revise(ago(hours(30)), ended, {
    change: "end",
    note: "Example: ended early because the fictional festival is over.",
    threatIsOver: true,
  });
  await desk.revise(ago(hours(22)), active, {
    change: "update",
    content: railwayContent(texts.railwayUpdated, inDays(freshDays)),
    note: "Example: one of the two bags has been claimed.",
  });
  const wrong = await desk.publish(ago(hours(9)), {
    ...advisory("imminent", texts.tramway, { areas: ["17031"] }, ["mass-transit"]),
    sunsetAt: inDays(3),
  });
  await desk.takeBack(ago(hours(9) - minutes(10)), wrong);
  await desk.publish(ago(hours(2)), {
    ...advisory("bulletin", texts.winterSeason, { nationwide: true }),
    publishAt: inDays(freshDays),
    sunsetAt: inDays(freshDays + 120),
  });
  return inDays(freshDays);
}

function railwayContent(words: texts.Words, sunsetAt: Moment): Content {
  return { ...advisory("elevated", words, { areas: ["50027", "NH"] }, ["mass-transit"]), sunsetAt };
}

function advisory(
  kind: Content["kind"],
  { en, es }: texts.Words,
  scope: Content["scope"],
  sectors: Content["sectors"] = [],
): Omit<Content, "sunsetAt"> {
  return {
    kind,
    status: "actual",
    scope,
    sectors,
    languages: { en, es },
    resources: [{ title: "Example: what to do", url: "https://www.example.org/what-to-do" }],
  };
}

/** Five in the afternoon, Eastern time, of the day in which a moment lies. */
function easternAfternoon(at: Moment): Moment {
  const reading = readEastern(`${easternIso(at).slice(0, 10)}T17:00`);
  if (reading?.type !== "moment") throw new Error("every day has one five o'clock in the afternoon");
  return reading.at;
}
