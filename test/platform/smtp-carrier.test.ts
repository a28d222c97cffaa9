import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Mail, MailCarrier } from "../../src/channels/carriers.ts";
import { emlCarrier, writtenMails } from "../../src/platform/node/eml-carrier.ts";
import { type SmtpSettings, smtpCarrier } from "../../src/platform/smtp-carrier.ts";
import { trustTestCertificate } from "../support/certificate.ts";
import { type Answer, type SmtpSink, type SmtpSinkOptions, type Stage, smtpSink } from "../support/smtp-sink.ts";

beforeAll(trustTestCertificate);

/** All at the end: a server takes a while to see its connections closed. */
const closers: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closers.reverse().map((close) => close())));

async function sinkAndCarrier(sinkOptions: SmtpSinkOptions = {}, settings: Partial<SmtpSettings> = {}) {
  const sink = await smtpSink(sinkOptions);
  const carrier = smtpCarrier({ url: sink.url, connections: 2, deadlineSeconds: 20, ...settings });
  closers.push(sink.close, carrier.close);
  return { sink, carrier };
}

let count = 0;
function mail(given: Partial<Mail> = {}): Mail {
  count += 1;
  return {
    from: "Advisories <advisories@example.gov>",
    to: "reader@example.org",
    subject: "[NTAS] Alerta elevada: Nueva York, hasta mañana",
    text: "Mañana.\n.\nA line that begins with a dot above.\n",
    html: "<p>Mañana</p>",
    messageId: `<message-${count}@advisories.example.gov>`,
    headers: {
      "List-Unsubscribe": `<https://advisories.example.gov/unsubscribe/${"x".repeat(120)}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    ...given,
  };
}

/** The carrier's deadlines, one for each try, pass when a test says so, and not by the clock of a machine that may be busy. */
function deadlinesInHand() {
  const deadlines: { readonly ms: number; pass(): void }[] = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const deadline = new AbortController();
    deadlines.push({ ms, pass: () => deadline.abort() });
    return deadline.signal;
  });
  return deadlines;
}
afterEach(() => void vi.restoreAllMocks());

/** One mail to a server that answers so at that stage, always; one that hangs does so until the deadline. */
async function outcomeAt(stage: Stage, answer: Answer) {
  const deadlines = answer === "hang" ? deadlinesInHand() : [];
  const { sink, carrier } = await sinkAndCarrier();
  sink.behave((at) => {
    if (at !== stage) return undefined;
    deadlines[0]?.pass();
    return answer;
  });
  return { outcome: await carrier.send(mail()), sink };
}

describe("a mail that arrives", () => {
  test("is what was sent, word for word", async () => {
    const { sink, carrier } = await sinkAndCarrier();
    const sent = mail({ references: "<first@advisories.example.gov>" });
    expect(await carrier.send(sent)).toEqual({ type: "accepted" });
    const [received] = sink.mails;
    expect(received).toMatchObject({ from: "advisories@example.gov", to: ["reader@example.org"] });
    expect(received?.parsed).toMatchObject({
      subject: sent.subject,
      messageId: sent.messageId,
      references: sent.references,
      inReplyTo: sent.references,
      from: { name: "Advisories", address: "advisories@example.gov" },
      to: [{ address: "reader@example.org" }],
    });
    expect(received?.parsed.text?.replaceAll("\r\n", "\n").trimEnd()).toBe(sent.text.trimEnd());
    expect(received?.parsed.html).toContain(sent.html);
  });

  test("comes back to its return path, where it has one, and names its sender all the same", async () => {
    const { sink, carrier } = await sinkAndCarrier();
    await carrier.send(mail({ returnPath: "bounces+00ff@example.gov" }));
    expect(sink.mails[0]).toMatchObject({
      from: "bounces+00ff@example.gov",
      parsed: { from: { address: "advisories@example.gov" } },
    });
    expect(await carrier.send(mail({ returnPath: "a@b.org>\r\nRCPT TO:<c@d.org" }))).toMatchObject({ type: "refused" });
  });

  test("carries the one-click headers on one line each", async () => {
    const { sink, carrier } = await sinkAndCarrier();
    const sent = mail();
    await carrier.send(sent);
    const lines = sink.mails[0]?.raw.split("\r\n") ?? [];
    for (const [name, value] of Object.entries(sent.headers)) expect(lines).toContain(`${name}: ${value}`);
  });

  test("has each recipient's own words in place of the marks, also where a line was broken", async () => {
    const { sink, carrier } = await sinkAndCarrier();
    const mark = "TheMarkOfTheRecipient".padEnd(31, "-");
    const parts = Array.from({ length: 60 }, (_, index) => `${"ñ".repeat(index % 7)}${"a".repeat(index)}${mark}`);
    const text = parts.join(" ");
    for (const own of ["A".repeat(31), `${"b_-".repeat(10)}c`]) {
      await carrier.send(mail({ text, html: `<p>${text}</p>`, personal: { [mark]: own } }));
      const parsed = sink.mails.at(-1)?.parsed;
      expect(parsed?.text?.trimEnd()).toBe(text.replaceAll(mark, own));
      expect(parsed?.html?.trimEnd()).toBe(`<p>${text.replaceAll(mark, own)}</p>`);
    }
    expect(sink.mails[0]?.raw.split("\r\n").every((line) => line.length <= 998)).toBe(true);
  });

  test("is encrypted where the server offers it, and signed in", async () => {
    const login = { user: "relay", password: "secret word" };
    const { sink, carrier } = await sinkAndCarrier({ startTls: true, login });
    expect(await carrier.send(mail())).toEqual({ type: "accepted" });
    expect(sink.mails[0]?.encrypted).toBe(true);
  });

  test("is in the server's own log before the acceptance is known", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sink-"));
    closers.push(async () => rmSync(folder, { recursive: true }));
    const logFile = join(folder, "accepted.jsonl");
    const { carrier } = await sinkAndCarrier({ logFile });
    const sent = mail();
    await carrier.send(sent);
    expect(JSON.parse(readFileSync(logFile, "utf8"))).toMatchObject({ to: [sent.to], messageId: sent.messageId });
  });

  test("uses no more connections than allowed, and keeps them", async () => {
    const { sink, carrier } = await sinkAndCarrier();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => carrier.send(mail())));
    expect(outcomes.every(({ type }) => type === "accepted")).toBe(true);
    expect(sink.mails).toHaveLength(50);
    expect(sink.connections()).toBeLessThanOrEqual(2);
  });
});

describe("what is known of a mail that did not arrive", () => {
  test.each<[string, Stage, Answer, string]>([
    ["421 at the greeting", "connect", { code: 421, text: "too busy" }, "later"],
    ["554 at the greeting", "connect", { code: 554, text: "no service" }, "later"],
    ["450 to the sender", "mail", { code: 450, text: "try again" }, "later"],
    ["550 to the sender", "mail", { code: 550, text: "5.7.1 not yours" }, "later"],
    ["421 to the recipient", "rcpt", { code: 421, text: "4.7.0 unusual rate" }, "later"],
    ["450 to the recipient", "rcpt", { code: 450, text: "4.2.1 greylisted" }, "later"],
    ["452 to the recipient", "rcpt", { code: 452, text: "4.2.2 mailbox full" }, "later"],
    ["550 5.1.1", "rcpt", { code: 550, text: "5.1.1 no such user" }, "gone"],
    ["550 5.1.10", "rcpt", { code: 550, text: "5.1.10 null MX" }, "gone"],
    ["550 without a status, about the mailbox", "rcpt", { code: 550, text: "User unknown" }, "gone"],
    ["551", "rcpt", { code: 551, text: "user not local" }, "gone"],
    ["553 5.1.3", "rcpt", { code: 553, text: "5.1.3 bad address" }, "gone"],
    ["550 5.7.1, a block", "rcpt", { code: 550, text: "5.7.1 blocked: user unknown to our list" }, "later"],
    ["550 5.1.8, about the sender", "rcpt", { code: 550, text: "5.1.8 sender's domain is wrong" }, "refused"],
    ["550 without a status, a block", "rcpt", { code: 550, text: "Blocked using a list, user unknown" }, "refused"],
    ["550 without words", "rcpt", { code: 550, text: "no" }, "refused"],
    ["552 5.2.2", "rcpt", { code: 552, text: "5.2.2 over quota" }, "refused"],
    ["999, no reply of SMTP, after the dot", "dot", { code: 999, text: "what" }, "unknown"],
    ["554 to the recipient", "rcpt", { code: 554, text: "5.7.1 relay access denied" }, "later"],
    ["451 after the dot", "dot", { code: 451, text: "4.3.0 try again" }, "later"],
    ["421 after the dot", "dot", { code: 421, text: "4.3.2 going down" }, "later"],
    ["550 after the dot", "dot", { code: 550, text: "5.1.1 who" }, "refused"],
    ["552 after the dot", "dot", { code: 552, text: "5.3.4 too large" }, "refused"],
    ["554 after the dot", "dot", { code: 554, text: "5.7.1 looks like spam" }, "later"],
    ["a drop at the greeting", "connect", "drop", "later"],
    ["a drop at the sender", "mail", "drop", "later"],
    ["a drop at the recipient", "rcpt", "drop", "later"],
    ["a drop before the dot", "data", "drop", "unknown"],
    ["a drop after the dot", "dot", "drop", "unknown"],
    ["silence at the greeting", "connect", "hang", "later"],
    ["silence at the recipient", "rcpt", "hang", "later"],
    ["silence after the dot", "dot", "hang", "unknown"],
  ])("%s", async (_name, stage, answer, expected) => {
    const { outcome, sink } = await outcomeAt(stage, answer);
    expect(outcome).toMatchObject({ type: expected });
    expect(sink.mails).toHaveLength(stage === "dot" && answer === "drop" ? 1 : 0);
  });

  test("a refused connection is tried later", async () => {
    const port = await freePort();
    const carrier = smtpCarrier({ url: `smtp://localhost:${port}`, connections: 1 });
    closers.push(carrier.close);
    expect(await carrier.send(mail())).toMatchObject({ type: "later" });
  });

  test("a wrong password is tried later: the mail was never looked at", async () => {
    const { sink } = await sinkAndCarrier({ login: { user: "relay", password: "right" } });
    const carrier = smtpCarrier({ url: `smtp://relay:wrong@localhost:${sink.port}`, connections: 1 });
    closers.push(carrier.close);
    expect(await carrier.send(mail())).toMatchObject({ type: "later", reason: expect.stringMatching(/AUTH/) });
  });

  test("a reason names the stage and is one line", async () => {
    const { outcome } = await outcomeAt("rcpt", { code: 550, text: "5.1.1 gone\nsecond line" });
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/^SMTP RCPT TO: 550[^\n\r]*$/) });
  });

  test("the deadline covers all of it, and the next mail is not held up by it", async () => {
    const deadlines = deadlinesInHand();
    const { sink, carrier } = await sinkAndCarrier({}, { connections: 1 });
    sink.behave((stage, { to }) => {
      if (stage !== "dot" || to !== "slow@example.org") return undefined;
      deadlines[0]?.pass();
      return "hang";
    });
    expect(await carrier.send(mail({ to: "slow@example.org" }))).toMatchObject({ type: "unknown" });
    expect(deadlines.map(({ ms }) => ms)).toEqual([20_000]);
    expect(await carrier.send(mail())).toEqual({ type: "accepted" });
  });

  test("a server that drips its greeting is left at the deadline", async () => {
    const server = createServer((socket) => {
      const timer = setInterval(() => socket.write("2"), 50);
      socket.on("error", () => {});
      socket.on("close", () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const carrier = smtpCarrier({ url: `smtp://127.0.0.1:${port}`, connections: 1, deadlineSeconds: 0.5 });
    closers.push(async () => void server.close(), carrier.close);
    expect(await carrier.send(mail())).toMatchObject({ type: "later" });
  });

  test("the deadline of one mail does not reach the next one on the same connection", async () => {
    const deadlines = deadlinesInHand();
    const { sink, carrier } = await sinkAndCarrier({}, { connections: 1 });
    await carrier.send(mail());
    sink.behave((stage) => {
      if (stage === "data") deadlines[0]?.pass();
      return undefined;
    });
    expect(await carrier.send(mail())).toEqual({ type: "accepted" });
    expect(sink.connections()).toBe(1);
  });

  test("whoever finds every connection taken waits no longer than the deadline", async () => {
    const deadlines = deadlinesInHand();
    const { sink, carrier } = await sinkAndCarrier({}, { connections: 1 });
    let hanging = 0;
    sink.behave((stage) => {
      if (stage !== "rcpt") return undefined;
      hanging++;
      return "hang";
    });
    const sending = [1, 2, 3].map(() => carrier.send(mail()));
    await expect.poll(() => [deadlines.length, hanging]).toEqual([3, 1]);
    for (const { pass } of deadlines) pass();
    const outcomes = await Promise.all(sending);
    expect(outcomes.map(({ type }) => type)).toEqual(["later", "later", "later"]);
    sink.behave(null);
    expect(await carrier.send(mail())).toEqual({ type: "accepted" });
  });

  test("a mail that waited for a connection is not sent when its text was overtaken meanwhile, and the next one is", async () => {
    const { sink, carrier } = await sinkAndCarrier({}, { connections: 1, deadlineSeconds: 5 });
    sink.behave((stage) => (stage === "dot" ? { delayMilliseconds: 100 } : undefined));
    let stands = true;
    const first = carrier.send(mail(), async () => stands);
    const waiting = [async () => stands, () => Promise.reject(new Error("no answer")), async () => true].map((ask) =>
      carrier.send(mail(), ask),
    );
    stands = false;
    expect(await first).toEqual({ type: "accepted" });
    expect((await Promise.all(waiting)).map(({ type }) => type)).toEqual(["later", "later", "accepted"]);
    expect(sink.mails).toHaveLength(2);
  });

  test("one refused recipient does not spoil the connection for the next", async () => {
    const { sink, carrier } = await sinkAndCarrier({}, { connections: 1 });
    sink.behave((stage, { to }) =>
      stage === "rcpt" && to.startsWith("gone") ? { code: 550, text: "5.1.1 no such user" } : undefined,
    );
    expect(await carrier.send(mail({ to: "gone@example.org" }))).toMatchObject({ type: "gone" });
    expect(await carrier.send(mail())).toEqual({ type: "accepted" });
    expect(sink.connections()).toBe(1);
  });

  test("a kept connection that the server closed meanwhile costs nothing", async () => {
    const { sink, carrier } = await sinkAndCarrier({}, { connections: 1 });
    await carrier.send(mail());
    sink.behave((stage) => (stage === "mail" && sink.connections() === 1 ? "drop" : undefined));
    expect(await carrier.send(mail())).toEqual({ type: "accepted" });
    expect(sink.mails).toHaveLength(2);
  });
});

describe("nothing that is put into a field becomes a header or a recipient", () => {
  const breaks = ["\r\n", "\n", "\r", "\u0000", "\u2028", "\u2029", "\u0085", "\u000b", "\ud800", "\r\n ", "%0d%0a"];
  const attack = (mark: string) => `x${mark}Bcc: victim@example.net${mark}X-Injected: yes`;

  async function check(carrier: MailCarrier, sink: SmtpSink, sent: Mail) {
    const outcome = await carrier.send(sent);
    expect(["accepted", "refused"]).toContain(outcome.type);
    for (const { to, parsed, raw } of sink.mails) {
      expect(to).toHaveLength(1);
      expect(parsed.bcc).toBeUndefined();
      expect(raw.slice(0, raw.indexOf("\r\n\r\n"))).not.toMatch(/^(bcc|x-injected):/im);
    }
    return outcome;
  }

  test.each(breaks)("with %j", async (mark) => {
    const { sink, carrier } = await sinkAndCarrier();
    const plain = mail();
    await check(carrier, sink, { ...plain, subject: attack(mark) });
    await check(carrier, sink, { ...plain, from: `${attack(mark)} <advisories@example.gov>` });
    await check(carrier, sink, { ...plain, to: `reader@example.org${mark},victim@example.net` });
    await check(carrier, sink, { ...plain, to: `${attack(mark)}@example.org` });
    await check(carrier, sink, { ...plain, messageId: `<${attack(mark)}@example.org>` });
    await check(carrier, sink, { ...plain, references: attack(mark) });
    await check(carrier, sink, { ...plain, returnPath: `${attack(mark)}@example.gov` });
    await check(carrier, sink, { ...plain, headers: { "X-NTAS-Kind": attack(mark) } });
    await check(carrier, sink, { ...plain, headers: { [`X-A: b${mark}X-Injected`]: "yes" } });
    await check(carrier, sink, { ...plain, text: attack(mark), html: attack(mark) });
    for (const { parsed } of sink.mails) expect(parsed.to?.length).toBe(1);
  });

  test("a very long subject is folded, not cut and not broken", async () => {
    const { sink, carrier } = await sinkAndCarrier();
    const subject = `[NTAS] ${"Ñandú ".repeat(400).trim()}`;
    expect(await carrier.send(mail({ subject }))).toEqual({ type: "accepted" });
    expect(sink.mails[0]?.parsed.subject).toBe(subject);
    expect(Math.max(...(sink.mails[0]?.raw.split("\r\n").map((line) => line.length) ?? []))).toBeLessThanOrEqual(998);
  });
});

describe("a line that is too long", () => {
  const places: readonly [string, (words: string) => Partial<Mail>][] = [
    ["the subject", (words) => ({ subject: words })],
    ["the sender's name", (words) => ({ from: `${words} <advisories@example.gov>` })],
    ["the recipient", (words) => ({ to: `${words}@example.org` })],
    ["the return path", (words) => ({ returnPath: `${words}@example.gov` })],
    ["the message id", (words) => ({ messageId: `<${words.replaceAll(" ", "")}@example.org>` })],
    ["the reference", (words) => ({ references: `<${words}@example.org>` })],
    ["a header", (words) => ({ headers: { "X-NTAS-Kind": words } })],
    ["a long header's value", (words) => ({ headers: { "List-Unsubscribe": words.slice(0, 985) } })],
    ["the text", (words) => ({ text: words, html: `<p>${words}</p>` })],
  ];

  test.each(places)(
    "in %s is folded or refused, and no line that leaves has more than 998 characters",
    async (_, made) => {
      const { sink, carrier } = await sinkAndCarrier();
      for (const words of ["x".repeat(5_000), "ñ".repeat(3_000), "some words ".repeat(500).trim()]) {
        const { type } = await carrier.send(mail(made(words)));
        expect(["accepted", "refused"]).toContain(type);
      }
      for (const { raw } of sink.mails)
        for (const line of raw.split("\r\n")) expect(line.length, line.slice(0, 60)).toBeLessThanOrEqual(998);
    },
  );
});

describe("mail without a server", () => {
  test("becomes a file, whole, and a repeat replaces it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eml-"));
    closers.push(async () => rmSync(folder, { recursive: true }));
    const carrier = emlCarrier(join(folder, "mail"));
    const sent = mail();
    expect(await carrier.send(sent)).toEqual({ type: "accepted" });
    expect(await carrier.send(sent)).toEqual({ type: "accepted" });
    const files = readdirSync(join(folder, "mail"));
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.eml$/)]);
    const parsed = await PostalMime.parse(readFileSync(join(folder, "mail", files[0] ?? "")));
    expect(parsed).toMatchObject({ subject: sent.subject, messageId: sent.messageId });
    expect(await writtenMails(join(folder, "mail"))).toEqual([
      {
        to: sent.to,
        subject: sent.subject,
        writtenAt: expect.any(Number),
        path: `/console/mails/${files[0]}`,
        isOfReader: true,
      },
    ]);
  });

  test("a folder that cannot be written is tried later", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eml-"));
    closers.push(async () => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "file"), "");
    const carrier = emlCarrier(join(folder, "file", "mail"));
    expect(await carrier.send(mail())).toMatchObject({ type: "later" });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
