/**
 * Signing in at an agency's identity provider: a provider made by hand, which tells one lie at a time, and oidc-provider as it runs in
 * the world, in a process of its own.
 */
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OidcProvider, oidcProvider, tokenFaults } from "../../support/oidc-provider.ts";
import { type Json, service, type TestService } from "../../support/service.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const part = (json: unknown) => Buffer.from(JSON.stringify(json)).toString("base64url");

function jwt(claims: Json, given: { alg?: string; key?: typeof privateKey } = {}): string {
  const { alg = "RS256", key = privateKey } = given;
  const matter = `${part({ alg, kid: "k" })}.${part(claims)}`;
  if (alg === "none") return `${matter}.`;
  if (alg === "HS256") return `${matter}.${createHmac("sha256", "secret").update(matter).digest("base64url")}`;
  return `${matter}.${sign("sha256", Buffer.from(matter), key).toString("base64url")}`;
}

/** What the provider made by hand answers; a test changes what it lies about. */
interface Lies {
  claims: (right: Json) => Json;
  token: (claims: Json) => string;
  status: number;
  metadata: Json;
  userInfo: Json;
}

let lies: Lies;
let server: Server;
let issuer: string;
let asked: URLSearchParams;
let nonce = "";

beforeAll(async () => {
  // As on Node: from here on the global Response is the library's, and no answer of fetch is an instance of it.
  getRequestListener(() => new Response());
  server = createServer(async (request, response) => {
    const answer = (json: unknown, status = lies.status) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const now = Math.floor(made.clock.now() / 1_000);
    if (request.url === "/.well-known/openid-configuration")
      return answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/me`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256", "none", "HS256"],
        ...lies.metadata,
      });
    if (request.url === "/jwks") {
      return answer({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] });
    }
    if (request.url === "/me") return answer(lies.userInfo);
    asked = new URLSearchParams(Buffer.concat(chunks).toString());
    const right = {
      iss: issuer,
      sub: "person-1",
      aud: "ntas",
      nonce,
      iat: now,
      exp: now + 300,
      email: "ana@example.org",
      email_verified: true,
      acr: "high",
      amr: ["hwk", "pin"],
    };
    return answer({ access_token: "a", token_type: "Bearer", id_token: lies.token(lies.claims(right)) });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

let made: TestService;
beforeEach(async () => {
  lies = { claims: (right) => right, token: (claims) => jwt(claims), status: 200, metadata: {}, userInfo: {} };
  await open();
});

async function open(given: { acr?: string[]; amr?: string[]; issuer?: string } = {}): Promise<void> {
  // The library compares with the machine's own clock.
  const start = `${new Date().toISOString().slice(0, 19)}Z`;
  made = await service({
    start,
    oidc: { issuer, clientId: "ntas", clientSecret: "secret", acr: [], amr: [], ...given },
  });
  await made.editor("ana@example.org", "author");
}

const cookieOf = (response: Response, name: string) =>
  response.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`${name}=`) && !/Max-Age=0/.test(cookie))
    ?.split(";")[0] ?? "";

async function begin(): Promise<{ state: string; cookie: string; target: URL; response: Response }> {
  const response = await made.get("/console/oidc");
  const target = new URL(response.headers.get("location") ?? "http://nowhere.invalid");
  nonce = target.searchParams.get("nonce") ?? "";
  return {
    state: target.searchParams.get("state") ?? "",
    cookie: cookieOf(response, "__Host-oidc"),
    target,
    response,
  };
}

async function comeBack(given: { state?: string; cookie?: string; search?: string } = {}): Promise<Response> {
  const begun = await begin();
  const { state = begun.state, cookie = begun.cookie, search = `code=c&state=${state}` } = given;
  return made.get(`/console/oidc/callback?${search}`, { cookie });
}
const session = (response: Response) => cookieOf(response, "__Host-session");
const audited = () =>
  made.database.sqlite.prepare("select action from audit order by sequence desc limit 1").get() as { action: string };

async function refusedAs(words: string, response = comeBack()): Promise<void> {
  const answer = await response;
  expect(answer.status).toBe(403);
  expect(session(answer)).toBe("");
  expect(await answer.text()).toContain(words);
  expect(audited().action).toBe("issue-api");
}

describe("an editor", () => {
  test("is sent there with code, PKCE, state and nonce, and comes back signed in", async () => {
    const { target, response } = await begin();
    expect(response.status).toBe(302);
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "ntas",
      redirect_uri: "http://localhost:8080/console/oidc/callback",
      code_challenge_method: "S256",
    });
    const flags = response.headers.get("set-cookie") ?? "";
    expect(flags).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    const answer = await comeBack();
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('http-equiv="refresh"');
    expect(asked.get("code_verifier")).toMatch(/^[0-9a-f]{64}$/);
    expect((await made.get("/console", { cookie: session(answer) })).status).toBe(200);
    expect(audited().action).toBe("sign-in:oidc");
  });

  test("is found by the subject that was bound, also when the address changes", async () => {
    await comeBack();
    lies.claims = (right) => ({ ...right, email: "other@example.org" });
    expect(session(await comeBack())).not.toBe("");
  });

  test("whose address is only in the user information is found too", async () => {
    lies.claims = ({ email: _, email_verified: __, ...right }) => right;
    lies.userInfo = { sub: "person-1", email: "ANA@example.org", email_verified: true };
    expect(session(await comeBack())).not.toBe("");
  });

  test("is not whoever got the address later", async () => {
    await comeBack();
    lies.claims = (right) => ({ ...right, sub: "person-2" });
    const answer = await comeBack();
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("No editor here has your e-mail address");
  });

  test("is never made by signing in, nor by an address that is not verified", async () => {
    lies.claims = (right) => ({ ...right, email: "nobody@example.org" });
    await refusedAs("Accounts are made by administrators only");
    for (const email_verified of [false, undefined, "true"]) {
      lies.claims = (right) => ({ ...right, email_verified });
      await refusedAs("No editor here has your e-mail address");
    }
  });

  test("who was disabled stays out", async () => {
    await comeBack();
    made.database.sqlite.exec("update editors set disabled_at = 1");
    expect(session(await comeBack())).toBe("");
  });
});

describe("a token", () => {
  const invalid = "could not be trusted";
  test.each<[string, Partial<Lies>]>([
    ["of another issuer", { claims: (right) => ({ ...right, iss: "https://evil.example" }) }],
    ["for another audience", { claims: (right) => ({ ...right, aud: "other" }) }],
    ["for two audiences without naming us", { claims: (right) => ({ ...right, aud: ["ntas", "x"], azp: "x" }) }],
    ["with another nonce", { claims: (right) => ({ ...right, nonce: "other" }) }],
    ["without a nonce", { claims: ({ nonce: _, ...right }) => right }],
    ["that ran out", { claims: (right) => ({ ...right, iat: right.iat - 9_000, exp: right.exp - 9_000 }) }],
    ["without an end", { claims: ({ exp: _, ...right }) => right }],
    ["without a subject", { claims: ({ sub: _, ...right }) => right }],
    ["that is not signed", { token: (claims) => jwt(claims, { alg: "none" }) }],
    ["signed with our own secret", { token: (claims) => jwt(claims, { alg: "HS256" }) }],
    ["signed by somebody else", { token: (claims) => jwt(claims, { key: stranger }) }],
    [
      "altered after signing",
      { token: (claims) => jwt(claims).replace(/\.[^.]*\./, `.${part({ ...claims, sub: "x" })}.`) },
    ],
    ["that is none", { token: () => "no token" }],
  ])("%s is refused", async (_name, lie) => {
    Object.assign(lies, lie);
    await refusedAs(invalid);
  });

  test("that is not there is refused", async () => {
    lies.token = () => undefined as unknown as string;
    await refusedAs(invalid);
  });
});

describe("the way back", () => {
  test("with another state, without the cookie, with another's cookie or too late is refused", async () => {
    await refusedAs("could not be trusted", comeBack({ state: "other" }));
    await refusedAs("cancelled, or took longer", comeBack({ cookie: "" }));
    const earlier = await begin();
    await refusedAs("could not be trusted", comeBack({ cookie: earlier.cookie }));
    const late = await begin();
    made.clock.advance("10m");
    await refusedAs("cancelled, or took longer", comeBack({ state: late.state, cookie: late.cookie }));
  });

  test("says that it was cancelled", async () => {
    const { state, cookie } = await begin();
    await refusedAs("cancelled", comeBack({ cookie, search: `error=access_denied&state=${state}` }));
  });
});

describe("a way of signing in there that is too weak", () => {
  test("is refused where a stronger one is asked for, and asked for by name", async () => {
    await open({ acr: ["highest", "high"] });
    expect((await begin()).target.searchParams.get("acr_values")).toBe("highest high");
    expect(session(await comeBack())).not.toBe("");
    await open({ acr: ["highest"] });
    await refusedAs("not strong enough");
    await open({ amr: ["hwk"] });
    expect(session(await comeBack())).not.toBe("");
    for (const amr of [undefined, [], ["pwd"], "hwk", ["pwd", "otp"]]) {
      await open({ amr: ["hwk"] });
      lies.claims = (right) => ({ ...right, amr });
      await refusedAs("not strong enough");
    }
  });
});

describe("a provider that is down", () => {
  test.each<[string, () => Promise<void>]>([
    ["answers nothing", () => open({ issuer: "http://127.0.0.1:9" })],
    [
      "answers with an error",
      async () => {
        lies.status = 503;
      },
    ],
    [
      "says that it is somebody else",
      async () => {
        lies.metadata = { issuer: "https://evil.example" };
      },
    ],
  ])("and %s is said to be out of reach, with what to do", async (_name, prepare) => {
    await prepare();
    const answer = await made.get("/console/oidc");
    expect(answer.status).toBe(503);
    const html = await answer.text();
    expect(html).toContain("cannot be reached");
    expect(html).toContain("one-time link instead");
  });

  test("in the middle of the way is too, and is asked again later", async () => {
    const { state, cookie } = await begin();
    lies.status = 500;
    const answer = await made.get(`/console/oidc/callback?code=c&state=${state}`, { cookie });
    expect(answer.status).toBe(503);
    lies.status = 200;
    expect(session(await comeBack())).not.toBe("");
  });
});

test("without a provider there is no button and no address", async () => {
  const plain = await service();
  expect(await (await plain.get("/console/sign-in")).text()).not.toContain("/console/oidc");
  expect((await plain.get("/console/oidc")).status).toBe(404);
  expect(await (await made.get("/console/sign-in")).text()).toContain('href="/console/oidc"');
});

describe("oidc-provider in a process of its own", () => {
  let provider: OidcProvider;
  beforeAll(async () => {
    provider = await oidcProvider("http://localhost:8080/console/oidc/callback");
  });
  afterAll(() => provider?.stop());

  /** The way back from there, and the cookie of who began it. */
  async function wayBack(name: string): Promise<{ path: string; cookie: string }> {
    await open({ issuer: provider.issuer });
    const started = await made.get("/console/oidc");
    const { pathname, search } = await provider.signIn(started.headers.get("location") ?? "", name);
    return { path: pathname + search, cookie: cookieOf(started, "__Host-oidc") };
  }

  test("signs an editor in, once", async () => {
    const { path, cookie } = await wayBack("person-1");
    const answer = await made.get(path, { cookie });
    expect(answer.status).toBe(200);
    expect((await made.get("/console", { cookie: session(answer) })).status).toBe(200);
    // The same answer again: the code is spent.
    expect((await made.get(path, { cookie })).status).toBe(403);
  });

  test.each(tokenFaults)("whose token is %s signs nobody in", async (fault) => {
    const { path, cookie } = await wayBack(fault);
    await refusedAs("could not be trusted", made.get(path, { cookie }));
  });
});
