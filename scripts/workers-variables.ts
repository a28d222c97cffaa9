/** What a deployment on Workers is given as variables and secrets: the settings that were set, and keys, made as on Node. */
import { readOrMakeKeys } from "../src/platform/node/keys.ts";
import { openSigningPairs } from "../src/platform/node/signing-pairs.ts";
import type { Settings } from "../src/settings.ts";

export async function workersVariables(
  folder: string,
  settings: Settings,
  given: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const keys = readOrMakeKeys(folder);
  const pairs = await openSigningPairs({ dataFolder: folder, name: settings.SENDER_ID }, Date.now());
  const pair = pairs.at(Date.now());
  const set = Object.keys(settings).flatMap((name) => (given[name] ? [[name, given[name]] as const] : []));
  return {
    BASE_URL: settings.BASE_URL,
    TOKEN_KEYS: keys.tokens.map((key) => key.toString("base64url")).join(","),
    ADDRESS_KEY: keys.addresses.toString("base64url"),
    PARTNER_KEY: keys.partners.toString("base64url"),
    VAPID_PUBLIC_KEY: keys.vapid.publicKey,
    VAPID_PRIVATE_KEY: keys.vapid.privateKey,
    CAP_SIGNING_KEY: pair.key,
    CAP_SIGNING_CERT: pair.certificate,
    ...Object.fromEntries(set),
  };
}
