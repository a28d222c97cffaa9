/** Takes over a list of subscriptions that an agency brings along, with where and when each consent was given. Sends nothing. */
import { DuplicateKey } from "../store/database.ts";
import { type BroughtAddress, importSubscriptions, type Preferences } from "../store/subscriptions.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressHashOf, addressKeyOf } from "./sign-up.ts";

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

export interface Brought {
  readonly taken: number;
  /** Those whose id belongs to somebody else here: their place in the list. */
  readonly idTaken: readonly number[];
}

/** Who was there already, by address, keeps what they chose, or that they left; who had their data erased is not brought back. */
export async function bringSubscriptions(
  dependencies: Dependencies,
  brought: readonly BroughtSubscription[],
): Promise<Brought> {
  const { database, newId, digest } = dependencies;
  const rows = brought.map(
    ({ identity, ...rest }): BroughtAddress => ({
      ...rest,
      addressKey: addressKeyOf(dependencies, rest.channel, identity),
      nonce: digest(newId()).slice(0, 32),
      ...(rest.channel === "email" ? { addressHash: addressHashOf(dependencies, identity) } : {}),
    }),
  );
  const insert = async (some: readonly BroughtAddress[]) => {
    const [taken] = await database.atomically([importSubscriptions(database, some)]);
    return taken?.length ?? 0;
  };
  try {
    return { taken: await insert(rows), idTaken: [] };
  } catch (error) {
    if (!(error instanceof DuplicateKey)) throw error;
  }
  // Some id is there already: one by one, to say which.
  const idTaken: number[] = [];
  let taken = 0;
  for (const [index, row] of rows.entries()) {
    try {
      taken += await insert([row]);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      idTaken.push(index);
    }
  }
  return { taken, idTaken };
}
