import { describe, expect, test } from "vitest";
import { type Mail, type MailCarrier, mailFault } from "../../src/channels/carriers.ts";
import { composeLetter, letterSender } from "../../src/channels/letters.ts";
import type { Letter } from "../../src/domain/letter.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import { site, start } from "../support/notices.ts";

const tokens = hmacTokens([Buffer.alloc(32, 7)]);
const settings = { site, tokens, mailFrom: "Advisories <advisories@example.gov>" };

interface Given {
  purpose?: "confirm" | "goodbye" | "erased";
  language?: string;
  recipient?: string;
  messageKey?: string;
}

function letter(given: Given = {}): Letter {
  const base = { purpose: "confirm", id: 7, nonce: "n", recipient: "reader@example.org", language: "en" } as const;
  return { ...base, messageKey: "letter-1", ...given } as Letter;
}

describe("letters", () => {
  test.each([
    ["confirm", "en"],
    ["confirm", "es"],
    ["goodbye", "en"],
    ["goodbye", "es"],
    ["erased", "en"],
    ["erased", "es"],
  ] as const)("%s in %s reads plainly", async (purpose, language) => {
    const mail = composeLetter(letter({ purpose, language }), settings);
    expect(mailFault(mail)).toBeNull();
    const text = `Subject: ${mail.subject}\n\n${mail.text}`;
    await expect(text).toMatchFileSnapshot(`../golden/mail/letter-${purpose}-${language}.txt`);
    expect(mail.html).not.toMatch(/<(img|link|script)/);
  });

  test("the link to confirm is good for confirming this sign-up and nothing else", () => {
    const { text, html } = composeLetter(letter(), settings);
    const token = /https:\/\/advisories\.example\.gov\/confirm\/([\w-]+)/.exec(text)?.[1] ?? "";
    expect(tokens.check(token, "confirm", 7, "n")).toBe(true);
    expect(tokens.check(token, "manage", 7, "n")).toBe(false);
    expect(html).toContain(`/confirm/${token}`);
  });

  test("a mail that is asked for on somebody's behalf says nothing that the requester wrote", () => {
    const { subject, text, html } = composeLetter(letter({ recipient: "buy-now@example.org" }), settings);
    for (const part of [subject, text, html]) expect(part).not.toContain("buy-now");
    expect(text).toContain("ignore this message");
  });

  test("the goodbye mail undoes in one step", () => {
    const { text } = composeLetter(letter({ purpose: "goodbye" }), settings);
    const token = /\/subscriptions\/([\w-]+)/.exec(text)?.[1] ?? "";
    expect(tokens.check(token, "manage", 7, "n")).toBe(true);
  });

  test("every editor learns who took what back, and when", async () => {
    const told = {
      purpose: "editors",
      slug: "rail-threat",
      kind: "elevated",
      status: "actual",
      number: 3,
      actor: "Ann\r\nBcc: x",
      at: start,
    } as const;
    const sent: Mail[] = [];
    const carrier: MailCarrier = {
      send: async (mail) => {
        sent.push(mail);
        return { type: "accepted" };
      },
      close: async () => {},
    };
    const send = letterSender({
      ...settings,
      carrier,
      clock: { now: () => start },
      push: async () => ({ type: "refused", reason: "no browser" }),
      web: { exchange: async () => ({ type: "not-sent", reason: "" }), close: async () => {} },
    });
    const recipient = "editor@example.gov";
    expect(await send({ ...told, recipient, language: "en", messageKey: "letter-2" })).toEqual({ type: "accepted" });
    expect(sent[0]?.subject).toBe("[NTAS] Taken back by Ann Bcc: x: Elevated Alert rail-threat");
    expect(sent[0]?.text).toContain("9:00 AM EST, Monday, November 2, 2026");
  });

  test("a repeat has the same message id", () => {
    expect(composeLetter(letter(), settings).messageId).toBe(composeLetter(letter(), settings).messageId);
    expect(composeLetter(letter({ messageKey: "letter-2" }), settings).messageId).not.toBe(
      composeLetter(letter(), settings).messageId,
    );
  });
});
