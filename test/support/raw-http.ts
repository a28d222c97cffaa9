/** HTTP as bytes, for requests that no client would make: one connection each, and the answer as it came. */
import { connect } from "node:net";

export interface RawAnswer {
  /** Null: the connection was closed without a word. */
  readonly status: number | null;
  /** Lines of the head, without the first. */
  readonly head: string;
  readonly body: string;
  readonly milliseconds: number;
  /** Nothing came within the patience. */
  readonly isLate: boolean;
}

const patienceMs = 10_000;
/** When a request that never becomes whole is given up, by closing its half of the connection. */
const givenUpAfterMs = 30;
let connections = 0;

export function ask(
  port: number,
  request: Buffer,
  { isHead, isWhole }: { readonly isHead: boolean; readonly isWhole: boolean },
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    // From an address of its own, so that no port is used up.
    connections += 1;
    const localAddress = `127.0.${1 + (Math.floor(connections / 200) % 200)}.${1 + (connections % 200)}`;
    const socket = connect({ host: "127.0.0.1", port, localAddress });
    let received: Buffer = Buffer.alloc(0);
    const done = (isLate = false) => {
      clearTimeout(waiting);
      clearTimeout(givingUp);
      socket.destroy();
      const { status, head, body } = parts(received);
      // To a HEAD there is no body: what follows is about what we sent after it.
      const text = isHead ? "" : (isChunked(head) ? withoutChunks(body) : body).toString("utf8");
      resolve({ status, head, body: text, milliseconds: performance.now() - startedAt, isLate });
    };
    const waiting = setTimeout(() => done(true), patienceMs);
    let givingUp: NodeJS.Timeout | undefined;
    socket.on("connect", () => {
      socket.write(request);
      if (!isWhole) givingUp = setTimeout(() => socket.end(), givenUpAfterMs);
    });
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (isComplete(received, isHead)) done();
    });
    // A server that refuses by its head alone closes while we still write.
    socket.on("error", () => {});
    socket.on("close", () => done());
  });
}

function parts(received: Buffer): { status: number | null; head: string; body: Buffer } {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return { status: null, head: "", body: Buffer.alloc(0) };
  const [first = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = received.subarray(end + 4);
  // 100 Continue: the answer itself follows.
  return status === 100 ? parts(rest) : { status, head: lines.join("\n"), body: rest };
}

function isComplete(received: Buffer, isHead: boolean): boolean {
  const { status, head, body } = parts(received);
  if (status === null) return false;
  if (isHead || status === 204 || status === 304) return true;
  // Events come for ever: their head is the answer.
  if (/^content-type: text\/event-stream/im.test(head)) return true;
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (length !== undefined) return body.length >= Number(length);
  return isChunked(head) && body.subarray(-5).equals(Buffer.from("0\r\n\r\n"));
}

function isChunked(head: string): boolean {
  return /^transfer-encoding: chunked$/im.test(head);
}

function withoutChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0, length = 1; length > 0; ) {
    const end = body.indexOf("\r\n", at);
    length = end < 0 ? 0 : Number.parseInt(body.subarray(at, end).toString("latin1"), 16) || 0;
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}
