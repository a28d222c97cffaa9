/**
 * The clock's act: signs what had to go out before it could be signed (a retraction waits for nothing). Only then is the message's
 * file to be had, for a file once served is never another. Gives how many were signed.
 */
import { accepted } from "../domain/refusal.ts";
import type { CapSummary } from "../formats/cap/summary.ts";
import { putSignedMessage, unsignedMessages } from "../store/advisories.ts";
import { type Sealed, sealMessage } from "../store/seals.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export async function signWaitingMessages(dependencies: Dependencies): Promise<number> {
  const { database, newId, digest, signCap, log } = dependencies;
  const waiting = await unsignedMessages(database);
  if (waiting.length === 0) return 0;
  const signed = waiting.flatMap((message) => {
    try {
      const { unsigned: _, ...summary } = message.summary as CapSummary;
      return [{ ...message, summary, xml: signCap(message.xml) }];
    } catch (error) {
      log.error({ identifier: message.identifier, error: String(error) }, "a CAP message still cannot be signed");
      return [];
    }
  });
  if (signed.length === 0) return 0;
  const done = await commit(dependencies, newId(), async () =>
    accepted({
      writes: signed.map((message) => putSignedMessage(database, message)),
      seals: Object.assign({}, ...signed.map((message) => sealMessage(message, digest))) as Sealed,
      entry: {
        actor: "service",
        action: "sign",
        isPublic: true,
        detail: { identifiers: signed.map(({ identifier }) => identifier) },
      },
    }),
  );
  return done.ok ? signed.length : 0;
}
