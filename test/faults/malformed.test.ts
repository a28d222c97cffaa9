/**
 * Malformed requests to the started service, as bytes on a socket: so many to each address and method. Whatever comes, the answer is
 * an expected one, given soon, and shows nothing of the inside; and nothing of it stays in memory.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Story } from "../journeys/process/story.ts";
import { Chance } from "../simulator/chance.ts";
import { freePort, onNode, type ServiceProcess } from "../support/process.ts";
import { ask, type RawAnswer } from "../support/raw-http.ts";
import { service as inOneProcess } from "../support/service.ts";
import { type Endpoint, type Malformed, malformedRequest } from "./malformed-requests.ts";
import { alert } from "./readers.ts";
import { numberFrom, size } from "./size.ts";

const runsEach = numberFrom("FAULTS_RUNS", size(4, 2_000));
const seed = numberFrom("FAULTS_SEED", 17);
/** A part of the addresses, by a pattern: all at full size take an hour of two quiet cores. */
const only = new RegExp(process.env.FAULTS_ONLY ?? "");
const longestMs = 1_000;
const memoryMargin = 10 * 1024 * 1024;
const atOnce = 6;

/** What would show the inside: stack traces, file names, SQL, names of libraries. */
const inside = /\bat [\w.<>]+ \(|node_modules|\.tsx?:\d|dist\/|SQLITE|SqliteError|drizzle|ZodError|\/src\/|root:x:/;

let story: Story<ServiceProcess>;
let inspector: string;
beforeAll(async () => {
  const port = await freePort();
  story = await Story.begin(onNode, { NODE_OPTIONS: `--inspect=127.0.0.1:${port}`, HOST: "127.0.0.1" });
  inspector = `http://127.0.0.1:${port}/json/list`;
}, 150_000);
afterAll(() => story?.end());

/** Each address of the service with each method that it takes, and once with all others. Without `/console` those of the public. */
async function endpoints(): Promise<Endpoint[]> {
  const { app } = await inOneProcess();
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, path: path.replaceAll(/\{.*?\}(?=\/|$)/g, "") }));
  const all = new Set([...routes.map(({ path }) => path), "/nowhere", "/exercise/exercise/", "/api/v1/%2e%2e/x"]);
  const paths = [...all].filter((path) => only.test(path));
  return paths.flatMap((path) => {
    const methods = new Set(routes.filter((route) => route.path === path).map(({ method }) => method));
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods, "other"].map((method) => ({ method, path }));
  });
}

/** What lives in the main thread after the garbage was collected: bytes of the heap and of buffers beside it. */
async function memory(): Promise<number> {
  const [target] = (await (await fetch(inspector)).json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? "");
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const call = (id: number, method: string) =>
    new Promise<Record<string, number>>((resolve) => {
      socket.onmessage = ({ data }) => {
        const answer = JSON.parse(String(data)) as { id: number; result: Record<string, number> };
        if (answer.id === id) resolve(answer.result);
      };
      socket.send(JSON.stringify({ id, method }));
    });
  await call(1, "HeapProfiler.collectGarbage");
  await call(2, "HeapProfiler.collectGarbage");
  const { usedSize = Number.NaN, backingStorageSize = 0 } = await call(3, "Runtime.getHeapUsage");
  socket.close();
  return usedSize + backingStorageSize;
}

