/**
 * Asks addresses that partners and subscribers named: one try with one deadline over TLS, to a public address that is pinned when the
 * connection is made; redirects are answers like any other, and no more than 4 KB of an answer is read.
 */
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { WebAnswer, WebCarrier, WebRequest } from "../../channels/carriers.ts";
import { callbackFault, isNamedHost } from "../../channels/outbound-address.ts";
import { readRetryAfter } from "../push-outcome.ts";
import { pinnedLookup } from "./public-address.ts";

export interface WebCarrierSettings {
  /** `WEBHOOK_HOSTS`. */
  readonly extraHosts?: readonly string[];
  readonly deadlineSeconds?: number;
}

const answerLimitBytes = 4_096;
const idleMilliseconds = 30_000;
/** More than the channels have in flight: a post that waited here could start after what it says was taken back. */
const connectionsPerHost = 100;
/** A status says enough: nobody waits longer than this for the text behind it. */
const longestTextMilliseconds = 1_000;

export function webCarrier({ extraHosts = [], deadlineSeconds = 10 }: WebCarrierSettings = {}): WebCarrier {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsPerHost, timeout: idleMilliseconds });
  return {
    async exchange(asked) {
      const fault = callbackFault(asked.url, extraHosts);
      if (fault) return { type: "refused", reason: fault };
      return exchange(asked, agent, extraHosts, deadlineSeconds * 1_000);
    },
    async close() {
      agent.destroy();
    },
  };
}

function exchange(
  asked: WebRequest,
  agent: Agent,
  extraHosts: readonly string[],
  deadline: number,
): Promise<WebAnswer> {
  const url = new URL(asked.url);
  const isNamed = isNamedHost(url.hostname, Number(url.port || 443), extraHosts);
  return new Promise((resolve) => {
    let isConnected = false;
    const sent = request(url, {
      method: asked.method,
      agent,
      lookup: pinnedLookup(isNamed),
      headers: { ...asked.headers, ...(asked.body ? { "Content-Length": asked.body.byteLength } : {}) },
    });
    const settle = (answer: WebAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      sent.destroy();
    };
    const broken = (reason: string) => settle({ type: isConnected ? "no-answer" : "not-sent", reason });
    const timer = setTimeout(() => broken("no answer within the deadline"), deadline);
    sent.on("socket", (socket) => {
      // One that is kept alive carries the request at once; a new one not before its handshake is through.
      if (sent.reusedSocket) isConnected = true;
      else socket.once("secureConnect", () => (isConnected = true));
    });
    sent.on("error", (error) => broken(error.message));
    sent.on("response", async (answer) => {
      const text = await beginning(answer);
      settle({
        type: "answered",
        status: answer.statusCode ?? 0,
        retryAfterSeconds: readRetryAfter(answer.headers["retry-after"], Date.now()),
        text,
      });
    });
    sent.end(asked.body);
  });
}

/** At most 4 KB of what comes soon. Whatever would follow is not read. */
function beginning(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).subarray(0, answerLimitBytes).toString("utf8"));
    };
    const timer = setTimeout(done, longestTextMilliseconds);
    answer.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= answerLimitBytes) done();
    });
    answer.on("end", done);
    answer.on("error", done);
    answer.on("close", done);
  });
}
