/**
 * What one push with 300 bytes of content costs, encrypted for its browser and posted to an HTTP/2 service in a process of its own: our
 * channel and carrier against `sendNotification` of web-push, which keeps its connections open.
 */
import { fork } from "node:child_process";
import { createECDH, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import tls from "node:tls";
import webPush from "web-push";
import { type ComposedPush, pushChannel } from "../../src/channels/web-push.ts";
import { pushCarrier } from "../../src/platform/node/push-carrier.ts";
import { encryptPush } from "../../src/platform/push-encryption.ts";
import { site } from "../../test/support/notices.ts";
import type { Measure } from "../bench.ts";
import { against, compared } from "./measuring.ts";

const messages = 2_000;
const runs = 7;
const atOnce = 100;
const peerConnections = 20;

export async function pushBench(say: (line: string) => void): Promise<Measure[]> {
  const sinks = fork(new URL("./bench-sinks.js", import.meta.url));
  const { push: port, caFile } = await new Promise<{ push: number; caFile: string }>((resolve) =>
    sinks.once("message", (message) => resolve(message as { push: number; caFile: string })),
  );
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(caFile, "utf8")]);
  const extraHosts = [`localhost:${port}`];
  const carrier = pushCarrier({ extraHosts });
  const subject = "mailto:advisories@example.gov";
  const vapid = { ...webPush.generateVAPIDKeys(), subject };
  const channel = pushChannel({ carrier, site, vapid, encrypt: encryptPush, concurrency: atOnce, extraHosts });
  const payload = "x".repeat(300);
  const composed: ComposedPush = { payload, topic: "bench", urgency: "normal", longestLifeSeconds: 3_600 };
  const subscriptions = Array.from({ length: messages }, (_, index) => subscriptionAt(port, index));
  const agent = new Agent({ keepAlive: true, maxSockets: peerConnections });
  try {
    say(`${runs} runs of ${messages} pushes of each side, in turns …`);
    const { ours, peer } = await compared(
      {
        atOnce,
        async send(index) {
          const recipient = { id: index + 1, address: JSON.stringify(subscriptions[index]), language: "en", nonce: "" };
          const now = Date.now();
          const outcome = await channel.send(composed, { recipient, messageKey: "bench", deadlineAt: now + 1e6, now });
          if (outcome.type !== "accepted") throw new Error(outcome.reason);
        },
      },
      {
        atOnce,
        send: (index) =>
          webPush.sendNotification(subscriptions[index] as webPush.PushSubscription, payload, {
            vapidDetails: vapid,
            TTL: 1_000,
            urgency: "normal",
            topic: "bench",
            agent,
          }),
      },
      messages,
      runs,
    );
    return [
      against("cpu per push", ours.cpuMs, peer.cpuMs, 0.5, "ms", runs),
      against("pushes per second, one thread", ours.perSecond, peer.perSecond, 2, "1/s", runs),
    ];
  } finally {
    await carrier.close();
    agent.destroy();
    sinks.send("stop");
  }
}

function subscriptionAt(port: number, index: number): webPush.PushSubscription {
  const p256dh = createECDH("prime256v1").generateKeys().toString("base64url");
  return {
    endpoint: `https://localhost:${port}/${index}`,
    keys: { p256dh, auth: randomBytes(16).toString("base64url") },
  };
}
