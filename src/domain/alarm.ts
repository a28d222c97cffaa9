/**
 * Alarms: conditions that those who run the service have to see to. Each is told once when it begins and once when it is over; one that
 * comes and goes is not told each time.
 */
import type { Moment } from "./advisory.ts";

/** Something that is wrong now. `name` stays the same while it lasts; `detail` is a sentence for people, without addresses. */
export interface Condition {
  readonly name: string;
  readonly detail: string;
}

/** What was told of an alarm last. */
export interface Alarm extends Condition {
  /** Odd: raised; even: over. */
  readonly number: number;
  readonly at: Moment;
}

export function isRaised({ number }: Pick<Alarm, "number">): boolean {
  return number % 2 === 1;
}

/** An alarm is over when its condition was not seen for so long (ms). */
export const calmMs = 2 * 60_000;

/**
 * What is to be told now, given what was told last (one for each name) and the conditions of this moment. `seenAt`: when each condition
 * was last seen by this process; one that it never saw counts as over at once, since it ended while nobody looked.
 */
export function alarmsToTell(
  told: readonly Alarm[],
  conditions: readonly Condition[],
  seenAt: ReadonlyMap<string, Moment>,
  now: Moment,
): Alarm[] {
  const last = new Map(told.map((alarm) => [alarm.name, alarm]));
  const raised = conditions.flatMap(({ name, detail }) => {
    const before = last.get(name)?.number ?? 0;
    return before % 2 === 1 ? [] : [{ name, detail, number: before + 1, at: now }];
  });
  const present = new Set(conditions.map(({ name }) => name));
  const over = told.flatMap((alarm) => {
    const isCalm = now - (seenAt.get(alarm.name) ?? Number.NEGATIVE_INFINITY) >= calmMs;
    if (!isRaised(alarm) || present.has(alarm.name) || !isCalm) return [];
    return [{ ...alarm, number: alarm.number + 1, at: now }];
  });
  return [...raised, ...over];
}
