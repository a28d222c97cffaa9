/**
 * The web push channel (RFC 8030, 8188, 8291, 8292). One small JSON per notice and language, encrypted to each browser. Its topic and
 * its notification's tag name the advisory's family, so that a correction replaces what is undelivered and what is shown.
 */
import { createHash } from "node:crypto";
import webPush from "web-push";
import { messagesFor } from "../../templates/messages/index.ts";
import { mailMessages } from "../../templates/messages/mail.ts";
import type { Kind } from "../domain/advisory.ts";
import { lateDeadline } from "../domain/announcement.ts";
import type { Notice } from "../domain/notice.ts";
import type { Site } from "../domain/ports.ts";
import { type PushCarrier, singleLine } from "./carriers.ts";
import type { Channel, Delivery, Outcome } from "./channel.ts";
import { type PushSubscriptionKeys, parsePushAddress, pushOrigin } from "./push-subscription.ts";
import {
  carriesWords,
  correctionSentence,
  leadOf,
  matterOf,
  overAt,
  pageOf,
  placeIn,
  standing,
  subjectOf,
  textOf,
} from "./telling.ts";

export interface ComposedPush {
  /** JSON, at most 3,000 bytes. */
  readonly payload: string;
  readonly topic: string;
  readonly urgency: "high" | "normal" | "low";
  readonly longestLifeSeconds: number;
}

export interface VapidKeys {
  /** Base64url: 65 and 32 bytes. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or https address of whoever answers for this sender. */
  readonly subject: string;
}

export interface PushSettings {
  readonly carrier: PushCarrier;
  readonly site: Site;
  readonly vapid: VapidKeys;
  /** Encrypts a payload to a browser (RFC 8291); throws where its key is none. */
  readonly encrypt: (keys: Pick<PushSubscriptionKeys, "p256dh" | "auth">, payload: string) => Uint8Array;
  readonly concurrency: number;
  /** `PUSH_HOSTS`. */
  readonly extraHosts?: readonly string[];
}

const payloadLimit = 3_000;
const monthSeconds = 30 * 86_400;
const areasNamed = 5;
const titleLimit = 120;
const bodyLimit = 900;

const urgencies: Record<Kind, ComposedPush["urgency"]> = { imminent: "high", elevated: "normal", bulletin: "low" };

export function pushChannel(settings: PushSettings): Channel<ComposedPush> {
  const { site, concurrency } = settings;
  const send = pushSender(settings);
  return {
    name: "push",
    concurrency,
    originOf: ({ address }) => pushOrigin(address) ?? "unreadable",
    compose: (notice, language) => composePush(notice, language, site),
    send: (composed, { recipient, deadlineAt, now }) => send(composed, recipient.address, { deadlineAt, now }),
  };
}

/** Sends to a browser's subscription: one try. */
export type SendPush = (
  composed: ComposedPush,
  address: string,
  time: Pick<Delivery, "deadlineAt" | "now">,
) => Promise<Outcome>;

export function pushSender(settings: Pick<PushSettings, "carrier" | "vapid" | "encrypt" | "extraHosts">): SendPush {
  const { carrier, vapid, encrypt, extraHosts = [] } = settings;
  const authorization = vapidSigner(vapid);
  return async (composed, address, time) => {
    const read = parsePushAddress(address, extraHosts);
    if (!read.ok) return { type: "refused", reason: read.reason };
    const { endpoint } = read.subscription;
    let body: Uint8Array;
    try {
      body = encrypt(read.subscription, composed.payload);
    } catch {
      return { type: "refused", reason: "the subscription's key cannot be encrypted to" };
    }
    return carrier.post({
      endpoint,
      headers: {
        ttl: String(lifeSeconds(composed, time)),
        urgency: composed.urgency,
        topic: composed.topic,
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        authorization: authorization(new URL(endpoint).origin, time.now),
      },
      body,
    });
  };
}

function lifeSeconds(
  { longestLifeSeconds }: ComposedPush,
  { deadlineAt, now }: Pick<Delivery, "deadlineAt" | "now">,
): number {
  return Math.max(0, Math.min(longestLifeSeconds, Math.floor((deadlineAt - now) / 1000)));
}

/** 32 hex digits that name the advisory's family. */
export function topicOf(family: string): string {
  return createHash("sha256").update(`topic\0${family}`).digest("hex").slice(0, 32);
}

