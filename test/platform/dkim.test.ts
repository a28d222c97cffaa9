/** DKIM as another implementation reads it (mailauth): RFC 6376, RFC 8463, and what RFC 8058 §4 wants covered. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { dkimVerify } from "mailauth/lib/dkim/verify";
import { afterEach, expect, test } from "vitest";
import { dkimOf } from "../../src/delivery-wiring.ts";
import { smtpCarrier } from "../../src/platform/smtp-carrier.ts";
import { readSettings } from "../../src/settings.ts";
import { smtpSink } from "../support/smtp-sink.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const edwards = generateKeyPairSync("ed25519");
const pem = (key: KeyObject) => key.export({ format: "pem", type: "pkcs8" }).toString().replaceAll("\n", "\\n");

/** The key records as they would stand in the DNS. Ed25519 gives the bare 32 bytes (RFC 8463 §4). */
const records: Readonly<Record<string, string>> = {
  "one._domainkey.example.gov": `v=DKIM1; k=rsa; p=${rsa.publicKey.export({ format: "der", type: "spki" }).toString("base64")}`,
  "two._domainkey.example.gov": `v=DKIM1; k=ed25519; p=${edwards.publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`,
};

/** A mail with much that could break: words of more than ASCII, lines of dots and spaces, a folded subject, an answer's headers. */
async function received(selector: string, key: string): Promise<string> {
  const read = readSettings({ DKIM_DOMAIN: "example.gov", DKIM_SELECTOR: selector, DKIM_KEY: key });
  if (!read.ok) throw new Error(read.problems.join());
  const sink = await smtpSink();
  const carrier = smtpCarrier({ url: sink.url, connections: 1, ...dkimOf(read.settings) });
  closers.push(sink.close, carrier.close);
  const outcome = await carrier.send({
    from: "Advisories <advisories@example.gov>",
    to: "reader@example.org",
    subject: `[NTAS] Alerta elevada: ${"Nueva York, ".repeat(12)}hasta mañana`,
    text: `Mañana.  \n.\n..two\n\ttab \t\n${"long ".repeat(300)}\n\n\n`,
    html: "<p>Mañana</p>\n\n",
    messageId: "<message@advisories.example.gov>",
    references: "<first@advisories.example.gov>",
    headers: {
      "List-Unsubscribe": `<https://advisories.example.gov/unsubscribe/${"x".repeat(120)}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "X-NTAS-Kind": "elevated",
    },
  });
  expect(outcome).toEqual({ type: "accepted" });
  return sink.mails[0]?.raw ?? "";
}

async function verified(raw: string) {
  const resolver = async (name: string) => [[records[name] ?? ""]];
  const { results } = await dkimVerify(raw, { resolver: resolver as never });
  return results.map(({ signingDomain, selector, algo, status, signingHeaders }) => ({
    ...{ signingDomain, selector, algo, result: status.result },
    covered: String(signingHeaders?.keys ?? "")
      .toLowerCase()
      .split(/\s*:\s*/),
  }));
}

const oneClick = expect.arrayContaining(["from", "list-unsubscribe", "list-unsubscribe-post"]);

test.each([
  ["rsa-sha256", "one", pem(rsa.privateKey)],
  ["ed25519-sha256", "two", pem(edwards.privateKey)],
])(
  "a mail signed by %s is verified, and both headers of one-click leaving are covered",
  async (algo, selector, key) => {
    const raw = await received(selector, key);
    const passed = { signingDomain: "example.gov", selector, algo, result: "pass", covered: oneClick };
    expect(await verified(raw)).toEqual([passed]);
    // A relay that folds or widens white space breaks nothing; whoever changes a word does.
    expect(await verified(raw.replace("List-Unsubscribe-Post: ", "List-Unsubscribe-Post:\r\n   "))).toEqual([passed]);
    for (const [before, after] of [
      ["/unsubscribe/xx", "/unsubscribe/yx"],
      ["=One-Click", "=Two-Click"],
      ["<p>", "<b>"],
      ["X-NTAS-Kind: elevated", "X-NTAS-Kind: imminent"],
    ] as const) {
      expect(raw).toContain(before);
      const [result] = await verified(raw.replace(before, after));
      expect(result?.result).not.toBe("pass");
    }
  },
);

test("with two keys each mail carries both signatures, for readers who know only one", async () => {
  const results = await verified(await received("one, two", `${pem(rsa.privateKey)}${pem(edwards.privateKey)}`));
  expect(results.map(({ algo, result }) => `${algo} ${result}`).sort()).toEqual([
    "ed25519-sha256 pass",
    "rsa-sha256 pass",
  ]);
});
