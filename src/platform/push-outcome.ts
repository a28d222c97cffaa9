/** What the answer of a push service means for delivery. */
import type { Outcome } from "../channels/channel.ts";

const longestRetrySeconds = 24 * 3_600;

/** What a push service's status means. Only 404 and 410 end a subscription (RFC 8030 §7.3). */
export function pushOutcome(status: number, retryAfter: string | undefined, text: string, now: number): Outcome {
  const words = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
  const reason = `HTTP ${status}${words ? `: ${words}` : ""}`;
  if (status >= 200 && status < 300) return { type: "accepted" };
  if (status === 404 || status === 410) return { type: "gone", reason };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterSeconds = readRetryAfter(retryAfter, now);
    return { type: "later", reason, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) };
  }
  // Our own key or subject is not accepted: an operator can mend that before the advisory ends, and nobody is dropped for it.
  if (status === 401 || status === 403) return { type: "later", reason };
  return { type: "refused", reason };
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. `null` where it is neither; at most a day. */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text), longestRetrySeconds);
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(0, Math.ceil((at - now) / 1000)), longestRetrySeconds);
}
