/**
 * Delivery in turns: a message of the queue is one turn at a kind of work. Whoever has a turn leases the most urgent lot, as a thread
 * does on Node, and not one that the message names: a correction that came meanwhile goes before thousands of older messages. So a
 * lost message costs time, and a doubled or reordered one nothing. A turn ends by itself before the limits of an invocation; what it
 * leaves is handed back with exact bits, and one more turn is asked for.
 */
import type { MailCarrier } from "../channels/carriers.ts";
import type { ChannelName } from "../channels/channel.ts";
import { deliveryJobs, nextWorkAt } from "../delivery/deliver.ts";
import { dkimOf, type WiredDelivery, wiredDelivery } from "../delivery-wiring.ts";
import { smtpCarrier } from "../platform/smtp-carrier.ts";
import { countedBinding, d1Database } from "../platform/workers/d1.ts";
import { fetchingCarriers } from "../platform/workers/fetching-carriers.ts";
import { openSocket } from "../platform/workers/open-socket.ts";
import type { Database } from "../store/database.ts";
import { instanceValue, setValue } from "../store/instance.ts";
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

export function deliveryOf(service: WorkersInstance, isStopping: () => boolean, spend: () => void): WiredDelivery {
  const { settings, vapid } = service;
  const { SMTP_URL: url } = settings;
  return wiredDelivery({
    service,
    vapid,
    carriers: {
      mail: url ? smtpCarrier({ url, connections: connectionsAtOnce, openSocket, ...dkimOf(settings) }) : noMail,
      ...fetchingCarriers(settings, spend),
    },
    atOnce: { mails: connectionsAtOnce, pushes: connectionsAtOnce, posts: connectionsAtOnce },
    isStopping,
  });
}

/** Mails wait until an operator says where to; `/readyz` says so. */
const noMail: MailCarrier = {
  send: async () => ({ type: "later", reason: "no mail server is set (SMTP_URL)" }),
  close: async () => {},
};

/** Delivery for one turn; `spend` is told of each request to another service. */
type WireTurn = (database: Database, isStopping: () => boolean, spend: () => void) => WiredDelivery;

/** Takes one turn, and asks for the next where work is left. */
export async function takeTurn(service: WorkersInstance, turn: Turn, env: Env): Promise<void> {
  await takeWiredTurn(service, turn, env, (database, isStopping, spend) =>
    deliveryOf({ ...service, database }, isStopping, spend),
  );
}

/** The same over carriers and a clock of the caller's. */
export async function takeWiredTurn(
  { clock, log }: Pick<WorkersInstance, "clock" | "log">,
  turn: Turn,
  env: Env,
  wire: WireTurn,
): Promise<void> {
  const endsAt = clock.now() + longestTurnMs;
  let requests = 0;
  const spend = () => {
    requests += 1;
  };
  const isOver = () => clock.now() >= endsAt || requests >= requestsInTurn;
  const database = d1Database(countedBinding(env.DB, spend));
  const delivery = wire(database, isOver, spend);
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
async function askForTurns(delivery: WiredDelivery, env: Env): Promise<void> {
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
