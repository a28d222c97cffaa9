/** The carrier of webhooks and WebSub over real TLS: what is known of each try, and where nothing is ever sent. */
import { createServer } from "node:net";
import { pipeline, Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { WebCarrier, WebRequest } from "../../src/channels/carriers.ts";
import { webCarrier } from "../../src/platform/node/web-carrier.ts";
import { type Canary, openCanary } from "../support/canary.ts";
import { trustTestCertificate } from "../support/certificate.ts";
import { privateAddresses } from "../support/private-addresses.ts";
import { type Answering, type WebSink, webSink } from "../support/web-sink.ts";

let sink: WebSink;
let carrier: WebCarrier;
beforeAll(trustTestCertificate);
beforeEach(async () => {
  sink = await webSink();
  carrier = webCarrier({ extraHosts: [sink.host], deadlineSeconds: 20 });
});
afterEach(async () => {
  await carrier.close();
  await sink.close();
});

const post = (url = `${sink.origin}/hook`): WebRequest => ({
  method: "POST",
  url,
  headers: { "Content-Type": "application/json", "webhook-id": "evt_1" },
  body: new TextEncoder().encode('{"a":"ä"}'),
});

describe("what is known of a try", () => {
  test("the body and the headers arrive as they were given, over one connection", async () => {
    for (let count = 0; count < 3; count++) {
      expect(await carrier.exchange(post())).toMatchObject({ type: "answered", status: 204 });
    }
    expect(sink.received[2]).toMatchObject({ method: "POST", path: "/hook", body: '{"a":"ä"}' });
    expect(sink.received[2]?.headers).toMatchObject({ "webhook-id": "evt_1", "content-type": "application/json" });
    expect(sink.connections()).toBe(1);
  });

  let flooded = 0;
  const answers: [name: string, Answering, object][] = [
    ["410", (_post, response) => response.writeHead(410).end("gone"), { status: 410, text: "gone" }],
    [
      "a redirect is an answer, and nobody follows it",
      (_post, response) => response.writeHead(307, { location: "/elsewhere" }).end(),
      { status: 307 },
    ],
    [
      "Retry-After",
      (_post, response) => response.writeHead(429, { "retry-after": "120" }).end(),
      { status: 429, retryAfterSeconds: 120 },
    ],
    ["4 KB of a huge answer", (_post, response) => response.end("x".repeat(5_000_000)), { text: "x".repeat(4_096) }],
    [
      "4 KB of a gigabyte",
      (_post, response) => {
        const piece = Buffer.alloc(16_384, "x");
        const gigabyte = function* () {
          for (; flooded < 1e9; flooded += piece.length) yield piece;
        };
        pipeline(Readable.from(gigabyte()), response, () => {});
      },
      { status: 200, text: "x".repeat(4_096) },
    ],
    [
      "an answer that drips counts by its status",
      (_post, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write("x"), 5);
        response.on("close", () => clearInterval(timer));
      },
      { type: "answered", status: 200 },
    ],
    ["a dropped connection", (_post, response) => response.destroy(), { type: "no-answer" }],
  ];
  test.each(answers)("%s", async (_name, answer, expected) => {
    sink.answer(answer);
    const begun = performance.now();
    expect(await carrier.exchange(post())).toMatchObject(expected);
    // Long before the deadline.
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(sink.received).toHaveLength(1);
    // Of a flood what lies in the connection's buffers, a few megabytes on this machine.
    expect(flooded).toBeLessThan(16_000_000);
  });

  test("silence", async () => {
    sink.answer(() => {});
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const answer = carrier.exchange(post());
      while (sink.received.length === 0) await new Promise(setImmediate);
      vi.advanceTimersByTime(20_000);
      expect(await answer).toMatchObject({ type: "no-answer" });
      expect(sink.received).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("nobody listening, or a certificate of nobody: nothing was sent", async () => {
    const url = `${sink.origin}/hook`;
    await sink.close();
    expect(await carrier.exchange(post(url))).toMatchObject({ type: "not-sent" });
  });

  test("a handshake that never ends is left at the deadline", async () => {
    const silent = createServer((socket) => void socket.on("error", () => {}));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const patient = webCarrier({ extraHosts: [`localhost:${port}`], deadlineSeconds: 0.3 });
    expect(await patient.exchange(post(`https://localhost:${port}/x`))).toMatchObject({ type: "not-sent" });
    await patient.close();
    silent.close();
  });
});

describe("no request to a private address", () => {
  let canary: Canary;
  beforeAll(async () => {
    canary = await openCanary();
  });
  afterAll(() => canary.close());

  test("in whatever way it is written: refused, and not a packet leaves", async () => {
    for (const url of privateAddresses(canary.port)) {
      const answer = await carrier.exchange(post(url));
      expect(answer.type, url).toBe("refused");
    }
    expect(canary.visits()).toBe(0);
  });

  test("a redirect to it is not followed", async () => {
    sink.answer((_post, response) => response.writeHead(302, { location: `https://localhost:${canary.port}/x` }).end());
    expect(await carrier.exchange(post())).toMatchObject({ type: "answered", status: 302 });
    expect(canary.visits()).toBe(0);
  });
});
