/** Delivery's dependencies on Node: channels over real carriers, and letters. */
import { join } from "node:path";
import type { MailCarrier } from "../channels/carriers.ts";
import type { ChannelName, Outcome } from "../channels/channel.ts";
import { emailChannel } from "../channels/email.ts";
import { type Letter, letterSender } from "../channels/letters.ts";
import { isWebLetter, webLetterSender } from "../channels/web-letters.ts";
import { pushChannel } from "../channels/web-push.ts";
import { webhookChannel } from "../channels/webhook.ts";
import { webSubChannel } from "../channels/websub.ts";
import type { DeliveryDependencies } from "../delivery/dependencies.ts";
import { publicReader } from "../http/public-reader.ts";
import { viewReader } from "../http/view.ts";
import { emlCarrier } from "../platform/node/eml-carrier.ts";
import { pushCarrier } from "../platform/node/push-carrier.ts";
import { smtpCarrier } from "../platform/node/smtp-carrier.ts";
import { processTimers } from "../platform/node/timers.ts";
import { webCarrier } from "../platform/node/web-carrier.ts";
import { encryptPush } from "../platform/push-encryption.ts";
import type { Settings } from "../settings.ts";
import { letterMatter } from "../store/letters.ts";
import { type DeliveryShare, deliveryShare } from "./delivery-share.ts";
import type { Instance } from "./instance.ts";

const pushesAtOnce = 100;
const postsAtOnce = 30;

export interface NodeDelivery extends DeliveryDependencies {
  /** One try, without the database. */
  sendDirectly(letter: Letter): Promise<Outcome>;
  close(): Promise<void>;
}

/** `share`: all of it, unless threads share the work. */
export function deliveryOf(
  service: Instance,
  isStopping: () => boolean,
  share: DeliveryShare = deliveryShare(0, 1, service.settings.MAIL_CONNECTIONS),
): NodeDelivery {
  const { settings, database, clock, site, tokens, secrets, keys, log } = service;
  const mailCarrier = mailCarrierOf(settings, share.mailConnections);
  const carrier = pushCarrier({ extraHosts: settings.PUSH_HOSTS });
  const web = webCarrier({ extraHosts: settings.WEBHOOK_HOSTS });
  const reader = publicReader(database, site, viewReader(database, clock));
  const machines = {
    carrier: web,
    site,
    secrets,
    reader,
    concurrency: postsAtOnce,
    extraHosts: settings.WEBHOOK_HOSTS,
  };
  const mailFrom = settings.MAIL_FROM;
  const vapid = { ...keys.vapid, subject: settings.VAPID_SUBJECT };
  const sendLetter = letterSender({ site, tokens, mailFrom, carrier: mailCarrier, web });
  const sendWebLetter = webLetterSender({ ...machines, clock });
  return {
    database,
    clock,
    timers: processTimers,
    channels: onlyThose(share.channels, {
      webhook: webhookChannel(machines),
      websub: webSubChannel(machines),
      push: pushChannel({
        carrier,
        site,
        vapid,
        encrypt: encryptPush,
        concurrency: pushesAtOnce,
        extraHosts: settings.PUSH_HOSTS,
      }),
      email: emailChannel({ carrier: mailCarrier, site, tokens, mailFrom, concurrency: share.mailConnections }),
    }),
    sendDirectly: sendLetter,
    sendLetter: async (letter) => {
      const matter = await letterMatter(database, letter, service.digest, clock.now());
      if (!matter) return { type: "refused", reason: "what the letter is about is gone" };
      return isWebLetter(matter) ? sendWebLetter(matter) : sendLetter(matter);
    },
    isStopping,
    random: Math.random,
    log,
    async close() {
      await Promise.all([mailCarrier.close(), carrier.close(), web.close()]);
    },
  };
}

function onlyThose(names: readonly ChannelName[], all: DeliveryDependencies["channels"]) {
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}

function mailCarrierOf(settings: Settings, connections: number): MailCarrier {
  const { SMTP_URL, DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY } = settings;
  if (!SMTP_URL) return emlCarrier(join(settings.DATA_DIR, "mail"));
  const dkim =
    DKIM_DOMAIN && DKIM_SELECTOR && DKIM_KEY
      ? { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: DKIM_KEY }
      : undefined;
  return smtpCarrier({ url: SMTP_URL, connections, ...(dkim ? { dkim } : {}) });
}
