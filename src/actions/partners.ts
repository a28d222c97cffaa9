/**
 * Webhooks of partners: an editor makes them, and editor or partner look after them. What changes who is told what is in the audit
 * chain; asking for a test event or for one event again is not.
 */
import { hours } from "../domain/durations.ts";
import type { WebhookAddress, WebhookFormat } from "../domain/machine-subscription.ts";
import type { PartnerSecrets, Tokens } from "../domain/ports.ts";
import { accepted, type Result, refused } from "../domain/refusal.ts";
import { announcementById, dueInFamily } from "../store/announcements.ts";
import type { Write } from "../store/database.ts";
import { insertLetter } from "../store/letters.ts";
import { lotOf, reopenLotFor } from "../store/lots.ts";
import {
  insertPartner,
  type Partner,
  partnerById,
  removePartner,
  setPartnerAddress,
  setPartnerState,
} from "../store/partners.ts";
import { type Preferences, putSubscription, subscriptionByKey } from "../store/subscriptions.ts";
import { commit } from "./commit.ts";
import type { Dependencies } from "./dependencies.ts";
import { addressKeyOf } from "./sign-up.ts";

/** How long the secret before goes on signing beside the new one. */
export const secretOverlap = hours(72);
const testLife = hours(1) / 60;
/** Before the public. */
const partnerTier = 0;

export interface PartnerDependencies extends Dependencies {
  readonly secrets: PartnerSecrets;
}

export interface NewWebhook extends Preferences {
  readonly name: string;
  readonly contact: string;
  /** Checked already: https, a public name. */
  readonly url: string;
  readonly format: WebhookFormat;
  /** What the partner's own system asks for: a header's name and value. */
  readonly header?: { readonly name: string; readonly value: string };
  readonly isExercise: boolean;
}

/** Who acts, and the command's id. */
export interface Acting {
  readonly actor: string;
  readonly commandId: string;
}

export async function createPartner(
  dependencies: PartnerDependencies,
  request: NewWebhook,
  { actor, commandId }: Acting,
): Promise<Result<Partner>> {
  const { database, clock, digest, newId, secrets } = dependencies;
  const { name, contact, url, format, header, language, choice, isExercise } = request;
  const now = clock.now();
  const address: WebhookAddress = {
    url,
    format,
    version: 1,
    ...(header ? { header: { name: header.name, sealed: secrets.seal(header.value) } } : {}),
  };
  // Two of one partner may go to one address, with other choices; what was removed and comes again has another secret.
  const addressKey = addressKeyOf(dependencies, "webhook", commandId);
  const subscription = {
    channel: "webhook" as const,
    tier: partnerTier,
    address: JSON.stringify(address),
    addressKey,
    language,
    choice,
    nonce: digest(newId()).slice(0, 32),
    confirmedAt: now,
    consentSource: "made by an editor",
    isExercise,
  };
  const made = await commit(dependencies, commandId, async () =>
    accepted({
      writes: [
        putSubscription(database, subscription),
        insertPartner(database, addressKey, { name, contact, createdAt: now, createdBy: actor }),
      ],
      entry: { actor, action: "add-partner", isPublic: false, detail: { addressKey, name, url, format } },
    }),
  );
  if (!made.ok) return made;
  const known = await subscriptionByKey(database, "webhook", addressKey);
  const partner = known && (await partnerById(database, known.id));
  return partner ? accepted(partner) : refused({ type: "not-found", what: "webhook" });
}

/** Whose page this token opens. */
export async function partnerByToken(
  { database }: Dependencies,
  tokens: Tokens,
  token: string,
): Promise<Result<Partner>> {
  const id = tokens.idOf(token);
  const partner = id === null ? null : await partnerById(database, id);
  if (!partner || !tokens.check(token, "partner", partner.id, partner.nonce))
    return refused({ type: "not-found", what: "partner link" });
  return accepted(partner);
}

