/** A self-signed RSA pair for signing CAP messages, for a trial: who relies on it has to fetch its certificate from this site first. */
import { createPrivateKey, webcrypto } from "node:crypto";

const algorithm = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
/** X.520 allows no longer common name. */
const longestName = 64;

/** Key and certificate as PEM, one after the other. Moments in milliseconds. */
export async function makeSelfSignedPair(name: string, validFrom: number, validUntil: number): Promise<string> {
  // Loaded only here: it takes a while, and is needed once in years.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [name.slice(0, longestName)] }],
      notBefore: new Date(validFrom),
      notAfter: new Date(validUntil),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto as Crypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8" });
  return `${key.toString().trim()}\n${certificate.toString("pem").trim()}\n`;
}
