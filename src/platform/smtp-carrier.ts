/**
 * Mail by SMTP. A few connections are kept open and each takes one mail at a time, already encoded; nodemailer speaks the protocol.
 * One try per mail, with one deadline over all of it, and an outcome that says what is known.
 */
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection, { type SMTPConnectionAuth, type SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { type Mail, type MailCarrier, mailFault } from "../channels/carriers.ts";
import type { Outcome } from "../channels/channel.ts";
import { messageOf } from "../domain/thrown.ts";
import { type DkimKey, dkimSigner } from "./dkim.ts";
import { type MailMessage, mailEncoder } from "./mail-message.ts";
import { type SmtpFailure, smtpOutcome } from "./smtp-outcome.ts";

export interface SmtpSettings {
  /** `smtp://user:password@host:port` or `smtps://…`; `?requireTLS=true` insists on STARTTLS, `?tls.…` goes to node:tls. */
  readonly url: string;
  readonly connections: number;
  /** One signature by each. */
  readonly dkim?: readonly DkimKey[];
  readonly deadlineSeconds?: number;
  /** Opens a connection, where nodemailer cannot look up the host's name by itself. */
  readonly openSocket?: OpenSocket;
}

/** `isSecure`: by TLS from the first byte on. */
export type OpenSocket = (host: string, port: number, isSecure: boolean) => Promise<Socket>;

const mailsPerConnection = 100;
const idleSeconds = 20;
const setupSeconds = 15;

interface Session {
  readonly connection: SMTPConnection;
  mailsSent: number;
  idleTimer?: NodeJS.Timeout;
}

/** What became of one attempt on one connection. */
type Attempt =
  | { readonly type: "accepted" }
  | { readonly type: "failed"; readonly failure: SmtpFailure; readonly begun: boolean };

export function smtpCarrier({ url, connections, dkim, deadlineSeconds = 60, openSocket }: SmtpSettings): MailCarrier {
  const connecting = { ...connectionOptions(url, deadlineSeconds), ...(openSocket ? { openSocket } : {}) };
  const encode = mailEncoder();
  const signed = dkim ? dkimSigner(dkim) : (bytes: Buffer) => bytes;
  const idle: Session[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  /** A turn that ends goes straight to whoever waits longest, so that nobody can slip in between. */
  function release(session: Session | null, reusable: boolean): void {
    if (session && reusable && session.mailsSent < mailsPerConnection && !session.connection.destroyed) {
      session.idleTimer = setTimeout(() => drop(session), idleSeconds * 1000).unref();
      idle.push(session);
    } else session?.connection.close();
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  }

  function drop(session: Session): void {
    const index = idle.indexOf(session);
    if (index >= 0) idle.splice(index, 1);
    clearTimeout(session.idleTimer);
    session.connection.close();
  }

  function kept(): Session | undefined {
    for (;;) {
      const session = idle.pop();
      if (!session) return undefined;
      clearTimeout(session.idleTimer);
      if (!session.connection.destroyed) return session;
    }
  }

  /** One try on a kept or a new connection; `signal` ends it wherever it is. */
  async function attempt(
    message: MailMessage,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<Attempt & { reused: boolean }> {
    let session = fresh ? undefined : kept();
    const reused = session !== undefined;
    let reusable = false;
    try {
      if (!session) {
        const opened = await open(connecting, signal);
        if ("failure" in opened) return { type: "failed", failure: opened.failure, begun: false, reused };
        session = { connection: opened.connection, mailsSent: 0 };
      }
      const result = await transmit(session.connection, message, signal);
      session.mailsSent += 1;
      // Only an answer to RCPT leaves the session in a state that RSET can clear.
      const cleared =
        result.type === "failed" && result.failure.command === "RCPT TO" && (await reset(session.connection, signal));
      reusable = result.type === "accepted" || cleared;
      return { ...result, reused };
    } finally {
      release(session ?? null, reusable);
    }
  }

  /** One of the connections; `false`: none came free in time. */
  function turn(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (busy < connections) {
      busy += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const take = () => {
        signal.removeEventListener("abort", leave);
        resolve(true);
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(take), 1);
        resolve(false);
      };
      waiting.push(take);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Null: a connection is this mail's, and what it says stands. The text is asked for again only where it had to wait. */
  async function hindranceOfTurn(signal: AbortSignal, stillStands = async () => true): Promise<Outcome | null> {
    const mustWait = busy >= connections;
    if (!(await turn(signal))) return noneFree;
    if (!mustWait || (await stillStands().catch(() => false))) return null;
    release(null, false);
    return { type: "later", reason: "what it says changed while it waited for a connection", isOfRelay: true };
  }

  async function send(mail: Mail, stillStands?: () => Promise<boolean>): Promise<Outcome> {
    const fault = mailFault(mail);
    if (fault) return { type: "refused", reason: fault };
    const message = await encoded(mail);
    const signal = AbortSignal.timeout(deadlineSeconds * 1000);
    const hindrance = await hindranceOfTurn(signal, stillStands);
    if (hindrance) return hindrance;
    let result = await attempt(message, false, signal);
    // A kept connection may have been closed by the server as it lay idle: nothing was begun on it, so a new one is asked at once.
    if (result.type === "failed" && result.reused && !result.begun && result.failure.responseCode === undefined) {
      const again = await hindranceOfTurn(signal, stillStands);
      if (again) return again;
      result = await attempt(message, true, signal);
    }
    return result.type === "accepted" ? { type: "accepted" } : smtpOutcome(result.failure, result.begun);
  }

  async function encoded(mail: Mail): Promise<MailMessage> {
    const message = await encode(mail, new Date());
    return { ...message, bytes: signed(message.bytes) };
  }

  return {
    send,
    async close() {
      for (const session of [...idle]) drop(session);
    },
  };
}

interface Connecting {
  readonly options: SMTPConnectionOptions;
  readonly auth: SMTPConnectionAuth | null;
  readonly openSocket?: OpenSocket;
}

function connectionOptions(url: string, deadlineSeconds: number): Connecting {
  const { auth, ...parsed } = parseConnectionUrl(url);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(parsed.host ?? "localhost");
  const options: SMTPConnectionOptions = {
    connectionTimeout: setupSeconds * 1000,
    greetingTimeout: setupSeconds * 1000,
    dnsTimeout: setupSeconds * 1000,
    socketTimeout: deadlineSeconds * 1000,
    socketCloseTimeout: 2_000,
    maxResponseSize: 64 * 1024,
    allowInternalNetworkInterfaces: true,
    // A password never leaves this machine in clear, whatever the relay offers.
    ...(auth && !parsed.secure && !isLoopback ? { requireTLS: true } : {}),
    ...(parsed as SMTPConnectionOptions),
    logger: false,
  };
  return { options, auth: auth ?? null };
}

/** A connection that is greeted, upgraded where the server offers it, and signed in. */
async function open(
  { options, auth, openSocket }: Connecting,
  signal: AbortSignal,
): Promise<{ connection: SMTPConnection } | { failure: SmtpFailure }> {
  let given = {};
  if (openSocket) {
    try {
      const secured = options.secure === true;
      const port = Number(options.port ?? (secured ? 465 : 587));
      given = { connection: await openSocket(options.host ?? "localhost", port, secured), secured };
    } catch (error) {
      return { failure: { message: `not connected: ${messageOf(error)}` } };
    }
  }
  const connection = new SMTPConnection({ ...options, ...given });
  return new Promise((resolve) => {
    const ready = () => {
      signal.removeEventListener("abort", tooLate);
      resolve({ connection });
    };
    const fail = (failure: SmtpFailure) => {
      signal.removeEventListener("abort", tooLate);
      resolve({ failure });
      connection.close();
    };
    const tooLate = () => fail({ message: "the deadline passed before the server was ready" });
    signal.addEventListener("abort", tooLate, { once: true });
    // Stays for good: an error event that nobody hears would end the process.
    connection.on("error", fail);
    connection.once("end", () => fail({ message: "the server closed the connection" }));
    connection.connect((error) => {
      if (error) fail(error);
      else if (auth) connection.login(auth, (refusal) => (refusal ? fail(refusal) : ready()));
      else ready();
    });
  });
}

/** Hands over one message; knows whether the server had been asked for it when something broke. */
function transmit(connection: SMTPConnection, message: MailMessage, signal: AbortSignal): Promise<Attempt> {
  const source = new MessageSource(connection, message.bytes);
  return new Promise((resolve) => {
    const settle = (attempt: Attempt) => {
      signal.removeEventListener("abort", tooLate);
      resolve(attempt);
    };
    const tooLate = () => {
      const begun = source.begun;
      connection.close();
      settle({ type: "failed", failure: { message: "the deadline passed" }, begun });
    };
    if (signal.aborted) return tooLate();
    signal.addEventListener("abort", tooLate, { once: true });
    connection.send({ ...message.envelope, size: message.bytes.length }, source as unknown as Readable, (error) =>
      settle(error ? { type: "failed", failure: error, begun: source.begun } : { type: "accepted" }),
    );
  });
}

function reset(connection: SMTPConnection, signal: AbortSignal): Promise<boolean> {
  if (connection.destroyed || signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    connection.once("end", () => resolve(false));
    signal.addEventListener("abort", () => resolve(false), { once: true });
    connection.reset((error) => resolve(!error));
  });
}

/**
 * All of a stream that nodemailer uses: it asks for the message when the server answered DATA with 354, and not before. What is prepared
 * goes to the socket as it is, past nodemailer's look at every byte; nodemailer adds the final dot, and both leave in one write.
 */
class MessageSource {
  begun = false;
  readonly #connection: SMTPConnection;
  readonly #bytes: Buffer;

  constructor(connection: SMTPConnection, bytes: Buffer) {
    this.#connection = connection;
    this.#bytes = bytes;
  }

  pipe(destination: Writable): Writable {
    this.begun = true;
    const socket = this.#connection._socket;
    if (!socket) return destination.end(this.#bytes);
    socket.cork();
    destination.once("end", () => socket.uncork());
    socket.write(dotStuffed(this.#bytes));
    return destination.end();
  }
}

/** RFC 5321 §4.5.2, without the line end that comes before the final dot. That no line ends otherwise is the encoder's promise. */
function dotStuffed(bytes: Buffer): Buffer {
  const whole = bytes.subarray(0, bytes.length - (bytes.subarray(-2).equals(lineEnd) ? 2 : 0));
  if (!whole.includes("\r\n.")) return whole;
  return Buffer.from(whole.toString("latin1").replaceAll("\r\n.", "\r\n.."), "latin1");
}

const noneFree: Outcome = { type: "later", reason: "no connection was free within the deadline", isOfRelay: true };

const lineEnd = Buffer.from("\r\n");
