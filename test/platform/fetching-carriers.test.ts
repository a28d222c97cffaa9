/** The carriers over `fetch`, as on Workers, against a real server: nobody follows a redirect, and no more than 4 KB are read. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchingCarriers } from "../../src/platform/workers/fetching-carriers.ts";
import { trustTestCertificate } from "../support/certificate.ts";
import { type WebSink, webSink } from "../support/web-sink.ts";

let sink: WebSink;
beforeAll(async () => {
  trustTestCertificate();
  sink = await webSink();
});
afterAll(() => sink.close());

function carriers() {
  return fetchingCarriers({ PUSH_HOSTS: [sink.host], WEBHOOK_HOSTS: [sink.host] }, () => {});
}

const body = new TextEncoder().encode("{}");

test("a redirect is an answer, and nobody follows it", async () => {
  sink.answer((_post, response) => response.writeHead(307, { location: `${sink.origin}/elsewhere` }).end());
  const { web, push } = carriers();
  expect(await web.exchange({ method: "POST", url: `${sink.origin}/hook`, headers: {}, body })).toMatchObject({
    type: "answered",
    status: 307,
  });
  expect((await push.post({ endpoint: `${sink.origin}/push`, headers: {}, body })).type).not.toBe("accepted");
  expect(sink.received.map((one) => one.path)).toEqual(["/hook", "/push"]);
});

test("4 KB of a huge answer are read", async () => {
  sink.answer((_post, response) => response.end("x".repeat(5_000_000)));
  const answer = await carriers().web.exchange({ method: "POST", url: `${sink.origin}/hook`, headers: {}, body });
  expect(answer).toMatchObject({ type: "answered", text: "x".repeat(4_096) });
});
