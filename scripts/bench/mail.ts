/**
 * What one mail of about 4 KB costs with links of the reader's own and headers to leave by, unsigned, handed to Debian's `smtp-sink`:
 * our channel and carrier against nodemailer's pool, each with 20 connections.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "nodemailer";
import { type Mail, personalised } from "../../src/channels/carriers.ts";
import type { Channel } from "../../src/channels/channel.ts";
import { type ComposedEmail, composeEmail, emailChannel } from "../../src/channels/email.ts";
import { mailEncoder } from "../../src/platform/mail-message.ts";
import { smtpCarrier } from "../../src/platform/smtp-carrier.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import { site, start, withdrawn } from "../../test/support/notices.ts";
import type { Measure } from "../bench.ts";
import { against, compared } from "./measuring.ts";

const connections = 20;
const messages = 5_000;
const runs = 9;

export async function mailBench(say: (line: string) => void): Promise<Measure[]> {
  const sink = await startSmtpSink();
  const carrier = smtpCarrier({ url: `smtp://127.0.0.1:${sink.port}`, connections });
  const pool = createTransport({
    host: "127.0.0.1",
    port: sink.port,
    pool: true,
    maxConnections: connections,
    maxMessages: 1e9,
  });
  const settings = {
    site,
    tokens: hmacTokens([Buffer.alloc(32, 7)]),
    mailFrom: "Advisories <advisories@example.gov>",
    concurrency: connections,
  };
  const composed = composeEmail(withdrawn(), "en", site);
  const send = async (channel: Channel<ComposedEmail>, index: number) => {
    const recipient = {
      id: index + 1,
      address: `reader-${index}@example.org`,
      language: "en",
      nonce: `nonce-${index}`,
    };
    const outcome = await channel.send(composed, {
      recipient,
      messageKey: "bench",
      deadlineAt: start + 1e9,
      now: start,
    });
    if (outcome.type !== "accepted") throw new Error(outcome.reason);
  };
  try {
    const mails: Mail[] = [];
    const recorded = async (mail: Mail) => ({ type: mails.push(mail) > 0 ? "accepted" : "accepted" }) as const;
    const recording = emailChannel({ ...settings, carrier: { send: recorded, close: async () => {} } });
    for (let index = 0; index < messages; index++) await send(recording, index);
    const [sample] = mails;
    const { bytes } = await mailEncoder()(sample as Mail, new Date());
    say(`a mail has ${bytes.length} bytes; ${runs} runs of ${messages} mails of each side, in turns …`);
    const channel = emailChannel({ ...settings, carrier });
    const { ours, peer } = await compared(
      { atOnce: connections, send: (index) => send(channel, index) },
      { atOnce: connections * 2, send: (index) => pool.sendMail(asForNodemailer(mails[index] as Mail)) },
      messages,
      runs,
    );
    return [
      against("cpu per mail", ours.cpuMs, peer.cpuMs, 0.25, "ms", runs),
      against("mails per second, one thread", ours.perSecond, peer.perSecond, 5, "1/s", runs),
    ];
  } finally {
    await carrier.close();
    pool.close();
    sink.stop();
  }
}

function asForNodemailer({ from, to, subject, text, html, messageId, headers, personal }: Mail) {
  return {
    from,
    to,
    subject,
    text: personalised(text, personal),
    html: personalised(html, personal),
    messageId,
    headers,
  };
}

/** Postfix's sink for tests, in a process of its own; brought by Debian's package where that may be installed. */
export async function startSmtpSink(): Promise<{ readonly port: number; stop(): void }> {
  const found = () => ["/usr/sbin/smtp-sink", "smtp-sink"].find((path) => isThere(path));
  if (!found() && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "postfix"], { env, stdio: "ignore" });
  }
  const program = found();
  if (!program) throw new Error("smtp-sink is missing: install Debian's package postfix");
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child: ChildProcess = spawn(program, [...user, `127.0.0.1:${port}`, "1000"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  process.once("exit", () => child.kill());
  for (let attempt = 0; attempt < 50; attempt++) {
    if (await answers(port)) return { port, stop: () => child.kill() };
    await sleep(100);
  }
  throw new Error("smtp-sink did not start");
}

function isThere(path: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${path}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.end("QUIT\r\n");
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
