import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Mail } from "../../src/channels/carriers.ts";
import { personalised } from "../../src/channels/carriers.ts";
import { composeEmail, emailChannel } from "../../src/channels/email.ts";
import type { Notice } from "../../src/domain/notice.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import {
  afterSunset,
  bulletin,
  elevated,
  ended,
  english,
  extended,
  issued,
  newWorld,
  noticeOf,
  publicOf,
  restored,
  site,
  spanish,
  start,
  sunset,
  updated,
  withdrawn,
} from "../support/notices.ts";
import { at, hour, publish } from "../support/world.ts";

mkdirSync("test/golden/mail", { recursive: true });

const stories: [string, () => Notice, string][] = [
  ["issue", () => noticeOf(issued(), "rail"), "en"],
  ["issue-imminent", () => noticeOf(publish(newWorld(), "rail", elevated({ kind: "imminent" })), "rail"), "en"],
  ["issue-spanish", () => noticeOf(issued({ languages: { en: english, es: spanish } }), "rail"), "es"],
  ["spanish-frame", () => noticeOf(issued(), "rail"), "es"],
  ["update", () => noticeOf(updated(), "rail"), "en"],
  ["extension", extended, "en"],
  ["correction", () => withdrawn([bulletin()]), "en"],
  ["correction-spanish", () => withdrawn(), "es"],
  ["restored", restored, "en"],
  ["end", () => ended([bulletin()]), "en"],
  ["sunset", afterSunset, "en"],
  ["exercise", () => noticeOf(issued({ status: "exercise" }), "rail"), "en"],
];

