/**
 * The watch on Workers: cron asks each minute what is wrong, and each third minute sends canaries. Where cron stays away, requests see
 * to what is overdue.
 */
import { signWaitingMessages } from "../actions/sign-waiting-messages.ts";
import { nextWorkAt } from "../delivery/deliver.ts";
import type { Moment } from "../domain/advisory.ts";
import type { Condition } from "../domain/alarm.ts";
import { instanceValue, setValue } from "../store/instance.ts";
import {
  canariesOf,
  certificateConditions,
  deliveryConditions,
  heed,
  sendCanaries,
  textConditions,
} from "../watching.ts";
import { deliveryOf } from "./delivery.ts";
import type { Env, WorkersInstance } from "./instance.ts";

const minute = 60_000;
/** Cron that has not rung for so long (ms) does not come. */
const cronPatienceMs = 150_000;

export async function conditionsOf(service: WorkersInstance): Promise<Condition[]> {
  const { settings, database, clock, signing } = service;
  const now = clock.now();
  return [
    ...(settings.SMTP_URL ? [] : [{ name: "mail-server", detail: "no mail server is set (SMTP_URL): mails wait" }]),
    ...certificateConditions(signing.endsAt(), now),
    ...(await textConditions(service)),
    ...(await deliveryConditions(database, canariesOf(settings), now)),
  ];
}

/** When each condition was last seen by this isolate; a new one knows of none, and takes what it does not see for over. */
const seenAt = new Map<string, Moment>();

export async function watch(service: WorkersInstance, scheduledAt: Moment): Promise<void> {
  const { settings, database, clock } = service;
  await database.atomically([setValue(database, "watchedAt", String(clock.now()))]);
  const delivery = deliveryOf(
    service,
    () => true,
    () => {},
  );
  try {
    const found = await conditionsOf(service);
    for (const { name } of found) seenAt.set(name, clock.now());
    const watching = { service, delivery, canaryTo: canariesOf(settings) };
    await heed(watching, found, seenAt);
    if (Math.floor(scheduledAt / minute) % 3 === 0) await sendCanaries(watching);
  } finally {
    await delivery.close();
  }
}

/** What cannot be signed must hold up neither the watch nor what is to be sent. */
export async function signWaiting(service: WorkersInstance): Promise<void> {
  await signWaitingMessages(service).catch((error: unknown) =>
    service.log.error({ error: String(error) }, "signing failed"),
  );
}

/** Since when cron is missing; null: it rings. */
export async function cronMissingSince({ database, clock }: Pick<WorkersInstance, "database" | "clock">) {
  const rangAt = Number((await instanceValue(database, "watchedAt")) ?? 0);
  return clock.now() - rangAt > cronPatienceMs ? rangAt : null;
}

/** When this isolate last looked whether cron rings. */
let lookedAt = 0;

/** After any request, and at most once a minute: what cron would have seen to, if it does not come. */
export async function standInForCron(service: WorkersInstance, env: Env): Promise<void> {
  const now = service.clock.now();
  if (now - lookedAt < minute) return;
  lookedAt = now;
  if ((await cronMissingSince(service)) === null) return;
  await signWaiting(service);
  const next = await nextWorkAt(service);
  if (next !== null && next <= now) await env.TURNS.send({ job: "plan" });
}
