/** All that is held of one subscription, in the words of the API: what its reader may take along. */
import { easternIso } from "../domain/eastern.ts";
import type { Tokens } from "../domain/ports.ts";
import { accepted, type Result } from "../domain/refusal.ts";
import { LotBits } from "../store/bits.ts";
import { lettersTo } from "../store/letters.ts";
import { lotsOfReader } from "../store/lots.ts";
import { signupsByKey } from "../store/signups.ts";
import type { Preferences, Subscription } from "../store/subscriptions.ts";
import { subscriptionByToken } from "./change-subscription.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressKeyOf } from "./sign-up.ts";

export async function heldData(dependencies: Dependencies, tokens: Tokens, token: string): Promise<Result<object>> {
  const found = await subscriptionByToken(dependencies, tokens, token, "manage");
  if (!found.ok) return found;
  const { database, site, clock } = dependencies;
  const subscription = found.value;
  const { id, channel, address, state, isExercise, confirmedAt, consentSource, endedAt } = subscription;
  const isMail = channel === "email";
  const signups = isMail ? await signupsByKey(database, addressKeyOf(dependencies, channel, address)) : [];
  const letters = isMail ? await lettersTo(database, address) : [];
  return accepted({
    service: site.name,
    asOf: easternIso(clock.now()),
    subscription: {
      id,
      channel,
      address: isMail ? address : JSON.parse(address),
      ...wordsOf(subscription),
      exercise: isExercise,
      state,
      confirmedAt: easternIso(confirmedAt),
      consentSource,
      ...(endedAt === null ? {} : { endedAt: easternIso(endedAt) }),
    },
    signUps: signups.map((signup) => ({
      ...wordsOf(signup),
      askedAt: easternIso(signup.createdAt),
      ...(signup.confirmedAt === null ? {} : { confirmedAt: easternIso(signup.confirmedAt) }),
    })),
    letters: letters.map((letter) => ({
      purpose: letter.purpose,
      writtenAt: easternIso(letter.createdAt),
      outcome: letter.outcome ?? "waiting",
    })),
    advisoriesSent: await sentTo(dependencies, subscription),
  });
}

function wordsOf({ language, choice: { kinds, areas, sectors } }: Preferences) {
  return { language, kinds, areas, sectors };
}

async function sentTo({ database }: Dependencies, { channel, id }: Subscription) {
  const lots = await lotsOfReader(database, channel, id);
  return lots.flatMap(({ bits, slug, revision, occasion, dueAt }) => {
    const { begun, settled } = new LotBits(bits).get(id);
    if (!begun) return [];
    return [{ advisory: slug, revision, occasion, dueAt: easternIso(dueAt), outcome: settled ? "sent" : "unknown" }];
  });
}
