/**
 * Webhooks (standardwebhooks.com): each change is posted to the partner's own server, signed. A repeat carries the same `webhook-id`,
 * so it can be thrown away. The advisory is read at the moment of sending, as the public address gives it.
 */
import { createHash, createHmac } from "node:crypto";
import { easternIso } from "../domain/eastern.ts";
import type { WebhookAddress } from "../domain/machine-subscription.ts";
import type { Notice } from "../domain/notice.ts";
import type { PartnerSecrets, PublicReader, Site } from "../domain/ports.ts";
import type { WebAnswer, WebCarrier } from "./carriers.ts";
import type { Channel, Delivery, Outcome, Recipient } from "./channel.ts";
import { eventType } from "./machine-events.ts";
import { callbackFault } from "./outbound-address.ts";

export interface WebhookSettings {
  readonly carrier: WebCarrier;
  readonly site: Site;
  readonly secrets: PartnerSecrets;
  readonly reader: PublicReader;
  readonly concurrency: number;
  /** `WEBHOOK_HOSTS`. */
  readonly extraHosts?: readonly string[];
}

export interface ComposedWebhook {
  readonly type: string;
  readonly at: string;
  readonly advisoryId: string;
  /** Of the message that tells it in CAP. */
  readonly identifier: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function webhookChannel(settings: WebhookSettings): Channel<ComposedWebhook> {
  const { site, reader, concurrency, extraHosts = [] } = settings;
  return {
    name: "webhook",
    concurrency,
    isLogged: true,
    originOf: ({ address }) => {
      const read = readWebhookAddress(address, extraHosts);
      return read.ok ? new URL(read.webhook.url).origin : "unreadable";
    },
    // A CAP message says itself when it ends: there is none at the sunset.
    leavesOut({ address }, form) {
      const read = form === "sunset" ? readWebhookAddress(address, extraHosts) : null;
      return read?.ok === true && read.webhook.format === "cap";
    },
    compose: (notice) => composeWebhook(notice, site),
    async send(composed, delivery) {
      const read = readWebhookAddress(delivery.recipient.address, extraHosts);
      if (!read.ok) return { type: "refused", reason: read.reason };
      const body = await bodyOf(composed, read.webhook, reader).catch(() => null);
      if (body === null) return { type: "later", reason: "the message could not be read, or waits for its signature" };
      if (!(await mayStillLeave(delivery))) return changedMeanwhile;
      return post(settings, read.webhook, delivery.recipient, eventId(delivery), delivery.now, body);
    },
  };
}

/** What an editor or the partner asks for, to see that everything is in place: no advisory, and never tried again. */
export async function sendTestEvent(
  settings: Omit<WebhookSettings, "reader" | "concurrency">,
  recipient: Recipient,
  messageKey: string,
  now: number,
): Promise<Outcome> {
  const read = readWebhookAddress(recipient.address, settings.extraHosts ?? []);
  if (!read.ok) return { type: "refused", reason: read.reason };
  const text = JSON.stringify({ type: "test.event", timestamp: easternIso(now), data: { test: true } });
  const id = `evt_${createHash("sha256").update(messageKey).digest("hex").slice(0, 32)}`;
  const outcome = await post(settings, { ...read.webhook, format: "json" }, recipient, id, now, text);
  return outcome.type === "accepted" ? outcome : { type: "refused", reason: outcome.reason };
}

export function composeWebhook(notice: Notice, site: Site): ComposedWebhook {
  const { advisory, told, form, takenBack, replaced } = notice;
  const at = easternIso(form === "sunset" ? advisory.sunsetAt : told.effectiveAt);
  const about = (one: { id: string; slug: string }) => ({ id: one.id, slug: one.slug });
  return {
    type: eventType(notice),
    at,
    advisoryId: advisory.id,
    identifier: advisory.revision.identifier,
    data: {
      ...about(advisory),
      status: advisory.status,
      revision: told.number,
      stands: advisory.phase === "active",
      ...(replaced ? { replaces: about(replaced) } : {}),
      ...(takenBack ? { retracted: { ...about(takenBack.advisory), revision: takenBack.revision.number } } : {}),
      cap: `${site.baseUrl}${advisory.status === "actual" ? "" : "/exercise"}/cap/${advisory.revision.identifier}.xml`,
    },
  };
}

async function bodyOf(composed: ComposedWebhook, { format }: WebhookAddress, reader: PublicReader) {
  if (format === "cap") return reader.capMessage(composed.identifier);
  const advisory = await reader.advisory(composed.advisoryId);
  const { type, at, data } = composed;
  return advisory && JSON.stringify({ type, timestamp: at, data: { ...data, advisory } });
}

/** The same at every try, another for every webhook. */
function eventId({ messageKey, recipient }: Delivery): string {
  return `evt_${createHash("sha256").update(`${messageKey}\0${recipient.id}`).digest("hex").slice(0, 32)}`;
}

async function post(
  { carrier, secrets, site }: Pick<WebhookSettings, "carrier" | "secrets" | "site">,
  webhook: WebhookAddress,
  recipient: Recipient,
  id: string,
  now: number,
  text: string,
): Promise<Outcome> {
  const { url, format, header } = webhook;
  const authorization = header ? secrets.open(header.sealed) : null;
  if (header && authorization === null) return { type: "later", reason: "the stored credentials cannot be opened" };
  const timestamp = String(Math.floor(now / 1_000));
  const answer = await carrier.exchange({
    method: "POST",
    url,
    headers: {
      "Content-Type": format === "cap" ? "application/cap+xml" : "application/json",
      "User-Agent": `advisories (+${site.baseUrl}/machines)`,
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signatures(webhook, recipient, secrets, `${id}.${timestamp}.${text}`, now),
      ...(header && authorization !== null ? { [header.name]: authorization } : {}),
    },
    body: new TextEncoder().encode(text),
  });
  return webOutcome(answer);
}

/** Standard Webhooks, "Signature scheme": HMAC-SHA256 in base64; while a secret is being changed, one by each, parted by a space. */
function signatures(
  { version, previousUntil = 0 }: WebhookAddress,
  { id, nonce }: Recipient,
  secrets: PartnerSecrets,
  signed: string,
  now: number,
): string {
  const versions = now < previousUntil && version > 1 ? [version, version - 1] : [version];
  const sign = (one: number) => {
    const key = Buffer.from(secrets.signing(id, nonce, one).slice("whsec_".length), "base64");
    return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  };
  return versions.map(sign).join(" ");
}

/**
 * What a server's answer means: 2xx taken, 410 never again; everything else is tried again, since whoever runs the server can mend it
 * before the advisory ends. A repeat is told apart by its id, so what may have arrived goes again too.
 */
export function webOutcome(answer: WebAnswer): Outcome {
  switch (answer.type) {
    case "refused":
      return answer;
    case "not-sent":
      return { type: "later", reason: `not sent: ${answer.reason}` };
    case "no-answer":
      return { type: "later", reason: answer.reason, mayHaveArrived: true };
    case "answered": {
      const { status, retryAfterSeconds } = answer;
      if (status >= 200 && status < 300) return { type: "accepted" };
      const words = answer.text.slice(0, 200).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
      const reason = `HTTP ${status}${words.trim() === "" ? "" : `: ${words.trim()}`}`;
      if (status === 410) return { type: "gone", reason };
      return {
        type: "later",
        reason,
        ...(status >= 500 ? { mayHaveArrived: true } : {}),
        ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
      };
    }
  }
}

export const changedMeanwhile: Outcome = { type: "later", reason: "something changed while the message was read" };

/** Reading what is posted takes its time: what stood still for longer than its lease must not go on where it was. */
export async function mayStillLeave({ stillStands = async () => true }: Delivery): Promise<boolean> {
  return stillStands().catch(() => false);
}

type ReadWebhook =
  | { readonly ok: true; readonly webhook: WebhookAddress }
  | { readonly ok: false; readonly reason: string };

/** Reads what was stored, and asks again whether anybody may be told there. */
function readWebhookAddress(address: string, extraHosts: readonly string[]): ReadWebhook {
  try {
    const webhook = JSON.parse(address) as WebhookAddress;
    const fault = callbackFault(webhook.url, extraHosts);
    return fault ? { ok: false, reason: fault } : { ok: true, webhook };
  } catch {
    return { ok: false, reason: "the stored webhook cannot be read" };
  }
}
