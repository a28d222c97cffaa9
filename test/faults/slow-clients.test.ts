/**
 * Clients that send a byte a second, and a flood of readers while thousands are being told: whoever reads meanwhile does not wait. The
 * full size, on a machine that does nothing else, holds them to a quarter of a second.
 */
import { get } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { eventually, onNode, type ServiceProcess } from "../support/process.ts";
import { alert, subscribe } from "./readers.ts";
import { size } from "./size.ts";

const slowSockets = size(100, 1_000);
const subscribers = size(500, 20_000);
const requests = size(60, 600);
const perSecond = 30;
const ticksPerSecond = 50;
const longestMs = size(10_000, 250);

let story: Story<ServiceProcess>;
/** Without anybody else, on this machine at this time. */
let alone: number;
const sockets = new Set<Socket>();
beforeAll(async () => {
  story = await Story.begin(onNode);
  await story.publish("standing", alert("Watch the water works"));
  await subscribe(story, subscribers);
  await readersWait();
  alone = await readersWait();
}, 600_000);
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(() => story?.end());

/** The 99th percentile of what readers wait (ms), who come one after another and whoever is before them. */
async function readersWait(): Promise<number> {
  const paths = ["/", "/feeds/advisories.atom", "/api/v1/advisories", `/advisories/${story.advisory("standing").slug}`];
  const waits: Promise<number>[] = [];
  for (let number = 0; number < requests; number++) {
    waits.push(waited(`${story.baseUrl}${paths[number % paths.length]}`));
    await sleep(1_000 / perSecond);
  }
  const sorted = (await Promise.all(waits)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.POSITIVE_INFINITY;
}

/** Each over a connection of its own, as strangers come. */
function waited(url: string): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
      answer.resume().once("end", () => resolve(performance.now() - from));
    }).once("error", reject);
  });
}

function expectNoWait(waitMs: number): void {
  console.log(`readers' p99 ${Math.round(waitMs)} ms, alone ${Math.round(alone)} ms`);
  expect(waitMs).toBeLessThan(longestMs);
}

it(`${slowSockets} clients that never finish their request keep nobody waiting`, async () => {
  const { hostname, port } = new URL(story.baseUrl);
  let open = 0;
  for (let number = 0; number < slowSockets; number++) {
    const socket = connect(Number(port), hostname);
    sockets.add(socket);
    socket.on("error", () => {}).once("connect", () => open++);
  }
  const request = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ${"x".repeat(1_000)}`;
  // Each its byte a second, and not all in the same moment: they do not know of one another.
  let ticks = 0;
  const dripping = setInterval(() => {
    const turn = ticks % ticksPerSecond;
    const byte = request[Math.floor(ticks / ticksPerSecond)] ?? "x";
    for (const [number, socket] of [...sockets].entries())
      if (number % ticksPerSecond === turn && socket.writable) socket.write(byte);
    ticks++;
  }, 1_000 / ticksPerSecond);
  try {
    const wait = await readersWait();
    expect(open).toBe(slowSockets);
    expectNoWait(wait);
  } finally {
    clearInterval(dripping);
  }
}, 300_000);

it(`a flood of readers while ${2 * subscribers} are being told keeps nobody waiting`, async () => {
  const flood = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    const { Agent, get } = require("node:http");
    const agent = new Agent({ keepAlive: true });
    let count = 0;
    const next = () => get(workerData, { agent }, (answer) => answer.resume().once("end", () => (count++, next()))).once("error", () => setTimeout(next, 10));
    for (let one = 0; one < 32; one++) next();
    parentPort.once("message", () => { parentPort.postMessage(count); process.exit(); });`,
    { eval: true, workerData: `${story.baseUrl}/feeds/advisories.atom` },
  );
  try {
    const told = () => story.smtp.mails.length + story.browsers.pushes.length;
    const before = told();
    await story.publish("flooded", alert("In the middle of a flood"));
    await eventually("somebody to be told", () => told() > before);
    expectNoWait(await readersWait());
    await eventually("everybody to be told", () => told() - before >= 2 * subscribers, size(60, 900));
  } finally {
    await flood.terminate();
  }
}, 1_200_000);
