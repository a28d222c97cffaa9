/**
 * What comes to the WebSub hub: nothing but a question to the callback, whether it wants this, which delivery asks by and by. However
 * many ask, one host is asked only so often: the hub must not be a way to flood somebody else.
 */
import { hours, minutes } from "../domain/durations.ts";
import type { PartnerSecrets } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { activeCount, type Preferences } from "../store/subscriptions.ts";
import { insertVerification } from "../store/web-letters.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressKeyOf } from "./sign-up.ts";

const questionsPerHost = { within: hours(1), most: 30 };
const questionLife = minutes(5);
const mostSubscribers = 10_000;

export interface HubRequest extends Preferences {
  readonly mode: "subscribe" | "unsubscribe";
  /** Checked already: https, a public name. */
  readonly callback: string;
  /** Path and query of one of our feeds. */
  readonly topic: string;
  readonly leaseSeconds: number;
  readonly secret?: string;
}

export type HubRefusal =
  | { readonly type: "hub-full" }
  | { readonly type: "host-asked-enough"; readonly seconds: number };

export async function askHub(
  dependencies: Dependencies & { readonly secrets: PartnerSecrets },
  { secret, ...request }: HubRequest,
): Promise<Result<null, HubRefusal>> {
  const { database, clock, digest, newId, secrets, nudge } = dependencies;
  const now = clock.now();
  if (request.mode === "subscribe" && (await activeCount(database, "websub")) >= mostSubscribers)
    return refused({ type: "hub-full" });
  const question = {
    ...request,
    ...(secret === undefined ? {} : { secret: secrets.seal(secret) }),
    // §5.1: a subscription is known by its topic and its callback.
    addressKey: addressKeyOf(dependencies, "websub", `${request.callback} ${request.topic}`),
    nonce: digest(newId()).slice(0, 32),
  };
  const letter = {
    recipient: new URL(request.callback).host,
    language: request.language,
    createdAt: now,
    notAfter: now + questionLife,
  };
  const { within, most } = questionsPerHost;
  const [rows] = await database.atomically([
    insertVerification(database, letter, question, { since: now - within, most }),
  ]);
  if (!rows || rows.length === 0) return refused({ type: "host-asked-enough", seconds: within / 1_000 });
  nudge();
  return accepted(null);
}
