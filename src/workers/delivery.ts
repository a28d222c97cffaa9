/**
 * Delivery in turns: a message of the queue is one turn at a kind of work. Whoever has a turn leases the most urgent lot, as a thread
 * does on Node, and not one that the message names: a correction that came meanwhile goes before thousands of older messages. So a
 * lost message costs time, and a doubled or reordered one nothing. A turn ends by itself before the limits of an invocation; what it
 * leaves is handed back with exact bits, and one more turn is asked for.
 */
import type { Channel, ChannelName } from "../channels/channel.ts";
import { emailChannel } from "../channels/email.ts";
import { letterSender } from "../channels/letters.ts";
import { pushChannel } from "../channels/web-push.ts";
import { deliveryJobs, nextWorkAt } from "../delivery/deliver.ts";
import type { DeliveryDependencies } from "../delivery/dependencies.ts";
import { encryptPush } from "../platform/push-encryption.ts";
import { smtpCarrier } from "../platform/smtp-carrier.ts";
import { processTimers } from "../platform/timers.ts";
import { countedBinding, d1Database } from "../platform/workers/d1.ts";
import { fetchingHookCarrier, fetchingPushCarrier } from "../platform/workers/fetching-carriers.ts";
import { openSocket } from "../platform/workers/open-socket.ts";
import { instanceValue, setValue } from "../store/instance.ts";
import { letterMatter } from "../store/letters.ts";
import { leasedLots } from "../store/lots.ts";
import type { Env, Turn, WorkersInstance } from "./instance.ts";

/** Workers keeps six connections open at once for one invocation; one is left for D1. */
const connectionsAtOnce = 5;
/** Far below the limit of a queue's consumer (15 minutes of wall time), so that what is urgent is not kept waiting by a long turn. */
const longestTurnMs = 20_000;
/** Far below 1,000 requests to other services, the limit of an invocation: what is in flight then is still settled. */
const requestsInTurn = 800;
/** So many turns at one channel go on beside one another: D1 takes one write at a time, and each turn marks its lot ten times a second. */
const turnsAtOnce = 20;
/** What is due within this time gets its turn by the queue's own delay; all else is found by cron (ms). */
const nearMs = 60_000;

interface Delivery extends DeliveryDependencies {
  close(): Promise<void>;
}

function deliveryOf(service: WorkersInstance, isStopping: () => boolean, spend: () => void): Delivery {
  const { settings, database, clock, site, tokens, vapid, log } = service;
  const { SMTP_URL, MAIL_FROM: mailFrom, PUSH_HOSTS: extraHosts, DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY } = settings;
  const dkim =
    DKIM_DOMAIN && DKIM_SELECTOR && DKIM_KEY
      ? { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: DKIM_KEY }
      : undefined;
  const hooks = fetchingHookCarrier(settings.WEBHOOK_HOSTS);
  const pushes = fetchingPushCarrier(extraHosts);
  const mails = SMTP_URL
    ? smtpCarrier({ url: SMTP_URL, connections: connectionsAtOnce, openSocket, ...(dkim ? { dkim } : {}) })
    : null;
  const push = pushChannel({
    carrier: {
      ...pushes,
      post(request) {
        spend();
        return pushes.post(request);
      },
    },
    site,
    vapid: { ...vapid, subject: settings.VAPID_SUBJECT },
    encrypt: encryptPush,
    concurrency: connectionsAtOnce,
    extraHosts,
  });
  const email = mails && emailChannel({ carrier: mails, site, tokens, mailFrom, concurrency: connectionsAtOnce });
  const sendLetter = mails && letterSender({ site, tokens, mailFrom, carrier: mails, hooks });
  return {
    database,
    clock,
    timers: processTimers,
    channels: { push, ...(email ? { email } : {}) } as Partial<Record<ChannelName, Channel>>,
    async sendLetter(letter) {
      if (!sendLetter) return { type: "later", reason: "no mail server is set (SMTP_URL)" };
      const matter = await letterMatter(database, letter, service.digest, clock.now());
      return matter ? sendLetter(matter) : { type: "refused", reason: "what the letter is about is gone" };
    },
    isStopping,
    random: Math.random,
    log,
    async close() {
      await Promise.all([pushes.close(), hooks.close(), mails?.close()]);
    },
  };
}

/** Takes one turn, and asks for the next where work is left. */
export async function takeTurn(service: WorkersInstance, turn: Turn, env: Env): Promise<void> {
  const { clock, log } = service;
  const endsAt = clock.now() + longestTurnMs;
  let requests = 0;
  const spend = () => {
    requests += 1;
  };
  const isOver = () => clock.now() >= endsAt || requests >= requestsInTurn;
  const database = d1Database(countedBinding(env.DB, spend));
  const delivery = deliveryOf({ ...service, database }, isOver, spend);
  try {
    const job = deliveryJobs(delivery).find(({ name }) => name === turn.job);
    if (!job) return log.error({ job: turn.job }, "a message of the queue names no job");
    if (isChannel(turn.job) && (await leasedLots(database, turn.job, clock.now())) >= turnsAtOnce) return;
    await job.run();
    if (isOver()) await env.TURNS.send(turn);
    else if (turn.job === "plan") await askForTurns(delivery, env);
  } finally {
    await delivery.close();
  }
}

function isChannel(job: string): job is ChannelName {
  return job === "push" || job === "email" || job === "webhook" || job === "websub";
}

/** A turn for every kind of work, where anything is due; else one more turn of planning when the next is due soon. */
async function askForTurns(delivery: Delivery, env: Env): Promise<void> {
  const { database, clock } = delivery;
  const now = clock.now();
  const next = await nextWorkAt(delivery);
  if (next === null || next > now + nearMs) return;
  const jobs = deliveryJobs(delivery).map(({ name }) => name);
  if (next <= now) await env.TURNS.sendBatch(jobs.filter((job) => job !== "plan").map((job) => ({ body: { job } })));
  // Only one waits at a time: else each round of cron would begin a chain of its own.
  const waiting = Number((await instanceValue(database, "nextTurnAt")) ?? 0);
  const at = Math.max(next, now + 1_000);
  if (waiting > now && waiting <= at) return;
  await database.atomically([setValue(database, "nextTurnAt", String(at))]);
  await env.TURNS.send({ job: "plan" }, { delaySeconds: Math.ceil((at - now) / 1_000) });
}
