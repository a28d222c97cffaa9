import { describe, expect, it } from "vitest";
import { renderCap } from "../../../src/formats/cap/render.ts";
import { isSignedBy, signCap } from "../../../src/formats/cap/sign.ts";
import { makeSelfSignedPair } from "../../../src/platform/node/self-signed.ts";
import { capHistory } from "../../support/cap-history.ts";
import { capWorlds } from "../../support/cap-worlds.ts";
import { hasSchemas, schemaFaults } from "../../support/schemas.ts";
import { hasXmlsec, pairOf, testSigningPair, xmlsecFault } from "../../support/signing.ts";

const pair = await testSigningPair();
const other = pairOf(await makeSelfSignedPair("other", Date.UTC(2020, 0), Date.UTC(2070, 0)));

/** Every message of every world, by name. */
const messages = Object.entries(capWorlds).flatMap(([name, make]) =>
  capHistory(make()).map(({ message }) => ({ name: `${name}: ${message.identifier}`, message })),
);
const plain = renderCap(messages[0]!.message);

describe("the signature of a CAP message", () => {
  for (const { name, message } of messages) {
    const signed = signCap(renderCap(message), pair);

    it(`is right by our own reading (${name})`, () => {
      expect(isSignedBy(signed, pair.certificate)).toBe(true);
    });

    it.runIf(hasXmlsec())(`is right by xmlsec1 (${name})`, () => {
      expect(xmlsecFault(signed, pair.certificate)).toBeNull();
    });

    it.runIf(hasSchemas())(`leaves the message valid by the official schemas (${name})`, async () => {
      expect(await schemaFaults(signed, "cap-1.2-signed.xsd")).toEqual([]);
    });
  }

  it("has the form that CAP readers take: enveloped, RSA-SHA256, exclusive C14N, one reference to all, a certificate", () => {
    const signed = signCap(plain, pair);
    const algorithms = [...signed.matchAll(/<(\w+) Algorithm="([^"]+)"/g)].map(([, name, value]) => [name, value]);
    expect(algorithms).toEqual([
      ["CanonicalizationMethod", "http://www.w3.org/2001/10/xml-exc-c14n#"],
      ["SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"],
      ["Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature"],
      ["Transform", "http://www.w3.org/2001/10/xml-exc-c14n#"],
      ["DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"],
    ]);
    expect(signed.match(/<Reference\b[^>]*>/g)).toEqual(['<Reference URI="">']);
    const [, inside = ""] = /<X509Certificate>([^<]+)<\/X509Certificate>/.exec(signed) ?? [];
    expect(inside.replaceAll(/\s/g, "")).toBe(pair.certificate.replaceAll(/-----[^-]+-----|\s/g, ""));
  });

  it("leaves every byte of the message where it was", () => {
    expect(signCap(plain, pair).replace(/<Signature\b[\s\S]*<\/Signature>/, "")).toBe(plain);
  });

  it("also holds where a text has characters that readers change", () => {
    const message = messages[0]!.message;
    const [info] = message.info;
    const description = 'a\r\nb\tc & <d> "e" \u00a0\u0085\u2028 😀 ]]> <Signature>';
    const signed = signCap(renderCap({ ...message, info: [{ ...info!, description }] }), pair);
    expect(isSignedBy(signed, pair.certificate)).toBe(true);
    if (hasXmlsec()) expect(xmlsecFault(signed, pair.certificate)).toBeNull();
  });

  it("does not hold once a byte of the message is another", () => {
    const signed = signCap(plain, pair);
    const places = [
      signed.indexOf("<identifier>") + "<identifier>".length,
      signed.indexOf("<headline>") + "<headline>".length,
      signed.indexOf("<urgency>") + "<urgency>".length,
      signed.indexOf("<DigestValue>") + "<DigestValue>".length,
      signed.indexOf("<SignatureValue>") + "<SignatureValue>".length + 3,
      signed.indexOf("  <info>"),
    ];
    for (const place of places) {
      const character = signed[place] === "Q" ? "R" : "Q";
      const changed = `${signed.slice(0, place)}${character}${signed.slice(place + 1)}`;
      expect(isSignedBy(changed, pair.certificate), signed.slice(place, place + 20)).toBe(false);
      if (hasXmlsec()) expect(xmlsecFault(changed, pair.certificate), signed.slice(place, place + 20)).not.toBeNull();
    }
  });

  it("does not hold for the certificate of another, whatever certificate lies inside", () => {
    const signed = signCap(plain, other);
    expect(isSignedBy(signed, pair.certificate)).toBe(false);
    if (hasXmlsec()) expect(xmlsecFault(signed, pair.certificate)).not.toBeNull();
  });

  it("does not hold where there is none, or a second one", () => {
    const signed = signCap(plain, pair);
    expect(isSignedBy(plain, pair.certificate)).toBe(false);
    expect(isSignedBy(signCap(signed.replace(/<Signature\b[\s\S]*<\/Signature>/, ""), pair), pair.certificate)).toBe(
      true,
    );
    expect(isSignedBy(signed.replace("</alert>", "<Signature/></alert>"), pair.certificate)).toBe(false);
    const [signature = ""] = /<Signature\b[\s\S]*<\/Signature>/.exec(signed) ?? [];
    expect(isSignedBy(signed.replace("</alert>", `${signature}</alert>`), pair.certificate)).toBe(false);
  });

  it("is not made with the key of another certificate", () => {
    expect(() => signCap(plain, { key: pair.key, certificate: other.certificate })).toThrow(/does not verify/);
    expect(() => signCap(plain, { key: "none", certificate: pair.certificate })).toThrow();
  });
});
