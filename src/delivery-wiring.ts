/** Delivery over the carriers of a platform: every channel, and letters. */

import type { Dependencies } from "./actions/dependencies.ts";
import type { MailCarrier, PushCarrier, WebCarrier } from "./channels/carriers.ts";
import type { ChannelName, Outcome } from "./channels/channel.ts";
import { emailChannel } from "./channels/email.ts";
import { letterSender } from "./channels/letters.ts";
import { isWebLetter, webLetterSender } from "./channels/web-letters.ts";
import { pushChannel, pushSender } from "./channels/web-push.ts";
import { webhookChannel } from "./channels/webhook.ts";
import { webSubChannel } from "./channels/websub.ts";
import type { DeliveryDependencies } from "./delivery/dependencies.ts";
import type { Letter } from "./domain/letter.ts";
import type { PartnerSecrets, Tokens } from "./domain/ports.ts";
import { publicReader } from "./http/public-reader.ts";
import { viewReader } from "./http/view.ts";
import { encryptPush } from "./platform/push-encryption.ts";
import { processTimers } from "./platform/timers.ts";
import type { Settings } from "./settings.ts";
import { letterMatter } from "./store/letter-matter.ts";

export interface Carriers {
  readonly mail: MailCarrier;
  readonly push: PushCarrier;
  readonly web: WebCarrier;
}

/** How many messages a channel may have in flight at once. */
export interface AtOnce {
  readonly mails: number;
  readonly pushes: number;
  readonly posts: number;
}

export interface DeliveryOptions {
  readonly service: Dependencies & {
    readonly settings: Settings;
    readonly tokens: Tokens;
    readonly secrets: PartnerSecrets;
  };
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly carriers: Carriers;
  readonly atOnce: AtOnce;
  readonly isStopping: () => boolean;
}

export interface WiredDelivery extends DeliveryDependencies {
  /** One try, without the database. */
  sendDirectly(letter: Letter): Promise<Outcome>;
  close(): Promise<void>;
}

export function wiredDelivery({ service, vapid, carriers, atOnce, isStopping }: DeliveryOptions): WiredDelivery {
  const { settings, database, clock, site, tokens, secrets, digest, log } = service;
  const { MAIL_FROM: mailFrom, PUSH_HOSTS, WEBHOOK_HOSTS, VAPID_SUBJECT: subject, BOUNCE_ADDRESS } = settings;
  const machines = {
    carrier: carriers.web,
    site,
    secrets,
    reader: publicReader(database, site, viewReader(service)),
    concurrency: atOnce.posts,
    extraHosts: WEBHOOK_HOSTS,
  };
  const pushing = {
    carrier: carriers.push,
    vapid: { ...vapid, subject },
    encrypt: encryptPush,
    extraHosts: PUSH_HOSTS,
  };
  const sendLetter = letterSender({
    ...{ site, tokens, mailFrom, clock },
    carrier: carriers.mail,
    push: pushSender(pushing),
    web: carriers.web,
  });
  const sendWebLetter = webLetterSender({ ...machines, clock });
  return {
    database,
    clock,
    digest,
    timers: processTimers,
    channels: {
      webhook: webhookChannel(machines),
      websub: webSubChannel(machines),
      push: pushChannel({ ...pushing, site, concurrency: atOnce.pushes }),
      email: emailChannel({
        carrier: carriers.mail,
        site,
        tokens,
        mailFrom,
        bounceAddress: BOUNCE_ADDRESS,
        concurrency: atOnce.mails,
      }),
    },
    sendDirectly: sendLetter,
    sendLetter: async (letter) => {
      const matter = await letterMatter(database, letter, digest, clock.now());
      if (!matter) return { type: "refused", reason: "what the letter is about is gone" };
      return isWebLetter(matter) ? sendWebLetter(matter) : sendLetter(matter);
    },
    isStopping,
    random: Math.random,
    log,
    async close() {
      await Promise.all(Object.values(carriers).map((carrier) => carrier.close()));
    },
  };
}

/** What signs mails, where keys are set. */
export function dkimOf({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY }: Settings) {
  if (!DKIM_DOMAIN || DKIM_KEY.length === 0) return {};
  const dkim = DKIM_KEY.map((privateKey, index) => {
    return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR[index] ?? "", privateKey };
  });
  return { dkim };
}

export function onlyThose(
  names: readonly ChannelName[],
  all: DeliveryDependencies["channels"],
): DeliveryDependencies["channels"] {
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}
