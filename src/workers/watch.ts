/** The watch on Workers: cron asks each minute what is wrong, and each third minute sends canaries. */
import type { Moment } from "../domain/advisory.ts";
import type { Condition } from "../domain/alarm.ts";
import { certificateConditions, deliveryConditions, heed, sendCanaries } from "../watching.ts";
import { deliveryOf } from "./delivery.ts";
import type { WorkersInstance } from "./instance.ts";

const minute = 60_000;

export async function conditionsOf({ settings, database, clock, signing }: WorkersInstance): Promise<Condition[]> {
  const now = clock.now();
  return [
    ...(settings.SMTP_URL ? [] : [{ name: "mail-server", detail: "no mail server is set (SMTP_URL): mails wait" }]),
    ...certificateConditions(signing.endsAt(), now),
    ...(await deliveryConditions(database, canariesOf(settings.CANARY_TO), now)),
  ];
}

/** When each condition was last seen by this isolate; a new one knows of none, and takes what it does not see for over. */
const seenAt = new Map<string, Moment>();

export async function watch(service: WorkersInstance, scheduledAt: Moment): Promise<void> {
  const { settings, clock } = service;
  const delivery = deliveryOf(
    service,
    () => true,
    () => {},
  );
  try {
    const found = await conditionsOf(service);
    for (const { name } of found) seenAt.set(name, clock.now());
    const watching = { service, delivery, canaryTo: canariesOf(settings.CANARY_TO) };
    await heed(watching, found, seenAt);
    if (Math.floor(scheduledAt / minute) % 3 === 0) await sendCanaries(watching);
  } finally {
    await delivery.close();
  }
}

/** Empty text: the one that goes no further than the carrier. */
function canariesOf(canaryTo: readonly string[]): string[] {
  return ["", ...canaryTo];
}