describe("what a mail says", () => {
  test.each(stories)("%s reads as a duty officer would write it", async (name, notice, language) => {
    const { subject, text, html } = composeEmail(notice(), language, site);
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../golden/mail/${name}.txt`);
    await expect(html.replaceAll("><", ">\n<")).toMatchFileSnapshot(`../golden/mail/${name}.html`);
  });

  test("kind, place and end with its zone come before anything else", () => {
    const { text } = composeEmail(noticeOf(issued(), "rail"), "en", site);
    const positions = ["Elevated Alert", "New York", "5:00 PM EST", english.headline].map((part) => text.indexOf(part));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions[0]).toBe(0);
  });

  test("what an Alert leaves out of the context is shown as not stated, and what a Bulletin leaves out is not shown", () => {
    const alert = composeEmail(noticeOf(issued(), "rail"), "en", site).text;
    expect(alert).toContain("WHAT WE DO NOT KNOW\nnot stated");
    const notice = noticeOf(issued({ kind: "bulletin" }), "rail");
    expect(composeEmail(notice, "en", site).text).not.toContain("not stated");
  });

  test("nothing of a withdrawn text is repeated", () => {
    const { subject, text, html } = composeEmail(withdrawn(), "en", site);
    for (const part of [subject, text, html]) {
      for (const words of ["Credible threat", "two lines", "Two lines", "Stay alert", "commuter rail"]) {
        expect(part).not.toContain(words);
      }
    }
    expect(text).toContain("was issued in error. Do not act on it.");
    expect(text.toLowerCase()).not.toContain("no threat");
  });

  test("a correction is followed by the text that stands again, and never by the wrong one", () => {
    const { text, html } = composeEmail(restored(), "en", site);
    expect(text).toContain(english.headline);
    for (const part of [text, html]) expect(part).not.toContain("two lines named");
  });

  test("what an editor wrote cannot become markup", () => {
    const headline = '<img src=x onerror=alert(1)> & "quoted"';
    const languages = { en: { ...english, headline, summary: "<script>alert(1)</script> [x](javascript:alert(1))" } };
    const { html } = composeEmail(noticeOf(issued({ languages }), "rail"), "en", site);
    expect(html).not.toMatch(/<img|<script|href="javascript/i);
    expect(html).toContain("&lt;img src=x");
  });

  test("no picture, no style sheet and no address but those that are said", () => {
    const { html } = composeEmail(noticeOf(issued(), "rail"), "en", site);
    expect(html).not.toMatch(/<(img|link|script|iframe|object|embed|video)|url\(|src=/i);
    const hosts = [...html.matchAll(/href="([^"]+)"/g)].map((match) => new URL(match[1] ?? "").host);
    expect(new Set(hosts)).toEqual(new Set(["advisories.example.gov", "www.example.gov"]));
  });

  test("a site that is not official, and one that is a demonstration, say so in every part", () => {
    const composed = composeEmail(noticeOf(issued(), "rail"), "en", { ...site, official: false, demo: true });
    expect(composed.subject).toMatch(/^\[NTAS\] DEMONSTRATION: /);
    for (const part of [composed.text, composed.html]) {
      expect(part).toContain("Not an official source");
      expect(part).toContain("not a real warning");
    }
  });

  test("an exercise says so first in the subject and in every part", () => {
    const { subject, text, html } = composeEmail(noticeOf(issued({ status: "exercise" }), "rail"), "en", site);
    expect(subject).toMatch(/^\[NTAS\] EXERCISE: /);
    expect(text).toMatch(/^EXERCISE/);
    expect(text.trimEnd()).toMatch(/EXERCISE EXERCISE EXERCISE.*$/);
    expect(html.match(/EXERCISE EXERCISE EXERCISE/g)).toHaveLength(2);
    expect(text).toContain("https://advisories.example.gov/exercise/advisories/slug-of-rail");
  });

  test("a replacement says what it replaces, without that one's words", () => {
    const first = issued();
    const replacing = elevated({
      kind: "imminent",
      replaces: "rail",
      languages: { en: { ...english, headline: "New" } },
    });
    const world = publish(at(first, start + hour), "rail-2", replacing);
    const notice = noticeOf(world, "rail-2", "change", { replaced: publicOf(world, "rail") });
    const { subject, text } = composeEmail(notice, "en", site);
    expect(subject).toMatch(/^\[NTAS\] IMMINENT ALERT: /);
    expect(text).toContain("This advisory replaces Elevated Alert, New York");
    expect(text).not.toContain(english.headline);
  });

  test("an out-of-date translation never stands in for what is current", () => {
    const first = publish(newWorld(), "rail", elevated({ languages: { en: english, es: spanish } }));
    expect(composeEmail(noticeOf(first, "rail"), "es", site).text).toContain(spanish.headline);
    const { text } = composeEmail(noticeOf(first, "rail"), "fr", site);
    expect(text).toContain("The English text follows.");
  });
});

describe("what a mail carries", () => {
  const tokens = hmacTokens([Buffer.alloc(32, 7)]);
  const sent: Mail[] = [];
  const channel = emailChannel({
    carrier: {
      send: async (mail) => {
        sent.push(mail);
        return { type: "accepted" };
      },
      close: async () => {},
    },
    site,
    tokens,
    mailFrom: "Advisories <advisories@example.gov>",
    concurrency: 2,
  });
  const recipient = { id: 42, address: "reader@example.org", language: "en", nonce: "n" };
  const delivery = { recipient, messageKey: "rail-1", deadlineAt: sunset, now: start };
  const composed = channel.compose(noticeOf(issued(), "rail"), "en");

  async function mailOf(given: Partial<typeof delivery> & { threadKey?: string } = {}): Promise<Mail> {
    await channel.send(composed, { ...delivery, ...given });
    return sent.at(-1) as Mail;
  }

  test("how to leave, with one click and in the text", async () => {
    const mail = await mailOf();
    const token = tokens.issue("unsubscribe", 42, "n");
    expect(mail.headers["List-Unsubscribe"]).toBe(`<https://advisories.example.gov/unsubscribe/${token}>`);
    expect(mail.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    for (const part of [mail.text, mail.html]) {
      const own = personalised(part, mail.personal);
      expect(own).toContain(`https://advisories.example.gov/unsubscribe/${token}`);
      expect(own).toContain(`https://advisories.example.gov/subscriptions/${tokens.issue("manage", 42, "n")}`);
      expect(own).not.toContain("OfTheRecipient");
    }
  });

  test("the same message id at every try, and another for another reader or message", async () => {
    const first = await mailOf();
    expect((await mailOf()).messageId).toBe(first.messageId);
    expect((await mailOf({ messageKey: "rail-2" })).messageId).not.toBe(first.messageId);
    expect((await mailOf({ recipient: { ...recipient, id: 43 } })).messageId).not.toBe(first.messageId);
  });

  test("a later message is sorted under the first one", async () => {
    const first = await mailOf({ threadKey: "rail-1" });
    expect(first.references).toBeUndefined();
    const second = await mailOf({ messageKey: "rail-2", threadKey: "rail-1" });
    expect(second.references).toBe(first.messageId);
  });

  test("headers for filters", async () => {
    expect((await mailOf()).headers).toMatchObject({
      "X-NTAS-Kind": "elevated",
      "List-Id": "<advisories.advisories.example.gov>",
      "Auto-Submitted": "auto-generated",
      Precedence: "bulk",
    });
  });
});
