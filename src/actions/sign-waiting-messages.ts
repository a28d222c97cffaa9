/**
 * The clock's act: signs what had to go out before it could be signed (a retraction waits for nothing). Only then is the message's
 * file to be had, for a file once served is never another. Each is an act of its own, under its advisory, where its seal is looked for.
 * Gives how many were signed.
 */
import { accepted, refused } from "../domain/refusal.ts";
import type { CapSummary } from "../formats/cap/summary.ts";
import { messageByIdentifier, putSignedMessage, unsignedMessages } from "../store/advisories.ts";
import { sealMessage } from "../store/seals.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";

export async function signWaitingMessages(dependencies: Dependencies): Promise<number> {
  const { database, newId, digest, signCap, log } = dependencies;
  let signed = 0;
  for (const message of await unsignedMessages(database)) {
    const { identifier, advisoryId } = message;
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
      const present = await messageByIdentifier(database, identifier);
      // Another process was first: a seal of this signature would make its file another than what is vouched for.
      if (!(present?.summary as CapSummary | undefined)?.unsigned) return refused({ type: "busy" });
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
