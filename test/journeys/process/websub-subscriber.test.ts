/**
 * The started hub with a subscriber that others wrote: `pubsubhubbub` from the package registry. It finds the hub by the feed's own
 * `Link` header, subscribes, is asked for its intent, gets each change over TLS, checks the signature itself, and leaves.
 */
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:https";
import pubSubHubbub, { type Feed, type Subscriber } from "pubsubhubbub";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alert } from "../../faults/readers.ts";
import { testCertificate } from "../../support/certificate.ts";
import { eventually, freePort, onNode, type ServiceProcess } from "../../support/process.ts";
import { Story } from "./story.ts";

const secret = "a secret of the reader";
let story: Story<ServiceProcess>;
let server: Server;
let origin: string;
/** Answers at the callback. */
let listening: Subscriber;
let posts = 0;

beforeAll(async () => {
  const { key, cert, caFile } = testCertificate();
  const port = await freePort();
  origin = `https://localhost:${port}`;
  server = createServer({ key, cert }, (request, response) => {
    if (request.method === "POST") posts += 1;
    listening.listener()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  story = await Story.begin(onNode, { WEBHOOK_HOSTS: `localhost:${port}`, NODE_EXTRA_CA_CERTS: caFile });
}, 150_000);
afterAll(async () => {
  await story?.end();
  server?.closeAllConnections();
  server?.close();
});

const linked = (header: string, relation: string) => new RegExp(`<([^>]+)>; rel="${relation}"`).exec(header)?.[1] ?? "";

test("subscribes, gets each change with a signature that it checks, and nothing after it left", async () => {
  const found = (await fetch(`${story.baseUrl}/feeds/advisories.atom?area=NY`)).headers.get("link") ?? "";
  const [topic, hub] = [linked(found, "self"), linked(found, "hub")];
  expect(topic).toBe(`${story.baseUrl}/feeds/advisories.atom?area=NY`);

  // This version asks with a secret made of its own and the topic, but checks by its own: so one asks, and one with that secret listens.
  const asking = pubSubHubbub.createServer({ callbackUrl: `${origin}/websub`, secret, leaseSeconds: 7_200 });
  const agreed = createHmac("sha1", secret).update(topic).digest("hex");
  listening = pubSubHubbub.createServer({ callbackUrl: `${origin}/websub`, secret: agreed });
  const feeds: Feed[] = [];
  const confirmed: string[] = [];
  listening.on("feed", (feed) => feeds.push(feed));
  listening.on("subscribe", ({ topic: of }) => confirmed.push(`subscribe ${of}`));
  listening.on("unsubscribe", ({ topic: of }) => confirmed.push(`unsubscribe ${of}`));
  const asked = (mode: "subscribe" | "unsubscribe") =>
    new Promise<void>((resolve, reject) => {
      asking[mode](topic, hub, (error) => (error ? reject(error) : resolve()));
    });

  await asked("subscribe");
  await eventually("the question to the callback", () => confirmed.includes(`subscribe ${topic}`));
  await story.publish("first", { ...alert("Watch the water works"), scope: { areas: ["NY"] } });
  const [first] = await eventually("the feed", () => feeds.length > 0 && feeds);
  expect(first?.topic).toBe(topic);
  expect(first?.hub).toBe(hub);
  expect(first?.feed.toString("utf8")).toContain("Watch the water works");
  expect(first?.headers["content-type"]).toContain("application/atom+xml");

  // It drops what was signed with another secret, and so would show nothing.
  const signed = listening;
  listening = pubSubHubbub.createServer({ callbackUrl: `${origin}/websub`, secret: "another" });
  const wrong: Feed[] = [];
  listening.on("feed", (feed) => wrong.push(feed));
  const came = posts;
  await story.publish("second", { ...alert("Watch the trains"), scope: { areas: ["NY"] } });
  await eventually("the second to come", () => posts > came);
  await story.allOut("second");
  listening = signed;
  expect(wrong).toEqual([]);

  await asked("unsubscribe");
  await eventually("the question to the callback", () => confirmed.includes(`unsubscribe ${topic}`));
  const told = posts;
  await story.publish("third", { ...alert("Watch the bridges"), scope: { areas: ["NY"] } });
  await story.allOut("third");
  expect(posts).toBe(told);
});
