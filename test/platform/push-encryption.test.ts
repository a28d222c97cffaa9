import { createECDH, randomBytes } from "node:crypto";
import { decrypt } from "http_ece";
import { describe, expect, test } from "vitest";
import { encryptPush, encryptWith } from "../../src/platform/push-encryption.ts";

function browser() {
  const keys = createECDH("prime256v1");
  const p256dh = keys.generateKeys().toString("base64url");
  const auth = randomBytes(16).toString("base64url");
  const read = (body: Buffer) => decrypt(body, { version: "aes128gcm", privateKey: keys, authSecret: auth }).toString();
  return { p256dh, auth, read };
}

describe("the content of a push", () => {
  test("is encrypted as in the example of RFC 8291, section 5", () => {
    const ephemeral = createECDH("prime256v1");
    ephemeral.setPrivateKey(Buffer.from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url"));
    const salt = Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url");
    const keys = {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    };
    const body = encryptWith(
      ephemeral,
      ephemeral.getPublicKey(),
      salt,
      keys,
      "When I grow up, I want to be a watermelon",
    );
    expect(body.toString("base64url")).toBe(
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
  });

  test("is read by its browser with another implementation, whatever its length, and by no other", () => {
    const one = browser();
    const other = browser();
    for (const length of [0, 1, 300, 3_000, 3_993]) {
      const text = "ñ".repeat(length / 2).padEnd(length / 2 + (length % 2), "x");
      const body = encryptPush(one, text);
      expect(body.length).toBeLessThanOrEqual(4_096);
      expect(one.read(body)).toBe(text);
      expect(() => other.read(body)).toThrow();
    }
  });

  test("has a key and a salt of its own in every message", () => {
    const one = browser();
    const bodies = Array.from({ length: 200 }, () => encryptPush(one, "the same"));
    expect(new Set(bodies.map((body) => body.subarray(0, 16).toString("hex"))).size).toBe(200);
    expect(new Set(bodies.map((body) => body.subarray(21, 86).toString("hex"))).size).toBe(200);
  });

  test("is not encrypted to what is no key", () => {
    const { auth } = browser();
    expect(() => encryptPush({ p256dh: Buffer.alloc(65, 4).toString("base64url"), auth }, "x")).toThrow();
  });
});
