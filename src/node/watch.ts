/**
 * The watch: each quarter of a minute it asks what is wrong, raises and ends alarms, and each three minutes it releases a canary. It
 * runs beside the delivery thread, since that may be what stopped; where the database cannot be written it tells without it.
 */
import { holdScheduled } from "../actions/hold-scheduled.ts";
import { alarmRecipients } from "../actions/tell-alarms.ts";
import type { Moment } from "../domain/advisory.ts";
import { type Condition, calmMs } from "../domain/alarm.ts";
import type { Letter } from "../domain/letter.ts";
import { heed, sendCanaries, type Watching } from "../watching.ts";
import { type ConditionsOf, conditionsOf } from "./conditions.ts";
import type { NodeDelivery } from "./delivery.ts";

const everyMs = 15_000;
const keptMs = 5_000;
const canaryEveryMs = 3 * 60_000;

export interface Watch {
  /** What is wrong; asked anew after five seconds, since anybody may ask and a write is part of it. */
  conditions(): Promise<Condition[]>;
  /** Once now; the rest of the time it goes by itself. */
  round(): Promise<void>;
  stop(): void;
}

export interface WatchOptions extends Omit<ConditionsOf, "beganAt"> {
  readonly delivery: Pick<NodeDelivery, "sendDirectly"> & Watching["delivery"];
}

export function startWatch(options: WatchOptions): Watch {
  const { service, delivery } = options;
  const { clock, log } = service;
  const beganAt = clock.now();
  const seenAt = new Map<string, Moment>();
  let canariesAt = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  let wasApart = false;
  let asked = { at: Number.NEGATIVE_INFINITY, conditions: Promise.resolve<Condition[]>([]) };
  /** What was told without the database, by name. */
  const toldDirectly = new Map<string, Condition>();
  let recipients: readonly string[] = service.alarmTo;

  function conditions(isAnew = false): Promise<Condition[]> {
    if (isAnew || performance.now() - asked.at > keptMs)
      asked = { at: performance.now(), conditions: conditionsOf({ ...options, beganAt }) };
    return asked.conditions;
  }

  async function round(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      const found = await conditions(true);
      const now = clock.now();
      for (const { name } of found) seenAt.set(name, now);
      const unusable = found.filter(({ name }) => name === "database" || name === "database-write");
      await tellWithoutDatabase(unusable, now);
      if (unusable.length > 0) return;
      // Once for each jump: what an operator released is not held again because the clock is still apart.
      const isApart = clock.isApart();
      if (isApart && !wasApart) await holdScheduled(service, now);
      wasApart = isApart;
      recipients = await alarmRecipients(service);
      await heed(options, found, seenAt);
      if (now - canariesAt >= canaryEveryMs) {
        await sendCanaries(options);
        canariesAt = now;
      }
      service.reserve.keep();
    } finally {
      isRunning = false;
    }
  }

  /** Best effort: what was told so is known to this process only. */
  async function tellWithoutDatabase(unusable: readonly Condition[], now: Moment): Promise<void> {
    const raised = unusable.filter(({ name }) => !toldDirectly.has(name));
    const over = [...toldDirectly.values()].filter(
      ({ name }) => unusable.every((one) => one.name !== name) && now - (seenAt.get(name) ?? 0) >= calmMs,
    );
    for (const condition of raised) toldDirectly.set(condition.name, condition);
    for (const { name } of over) toldDirectly.delete(name);
    const letters = [...raised.map((one) => [one, 1] as const), ...over.map((one) => [one, 2] as const)].flatMap(
      ([condition, number]) =>
        recipients.map(
          (recipient): Letter => ({
            purpose: "alarm",
            recipient,
            language: "en",
            messageKey: `alarm-${condition.name}-${now}`,
            ...condition,
            number,
            at: now,
          }),
        ),
    );
    for (const { name, detail } of raised) log.error({ alarm: name, number: 1 }, detail);
    const outcomes = await Promise.allSettled(letters.map((letter) => delivery.sendDirectly(letter)));
    const lost = outcomes.filter((one) => one.status === "rejected" || one.value.type !== "accepted").length;
    if (lost > 0) log.error({ lost }, "an alarm could not be told without the database");
  }

  const safely = () =>
    round().catch((error: unknown) => log.error({ error: String(error) }, "the watch failed and goes on"));
  const timer = setInterval(safely, everyMs);
  timer.unref();
  setTimeout(safely, 1_000).unref();
  return { conditions: () => conditions(), round, stop: () => clearInterval(timer) };
}
