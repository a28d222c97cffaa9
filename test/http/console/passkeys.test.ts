/** Passkeys with a software authenticator: what is accepted once is refused in every other form. */
import { beforeEach, describe, expect, test } from "vitest";
import { type SoftPasskey, softPasskey } from "../../support/authenticator.ts";
import { type AtConsole, atConsole, fieldsOf, typedAdvisory } from "../../support/console.ts";
import { service, type TestService } from "../../support/service.ts";

let made: TestService;
let author: AtConsole;
let approver: AtConsole;
beforeEach(async () => {
  made = await service();
  author = await atConsole(made, "author@example.org", "author");
  approver = await atConsole(made, "approver@example.org", "approver");
});

const own = { "sec-fetch-site": "same-origin" };
const idOf = (email: string, { database } = made) =>
  (database.sqlite.prepare("select id from editors where email = ?").get(email) as { id: string }).id;
const post = (path: string, body: unknown, headers: Record<string, string> = own) =>
  made.app.request(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const options = async () => (await post("/console/passkey/options", {})).json();

async function enrol(visitor: AtConsole, passkey: SoftPasskey, name = "Test key") {
  const { json } = await visitor.ask("/console/account/passkeys/options");
  return visitor.ask("/console/account/passkeys", { name, response: passkey.create(json) });
}

async function enrolled(visitor = approver, email = "approver@example.org", given = {}): Promise<SoftPasskey> {
  const passkey = softPasskey(idOf(email), given);
  expect((await enrol(visitor, passkey)).status).toBe(201);
  return passkey;
}

async function submitted(kind = "imminent"): Promise<string> {
  const { location } = await author.fillIn(`/console/new?kind=${kind}&status=actual`, "/console/new", typedAdvisory);
  const page = location?.split("?")[0] ?? "";
  expect((await author.fillIn(page, `${page}/submit`)).status).toBe(303);
  return page;
}

async function formOf(page: string) {
  const { html } = await approver.get(`${page}/approve`);
  return { ...fieldsOf(html, `${page}/approve`), kind: "IMMINENT", cleared: "yes" } as Record<
    string,
    string | string[]
  >;
}
const touchOptions = async (page: string, contentHash: unknown, visitor = approver) =>
  visitor.ask(`${page}/approve/touch`, { contentHash });

describe("adding a passkey", () => {
  test("takes what the browser made for our own challenge, and shows it by its name", async () => {
    await enrolled();
    const { html } = await approver.get("/console/account");
    expect(html).toContain("Test key");
    expect(html).toContain("not used yet");
  });

  test.each([
    ["without user verification", { isVerified: false }],
    ["for another origin", { origin: "https://evil.example" }],
    ["for another site's id", { rpId: "evil.example" }],
  ])("%s is refused", async (_name, given) => {
    const passkey = softPasskey(idOf("approver@example.org"), given);
    expect(await enrol(approver, passkey)).toMatchObject({ status: 403, json: { type: "/api#passkey-refused" } });
  });

  test("by another's challenge, by an old one, or twice is refused", async () => {
    const passkey = softPasskey(idOf("approver@example.org"));
    const { json } = await author.ask("/console/account/passkeys/options");
    const give = (visitor: AtConsole, challenge: unknown, key = passkey) =>
      visitor.ask("/console/account/passkeys", { name: "x", response: key.create(challenge) });
    expect((await give(approver, json)).status).toBe(403);
    const fresh = (await approver.ask("/console/account/passkeys/options")).json;
    made.clock.advance("5m");
    expect((await give(approver, fresh)).status).toBe(403);
    const third = (await approver.ask("/console/account/passkeys/options")).json;
    expect((await give(approver, third)).status).toBe(201);
    expect((await give(approver, third, softPasskey("x"))).status).toBe(403);
    const fourth = (await author.ask("/console/account/passkeys/options")).json;
    expect((await give(author, fourth)).status, "a passkey that is another's already").toBe(403);
  });

  test("is for those who have just signed in: an old session can neither add nor remove", async () => {
    await enrolled();
    const second = await enrolled();
    made.clock.advance("16m");
    expect((await enrol(approver, softPasskey("x"))).status).toBe(403);
    expect((await approver.post("/console/account/passkeys/remove", { id: second.id })).status).toBe(403);
    expect((await approver.get("/console/account")).html).toContain("Sign in again");
  });

  test("can be undone, but the last one stays, and nobody removes another's", async () => {
    const first = await enrolled();
    const second = await enrolled();
    expect((await author.post("/console/account/passkeys/remove", { id: first.id })).status).toBe(404);
    expect((await approver.post("/console/account/passkeys/remove", { id: first.id })).status).toBe(303);
    const last = await approver.post("/console/account/passkeys/remove", { id: second.id });
    expect(last.status).toBe(409);
    expect(last.html).toContain("The last passkey stays");
  });

  test("is said to be impossible where the site's address is a number or has no encryption", async () => {
    for (const [baseUrl, words] of [
      ["http://192.0.2.7:8080", "addresses that are numbers"],
      ["https://[2001:db8::1]", "addresses that are numbers"],
      ["http://alerts.example", "without encryption"],
    ] as const) {
      const there = await service({ site: { baseUrl } });
      const visitor = await atConsole(there, "someone@example.org", "author");
      expect((await visitor.get("/console/account")).html).toContain(words);
      const page = await (await there.get("/console/sign-in")).text();
      expect(page).toContain(words);
      expect(page).not.toContain("<script");
    }
  });
});

describe("signing in with a passkey", () => {
  test("begins a session and goes on where one came from", async () => {
    const passkey = await enrolled();
    const answer = await post("/console/passkey", { response: passkey.get(await options()), next: "/console/now" });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ location: "/console/now" });
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    expect((await made.get("/console", { cookie })).status).toBe(200);
    const row = made.database.sqlite.prepare("select action from audit order by sequence desc limit 1").get();
    expect(row).toEqual({ action: "sign-in:passkey" });
  });

  test("works once for each challenge, within five minutes", async () => {
    const passkey = await enrolled();
    const response = passkey.get(await options());
    expect((await post("/console/passkey", { response })).status).toBe(200);
    expect((await post("/console/passkey", { response })).status).toBe(403);
    const late = passkey.get(await options());
    made.clock.advance("5m");
    expect((await post("/console/passkey", { response: late })).status).toBe(403);
  });

  test("used twice in the same moment lets one in", async () => {
    const passkey = await enrolled();
    const response = passkey.get(await options());
    const answers = await Promise.all([1, 2, 3].map(() => post("/console/passkey", { response })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
  });

  test.each([
    ["without user verification", { isVerified: false }],
    ["for another origin", { origin: "http://localhost:8081" }],
    ["for another site's id", { rpId: "evil.example" }],
  ])("%s is refused", async (_name, given) => {
    const passkey = await enrolled();
    const wrong = softPasskey(idOf("approver@example.org"), given);
    const response = { ...wrong.get(await options()), id: passkey.id, rawId: passkey.id };
    const answer = await post("/console/passkey", { response });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test("that is somebody else's, unknown, unnamed or forged is refused", async () => {
    const passkey = await enrolled();
    const stranger = softPasskey(idOf("approver@example.org"));
    const answer = passkey.get(await options());
    const forged = [
      stranger.get(await options()),
      { ...stranger.get(await options()), id: passkey.id, rawId: passkey.id },
      { ...answer, response: { ...answer.response, userHandle: Buffer.from("other").toString("base64url") } },
      { ...answer, response: { ...answer.response, userHandle: undefined } },
      {
        ...answer,
        response: { ...answer.response, signature: answer.response.signature.replace(/^.{8}/, "AAAAAAAA") },
      },
    ];
    for (const response of forged) expect((await post("/console/passkey", { response })).status).toBe(403);
    expect((await post("/console/passkey", { response: answer })).status, "the genuine one still works").toBe(200);
  });

  test("of a challenge that was made for something else is refused", async () => {
    const passkey = await enrolled();
    const page = await submitted();
    const { json } = await touchOptions(page, (await formOf(page)).contentHash?.[0]);
    expect((await post("/console/passkey", { response: passkey.get(json) })).status).toBe(403);
  });

  test("whose counter does not grow is refused: it may have been copied", async () => {
    let count = 5;
    const passkey = await enrolled(approver, "approver@example.org", { counter: () => count });
    count = 6;
    expect((await post("/console/passkey", { response: passkey.get(await options()) })).status).toBe(200);
    expect((await post("/console/passkey", { response: passkey.get(await options()) })).status).toBe(403);
    count = 0;
    expect((await post("/console/passkey", { response: passkey.get(await options()) })).status).toBe(403);
  });

  test("of a disabled account is refused", async () => {
    const passkey = await enrolled();
    made.database.sqlite.exec("update editors set disabled_at = 1");
    expect((await post("/console/passkey", { response: passkey.get(await options()) })).status).toBe(403);
  });

  test("from another site is refused, and so is nonsense", async () => {
    const foreign = { origin: "https://evil.example" };
    expect((await post("/console/passkey/options", {}, foreign)).status).toBe(403);
    expect((await post("/console/passkey", {}, foreign)).status).toBe(403);
    for (const body of [{}, [], null, "x", { response: null }, { response: { id: "x".repeat(30_000) } }]) {
      expect((await post("/console/passkey", body)).status).toBe(400);
    }
  });
});

describe("a touch when approving", () => {
  test("publishes; the same touch does nothing more", async () => {
    const passkey = await enrolled();
    const page = await submitted();
    const form = await formOf(page);
    const { json } = await touchOptions(page, form.contentHash?.[0]);
    const touch = JSON.stringify(passkey.get(json));
    expect((await approver.post(`${page}/approve`, { ...form, touch })).status).toBe(303);
    expect((await approver.post(`${page}/approve`, { ...form, touch })).status, "a double click").toBe(303);
    expect((await made.get(page.replace("/console", ""))).status).toBe(200);
    const other = await submitted();
    const replay = await approver.post(`${other}/approve`, { ...(await formOf(other)), touch });
    expect(replay.status).toBe(403);
    expect(replay.html).toContain("Approving asks for your passkey");
  });

  test("is needed once the approver has a passkey; nothing in its place will do", async () => {
    const passkey = await enrolled();
    const page = await submitted();
    const form = await formOf(page);
    const elsewhere = await submitted();
    const { json: forAnother } = await touchOptions(elsewhere, (await formOf(elsewhere)).contentHash?.[0]);
    const touches = [
      "",
      "{}",
      "null",
      "[",
      JSON.stringify(passkey.get(forAnother)),
      JSON.stringify(passkey.get(await options())),
    ];
    for (const touch of touches) {
      const refused = await approver.post(`${page}/approve`, { ...form, touch });
      expect(refused.status, touch).toBe(403);
    }
    expect((await made.get(page.replace("/console", ""))).status).toBe(404);
  });

  test("of another editor's passkey is none", async () => {
    await enrolled();
    const other = await atConsole(made, "other@example.org", "approver");
    const passkey = await enrolled(other, "other@example.org");
    const page = await submitted();
    const form = await formOf(page);
    for (const visitor of [approver, other]) {
      const { json } = await touchOptions(page, form.contentHash?.[0], visitor);
      const touch = JSON.stringify(passkey.get(json));
      expect((await approver.post(`${page}/approve`, { ...form, touch })).status).toBe(403);
    }
  });

  test("stands for the text that was seen: after a change it is refused as stale", async () => {
    const passkey = await enrolled();
    const page = await submitted();
    const form = await formOf(page);
    const { json } = await touchOptions(page, form.contentHash?.[0]);
    await author.fillIn(`${page}/write`, `${page}/write`, { "en.summary": "Another text in the last minute." });
    await author.fillIn(page, `${page}/submit`);
    const touch = JSON.stringify(passkey.get(json));
    expect((await approver.post(`${page}/approve`, { ...form, touch })).status).toBe(409);
    const now = await formOf(page);
    expect((await approver.post(`${page}/approve`, { ...now, touch })).status).toBe(403);
    expect((await touchOptions(page, form.contentHash?.[0])).status).toBe(409);
  });

  test("is asked of nobody who takes something back", async () => {
    const page = await submitted();
    expect((await approver.post(`${page}/approve`, await formOf(page))).status).toBe(303);
    await enrolled();
    const path = `${page}/take-back/warning`;
    expect((await approver.fillIn(path, path)).status).toBe(303);
  });
});

test("an official site approves live advisories only with a passkey, and never by an account of today", async () => {
  made = await service({ site: { official: true } });
  author = await atConsole(made, "author@example.org", "author");
  approver = await atConsole(made, "approver@example.org", "approver");
  const page = await submitted();
  expect((await approver.get(`${page}/approve`)).html).toContain("This account is too new");
  const early = await approver.post(`${page}/approve`, { ...(await formOf(page)), contentHash: "x" });
  expect(early.status).toBe(409);
  made.clock.advance("24h");
  approver = await atConsole(made, "approver@example.org", "approver");
  const { html } = await approver.get(`${page}/approve`);
  expect(html).toContain("Approving a live advisory needs a passkey here");
  const passkey = await enrolled();
  const form = await formOf(page);
  expect((await approver.post(`${page}/approve`, form)).status).toBe(403);
  const { json } = await touchOptions(page, form.contentHash?.[0]);
  expect((await approver.post(`${page}/approve`, { ...form, touch: JSON.stringify(passkey.get(json)) })).status).toBe(
    303,
  );
});

test("the API says the same of a young account", async () => {
  made = await service({ site: { official: true } });
  author = await atConsole(made, "author@example.org", "author");
  const token = await made.editor("young@example.org", "approver");
  await submitted();
  const { json } = await made.call("GET", "/api/v1/drafts", token);
  const [{ id, contentHash }] = json.advisories;
  const answer = await made.call("POST", `/api/v1/advisories/${id}/approve`, token, { contentHash });
  expect(answer).toMatchObject({ status: 403, json: { type: "/api#account-too-young" } });
});
