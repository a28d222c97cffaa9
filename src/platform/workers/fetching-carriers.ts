/**
 * Carriers over `fetch`: one try with one deadline, no redirects, at most 4 KB of the answer read. Workers open no connection of HTTP/2
 * themselves and cannot pin an address, so the rules for addresses alone guard where a request may go; from Cloudflare's network no
 * private address of ours can be reached.
 */
import type { PushCarrier, WebAnswer, WebCarrier, WebRequest } from "../../channels/carriers.ts";
import { callbackFault } from "../../channels/outbound-address.ts";
import { pushEndpointFault } from "../../channels/push-hosts.ts";
import { messageOf } from "../../domain/thrown.ts";
import { pushOutcome, readRetryAfter } from "../push-outcome.ts";

const answerLimitBytes = 4_096;
const deadlineSeconds = 10;

export interface FetchingCarriers {
  readonly push: PushCarrier;
  readonly web: WebCarrier;
}

/** `spend` is told of each request: all of them count towards the limit of an invocation. */
export function fetchingCarriers(
  { PUSH_HOSTS, WEBHOOK_HOSTS }: { readonly PUSH_HOSTS: readonly string[]; readonly WEBHOOK_HOSTS: readonly string[] },
  spend: () => void,
): FetchingCarriers {
  const close = async () => {};

  async function ask(request: WebRequest): Promise<Asked> {
    spend();
    const { url, method, headers, body } = request;
    const signal = AbortSignal.timeout(deadlineSeconds * 1_000);
    try {
      const sent = body ? { body: new Uint8Array(body) } : {};
      const answer = await fetch(url, { method, headers, ...sent, redirect: "manual", signal });
      const retryAfter = answer.headers.get("retry-after") ?? undefined;
      return { type: "answered", status: answer.status, retryAfter, text: await beginningOf(answer) };
    } catch (error) {
      // Nothing tells for certain whether the request had left: it may have been taken.
      const reason = messageOf(error);
      return { type: "no-answer", reason, isTooLate: signal.aborted };
    }
  }

  async function post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array) {
    const asked = await ask({ method: "POST", url, headers, body });
    // Mostly no connection came about, and then nobody would be told: a repeat has the same topic and replaces what is shown.
    if (asked.type === "no-answer" && !asked.isTooLate)
      return { type: "later", reason: `no connection: ${asked.reason}`, mayHaveArrived: true } as const;
    if (asked.type === "no-answer") return { type: "unknown", reason: `no answer: ${asked.reason}` } as const;
    return pushOutcome(asked.status, asked.retryAfter, asked.text.slice(0, 200), Date.now());
  }

  return {
    push: {
      async post({ endpoint, headers, body }) {
        const fault = pushEndpointFault(endpoint, PUSH_HOSTS);
        return fault ? { type: "refused", reason: fault } : post(endpoint, headers, body);
      },
      close,
    },
    web: {
      async exchange(request): Promise<WebAnswer> {
        const fault = callbackFault(request.url, WEBHOOK_HOSTS);
        if (fault) return { type: "refused", reason: fault };
        const asked = await ask(request);
        if (asked.type === "no-answer") return { type: "no-answer", reason: asked.reason };
        const { status, retryAfter, text } = asked;
        return { type: "answered", status, retryAfterSeconds: readRetryAfter(retryAfter, Date.now()), text };
      },
      close,
    },
  };
}

type Asked =
  | {
      readonly type: "answered";
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly text: string;
    }
  | { readonly type: "no-answer"; readonly reason: string; readonly isTooLate: boolean };

/** The first 4 KB; whatever would follow is not read. */
async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; bytes < answerLimitBytes; ) {
    const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
    if (done) break;
    chunks.push(value);
    bytes += value.length;
  }
  await reader.cancel().catch(() => {});
  return Buffer.concat(chunks).subarray(0, answerLimitBytes).toString("utf8");
}
