import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hmacTokens } from "../../src/platform/tokens.ts";

const key = randomBytes(32);
const tokens = hmacTokens([key]);

describe("tokens in links", () => {
  test("a genuine one names its id and is good for its purpose", () => {
    const token = tokens.issue("confirm", 123_456_789, "nonce");
    expect(token).toMatch(/^[A-Za-z0-9_-]{31}$/);
    expect(tokens.idOf(token)).toBe(123_456_789);
    expect(tokens.check(token, "confirm", 123_456_789, "nonce")).toBe(true);
  });

  test("another purpose, id or nonce is refused", () => {
    const token = tokens.issue("unsubscribe", 7, "nonce");
    expect(tokens.check(token, "manage", 7, "nonce")).toBe(false);
    expect(tokens.check(token, "confirm", 7, "nonce")).toBe(false);
    expect(tokens.check(token, "unsubscribe", 8, "nonce")).toBe(false);
    expect(tokens.check(token, "unsubscribe", 7, "other")).toBe(false);
  });

  test("id and nonce cannot be shifted into one another", () => {
    const token = tokens.issue("manage", 1, "23");
    expect(tokens.check(token, "manage", 12, "3")).toBe(false);
  });

  test("of 100,000 forged, shortened and altered ones none is accepted", () => {
    const genuine = tokens.issue("manage", 7, "nonce");
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let accepted = 0;
    const attempt = (token: string) => {
      if (token !== genuine && tokens.check(token, "manage", 7, "nonce")) accepted += 1;
    };
    for (let index = 0; index < genuine.length; index += 1) {
      attempt(genuine.slice(0, index));
      for (const letter of alphabet) attempt(genuine.slice(0, index) + letter + genuine.slice(index + 1));
    }
    for (const suffix of ["A", "=", " ", "\n", "%00", ".", genuine]) attempt(genuine + suffix);
    attempt(genuine.replaceAll("-", "+").replaceAll("_", "/"));
    for (let count = 0; count < 98_000; count += 1) {
      attempt(genuine.slice(0, 9) + randomBytes(17).toString("base64url").slice(0, 22));
    }
    expect(accepted).toBe(0);
    expect(tokens.idOf("")).toBeNull();
    expect(tokens.idOf(genuine.slice(1))).toBeNull();
  });

  test("a rotated key still verifies, and one that is gone does not", () => {
    const old = tokens.issue("manage", 7, "nonce");
    const next = randomBytes(32);
    const rotated = hmacTokens([next, key]);
    expect(rotated.check(old, "manage", 7, "nonce")).toBe(true);
    expect(tokens.check(rotated.issue("manage", 7, "nonce"), "manage", 7, "nonce")).toBe(false);
    expect(hmacTokens([next]).check(old, "manage", 7, "nonce")).toBe(false);
  });

  test("no key, or a short one, is no way to start", () => {
    expect(() => hmacTokens([])).toThrow();
    expect(() => hmacTokens([key, randomBytes(16)])).toThrow();
  });
});
