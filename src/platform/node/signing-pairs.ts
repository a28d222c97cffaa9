/**
 * The pairs of key and certificate with which CAP messages are signed: from the settings, else self-made under `$DATA_DIR/keys`. A
 * self-made pair begins to sign two weeks after it was made, so that readers can fetch its certificate before they need it; and every
 * certificate that ever signed here stays to be had, since messages once signed are never signed anew.
 */
import { X509Certificate } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readOrMake } from "./keys.ts";
import { makeSelfSignedPair } from "./self-signed.ts";

export interface SigningPair {
  readonly key: string;
  readonly certificate: string;
}

export interface SigningPairs {
  /** What signs at that moment. Throws where its certificate has ended, or has not begun. */
  at(now: number): SigningPair;
  /** All certificates, PEM: first the one that signs now, then those that will and those that did. */
  certificates(now: number): string;
  /** When what signs now ends, where nothing follows it. */
  endsAt(now: number): number | null;
  /** What an operator has to see to; empty when all is well. */
  problems(now: number): string[];
  /** Makes the pair that comes next, and says from when it signs. Throws where the pair comes from the settings. */
  rotate(now: number, atOnce: boolean): Promise<Date>;
}

export interface SigningOptions {
  readonly dataFolder: string;
  /** What a self-made certificate is called. */
  readonly name: string;
  readonly given?: SigningPair;
}

const day = 86_400_000;
const lifeMs = 3 * 365 * day;
const overlapMs = 14 * day;
const renewalMs = 60 * day;
const warningMs = 30 * day;

interface MadePair extends SigningPair {
  readonly parsed: X509Certificate;
}

/** Makes the first pair, and the one that follows on a pair that ends within 60 days. */
export async function openSigningPairs(options: SigningOptions, now: number): Promise<SigningPairs> {
  const { dataFolder, name, given } = options;
  const folder = join(dataFolder, "keys", "cap-signing");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Read each time: another process may have made one meanwhile. There are few, and they are small.
  const made = () => filesIn(folder, /^pair-\d{4}\.pem$/).map(readPair);
  const shown = () => filesIn(folder, /^certificate-[0-9a-f]{64}\.pem$/).map((text) => new X509Certificate(text));

  async function make(validFrom: number): Promise<void> {
    const number = String(made().length + 1).padStart(4, "0");
    const pair = await makeSelfSignedPair(name, validFrom, validFrom + lifeMs);
    readOrMake(join(folder, `pair-${number}.pem`), () => pair);
  }

  if (given) {
    const parsed = new X509Certificate(given.certificate);
    const fingerprint = parsed.fingerprint256.replaceAll(":", "").toLowerCase();
    readOrMake(join(folder, `certificate-${fingerprint}.pem`), () => parsed.toString());
  } else {
    const newest = made().at(-1);
    if (!newest) await make(now - day);
    else if (endOf(newest.parsed) - now < renewalMs) await make(Math.min(now + overlapMs, endOf(newest.parsed) - day));
  }

  const own: MadePair | undefined = given ? { ...given, parsed: new X509Certificate(given.certificate) } : undefined;

  /** The one that began last. */
  function present(now: number): MadePair | undefined {
    return own ?? made().findLast(({ parsed }) => beginningOf(parsed) <= now);
  }

  return {
    at(now) {
      const pair = present(now);
      if (!pair || beginningOf(pair.parsed) > now) throw new Error("no certificate for signing CAP messages has begun");
      if (endOf(pair.parsed) <= now) throw new Error("the certificate for signing CAP messages has ended");
      return { key: pair.key, certificate: pair.certificate };
    },
    certificates(now) {
      const first = present(now);
      const others = [...made().map(({ parsed }) => parsed), ...shown()].sort(
        (a, b) => beginningOf(b) - beginningOf(a),
      );
      const texts = [...(first ? [first.certificate] : []), ...others.map((certificate) => certificate.toString())];
      return [...new Set(texts.map((text) => `${text.trim()}\n`))].join("");
    },
    endsAt(now) {
      const pair = present(now);
      if (!pair) return null;
      const end = endOf(pair.parsed);
      return !own && made().some(({ parsed }) => endOf(parsed) > end) ? null : end;
    },
    problems(now) {
      const pair = present(now);
      if (!pair || beginningOf(pair.parsed) > now) return ["no certificate for signing CAP messages has begun"];
      if (endOf(pair.parsed) <= now)
        return ["the certificate for signing CAP messages has ended: nothing can be published"];
      const isFollowed = !own && made().some(({ parsed }) => endOf(parsed) > now + warningMs);
      if (isFollowed || endOf(pair.parsed) > now + warningMs) return [];
      return [`the certificate for signing CAP messages ends at ${pair.parsed.validToDate.toISOString()}`];
    },
    async rotate(now, atOnce) {
      if (own) throw new Error("The pair comes from CAP_SIGNING_KEY and CAP_SIGNING_CERT: change those, and restart.");
      const validFrom = atOnce ? now - day : now + overlapMs;
      await make(validFrom);
      return new Date(Math.max(now, validFrom));
    },
  };
}

function beginningOf(certificate: X509Certificate): number {
  return certificate.validFromDate.getTime();
}

function endOf(certificate: X509Certificate): number {
  return certificate.validToDate.getTime();
}

/** In the order of their names. */
function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

function readPair(text: string): MadePair {
  const begin = text.indexOf("-----BEGIN CERTIFICATE-----");
  const certificate = text.slice(begin);
  return { key: text.slice(0, begin), certificate, parsed: new X509Certificate(certificate) };
}
