/** Keys that are made at the first start, under `$DATA_DIR/keys`, readable by the service alone. Losing them ends all links and push subscriptions. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import webPush from "web-push";

export interface VapidKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Keys {
  /** For link tokens: the first signs, all are accepted. */
  readonly tokens: readonly Buffer[];
  readonly vapid: VapidKeyPair;
  /** What partners' secrets are worked out from. Another one would change them all at once, so it stays. */
  readonly partners: Buffer;
  /** For keyed hashes of addresses; never rotated, since what was erased is known by them alone. */
  readonly addresses: Buffer;
}

export function readOrMakeKeys(dataFolder: string): Keys {
  const folder = join(dataFolder, "keys");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tokens = readOrMake(join(folder, "tokens"), () => randomBytes(32).toString("base64url"));
  const partners = readOrMake(join(folder, "partners"), () => randomBytes(32).toString("base64url"));
  const vapid = readOrMake(join(folder, "vapid.json"), () => JSON.stringify(webPush.generateVAPIDKeys()));
  const addresses = readOrMake(join(folder, "addresses"), () => randomBytes(32).toString("base64url"));
  return {
    addresses: Buffer.from(addresses.trim(), "base64url"),
    tokens: tokens
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => Buffer.from(line.trim(), "base64url")),
    vapid: JSON.parse(vapid) as VapidKeyPair,
    partners: Buffer.from(partners.trim(), "base64url"),
  };
}

/** Were keys made here before? */
export function hasKeys(dataFolder: string): boolean {
  return readIfThere(join(dataFolder, "keys", "vapid.json")) !== null;
}

/** Two processes that start at once get the same key: the file appears whole, and only one of them makes it. */
export function readOrMake(path: string, make: () => string): string {
  const known = readIfThere(path);
  if (known !== null) return known;
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = openSync(draft, "wx", 0o600);
  writeSync(file, make());
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(path, "utf8");
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
