/** Facts about this instance that are set once, and switches that operators turn. */
import { eq, inArray } from "drizzle-orm";
import { instance } from "../../db/schema.ts";
import type { Database, Write } from "./database.ts";

export const channels = ["webhook", "websub", "push", "email"] as const;
type ChannelName = (typeof channels)[number];
/**
 * `vapidKey`: the public key with which it was set up. `watchedAt`: when the watch last wrote, which shows that the database can be
 * written. `scheduledHeldFrom`: see `scheduledHeldFrom()`. `nextTurnAt`: when the queue on Workers comes round next.
 * `copyMark`: see `nextNames()`. `leap`: see `lastLeap()`.
 * `restored`: on Workers, the word of the last restore that this database knows of.
 */
export type InstanceKey =
  | "setUpAt"
  | "vapidKey"
  | "watchedAt"
  | "nextTurnAt"
  | "scheduledHeldFrom"
  | "copyMark"
  | "leap"
  | "restored"
  | "sendingPaused"
  | `sendingPaused:${ChannelName}`
  | `refusedContent:${ChannelName}`;

export async function instanceValue(database: Database, key: InstanceKey): Promise<string | null> {
  const [row] = await database.statements.select().from(instance).where(eq(instance.key, key));
  return row?.value ?? null;
}

/** Keeps the value that is there already. */
export function setOnce(database: Database, key: InstanceKey, value: string): Write {
  return database.statements.insert(instance).values({ key, value }).onConflictDoNothing();
}

export function setValue(database: Database, key: InstanceKey, value: string): Write {
  return database.statements
    .insert(instance)
    .values({ key, value })
    .onConflictDoUpdate({ target: instance.key, set: { value } });
}

export function pauseKey(channel?: ChannelName): InstanceKey {
  return channel ? `sendingPaused:${channel}` : "sendingPaused";
}

/** The last moment at which the clock was not in doubt, while publications that were to begin after it are held; else null. */
export async function scheduledHeldFrom(database: Database): Promise<number | null> {
  const value = await instanceValue(database, "scheduledHeldFrom");
  return value ? Number(value) : null;
}

/** From the last sign of life to the start that followed it after more than a day. */
export interface Leap {
  readonly from: number;
  readonly to: number;
}

/** Of the run that is going on, or was last; null: its clock went on from where the one before ended. */
export async function lastLeap(database: Database): Promise<Leap | null> {
  const [from, to] = (await instanceValue(database, "leap"))?.split(" ").map(Number) ?? [];
  // Numbers and no JSON: what was damaged must not keep a start from going on.
  return from && to ? { from, to } : null;
}

export function setLeap(database: Database, leap: Leap | null): Write {
  return setValue(database, "leap", leap ? `${leap.from} ${leap.to}` : "");
}

/** Many messages of a channel were refused for what they say: it is held, and why, until somebody resumes it. */
export function holdForContent(database: Database, channel: ChannelName, reason: string): Write[] {
  return [setValue(database, pauseKey(channel), "true"), setValue(database, `refusedContent:${channel}`, reason)];
}

/** Why a channel is held, where its content was refused. */
export async function refusedContent(database: Database, channel: ChannelName): Promise<string | null> {
  return (await instanceValue(database, `refusedContent:${channel}`)) || null;
}

/** An operator, or a restore, holds all sending; a channel may be held by itself. */
export async function isPaused(database: Database, channel?: ChannelName): Promise<boolean> {
  const keys = channel ? [pauseKey(), pauseKey(channel)] : [pauseKey()];
  const rows = await database.statements.select().from(instance).where(inArray(instance.key, keys));
  return rows.some(({ value }) => value === "true");
}

/** Channels that are held by themselves. */
export async function pausedChannels(database: Database): Promise<ChannelName[]> {
  const rows = await database.statements
    .select()
    .from(instance)
    .where(inArray(instance.key, channels.map(pauseKey)));
  const held = new Set(rows.filter(({ value }) => value === "true").map(({ key }) => key));
  return channels.filter((channel) => held.has(pauseKey(channel)));
}
