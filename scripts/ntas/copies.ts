/** Copies of the database: made while the service runs, and put in place of one that is gone. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import BetterSqlite from "better-sqlite3";
import { messageOf } from "../../src/domain/thrown.ts";
import { databasePath, foreignKeys, type Instance, isSetUpWithOthers } from "../../src/node/instance.ts";
import { heldLock, migrateSqlite, type NodeDatabase, openSqlite } from "../../src/platform/node/sqlite.ts";
import { auditHead, brokenAuditRow } from "../../src/store/audit.ts";
import { damagedTexts } from "../../src/store/seals.ts";
import type { Invocation } from "./commands.ts";
import { takeAwayAgain } from "./take-away-again.ts";

export async function backup({ service, rest, print }: Invocation): Promise<number> {
  const [file] = rest;
  if (!file) throw new Error("backup FILE");
  if (!existsSync(dirname(file))) throw new Error(`There is no folder ${dirname(file)}: make it first`);
  await alone(service, async () => {
    if (existsSync(file)) throw new Error(`${file} exists already: choose another name`);
    // Under another name until it is whole: what a stopped backup leaves is as long as a right one. It holds addresses.
    const draft = `${file}-writing`;
    for (const ending of ["", "-journal"]) rmSync(`${draft}${ending}`, { force: true });
    closeSync(openSync(draft, "wx", 0o600));
    await copyAtOnce(service.database.sqlite, draft);
    putInPlace(draft, file);
  });
  print(
    `Written to ${file}. Keep the folder ${service.settings.DATA_DIR}/keys with it: without it links and push subscriptions end.`,
  );
  return 0;
}

/** What stands now. In one read: SQLite begins anew whenever another process has written, and beside a fan-out would never come to an end. */
async function copyAtOnce(source: BetterSqlite.Database, draft: string): Promise<void> {
  source.exec("begin");
  try {
    source.prepare("select count(*) from sqlite_schema").get();
    await source.backup(draft);
  } finally {
    if (source.inTransaction) source.exec("commit");
  }
}

/** Two at once would write into one draft, and the first would put in place what the second had only begun. */
async function alone(service: Instance, copy: () => Promise<void>): Promise<void> {
  const lock = lockOf(service);
  try {
    await copy();
  } finally {
    lock.release();
  }
}

