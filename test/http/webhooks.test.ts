/** Webhooks from an editor's request to the partner's server: who is told what, by which proof, and what becomes of failures. */
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { WebAnswer, WebRequest } from "../../src/channels/carriers.ts";
import { nextWorkAt } from "../../src/delivery/deliver.ts";
import { aContent as rail } from "../support/advisories.ts";
import { dutyDesk } from "../support/fan-out.ts";
import { privateAddresses } from "../support/private-addresses.ts";
import { type Json, service } from "../support/service.ts";

const answered = (status: number, extra: Partial<WebAnswer & { type: "answered" }> = {}): WebAnswer => ({
  type: "answered",
  status,
  retryAfterSeconds: null,
  text: "",
  ...extra,
});

async function office(body: Record<string, unknown> = {}) {
  const made = await service();
  const token = await made.editor("alice@example.org", "author");
  const create = (more: Record<string, unknown> = {}) =>
    made.call("POST", "/api/v1/webhooks", token, {
      name: "Harbor operations",
      contact: "ops@example.org",
      url: "https://alerts.example.org/hook",
      ...more,
    });
  const { status, json: webhook } = await create(body);
  expect(status, JSON.stringify(webhook)).toBe(201);
  vi.useFakeTimers({ toFake: ["Date"], now: made.clock.now() });
  return {
    ...made,
    made,
    token,
    create,
    webhook: webhook as Json,
    desk: dutyDesk(made.dependencies),
    events: async () => (await made.call("GET", `/api/v1/webhooks/${webhook.id}`, token)).json.events as Json[],
    types: () => made.asked.map((one) => bodyOf(one).type),
    async deliverFor(ms: number) {
      const until = made.clock.now() + ms;
      await made.deliver();
      for (;;) {
        const next = await nextWorkAt(made.delivery);
        if (next === null || next > until) break;
        made.clock.advance(Math.max(next - made.clock.now(), 1));
        vi.setSystemTime(made.clock.now());
        await made.deliver();
      }
      made.clock.advance(Math.max(until - made.clock.now(), 0));
      vi.setSystemTime(made.clock.now());
    },
  };
}

afterEach(() => void vi.useRealTimers());

function textOf({ body }: WebRequest): string {
  return new TextDecoder().decode(body);
}

function bodyOf(request: WebRequest): Json {
  return JSON.parse(textOf(request));
}

