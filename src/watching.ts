/** What both platforms look for when they watch themselves, and what they do about it. */
import type { Dependencies } from "./actions/dependencies.ts";
import { missingMessages } from "./actions/make-missing-messages.ts";
import { tellAlarms } from "./actions/tell-alarms.ts";
import { sendLateAlarms } from "./delivery/send-letters.ts";
import type { Moment } from "./domain/advisory.ts";
import { type Alarm, type Condition, isRaised } from "./domain/alarm.ts";
import type { Settings } from "./settings.ts";
import { unsignedMessages } from "./store/advisories.ts";
import { publicSequence } from "./store/audit.ts";
import type { Database, Write } from "./store/database.ts";
import { idleChannels, isPlanningIdle, recentFailures } from "./store/health.ts";
import {
  channels,
  isPaused,
  pausedChannels,
  pauseKey,
  refusedContent,
  scheduledHeldFrom,
  setValue,
} from "./store/instance.ts";
import { canaryStates, releaseCanaries } from "./store/letters.ts";
import { damagedTexts } from "./store/seals.ts";

/** Work that waits for so long, and nobody does it (ms). */
const idleMs = 3 * 60_000;
/** A canary that has not arrived after that time (ms) is missing. */
const canaryPatienceMs = 150_000;
const day = 86_400_000;
/** So many messages refused for good, and more than went: it is the text, the sender or the relay, not the readers. */
const manyRefusals = 50;

/** `endsAt`: of the certificate that signs now; null where there is none. */
export function certificateConditions(endsAt: Moment | null, now: Moment): Condition[] {
  if (endsAt === null || endsAt > now + 30 * day) return [];
  if (endsAt <= now)
    return [{ name: "certificate-ended", detail: "the certificate for signing CAP messages has ended" }];
  const days = Math.ceil((endsAt - now) / day);
  const name = days <= 7 ? "certificate-7-days" : "certificate-30-days";
  return [{ name, detail: `the certificate for signing CAP messages ends on ${new Date(endsAt).toISOString()}` }];
}

/** Texts are read anew after each public act, and once in so long (ms): what is on the disk may change under what nobody touches. */
const textsEveryMs = 600_000;

const textsSeen = new WeakMap<Database, { sequence: number; at: number; damaged: readonly string[] }>();

/** Texts that are not what was approved. */
export async function textConditions({
  database,
  digest,
  clock,
  timers,
}: Pick<Dependencies, "database" | "digest" | "clock" | "timers">): Promise<Condition[]> {
  const sequence = await publicSequence(database);
  let seen = textsSeen.get(database);
  if (seen?.sequence !== sequence || timers.elapsed() - seen.at >= textsEveryMs) {
    seen = { sequence, at: timers.elapsed(), damaged: await damagedTexts(database, digest, clock.now()) };
    textsSeen.set(database, seen);
  }
  if (seen.damaged.length === 0) return [];
  const which = seen.damaged.slice(0, 3).join(", ");
  return [
    { name: "texts", detail: `what is stored is not what was approved (${which}): it is neither shown nor sent` },
  ];
}

/** Of all canaries; empty text: the one that goes no further than the carrier. */
export function canariesOf({ CANARY_TO, CANARY_PUSH }: Pick<Settings, "CANARY_TO" | "CANARY_PUSH">): readonly string[] {
  return ["", ...CANARY_TO, ...(CANARY_PUSH === undefined ? [] : [CANARY_PUSH])];
}

function wayTo(recipient: string): string {
  if (recipient === "") return "within the service";
  if (recipient.startsWith("{")) return "as a notification";
  return recipient.startsWith("https:") ? "as a hook" : "by mail";
}

/**
 * What the database tells of delivery. `canaryTo`: of the canaries; empty text: the one that goes no further than the carrier. What waited
 * while the service was down is no sign that it stands still: that takes as long again since `beganAt`.
 */
