/** Copies of the database: made while the service runs, and put in place of one that is gone. */
import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite from "better-sqlite3";
import { erasure } from "../../src/actions/change-subscription.ts";
import { databasePath, type Instance } from "../../src/node/instance.ts";
import { migrateSqlite, type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";
import { auditHead, brokenAuditRow } from "../../src/store/audit.ts";
import { setValue } from "../../src/store/instance.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import {
  endSubscription,
  type Subscription,
  type Suppression,
  subscriptionById,
  suppress,
} from "../../src/store/subscriptions.ts";
import type { Invocation } from "./commands.ts";

export async function backup({ service, rest, print }: Invocation): Promise<number> {
  const [file] = rest;
  if (!file) throw new Error("backup FILE");
  if (existsSync(file)) throw new Error(`${file} exists already: choose another name`);
  // Under another name until it is whole: what a stopped backup leaves is as long as a right one. It holds addresses.
  const draft = `${file}-writing`;
  for (const ending of ["", "-journal"]) rmSync(`${draft}${ending}`, { force: true });
  closeSync(openSync(draft, "wx", 0o600));
  await service.database.sqlite.backup(draft);
  putInPlace(draft, file);
  print(
    `Written to ${file}. Keep the folder ${service.settings.DATA_DIR}/keys with it: without it links and push subscriptions end.`,
  );
  return 0;
}

/** Whatever has the name is on the disk, too. */
function putInPlace(draft: string, path: string): void {
  sync(draft);
  renameSync(draft, path);
  sync(dirname(path));
}

function sync(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

/** After a restore sending is paused: what the copy thinks is still owed may have been told since. */
export async function restore(invocation: Invocation): Promise<number> {
  const { service, options, rest, print } = invocation;
  const [file] = rest;
  if (!file || !existsSync(file)) throw new Error("restore FILE [--left OLD]: there is no such file");
  const old = options.left;
  if (old !== undefined && !existsSync(old)) throw new Error(`--left OLD: there is no file ${old}`);
  if ((await auditHead(service.database)).sequence > 0) {
    throw new Error(
      `${service.settings.DATA_DIR} is in use: restore into an empty folder (stop the service, move the old one away)`,
    );
  }
  const path = databasePath(service.settings);
  const draft = `${path}-restoring`;
  try {
    const faults = await prepareCopy(file, draft, invocation);
    if (old !== undefined) print(await leaveAgain(draft, old, service));
    service.database.close();
    for (const ending of ["-wal", "-shm"]) rmSync(`${path}${ending}`, { force: true });
    putInPlace(draft, path);
    print(
      `Restored. Sending is paused until “resume”. ${faults.length === 0 ? "The audit chain is whole." : ""}`.trim(),
    );
    for (const fault of faults) print(fault);
    if (old === undefined) print(nobodyLeft);
    return faults.length === 0 ? 0 : 1;
  } finally {
    for (const ending of ["", "-wal", "-shm", "-migrating"]) rmSync(`${draft}${ending}`, { force: true });
  }
}

const nobodyLeft =
  "Whoever left after the copy was made would be told again. Where the database that was in use is still there, begin anew with --left OLD.";

/** Looks into the copy before it takes its place: a wrong file must not stand where the right one is to be restored. Says what is wrong with a right one. */
async function prepareCopy(
  file: string,
  draft: string,
  { service: { digest, clock }, migrationsFolder }: Invocation,
): Promise<string[]> {
  let copy: NodeDatabase | undefined;
  try {
    copyFileSync(file, draft);
    copy = openSqlite(draft);
    migrateSqlite(copy, migrationsFolder);
    await copy.atomically([setValue(copy, "sendingPaused", "true")]);
    const fault = copy.sqlite.pragma("integrity_check(1)", { simple: true });
    const broken = await brokenAuditRow(copy, digest);
    return [
      ...(fault === "ok" ? [] : [`The copy itself is damaged (${fault}): take another one if there is one.`]),
      ...(broken === null ? [] : [`The audit chain is broken at act ${broken}.`]),
      ...(await damagedTexts(copy, digest, clock.now())).map(notApproved),
    ];
  } catch (error) {
    throw new Error(`${file} is no copy of a database (${messageOf(error)}): nothing was restored`);
  } finally {
    copy?.close();
  }
}

export function notApproved(key: string): string {
  return `${key} is not what was approved: it was altered, deleted or put in.`;
}

const readersAtOnce = 512;

type Ended = Pick<Subscription, "id" | "nonce" | "state" | "endedAt">;

/**
 * Whoever left since the copy was made leaves again, and what was erased is, as far as the database that was in use can be read.
 * Gives a sentence of what was done.
 */
async function leaveAgain(draft: string, old: string, service: Instance): Promise<string> {
  const copy = openSqlite(draft);
  try {
    const source = openOld(old);
    const newest = copy.sqlite.prepare("select coalesce(max(id), 0) from subscriptions").pluck().get() as number;
    let [ended, unread] = [0, 0];
    for (let first = 1; first <= newest; first += readersAtOnce) {
      const found = source.endedBetween(first, Math.min(first + readersAtOnce - 1, newest));
      unread += found.unread;
      for (const row of found.rows) ended += (await endAgain(copy, row, service)) ? 1 : 0;
    }
    const suppressed = source.suppressed();
    for (const { addressHash, reason, createdAt } of suppressed ?? [])
      await copy.atomically([suppress(copy, addressHash, reason, createdAt)]);
    source.close();
    return [
      `${ended} who left since the copy was made have left here too.`,
      ...(unread > 0 ? [`${unread} readers could not be read in ${old}: who of them left is not known.`] : []),
      ...(suppressed ? [] : [`Which addresses no list may bring back could not be read in ${old}.`]),
    ].join(" ");
  } finally {
    copy.close();
  }
}

interface OldDatabase {
  /** Who has left, and of how many that cannot be read. */
  endedBetween(firstId: number, lastId: number): { readonly rows: readonly Ended[]; readonly unread: number };
  suppressed(): readonly { addressHash: string; reason: Suppression; createdAt: number }[] | null;
  close(): void;
}

function openOld(old: string): OldDatabase {
  const orNull = <Value>(read: () => Value): Value | null => {
    try {
      return read();
    } catch {
      return null;
    }
  };
  try {
    const sqlite = new BetterSqlite(old, { readonly: true, fileMustExist: true });
    const ended = sqlite.prepare<[number, number], Ended>(
      "select id, nonce, state, ended_at as endedAt from subscriptions where id between ? and ? and state <> 'active'",
    );
    const suppressed = sqlite.prepare<[], { addressHash: string; reason: Suppression; createdAt: number }>(
      "select address_hash as addressHash, reason, created_at as createdAt from suppressions",
    );
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
      endedBetween,
      suppressed: () => orNull(() => suppressed.all()),
      close: () => sqlite.close(),
    };
  } catch (error) {
    throw new Error(
      `${old} cannot be read (${messageOf(error)}): nothing was restored. Without --left the copy can be, but whoever left since is told again`,
    );
  }
}

/** The same reader, not another one who got the number after the copy was made. */
async function endAgain(copy: NodeDatabase, { id, nonce, state, endedAt }: Ended, service: Instance): Promise<boolean> {
  const reader = await subscriptionById(copy, id);
  if (!reader || reader.nonce !== nonce || reader.state === state || reader.state === "erased") return false;
  const at = endedAt ?? service.clock.now();
  if (state === "erased") await copy.atomically(erasure({ ...service, database: copy }, reader, at));
  else if (state !== "active" && reader.state === "active")
    await copy.atomically([endSubscription(copy, id, state, at)]);
  else return false;
  return true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
