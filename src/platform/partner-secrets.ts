/**
 * What partners and subscribers sign by. A signing secret is worked out from the instance's own key and the subscription, so none lies
 * in the database; what others chose (a player's password, a subscriber's `hub.secret`) lies there sealed.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { PartnerSecrets } from "../domain/ports.ts";

const vectorBytes = 12;
const tagBytes = 16;

/** `key`: 32 bytes, never rotated: another one would change every partner's secret at once. */
export function partnerSecrets(key: Buffer): PartnerSecrets {
  if (key.length !== 32) throw new Error("partners' secrets need a key of 32 bytes");
  const derived = (purpose: string) => createHmac("sha256", key).update(purpose).digest();
  const sealingKey = derived("seal");
  return {
    signing: (id, nonce, version) => `whsec_${derived(`webhook\0${id}\0${nonce}\0${version}`).toString("base64")}`,
    challenge: (messageKey) => derived(`challenge\0${messageKey}`).toString("base64url"),
    seal(text) {
      const vector = randomBytes(vectorBytes);
      const cipher = createCipheriv("aes-256-gcm", sealingKey, vector);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([vector, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < vectorBytes + tagBytes) return null;
      const decipher = createDecipheriv("aes-256-gcm", sealingKey, bytes.subarray(0, vectorBytes));
      decipher.setAuthTag(bytes.subarray(vectorBytes, vectorBytes + tagBytes));
      try {
        const opened = [decipher.update(bytes.subarray(vectorBytes + tagBytes)), decipher.final()];
        return Buffer.concat(opened).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
