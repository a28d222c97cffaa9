/** Mail out of the Workers runtime, to a real mail server: by STARTTLS as on port 587, and by TLS from the first byte on as on 465. */
import { connect, createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TestHarness } from "wrangler";
import { type SmtpSink, smtpSink } from "../../support/smtp-sink.ts";
import { compatibility, workersRuntime } from "../../support/workers-runtime.ts";

const login = { user: "advisories", password: "a secret: @/?" };
const ways = [
  { way: "STARTTLS", options: { startTls: true } },
  { way: "TLS from the first byte on", options: { implicitTls: true } },
];
let runtime: TestHarness;
let sink: SmtpSink;
let elsewhere: Server | undefined;

beforeAll(async () => {
  const main = "test/workers/runtime/mail-sender.worker.ts";
  runtime = await workersRuntime([{ config: { name: "mail-sender", main, ...compatibility } }]);
});
afterAll(() => runtime?.close());
afterEach(async () => {
  elsewhere?.close();
  elsewhere = undefined;
  await sink.close();
});

function mailTo(to: string) {
  const text = "Aléjese.\n.\nA line that began with a dot stands above.\n";
  const headers = { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
  return {
    from: "alerts@example.gov",
    to,
    subject: "Alerta",
    text,
    html: `<p>${text}</p>`,
    messageId: `<${to}>`,
    headers,
  };
}

async function send(url: string, ...to: string[]): Promise<unknown> {
  const answer = await runtime.fetch("/", { method: "POST", body: JSON.stringify({ url, mails: to.map(mailTo) }) });
  return answer.json();
}

describe.each(ways)("mail from Workers by $way", ({ options }) => {
  test("is signed in and sent encrypted, several over one connection", async () => {
    sink = await smtpSink({ ...options, login });
    const to = ["ana@example.org", "luz@example.org", "leo@example.org"];
    expect(await send(sink.url, ...to)).toEqual(to.map(() => ({ type: "accepted" })));
    expect(sink.mails.map(({ to }) => to[0])).toEqual(to);
    expect(sink.mails.every(({ encrypted }) => encrypted)).toBe(true);
    expect(sink.mails[0]?.parsed.text?.trimEnd()).toBe(mailTo("").text.trimEnd());
    expect(sink.connections()).toBe(1);
  });

  test("waits, and says nothing to a server whose certificate is for another name", async () => {
    sink = await smtpSink(options);
    // The same server at an address that its certificate does not name.
    elsewhere = createServer((socket) => {
      const onward = connect(sink.port, "127.0.0.1");
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on("error", () => {});
    });
    await new Promise<void>((resolve) => elsewhere?.listen(sink.port, "127.0.0.2", resolve));
    expect(await send(sink.url.replace("localhost", "127.0.0.2"), "ana@example.org")).toEqual([
      expect.objectContaining({ type: "later" }),
    ]);
    expect(sink.mails).toEqual([]);
  });

  test("waits where the password is wrong", async () => {
    sink = await smtpSink({ ...options, login });
    const url = sink.url.replace("advisories:", "somebody-else:");
    expect(await send(url, "ana@example.org")).toEqual([expect.objectContaining({ type: "later" })]);
    expect(sink.mails).toEqual([]);
  });
});
