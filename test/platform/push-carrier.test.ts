import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import webPush from "web-push";
import type { PushCarrier } from "../../src/channels/carriers.ts";
import { pushChannel } from "../../src/channels/web-push.ts";
import type { Notice } from "../../src/domain/notice.ts";
import { pinnedLookup } from "../../src/platform/node/public-address.ts";
import { pushCarrier } from "../../src/platform/node/push-carrier.ts";
import { encryptPush } from "../../src/platform/push-encryption.ts";
import { pushOutcome, readRetryAfter } from "../../src/platform/push-outcome.ts";
import { type Canary, openCanary } from "../support/canary.ts";
import { trustTestCertificate } from "../support/certificate.ts";
import { afterSunset, bulletin, issued, noticeOf, site, start, sunset, withdrawn } from "../support/notices.ts";
import { privateAddresses } from "../support/private-addresses.ts";
import { type PushAnswer, type PushSink, pushSink } from "../support/push-sink.ts";
import { hour } from "../support/world.ts";

beforeAll(trustTestCertificate);

let sink: PushSink;
let carrier: PushCarrier;
beforeEach(async () => {
  sink = await pushSink();
  // As long as a busy machine may need to answer.
  carrier = pushCarrier({ extraHosts: [sink.host], deadlineSeconds: 20 });
});
afterEach(async () => {
  await carrier.close();
  await sink.close();
});

const vapid = { ...webPush.generateVAPIDKeys(), subject: "mailto:duty@example.gov" };

function channelTo(host: string) {
  return pushChannel({ carrier, site, vapid, encrypt: encryptPush, concurrency: 10, extraHosts: [host] });
}

async function tell(notice: Notice, deadlineAt = sunset, now = start) {
  const channel = channelTo(sink.host);
  const address = JSON.stringify(sink.newSubscription());
  const recipient = { id: 1, address, language: "en", nonce: "n" };
  return channel.send(channel.compose(notice, "en"), { recipient, messageKey: "k", deadlineAt, now });
}

describe("a push that arrives", () => {
  test("says what was composed, to that browser alone", async () => {
    expect(await tell(noticeOf(issued(), "rail"))).toEqual({ type: "accepted" });
    expect(sink.pushes[0]?.payload).toEqual({
      web_push: 8030,
      notification: {
        title: "Elevated Alert: New York; Hudson County, NJ",
        body: "Until 5:00 PM EST, Tuesday, December 1, 2026. Credible threat to commuter rail",
        lang: "en-US",
        tag: expect.stringMatching(/^[0-9a-f]{32}$/),
        navigate: "https://advisories.example.gov/advisories/slug-of-rail",
      },
      kind: "elevated",
      status: "actual",
      phase: "active",
      place: "New York; Hudson County, NJ",
      slug: "slug-of-rail",
      endsAt: "2026-12-01T22:00:00.000Z",
    });
    const headers = sink.pushes[0]?.headers;
    expect(headers).toMatchObject({ urgency: "normal", "content-encoding": "aes128gcm" });
    expect(Number(headers?.ttl)).toBe((sunset - start) / 1000);
  });

  test("a correction replaces it: same topic, same tag, 72 hours at most", async () => {
    await tell(noticeOf(issued(), "rail"));
    await tell(withdrawn([bulletin()]), start + 1_000 * hour);
    const [first, correction] = sink.pushes;
    expect(correction?.headers.topic).toBe(first?.headers.topic);
    expect(correction?.payload.notification).toMatchObject({
      title: "Withdrawn: issued in error",
      tag: first?.headers.topic,
      body: expect.stringContaining("was issued in error. Do not act on it."),
    });
    expect(JSON.stringify(correction?.payload)).not.toContain("Credible threat");
    expect(Number(correction?.headers.ttl)).toBe(72 * 3600);
  });

  test("an end notice says when it ended, and lives no longer than its deadline", async () => {
    await tell(afterSunset(), sunset + hour, sunset);
    expect(sink.pushes[0]?.payload.notification).toMatchObject({
      title: expect.stringMatching(/^ENDED AS PLANNED: Elevated Alert: /),
      body: expect.stringContaining("5:00 PM EST"),
    });
    expect(sink.pushes[0]?.headers.ttl).toBe("3600");
  });

  test("one session and one VAPID token serve many pushes", async () => {
    const channel = channelTo(sink.host);
    const composed = channel.compose(noticeOf(issued(), "rail"), "en");
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, id) => {
        const recipient = { id, address: JSON.stringify(sink.newSubscription()), language: "en", nonce: "n" };
        return channel.send(composed, { recipient, messageKey: "k", deadlineAt: sunset, now: start + id });
      }),
    );
    expect(outcomes.every(({ type }) => type === "accepted")).toBe(true);
    expect(sink.sessions()).toBe(1);
    expect(new Set(sink.pushes.map(({ headers }) => headers.authorization)).size).toBe(1);
    expect(sink.pushes[0]?.vapid).toMatchObject({ aud: sink.origin, sub: vapid.subject, publicKey: vapid.publicKey });
  });

  test("a payload stays below its limit, whatever the words", async () => {
    const channel = channelTo(sink.host);
    const areas = Array.from({ length: 58 }, (_, index) => `36${String(2 * index + 1).padStart(3, "0")}`);
    const headline = "“𝔏𝔬𝔫𝔤” ".repeat(22);
    const text = { headline, summary: "s", sections: [], measures: { individuals: "m" }, placeText: "𝔓".repeat(160) };
    const world = issued({ scope: { areas }, languages: { en: text } });
    const { payload } = channel.compose(noticeOf(world, "rail"), "en");
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(3_000);
    expect(JSON.parse(payload).notification.body).toMatch(/^Until 5:00 PM EST/);
  });

  test("a subscription that cannot be read is refused, and nothing is posted", async () => {
    const channel = channelTo(sink.host);
    const composed = channel.compose(noticeOf(issued(), "rail"), "en");
    const good = sink.newSubscription();
    const wrong = [
      "",
      "null",
      "{}",
      JSON.stringify({ ...good, keys: { ...good.keys, p256dh: Buffer.alloc(65, 4).toString("base64url") } }),
      JSON.stringify({ ...good, keys: { ...good.keys, auth: "AAAA" } }),
      JSON.stringify({ ...good, endpoint: "https://127.0.0.1/x" }),
    ];
    for (const address of wrong) {
      const recipient = { id: 1, address, language: "en", nonce: "n" };
      const outcome = await channel.send(composed, { recipient, messageKey: "k", deadlineAt: sunset, now: start });
      expect(outcome.type).toBe("refused");
    }
    expect(sink.requests()).toBe(0);
  });
});

