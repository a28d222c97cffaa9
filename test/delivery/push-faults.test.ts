/** Delivery over a real push service that fails once for each browser in each way: who is removed, who is told again, who waits. */

import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import webPush from "web-push";
import type { PushCarrier } from "../../src/channels/carriers.ts";
import { pushChannel } from "../../src/channels/web-push.ts";
import { deliverDue, nextWorkAt } from "../../src/delivery/deliver.ts";
import { pushCarrier } from "../../src/platform/node/push-carrier.ts";
import { encryptPush } from "../../src/platform/push-encryption.ts";
import { subscriptionById } from "../../src/store/subscriptions.ts";
import { trustTestCertificate } from "../support/certificate.ts";
import { fanOut, ids } from "../support/fan-out.ts";
import { site } from "../support/notices.ts";
import { type PushAnswer, type PushSink, pushSink } from "../support/push-sink.ts";
import { contentOf, day, hour, minute } from "../support/world.ts";

beforeAll(trustTestCertificate);

const vapid = { ...webPush.generateVAPIDKeys(), subject: "mailto:duty@example.gov" };
let sinks: PushSink[];
let carrier: PushCarrier;
beforeEach(async () => {
  sinks = [await pushSink(), await pushSink()];
  carrier = pushCarrier({ extraHosts: sinks.map(({ host }) => host) });
});
afterEach(async () => {
  await carrier.close();
  await Promise.all(sinks.map((sink) => sink.close()));
});

/** An alert for so many browsers of each service; the next one, once something is due, by `deliver`. */
async function alertFor(...browsers: number[]) {
  const extraHosts = sinks.map(({ host }) => host);
  const push = pushChannel({ carrier, site, vapid, encrypt: encryptPush, concurrency: 40, extraHosts });
  const made = await fanOut();
  const subscriptions = browsers.flatMap((count, service) =>
    ids(1, count).map(() => sinks[service]?.newSubscription()),
  );
  const paths = subscriptions.map((one) => new URL(one?.endpoint ?? "").pathname);
  await made.subscribe(
    subscriptions.map((one, index) => ({ id: index + 1, channel: "push" as const, address: JSON.stringify(one) })),
  );
  const content = contentOf({ sunsetAt: made.clock.now() + day });
  const id = await made.desk.issue(content);
  const delivery = { ...made.delivery, channels: { push } };
  return {
    ...made,
    id,
    content,
    paths,
    stateOf: async (index: number) => (await subscriptionById(made.database, index + 1))?.state,
    deliver: () => deliverDue(delivery),
    async deliverFor(ms: number) {
      const until = made.clock.now() + ms;
      for (let next = await nextWorkAt(delivery); next !== null && next <= until; next = await nextWorkAt(delivery)) {
        made.clock.advance(Math.max(next - made.clock.now(), 1));
        await deliverDue(delivery);
      }
    },
  };
}

type Fate = "removed" | "not told" | "told later";
const later = (given: Record<string, string>): PushAnswer => ({ status: 429, headers: given });
const inAnHour = () => new Date(Date.now() + hour);
const answers: [name: string, answer: () => PushAnswer, fate: Fate][] = [
  ["404", () => ({ status: 404 }), "removed"],
  ["410", () => ({ status: 410 }), "removed"],
  ["410 with a gigabyte", () => ({ status: 410, isFlood: true }), "removed"],
  ["400", () => ({ status: 400 }), "not told"],
  ["413", () => ({ status: 413 }), "not told"],
  ["a redirect", () => ({ status: 308, headers: { location: "/elsewhere" } }), "not told"],
  ["401", () => ({ status: 401 }), "told later"],
  ["403", () => ({ status: 403 }), "told later"],
  ["429", () => later({}), "told later"],
  ["429, in seconds", () => later({ "retry-after": "3600" }), "told later"],
  ["429, at once", () => later({ "retry-after": "0" }), "told later"],
  ["429, by a date", () => later({ "retry-after": inAnHour().toUTCString() }), "told later"],
  ["429, by an old date", () => later({ "retry-after": "Mon, 02 Nov 2020 14:01:00 GMT" }), "told later"],
  ["429, in words", () => later({ "retry-after": "soon" }), "told later"],
  ["429, below zero", () => later({ "retry-after": "-5" }), "told later"],
  ["429, for years", () => later({ "retry-after": "99999999999" }), "told later"],
  ["500", () => ({ status: 500 }), "told later"],
  ["502 with a gigabyte", () => ({ status: 502, isFlood: true }), "told later"],
  ["503, in seconds", () => ({ status: 503, headers: { "retry-after": "120" } }), "told later"],
  ["silence", () => "hang", "told later"],
  ["a drip", () => "drip", "told later"],
];

test("404 and 410 remove a browser, once; nothing else does, and who can be told later is", async () => {
  const made = await alertFor(answers.length);
  const [sink] = sinks;
  const tries = new Map<string, number>();
  sink?.answer((path) => {
    tries.set(path, (tries.get(path) ?? 0) + 1);
    return tries.get(path) === 1 ? answers[made.paths.indexOf(path)]?.[1]() : undefined;
  });
  await made.deliver();
  await made.deliverFor(23 * hour);
  const told = () => sink?.pushes.map(({ path }) => path) ?? [];
  const copies = (index: number) => told().filter((path) => path === made.paths[index]).length;
  for (const [index, [name, , fate]] of answers.entries()) {
    expect(await made.stateOf(index), name).toBe(fate === "removed" ? "gone" : "active");
    expect(tries.get(made.paths[index] ?? ""), name).toBe(fate === "told later" ? 2 : 1);
    expect(copies(index), name).toBe(fate === "told later" ? 1 : 0);
  }
  const before = told().length;
  made.clock.set("2026-11-23T11:30:00-05:00");
  await made.desk.issue(contentOf({ sunsetAt: made.clock.now() + day }, "The next"));
  await made.deliver();
  expect(told().slice(before).sort()).toEqual(
    made.paths.filter((_, index) => answers[index]?.[2] !== "removed").sort(),
  );
});

test.each([
  ["in seconds", () => "3600"],
  ["by a date", () => inAnHour().toUTCString()],
])(
  "a push service that asks to wait, %s, is left alone until then, and nobody of another waits for it",
  async (_, after) => {
    const made = await alertFor(60, 60);
    const [busy, idle] = sinks;
    busy?.answer(() => later({ "retry-after": after() }));
    await made.deliver();
    // A busy machine may have taken a second in which nothing could be started: what is left then is told at once after.
    await made.deliverFor(2 * minute);
    expect(idle?.pushes).toHaveLength(60);
    const tried = busy?.requests() ?? 0;
    // What was in flight when it said so, at most.
    expect(tried).toBeLessThanOrEqual(40);
    await made.deliverFor(hour / 2);
    expect(busy?.requests()).toBe(tried);
    busy?.answer(null);
    await made.deliverFor(2 * hour);
    expect(busy?.pushes).toHaveLength(60);
    expect(idle?.pushes).toHaveLength(60);
  },
);