/** A new secret; the one before goes on signing beside it for three days. */
export async function rotateSecret(
  dependencies: Dependencies,
  id: number,
  { actor, commandId }: Acting,
): Promise<Result<Partner>> {
  return changePartner(dependencies, id, { actor, commandId }, "rotate-partner-secret", (partner, now) => {
    const address = webhookOf(partner);
    const next = { ...address, version: address.version + 1, previousUntil: now + secretOverlap };
    return [setPartnerAddress(dependencies.database, id, JSON.stringify(next))];
  });
}

/** Paused, nothing is sent; what came meanwhile is not sent later, but can be asked for again while it stands. */
export function setPaused(
  dependencies: Dependencies,
  id: number,
  isPaused: boolean,
  acting: Acting,
): Promise<Result<Partner>> {
  return changePartner(dependencies, id, acting, isPaused ? "pause-partner" : "resume-partner", (_partner, now) => [
    setPartnerState(dependencies.database, id, isPaused ? "left" : "active", now),
  ]);
}

/** What the partner's system asked for to let us in is theirs: it goes with them. */
export async function endPartner(dependencies: Dependencies, id: number, acting: Acting): Promise<Result<Partner>> {
  const { database } = dependencies;
  return changePartner(dependencies, id, acting, "remove-partner", (partner, now) => {
    const { header: _, ...address } = webhookOf(partner);
    return [
      setPartnerAddress(database, id, JSON.stringify(address)),
      setPartnerState(database, id, "left", now),
      removePartner(database, id, now),
    ];
  });
}

/** One change, in the chain. Gives the partner as it is afterwards; of one that was removed, as it was. */
async function changePartner(
  dependencies: Dependencies,
  id: number,
  { actor, commandId }: Acting,
  action: string,
  write: (partner: Partner, now: number) => Write[],
): Promise<Result<Partner>> {
  const { database, clock } = dependencies;
  let before: Partner | null = null;
  const done = await commit<{ id: number }>(dependencies, commandId, async () => {
    before = await partnerById(database, id);
    if (!before) return refused({ type: "not-found", what: "webhook" });
    const writes = write(before, clock.now());
    return accepted({ writes, entry: { actor, action, isPublic: false, detail: { id, name: before.name } } });
  });
  if (!done.ok) return done;
  const after = (await partnerById(database, id)) ?? before;
  return after ? accepted(after) : refused({ type: "not-found", what: "webhook" });
}

/** Sent at once and once; what became of it is in the partner's log. */
export async function requestTestEvent(dependencies: Dependencies, partner: Partner): Promise<void> {
  const { database, clock, nudge } = dependencies;
  const now = clock.now();
  const letter = {
    purpose: "webhook-test" as const,
    recipient: new URL(webhookOf(partner).url).host,
    language: "en",
    data: { subscriptionId: partner.id },
    createdAt: now,
    notAfter: now + testLife,
  };
  await database.atomically([insertLetter(database, letter)]);
  nudge();
}

/** One event once more, with the same `webhook-id`. What no longer stands is not sent again. */
export async function redeliver(
  dependencies: Dependencies,
  partner: Partner,
  announcementId: number,
): Promise<Result<null>> {
  const { database, clock, nudge } = dependencies;
  const now = clock.now();
  if (partner.state !== "active") return refused({ type: "partner-paused" });
  const announcement = Number.isSafeInteger(announcementId) ? await announcementById(database, announcementId) : null;
  if (!announcement) return refused({ type: "not-found", what: "event" });
  const latest = (await dueInFamily(database, announcement.family, now)).at(-1);
  if (latest?.id !== announcement.id || now >= announcement.deadlineAt) return refused({ type: "event-over" });
  const reader = { id: partner.id, channel: "webhook" as const, tier: partnerTier };
  const lot = await lotOf(database, announcementId, reader);
  // Whoever joined since was never owed it, though others of its lot may have been.
  if (!lot || partner.id > (announcement.lastId ?? 0)) return refused({ type: "not-found", what: "event" });
  if (lot.leasedUntil > now) return refused({ type: "busy" });
  const [rows] = await database.atomically([reopenLotFor(database, lot, partner.id)]);
  if (!rows || rows.length === 0) return refused({ type: "busy" });
  nudge();
  return accepted(null);
}

export function webhookOf({ address }: Pick<Partner, "address">): WebhookAddress {
  return JSON.parse(address) as WebhookAddress;
}