function lockOf({ settings }: Instance): ReturnType<typeof heldLock> {
  try {
    return heldLock(`${databasePath(settings)}-copying`, 0);
  } catch (error) {
    if (!/^SQLITE_BUSY/.test(codeOf(error))) throw error;
    throw new Error("Another backup or restore is at work here: wait until it is done, and begin anew");
  }
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
  if (old !== undefined && isSame(old, file))
    throw new Error(`--left OLD: ${old} is the copy itself, and cannot tell who left since`);
  const path = databasePath(service.settings);
  if (old !== undefined && isSame(old, path))
    throw new Error(`--left OLD: ${old} is the empty database that the copy is put in place of`);
  let faults: readonly string[] = [];
  await alone(service, async () => {
    // Another restore may have been here since this one opened it.
    const isReplaced = statSync(path).ino !== service.database.inode;
    if (isReplaced || (await auditHead(service.database)).sequence > 0)
      throw new Error(
        `${service.settings.DATA_DIR} is in use: restore into an empty folder (stop the service, move the old one away)`,
      );
    faults = await putCopyInPlace(file, old, invocation);
  });
  for (const fault of faults) print(fault);
  return faults.length === 0 ? 0 : 1;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

const draftEndings = ["", "-wal", "-shm", "-journal", "-migrating"];

/** Gives what is wrong with the copy, all the same. */
async function putCopyInPlace(file: string, old: string | undefined, invocation: Invocation): Promise<string[]> {
  const { service, print } = invocation;
  const path = databasePath(service.settings);
  const draft = `${path}-restoring`;
  if (resolve(file) === resolve(draft))
    throw new Error(
      `${file} is what a restore left that was stopped, and no whole copy: take the copy that it was made of`,
    );
  const clear = () => {
    for (const ending of draftEndings) rmSync(`${draft}${ending}`, { force: true });
  };
  // The log that a stopped restore left would be read into this copy.
  clear();
  try {
    const faults = await prepareCopy(file, draft, invocation);
    for (const line of await takeAwayAgain(draft, old, service)) print(line);
    // SQLite leaves the log where it found no room to write it back: without it the copy is not whole.
    if (existsSync(`${draft}-wal`))
      throw new Error(`${draft} could not be written whole: look whether the disk is full. Nothing was restored`);
    service.database.close();
    for (const ending of ["-wal", "-shm"]) rmSync(`${path}${ending}`, { force: true });
    putInPlace(draft, path);
    print(
      `Restored. Sending is paused until “resume”. ${faults.length === 0 ? "The audit chain is whole." : ""}`.trim(),
    );
    return faults;
  } catch (error) {
    if (/^SQLITE_CORRUPT/.test(codeOf(error)))
      throw new Error(
        `${file} is damaged (${messageOf(error)}): nothing was restored. Take another copy if there is one${old === undefined ? "" : "; without --left less of it is read"}`,
      );
    if (!isOfDisk(error)) throw error;
    throw new Error(
      `${file} could not be copied to ${draft} (${messageOf(error)}): look whether that disk is full. Nothing was restored`,
    );
  } finally {
    clear();
  }
}

/** Looks into the copy before it takes its place: a wrong file must not stand where the right one is to be restored. Says what is wrong with a right one. */
async function prepareCopy(
  file: string,
  draft: string,
  { service: { digest, clock, keys }, migrationsFolder }: Invocation,
): Promise<string[]> {
  let copy: NodeDatabase | undefined;
  try {
    await copyDatabase(file, draft);
    copy = openSqlite(draft);
    migrateSqlite(copy, migrationsFolder);
    if ((await auditHead(copy)).sequence === 0) throw new Error("there is no act in it: it is empty");
    const fault = copy.sqlite.pragma("integrity_check(1)", { simple: true });
    const broken = await brokenAuditRow(copy, digest);
    const isForeign = await isSetUpWithOthers(copy, keys);
    return [
      ...(fault === "ok" ? [] : [`The copy itself is damaged (${fault}): take another one if there is one.`]),
      ...(broken === null ? [] : [`The audit chain is broken at act ${broken}.`]),
      ...(await damagedTexts(copy, digest, clock.now())).map(notApproved),
      ...(isForeign ? [`Before you start, put the right folder “keys” beside it: ${foreignKeys}.`] : []),
    ];
  } catch (error) {
    if (isOfDisk(error)) throw error;
    if (isClosedToUs(error))
      throw new Error(
        `${file} cannot be read (${messageOf(error)}): nothing was restored. See who may read it; if its folder cannot be written, copy it, with the files beside it, to one that can`,
      );
    throw new Error(`${file} is no copy of a database (${messageOf(error)}): nothing was restored`);
  } finally {
    copy?.close();
  }
}

/**
 * With what a service that was killed, or is still running, has only in the log beside it. Also where the log is empty: whoever has the
 * database open may write it, and in the middle of a copy of the file.
 */
async function copyDatabase(file: string, draft: string): Promise<void> {
  if (existsSync(`${file}-wal`)) {
    const source = new BetterSqlite(file, { readonly: true, fileMustExist: true });
    try {
      await copyAtOnce(source, draft);
    } finally {
      source.close();
    }
  } else copyFileSync(file, draft);
  // The copy may be kept so that nobody can write it.
  chmodSync(draft, 0o600);
}

export function notApproved(key: string): string {
  return `${key} is not what was approved: it was altered, deleted or put in.`;
}

function isOfDisk(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT|EIO|SQLITE_FULL|SQLITE_IOERR)/.test(codeOf(error));
}

function isClosedToUs(error: unknown): boolean {
  return /^(EACCES|EPERM|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? "";
}
