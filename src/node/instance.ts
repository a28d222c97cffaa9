/** What every process of this service on Node is built from: the web server, the delivery threads and the command line. */
import { createHmac } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import type { Dependencies } from "../actions/dependencies.ts";
import type { PartnerSecrets } from "../domain/ports.ts";
import { messageOf } from "../domain/thrown.ts";
import { signCap } from "../formats/cap/sign.ts";
import { digest, newId } from "../platform/ids.ts";
import { floorAtStart, type ServiceClock, serviceClock } from "../platform/node/clock.ts";
import { hasKeys, type Keys, readOrMakeKeys } from "../platform/node/keys.ts";
import { type Reserve, reserveIn } from "../platform/node/reserve.ts";
import { openSigningPairs, type SigningPairs } from "../platform/node/signing-pairs.ts";
import { migrateSqlite, type NodeDatabase, openSqlite } from "../platform/node/sqlite.ts";
import { partnerSecrets } from "../platform/partner-secrets.ts";
import { processTimers } from "../platform/timers.ts";
import { hmacTokens } from "../platform/tokens.ts";
import type { Settings } from "../settings.ts";
import { auditHead } from "../store/audit.ts";
import type { Database } from "../store/database.ts";
import { instanceValue, lastLeap, setOnce } from "../store/instance.ts";
import { actionSettings, siteOf } from "../wiring.ts";

export interface Instance extends Dependencies {
  readonly settings: Settings;
  readonly database: NodeDatabase;
  readonly clock: ServiceClock;
  readonly keys: Keys;
  readonly signing: SigningPairs;
  readonly tokens: ReturnType<typeof hmacTokens>;
  readonly secrets: PartnerSecrets;
  readonly log: Logger;
  readonly reserve: Reserve;
  /** The database was set up with other keys. */
  readonly isForeign: boolean;
}

export interface InstanceOptions {
  readonly nudge: () => void;
  readonly migrationsFolder: string;
  readonly isDemo: boolean;
  /** A restore puts a database beside the keys that were brought along. */
  readonly mayBeNew?: boolean;
  /** The command line speaks on standard output itself. */
  readonly logTo?: NodeJS.WritableStream;
}

/** A reason not to start that a person can mend; its message says how. */
export class StartFault extends Error {
  override readonly name = "StartFault";
}

/** Was the database set up with other keys than these? */
export async function isSetUpWithOthers(database: Database, { vapid }: Pick<Keys, "vapid">): Promise<boolean> {
  return (await instanceValue(database, "vapidKey")) !== vapid.publicKey;
}

export const foreignKeys =
  "the database was set up with other keys than those beside it: links in mails and push subscriptions of its readers are dead";

function emptyBesideKeys(folder: string): string {
  return (
    `${folder} has the keys of a service, but its database is missing or empty. Nothing was started, since subscribers and the audit ` +
    "would be gone without a word. Put the database back, or restore a copy (npm run -s ntas -- restore FILE); to begin anew, move the folder away."
  );
}

const anotherFolder =
  "It must be a folder that the user of this process may read and write: see to that, or name another one.";

function keysIn(dataFolder: string): boolean {
  try {
    return hasKeys(dataFolder);
  } catch (error) {
    // A file in the way of a folder, or a folder of somebody else's.
    throw new StartFault(`DATA_DIR (${dataFolder}) cannot be used: ${messageOf(error)}. ${anotherFolder}`);
  }
}

/**
 * Opens the file and brings it up to date; a file that is damaged, or no database, stops the start with a sentence. So does a log whose
 * database is gone: SQLite would delete it, with all that was acknowledged since it was last written back.
 */
