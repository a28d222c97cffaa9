/** What webhooks and WebSub ask after they have read what they post: reading takes its time, and meanwhile everything may have changed. */
import { expect, test } from "vitest";
import type { Channel } from "../../src/channels/channel.ts";
import { webhookChannel } from "../../src/channels/webhook.ts";
import { webSubChannel } from "../../src/channels/websub.ts";
import { partnerSecrets } from "../../src/platform/partner-secrets.ts";
import { extended, site } from "../support/notices.ts";

const addresses = {
  webhook: { url: "https://hub.example.org/hook", format: "json", version: 1 },
  websub: { callback: "https://hub.example.org/hook", topic: "/cap/feed.atom", expiresAt: 1_000 },
};

test.each(["webhook", "websub"] as const)(
  "a message of %s is posted only where nothing changed, and nobody else has it, once it was read",
  async (name) => {
    let posts = 0;
    const settings = {
      ...{ site, concurrency: 1, secrets: partnerSecrets(Buffer.alloc(32, 9)) },
      reader: {
        advisory: async (id: string) => ({ id }),
        capMessage: async () => "<alert/>",
        topic: async () => ({ type: "application/atom+xml", body: new Uint8Array(), link: "" }),
      },
      carrier: {
        exchange: async () => {
          posts++;
          return { type: "answered", status: 204, retryAfterSeconds: null, text: "" } as const;
        },
        close: async () => {},
      },
    };
    const channel: Channel = name === "webhook" ? webhookChannel(settings) : webSubChannel(settings);
    const recipient = { id: 1, address: JSON.stringify(addresses[name]), language: "en", nonce: "nonce" };
    const send = (stillStands: () => Promise<boolean>) =>
      channel.send(channel.compose(extended(), "en"), {
        ...{ recipient, messageKey: "key", deadlineAt: 1_000, now: 0 },
        stillStands,
      });
    expect(await send(async () => false)).toMatchObject({ type: "later" });
    expect(await send(() => Promise.reject(new Error("cannot be read")))).toMatchObject({ type: "later" });
    expect(posts).toBe(0);
    expect(await send(async () => true)).toEqual({ type: "accepted" });
    expect(posts).toBe(1);
  },
);
