/**
 * WebAuthn as browsers speak it: what they are asked, and whether what they answer is genuine. User verification (PIN, finger, face) is
 * always required. Whether a challenge is ours and still open is decided by the action that uses it up.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { isoBase64URL } from "@simplewebauthn/server/helpers";
import { z } from "zod";
import type { Dependencies } from "../../actions/dependencies.ts";
import { askForTouch, type Touch } from "../../actions/passkeys.ts";
import type { Site } from "../../domain/ports.ts";
import { accepted, type Result, refused } from "../../domain/refusal.ts";
import { messageOf } from "../../domain/thrown.ts";
import type { EditorRecord } from "../../store/editors.ts";
import { type Passkey, passkeyById, passkeysOf } from "../../store/passkeys.ts";

/** Why this site's address rules passkeys out; null: they work. Browsers give none to IP addresses and to pages without encryption. */
export function passkeyObstacle({ baseUrl }: Pick<Site, "baseUrl">): "ip-address" | "not-https" | null {
  const { hostname, protocol } = new URL(baseUrl);
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith("[")) return "ip-address";
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  return protocol === "https:" || isLocal ? null : "not-https";
}

/** EdDSA, ES256, RS256: what every passkey can and every runtime verifies; the library would add one that is experimental here. */
const supportedAlgorithmIDs = [-8, -7, -257];

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  .max(20_000);
const credential = { id: base64url, rawId: base64url, type: z.literal("public-key") };
const extensions = { clientExtensionResults: z.looseObject({}).default({}) };

export const assertionSchema = z.object({
  ...credential,
  ...extensions,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish().transform((handle) => handle ?? undefined),
  }),
});
export type Assertion = z.output<typeof assertionSchema>;

export const attestationSchema = z.object({
  ...credential,
  ...extensions,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(30)).max(10).default([]),
  }),
});
export type Attestation = z.output<typeof attestationSchema>;

function addressOf({ baseUrl }: Site): { expectedRPID: string; expectedOrigin: string } {
  const { hostname, origin } = new URL(baseUrl);
  return { expectedRPID: hostname, expectedOrigin: origin };
}

/** What a browser is asked so that somebody signs in: any passkey that it has for this site. */
export async function signInOptions(dependencies: Dependencies): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = await askForTouch(dependencies, { purpose: "sign-in" });
  const { expectedRPID: rpID } = addressOf(dependencies.site);
  return generateAuthenticationOptions({ rpID, challenge, userVerification: "required" });
}

/** The same for an approval: only the editor's own passkeys, and a challenge that stands for this text of this advisory. */
export async function approvalOptions(
  dependencies: Dependencies,
  editor: EditorRecord,
  text: { readonly advisoryId: string; readonly contentHash: string },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = await askForTouch(dependencies, { purpose: "approve", editorId: editor.id, ...text });
  const { expectedRPID: rpID } = addressOf(dependencies.site);
  const own = await passkeysOf(dependencies.database, editor.id);
  const allowCredentials = own.map(({ id, transports }) => ({ id, transports }));
  return generateAuthenticationOptions({ rpID, challenge, allowCredentials, userVerification: "required" });
}

export async function enrolmentOptions(
  dependencies: Dependencies,
  editor: EditorRecord,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const challenge = await askForTouch(dependencies, { purpose: "enrol", editorId: editor.id });
  const own = await passkeysOf(dependencies.database, editor.id);
  return generateRegistrationOptions({
    rpName: dependencies.site.name,
    rpID: addressOf(dependencies.site).expectedRPID,
    userName: editor.email,
    userDisplayName: editor.name,
    userID: new TextEncoder().encode(editor.id),
    challenge,
    supportedAlgorithmIDs,
    excludeCredentials: own.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** A genuine answer of a passkey that is known here. */
export async function checkedTouch({ database, site, log }: Dependencies, response: Assertion): Promise<Result<Touch>> {
  const passkey = await passkeyById(database, response.id);
  if (!passkey) return refused({ type: "passkey-refused" });
  const { userHandle } = response.response;
  // Without a list of passkeys the answer names its editor itself (WebAuthn §7.2 step 6).
  if (userHandle !== undefined && textOf(userHandle) !== passkey.editorId) return refused({ type: "passkey-refused" });
  let challenge = "";
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      ...addressOf(site),
      expectedChallenge: (given) => {
        challenge = textOf(given);
        return true;
      },
      // The counter is compared by the action, in the same write that moves it.
      credential: { id: passkey.id, publicKey: isoBase64URL.toBuffer(passkey.publicKey), counter: 0 },
      requireUserVerification: true,
    });
    if (!verified) return refused({ type: "passkey-refused" });
    return accepted({ challenge, passkeyId: passkey.id, counter: authenticationInfo.newCounter });
  } catch (error) {
    log.warn({ reason: messageOf(error) }, "a passkey's answer was refused");
    return refused({ type: "passkey-refused" });
  }
}

/** A genuine new passkey, and the challenge that it answers. */
export async function checkedPasskey(
  { site, log }: Dependencies,
  response: Attestation,
): Promise<Result<Pick<Passkey, "id" | "publicKey" | "counter" | "transports"> & { challenge: string }>> {
  let challenge = "";
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      ...addressOf(site),
      supportedAlgorithmIDs,
      expectedChallenge: (given) => {
        challenge = textOf(given);
        return true;
      },
      requireUserVerification: true,
    });
    if (!verified) return refused({ type: "passkey-refused" });
    const { id, publicKey, counter } = registrationInfo.credential;
    const { transports } = response.response;
    return accepted({ id, publicKey: isoBase64URL.fromBuffer(publicKey), counter, transports, challenge });
  } catch (error) {
    log.warn({ reason: messageOf(error) }, "a new passkey was refused");
    return refused({ type: "passkey-refused" });
  }
}

function textOf(encoded: string): string {
  return isoBase64URL.toUTF8String(encoded);
}
