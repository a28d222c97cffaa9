/** Entry on Cloudflare Workers: the site, turns at delivery from a queue, and a cron that only nudges. */
import { createApp } from "./app.ts";
import { readReportDirectory } from "./domain/report-directory.ts";
import { consoleLog } from "./platform/workers/log.ts";
import { svgRasteriser } from "./platform/workers/svg-rasteriser.ts";
import { waitingReasons } from "./watching.ts";
import { appSettings } from "./wiring.ts";
import { takeTurn } from "./workers/delivery.ts";
import { type EdgeCache, throughEdgeCache } from "./workers/edge-cache.ts";
import { type Env, openInstance, type Turn, type WorkersInstance } from "./workers/instance.ts";
import { heedRestore } from "./workers/restored.ts";
import { conditionsOf, cronMissingSince, signWaiting, standInForCron, watch } from "./workers/watch.ts";

declare const caches: { readonly default: EdgeCache };

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

interface Batch {
  readonly messages: readonly { readonly body: Turn; ack(): void; retry(): void }[];
}

interface Service extends WorkersInstance {
  fetch(request: Request): Promise<Response> | Response;
  /** Something was written since this was last asked. */
  wasNudged(): boolean;
}

/** Made once for each isolate; one that failed is made anew by the next request. */
let opening: Promise<Service> | undefined;

function serviceOf(env: Env): Promise<Service> {
  opening ??= open(env).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function open(env: Env): Promise<Service> {
  let nudged = false;
  const service = await openInstance(env, () => {
    nudged = true;
  });
  const { settings, database } = service;
  const directory = settings.REPORT_DIRECTORY ? readReportDirectory(settings.REPORT_DIRECTORY) : null;
  if (directory?.ok === false) throw new Error(`REPORT_DIRECTORY: ${directory.problems.join("; ")}`);
  const app = createApp({
    ...service,
    ...appSettings(settings),
    // Workers has no files: the settings that name one on Node hold its text here.
    ...(settings.PRIVACY_ACT_NOTICE ? { privacyActNotice: settings.PRIVACY_ACT_NOTICE } : {}),
    ...(directory ? { reportOffices: directory.offices } : {}),
    svgToPng: await svgRasteriser(),
    vapidPublicKey: service.vapid.publicKey,
    capCertificates: () => service.signing.certificates(),
    clientAddress: (context) => context.req.header("cf-connecting-ip") ?? "unknown",
    async unreadiness() {
      const reasons = (await conditionsOf(service)).map(({ detail }) => detail);
      const missingSince = await cronMissingSince(service);
      // Before its first round nothing tells whether it will come.
      if (missingSince) reasons.push(`cron has not rung since ${new Date(missingSince).toISOString()}`);
      return [...reasons, ...(await waitingReasons(database, service.clock.now()))];
    },
  });
  return {
    ...service,
    fetch: (request) => app.fetch(asIs(request)),
    wasNudged() {
      const was = nudged;
      nudged = false;
      return was;
    },
  };
}

/** Cloudflare compresses on the way to the reader by itself, and what is compressed here would be compressed twice. */
function asIs(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete("accept-encoding");
  return new Request(request, { headers });
}

export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    let service: Service;
    try {
      service = await serviceOf(env);
      if (!["GET", "HEAD"].includes(request.method)) await heedRestore(service, env);
    } catch (error) {
      // A reader is told only that it is not up.
      consoleLog("error").error({ error: String(error) }, "the service cannot start");
      return new Response("The service cannot start. Its operators find the reason in the log.\n", { status: 503 });
    }
    const { database, clock } = service;
    const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise);
    const caching = { cache: caches.default, database, clock, waitUntil };
    const answer = await throughEdgeCache(request, caching, async () => service.fetch(request));
    // The answer waits for no queue: a nudge that is lost here is made good by cron, or by a later request.
    if (service.wasNudged()) context.waitUntil(env.TURNS.send({ job: "plan" }));
    else context.waitUntil(standInForCron(service, env).catch(() => {}));
    return answer;
  },

  async queue(batch: Batch, env: Env): Promise<void> {
    const service = await serviceOf(env);
    await heedRestore(service, env);
    for (const message of batch.messages) {
      try {
        await takeTurn(service, message.body, env);
        message.ack();
      } catch (error) {
        service.log.error({ job: message.body.job, error: String(error) }, "a turn failed and is taken again");
        message.retry();
      }
    }
  },

  async scheduled(event: { readonly scheduledTime: number }, env: Env): Promise<void> {
    const service = await serviceOf(env);
    await heedRestore(service, env);
    await signWaiting(service);
    await watch(service, event.scheduledTime);
    await env.TURNS.send({ job: "plan" });
  },
};