export async function deliveryConditions(
  database: Database,
  canaryTo: readonly string[],
  now: Moment,
  beganAt: Moment = Number.NEGATIVE_INFINITY,
): Promise<Condition[]> {
  const found: Condition[] = [];
  if ((await scheduledHeldFrom(database)) !== null)
    found.push({
      name: "scheduled-held",
      detail: "the clock was in doubt: what begins or ends by it is held until somebody releases it",
    });
  const waiting = await waitingMessages(database, now);
  const overdue = [...waiting.missing, ...waiting.unsigned].filter(({ at }) => now - at >= idleMs);
  if (overdue.length > 0) {
    const which = overdue.slice(0, 3).map(({ identifier }) => identifier);
    const detail = `what was taken back has no CAP message yet, so machines may go on showing it (${which.join(", ")}): see whether CAP messages can be signed, and what the log says`;
    found.push({ name: "cap-message", detail });
  }
  const missing = (await canaryStates(database)).filter(
    ({ recipient, missingSince }) =>
      canaryTo.includes(recipient) && missingSince !== null && now - missingSince > canaryPatienceMs,
  );
  for (const { recipient } of missing) {
    const detail = `the canary sent ${wayTo(recipient)} has not arrived`;
    found.push({ name: `canary-${canaryTo.indexOf(recipient)}`, detail });
  }
  if (now - beganAt >= idleMs && !(await isPaused(database))) {
    const held = await pausedChannels(database);
    if (await isPlanningIdle(database, idleMs, now))
      found.push({ name: "planning", detail: "an announcement waits and nobody plans it" });
    for (const channel of (await idleChannels(database, idleMs, now)).filter((one) => !held.includes(one)))
      found.push({ name: `idle-${channel}`, detail: `messages wait on the channel ${channel} and nobody sends them` });
  }
  for (const channel of await pausedChannels(database)) {
    const reason = await refusedContent(database, channel);
    const detail = `what is sent on the channel ${channel} is refused (${reason}): it is held until somebody resumes it`;
    if (reason) found.push({ name: `refused-${channel}`, detail });
  }
  for (const { channel, failed, sent } of await recentFailures(database, now - 600_000, now)) {
    if (failed < manyRefusals || failed <= sent || found.some(({ name }) => name === `refused-${channel}`)) continue;
    const detail = `${failed} messages were refused on the channel ${channel}: it is held until somebody resumes it`;
    found.push({ name: `refused-${channel}`, detail });
  }
  return found;
}

export interface Watching {
  readonly service: Dependencies;
  readonly delivery: Parameters<typeof sendLateAlarms>[0];
  readonly canaryTo: readonly string[];
}

/** Raises and ends alarms, and sends those that were not told in time. `seenAt`: see `alarmsToTell`. */
export async function heed(
  { service, delivery }: Watching,
  found: readonly Condition[],
  seenAt: ReadonlyMap<string, Moment>,
): Promise<void> {
  const told = await tellAlarms(service, found, seenAt, (alarm) => holdingChannel(service.database, alarm));
  for (const alarm of told) {
    const { name, number, detail } = alarm;
    if (isRaised(alarm)) service.log.error({ alarm: name, number }, detail);
    else service.log.info({ alarm: name, number }, `over: ${detail}`);
  }
  await sendLateAlarms(delivery);
}

/** Many refusals are not the readers' fault: nobody more is refused until somebody has looked. */
function holdingChannel(database: Database, { name, number }: Alarm): Write[] {
  const channel = channels.find((one) => name === `refused-${one}`);
  return channel && number % 2 === 1 ? [setValue(database, pauseKey(channel), "true")] : [];
}

/** One to each recipient whose last one is no longer on its way. */
export async function sendCanaries({ service, canaryTo }: Watching): Promise<void> {
  const { database, clock, nudge } = service;
  const open = new Set((await canaryStates(database)).filter((one) => one.isOpen).map(({ recipient }) => recipient));
  const due = canaryTo.filter((recipient) => !open.has(recipient));
  await database.atomically(releaseCanaries(database, due, clock.now()));
  nudge();
}

/** Why not all goes out, though nothing is broken: for `/readyz`. */
export async function waitingReasons(database: Database, now: Moment): Promise<string[]> {
  const reasons: string[] = [];
  if (await isPaused(database)) reasons.push("sending is paused");
  for (const channel of await pausedChannels(database)) reasons.push(`sending on the channel ${channel} is paused`);
  const { missing, unsigned } = await waitingMessages(database, now);
  if (missing.length > 0) reasons.push("a CAP message of what was taken back is missing");
  if (unsigned.length > 0) reasons.push("a CAP message waits for its signature");
  return reasons;
}

/** CAP messages that could not be made or signed, while they would still count. */
async function waitingMessages(database: Database, now: Moment) {
  const missing = await missingMessages(database, now);
  const unsigned = (await unsignedMessages(database)).filter(({ expiresAt }) => expiresAt > now);
  return {
    missing: missing.map(({ identifier, effectiveAt }) => ({ identifier, at: effectiveAt })),
    unsigned: unsigned.map(({ identifier, sentAt }) => ({ identifier, at: sentAt })),
  };
}
