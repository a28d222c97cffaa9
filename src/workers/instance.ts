/** What the service on Workers is built from: D1, and secrets in place of key files. Carriers are made for each invocation. */
import { createHmac } from "node:crypto";
import type { Dependencies } from "../actions/dependencies.ts";
import type { Clock, PartnerSecrets } from "../domain/ports.ts";
import { signCap } from "../formats/cap/sign.ts";
import { digest, newId } from "../platform/ids.ts";
import { partnerSecrets } from "../platform/partner-secrets.ts";
import { processTimers } from "../platform/timers.ts";
import { hmacTokens } from "../platform/tokens.ts";
import { type D1Binding, d1Database } from "../platform/workers/d1.ts";
import { consoleLog } from "../platform/workers/log.ts";
import { type GivenSigning, givenSigning } from "../platform/workers/signing.ts";
import { readSettings, type Settings } from "../settings.ts";
import { instanceValue, setOnce } from "../store/instance.ts";
import { actionSettings, siteOf } from "../wiring.ts";

/** Bindings of wrangler.toml; all else are settings and secrets, as text. */
export interface Env {
  readonly DB: D1Binding;
  readonly TURNS: TurnQueue;
  /** See `restored.ts`. */
  readonly RESTORED?: string;
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
  readonly secrets: PartnerSecrets;
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
  const site = siteOf(settings, Number(await instanceValue(database, "setUpAt")), false);
  const { CAP_SIGNING_KEY: key, CAP_SIGNING_CERT: certificate } = settings;
  const signing = givenSigning(key && certificate ? { key, certificate } : null, text.CAP_PAST_CERTS ?? "");
  return {
    settings,
    database,
    clock,
    timers: processTimers,
    site,
    signing,
    ...actionSettings(settings),
    keyedHash: (text) => createHmac("sha256", secrets.addressKey).update(text).digest("hex"),
    signCap: (xml) => signCap(xml, signing.at(clock.now())),
    tokens: hmacTokens(secrets.tokenKeys),
    secrets: partnerSecrets(secrets.partnerKey),
    vapid: secrets.vapid,
    newId,
    digest,
    nudge,
    log: consoleLog(settings.LOG_LEVEL),
  };
}

interface Secrets {
  readonly tokenKeys: readonly Buffer[];
  readonly addressKey: Buffer;
  readonly partnerKey: Buffer;
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly problems: readonly string[];
}

const shortestKeyBytes = 32;

/** On Node these are files under `$DATA_DIR/keys`. TOKEN_KEYS: one or more, the first signs. All in base64url. */
function readSecrets(text: Readonly<Record<string, string>>): Secrets {
  const bytesOf = (name: string) => Buffer.from(text[name] ?? "", "base64url");
  const tokenKeys = (text.TOKEN_KEYS ?? "")
    .split(/[\s,]+/)
    .filter((key) => key !== "")
    .map((key) => Buffer.from(key, "base64url"));
  const addressKey = bytesOf("ADDRESS_KEY");
  const partnerKey = bytesOf("PARTNER_KEY");
  const problems: string[] = [];
  if (tokenKeys.length === 0 || tokenKeys.some((key) => key.length < shortestKeyBytes))
    problems.push(`TOKEN_KEYS must hold one or more keys of at least ${shortestKeyBytes} bytes in base64url`);
  if (addressKey.length < shortestKeyBytes)
    problems.push(`ADDRESS_KEY must be a key of at least ${shortestKeyBytes} bytes in base64url`);
  if (partnerKey.length !== shortestKeyBytes)
    problems.push(`PARTNER_KEY must be a key of ${shortestKeyBytes} bytes in base64url`);
  if (bytesOf("VAPID_PUBLIC_KEY").length !== 65 || bytesOf("VAPID_PRIVATE_KEY").length !== 32)
    problems.push("VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY must be a pair of VAPID keys in base64url");
  const vapid = { publicKey: text.VAPID_PUBLIC_KEY ?? "", privateKey: text.VAPID_PRIVATE_KEY ?? "" };
  return { tokenKeys, addressKey, partnerKey, vapid, problems };
}
