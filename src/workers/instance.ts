/** What the service on Workers is built from: D1, and secrets in place of key files. Carriers are made for each invocation. */
import type { Dependencies } from "../actions/dependencies.ts";
import type { Clock, Site } from "../domain/ports.ts";
import { signCap } from "../formats/cap/sign.ts";
import { digest, newId } from "../platform/ids.ts";
import { hmacTokens } from "../platform/tokens.ts";
import { type D1Binding, d1Database } from "../platform/workers/d1.ts";
import { consoleLog } from "../platform/workers/log.ts";
import { type GivenSigning, givenSigning } from "../platform/workers/signing.ts";
import { readSettings, type Settings } from "../settings.ts";
import { instanceValue, setOnce } from "../store/instance.ts";

/** Bindings of wrangler.toml; all else are settings and secrets, as text. */
export interface Env {
  readonly DB: D1Binding;
  readonly TURNS: TurnQueue;
}

/** One turn at a kind of work: `job` names one of delivery's jobs. */
export interface Turn {
  readonly job: string;
}

export interface TurnQueue {
  send(turn: Turn, options?: { delaySeconds?: number }): Promise<unknown>;
  sendBatch(turns: readonly { readonly body: Turn }[]): Promise<unknown>;
}

export interface WorkersInstance extends Dependencies {
  readonly settings: Settings;
  readonly tokens: ReturnType<typeof hmacTokens>;
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly signing: GivenSigning;
}

/** Cloudflare keeps the clocks; here it only never goes back within one isolate. */
function steadyClock(): Clock {
  let latest = 0;
  return {
    now() {
      latest = Math.max(latest, Date.now());
      return latest;
    },
  };
}

/** Throws with every problem of the settings and secrets listed. */
export async function openInstance(env: Env, nudge: () => void): Promise<WorkersInstance> {
  const text = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  const read = readSettings(text);
  const secrets = readSecrets(text);
  const problems = [...(read.ok ? [] : read.problems), ...secrets.problems];
  if (!read.ok || problems.length > 0) throw new Error(`These settings are wrong:\n${problems.join("\n")}`);
  const { settings } = read;
  const database = d1Database(env.DB);
  const clock = steadyClock();
  if ((await instanceValue(database, "setUpAt")) === null)
    await database.atomically([setOnce(database, "setUpAt", String(clock.now()))]);
  const site: Site = {
    name: settings.SITE_NAME,
    baseUrl: settings.BASE_URL,
    official: settings.SITE_OFFICIAL,
    demo: false,
    senderId: settings.SENDER_ID,
    setUpAt: Number(await instanceValue(database, "setUpAt")),
  };
  const { CAP_SIGNING_KEY: key, CAP_SIGNING_CERT: certificate } = settings;
  const signing = givenSigning(key && certificate ? { key, certificate } : null, text.CAP_PAST_CERTS ?? "");
  return {
    settings,
    database,
    clock,
    site,
    signing,
    alarmTo: settings.ALARM_TO,
    signCap: (xml) => signCap(xml, signing.at(clock.now())),
    tokens: hmacTokens(secrets.tokenKeys),
    vapid: secrets.vapid,
    newId,
    digest,
    nudge,
    log: consoleLog(settings.LOG_LEVEL),
  };
}

interface Secrets {
  readonly tokenKeys: readonly Buffer[];
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly problems: readonly string[];
}

/** TOKEN_KEYS: base64url, one or more, the first signs. On Node these are files under `$DATA_DIR/keys`. */
function readSecrets({
  TOKEN_KEYS = "",
  VAPID_PUBLIC_KEY = "",
  VAPID_PRIVATE_KEY = "",
}: Record<string, string>): Secrets {
  const tokenKeys = TOKEN_KEYS.split(/[\s,]+/)
    .filter((key) => key !== "")
    .map((key) => Buffer.from(key, "base64url"));
  const problems = [
    ...(tokenKeys.length > 0 && tokenKeys.every((key) => key.length >= 32)
      ? []
      : ["TOKEN_KEYS must hold one or more keys of at least 32 bytes in base64url"]),
    ...(Buffer.from(VAPID_PUBLIC_KEY, "base64url").length === 65 &&
    Buffer.from(VAPID_PRIVATE_KEY, "base64url").length === 32
      ? []
      : ["VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY must be a pair of VAPID keys in base64url"]),
  ];
  return { tokenKeys, vapid: { publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY }, problems };
}
