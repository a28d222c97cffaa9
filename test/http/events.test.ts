import { describe, expect, it } from "vitest";
import { newsroom } from "../support/publishing.ts";
import type { TestService } from "../support/service.ts";

interface Received {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Listens, and gives the events as they come. */
async function listen({ app }: TestService, lastEventId?: string) {
  const abort = new AbortController();
  const response = await app.request("/api/v1/events", {
    signal: abort.signal,
    ...(lastEventId === undefined ? {} : { headers: { "last-event-id": lastEventId } }),
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const events = (): Received[] =>
    text.split("\n\n").flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const [id, event, data] = [field("id"), field("event"), field("data")];
      return id && event && data ? [{ id, event, data: JSON.parse(data) }] : [];
    });
  (async () => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value;
  })().catch(() => {});
  return {
    response,
    text: () => text,
    events,
    async until(count: number): Promise<Received[]> {
      await expect.poll(() => events().length).toBeGreaterThanOrEqual(count);
      return events();
    },
    leave: async () => {
      await reader.cancel().catch(() => {});
      abort.abort();
    },
  };
}

describe("server-sent events", () => {
  it("say what changed, without a word of the advisory", async () => {
    const { it: running, publish, retract } = await newsroom();
    const listener = await listen(running);
    expect(listener.response.headers.get("content-type")).toContain("text/event-stream");
    const { id, slug } = await publish();
    const [issued] = await listener.until(1);
    expect(issued).toMatchObject({ event: "issued", data: { advisory: id, slug, kind: "elevated", stands: true } });
    running.clock.advance("1m");
    await retract(id, "end");
    const [, retracted] = await listener.until(2);
    expect(retracted).toMatchObject({ event: "retracted", data: { advisory: id, stands: false, revision: 2 } });
    expect(listener.text()).not.toContain("Threat to rail");
    await listener.leave();
  });

  it("say the sunset when it comes, though nobody did anything", async () => {
    const { it: running, publish } = await newsroom();
    await publish();
    const listener = await listen(running);
    running.clock.set("2026-12-01T17:00:00-05:00");
    const [ended] = await listener.until(1);
    expect(ended).toMatchObject({ event: "ended", data: { stands: false, at: "2026-12-01T17:00:00-05:00" } });
    await listener.leave();
  });

  it("begin anew for who comes for the first time, and go on for who comes back", async () => {
    const { it: running, publish } = await newsroom();
    const early = await listen(running);
    await publish({ kind: "bulletin" });
    const [first] = await early.until(1);
    await early.leave();
    running.clock.advance("10m");
    await publish({ kind: "elevated" });
    running.clock.advance("10m");
    await publish({ kind: "imminent" });
    const back = await listen(running, first!.id);
    expect((await back.until(2)).map(({ data }) => data.kind)).toEqual(["elevated", "imminent"]);
    const fresh = await listen(running);
    running.clock.advance("10m");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(fresh.events()).toEqual([]);
    expect(back.events()).toHaveLength(2);
    await back.leave();
    await fresh.leave();
    const strange = await listen(running, "not one of ours");
    expect(await strange.until(3)).toHaveLength(3);
    await strange.leave();
  });

  it("show that they are alive while nothing happens", async () => {
    const { it: running } = await newsroom();
    const listener = await listen(running);
    running.clock.advance("16s");
    await expect.poll(listener.text).toContain(": as of ");
    await listener.leave();
  });

  it("are not opened by HEAD, which nobody would ever leave", async () => {
    const { it: running } = await newsroom();
    for (let count = 0; count < 110; count++) {
      const { status, headers } = await running.app.request("/api/v1/events", { method: "HEAD" });
      expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    }
    const listener = await listen(running);
    expect(listener.response.status).toBe(200);
    await listener.leave();
  });

  it("leave places for others, however many one network takes, and give them back", async () => {
    const { it: running } = await newsroom({ isUnlimited: false });
    const listeners = [];
    for (let count = 0; count < 100; count++) listeners.push(await listen(running));
    const refused = await running.get("/api/v1/events");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    running.readerAddress = "198.51.100.7";
    listeners.push(await listen(running));
    expect(listeners.at(-1)?.response.status).toBe(200);
    running.readerAddress = "192.0.2.1";
    await listeners[0]?.leave();
    listeners.push(await listen(running));
    expect(listeners.at(-1)?.response.status).toBe(200);
    for (const one of listeners) await one.leave();
  });

  it("leave exercises out, and refuse parameters", async () => {
    const { it: running, publish } = await newsroom();
    const listener = await listen(running);
    await publish({ status: "exercise" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(listener.events()).toEqual([]);
    await listener.leave();
    expect((await running.get("/api/v1/events?since=1")).status).toBe(400);
  });
});
