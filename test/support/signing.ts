/** A pair that signs CAP messages in the tests of one process, and xmlsec1 to check what it signed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SigningPair, signCap } from "../../src/formats/cap/sign.ts";
import { makeSelfSignedPair } from "../../src/platform/node/self-signed.ts";
import { isThere } from "./needed.ts";

let made: Promise<SigningPair> | undefined;

/** Valid from 2020 for fifty years, since clocks of tests stand anywhere. */
export function testSigningPair(): Promise<SigningPair> {
  made ??= makeSelfSignedPair("test", Date.UTC(2020, 0), Date.UTC(2070, 0)).then(pairOf);
  return made;
}

export function pairOf(text: string): SigningPair {
  const begin = text.indexOf("-----BEGIN CERTIFICATE-----");
  return { key: text.slice(0, begin), certificate: text.slice(begin) };
}

export async function signedForTests(): Promise<(xml: string) => string> {
  const pair = await testSigningPair();
  return (xml) => signCap(xml, pair);
}

export function hasXmlsec(): boolean {
  return isThere("xmlsec1 (Debian package xmlsec1)", () => spawnSync("xmlsec1", ["--version"]).status === 0);
}

/** What xmlsec1 says of the file: null when the signature is right. */
export function xmlsecFault(xml: string, certificate: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), "xmlsec-"));
  try {
    writeFileSync(join(folder, "ca.pem"), certificate);
    writeFileSync(join(folder, "message.xml"), xml);
    const options = ["--verify", "--trusted-pem", join(folder, "ca.pem"), "--enabled-key-data", "x509"];
    const { status, stderr } = spawnSync("xmlsec1", [...options, join(folder, "message.xml")], { encoding: "utf8" });
    return status === 0 ? null : stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
