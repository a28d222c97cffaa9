/** A passkey in software, for tests without a browser: makes ES256 keys and signs what WebAuthn signs. */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { Json } from "./service.ts";

export interface SoftPasskey {
  readonly id: string;
  /** The answer to creation options. */
  create(options: Json): Json;
  /** The answer to request options. */
  get(options: Json): Json;
}

export interface SoftPasskeyOptions {
  readonly origin?: string;
  /** PIN, finger or face were asked for. */
  readonly isVerified?: boolean;
  /** Called at each answer; a passkey that does not count always says 0. */
  readonly counter?: () => number;
  readonly rpId?: string;
}

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (text: Uint8Array | string) => createHash("sha256").update(text).digest();

export function softPasskey(userHandle: string, given: SoftPasskeyOptions = {}): SoftPasskey {
  const { origin = "http://localhost:8080", isVerified = true, counter = () => 0, rpId = "localhost" } = given;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(16);
  const id = base64url(credentialId);
  const cose = isoCBOR.encode(
    new Map<number, number | Uint8Array<ArrayBuffer>>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, "base64url"))],
      [-3, new Uint8Array(Buffer.from(y, "base64url"))],
    ]),
  );
  const head = (flags: number) => {
    const bytes = Buffer.alloc(37);
    sha256(rpId).copy(bytes, 0);
    bytes.writeUInt8(flags | 0x01 | (isVerified ? 0x04 : 0), 32);
    bytes.writeUInt32BE(counter(), 33);
    return bytes;
  };
  const clientData = (type: string, challenge: string) =>
    JSON.stringify({ type, challenge, origin, crossOrigin: false });
  const answer = (response: Json) => ({ id, rawId: id, type: "public-key", clientExtensionResults: {}, response });
  return {
    id,
    create({ challenge }) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const authData = Buffer.concat([head(0x40), Buffer.alloc(16), length, credentialId, cose]);
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", new Uint8Array(authData)],
      ]);
      return answer({
        clientDataJSON: base64url(clientData("webauthn.create", challenge)),
        attestationObject: base64url(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
        transports: ["internal"],
      });
    },
    get({ challenge }) {
      const client = clientData("webauthn.get", challenge);
      const authenticatorData = head(0);
      const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(client)]), privateKey);
      return answer({
        clientDataJSON: base64url(client),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
        userHandle: base64url(userHandle),
      });
    },
  };
}
