/** Mails that come back: RFC 3464 reports and RFC 5965 complaints, handed in over HTTP as a mail server does it. */
import { describe, expect, test } from "vitest";
import { eraseData } from "../../src/actions/change-subscription.ts";
import { bringSubscriptions } from "../../src/actions/import-subscriptions.ts";
import { returnPath } from "../../src/formats/mail-report.ts";
import { newsroom } from "../support/publishing.ts";

const reader = "Reader@example.org";
const bounceAddress = "bounces@example.gov";
const key = "the key for bounces";

/** A reader who confirmed, a warning that was mailed, and the way back. */
async function mailed(options: Parameters<typeof newsroom>[0] = { bounceAddress }) {
  const { it, publish } = await newsroom(options);
  const signUp = async () => {
    await it.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: reader });
    await it.deliver();
    const link = /http:\/\/localhost:8080(\/confirm\/[\w-]+)/.exec(it.mailbox.at(-1)?.text ?? "")?.[1] ?? "";
    expect((await it.app.request(link, { method: "POST" })).status).toBe(200);
    it.clock.advance("1m");
  };
  await signUp();
  await publish();
  await it.deliver();
  const mail = it.mailbox.at(-1);
  const handIn = async (body: string | Uint8Array, headers: Record<string, string> = {}) => {
    const response = await it.app.request("/api/v1/bounces", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "message/rfc822", ...headers },
      body: body as string,
    });
    return { status: response.status, ...((await response.json()) as { outcome?: string; reason?: string }) };
  };
  const state = () => it.database.sqlite.prepare("select state from subscriptions").pluck().all();
  const suppressed = () => it.database.sqlite.prepare("select reason from suppressions").pluck().all();
  return { it, publish, signUp, mail, path: mail?.returnPath ?? "", handIn, state, suppressed };
}

interface Report {
  readonly to?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly recipient?: string;
  readonly date?: string;
  readonly returned?: string;
}

