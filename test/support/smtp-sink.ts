/**
 * A mail server for tests: takes mail on a free loopback port, records every message that it accepted, and misbehaves where it is
 * told to. It can keep a log in a file, so that what a killed service had sent can be compared with what it remembers.
 */
import { appendFileSync } from "node:fs";
import type { Socket } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { testCertificate } from "./certificate.ts";

/** Where in a session something can go wrong; `data`: before the final dot, `dot`: after it. */
export type Stage = "connect" | "mail" | "rcpt" | "data" | "dot";

export type Answer =
  | { readonly code: number; readonly text: string }
  /** Closes the connection without a word. After the dot: the message was taken. */
  | "drop"
  /** Never answers. */
  | "hang"
  | { readonly delayMilliseconds: number };

/** Asked at every stage; nothing: all is well. */
export type Behaviour = (stage: Stage, mail: { readonly from: string; readonly to: string }) => Answer | undefined;

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly parsed: Email;
  readonly encrypted: boolean;
}

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** What it took responsibility for, in order. */
  readonly mails: ReceivedMail[];
  readonly connections: () => number;
  behave(behaviour: Behaviour | null): void;
  close(): Promise<void>;
}

export interface SmtpSinkOptions {
  readonly startTls?: boolean;
  /** TLS from the first byte on, as on port 465. */
  readonly implicitTls?: boolean;
  /** One JSON line for each accepted message, written before the acceptance is said. */
  readonly logFile?: string;
  readonly login?: { readonly user: string; readonly password: string };
}

export async function smtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { startTls = false, implicitTls = false, logFile, login } = options;
  const mails: ReceivedMail[] = [];
  const held = new Set<NodeJS.Timeout>();
  let behaviour: Behaviour | null = null;
  let opened = 0;

  function askAt(name: Stage, { envelope }: SMTPServerSession, rcpt: string): Answer | undefined {
    const from = envelope.mailFrom ? envelope.mailFrom.address : "";
    return behaviour?.(name, { from, to: rcpt || (envelope.rcptTo[0]?.address ?? "") });
  }

  function give(
    answer: Answer | undefined,
    session: SMTPServerSession,
    callback: (error?: Error | null) => void,
  ): void {
    if (answer === undefined) callback();
    else if (answer === "drop") drop(session);
    else if (answer === "hang") return;
    else if ("delayMilliseconds" in answer) held.add(setTimeout(callback, answer.delayMilliseconds));
    else callback(Object.assign(new Error(answer.text), { responseCode: answer.code }));
  }

  function stage(
    name: Stage,
    session: SMTPServerSession,
    rcpt: string,
    callback: (error?: Error | null) => void,
  ): void {
    give(askAt(name, session, rcpt), session, callback);
  }

  function drop(session: SMTPServerSession): void {
    const open = (server as unknown as { connections: Set<{ id: string; _socket: Socket }> }).connections;
    for (const connection of open) if (connection.id === session.id) connection._socket.destroy();
  }

  async function take(raw: string, session: SMTPServerSession): Promise<void> {
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const parsed = await PostalMime.parse(raw);
    if (logFile) {
      const { messageId, subject } = parsed;
      appendFileSync(logFile, `${JSON.stringify({ at: Date.now(), from, to, messageId, subject })}\n`);
    }
    mails.push({ from, to, raw, parsed, encrypted: session.secure });
  }

  const { key, cert } = startTls || implicitTls ? testCertificate() : { key: undefined, cert: undefined };
  const server = new SMTPServer({
    ...(key && cert ? { key, cert } : {}),
    secure: implicitTls,
    disabledCommands: [...(startTls ? [] : ["STARTTLS"]), ...(login ? [] : ["AUTH"])],
    authOptional: !login,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, callback) =>
      username === login?.user && password === login?.password
        ? callback(null, { user: username })
        : callback(new Error("Invalid username or password")),
    onConnect: (session, callback) => {
      opened += 1;
      stage("connect", session, "", callback);
    },
    onMailFrom: (_address, session, callback) => stage("mail", session, "", callback),
    onRcptTo: (address, session, callback) => stage("rcpt", session, address.address, callback),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      let begun: Promise<Error | null | undefined> | undefined;
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        begun ??= new Promise((resolve) => stage("data", session, "", resolve));
      });
      stream.on("end", async () => {
        const refusal = await begun;
        if (refusal) return callback(refusal);
        // A refused message is not taken; one whose answer is late or never comes may be.
        const answer = askAt("dot", session, "");
        if (answer !== "hang" && !(typeof answer === "object" && "code" in answer)) {
          await take(Buffer.concat(chunks).toString("latin1"), session);
        }
        give(answer, session, callback);
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  const credentials = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : "";
  return {
    url: `${implicitTls ? "smtps" : "smtp"}://${credentials}localhost:${port}`,
    port,
    mails,
    connections: () => opened,
    behave: (next) => {
      behaviour = next;
    },
    close: () => {
      for (const timer of held) clearTimeout(timer);
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