describe("what is known of a push that did not arrive", () => {
  test.each<[string, PushAnswer, object]>([
    ["404", { status: 404 }, { type: "gone" }],
    ["410", { status: 410, body: "unsubscribed" }, { type: "gone", reason: "HTTP 410: unsubscribed" }],
    ["413", { status: 413 }, { type: "refused" }],
    ["400", { status: 400 }, { type: "refused" }],
    ["403", { status: 403 }, { type: "later" }],
    ["301 is not followed", { status: 301, headers: { location: "https://localhost/" } }, { type: "refused" }],
    ["307 is not followed", { status: 307, headers: { location: "/elsewhere" } }, { type: "refused" }],
    ["429", { status: 429 }, { type: "later" }],
    ["429 with seconds", { status: 429, headers: { "retry-after": "120" } }, { type: "later", retryAfterSeconds: 120 }],
    ["503 with 0", { status: 503, headers: { "retry-after": "0" } }, { type: "later", retryAfterSeconds: 0 }],
    ["500", { status: 500 }, { type: "later" }],
    ["502 with a huge answer", { status: 502, body: "x".repeat(2_000_000) }, { type: "later" }],
    ["an answer that drips", "drip", { type: "later" }],
    ["a dropped connection", "drop", { type: "unknown" }],
  ])("%s", async (_name, answer, expected) => {
    sink.answer(() => answer);
    const begun = performance.now();
    expect(await tell(noticeOf(issued(), "rail"))).toMatchObject(expected);
    // Long before the deadline.
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(sink.requests()).toBe(1);
  });

  test.each<[number, string]>([
    [201, "accepted"],
    [410, "gone"],
    [500, "later"],
  ])("of a gigabyte behind %i no more is taken than what lies in the connection already", async (status, type) => {
    sink.answer(() => ({ status, isFlood: true }));
    expect((await tell(noticeOf(issued(), "rail"))).type).toBe(type);
    let before = -1;
    while (sink.flooded() !== before && before < 1_000_000) {
      before = sink.flooded();
      await sleep(100);
    }
    // A window of HTTP/2 and what waits before it; 4 KB are read.
    expect(before).toBeLessThan(1_000_000);
    sink.answer(null);
    expect(await tell(noticeOf(issued(), "rail"))).toEqual({ type: "accepted" });
  });

  test("after a dropped connection the next push gets a new one", async () => {
    sink.answer(() => "drop");
    await tell(noticeOf(issued(), "rail"));
    sink.answer(null);
    expect(await tell(noticeOf(issued(), "rail"))).toEqual({ type: "accepted" });
    expect(sink.sessions()).toBe(2);
  });

  test("nobody listening: later, for nothing was sent", async () => {
    const subscription = sink.newSubscription();
    await sink.close();
    const { type } = await carrier.post({ endpoint: subscription.endpoint, headers: {}, body: new Uint8Array(1) });
    expect(type).toBe("later");
  });

  test("a server that never ends the handshake is left at the deadline", async () => {
    const silent = createServer((socket) => void socket.on("error", () => {}));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const soonGone = pushCarrier({ extraHosts: [`localhost:${port}`], deadlineSeconds: 0.5 });
    const outcome = await soonGone.post({
      endpoint: `https://localhost:${port}/x`,
      headers: {},
      body: new Uint8Array(1),
    });
    expect(outcome.type).toBe("later");
    await soonGone.close();
    silent.close();
  });

  test("silence: unknown, after ten seconds in all where nobody says otherwise", async () => {
    sink.answer(() => "hang");
    const own = pushCarrier({ extraHosts: [sink.host] });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let type: string | undefined;
      const posted = own.post({ endpoint: sink.newSubscription().endpoint, headers: {}, body: new Uint8Array(1) });
      posted.then((outcome) => (type = outcome.type));
      while (sink.requests() === 0) await new Promise(setImmediate);
      // The rest is left for a machine that took its time to connect.
      vi.advanceTimersByTime(4_000);
      await new Promise(setImmediate);
      expect(type).toBeUndefined();
      vi.advanceTimersByTime(6_000);
      expect((await posted).type).toBe("unknown");
    } finally {
      vi.useRealTimers();
      await own.close();
    }
  });

  test("one origin that hangs does not hold up another", async () => {
    const other = await pushSink();
    const both = pushCarrier({ extraHosts: [sink.host, other.host] });
    sink.answer(() => "hang");
    other.answer(() => ({ status: 204 }));
    const to = (one: PushSink) => ({
      endpoint: one.newSubscription().endpoint,
      headers: {},
      body: new Uint8Array(1),
    });
    // No deadline passes by itself: whoever waited for the other would wait for ever.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const hanging = both.post(to(sink));
      expect((await both.post(to(other))).type).toBe("accepted");
      while (sink.requests() === 0) await new Promise(setImmediate);
      vi.advanceTimersByTime(10_000);
      expect((await hanging).type).toBe("unknown");
    } finally {
      vi.useRealTimers();
      await both.close();
      await other.close();
    }
  });
});

