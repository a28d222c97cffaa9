/** What is refused before the app is asked, as bytes on a socket: with the headers of every answer, and never inside of another answer. */
import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { securityHeaders } from "../../src/http/security-headers.ts";
import { createSiteServer } from "../../src/node/site-server.ts";
import { testClock } from "../support/service.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function served(fetch: (request: Request) => Response = () => new Response("the app")): Promise<Server> {
  const clock = testClock("2026-11-22T12:00:00-05:00");
  const server = createSiteServer({ fetch }, { database: { version: () => 1 }, clock });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}

function connected(server: Server): Socket {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  ends.push(() => socket.destroy());
  return socket;
}

/** All that comes until the connection ends. */
async function answerTo(socket: Socket): Promise<string> {
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk;
  });
  await once(socket, "close");
  return received;
}

function expectOurs(answer: string, status: number, type: string): void {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  for (const [name, value] of Object.entries(securityHeaders))
    expect(head.toLowerCase()).toContain(`\r\n${name}: ${value}`.toLowerCase());
  expect(head).not.toMatch(/^(server|x-powered-by):/im);
  expect(JSON.parse(body)).toMatchObject({ type: `/api#${type}`, status, detail: expect.stringMatching(/./) });
}

test.each([
  ["a line that is no header", "GET / HTTP/1.1\r\nHost: here\r\nno header\r\n\r\n", 400, "unreadable-request"],
  ["what is not HTTP at all", "\u0016\u0003\u0001 hello\r\n\r\n", 400, "unreadable-request"],
  ["more headers than are read", `GET / HTTP/1.1\r\nHost: here\r\nX: ${"x".repeat(20_000)}`, 431, "headers-too-large"],
  ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "wrong-host"],
  [
    "a chunk that is none",
    "POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n",
    400,
    "unreadable-request",
  ],
])("%s is refused with the headers of every answer, and what to do", async (_, bytes, status, type) => {
  const app = () => new Response(new ReadableStream({ start() {} }));
  const socket = connected(await served(bytes.startsWith("POST") ? app : undefined));
  socket.write(bytes, "latin1");
  expectOurs(await answerTo(socket), status, type);
});

test("a request that does not come in time is refused so too", async () => {
  const server = await served();
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const socket = connected(server);
  socket.write("GET / HTTP/1.1\r\n");
  const [theirs] = await accepted;
  // As Node does it, which looks each half minute only.
  server.emit("clientError", Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), theirs);
  expectOurs(await answerTo(socket), 408, "request-too-slow");
});

test("an Expect that is not known is passed over", async () => {
  const socket = connected(await served());
  socket.write("GET / HTTP/1.1\r\nHost: here\r\nExpect: the-best\r\nConnection: close\r\n\r\n");
  expect(await answerTo(socket)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*the app/);
});

test("where an answer is on its way, nothing is put into it", async () => {
  const stream = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("the first half")),
      }),
    );
  const socket = connected(await served(stream));
  socket.write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
  const answer = answerTo(socket);
  await once(socket, "data");
  socket.write("no request\r\n\r\n");
  const bytes = await answer;
  expect(bytes).toMatch(/^HTTP\/1.1 200 OK[\s\S]*the first half/);
  expect(bytes).not.toContain("HTTP/1.1 400");
});
