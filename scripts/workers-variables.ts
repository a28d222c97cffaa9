/** What a deployment on Workers is given as variables and secrets: the settings that were set, and keys, made as on Node. */
import { readOrMakeKeys } from "../src/platform/node/keys.ts";
import { openSigningPairs } from "../src/platform/node/signing-pairs.ts";
import type { Settings } from "../src/settings.ts";

const ofOneMachine = ["DATA_DIR", "HOST", "PORT"];

export async function workersVariables(
  folder: string,
  settings: Settings,
  given: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const now = Date.now();
  const keys = readOrMakeKeys(folder);
  const { CAP_SIGNING_KEY: key, CAP_SIGNING_CERT: certificate, SENDER_ID: name } = settings;
  const own = key && certificate ? { given: { key, certificate } } : {};
  const pairs = await openSigningPairs({ dataFolder: folder, name, ...own }, now);
  const pair = pairs.at(now);
  // After the last one stands an empty text.
  const [, ...past] = pairs.certificates(now).split(/(?<=-----END CERTIFICATE-----\n)/);
  const set = Object.keys(settings).flatMap((name) =>
    given[name] && !ofOneMachine.includes(name) ? [[name, given[name]] as const] : [],
  );
  return {
    BASE_URL: settings.BASE_URL,
    TOKEN_KEYS: keys.tokens.map((key) => key.toString("base64url")).join(","),
    ADDRESS_KEY: keys.addresses.toString("base64url"),
    PARTNER_KEY: keys.partners.toString("base64url"),
    VAPID_PUBLIC_KEY: keys.vapid.publicKey,
    VAPID_PRIVATE_KEY: keys.vapid.privateKey,
    CAP_SIGNING_KEY: pair.key,
    CAP_SIGNING_CERT: pair.certificate,
    ...(past.some((text) => text !== "") ? { CAP_PAST_CERTS: past.join("") } : {}),
    ...Object.fromEntries(set),
  };
}
