/**
 * The clock's act: signs what had to go out before it could be signed (a retraction waits for nothing). Only then is the message's
 * file to be had, for a file once served is never another. Each is an act of its own, under its advisory, where its seal is looked for.
 * What could not even be made is made first. Gives how many were signed.
 */
import { accepted, refused } from "../domain/refusal.ts";
import type { CapSummary } from "../formats/cap/summary.ts";
import {
  advisoryState,
  messageByIdentifier,
  putSignedMessage,
  type StoredMessage,
  unsignedMessages,
} from "../store/advisories.ts";
import { checkTexts, sealMessage } from "../store/seals.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { makeMissingMessages } from "./make-missing-messages.ts";

export async function signWaitingMessages(dependencies: Dependencies): Promise<number> {
  const { database, newId, digest, signCap, log } = dependencies;
  await makeMissingMessages(dependencies);
  let signed = 0;
  for (const message of await unsignedMessages(database)) {
    const { identifier, advisoryId } = message;
    if (!(await isIntact(dependencies, message))) {
      // Another process was first: it is the seal of the signed message that this one does not agree with.
      if (!(await isWaiting(dependencies, identifier))) continue;
      log.error({ identifier }, "a CAP message that waits for its signature is not what was stored: it is not signed");
      continue;
    }
    const { unsigned: _, ...summary } = message.summary as CapSummary;
    let xml: string;
    try {
      xml = signCap(message.xml);
    } catch (error) {
      log.error({ identifier, error: String(error) }, "a CAP message still cannot be signed");
      continue;
    }
    const whole = { ...message, summary, xml };
    const done = await commit(dependencies, newId(), async () => {
      // Another process was first: a seal of this signature would make its file another than what is vouched for.
      if (!(await isWaiting(dependencies, identifier))) return refused({ type: "busy" });
      return accepted({
        writes: [putSignedMessage(database, whole)],
        seals: sealMessage(whole, digest),
        entry: { actor: "service", action: "sign", advisoryId, isPublic: true, detail: { identifier } },
      });
    });
    if (done.ok) signed++;
  }
  return signed;
}

async function isWaiting({ database }: Dependencies, identifier: string): Promise<boolean> {
  const message = await messageByIdentifier(database, identifier);
  return (message?.summary as CapSummary | undefined)?.unsigned === true;
}

/** The seal of the signed message will vouch for its words: they must be those that the retraction vouched for. */
async function isIntact({ database, digest, clock }: Dependencies, message: StoredMessage): Promise<boolean> {
  const state = await advisoryState(database, message.advisoryId);
  if (!state) return false;
  const { seals } = await checkTexts(database, state.family, { digest, now: clock.now() });
  return seals.isIntactMessage(message);
}
