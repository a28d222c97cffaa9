/**
 * The WebSub hub against a subscriber written from the W3C Recommendation of 23 January 2018; each test names its clause. A
 * subscriber that others wrote is in test/journeys/process/websub-subscriber.test.ts.
 */
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { WebAnswer, WebRequest } from "../../src/channels/carriers.ts";
import { aContent } from "../support/advisories.ts";
import { dutyDesk } from "../support/fan-out.ts";
import { privateAddresses } from "../support/private-addresses.ts";
import { service } from "../support/service.ts";

const base = "http://localhost:8080";
const callback = "https://reader.example.org/websub?id=7";
const topic = `${base}/feeds/advisories.atom`;

const answered = (status: number, text = ""): WebAnswer => ({
  type: "answered",
  status,
  text,
  retryAfterSeconds: null,
});

/** Agrees to what it is asked, as §5.3.1 wants. */
function agreeing({ method, url }: WebRequest): WebAnswer {
  return method === "GET" ? answered(200, new URL(url).searchParams.get("hub.challenge") ?? "") : answered(204);
}

async function hub(options: { isUnlimited?: boolean } = {}) {
  const made = await service(options);
  made.onAsked = agreeing;
  const ask = (fields: Record<string, string>) =>
    made.app.request("/websub", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ "hub.callback": callback, "hub.mode": "subscribe", "hub.topic": topic, ...fields }),
    });
  return {
    made,
    ...made,
    ask,
    desk: dutyDesk(made.dependencies),
    async subscribe(fields: Record<string, string> = {}) {
      expect((await ask(fields)).status).toBe(202);
      await made.deliver();
    },
    posts: () => made.asked.filter(({ method }) => method === "POST"),
  };
}

const textOf = ({ body }: WebRequest) => new TextDecoder().decode(body);

describe("§4 discovery", () => {
  test.each([
    "/feeds/advisories.rss",
    "/feeds/advisories.atom?kind=imminent",
    "/feeds/advisories.json",
    "/cap/feed.atom",
  ])("%s names the hub and itself, in its headers and in its text", async (path) => {
    const { get } = await hub();
    const answer = await get(path);
    expect(answer.headers.get("link")).toBe(`<${base}/websub>; rel="hub", <${base}${path}>; rel="self"`);
    expect(await answer.text()).toContain(`${base}/websub`);
  });

  test("a feed of exercises has no hub", async () => {
    const { get, ask } = await hub();
    const answer = await get("/exercise/feeds/advisories.atom");
    expect(answer.headers.get("link")).not.toContain("hub");
    expect(await answer.text()).not.toContain("/websub");
    expect((await ask({ "hub.topic": `${base}/exercise/feeds/advisories.atom` })).status).toBe(400);
  });
});

describe("§5.1 the subscriber's request", () => {
  test("is taken with 202 before anybody is asked", async () => {
    const { ask, asked } = await hub();
    expect((await ask({})).status).toBe(202);
    expect(asked).toEqual([]);
  });

  test("ignores parameters that it does not know", async () => {
    expect((await (await hub()).ask({ "hub.verify": "sync", other: "1" })).status).toBe(202);
  });

  test.each<[string, Record<string, string>]>([
    ["no callback", { "hub.callback": "" }],
    ["no topic", { "hub.topic": "" }],
    ["a topic of others", { "hub.topic": "https://example.org/feeds/advisories.atom" }],
    ["a topic that begins like ours", { "hub.topic": `${base}.example.org/feeds/advisories.atom` }],
    ["a page that is no feed", { "hub.topic": `${base}/about` }],
    ["a wrong filter", { "hub.topic": `${topic}?kind=purple` }],
    ["a way round", { "hub.topic": `${base}/x/../feeds/advisories.atom` }],
    ["another mode", { "hub.mode": "publish" }],
    ["a secret of 200 bytes", { "hub.secret": "x".repeat(200) }],
    ["a lease in words", { "hub.lease_seconds": "forever" }],
  ])("§5.2 %s: 4xx with a reason in plain text, and nobody is asked", async (_name, fields) => {
    const { ask, deliver, asked } = await hub();
    const answer = await ask(fields);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await answer.text()).toMatch(/^hub\./);
    await deliver();
    expect(asked).toEqual([]);
  });

  test("a callback at a private address is refused, in whatever way it is written", async () => {
    const { ask, deliver, asked } = await hub();
    for (const url of privateAddresses(9)) expect((await ask({ "hub.callback": url })).status, url).toBe(400);
    await deliver();
    expect(asked).toEqual([]);
  });

  test("the same callback and topic again renews: one subscription, with the new secret and lease", async () => {
    const { subscribe, desk, deliver, posts } = await hub();
    await subscribe({ "hub.secret": "old" });
    await subscribe();
    await desk.issue(aContent());
    await deliver();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.headers["X-Hub-Signature"]).toBeUndefined();
  });
});