export function composePush(notice: Notice, language: string, site: Site): ComposedPush {
  const messages = messagesFor(language);
  const subject = subjectOf(notice);
  const hasWords = carriesWords(notice);
  const topic = topicOf(subject.family);
  const place = cut(placeIn(notice, language, messages, areasNamed), titleLimit);
  const { title, body } = titleAndBody(notice, language, place, site);
  const payloadWith = (characters: number) =>
    JSON.stringify({
      // Declarative Web Push: Safari shows this without asking a service worker; the others read the same fields in theirs.
      web_push: 8030,
      notification: {
        title,
        body: cut(body, characters),
        lang: messages.locale,
        tag: topic,
        navigate: pageOf(subject, site),
      },
      kind: subject.kind,
      status: subject.status,
      phase: hasWords ? "active" : matterOf(notice) === "correction" ? "withdrawn" : "ended",
      place,
      slug: subject.slug,
      // What is over has ended: the worker closes it like any other whose end has passed.
      endsAt: new Date(hasWords ? notice.advisory.sunsetAt : endOf(notice)).toISOString(),
    });
  const isLate = matterOf(notice) !== "text";
  return {
    payload: longestThatFits(payloadWith),
    topic,
    urgency: urgencies[subject.kind],
    longestLifeSeconds: isLate ? lateDeadline / 1000 : monthSeconds,
  };
}

/** Kind, place and end stand first, so what is cut off is the headline's end. */
function longestThatFits(payloadWith: (characters: number) => string): string {
  for (let characters = bodyLimit; characters > 50; characters = Math.floor(characters * 0.8)) {
    const payload = payloadWith(characters);
    if (Buffer.byteLength(payload) <= payloadLimit) return payload;
  }
  return payloadWith(50);
}

/** When what the notification is about ended or was taken back. */
function endOf(notice: Notice): number {
  return matterOf(notice) === "correction" ? notice.told.effectiveAt : overAt(notice);
}

/** Kind, place and end with its zone: the tray outlives the sunset. */
function titleAndBody(notice: Notice, language: string, place: string, site: Site): { title: string; body: string } {
  const messages = messagesFor(language);
  const words = mailMessages(language);
  const subject = subjectOf(notice);
  const lead = leadOf(notice);
  const isCorrection = matterOf(notice) === "correction";
  const hasWords = carriesWords(notice);
  const kind = words.subjectKinds[subject.kind];
  const marks = [messages.statuses[subject.status], site.demo ? words.subjectDemo : ""];
  const first = isCorrection ? words.push.withdrawn : [lead && words.leads[lead], kind].filter(Boolean).join(": ");
  const title = [...marks, isCorrection ? first : `${first}: ${place}`].filter(Boolean).join(": ");
  const { text, instead } = textOf(notice, language);
  const stands = `${kind}: ${place}, ${standing(notice, messages, words)}`;
  const sentences = [
    ...(isCorrection ? [correctionSentence(notice, messages)] : []),
    ...(isCorrection && hasWords ? [words.push.inEffectNow(stands)] : []),
    ...(isCorrection ? [] : [upperFirst(`${standing(notice, messages, words)}.`)]),
    ...(site.official ? [] : [`${messages.frame.notOfficial}.`]),
    ...(hasWords && !isCorrection ? [instead ? words.push.inEnglish(text.headline) : text.headline] : []),
  ];
  return { title: cut(singleLine(title), 2 * titleLimit), body: singleLine(sentences.join(" ")) };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most so many characters; never half a character. */
function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** RFC 8292 §2: at most 24 hours; ours last 12 and are reused for 11, since signing costs more than encrypting. */
const reuseMilliseconds = 11 * 3_600_000;
const originsKept = 200;

function vapidSigner({ publicKey, privateKey, subject }: VapidKeys): (origin: string, now: number) => string {
  const signed = new Map<string, { authorization: string; at: number }>();
  return (origin, now) => {
    const known = signed.get(origin);
    if (known && now >= known.at && now - known.at < reuseMilliseconds) return known.authorization;
    const oldest = signed.keys().next().value;
    if (signed.size >= originsKept && oldest !== undefined) signed.delete(oldest);
    const { Authorization } = webPush.getVapidHeaders(origin, subject, publicKey, privateKey, "aes128gcm");
    signed.delete(origin);
    signed.set(origin, { authorization: Authorization, at: now });
    return Authorization;
  };
}
