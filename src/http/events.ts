/**
 * Server-sent events: what changed, as pointers without the advisories' words, so that nothing here can outlive its text. Which
 * events there are follows from the view alone; a listener is sent those it has not seen. Who comes back with Last-Event-ID gets what
 * came since, at least once: events of the last seconds before may come again, with the same ids.
 */
import { Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Change, Moment } from "../domain/advisory.ts";
import { easternIso } from "../domain/eastern.ts";
import { isWithdrawal, type PublishedAdvisory } from "../domain/phase.ts";
import type { Site } from "../domain/ports.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import { type ClientAddress, listenersOfNetwork, networkOf } from "./rate-limit.ts";
import type { ReadView, View } from "./view.ts";

export interface EventsDependencies {
  readonly site: Site;
  readonly readView: ReadView;
  /** How often to look for changes. */
  readonly eventsEveryMs: number;
  readonly clientAddress: ClientAddress;
  /** One network may take all places: for tests. */
  readonly isUnlimited: boolean;
}

export interface PublicEvent {
  readonly id: string;
  readonly at: Moment;
  readonly type: "issued" | "updated" | "edited" | "replaced" | "ended" | "retracted";
  readonly data: Readonly<Record<string, unknown>>;
}

const types: Record<Change, PublicEvent["type"]> = {
  issue: "issued",
  update: "updated",
  extend: "updated",
  editorial: "edited",
  translate: "edited",
  replace: "replaced",
  end: "ended",
  retract: "retracted",
  reinstate: "issued",
};

const mostListeners = 1_000;
const heartbeatMs = 15_000;
const overlapMs = 5_000;

/** All events so far, the oldest first. */
export function eventsOf(advisories: readonly PublishedAdvisory[], site: Site): PublicEvent[] {
  const events = advisories.flatMap((advisory) => {
    const { id, slug, kind, revisions, phase, overAt } = advisory;
    const about = { advisory: id, slug, kind, url: `${site.baseUrl}/advisories/${slug}` };
    const made = revisions.map((revision): PublicEvent => {
      const { number, identifier, change, effectiveAt, content, takesBack } = revision;
      const replaces = number === 1 ? content.replaces : undefined;
      return {
        id: `${effectiveAt}-${identifier}`,
        at: effectiveAt,
        type: takesBack ? "retracted" : replaces === undefined ? types[change] : "replaced",
        data: {
          ...about,
          at: easternIso(effectiveAt),
          revision: number,
          stands: change !== "end" && !isWithdrawal(revision),
          sunsetAt: easternIso(content.sunsetAt),
          ...(replaces === undefined ? {} : { replaces }),
          cap: `${site.baseUrl}/cap/${encodeURIComponent(identifier)}.xml`,
        },
      };
    });
    if (phase !== "expired" || overAt === undefined) return made;
    const data = { ...about, at: easternIso(overAt), stands: false, sunsetAt: easternIso(overAt) };
    return [...made, { id: `${overAt}-${slug}-sunset`, at: overAt, type: "ended" as const, data }];
  });
  return events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

interface Listener {
  /** So that one sender cannot take the places of all others. */
  readonly network: string;
  readonly stream: SSEStreamingApi;
  readonly seen: Set<string>;
}

export function events({ site, readView, eventsEveryMs, clientAddress, isUnlimited }: EventsDependencies): Hono {
  const routes = new Hono();
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;
  let lastView: View | undefined;
  let beatAt = 0;

  async function tell(listener: Listener, all: readonly PublicEvent[]): Promise<void> {
    for (const event of all.filter(({ id }) => !listener.seen.has(id))) {
      listener.seen.add(event.id);
      await listener.stream.writeSSE({ id: event.id, event: event.type, data: JSON.stringify(event.data) });
    }
  }

  /** Where the store cannot be read nothing is sent, no heartbeat either: silence is how a listener knows. */
  async function look(): Promise<void> {
    const { view, now } = await readView();
    const isChanged = view !== lastView;
    const isBeat = now >= beatAt || now < beatAt - heartbeatMs;
    if (!isChanged && !isBeat) return;
    lastView = view;
    if (isBeat) beatAt = now + heartbeatMs;
    const all = isChanged ? eventsOf(view.actual.advisories, site) : [];
    for (const listener of listeners) {
      const told = isChanged ? tell(listener, all) : Promise.resolve();
      told
        .then(() => (isBeat ? listener.stream.write(`: as of ${easternIso(now)}\n\n`) : undefined))
        .catch(() => leave(listener));
    }
  }

  function leave(listener: Listener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  routes.get("/events", async (context) => {
    const parameters = readFilter(new URL(context.req.url), []);
    if (!parameters.ok) return problem(context, parameters.refusal);
    // It has no body that anybody would read, or stop reading: a stream would never be left.
    if (context.req.method === "HEAD")
      return context.body(null, 200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const network = networkOf(clientAddress(context));
    const ofNetwork = [...listeners].filter((one) => one.network === network).length;
    if (listeners.size >= mostListeners || (!isUnlimited && ofNetwork >= listenersOfNetwork))
      return problem(context, { type: "too-many-requests", retryAfterSeconds: 60 });
    const { view } = await readView();
    const all = eventsOf(view.actual.advisories, site);
    const last = context.req.header("last-event-id");
    const since =
      last === undefined ? Number.POSITIVE_INFINITY : Number(/^(\d{1,15})-/.exec(last)?.[1] ?? 0) - overlapMs;
    const seen = new Set(all.filter(({ at, id }) => at < since || id === last).map(({ id }) => id));
    context.header("Cache-Control", "no-store");
    context.header("Access-Control-Allow-Origin", "*");
    // A proxy that gathers the answer would hold the events back.
    context.header("X-Accel-Buffering", "no");
    return streamSSE(context, async (stream) => {
      const listener = { network, stream, seen };
      const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
      listeners.add(listener);
      stream.onAbort(() => leave(listener));
      await stream.write("retry: 3000\n\n");
      await tell(listener, all);
      timer ??= setInterval(() => look().catch(() => {}), eventsEveryMs).unref();
      await gone;
    });
  });
  return routes;
}
