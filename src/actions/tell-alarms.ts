/** The clock's act: raises and ends alarms, and tells administrators and `ALARM_TO` of each, in one write. Two processes tell once. */
import type { Moment } from "../domain/advisory.ts";
import { type Alarm, alarmsToTell, type Condition } from "../domain/alarm.ts";
import { insertAlarm, lastAlarms } from "../store/alarms.ts";
import { DuplicateKey, type Write } from "../store/database.ts";
import { activeEditors } from "../store/editors.ts";
import { insertLetters } from "../store/letters.ts";
import type { Dependencies } from "./dependencies.ts";

const day = 86_400_000;

/** Gives what was told. `alsoWrite`: what goes with an alarm that is raised. */
export async function tellAlarms(
  dependencies: Dependencies,
  conditions: readonly Condition[],
  seenAt: ReadonlyMap<string, Moment>,
  alsoWrite: (alarm: Alarm) => readonly Write[] = () => [],
): Promise<Alarm[]> {
  const { database, clock, nudge } = dependencies;
  const now = clock.now();
  const recipients = await alarmRecipients(dependencies);
  const told: Alarm[] = [];
  for (const alarm of alarmsToTell(await lastAlarms(database), conditions, seenAt, now)) {
    const letters = recipients.map((recipient) => ({
      purpose: "alarm" as const,
      recipient,
      language: "en",
      data: { name: alarm.name, number: alarm.number },
      createdAt: now,
      notAfter: now + day,
    }));
    try {
      await database.atomically([insertAlarm(database, alarm), insertLetters(database, letters), ...alsoWrite(alarm)]);
      told.push(alarm);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
  }
  if (told.length > 0) nudge();
  return told;
}

export async function alarmRecipients({
  database,
  alarmTo,
}: Pick<Dependencies, "database" | "alarmTo">): Promise<string[]> {
  const admins = (await activeEditors(database)).filter(({ roles }) => roles.includes("admin"));
  return [...new Set([...admins.map(({ email }) => email), ...alarmTo])];
}
