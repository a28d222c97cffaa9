/**
 * Posts pushes over HTTP/2: one try with one deadline, no redirects, at most 4 KB of the answer read. What it says is what is known:
 * before the request left it is `later`, after that only the answer counts.
 */
import { type ClientHttp2Stream, constants } from "node:http2";
import type { PushCarrier, PushRequest } from "../../channels/carriers.ts";
import type { Outcome } from "../../channels/channel.ts";
import { pushEndpointFault } from "../../channels/push-hosts.ts";
import { pushOutcome } from "../push-outcome.ts";
import { type PushSession, pushConnections } from "./push-connections.ts";

export interface PushCarrierSettings {
  /** `PUSH_HOSTS`. */
  readonly extraHosts?: readonly string[];
  readonly deadlineSeconds?: number;
}

const answerLimitBytes = 4_096;
/** An answer's text only explains a refusal; nobody waits long for it. */
const explanationMilliseconds = 500;

export function pushCarrier({ extraHosts = [], deadlineSeconds = 10 }: PushCarrierSettings = {}): PushCarrier {
  const connections = pushConnections(extraHosts, deadlineSeconds);
  return {
    async post(request) {
      const fault = pushEndpointFault(request.endpoint, extraHosts);
      if (fault) return { type: "refused", reason: fault };
      const url = new URL(request.endpoint);
      const deadlineAt = performance.now() + deadlineSeconds * 1000;
      let session: PushSession;
      try {
        session = await within(connections.session(url), deadlineSeconds * 1000);
      } catch (error) {
        return { type: "later", reason: `not connected: ${(error as Error).message}` };
      }
      return exchange(session, url, request, Math.max(1, deadlineAt - performance.now()));
    },
    async close() {
      connections.close();
    },
  };
}

/** A connection is shared: who waits too long for it leaves without closing it for the others. */
function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the deadline passed")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function exchange(session: PushSession, url: URL, request: PushRequest, milliseconds: number): Promise<Outcome> {
  const { http2 } = session;
  if (http2.closed || http2.destroyed) return Promise.resolve({ type: "later", reason: "the connection had closed" });
  return new Promise((resolve) => {
    let stream: ClientHttp2Stream;
    try {
      stream = http2.request({
        ...request.headers,
        ":method": "POST",
        ":path": `${url.pathname}${url.search}`,
        "content-length": String(request.body.length),
      });
    } catch (error) {
      return resolve({ type: "later", reason: `not sent: ${(error as Error).message}` });
    }
    let isAnswered = false;
    const broken = (reason: string) => {
      if (!isAnswered) resolve({ type: wasNeverHandled(stream, session) ? "later" : "unknown", reason });
    };
    const timer = setTimeout(() => {
      broken("no answer within the deadline");
      stream.close(constants.NGHTTP2_CANCEL);
    }, milliseconds);
    stream.on("error", (error) => broken(`the connection broke: ${error.message}`));
    stream.on("close", () => {
      clearTimeout(timer);
      broken("the connection closed without an answer");
    });
    stream.on("response", (answer) => {
      isAnswered = true;
      const status = answer[":status"] ?? 0;
      if (status >= 200 && status < 300) {
        resolve({ type: "accepted" });
        return atMost(stream, answerLimitBytes);
      }
      clearTimeout(timer);
      const retryAfter = answer["retry-after"];
      explanation(stream).then((text) => resolve(pushOutcome(status, retryAfter, text, Date.now())));
    });
    stream.end(request.body);
  });
}

/** The request did not leave, or the server said that it will not look at it (RFC 9113 §8.7). */
function wasNeverHandled(stream: ClientHttp2Stream, { lastStreamId }: PushSession): boolean {
  if (stream.pending || stream.id === undefined) return true;
  if (lastStreamId !== undefined && stream.id > lastStreamId) return true;
  return stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
}

/** Lets an acceptance end by itself: a service counts streams that are cut off as an attack, and ends the session for all. */
function atMost(stream: ClientHttp2Stream, limitBytes: number): void {
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limitBytes && !stream.closed) stream.close(constants.NGHTTP2_CANCEL);
  });
}

/** The beginning of the answer's text, as far as it comes soon; then the stream is closed, whatever else would come. */
function explanation(stream: ClientHttp2Stream): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = () => {
      clearTimeout(timer);
      if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
      resolve(Buffer.concat(chunks).subarray(0, 200).toString("utf8"));
    };
    const timer = setTimeout(done, explanationMilliseconds);
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= answerLimitBytes) done();
    });
    stream.on("end", done);
    stream.on("close", done);
  });
}
