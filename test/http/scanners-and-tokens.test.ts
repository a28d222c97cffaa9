/** What mail scanners do changes nothing; a token that was not given opens nothing and is in no log; no field begins a header line. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { subscriptionByToken } from "../../src/actions/change-subscription.ts";
import { signupByToken } from "../../src/actions/confirm-subscription.ts";
import { type Mail, mailFault, personalised } from "../../src/channels/carriers.ts";
import type { TokenPurpose } from "../../src/domain/ports.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import { body, type PublishedSite, publishedSite } from "../support/published-site.ts";
import { type Json, service, type TestService } from "../support/service.ts";
import { rowCounts } from "./support.ts";

const api = "/api/v1/subscriptions";
const here = "http://localhost:8080";

/** Every address of this site in a mail as its reader gets it: in both parts and in the headers. */
function linksIn(mail: Mail): string[] {
  const parts = [mail.text, mail.html, ...Object.values(mail.headers)].map((part) => personalised(part, mail.personal));
  return [...new Set(parts.flatMap((part) => part.match(/http:\/\/localhost:8080\/[^\s"'<>)]*/g) ?? []))];
}

/** A reader who was sent one mail of each sort, and another who has not confirmed. */
async function mailedReader(): Promise<PublishedSite> {
  const site = await publishedSite();
  const signUp = (address: string) => site.call("POST", api, undefined, { channel: "email", address });
  await signUp("reader@example.org");
  await site.deliver();
  const confirm = linksIn(site.mailbox[0] as Mail).find((link) => link.includes("/confirm/")) ?? "";
  await site.app.request(confirm, { method: "POST" });
  const { id } = await site.publish();
  const ending = await site.publish({ kind: "imminent" });
  await site.deliver();
  site.clock.advance("1h");
  await site.revise(id, { change: "update", note: "More is known.", content: body });
  await site.revise(ending.id, { change: "end", note: "It is over.", threatIsOver: true });
  await site.deliver();
  await site.retract(id, "end");
  await signUp("waiting@example.org");
  await site.deliver();
  return site;
}

const states = ({ database }: TestService) =>
  database.sqlite
    .prepare("select (select count(*) from signups where confirmed_at is null) as waiting, state from subscriptions")
    .all();

describe("a scanner that opens every link of every mail", () => {
  test("confirms nobody and lets nobody leave; one-click leaving works without cookie or Origin, ten times alike", async () => {
    const site = await mailedReader();
    // The desk's mails too: scanners stand before all mailboxes.
    const links = [...new Set([...site.mailbox, ...site.deskMails].flatMap(linksIn))];
    expect(site.mailbox.length).toBeGreaterThanOrEqual(7);
    for (const part of ["/confirm/", "/unsubscribe/", "/subscriptions/", "/verify/", "/advisories/", "/console/"])
      expect(links.filter((link) => link.includes(part)).length, part).toBeGreaterThan(0);
    const before = { counts: rowCounts(site), states: states(site) };
    for (const link of links) {
      for (const method of ["GET", "HEAD"]) {
        for (const accept of ["*/*", "text/html"]) {
          const { status } = await site.app.request(link, { method, headers: { accept, "user-agent": "scanner" } });
          expect(status, `${method} ${link}`).toBeLessThan(500);
        }
      }
    }
    await site.deliver();
    expect({ counts: rowCounts(site), states: states(site) }).toEqual(before);
    expect(before.states).toEqual([{ waiting: 1, state: "active" }]);
    const last = site.mailbox.findLast(({ headers }) => headers["List-Unsubscribe"]) as Mail;
    const leave = personalised(last.headers["List-Unsubscribe"] ?? "", last.personal).slice(1, -1);
    for (let time = 0; time < 10; time++) {
      const answer = await site.app.request(leave, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "List-Unsubscribe=One-Click",
      });
      expect(answer.status).toBe(200);
    }
    expect(states(site)).toMatchObject([{ state: "left" }]);
  });
});

describe("a hundred thousand tokens that were not given (a tenth, all with FAULTS=full)", () => {
  const all = process.env.FAULTS === "full" ? 100_000 : 10_000;

  test("open nothing: made up, altered, shortened, of another purpose or reader, signed by a key that was taken out", async () => {
    const made = await service();
    await made.call("POST", api, undefined, { channel: "email", address: "reader@example.org" });
    await made.deliver();
    const confirm = /\/confirm\/([\w-]+)/.exec(made.mailbox[0]?.text ?? "")?.[1] ?? "";
    await made.app.request(`/confirm/${confirm}`, { method: "POST" });
    const { nonce } = made.database.sqlite.prepare("select nonce from subscriptions").get() as { nonce: string };
    const { tokens } = made.dependencies;
    const takenOut = hmacTokens([Buffer.alloc(32, 9)]);
    const purposes: TokenPurpose[] = ["confirm", "manage", "unsubscribe"];
    const right = Object.fromEntries(purposes.map((purpose) => [purpose, tokens.issue(purpose, 1, nonce)])) as Record<
      TokenPurpose,
      string
    >;
    const forge = (count: number, purpose: TokenPurpose): string => {
      const token = right[purpose];
      const bytes = Buffer.from(token, "base64url");
      const other = purposes[(purposes.indexOf(purpose) + 1) % 3] ?? "manage";
      switch (count % 7) {
        case 0:
          return randomBytes(bytes.length).toString("base64url");
        case 1:
          return Buffer.concat([bytes.subarray(0, 7), randomBytes(16)]).toString("base64url");
        case 2: {
          const bit = count % (bytes.length * 8);
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          return bytes.toString("base64url");
        }
        case 3:
          return token.slice(0, count % token.length);
        case 4:
          return right[other];
        case 5:
          return takenOut.issue(purpose, 1, nonce);
        default:
          return tokens.issue(purpose, 2 + (count % 1_000), nonce);
      }
    };
    let opened = 0;
    for (let count = 0; count < all; count++) {
      const purpose = purposes[count % 3] ?? "manage";
      const token = forge(count, purpose);
      const found =
        purpose === "confirm"
          ? await signupByToken(made.dependencies, tokens, token)
          : await subscriptionByToken(made.dependencies, tokens, token, purpose);
      if (found.ok) opened++;
    }
    expect(opened).toBe(0);
    expect((await subscriptionByToken(made.dependencies, tokens, right.manage, "manage")).ok).toBe(true);
  });

  test("are in no log, whatever route they are tried at", async () => {
    const made = await service();
    const logged: string[] = [];
    const write = (...entry: unknown[]) => void logged.push(JSON.stringify(entry));
    Object.assign(made.dependencies.log, { info: write, warn: write, error: write });
    const tried: string[] = [];
    for (let count = 0; count < 100; count++) {
      const token = randomBytes(23).toString("base64url");
      tried.push(token);
      for (const [method, path] of [
        ["GET", `/subscriptions/${token}`],
        ["GET", `/subscriptions/${token}/data.json`],
        ["POST", `/subscriptions/${token}/erase`],
        ["POST", `/unsubscribe/${token}`],
        ["POST", `/confirm/${token}`],
        ["DELETE", `${api}/${token}`],
      ] as const)
        expect((await made.app.request(path, { method })).status, path).toBe(404);
    }
    for (const token of tried) expect(logged.join()).not.toContain(token);
  });
});

describe("what would begin a header line", () => {
  const marks = [
    "\r\n",
    "\n",
    "\r",
    "\u0000",
    "\u2028",
    "\u2029",
    "\u0085",
    "\ud800",
    "\u000b",
    "\u000c",
    "a".repeat(5_000),
  ];
  const attack = (mark: string) => `x${mark}Bcc: victim@example.org${mark}X-Injected: yes${mark}`;

  test("in any field of an advisory is refused, or leaves every mail with its own headers and recipient", async () => {
    const fields: ((words: string) => Json)[] = [
      (words) => ({ languages: { en: { ...body.languages.en, headline: words.slice(0, 160) } } }),
      (words) => ({ languages: { en: { ...body.languages.en, placeText: words } } }),
      (words) => ({ languages: { en: { ...body.languages.en, sections: [{ heading: words, body: words }] } } }),
      (words) => ({ languages: { en: { ...body.languages.en, summary: words, howToHelp: words } } }),
      (words) => ({ resources: [{ title: words, url: "https://www.example.gov/" }] }),
      (words) => ({ partnerContact: words }),
    ];
    const site = await publishedSite();
    await site.call("POST", api, undefined, { channel: "email", address: "reader@example.org" });
    await site.deliver();
    await site.app.request(linksIn(site.mailbox[0] as Mail).find((link) => link.includes("/confirm/")) ?? "", {
      method: "POST",
    });
    const author = await site.editor("another@example.gov", "author");
    for (const field of fields) {
      for (const mark of marks) {
        const content = { ...body, ...field(attack(mark)) };
        const { status } = await site.call("POST", "/api/v1/advisories", author, content);
        expect([201, 400, 413]).toContain(status);
        if (status === 201) await site.publish(field(attack(mark)));
      }
    }
    await site.deliver();
    expect(site.mailbox.length).toBeGreaterThan(3);
    for (const mail of site.mailbox) {
      expect(mailFault(mail)).toBeNull();
      expect(mail.to).toBe("reader@example.org");
      for (const name of Object.keys(mail.headers)) expect(name).not.toMatch(/bcc|injected/i);
      for (const value of [mail.subject, mail.messageId, mail.references ?? "", ...Object.values(mail.headers)]) {
        expect(value).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(value.length).toBeLessThan(1_000);
      }
    }
  });

  test("in an address or a query is refused, or stays out of the answer's headers", async () => {
    const made = await service();
    for (const mark of marks.slice(0, 10)) {
      const words = encodeURIComponent(attack(mark).toWellFormed());
      for (const path of [
        "/verify?code=",
        "/verify/",
        "/?lang=",
        "/advisories?area=",
        "/feeds/advisories.rss?lang=",
        "/advisories/",
        "/badge.svg?kind=",
      ]) {
        const response = await made.get(`${path}${words}`, { accept: "text/html" });
        expect(response.status, path).toBeLessThan(500);
        expect(response.headers.has("x-injected"), path).toBe(false);
        expect(response.headers.has("bcc"), path).toBe(false);
        for (const value of response.headers.values()) expect(value, path).not.toMatch(/[\r\n\u0000]/);
        const location = response.headers.get("location");
        if (location) expect(new URL(location, here).origin, path).toBe(here);
      }
    }
  });
});
