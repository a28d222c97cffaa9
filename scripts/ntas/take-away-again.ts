/**
 * What was taken away since a copy was made is taken away from it before it is put in place, by the database that was in use, as far as that
 * can still be read: readers who left have left and what was erased is erased; accounts, passkeys, tokens and webhooks are as they were there.
 */
import { randomInt } from "node:crypto";
import { erasure } from "../../src/actions/change-subscription.ts";
import { holdAfterSilence } from "../../src/actions/hold-scheduled.ts";
import { accessIn, markRestored } from "../../src/actions/mark-restored.ts";
import type { Advisory, Moment } from "../../src/domain/advisory.ts";
import { effectiveRevisions, phaseAt, scheduledRevision } from "../../src/domain/phase.ts";
import { messageOf } from "../../src/domain/thrown.ts";
import type { Instance } from "../../src/node/instance.ts";
import { type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";
import { allAdvisories } from "../../src/store/advisories.ts";
import { auditHead } from "../../src/store/audit.ts";
import type { Write } from "../../src/store/database.ts";
import { activeEditors } from "../../src/store/editors.ts";
import { instanceValue } from "../../src/store/instance.ts";
import { contactById, emptyContact, setContact } from "../../src/store/partner-notices.ts";
import { allPartners } from "../../src/store/partners.ts";
import { endSubscription, subscriptionById, suppress } from "../../src/store/subscriptions.ts";
import { granted } from "./granted.ts";
import { type Ended, type LeftContact, type OldDatabase, openOld } from "./old-database.ts";

const readersAtOnce = 512;

/** Gives sentences of what was done. `old`: absent where the database that was in use is lost. */
export async function takeAwayAgain(draft: string, old: string | undefined, service: Instance): Promise<string[]> {
  const source = old === undefined ? null : openOld(old);
  const copy = openSqlite(draft);
  try {
    const { sequence, hash } = await auditHead(copy);
    // Else it is older than the copy, or was itself restored from an older one: what it does not have may be newer.
    const goesOn = source !== null && (await source.hashOf(sequence)) === hash;
    const dependencies = { ...service, database: copy };
    // Before any act that comes now: the next start would take it for a sign that the service was on.
    const isHeld = await holdAfterSilence(dependencies);
    const readers = source ? await leaveAgain(copy, source, service) : [nobodyLeft];
    const isSure = source !== null && goesOn && source.isWhole("editors", "credentials", "passkeys", "editor_browsers");
    const access = isSure ? await accessIn(source.database).catch(() => null) : null;
    const webhooks = source && (await allPartners(source.database).catch(() => null));
    const restoring = { access, webhooks, chance: randomInt, actor: "command line" };
    const { disabled, removedWebhooks } = granted(await markRestored(dependencies, restoring));
    return [
      ...readers,
      ...(source && !goesOn
        ? [
            `But ${old} does not go on from the copy, as far as it can be read: what was taken away after it is not known.`,
          ]
        : []),
      ...(access ? [`Accounts, passkeys and API tokens are as they were in ${old}.`] : await unknownAccess(copy)),
      ...(disabled.length > 0 ? [`Disabled again: ${disabled.join(", ")}.`] : []),
      ...(removedWebhooks.length > 0
        ? [`Webhooks that were removed are removed again: ${removedWebhooks.join(", ")}.`]
        : []),
      ...(webhooks ? [] : [unknownWebhooks]),
      ...(isHeld ? ["What was to begin or end by the clock since is held until “clock release”."] : []),
      ...(source ? await otherAdvisories(copy, source, service.clock.now()) : []),
    ];
  } finally {
    source?.close();
    copy.close();
  }
}

const nobodyLeft =
  "Whoever left after the copy was made would be told again. Where the database that was in use is still there, begin anew with --left OLD.";

const unknownWebhooks =
  "Which webhooks were removed since, or got another secret, is not known: see to them under Partners before “resume”.";

async function unknownAccess(copy: NodeDatabase): Promise<string[]> {
  const active = await activeEditors(copy).catch(() => null);
  const emails = active?.map(({ email }) => email).join(", ") ?? "that cannot be read in the copy";
  return [
    "Which API tokens were revoked since is not known, so all have ended: “token --email E” prints a new one.",
    `Which accounts were disabled since is not known. These can sign in: ${emails}.`,
  ];
}

/** What stands by one of the two, and not so by the other. */
async function otherAdvisories(copy: NodeDatabase, { database, path }: OldDatabase, now: Moment): Promise<string[]> {
  const stands = (advisory: Advisory | undefined) => {
    if (!advisory) return "not there";
    const last = effectiveRevisions(advisory, now).at(-1);
    const next = scheduledRevision(advisory, now);
    return `${phaseAt(advisory, now)}${last ? ` by revision ${last.number}` : ""}${next ? `, with revision ${next.number} scheduled` : ""}`;
  };
  try {
    const then = new Map((await allAdvisories(database)).map((one) => [one.id, one]));
    const here = new Map((await allAdvisories(copy)).map((one) => [one.id, one]));
    const lines = [...new Map([...then, ...here]).values()].flatMap(({ id, slug }) => {
      const [inUse, restored] = [stands(then.get(id)), stands(here.get(id))];
      const isOver = [inUse, restored].every((one) => !/active|scheduled/.test(one));
      return inUse === restored || isOver ? [] : [`${slug} is ${restored}; in ${path} it is ${inUse}.`];
    });
    return lines.length > 0
      ? [...lines, "Take back what must not stand before you start: “retract SLUG --then end”."]
      : [];
  } catch (error) {
    return [`Which advisories were published or taken back since could not be read in ${path} (${messageOf(error)}).`];
  }
}

async function leaveAgain(copy: NodeDatabase, source: OldDatabase, service: Instance): Promise<string[]> {
  if (source.setUpAt !== null && source.setUpAt !== (await instanceValue(copy, "setUpAt")))
    throw new Error(`${source.path} is the database of another service than the copy's: nothing was restored`);
  const newest = copy.sqlite.prepare("select coalesce(max(id), 0) from subscriptions").pluck().get() as number;
  let [ended, unread] = [0, 0];
  for (let first = 1; first <= newest; first += readersAtOnce) {
    const found = source.endedBetween(first, Math.min(first + readersAtOnce - 1, newest));
    unread += found.unread;
    const writes: Write[] = [];
    for (const row of found.rows) {
      const again = await endedAgain(copy, row, service);
      if (again.length > 0) ended++;
      writes.push(...again);
    }
    await copy.atomically(writes);
  }
  const contacts = await contactsAgain(copy, source.leftContacts ?? []);
  await copy.atomically([
    ...contacts,
    ...(source.suppressed ?? []).map(({ addressHash, reason, createdAt }) =>
      suppress(copy, addressHash, reason, createdAt),
    ),
  ]);
  return [
    `${ended} who left since the copy was made have left here too.`,
    ...(contacts.length > 0 ? [`So have ${contacts.length} contacts for service notices.`] : []),
    ...(unread > 0 ? [`${unread} readers could not be read in ${source.path}: who of them left is not known.`] : []),
    ...(source.leftContacts ? [] : [`Which contacts for service notices left could not be read in ${source.path}.`]),
    ...(source.suppressed ? [] : [`Which addresses no list may bring back could not be read in ${source.path}.`]),
  ];
}

/** The same reader, not another one who got the number after the copy was made. */
async function endedAgain(copy: NodeDatabase, row: Ended, service: Instance): Promise<Write[]> {
  const { id, nonce, state, endedAt } = row;
  const reader = await subscriptionById(copy, id);
  if (!reader || reader.nonce !== nonce || reader.state === state || reader.state === "erased") return [];
  const at = endedAt ?? service.clock.now();
  if (state === "erased") return erasure({ ...service, database: copy }, reader, at);
  return state !== "active" && reader.state === "active" ? [endSubscription(copy, id, state, at)] : [];
}

/** One write for each contact that left, or was taken off the list. */
async function contactsAgain(copy: NodeDatabase, left: readonly LeftContact[]): Promise<Write[]> {
  const writes: Write[] = [];
  for (const { id, nonce, address, leftAt } of left) {
    const contact = await contactById(copy, id);
    if (!contact || contact.nonce !== nonce || contact.address === "") continue;
    if (address === "") writes.push(emptyContact(copy, id));
    else if (contact.leftAt === null) writes.push(setContact(copy, id, { leftAt }));
  }
  return writes;
}
