/** Alarms as they were told: append-only, a row when one was raised and a row when it was over. */
import { and, asc, eq, sql } from "drizzle-orm";
import { alarms } from "../../db/schema.ts";
import { type Alarm, isRaised } from "../domain/alarm.ts";
import type { Database, Write } from "./database.ts";

/** The last row of each name. */
export async function lastAlarms(database: Database): Promise<Alarm[]> {
  return database.statements
    .select()
    .from(alarms)
    .where(sql`${alarms.number} = (select max(l.number) from alarms l where l.name = ${alarms.name})`)
    .orderBy(asc(alarms.at));
}

/** Those that are raised and not over. */
export async function openAlarms(database: Database): Promise<Alarm[]> {
  return (await lastAlarms(database)).filter(isRaised);
}

export async function alarmByKey(database: Database, name: string, number: number): Promise<Alarm | null> {
  const [row] = await database.statements
    .select()
    .from(alarms)
    .where(and(eq(alarms.name, name), eq(alarms.number, number)));
  return row ?? null;
}

/** Throws `DuplicateKey` in the write where another process told it first. */
export function insertAlarm(database: Database, alarm: Alarm): Write {
  return database.statements.insert(alarms).values({ ...alarm });
}
