/**
 * Posts pushes and hooks by `fetch`: one try with one deadline, no redirects, at most 4 KB of the answer read. Workers open no
 * connection of HTTP/2 themselves and cannot pin an address, so the rules for hosts alone guard where a post may go; from
 * Cloudflare's network no private address of ours can be reached.
 */
import type { HookCarrier, PushCarrier } from "../../channels/carriers.ts";
import type { Outcome } from "../../channels/channel.ts";
import { isNamedHost, pushEndpointFault } from "../../channels/push-hosts.ts";
import { pushOutcome } from "../push-outcome.ts";

const answerLimitBytes = 4_096;
const deadlineSeconds = 10;

export function fetchingPushCarrier(extraHosts: readonly string[]): PushCarrier {
  return {
    async post({ endpoint, headers, body }) {
      const fault = pushEndpointFault(endpoint, extraHosts);
      return fault ? { type: "refused", reason: fault } : post(endpoint, headers, new Uint8Array(body));
    },
    async close() {},
  };
}

/** `namedHosts`: `WEBHOOK_HOSTS`. */
export function fetchingHookCarrier(namedHosts: readonly string[]): HookCarrier {
  return {
    async post({ url, body }) {
      const { hostname, port } = new URL(url);
      if (/^\[|^[\d.]+$/.test(hostname) && !isNamedHost(hostname, Number(port || 443), namedHosts))
        return { type: "refused", reason: "the host is a bare address" };
      const outcome = await post(url, { "content-type": "application/json" }, body);
      // Only a subscription ends by 404 or 410: an operator can mend an address.
      return outcome.type === "gone" ? { type: "later", reason: outcome.reason } : outcome;
    },
    async close() {},
  };
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(deadlineSeconds * 1_000);
  try {
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    const text = answer.ok ? "" : await beginningOf(answer);
    await answer.body?.cancel().catch(() => {});
    return pushOutcome(answer.status, answer.headers.get("retry-after") ?? undefined, text, Date.now());
  } catch (error) {
    // Nothing tells whether the request had left: it may have been taken.
    return { type: "unknown", reason: `no answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

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
  reader.releaseLock();
  return Buffer.concat(chunks).subarray(0, 200).toString("utf8");
}
