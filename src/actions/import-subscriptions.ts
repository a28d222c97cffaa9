/** Takes over a list of subscriptions that an agency brings along, with where and when each consent was given. Sends nothing. */
import { importSubscriptions, type NewSubscription, type Preferences } from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressKeyOf } from "./sign-up.ts";

export interface BroughtSubscription extends Preferences {
  readonly channel: "email" | "push";
  /** Normal form; for push the browser's subscription as JSON. */
  readonly address: string;
  /** What two entries for the same reader have in common: the mail address, or the push endpoint. */
  readonly identity: string;
  readonly confirmedAt: number;
  readonly consentSource: string;
  /** Kept, where the list has ids of an earlier instance. */
  readonly id?: number;
  readonly isExercise?: boolean;
}

/** Rows in one write. */
export const importBatch = 1_000;

/** How many of them were new; who was there already keeps what they chose, or that they left. */
export async function bringSubscriptions(
  dependencies: Dependencies,
  brought: readonly BroughtSubscription[],
): Promise<number> {
  const { database, newId, digest } = dependencies;
  const rows = brought.map(
    ({ identity, ...rest }): NewSubscription => ({
      ...rest,
      addressKey: addressKeyOf(dependencies, rest.channel, identity),
      nonce: digest(newId()).slice(0, 32),
    }),
  );
  const [taken] = await database.atomically([importSubscriptions(database, rows)]);
  return taken?.length ?? 0;
}
