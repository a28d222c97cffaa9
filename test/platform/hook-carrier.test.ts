/** JSON to an address that the operator named, over real TLS. */
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hookCarrier } from "../../src/platform/node/hook-carrier.ts";
import { testCertificate, trustTestCertificate } from "../support/certificate.ts";

const got: { path: string; body: string }[] = [];
let server: Server;
let host: string;

beforeAll(async () => {
  trustTestCertificate();
  const { key, cert } = testCertificate();
  server = createServer({ key, cert }, (request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const path = request.url ?? "";
      got.push({ path, body });
      if (path === "/hang") return;
      if (path === "/elsewhere") return response.writeHead(302, { location: "/told" }).end();
      if (path === "/endless") {
        response.writeHead(200);
        const drip = setInterval(() => response.write("x".repeat(9_000)), 5);
        return response.on("close", () => clearInterval(drip));
      }
      const status = Number(path.slice(1)) || 200;
      return response.writeHead(status, { "retry-after": "7" }).end("words");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  host = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = (path: string, namedHosts = [host]) =>
  hookCarrier({ namedHosts, deadlineSeconds: 1 }).post({ url: `https://${host}${path}`, body: '{"text":"a"}' });

describe("a hook", () => {
  test("gets the JSON", async () => {
    expect(await post("/told")).toEqual({ type: "accepted" });
    expect(got.at(-1)).toEqual({ path: "/told", body: '{"text":"a"}' });
  });

  test.each([
    ["/429", { type: "later", retryAfterSeconds: 7 }],
    ["/503", { type: "later" }],
    ["/404", { type: "later" }],
    ["/400", { type: "refused" }],
    ["/elsewhere", { type: "refused" }],
    ["/hang", { type: "unknown" }],
    ["/endless", { type: "accepted" }],
  ])("that answers %s: what is known is said", async (path, outcome) => {
    expect(await post(path)).toMatchObject(outcome);
    expect(got.at(-1)?.path).toBe(path);
  });

  test("is not reached at a private address that nobody named", async () => {
    const before = got.length;
    expect(await post("/told", [])).toMatchObject({ type: "refused" });
    const bare = hookCarrier({ namedHosts: [] });
    expect(await bare.post({ url: "https://127.0.0.1/", body: "{}" })).toMatchObject({ type: "refused" });
    expect(await bare.post({ url: "https://[::1]/", body: "{}" })).toMatchObject({ type: "refused" });
    expect(got).toHaveLength(before);
  });

  test("that cannot be reached is tried later", async () => {
    const nobody = hookCarrier({ namedHosts: ["localhost:1"] });
    expect(await nobody.post({ url: "https://localhost:1/", body: "{}" })).toMatchObject({ type: "later" });
  });
});