describe("§5.3 verification of intent", () => {
  test("asks the callback by GET, keeps its own query, and says mode, topic, challenge and lease", async () => {
    const { subscribe, asked } = await hub();
    await subscribe({ "hub.lease_seconds": "86400" });
    const { method, url } = asked[0] as WebRequest;
    expect(method).toBe("GET");
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      id: "7",
      "hub.mode": "subscribe",
      "hub.topic": topic,
      "hub.challenge": expect.stringMatching(/^[\w-]{40,}$/),
      "hub.lease_seconds": "86400",
    });
  });

  test.each<[string, (request: WebRequest) => WebAnswer]>([
    ["404", () => answered(404)],
    ["a wrong challenge", () => answered(200, "another")],
    ["nothing in the answer", () => answered(200)],
    [
      "the challenge with more behind it",
      (request) => answered(200, `${(agreeing(request) as { text: string }).text}x`),
    ],
    ["a redirect", () => answered(302)],
    ["the challenge with 500", (request) => answered(500, (agreeing(request) as { text: string }).text)],
    ["no answer", () => ({ type: "no-answer", reason: "hung" })],
  ])("§5.3.1 %s is no agreement: nothing is sent, and it is not asked again", async (_name, answer) => {
    const { made, subscribe, desk, deliver, asked, clock } = await hub();
    made.onAsked = answer;
    await subscribe();
    made.onAsked = agreeing;
    await desk.issue(aContent());
    clock.advance("1h");
    await deliver();
    expect(asked).toHaveLength(1);
  });

  test("two challenges are never the same", async () => {
    const { subscribe, asked } = await hub();
    await subscribe();
    await subscribe();
    const challenges = asked.map(({ url }) => new URL(url).searchParams.get("hub.challenge"));
    expect(new Set(challenges).size).toBe(2);
  });

  test("one host is asked thirty times an hour at most, however many ask", async () => {
    const { ask, deliver, asked } = await hub({ isUnlimited: false });
    const answers: number[] = [];
    for (let count = 0; count < 40; count++)
      answers.push((await ask({ "hub.callback": `https://victim.example.org/${count}` })).status);
    await deliver();
    expect(answers.filter((status) => status === 202)).toHaveLength(30);
    expect(asked).toHaveLength(30);
    const other = await ask({ "hub.callback": "https://reader.example.org/" });
    expect(other.status).toBe(202);
    const last = await ask({ "hub.callback": "https://victim.example.org/" });
    expect([last.status, last.headers.get("retry-after")]).toEqual([429, "3600"]);
  });
});

describe("§6 unsubscribing", () => {
  test("is asked about in the same way, and ends it", async () => {
    const { subscribe, desk, deliver, posts, asked } = await hub();
    await subscribe();
    await subscribe({ "hub.mode": "unsubscribe" });
    const parameters = new URL(asked[1]?.url ?? "").searchParams;
    expect(parameters.get("hub.mode")).toBe("unsubscribe");
    expect(parameters.has("hub.lease_seconds")).toBe(false);
    await desk.issue(aContent());
    await deliver();
    expect(posts()).toEqual([]);
  });

  test("that the callback does not agree to changes nothing", async () => {
    const { made, subscribe, desk, deliver, posts } = await hub();
    await subscribe();
    made.onAsked = () => answered(404);
    await subscribe({ "hub.mode": "unsubscribe" });
    made.onAsked = agreeing;
    await desk.issue(aContent());
    await deliver();
    expect(posts()).toHaveLength(1);
  });
});

