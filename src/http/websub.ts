/** The WebSub hub's own address: takes requests (W3C Recommendation §5.1) and says at once only what is wrong with them (§5.2). */
import { type Context, Hono } from "hono";
import { askHub } from "../actions/ask-hub.ts";
import type { Dependencies } from "../actions/dependencies.ts";
import { days, hours } from "../domain/durations.ts";
import type { PartnerSecrets } from "../domain/ports.ts";
import type { Preferences } from "../store/subscriptions.ts";
import { problem } from "./problem.ts";
import { readFilter } from "./query.ts";
import type { RateLimit } from "./rate-limit.ts";
import { readText } from "./request-body.ts";
import type { CallbackFault } from "./webhook-schema.ts";

export interface WebSubDependencies extends Dependencies {
  readonly secrets: PartnerSecrets;
  readonly callbackFault: CallbackFault;
  readonly hubLimit: RateLimit;
}

const defaultLease = days(10) / 1_000;
const shortestLease = hours(1) / 1_000;
const longestLease = days(30) / 1_000;
/** §5.1: `hub.secret` must be less than 200 bytes. */
const longestSecretBytes = 199;

const filtered = ["kind", "area", "sector", "lang"] as const;
const topics: Readonly<Record<string, readonly (typeof filtered)[number][]>> = {
  "/feeds/advisories.rss": filtered,
  "/feeds/advisories.atom": filtered,
  "/feeds/advisories.json": filtered,
  "/cap/feed.atom": [],
};

export function webSub(dependencies: WebSubDependencies): Hono {
  const { site, callbackFault, hubLimit } = dependencies;
  const routes = new Hono();

  routes.post("/websub", async (context) => {
    const wait = hubLimit(context);
    if (wait !== null) return problem(context, { type: "too-many-requests", retryAfterSeconds: wait });
    const type = "application/x-www-form-urlencoded";
    const text = await readText(context, /^application\/x-www-form-urlencoded\s*(;|$)/i, type);
    if (!text.ok) return problem(context, text.refusal);
    const form = new URLSearchParams(text.value);
    const callback = form.get("hub.callback") ?? "";
    const mode = form.get("hub.mode");
    const secret = form.get("hub.secret") ?? undefined;
    const fault = callbackFault(callback);
    if (fault) return no(context, `hub.callback: ${fault}`);
    if (mode !== "subscribe" && mode !== "unsubscribe") return no(context, "hub.mode: subscribe or unsubscribe");
    const topic = readTopic(form.get("hub.topic") ?? "", site.baseUrl);
    if (!topic) return no(context, `hub.topic: one of ${topicsInWords(site.baseUrl)}, as its rel="self" gives it`);
    if (secret !== undefined && (secret === "" || new TextEncoder().encode(secret).length > longestSecretBytes))
      return no(context, `hub.secret: from 1 to ${longestSecretBytes} bytes`);
    const leaseSeconds = readLease(form.get("hub.lease_seconds"));
    if (leaseSeconds === null) return no(context, "hub.lease_seconds: a whole number of seconds");
    const asked = await askHub(dependencies, {
      mode,
      callback,
      ...topic,
      leaseSeconds,
      ...(secret === undefined ? {} : { secret }),
    });
    if (asked.ok) return context.text("The callback will be asked.\n", 202, { "Cache-Control": "no-store" });
    const seconds = asked.refusal.type === "host-asked-enough" ? asked.refusal.seconds : 3_600;
    return problem(context, { type: "too-many-requests", retryAfterSeconds: seconds });
  });
  return routes;
}

/** §5.2: an error in plain text. */
function no(context: Context, reason: string): Response {
  return context.text(`${reason}\n`, 400, { "Cache-Control": "no-store" });
}

function topicsInWords(baseUrl: string): string {
  return Object.keys(topics)
    .map((path) => `${baseUrl}${path}`)
    .join(", ");
}

/** A feed of ours by its address, with the choice that its filters make. */
function readTopic(address: string, baseUrl: string): (Preferences & { readonly topic: string }) | null {
  if (!address.startsWith(`${baseUrl}/`) || !URL.canParse(address) || address.length > 1_000) return null;
  const url = new URL(address);
  const names = topics[url.pathname];
  const topic = `${url.pathname}${url.search}`;
  // What a parser makes another text of would be another topic to the subscriber.
  if (!names || `${baseUrl}${topic}` !== address) return null;
  const filter = readFilter(url, names);
  if (!filter.ok) return null;
  const { kinds, areas, sectors, language = "en" } = filter.value;
  return { topic, language, choice: { kinds, areas, sectors } };
}

/** §5.1: the hub decides how long; null where it is no number. */
function readLease(text: string | null): number | null {
  if (text === null || text === "") return defaultLease;
  if (!/^\d{1,15}$/.test(text)) return null;
  return Math.min(Math.max(Number(text), shortestLease), longestLease);
}
