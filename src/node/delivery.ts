/** Delivery on Node: carriers that keep connections open, or write mails to files. */
import { join } from "node:path";
import { dkimOf, onlyThose, type WiredDelivery, wiredDelivery } from "../delivery-wiring.ts";
import { emlCarrier } from "../platform/node/eml-carrier.ts";
import { pushCarrier } from "../platform/node/push-carrier.ts";
import { webCarrier } from "../platform/node/web-carrier.ts";
import { smtpCarrier } from "../platform/smtp-carrier.ts";
import { type DeliveryShare, deliveryShare } from "./delivery-share.ts";
import type { Instance } from "./instance.ts";

const pushesAtOnce = 100;
const postsAtOnce = 30;

export type NodeDelivery = WiredDelivery;

/** `share`: all of it, unless threads share the work. */
export function deliveryOf(
  service: Instance,
  isStopping: () => boolean,
  share: DeliveryShare = deliveryShare(0, 1, service.settings.MAIL_CONNECTIONS),
): NodeDelivery {
  const { settings, keys } = service;
  const { SMTP_URL: url, PUSH_HOSTS, WEBHOOK_HOSTS, DATA_DIR } = settings;
  const { mailConnections: connections } = share;
  const delivery = wiredDelivery({
    service,
    vapid: keys.vapid,
    carriers: {
      mail: url ? smtpCarrier({ url, connections, ...dkimOf(settings) }) : emlCarrier(join(DATA_DIR, "mail")),
      push: pushCarrier({ extraHosts: PUSH_HOSTS }),
      web: webCarrier({ extraHosts: WEBHOOK_HOSTS }),
    },
    atOnce: { mails: connections, pushes: pushesAtOnce, posts: postsAtOnce },
    isStopping,
  });
  return { ...delivery, channels: onlyThose(share.channels, delivery.channels) };
}