describe("§7 content distribution", () => {
  test("the whole feed as a GET gives it, with its type and the links of §7", async () => {
    const { subscribe, desk, deliver, posts, get } = await hub();
    await subscribe();
    await desk.issue(aContent());
    await deliver();
    const [post] = posts();
    const answer = await get("/feeds/advisories.atom");
    expect(post?.url).toBe(callback);
    expect(textOf(post as WebRequest)).toBe(await answer.text());
    expect(post?.headers["Content-Type"]).toBe(answer.headers.get("content-type"));
    expect(post?.headers.Link).toBe(`<${base}/websub>; rel="hub", <${topic}>; rel="self"`);
  });

  test("each change is sent, new wording and the end of a Bulletin too; what the filter leaves out is not", async () => {
    const { subscribe, desk, deliver, posts, clock } = await hub();
    await subscribe();
    await subscribe({ "hub.callback": "https://other.example.org/", "hub.topic": `${topic}?kind=imminent` });
    const content = aContent({ kind: "bulletin" });
    const id = await desk.issue(content);
    await deliver();
    await desk.revise(id, {
      change: "editorial",
      content: { ...content, resources: [{ title: "More", url: "https://example.org/more" }] },
    });
    await deliver();
    clock.advance(content.sunsetAt - clock.now());
    await deliver();
    expect(posts().map(({ url }) => url)).toEqual([callback, callback, callback]);
  });

  test("a failure is tried again until 2xx, with what the feed says then", async () => {
    const { made, subscribe, desk, deliver, posts, clock } = await hub();
    await subscribe();
    made.onAsked = () => answered(500);
    const id = await desk.issue(aContent());
    await deliver();
    await desk.takeBack(id, "end");
    made.onAsked = agreeing;
    clock.advance("10m");
    await deliver();
    expect(posts()).toHaveLength(2);
    expect(textOf(posts()[1] as WebRequest)).toContain("CORRECTION");
  });

  test("410 ends the subscription", async () => {
    const { made, subscribe, desk, deliver, posts } = await hub();
    await subscribe();
    made.onAsked = () => answered(410);
    await desk.issue(aContent());
    await deliver();
    made.onAsked = agreeing;
    await desk.issue(aContent());
    await deliver();
    expect(posts()).toHaveLength(1);
  });

  test("§5.1 when the lease has run out, nothing is sent; until then it is", async () => {
    const { subscribe, desk, deliver, posts, clock } = await hub();
    await subscribe({ "hub.lease_seconds": "3600" });
    clock.advance(3_599_000);
    await desk.issue(aContent());
    await deliver();
    expect(posts()).toHaveLength(1);
    clock.advance(1_000);
    await desk.issue(aContent());
    await deliver();
    expect(posts()).toHaveLength(1);
  });
});

describe("§8 authenticated distribution", () => {
  test("is signed by the subscriber's secret, which lies sealed; another secret does not fit", async () => {
    const { made, subscribe, desk, deliver, posts } = await hub();
    await subscribe({ "hub.secret": "a secret of the subscriber" });
    await desk.issue(aContent());
    await deliver();
    const [post] = posts();
    const signature = (secret: string) =>
      `sha256=${createHmac("sha256", secret)
        .update(post?.body ?? "")
        .digest("hex")}`;
    expect(post?.headers["X-Hub-Signature"]).toBe(signature("a secret of the subscriber"));
    expect(post?.headers["X-Hub-Signature"]).not.toBe(signature("another secret"));
    const stored = ["subscriptions", "letters"].map((table) =>
      JSON.stringify(made.database.sqlite.prepare(`select * from ${table}`).all()),
    );
    expect(stored.join()).not.toContain("a secret of the subscriber");
  });
});