/** As Postfix writes it. */
function dsn(given: Report = {}): string {
  const {
    to = bounceAddress,
    action = "failed",
    status = "5.1.1",
    recipient = reader,
    returned = "Subject: x",
  } = given;
  const {
    diagnostic = "smtp; 550 5.1.1 <reader@example.org>: user unknown",
    date = "Sun, 22 Nov 2026 12:05:00 -0500",
  } = given;
  return [
    ...["From: MAILER-DAEMON@mx.example.org", `To: ${to}`, "Subject: Undelivered Mail", `Date: ${date}`],
    ...["MIME-Version: 1.0", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', ""],
    ...["--b", "Content-Type: text/plain", "", "I am sorry.", ""],
    ...["--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example.org", ""],
    ...[
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: ${diagnostic}`,
      "",
    ],
    ...["--b", "Content-Type: text/rfc822-headers", "", returned, "", "--b--", ""],
  ].join("\r\n");
}

/** As RFC 5965 shows it. */
function complaint(kind: string, originalHeader: string): string {
  return [
    ...["From: fbl@example.com", "To: abuse@example.gov", "Date: Sun, 22 Nov 2026 12:05:00 -0500", "MIME-Version: 1.0"],
    ...["Content-Type: multipart/report; report-type=feedback-report; boundary=b", ""],
    ...["--b", "Content-Type: text/plain", "", "A complaint.", ""],
    ...[
      "--b",
      "Content-Type: message/feedback-report",
      "",
      `Feedback-Type: ${kind}`,
      "User-Agent: X/1",
      "Version: 1",
      "",
    ],
    ...["--b", "Content-Type: message/rfc822", "", originalHeader, "", "The words.", "--b--", ""],
  ].join("\r\n");
}

describe("a mail to an address that is dead", () => {
  test("comes back to a path of its own, and ends the subscription; lists stay out, a new confirmation lifts it", async () => {
    const it = await mailed();
    expect(it.path).toMatch(/^bounces\+[0-9a-f]{46}@example\.gov$/);
    // Hosts fold the case of what stands before the @.
    expect(await it.handIn(dsn({ to: it.path.toUpperCase() }))).toEqual({ status: 200, outcome: "bounced" });
    expect(it.state()).toEqual(["gone"]);
    expect(it.suppressed()).toEqual(["bounced"]);
    expect(await it.handIn(dsn({ to: it.path }))).toMatchObject({ status: 200, outcome: "ignored" });

    const { dependencies, database } = it.it;
    const [row] = database.sqlite.prepare("select id, nonce from subscriptions").all() as {
      id: number;
      nonce: string;
    }[];
    const manage = dependencies.tokens.issue("manage", row?.id ?? 0, row?.nonce ?? "");
    expect((await eraseData(dependencies, dependencies.tokens, manage)).ok).toBe(true);
    const choice = { kinds: [], areas: [], sectors: [] };
    const listed = { channel: "email", address: reader, identity: reader, language: "en", choice } as const;
    await bringSubscriptions(dependencies, [{ ...listed, confirmedAt: 1, consentSource: "a list" }]);
    expect(it.state()).toEqual(["erased"]);

    it.it.clock.advance("25h");
    await it.signUp();
    expect(it.state()).toContain("active");
    expect(it.suppressed()).toEqual([]);
  });

  test.each([
    ["5.1.1", true],
    ["5.1.10", true],
    ["5.2.1", true],
    ["5.1.7", false],
    ["5.2.2", false],
    ["5.4.4", false],
    ["5.6.1", false],
    ["5.7.1", false],
    ["5.0.0", false],
    ["4.1.1", false],
    ["4.2.1", false],
    ["5.1.1\u0000", true],
    ["", false],
  ])("status %s ends it: %s", async (status, ends) => {
    const it = await mailed();
    const answer = await it.handIn(dsn({ to: it.path, status }));
    expect(answer).toMatchObject({ status: 200, outcome: ends ? "bounced" : "ignored" });
    expect(it.state()).toEqual([ends ? "gone" : "active"]);
  });

  test.each<[string, Report]>([
    ["is only late", { action: "delayed" }],
    ["was delivered", { action: "delivered" }],
    ["was refused by policy under another name", { diagnostic: "smtp; 550 5.7.1 blocked" }],
    ["failed at another address, to which its reader forwards", { recipient: "other@example.com" }],
    ["was sent before its reader confirmed", { date: "Sun, 22 Nov 2026 11:00:00 -0500" }],
    ["names no address", { recipient: "" }],
  ])("nothing ends where a mail %s", async (_, given) => {
    const it = await mailed();
    expect(await it.handIn(dsn({ to: it.path, ...given }))).toMatchObject({ status: 200, outcome: "ignored" });
    expect(it.state()).toEqual(["active"]);
    expect(it.suppressed()).toEqual([]);
  });
});

describe("a complaint", () => {
  test.each([
    [
      "the link to leave",
      (it: Awaited<ReturnType<typeof mailed>>) => `List-Unsubscribe:\r\n ${it.mail?.headers["List-Unsubscribe"]}`,
    ],
    ["the return path", (it: Awaited<ReturnType<typeof mailed>>) => `Return-Path: <${it.path}>`],
  ])("ends the subscription by %s in the mail that came back", async (_, header) => {
    const it = await mailed();
    expect(await it.handIn(complaint("not-spam", header(it)))).toMatchObject({ outcome: "ignored" });
    expect(it.state()).toEqual(["active"]);
    expect(await it.handIn(complaint("abuse", header(it)))).toEqual({ status: 200, outcome: "complained" });
    expect(it.state()).toEqual(["left"]);
    expect(it.suppressed()).toEqual(["complained"]);
  });
});

describe("what is handed in by whoever likes", () => {
  test("a forged token, another purpose's token or another host's path ends nothing", async () => {
    const it = await mailed();
    const { tokens } = it.it.dependencies;
    const [own] = it.it.database.sqlite.prepare("select id, nonce from subscriptions").all() as {
      id: number;
      nonce: string;
    }[];
    const { id = 0, nonce = "" } = own ?? {};
    const forged = it.path.replace(/[0-9a-f]{8}@/, "00000000@");
    const paths = [
      bounceAddress,
      forged,
      it.path.slice(0, 30),
      it.path.replace("@example.gov", "@example.gov.example.com"),
      it.path.replace("bounces+", "other+"),
      returnPath(bounceAddress, tokens.issue("unsubscribe", id, nonce)),
      returnPath(bounceAddress, tokens.issue("bounce", id + 1, nonce)),
      returnPath(bounceAddress, tokens.issue("bounce", id, "another nonce")),
    ];
    for (const to of paths) expect(await it.handIn(dsn({ to })), to).toMatchObject({ status: 200, outcome: "ignored" });
    expect(it.state()).toEqual(["active"]);
  });

  test("without the key, as another type, compressed or too large nothing is read", async () => {
    const it = await mailed();
    const report = dsn({ to: it.path });
    expect((await it.handIn(report, { authorization: "Bearer another" })).status).toBe(401);
    expect((await it.handIn(report, { authorization: "" })).status).toBe(401);
    expect((await it.handIn(report, { "content-type": "text/plain" })).status).toBe(415);
    expect((await it.handIn(report, { "content-encoding": "gzip" })).status).toBe(415);
    expect((await it.handIn(`${report}${"x".repeat(300_000)}`)).status).toBe(413);
    expect(it.state()).toEqual(["active"]);
  });

  test("a report that is cut off anywhere, or nested without end, gives an answer, and never more than the whole one", async () => {
    const it = await mailed();
    const report = dsn({ to: it.path, status: "5.7.1" });
    for (let length = 0; length < report.length; length += 37)
      expect(await it.handIn(report.slice(0, length))).toMatchObject({ status: 200, outcome: "ignored" });
    const nested = (depth: number) =>
      Array.from(
        { length: depth },
        (_, level) => `Content-Type: multipart/report; boundary=b${level}\r\n\r\n--b${level}\r\n`,
      ).join("");
    const noise = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 256);
    const bombs = [
      nested(2_000),
      `${"Content-Type: message/rfc822\r\n\r\n".repeat(5_000)}`,
      `Content-Type: multipart/report; boundary=b\r\n\r\n${"--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n".repeat(3_000)}`,
      `${"X: ".repeat(60_000)}\r\n\r\n`,
      `${"bounces+".repeat(25_000)}\r\n\r\n`,
      noise,
    ];
    for (const bomb of bombs) {
      expect(await it.handIn(bomb)).toMatchObject({ status: 200, outcome: "ignored" });
    }
    expect(it.state()).toEqual(["active"]);
  });

  test("no more lines of a report are read than one has, since each takes longer than the one before", async () => {
    const it = await mailed();
    const lines = (count: number) => "\r\n".repeat(count);
    const late = dsn({ to: it.path }).replace("\r\n\r\n", `\r\n\r\n${lines(6_000)}`);
    expect(await it.handIn(late)).toMatchObject({ status: 200, outcome: "ignored" });
    const long = dsn({ to: it.path, returned: `Subject: x${lines(6_000)}` });
    expect(await it.handIn(long)).toMatchObject({ status: 200, outcome: "bounced" });
  });

  test("where no key is set there is no intake", async () => {
    const { createApp } = await import("../../src/app.ts");
    const { it } = await newsroom();
    const { bounceKey: _, ...without } = it.dependencies;
    const response = await createApp(without).request("/api/v1/bounces", { method: "POST" });
    expect(response.status).toBe(404);
  });
});
