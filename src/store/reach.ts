/** How many confirmed readers there are, by what they chose: few different choices, however many readers. */
import { eq, sql } from "drizzle-orm";
import { subscriptions } from "../../db/schema.ts";
import type { Choice } from "../domain/matching.ts";
import type { Database } from "./database.ts";
import { type SubscriptionChannel, toChoice } from "./subscriptions.ts";

export interface ReaderGroup {
  readonly channel: SubscriptionChannel;
  readonly isExercise: boolean;
  readonly choice: Choice;
  readonly count: number;
}

export async function readerGroups(database: Database): Promise<ReaderGroup[]> {
  const { channel, isExercise, kinds, areas, sectors } = subscriptions;
  const rows = await database.statements
    .select({ channel, isExercise, kinds, areas, sectors, count: sql<number>`count(*)` })
    .from(subscriptions)
    .where(eq(subscriptions.state, "active"))
    .groupBy(channel, isExercise, kinds, areas, sectors);
  return rows.map((row) => ({
    channel: row.channel,
    isExercise: row.isExercise,
    count: row.count,
    choice: toChoice(row),
  }));
}
