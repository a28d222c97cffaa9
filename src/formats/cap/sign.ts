/**
 * The signature of a CAP message (CAP 1.2 §3.3.4.1): enveloped XML-DSig, RSA-SHA256, exclusive C14N, one Reference to the whole
 * document, the certificate in KeyInfo. The message's own bytes stay as they are: the signature is put before the last tag, and
 * nothing may be re-indented or added afterwards.
 */
import { SignedXml } from "xml-crypto";

export interface SigningPair {
  /** RSA, PEM. */
  readonly key: string;
  /** Its certificate, PEM; a chain begins with it. */
  readonly certificate: string;
}

const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
const enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const rsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const lastTag = "</alert>";

/** Throws where the key does not sign, or where its certificate does not verify what it signed. */
export function signCap(xml: string, { key, certificate }: SigningPair): string {
  const signer = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: rsaSha256,
    canonicalizationAlgorithm: exclusive,
  });
  signer.addReference({
    xpath: "/*",
    uri: "",
    isEmptyUri: true,
    transforms: [enveloped, exclusive],
    digestAlgorithm: sha256,
  });
  signer.computeSignature(xml);
  const end = xml.lastIndexOf(lastTag);
  if (end < 0) throw new Error("what is to be signed is not a CAP message");
  const signed = `${xml.slice(0, end)}${signer.getSignatureXml()}${xml.slice(end)}`;
  if (!isSignedBy(signed, certificate))
    throw new Error("the signature does not verify: do key and certificate belong together?");
  return signed;
}

/** Is the whole message signed, unchanged, by this certificate's key? The certificate inside the message is not asked. */
export function isSignedBy(xml: string, certificate: string): boolean {
  const [signature, ...more] = xml.match(/<Signature\b[\s\S]*?<\/Signature>/g) ?? [];
  if (signature === undefined || more.length > 0) return false;
  const verifier = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  try {
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(xml)) return false;
    const signed = verifier.getSignedReferences();
    return signed.length === 1 && /^<alert[\s>]/.test(signed[0] ?? "");
  } catch {
    // A signature that cannot even be read is none.
    return false;
  }
}
