/**
 * WebSub (W3C Recommendation, 23 January 2018), the hub's side: a subscriber is asked whether it wants what was asked for in its name
 * (§5.3), and is then sent the whole feed at each change (§7), signed where it gave a secret (§8).
 */
import { createHmac } from "node:crypto";
import type { Moment } from "../domain/advisory.ts";
import type { WebSubAddress } from "../domain/machine-subscription.ts";
import type { PartnerSecrets, PublicReader, Site } from "../domain/ports.ts";
import { expiresAt as messageExpiresAt } from "../formats/cap/message.ts";
import type { WebCarrier } from "./carriers.ts";
import type { Channel, Outcome } from "./channel.ts";
import { changedMeanwhile, mayStillLeave, webOutcome } from "./webhook.ts";

export interface WebSubSettings {
  readonly carrier: WebCarrier;
  readonly site: Site;
  readonly secrets: PartnerSecrets;
  readonly reader: PublicReader;
  readonly concurrency: number;
}

export interface ComposedWebSub {
  /** The CAP message that tells it; absent: there is none. */
  readonly message?: { readonly identifier: string; readonly expiresAt: Moment };
}

export function webSubChannel({
  carrier,
  site,
  secrets,
  reader,
  concurrency,
}: WebSubSettings): Channel<ComposedWebSub> {
  /** Who took a feed that lacks its message: the same feed again would tell nothing. A restart forgets it, and on Workers each turn, and sends it once more. */
  const tookWithout = new Set<string>();
  return {
    name: "websub",
    concurrency,
    // Anybody may subscribe: one address that asks to wait holds up nobody else's.
    originOf: ({ address }) => `websub ${readAddress(address)?.callback ?? "unreadable"}`,
    // A CAP message says itself when it ends: there is none at the sunset.
    compose({ advisory: { revision }, form }) {
      if (form === "sunset") return {};
      return { message: { identifier: revision.identifier, expiresAt: messageExpiresAt(revision) } };
    },
    async send({ message }, delivery) {
      const { recipient, messageKey, now } = delivery;
      const asked = readAddress(recipient.address);
      if (!asked) return { type: "refused", reason: "the stored subscription cannot be read" };
      const { callback, topic, secret, expiresAt } = asked;
      if (now >= expiresAt) return { type: "gone", reason: "the lease ran out" };
      const isWhole = !message || !isMachineFeed(topic) || (await hasMessage(reader, message.identifier));
      const without = !isWhole && now >= message.expiresAt ? neverWhole : notWhole;
      const taking = `${messageKey} ${callback} ${topic}`;
      if (!isWhole && tookWithout.has(taking)) return without;
      const feed = await reader.topic(topic).catch(() => null);
      if (!feed) return { type: "later", reason: "the feed could not be read" };
      const key = secret === undefined ? undefined : secrets.open(secret);
      if (key === null) return { type: "later", reason: "the stored secret cannot be opened" };
      if (!(await mayStillLeave(delivery))) return changedMeanwhile;
      const answer = await carrier.exchange({
        method: "POST",
        url: callback,
        headers: {
          "Content-Type": feed.type,
          "User-Agent": `advisories (+${site.baseUrl}/machines)`,
          Link: feed.link,
          ...(key === undefined
            ? {}
            : { "X-Hub-Signature": `sha256=${createHmac("sha256", key).update(feed.body).digest("hex")}` }),
        },
        body: feed.body,
      });
      const outcome = webOutcome(answer);
      if (outcome.type !== "accepted") return outcome;
      if (isWhole) tookWithout.delete(taking);
      else tookWithout.add(taking);
      return isWhole ? outcome : without;
    },
  };
}

/** It is sent at once, since the feed says already what became of the others, and once more with the message in it. */
const notWhole: Outcome = {
  type: "later",
  reason: "the feed was taken, but its CAP message is missing or waits for its signature",
  mayHaveArrived: true,
};

/** What the message would have said counts no more. */
const neverWhole: Outcome = { type: "unknown", reason: "the feed was taken, but its CAP message never came" };

function isMachineFeed(topic: string): boolean {
  return topic.split("?")[0]?.endsWith("/cap/feed.atom") === true;
}

async function hasMessage(reader: PublicReader, identifier: string): Promise<boolean> {
  return (await reader.capMessage(identifier).catch(() => null)) !== null;
}

/** What somebody asked the hub for; nothing comes of it before the callback has said yes. */
export interface WebSubRequest {
  readonly mode: "subscribe" | "unsubscribe";
  readonly callback: string;
  readonly topic: string;
  readonly leaseSeconds: number;
}

/** Verification of intent (§5.3): accepted only where the callback answers 2xx with the challenge itself. */
export async function verifyIntent(
  { carrier, site, secrets }: Pick<WebSubSettings, "carrier" | "site" | "secrets">,
  { mode, callback, topic, leaseSeconds }: WebSubRequest,
  messageKey: string,
): Promise<Outcome> {
  const challenge = secrets.challenge(messageKey);
  const url = new URL(callback);
  const parameters = new URLSearchParams({
    "hub.mode": mode,
    "hub.topic": `${site.baseUrl}${topic}`,
    "hub.challenge": challenge,
    ...(mode === "subscribe" ? { "hub.lease_seconds": String(leaseSeconds) } : {}),
  });
  // What the callback's own query holds stays as it is (§5.1).
  url.search = url.search === "" ? `?${parameters}` : `${url.search}&${parameters}`;
  const answer = await carrier.exchange({
    method: "GET",
    url: url.href,
    headers: { "User-Agent": `advisories (+${site.baseUrl}/machines)` },
  });
  if (answer.type === "not-sent") return { type: "later", reason: answer.reason };
  if (answer.type !== "answered") return { type: "refused", reason: answer.reason };
  const isAgreed = answer.status >= 200 && answer.status < 300 && answer.text === challenge;
  if (isAgreed) return { type: "accepted" };
  return { type: "refused", reason: `HTTP ${answer.status}, and not the challenge: it was not asked for there` };
}

/** As it was stored; null where it was damaged since, which is nobody else's matter. */
function readAddress(address: string): WebSubAddress | null {
  try {
    return JSON.parse(address) as WebSubAddress;
  } catch {
    return null;
  }
}