describe("no request to a private address", () => {
  let canary: Canary;
  beforeAll(async () => {
    canary = await openCanary();
  });
  afterAll(() => canary.close());

  test("in whatever way it is written: refused at send, and not a packet leaves", async () => {
    const own = ["fcm.googleapis.com@127.0.0.1", "fcm.googleapis.com#@localhost", "localhost\\.fcm.googleapis.com"];
    for (const endpoint of [
      ...privateAddresses(canary.port),
      ...own.map((host) => `https://${host}:${canary.port}/x`),
    ]) {
      const { type } = await carrier.post({ endpoint, headers: {}, body: new Uint8Array(1) });
      expect(type, endpoint).toBe("refused");
    }
    expect(canary.visits()).toBe(0);
  });

  test("a redirect to it is not followed", async () => {
    sink.answer(() => ({ status: 307, headers: { location: `https://localhost:${canary.port}/x` } }));
    expect((await tell(noticeOf(issued(), "rail"))).type).toBe("refused");
    expect(canary.visits()).toBe(0);
  });

  test("a name that resolves to this machine is not connected to, unless the operator named it", async () => {
    const ask = (mayBeLoopback: boolean) =>
      new Promise<string>((resolve) => {
        pinnedLookup(mayBeLoopback)("localhost", { all: true }, (error, addresses) =>
          resolve(error ? (error.code ?? "") : JSON.stringify(addresses)),
        );
      });
    expect(await ask(false)).toBe("EPRIVATEADDRESS");
    expect(await ask(true)).toMatch(/127\.0\.0\.1|::1/);
  });
});

describe("the meaning of answers", () => {
  const now = Date.UTC(2026, 10, 2, 14);

  test.each([
    ["120", 120],
    [" 120 ", 120],
    ["0", 0],
    ["99999999", 86_400],
    ["Mon, 02 Nov 2026 14:01:00 GMT", 60],
    ["Monday, 02-Nov-26 14:01:00 GMT", 60],
    ["Mon, 02 Nov 2026 13:00:00 GMT", 0],
    ["-5", null],
    ["1.5", null],
    ["soon", null],
    ["", null],
    [undefined, null],
  ])("Retry-After %j is %j seconds", (value, seconds) => expect(readRetryAfter(value, now)).toBe(seconds));

  test("every status has exactly one meaning, and only 404 and 410 end a subscription", () => {
    for (let status = 200; status < 600; status += 1) {
      const { type } = pushOutcome(status, undefined, "", now);
      expect(type === "gone").toBe(status === 404 || status === 410);
      expect(type).not.toBe("unknown");
    }
  });
});