describe("a webhook", () => {
  test("is told what is published, signed as Standard Webhooks says, with the advisory as the public address gives it", async () => {
    const { desk, deliver, asked, webhook, call } = await office();
    const id = await desk.issue(rail());
    await deliver();
    const [request] = asked;
    expect(request).toMatchObject({ method: "POST", url: "https://alerts.example.org/hook" });
    const told = new Webhook(webhook.secret).verify(textOf(request as WebRequest), request?.headers ?? {}) as Json;
    expect(told).toMatchObject({ type: "advisory.issued", data: { id, revision: 1, stands: true } });
    expect(told.data.advisory).toEqual((await call("GET", `/api/v1/advisories/${id}`)).json);
    expect(() =>
      new Webhook(webhook.secret).verify(`${textOf(request as WebRequest)} `, request?.headers ?? {}),
    ).toThrow();
  });

  test("is told each change by its name, also those of which people are told nothing", async () => {
    const { desk, deliver, types, asked, clock } = await office();
    const bulletin = rail({ kind: "bulletin" });
    const id = await desk.issue(bulletin);
    await deliver();
    await desk.revise(id, { change: "update", note: "More is known.", content: { ...bulletin, sectors: [] } });
    await deliver();
    const reworded = { ...bulletin, sectors: [], resources: [{ title: "More", url: "https://example.org/more" }] };
    await desk.revise(id, { change: "editorial", content: reworded });
    await deliver();
    await desk.takeBack(id, "restore");
    await deliver();
    expect(bodyOf(asked.at(-1) as WebRequest).data).toMatchObject({ stands: true, retracted: { id, revision: 3 } });
    const other = await desk.issue(rail({ kind: "elevated", replaces: id }));
    await deliver();
    expect(bodyOf(asked.at(-1) as WebRequest).data).toMatchObject({ id: other, replaces: { id } });
    await desk.revise(other, { change: "end", note: "The threat is over.", threatIsOver: true });
    await deliver();
    const last = await desk.issue(bulletin);
    await deliver();
    clock.advance(bulletin.sunsetAt - clock.now());
    await deliver();
    expect(bodyOf(asked.at(-1) as WebRequest).data).toMatchObject({ id: last, stands: false });
    expect(types()).toEqual(
      ["issued", "updated", "edited", "retracted", "replaced", "ended", "issued", "ended"].map(
        (one) => `advisory.${one}`,
      ),
    );
    expect(new Set(asked.map(({ headers }) => headers["webhook-id"])).size).toBe(asked.length);
  });

  test("that was told nothing gets a retraction only where it may have got what was taken back", async () => {
    const { desk, made, deliverFor, asked, types } = await office();
    const id = await desk.issue(rail());
    made.onAsked = () => ({ type: "no-answer", reason: "hung" });
    await made.deliver();
    made.onAsked = () => answered(204);
    await desk.takeBack(id, "end");
    await deliverFor(60_000);
    expect(types()).toEqual(["advisory.issued", "advisory.retracted"]);
    expect(bodyOf(asked[1] as WebRequest).data.advisory).toMatchObject({ issuedInError: true, phase: "withdrawn" });
    expect(textOf(asked[1] as WebRequest)).not.toContain(rail().languages.en.summary);
  });

  test("that fails is tried again with the same id until it answers 2xx, and waits as it asks", async () => {
    const { desk, made, deliverFor, asked, clock, events } = await office();
    const answers = [answered(503, { retryAfterSeconds: 120 }), answered(302), answered(401), answered(200)];
    const at: number[] = [];
    made.onAsked = () => {
      at.push(clock.now());
      return answers[at.length - 1] ?? answered(200);
    };
    await desk.issue(rail());
    await deliverFor(30 * 60_000);
    expect(asked).toHaveLength(4);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(120_000);
    expect(new Set(asked.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(asked[3]?.headers["webhook-timestamp"]).not.toBe(asked[0]?.headers["webhook-timestamp"]);
    expect(await events()).toMatchObject([{ attempts: 4, outcome: "accepted" }]);
  });

  test("that answers 410 is told nothing more, until an editor resumes it", async () => {
    const { desk, made, deliver, asked, token, webhook, call } = await office();
    made.onAsked = () => answered(410);
    await desk.issue(rail());
    await deliver();
    await desk.issue(rail());
    await deliver();
    expect(asked).toHaveLength(1);
    expect((await call("GET", `/api/v1/webhooks/${webhook.id}`, token)).json.state).toBe("gone");
    expect((await call("POST", `/api/v1/webhooks/${webhook.id}/resume`, token)).json.state).toBe("active");
    made.onAsked = () => answered(200);
    await desk.issue(rail());
    await deliver();
    expect(asked).toHaveLength(2);
  });

  test("is told only what it asked for", async () => {
    const { desk, deliver, asked } = await office({ kinds: ["imminent"], areas: ["CA"] });
    await desk.issue(rail());
    await deliver();
    expect(asked).toEqual([]);
  });

  test("hears of exercises only where an editor said so, and by a name of their own", async () => {
    const { desk, deliver, types, create } = await office();
    await desk.issue(rail({ status: "exercise" }));
    await deliver();
    expect(types()).toEqual([]);
    await create({ exercise: true });
    await desk.issue(rail({ status: "exercise" }));
    await deliver();
    expect(types()).toEqual(["exercise.issued"]);
  });

  test("for signage gets the signed CAP message with the password that its player asks for", async () => {
    const auth = { type: "basic", user: "player", password: "p: a s s" };
    const { desk, deliver, asked, get, made, webhook, token, call, deliverFor, clock } = await office({
      format: "cap",
      auth,
    });
    const content = rail();
    const id = await desk.issue(content);
    await deliver();
    expect(asked[0]?.headers).toMatchObject({
      "Content-Type": "application/cap+xml",
      Authorization: `Basic ${btoa("player:p: a s s")}`,
    });
    const { json } = await call("GET", `/api/v1/advisories/${id}`);
    expect(textOf(asked[0] as WebRequest)).toBe(await (await get(new URL(json.revisions[0].cap).pathname)).text());
    const seen = JSON.stringify((await call("GET", `/api/v1/webhooks/${webhook.id}`, token)).json);
    expect(seen).not.toContain("p: a s s");
    const stored = made.database.sqlite.prepare("select address from subscriptions").pluck().get() as string;
    expect(stored).not.toMatch(/p: a s s|whsec_/);
    expect(stored).not.toContain(btoa("player:p: a s s"));
    await deliverFor(content.sunsetAt - clock.now() + 60_000);
    expect(asked).toHaveLength(1);
  });

  test("once removed, its credentials are kept in no form", async () => {
    const auth = { type: "header", name: "X-Key", value: "theirs alone" };
    const { webhook, token, call, made } = await office({ auth });
    const stored = () => made.database.sqlite.prepare("select address from subscriptions").pluck().get() as string;
    expect(JSON.parse(stored())).toHaveProperty("header.sealed");
    expect((await call("DELETE", `/api/v1/webhooks/${webhook.id}`, token)).status).toBe(204);
    expect(JSON.parse(stored())).toEqual({ url: webhook.url, format: webhook.format, version: 1 });
  });
});

describe("looking after a webhook", () => {
  test("a test event comes at once, signed, and once", async () => {
    const { made, call, token, webhook, asked, deliverFor, events } = await office();
    made.onAsked = () => answered(500, { text: "no" });
    expect((await call("POST", `/api/v1/webhooks/${webhook.id}/test`, token)).status).toBe(202);
    await deliverFor(60 * 60_000);
    expect(asked).toHaveLength(1);
    expect(bodyOf(asked[0] as WebRequest).type).toBe("test.event");
    expect(await events()).toMatchObject([{ test: true, outcome: "refused", reason: "HTTP 500: no" }]);
  });

  test("a new secret and the one before both sign for three days; then the new one alone", async () => {
    const { desk, deliver, asked, call, token, webhook, clock } = await office();
    const { json } = await call("POST", `/api/v1/webhooks/${webhook.id}/rotate`, token);
    expect(json.secret).toMatch(/^whsec_/);
    expect(json.secret).not.toBe(webhook.secret);
    const verifies = (secret: string, request: WebRequest | undefined) => {
      try {
        return new Webhook(secret).verify(textOf(request as WebRequest), request?.headers ?? {}) !== null;
      } catch {
        return false;
      }
    };
    await desk.issue(rail());
    await deliver();
    expect(verifies(webhook.secret, asked[0])).toBe(true);
    expect(verifies(json.secret, asked[0])).toBe(true);
    clock.advance("3d");
    vi.setSystemTime(clock.now());
    await desk.issue(rail());
    await deliver();
    expect(verifies(webhook.secret, asked[1])).toBe(false);
    expect(verifies(json.secret, asked[1])).toBe(true);
  });

  test("one event of before a webhook was made cannot be had again: it was never owed there", async () => {
    const { desk, call, token, webhook, events, create, deliverFor, types } = await office();
    await desk.issue(rail());
    await deliverFor(1_000);
    const [{ event } = {}] = await events();
    const later = await create({ name: "Rail desk" });
    const again = await call("POST", `/api/v1/webhooks/${later.json.id}/events/${event}/redeliver`, token);
    expect(again.status).toBe(404);
    await deliverFor(1_000);
    expect(types()).toEqual(["advisory.issued"]);
    expect(webhook.id).not.toBe(later.json.id);
  });

  test("one event can be had again with the same id while it stands, and not after", async () => {
    const { desk, deliver, asked, call, token, webhook, events } = await office();
    const id = await desk.issue(rail());
    await deliver();
    const [{ event }] = await events();
    const again = () => call("POST", `/api/v1/webhooks/${webhook.id}/events/${event}/redeliver`, token);
    expect((await again()).status).toBe(202);
    await deliver();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.headers["webhook-id"]).toBe(asked[0]?.headers["webhook-id"]);
    const { announcements } = (await call("GET", `/api/v1/deliveries?advisory=${id}`, token)).json;
    expect(announcements[0].channels).toMatchObject([{ channel: "webhook", planned: 1, sent: 1, done: true }]);
    await desk.takeBack(id, "end");
    expect((await again()).json).toMatchObject({ status: 409, type: "/api#event-over" });
    await deliver();
    expect(asked.map((one) => bodyOf(one).type)).toEqual([
      ...["advisory.issued", "advisory.issued", "advisory.retracted"],
    ]);
  });

  test("paused, it is told nothing; removed, it is gone", async () => {
    const { desk, deliver, asked, call, token, webhook, get } = await office();
    expect((await call("POST", `/api/v1/webhooks/${webhook.id}/pause`, token)).json.state).toBe("paused");
    await desk.issue(rail());
    await deliver();
    expect(asked).toEqual([]);
    expect((await call("DELETE", `/api/v1/webhooks/${webhook.id}`, token)).status).toBe(204);
    expect((await call("GET", "/api/v1/webhooks", token)).json).toEqual({ webhooks: [] });
    expect((await call("POST", `/api/v1/webhooks/${webhook.id}/resume`, token)).status).toBe(404);
    expect((await get(new URL(webhook.page).pathname)).status).toBe(404);
  });

  test("needs an editor", async () => {
    const { call, webhook } = await office();
    for (const [method, path] of [
      ["POST", "/api/v1/webhooks"],
      ["GET", "/api/v1/webhooks"],
      ["GET", `/api/v1/webhooks/${webhook.id}`],
      ["DELETE", `/api/v1/webhooks/${webhook.id}`],
      ["POST", `/api/v1/webhooks/${webhook.id}/rotate`],
      ["POST", `/api/v1/webhooks/${webhook.id}/events/1/redeliver`],
    ] as const) {
      expect((await call(method, path)).status, path).toBe(401);
    }
  });

  test.each([
    ["http://alerts.example.org/", "url"],
    ["https://127.0.0.1/", "url"],
    ["https://printer.local/", "url"],
    ["https://localhost/", "url"],
  ])("%s is not taken", async (url) => {
    const { create } = await office();
    const { status, json } = await create({ url });
    expect(status).toBe(400);
    expect(json.problems).toMatchObject([{ path: "$.url" }]);
  });

  test("a private address is not taken, in whatever way it is written, and nobody is asked", async () => {
    const { create, asked, deliver } = await office();
    const before = asked.length;
    const urls = privateAddresses(9);
    expect(urls.length).toBeGreaterThanOrEqual(60);
    for (const url of urls) expect((await create({ url })).status, url).toBe(400);
    await deliver();
    expect(asked).toHaveLength(before);
  });

  test("a header that would make another request of it is not taken", async () => {
    const { create } = await office();
    for (const name of ["Host", "webhook-signature", "Content-Length", "X\r\nY", "Transfer-Encoding"]) {
      expect((await create({ auth: { type: "header", name, value: "x" } })).status, name).toBe(400);
    }
    expect((await create({ auth: { type: "header", name: "X-Key", value: "a\r\nb" } })).status).toBe(400);
  });
});
