/**
 * Posts JSON to addresses that the operator named: one try with one deadline, no redirects, at most 4 KB of the answer read. The same
 * rules for addresses as everywhere: public ones, and loopback only where `WEBHOOK_HOSTS` names the host.
 */
import { request } from "node:https";
import { isIP } from "node:net";
import type { HookCarrier } from "../../channels/carriers.ts";
import type { Outcome } from "../../channels/channel.ts";
import { isNamedHost } from "../../channels/outbound-address.ts";
import { pushOutcome } from "../push-outcome.ts";
import { pinnedLookup, privateAddressCode } from "./public-address.ts";

export interface HookCarrierSettings {
  /** `WEBHOOK_HOSTS`. */
  readonly namedHosts: readonly string[];
  readonly deadlineSeconds?: number;
}

const answerLimitBytes = 4_096;

export function hookCarrier({ namedHosts, deadlineSeconds = 10 }: HookCarrierSettings): HookCarrier {
  return {
    post({ url, body }) {
      const { hostname, port } = new URL(url);
      const isNamed = isNamedHost(hostname, Number(port || 443), namedHosts);
      const literal = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
      if (literal && !isNamed) return Promise.resolve({ type: "refused", reason: "the host is a bare address" });
      return new Promise<Outcome>((resolve) => {
        let wasConnected = false;
        const posted = request(
          url,
          {
            method: "POST",
            headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
            lookup: pinnedLookup(isNamed),
            agent: false,
            timeout: deadlineSeconds * 1_000,
          },
          (answer) => {
            let text = "";
            const done = () => {
              clearTimeout(timer);
              const outcome = pushOutcome(answer.statusCode ?? 0, answer.headers["retry-after"], text, Date.now());
              // Only a subscription ends by 404 or 410: an operator can mend an address.
              resolve(outcome.type === "gone" ? { type: "later", reason: outcome.reason } : outcome);
              posted.destroy();
            };
            answer.on("data", (chunk: Buffer) => {
              text += chunk.toString("utf8").slice(0, 200 - text.length);
              if (answer.socket.bytesRead > answerLimitBytes) done();
            });
            answer.on("end", done);
            answer.on("error", done);
          },
        );
        const failed = (reason: string, code?: string) => {
          clearTimeout(timer);
          if (code === privateAddressCode) resolve({ type: "refused", reason });
          else resolve({ type: wasConnected ? "unknown" : "later", reason });
          posted.destroy();
        };
        const timer = setTimeout(() => failed("no answer within the deadline"), deadlineSeconds * 1_000);
        posted.on("socket", (socket) => socket.once("secureConnect", () => (wasConnected = true)));
        posted.on("error", (error: NodeJS.ErrnoException) => failed(error.message, error.code));
        posted.end(body);
      });
    },
    close: async () => {},
  };
}
