import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeSelfSignedPair } from "../../src/platform/node/self-signed.ts";
import { openSigningPairs } from "../../src/platform/node/signing-pairs.ts";
import { pairOf } from "../support/signing.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22);
const folders: string[] = [];

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "signing-pairs-"));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function names(pem: string): string[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text).serialNumber,
  );
}

const serial = (pem: string) => new X509Certificate(pem).serialNumber;

describe("the pairs that sign CAP messages", () => {
  it("are made at the first start, for the service alone to read, and are the same at the next", async () => {
    const options = { dataFolder: dataFolder(), name: "alerts@example.gov" };
    const first = (await openSigningPairs(options, now)).at(now);
    expect(new X509Certificate(first.certificate).subject).toBe("CN=alerts@example.gov");
    const folder = join(options.dataFolder, "keys", "cap-signing");
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect((await openSigningPairs(options, now + day)).at(now + day)).toEqual(first);
  });

  it("follow on one another with two weeks in which both certificates are to be had, and no old one is lost", async () => {
    const options = { dataFolder: dataFolder(), name: "a" };
    const pairs = await openSigningPairs(options, now);
    const first = pairs.at(now);
    expect((await pairs.rotate(now, false)).getTime()).toBe(now + 14 * day);
    expect(pairs.at(now + 14 * day - 1)).toEqual(first);
    const second = pairs.at(now + 14 * day);
    expect(second).not.toEqual(first);
    expect(names(pairs.certificates(now))).toEqual([serial(first.certificate), serial(second.certificate)]);
    expect(names(pairs.certificates(now + 15 * day))).toEqual([serial(second.certificate), serial(first.certificate)]);
  });

  it("change at once where the operator says so", async () => {
    const pairs = await openSigningPairs({ dataFolder: dataFolder(), name: "a" }, now);
    const first = pairs.at(now);
    await pairs.rotate(now, true);
    expect(pairs.at(now)).not.toEqual(first);
  });

  it("are followed by a new one at a start in the last 60 days", async () => {
    const options = { dataFolder: dataFolder(), name: "a" };
    const pairs = await openSigningPairs(options, now);
    const end = new X509Certificate(pairs.at(now).certificate).validToDate.getTime();
    expect(names((await openSigningPairs(options, end - 61 * day)).certificates(now))).toHaveLength(1);
    const later = await openSigningPairs(options, end - 59 * day);
    expect(names(later.certificates(now))).toHaveLength(2);
    expect(names((await openSigningPairs(options, end - 58 * day)).certificates(now))).toHaveLength(2);
    expect(later.problems(end - day)).toEqual([]);
    expect(later.at(end).certificate).not.toBe(pairs.at(now).certificate);
  });

  it("warn 30 days before the end, and sign no more after it", async () => {
    const validFrom = now - 300 * day;
    const given = pairOf(await makeSelfSignedPair("a", validFrom, now));
    const pairs = await openSigningPairs({ dataFolder: dataFolder(), name: "a", given }, validFrom);
    expect(pairs.problems(now - 31 * day)).toEqual([]);
    expect(pairs.problems(now - 29 * day).join()).toMatch(/ends at 2026-11-22/);
    expect(pairs.at(now - 1)).toEqual(given);
    expect(() => pairs.at(now)).toThrow(/has ended/);
    expect(pairs.problems(now).join()).toMatch(/has ended/);
    expect(() => pairs.at(validFrom - 1_000)).toThrow(/begun/);
  });

  it("from the settings come first, and leave their certificate behind when they are changed", async () => {
    const folder = dataFolder();
    const made = (await openSigningPairs({ dataFolder: folder, name: "a" }, now)).at(now);
    const [one, two] = [
      pairOf(await makeSelfSignedPair("one", now - 2 * day, now + 900 * day)),
      pairOf(await makeSelfSignedPair("two", now - day, now + 900 * day)),
    ];
    const first = await openSigningPairs({ dataFolder: folder, name: "a", given: one }, now);
    expect(first.at(now)).toEqual(one);
    await expect(first.rotate(now, true)).rejects.toThrow(/CAP_SIGNING_KEY/);
    const second = await openSigningPairs({ dataFolder: folder, name: "a", given: two }, now);
    const all = names(second.certificates(now));
    expect(all[0]).toBe(serial(two.certificate));
    expect(new Set(all)).toEqual(new Set([two, one, made].map(({ certificate }) => serial(certificate))));
    expect(all).toHaveLength(3);
  });
});
