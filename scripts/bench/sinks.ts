/**
 * An SMTP server and an HTTP/2 push service that accept everything, in a process of their own. They count, and note of each reader
 * (`reader-COUNT-INDEX@…`, `/COUNT-INDEX`) whether the original and the correction came.
 */
import { createSecureServer } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import { testCertificate } from "../../test/support/certificate.ts";

const none = {
  mail: 0,
  push: 0,
  firstMailAt: 0,
  firstPushAt: 0,
  corrections: 0,
  lastOriginalAt: 0,
  firstCorrectionAt: 0,
};
const counts = { ...none };
/** A pushed correction lives for 72 hours, the bench's originals for a week: what is pushed cannot be read here. */
const correctionSeconds = 72 * 3_600;

/** Bits of each reader: 1 got the original, 2 the correction. */
let got = { mail: new Uint8Array(0), push: new Uint8Array(0) };

function note(channel: "mail" | "push", reader: number, isCorrection: boolean): void {
  counts[channel]++;
  counts[channel === "mail" ? "firstMailAt" : "firstPushAt"] ||= Date.now();
  const bits = got[channel];
  if (reader < bits.length) bits[reader] = (bits[reader] ?? 0) | (isCorrection ? 2 : 1);
  if (isCorrection) {
    counts.corrections++;
    counts.firstCorrectionAt ||= Date.now();
  } else counts.lastOriginalAt = Date.now();
}

/** Of all readers: how many were told anything, how many got the original and no correction, and the reverse. */
function settled(): { told: number; missed: number; others: number } {
  let [told, missed, others] = [0, 0, 0];
  for (const bits of [got.mail, got.push]) {
    for (const bit of bits) {
      if (bit > 0) told++;
      if (bit === 1) missed++;
      if (bit === 2) others++;
    }
  }
  return { told, missed, others };
}

/** The last number in an address; none: no reader of the list. */
function readerIn(address: string): number {
  return Number(/-(\d+)(?:@|$)/.exec(address)?.[1] ?? Number.POSITIVE_INFINITY);
}

const smtp = createServer((socket) => {
  let rest = "";
  let isData = false;
  let reader = 0;
  socket.setNoDelay(true);
  socket.write("220 sink\r\n");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    rest += chunk.toString("latin1");
    for (;;) {
      if (isData) {
        const end = rest.indexOf("\r\n.\r\n");
        if (end < 0) return;
        note("mail", reader, rest.lastIndexOf("Subject: [NTAS] CORRECTION", end) >= 0);
        rest = rest.slice(end + 5);
        isData = false;
        socket.write("250 taken\r\n");
        continue;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) return;
      const verb = rest.slice(0, 4).toUpperCase();
      if (verb === "RCPT") reader = readerIn(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (verb === "DATA") {
        isData = true;
        socket.write("354 go on\r\n");
      } else if (verb === "QUIT") {
        socket.end("221 bye\r\n");
      } else socket.write("250 ok\r\n");
    }
  });
});

const certificate = await testCertificate();
const push = createSecureServer(
  { key: certificate.key, cert: certificate.cert, allowHTTP1: true },
  (request, response) => {
    request.resume();
    request.on("end", () => {
      note("push", readerIn(request.url), Number(request.headers.ttl) <= correctionSeconds);
      response.writeHead(201);
      response.end();
    });
  },
);

await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
await new Promise<void>((resolve) => push.listen(0, "localhost", resolve));
const portOf = (address: unknown) => (address as AddressInfo).port;
process.send?.({ smtp: portOf(smtp.address()), push: portOf(push.address()), caFile: certificate.caFile });
process.on("message", (message) => {
  if (message === "counts") process.send?.({ counts });
  if (message === "settled") process.send?.(settled());
  if (message === "stop") process.exit(0);
  if (typeof message !== "object" || !message) return;
  if ("mailedOf" in message) {
    const mailed = (message.mailedOf as number[]).filter((reader) => (got.mail[reader] ?? 0) > 0);
    process.send?.({ mailed: mailed.length });
  }
  if ("reset" in message) {
    const readers = Number(message.reset);
    Object.assign(counts, none);
    got = { mail: new Uint8Array(readers), push: new Uint8Array(readers) };
  }
});
