/**
 * D1 goes back in time without a word, and what held its sending goes back with it. So the operator says it outside of it: before each
 * restore the secret RESTORED gets another word. A database in which that word does not stand is one that went back, or is about to.
 */
import { randomInt } from "node:crypto";
import type { Dependencies } from "../actions/dependencies.ts";
import { holdAfterSilence } from "../actions/hold-scheduled.ts";
import { markRestored } from "../actions/mark-restored.ts";
import { instanceValue } from "../store/instance.ts";
import type { Env } from "./instance.ts";

/** Before anything is sent or written. */
export async function heedRestore(
  service: Dependencies,
  { RESTORED: word = "" }: Pick<Env, "RESTORED">,
): Promise<void> {
  if (word === "" || word === (await instanceValue(service.database, "restored"))) return;
  await holdAfterSilence(service);
  const restoring = { access: null, webhooks: null, chance: randomInt, facts: { restored: word } };
  const marked = await markRestored(service, { ...restoring, actor: "RESTORED" });
  if (!marked.ok) throw new Error(`the database could not be marked as restored: ${marked.refusal.type}`);
  service.log.error(
    { word },
    "RESTORED has another word: sending is paused, and sessions, sign-in links and API tokens have ended",
  );
}
