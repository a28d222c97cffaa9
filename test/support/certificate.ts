/** A certificate authority and a certificate for localhost, made by openssl for the tests of one process. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { atExit } from "./at-exit.ts";

export interface TestCertificate {
  /** PEM file of the authority, for NODE_EXTRA_CA_CERTS of child processes. */
  readonly caFile: string;
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

let made: TestCertificate | undefined;

export function testCertificate(): TestCertificate {
  made ??= makeCertificate();
  return made;
}

/** Lets this very process trust the authority, as NODE_EXTRA_CA_CERTS does for a new one. */
export function trustTestCertificate(): void {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), testCertificate().ca]);
}

function makeCertificate(): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), "test-certificate-"));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);
  const openssl = (...options: string[]) => execFileSync("openssl", options, { stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    ...["req", "-x509", ...newKey, "-keyout", file("ca.key"), "-out", file("ca.pem"), "-days", "2"],
    ...["-subj", "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE"],
  );
  openssl("req", ...newKey, "-keyout", file("server.key"), "-out", file("server.csr"), "-subj", "/CN=localhost");
  writeFileSync(file("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  openssl(
    ...["x509", "-req", "-in", file("server.csr"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial"],
    ...["-out", file("server.pem"), "-days", "2", "-extfile", file("names")],
  );
  const read = (name: string) => readFileSync(file(name), "utf8");
  return { caFile: file("ca.pem"), ca: read("ca.pem"), key: read("server.key"), cert: read("server.pem") };
}