function opened(path: string, migrationsFolder: string): NodeDatabase {
  let database: NodeDatabase | undefined;
  try {
    // In this order: of two that start at once the other may make both meanwhile, the log after the database.
    if (sizeOf(`${path}-wal`) > 0 && sizeOf(path) === 0)
      throw new StartFault(
        `${path} is missing, but its log ${path}-wal is there, with what was written last. Nothing was started, so that it is not lost: ` +
          "put the database back beside it; to restore a copy or to begin anew, move the whole folder away.",
      );
    database = openSqlite(path);
    migrateSqlite(database, migrationsFolder);
    return database;
  } catch (error) {
    database?.close();
    throw startFault(error, path) ?? error;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What is wrong with the folder or the file, where that is why it failed: a damaged one may be found out only when some page of it is read. */
export function startFault(error: unknown, path: string): StartFault | null {
  if (error instanceof StartFault) return error;
  const { code = "", cause, message } = error as { code?: string; cause?: { code?: string }; message: string };
  const fault = code || (cause?.code ?? "");
  if (/^(ENOSPC|EDQUOT|SQLITE_FULL)/.test(fault))
    return new StartFault(`${path} cannot be used (${message}): the disk is full. Make room on it, and begin anew.`);
  if (/^E(ACCES|NOENT|NOTDIR|PERM|ROFS)$/.test(fault))
    return new StartFault(`DATA_DIR cannot be used: ${message}. ${anotherFolder}`);
  if (!/^SQLITE_(NOTADB|CORRUPT|IOERR|CANTOPEN|READONLY)/.test(fault)) return null;
  return new StartFault(
    `${path} cannot be used (${fault}: ${message}). If it is damaged, restore a copy: npm run -s ntas -- restore FILE`,
  );
}

/** Opens, migrates, makes keys. Throws where the data folder cannot be used. */
export async function openInstance(settings: Settings, options: InstanceOptions): Promise<Instance> {
  const { nudge, migrationsFolder, isDemo, logTo, mayBeNew = false } = options;
  const log = pino(
    { level: settings.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    logTo ?? pino.destination({ fd: 1, sync: true }),
  );
  // Asked first: another process that starts at the same time writes the database before the keys.
  const hadKeys = keysIn(settings.DATA_DIR);
  const database = opened(databasePath(settings), migrationsFolder);
  const head = await auditHead(database);
  const isNew = head.sequence === 0 && (await instanceValue(database, "setUpAt")) === null;
  if (isNew && !mayBeNew && hadKeys) throw new StartFault(emptyBesideKeys(settings.DATA_DIR));
  const watchedAt = Number((await instanceValue(database, "watchedAt")) ?? 0);
  const seen = { newestActAt: head.at, watchedAt, leap: await lastLeap(database) };
  const clock = serviceClock(floorAtStart(seen, Date.now()));
  // Before the keys: keys beside a database that was never set up are those of another.
  if (!mayBeNew) await database.atomically([setOnce(database, "setUpAt", String(clock.now()))]);
  const keys = readOrMakeKeys(settings.DATA_DIR);
  if (!mayBeNew) await database.atomically([setOnce(database, "vapidKey", keys.vapid.publicKey)]);
  const isForeign = !mayBeNew && (await isSetUpWithOthers(database, keys));
  if (isForeign) log.error({}, foreignKeys);
  const reserve = reserveIn(settings.DATA_DIR);
  const site = siteOf(settings, Number(await instanceValue(database, "setUpAt")), isDemo);
  const { CAP_SIGNING_KEY: key, CAP_SIGNING_CERT: certificate, DATA_DIR: dataFolder, SENDER_ID: name } = settings;
  const given = key && certificate ? { given: { key, certificate } } : {};
  const signing = await openSigningPairs({ dataFolder, name, ...given }, clock.now());
  return {
    settings,
    database,
    clock,
    timers: processTimers,
    keys,
    signing,
    signCap: (xml) => signCap(xml, signing.at(clock.now())),
    tokens: hmacTokens(keys.tokens),
    secrets: partnerSecrets(keys.partners),
    newId,
    digest,
    keyedHash: (text) => createHmac("sha256", keys.addresses).update(text).digest("hex"),
    ...actionSettings(settings),
    reserve,
    isForeign,
    makeRoom() {
      if (reserve.giveUp()) log.error({}, "the disk is full: the reserve was given up for a retraction");
    },
    site,
    nudge,
    log,
  };
}

export function databasePath(settings: Settings): string {
  return join(settings.DATA_DIR, "advisories.sqlite");
}