it(`of ${runsEach} to each address and method none is a defect, takes long, shows the inside or stays in memory`, {
  timeout: 10 * 3_600_000,
}, async () => {
  const { id, slug, identifier } = await story.publish("first", alert("Standing"));
  const draft = await story.call("POST", "/advisories", "author", alert("A draft"));
  const insight = {
    names: [id, slug, identifier, `${identifier}.xml`, `${slug}.txt`, draft.id, "1", "advisories", "NY", "en"],
    tokens: [story.tokenOf("author"), story.tokenOf("approver")],
    content: alert("Of chance"),
  };
  const { host, port } = new URL(story.baseUrl);
  const chance = new Chance(seed);
  const statuses = new Map<number | null, number>();
  const problems: string[] = [];
  const slowest = { milliseconds: 0, request: "" };

  const shown = ({ bytes }: Malformed) => JSON.stringify(bytes.subarray(0, 600).toString("latin1"));
  const judge = (request: Malformed, answer: RawAnswer): void => {
    const { status, head, body, isLate } = answer;
    const is = (what: string) => {
      problems.push(`${what}: ${shown(request)} → ${status} ${head} ${body.slice(0, 200)}`);
    };
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (isLate) {
      is("no answer");
      return;
    }
    // Closed without a word: only where it never became a request.
    if (status === null) {
      if (request.isWhole) is("closed without an answer");
      return;
    }
    if (status >= 500) is("a defect");
    if (inside.test(body) || inside.test(head)) is("shows the inside");
    if (/^set-cookie: x=1/im.test(head) || /^server:/im.test(head)) is("a header that is not ours");
    if (!/^content-security-policy: default-src 'none'/im.test(head)) is("no policy");
    if (status >= 400 && !request.isHead && body === "") is("says nothing");
  };
  const one = async (endpoint: Endpoint) => {
    const request = malformedRequest(chance, endpoint, insight, host);
    let answer = await ask(Number(port), request.bytes, request);
    // On a machine that does other work, too, only what is slow each time is slow by itself.
    for (let tries = 0; tries < 3 && answer.milliseconds > longestMs; tries++)
      answer = await ask(Number(port), request.bytes, request);
    judge(request, answer);
    if (answer.milliseconds > slowest.milliseconds)
      Object.assign(slowest, { milliseconds: answer.milliseconds, request: shown(request).slice(0, 150) });
  };
  const all = await endpoints();
  const isLess = ({ path, method }: Endpoint) => path.startsWith("/console") || method === "other";
  const run = async (count: number) => {
    const todo = all.flatMap((endpoint) =>
      // An editor's pages are not the public's, and a method that an address does not take goes no further.
      Array<Endpoint>(isLess(endpoint) ? Math.ceil(count / 10) : count).fill(endpoint),
    );
    let next = 0;
    const work = async () => {
      for (let mine = todo[next++]; mine && problems.length < 20; mine = todo[next++]) await one(mine);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return todo.length;
  };
  /** Another view of what stands: bodies that were kept for the one before are let go. */
  const settledMemory = async (name: string) => {
    await story.publish(name, alert(name));
    return memory();
  };

  await run(Math.min(runsEach, 10));
  const before = await settledMemory("before");
  const count = await run(runsEach);
  let after = await settledMemory("after");
  // Connections that were given up live on for some seconds.
  for (let tries = 1; tries <= 6 && after - before >= memoryMargin; tries++) {
    await sleep(10_000);
    after = await settledMemory(`after, try ${tries}`);
  }
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);
  console.info(
    `${count} requests to ${all.length} addresses and methods; slowest ${slowest.milliseconds.toFixed(0)} ms: ${slowest.request}; ` +
      `memory ${megabytes(before)} MB, afterwards ${megabytes(after)} MB; ` +
      [...statuses]
        .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
        .map(([status, times]) => `${status} ×${times}`)
        .join(", "),
  );
  expect(problems).toEqual([]);
  expect(slowest.milliseconds).toBeLessThan(longestMs);
  expect(after - before).toBeLessThan(memoryMargin);
  expect(story.service.output()).not.toMatch(/"level":(50|60)/);
  expect((await fetch(story.baseUrl)).status).toBe(200);
  if (process.env.FAULTS_ONLY) return;
  // Else it would all have been refused at the door.
  for (const status of size([200, 400, 401, 404, 405, 415], [200, 304, 400, 401, 404, 405, 406, 413, 415, 431]))
    expect(statuses.keys()).toContain(status);
});
