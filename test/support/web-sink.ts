/** A partner's or subscriber's own server, for tests: HTTPS on a free loopback port, with a certificate of the tests' authority. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { testCertificate } from "./certificate.ts";

export interface ReceivedPost {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** By the wall clock. */
  readonly at: number;
}

export type Answering = (received: ReceivedPost, response: ServerResponse, request: IncomingMessage) => void;

export interface WebSink {
  readonly origin: string;
  /** For WEBHOOK_HOSTS. */
  readonly host: string;
  readonly caFile: string;
  readonly received: ReceivedPost[];
  connections(): number;
  /** Null: 204. */
  answer(next: Answering | null): void;
  close(): Promise<void>;
}

export async function webSink(): Promise<WebSink> {
  const { key, cert, caFile } = testCertificate();
  const received: ReceivedPost[] = [];
  let next: Answering | null = null;
  let connections = 0;
  const server = createServer({ key, cert }, async (request, response) => {
    response.on("error", () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const post: ReceivedPost = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString("utf8"),
      at: Date.now(),
    };
    received.push(post);
    if (next) next(post, response, request);
    else response.writeHead(204).end();
  });
  server.on("connection", () => {
    connections += 1;
  });
  server.on("clientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    origin: `https://localhost:${port}`,
    host: `localhost:${port}`,
    caFile,
    received,
    connections: () => connections,
    answer: (given) => {
      next = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
