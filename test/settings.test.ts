import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { readSettings } from "../src/settings.ts";
import { testSigningPair } from "./support/signing.ts";

test("without any setting the service starts", () => {
  const read = readSettings({});
  expect(read.ok && read.settings.BASE_URL).toBe("http://localhost:8080");
  expect(read.ok && read.settings.SITE_OFFICIAL).toBe(false);
});

test.each([
  [{}, true],
  [{ SITE_OFFICIAL: "true" }, false],
  [{ SITE_OFFICIAL: "true", API_APPROVE: "on" }, true],
  [{ SITE_OFFICIAL: "true", API_APPROVE: "true" }, true],
  [{ API_APPROVE: "off" }, false],
  [{ API_APPROVE: "false" }, false],
])("with %j approving by the API is allowed: %s", (raw, isAllowed) => {
  const read = readSettings(raw);
  expect(read.ok && read.settings.API_APPROVE).toBe(isAllowed);
});

test("BASE_URL follows PORT, and keeps no slash at its end", () => {
  const byPort = readSettings({ PORT: "9000" });
  expect(byPort.ok && byPort.settings.BASE_URL).toBe("http://localhost:9000");
  const given = readSettings({ BASE_URL: "http://127.0.0.1:9000/" });
  expect(given.ok && given.settings.BASE_URL).toBe("http://127.0.0.1:9000");
});

test("every wrong setting is reported at once, by its name", () => {
  const read = readSettings({
    PORT: "eighty",
    BASE_URL: "ftp://example.org",
    SMTP_URL: "mail.example.org",
    SENDER_ID: "with space",
    VAPID_SUBJECT: "somebody",
    RATE_LIMIT: "never",
  });
  expect(read.ok).toBe(false);
  const text = read.ok ? "" : read.problems.join("\n");
  for (const name of ["PORT", "BASE_URL", "SMTP_URL", "SENDER_ID", "VAPID_SUBJECT", "RATE_LIMIT"]) {
    expect(text).toContain(name);
  }
});

test("a setting that is set to nothing is as if it were not set", () => {
  expect(readSettings({ SMTP_URL: "", PORT: "" }).ok).toBe(true);
});

test("a push service may be named, and for tests loopback by number", () => {
  const PUSH_HOSTS = "push.example.org localhost:9443,127.0.0.1:9443";
  expect(readSettings({ PUSH_HOSTS })).toMatchObject({ ok: true });
});

test("half a DKIM key is refused rather than ignored", () => {
  const read = readSettings({ DKIM_DOMAIN: "example.org" });
  expect(read.ok ? "" : read.problems.join()).toContain("DKIM_SELECTOR");
});

test("a pair that cannot sign CAP messages stops the start, with the reason", async () => {
  const { key, certificate } = await testSigningPair();
  const problem = (CAP_SIGNING_KEY: string, CAP_SIGNING_CERT: string) => {
    const read = readSettings({ CAP_SIGNING_KEY, CAP_SIGNING_CERT });
    return read.ok ? null : read.problems.join();
  };
  expect(problem(key, certificate)).toBeNull();
  expect(problem(key.replaceAll("\n", "\\n"), certificate.replaceAll("\n", "\\n"))).toBeNull();
  expect(problem(key, "")).toContain("CAP_SIGNING_CERT");
  expect(problem("no key", certificate)).toContain("PEM");
  const pem = { format: "pem", type: "pkcs8" } as const;
  const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(pem).toString();
  expect(problem(elliptic, certificate)).toContain("RSA");
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pem).toString();
  expect(problem(other, certificate)).toContain("not the certificate");
});

const pkcs8 = { format: "pem", type: "pkcs8" } as const;
const ellipticKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(pkcs8).toString();
const edwardsKey = generateKeyPairSync("ed25519").privateKey.export(pkcs8).toString();

test.each([
  ["DKIM_KEY", { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "s", DKIM_KEY: "not a key" }],
  ["DKIM_KEY", { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "s", DKIM_KEY: ellipticKey }],
  ["DKIM_SELECTOR", { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "s", DKIM_KEY: `${edwardsKey}${edwardsKey}` }],
  ["DKIM_SELECTOR", { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "s; l=0", DKIM_KEY: edwardsKey }],
  ["BOUNCE_ADDRESS", { BOUNCE_ADDRESS: "bounces+all@example.org" }],
  ["BOUNCE_ADDRESS", { BOUNCE_ADDRESS: "bounces-of-all-advisories@example.org" }],
  ["BOUNCE_KEY", { BOUNCE_KEY: "short" }],
  ["MAIL_FROM", { MAIL_FROM: "Alerts" }],
  ["MAIL_FROM", { MAIL_FROM: "Alerts\t<alerts@example.org>" }],
  ["TRUSTED_PROXIES", { TRUSTED_PROXIES: "proxy.local" }],
  ["BASE_URL", { BASE_URL: "http://[::1" }],
  ["PUSH_HOSTS", { PUSH_HOSTS: "10.0.0.5:9443" }],
  ["PUSH_HOSTS", { PUSH_HOSTS: "push.example.org, 192.0.2.7" }],
  ["PUSH_HOSTS", { PUSH_HOSTS: "[::1]:9443" }],
  ["PUSH_HOSTS", { PUSH_HOSTS: "0x7f000001" }],
  ["PUSH_HOSTS", { PUSH_HOSTS: "https://push.example.org/" }],
  ["PUSH_HOSTS", { PUSH_HOSTS: "push.example.org:99999" }],
  ["CANARY_PUSH", { CANARY_PUSH: "https://push.example.org/a" }],
  ["CANARY_PUSH", { CANARY_PUSH: '{"endpoint":"https://192.0.2.7/a","keys":{}}' }],
  ["WEBHOOK_HOSTS", { WEBHOOK_HOSTS: "10.0.0.5:9443" }],
  ["WEBHOOK_HOSTS", { WEBHOOK_HOSTS: "hooks.example.org, 0x7f000001" }],
])("a wrong %s stops the start: it would only show when mail is to go out", (name, raw) => {
  const read = readSettings(raw);
  expect(read.ok ? "" : read.problems.join()).toContain(name);
});

test.each([
  ["TRUSTED_PROXIES", { TRUSTED_PROXIES: "10.0.0.0/99" }],
  ["BASE_URL", { BASE_URL: "https://user:word@example.org" }],
  ["SMTP_URL", { SMTP_URL: "smtp://localhost:99999" }],
  ["SITE_NAME", { SITE_NAME: "One\r\nTwo" }],
])("%s with a value that only looks right stops the start", (name, raw) => {
  const read = readSettings(raw);
  expect(read.ok ? "" : read.problems.join()).toContain(name);
});
