/** What every process of this service on Node is built from: the web server, the delivery threads and the command line. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import type { Dependencies } from "../actions/dependencies.ts";
import { hours, minutes } from "../domain/durations.ts";
import type { PartnerSecrets, Site } from "../domain/ports.ts";
import { signCap } from "../formats/cap/sign.ts";
import { type ServiceClock, serviceClock } from "../platform/node/clock.ts";
import { type Keys, readOrMakeKeys } from "../platform/node/keys.ts";
import { openSigningPairs, type SigningPairs } from "../platform/node/signing-pairs.ts";
import { migrateSqlite, type NodeDatabase, openSqlite } from "../platform/node/sqlite.ts";
import { partnerSecrets } from "../platform/partner-secrets.ts";
import { hmacTokens } from "../platform/tokens.ts";
import { agencyOf, type Settings } from "../settings.ts";
import { auditHead } from "../store/audit.ts";
import { instanceValue, setOnce } from "../store/instance.ts";

export interface Instance extends Dependencies {
  readonly settings: Settings;
  readonly database: NodeDatabase;
  readonly clock: ServiceClock;
  readonly keys: Keys;
  readonly signing: SigningPairs;
  readonly tokens: ReturnType<typeof hmacTokens>;
  readonly secrets: PartnerSecrets;
  readonly log: Logger;
}

export interface InstanceOptions {
  readonly nudge: () => void;
  readonly migrationsFolder: string;
  readonly isDemo: boolean;
  /** The command line speaks on standard output itself. */
  readonly logTo?: NodeJS.WritableStream;
}

/** Opens, migrates, makes keys. Throws where the data folder cannot be used. */
export async function openInstance(settings: Settings, options: InstanceOptions): Promise<Instance> {
  const { nudge, migrationsFolder, isDemo, logTo } = options;
  const log = pino(
    { level: settings.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    logTo ?? pino.destination({ fd: 1, sync: true }),
  );
  const database = openSqlite(databasePath(settings));
  migrateSqlite(database, migrationsFolder);
  const keys = readOrMakeKeys(settings.DATA_DIR);
  const clock = serviceClock((await auditHead(database)).at);
  await database.atomically([setOnce(database, "setUpAt", String(clock.now()))]);
  const agency = agencyOf(settings);
  const site: Site = {
    name: settings.SITE_NAME,
    baseUrl: settings.BASE_URL,
    official: settings.SITE_OFFICIAL,
    ...(agency ? { agency } : {}),
    demo: isDemo,
    senderId: settings.SENDER_ID,
    setUpAt: Number(await instanceValue(database, "setUpAt")),
  };
  const { CAP_SIGNING_KEY: key, CAP_SIGNING_CERT: certificate, DATA_DIR: dataFolder, SENDER_ID: name } = settings;
  const given = key && certificate ? { given: { key, certificate } } : {};
  const signing = await openSigningPairs({ dataFolder, name, ...given }, clock.now());
  return {
    settings,
    database,
    clock,
    keys,
    signing,
    signCap: (xml) => signCap(xml, signing.at(clock.now())),
    tokens: hmacTokens(keys.tokens),
    secrets: partnerSecrets(keys.partners),
    newId,
    digest,
    keyedHash: (text) => createHmac("sha256", keys.addresses).update(text).digest("hex"),
    alarmTo: settings.ALARM_TO,
    site,
    sessionLimits: { idleMs: minutes(settings.SESSION_IDLE_MINUTES), longestMs: hours(settings.SESSION_HOURS) },
    nudge,
    log,
  };
}

export function databasePath(settings: Settings): string {
  return join(settings.DATA_DIR, "advisories.sqlite");
}

/** 128 random bits in 22 letters and digits: nothing in it needs quoting anywhere. */
export function newId(): string {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let number = BigInt(`0x${randomBytes(16).toString("hex")}`);
  let text = "";
  for (let place = 0; place < 22; place++) {
    text = `${alphabet[Number(number % 62n)]}${text}`;
    number /= 62n;
  }
  return text;
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
