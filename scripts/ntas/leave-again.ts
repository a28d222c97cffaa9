/**
 * Whoever left since a copy was made leaves it again before it is put in place, and what was erased is erased, by the database that was in
 * use: as far as that can still be read.
 */
import BetterSqlite from "better-sqlite3";
import { erasure } from "../../src/actions/change-subscription.ts";
import { messageOf } from "../../src/delivery/faults.ts";
import type { Instance } from "../../src/node/instance.ts";
import { type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";
import { auditHead } from "../../src/store/audit.ts";
import type { Write } from "../../src/store/database.ts";
import { editorById } from "../../src/store/editors.ts";
import { instanceValue } from "../../src/store/instance.ts";
import { contactById, emptyContact, type NoticeContact, setContact } from "../../src/store/partner-notices.ts";
import { type Partner, partnerById } from "../../src/store/partners.ts";
import {
  endSubscription,
  type Subscription,
  type Suppression,
  subscriptionById,
  suppress,
} from "../../src/store/subscriptions.ts";

const readersAtOnce = 512;

type Ended = Pick<Subscription, "id" | "nonce" | "state" | "endedAt">;
type LeftContact = Pick<NoticeContact, "id" | "nonce" | "address" | "leftAt">;
interface Suppressed {
  readonly addressHash: string;
  readonly reason: Suppression;
  readonly createdAt: number;
}

/** Gives a sentence of what was done. */
export async function leaveAgain(draft: string, old: string, service: Instance): Promise<string> {
  const source = openOld(old);
  const copy = openSqlite(draft);
  try {
    if (source.setUpAt !== null && source.setUpAt !== (await instanceValue(copy, "setUpAt")))
      throw new Error(`${old} is the database of another service than the copy's: nothing was restored`);
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
    const back = await disabledAccounts(copy, source.disabledEditors ?? []);
    const removed = await removedPartners(copy, source.removedPartners ?? []);
    const isOlder = source.newestAct !== null && source.newestAct < (await auditHead(copy)).sequence;
    return [
      `${ended} who left since the copy was made have left here too.`,
      ...(contacts.length > 0 ? [`So have ${contacts.length} contacts for service notices.`] : []),
      ...(isOlder ? [`But ${old} is older than the copy: who left after it is not known.`] : []),
      ...(unread > 0 ? [`${unread} readers could not be read in ${old}: who of them left is not known.`] : []),
      ...(source.suppressed ? [] : [`Which addresses no list may bring back could not be read in ${old}.`]),
      ...(back.length > 0
        ? [`Accounts that were disabled since can sign in again; disable them: ${back.join(", ")}.`]
        : []),
      ...(removed.length > 0
        ? [`Webhooks that were removed since are there again, paused; remove them: ${removed.join(", ")}.`]
        : []),
    ].join(" ");
  } finally {
    source.close();
    copy.close();
  }
}

interface OldDatabase {
  /** What cannot be read is null. */
  readonly setUpAt: string | null;
  readonly newestAct: number | null;
  readonly suppressed: readonly Suppressed[] | null;
  readonly leftContacts: readonly LeftContact[] | null;
  readonly disabledEditors: readonly string[] | null;
  readonly removedPartners: readonly Pick<Partner, "id" | "nonce">[] | null;
  /** Who has left, and of how many that cannot be read. */
  endedBetween(firstId: number, lastId: number): { readonly rows: readonly Ended[]; readonly unread: number };
  close(): void;
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function openOld(old: string): OldDatabase {
  let sqlite: BetterSqlite.Database | undefined;
  try {
    const opened = new BetterSqlite(old, { readonly: true, fileMustExist: true });
    sqlite = opened;
    const ended = opened.prepare<[number, number], Ended>(
      "select id, nonce, state, ended_at as endedAt from subscriptions where id between ? and ? and state <> 'active'",
    );
    const all = <Row>(sql: string) => orNull(() => opened.prepare<[], Row>(sql).all());
    const first = <Value>(sql: string) => orNull(() => opened.prepare<[], Value>(sql).pluck().get() ?? null);
    // By halves, so that a damaged page hides its own rows only.
    const endedBetween: OldDatabase["endedBetween"] = (firstId, lastId) => {
      const rows = orNull(() => ended.all(firstId, lastId));
      if (rows) return { rows, unread: 0 };
      if (firstId === lastId) return { rows: [], unread: 1 };
      const middle = Math.floor((firstId + lastId) / 2);
      const [low, high] = [endedBetween(firstId, middle), endedBetween(middle + 1, lastId)];
      return { rows: [...low.rows, ...high.rows], unread: low.unread + high.unread };
    };
    return {
      setUpAt: first<string>("select value from instance where key = 'setUpAt'"),
      newestAct: first<number>("select max(sequence) from audit"),
      suppressed: all<Suppressed>(
        "select address_hash as addressHash, reason, created_at as createdAt from suppressions",
      ),
      leftContacts: all<LeftContact>(
        "select id, nonce, address, left_at as leftAt from notice_contacts where left_at is not null or address = ''",
      ),
      disabledEditors:
        all<{ id: string }>("select id from editors where disabled_at is not null")?.map(({ id }) => id) ?? null,
      removedPartners: all<Pick<Partner, "id" | "nonce">>(
        "select id, nonce from partners join subscriptions on id = subscription_id where removed_at is not null",
      ),
      endedBetween,
      close: () => opened.close(),
    };
  } catch (error) {
    sqlite?.close();
    // SQLite makes a file beside it, to read what a service that was killed left in its log.
    const isLocked = (error as { code?: string }).code === "SQLITE_CANTOPEN";
    const help = isLocked ? " If its folder cannot be written, copy it with the files beside it to one that can." : "";
    throw new Error(
      `${old} cannot be read (${messageOf(error)}): nothing was restored.${help} Without --left the copy can be, but whoever left since is told again`,
    );
  }
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

async function disabledAccounts(copy: NodeDatabase, ids: readonly string[]): Promise<string[]> {
  const editors = await Promise.all(ids.map((id) => editorById(copy, id)));
  return editors.flatMap((one) => (one && one.disabledAt === undefined ? [one.email] : []));
}

async function removedPartners(
  copy: NodeDatabase,
  removed: readonly Pick<Partner, "id" | "nonce">[],
): Promise<string[]> {
  const partners = await Promise.all(removed.map(({ id }) => partnerById(copy, id)));
  return partners.flatMap((one, index) => (one && one.nonce === removed[index]?.nonce ? [one.name] : []));
}
