/**
 * A mail server that fails at any stage of SMTP in any way, which no library for servers lets it do: before a reply, in the middle of
 * one, and while the message is still coming. It remembers what it had whole, whatever it answered.
 */
import { createServer, type Socket } from "node:net";

/** `data`: the answer to DATA; `body`: while the message comes; `dot`: after the final dot. */
export type FaultyStage = "greeting" | "ehlo" | "mail" | "rcpt" | "data" | "body" | "dot";

/** `drip`: a reply that comes a byte at a time and never ends. All else is the reply itself; after 421 it closes. */
export type MailFault = "hang" | "drop" | "drip" | `${number} ${string}`;

export interface WholeMail {
  readonly to: string;
  readonly messageId: string;
  /** By the test's own clock (`performance.now()`). */
  readonly at: number;
}

export interface FaultyMailServer {
  readonly url: string;
  readonly whole: WholeMail[];
  /** Asked before each reply, and once while a message comes; nothing: all is well. `to` is known from RCPT on. */
  failAt(next: (stage: FaultyStage, to: string) => MailFault | undefined): void;
  close(): Promise<void>;
}

const dripMs = 50;

/** `delayMs`: what it takes to accept a message. */
export async function faultyMailServer(delayMs = 0): Promise<FaultyMailServer> {
  const whole: WholeMail[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let faultAt: (stage: FaultyStage, to: string) => MailFault | undefined = () => undefined;

  function serve(socket: Socket): void {
    let rest = "";
    let to = "";
    let isBody = false;
    let hasFailed = false;

    function fail(fault: MailFault): void {
      hasFailed = true;
      if (fault === "hang") return;
      if (fault === "drop") {
        socket.destroy();
        return;
      }
      if (fault === "drip") {
        const timer = setInterval(() => socket.write("2"), dripMs);
        timers.add(timer);
        socket.once("close", () => clearInterval(timer));
        return;
      }
      hasFailed = fault.startsWith("421");
      if (hasFailed) socket.end(`${fault}\r\n`);
      else socket.write(`${fault}\r\n`);
    }

    /** True where all is well. */
    function say(stage: FaultyStage, reply: string): boolean {
      const fault = faultAt(stage, to);
      if (fault) fail(fault);
      else socket.write(`${reply}\r\n`);
      return fault === undefined;
    }

    function command(line: string): void {
      const word = line.slice(0, 4).toUpperCase();
      if (word === "EHLO" || word === "HELO") say("ehlo", "250 sink");
      else if (word === "MAIL") say("mail", "250 ok");
      else if (word === "RCPT") {
        to = /<([^>]*)>/.exec(line)?.[1] ?? "";
        say("rcpt", "250 ok");
      } else if (word === "DATA") isBody = say("data", "354 go on");
      else if (word === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 ok\r\n");
    }

    function message(text: string): void {
      isBody = false;
      whole.push({ to, messageId: /^Message-ID: *(\S+)/im.exec(text)?.[1] ?? "", at: performance.now() });
      const timer = setTimeout(() => {
        if (!socket.destroyed) say("dot", "250 taken");
      }, delayMs);
      timers.add(timer);
    }

    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      if (hasFailed) return;
      rest += chunk.toString("latin1");
      if (isBody) {
        const fault = faultAt("body", to);
        if (fault) {
          fail(fault);
          return;
        }
      }
      while (!hasFailed) {
        const mark = isBody ? "\r\n.\r\n" : "\r\n";
        const end = rest.indexOf(mark);
        if (end < 0) return;
        const text = rest.slice(0, end);
        rest = rest.slice(end + mark.length);
        if (isBody) message(text);
        else command(text);
      }
    });
    say("greeting", "220 sink");
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    whole,
    failAt: (next) => {
      faultAt = next;
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
