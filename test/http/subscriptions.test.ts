/** Signing up, confirming, managing, leaving: GET shows, POST acts, and nobody learns who is subscribed. */
import { createECDH } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { TokenPurpose } from "../../src/domain/ports.ts";
import { hmacTokens } from "../../src/platform/tokens.ts";
import { privateAddresses } from "../support/private-addresses.ts";
import { type Json, service, type TestService } from "../support/service.ts";
import { desk, rowCounts } from "./support.ts";

const reader = "reader@example.org";
const api = "/api/v1/subscriptions";

const signUp = (made: TestService, body: Json = {}) =>
  made.call("POST", api, undefined, { channel: "email", address: reader, ...body });

/** The path of the last link of this kind that was mailed. */
function mailedLink({ mailbox }: TestService, kind: string): string {
  const link = new RegExp(`http://localhost:8080(/${kind}/[\\w-]+)`).exec(mailbox.at(-1)?.text ?? "")?.[1];
  if (!link) throw new Error(`no ${kind} link in the last mail`);
  return link;
}

/** A confirmed subscription, and its links. */
async function confirmed(
  made: TestService,
  body: Json = {},
): Promise<{ confirm: string; manage: string; leave: string }> {
  await signUp(made, body);
  await made.deliver();
  const confirm = mailedLink(made, "confirm");
  const page = await (await made.app.request(confirm, { method: "POST" })).text();
  const manage = /\/subscriptions\/[\w-]+/.exec(page)?.[0] ?? "";
  const managePage = await (await made.get(manage)).text();
  return { confirm, manage, leave: /\/unsubscribe\/[\w-]+/.exec(managePage)?.[0] ?? "" };
}

const subscriptions = ({ database }: TestService) =>
  database.sqlite
    .prepare("select id, channel, address, language, kinds, areas, sectors, state from subscriptions")
    .all() as Json[];

function form(fields: Record<string, string | readonly string[]>): RequestInit {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
  return { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: body.toString() };
}

function browserKeys(): { p256dh: string; auth: string } {
  const keys = createECDH("prime256v1");
  return { p256dh: keys.generateKeys().toString("base64url"), auth: Buffer.alloc(16, 1).toString("base64url") };
}

const pushBody = (endpoint: string, keys = browserKeys()) => ({ channel: "push", subscription: { endpoint, keys } });

describe("signing up by the API", () => {
  test("by mail begins nothing but one mail, and by push is at once", async () => {
    const made = await service();
    expect((await signUp(made)).status).toBe(202);
    expect(subscriptions(made)).toEqual([]);
    await made.deliver();
    expect(made.mailbox.map(({ to }) => to)).toEqual([reader]);
    const push = await made.call("POST", api, undefined, pushBody("https://localhost:9443/push/1"));
    expect(push).toMatchObject({
      status: 201,
      json: { manageUrl: expect.stringMatching(/^\/subscriptions\/[\w-]+$/) },
    });
    expect(subscriptions(made)).toMatchObject([{ channel: "push", state: "active" }]);
    expect((await made.get(push.json.manageUrl)).status).toBe(200);
  });

  test("keeps the choice that was asked for", async () => {
    const made = await service();
    const choice = { language: "es", kinds: ["imminent"], areas: ["NY", "36061"], sectors: ["energy"] };
    await confirmed(made, choice);
    const lists = { kinds: '["imminent"]', areas: '["NY","36061"]', sectors: '["energy"]' };
    expect(subscriptions(made)).toMatchObject([{ address: reader, language: "es", ...lists }]);
  });

  test("gives a known, a waiting and a new address the same answer", async () => {
    const made = await service();
    await confirmed(made);
    await signUp(made, { address: "waiting@example.org" });
    const answers = [];
    for (const address of [reader, "READER@EXAMPLE.ORG", "waiting@example.org", "new@example.org"]) {
      const response = await made.app.request(api, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ channel: "email", address }),
      });
      answers.push({
        status: response.status,
        text: await response.text(),
        headers: Object.fromEntries(response.headers),
      });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  const local = "a".repeat(64);
  const longest = `${local}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.org`;
  test.each([
    ["a plain one", "name@example.org", "name@example.org"],
    ["white space around it", " name@example.org\r\n", "name@example.org"],
    ["an international domain", "name@bücher.example", "name@xn--bcher-kva.example"],
    ["capitals in the domain", "Name@EXAMPLE.ORG", "Name@example.org"],
    ["254 characters", longest, longest],
    ["a plus", "name+alerts@example.org", "name+alerts@example.org"],
  ])("takes an address with %s", async (_name, address, stored) => {
    const made = await service();
    expect((await signUp(made, { address })).status).toBe(202);
    const row = made.database.sqlite.prepare("select address from signups").get();
    expect(row).toEqual({ address: stored });
    await made.deliver();
    expect(made.mailbox.map(({ to }) => to)).toEqual([stored]);
  });

  test("counts 254 characters as right in these tests", () => expect(longest).toHaveLength(254));

  test.each([
    ["a line break and a header", "name@example.org\r\nBcc: victim@example.org", /line break|control/],
    ["a line feed inside", "na\nme@example.org", /line break|control/],
    ["a carriage return inside", "name@exam\rple.org", /line break|control/],
    ["an encoded line separator", "name@example.org\u2028x", /line break|control/],
    ["a NUL", "name\u0000@example.org", /control/],
    ["half a surrogate pair", "name\ud800@example.org", /surrogate/],
    ["two recipients", "a@example.org,b@example.org", /comma/],
    ["a name before it", "Name <name@example.org>", /./],
    ["a quoted local part", '"a b"@example.org', /quote|space/],
    ["an address literal", "name@[127.0.0.1]", /./],
    ["a number for a domain", "name@127.0.0.1", /number/],
    ["no dot in the domain", "root@localhost", /dot/],
    ["two @", "a@b@example.org", /more than one @/],
    ["no @", "example.org", /name@domain/],
    ["nothing before the @", "@example.org", /name@domain/],
    ["255 characters", `x${longest}`.replace("xa", "x").replace("d@", "@").padStart(255, "a"), /more than/],
    ["letters that need SMTPUTF8", "bücher@example.org", /SMTPUTF8/],
    ["nothing", "", /name@domain/],
    ["1,001 characters", `${"a".repeat(990)}@example.org`, /more than|at most/],
  ])("refuses an address with %s, with the reason", async (_name, address, reason) => {
    const made = await service();
    const before = rowCounts(made);
    const { status, json } = await signUp(made, { address });
    expect(status).toBe(400);
    expect(json.problems).toMatchObject([{ path: "$.address", reason, example: "name@example.org" }]);
    expect(rowCounts(made)).toEqual(before);
  });

  test("names all that is wrong at once", async () => {
    const made = await service();
    const wrong = { address: "x", language: "fr", kinds: ["red"], areas: ["XX", "NY"], sectors: "all", note: "hi" };
    const { json } = await signUp(made, wrong);
    expect(json.problems.map((one: Json) => one.path).sort()).toEqual(
      ["$.address", "$.areas[0]", "$.kinds[0]", "$.language", "$.note", "$.sectors"].sort(),
    );
    const push = await made.call("POST", api, undefined, { ...pushBody("https://evil.example/x"), kinds: ["red"] });
    expect(push.json.problems.map((one: Json) => one.path).sort()).toEqual(["$.kinds[0]", "$.subscription"]);
    for (const body of [{ channel: "fax" }, {}, { channel: ["email"] }])
      expect((await made.call("POST", api, undefined, body)).json.problems).toMatchObject([{ path: "$.channel" }]);
  });

  test.each([
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://0x7f000001/x",
    "https://2130706433/x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://10.0.0.5/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/x",
    "https://localhost/x",
    "https://localhost:9444/x",
    "https://internal.example.gov/x",
    "http://updates.push.services.mozilla.com/x",
    "https://updates.push.services.mozilla.com:8443/x",
    "https://user@updates.push.services.mozilla.com/x",
    "https://updates.push.services.mozilla.com.evil.example/x",
    "https://evilpush.apple.com/x",
    "https://updates.push.services.mozilla.com@127.0.0.1/x",
    "https://127.0.0.1#@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\@127.0.0.1/x",
    "https://fcm.googleapis.com\r\n.evil.example/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "",
  ])("refuses a push endpoint at %s", async (endpoint) => {
    const made = await service();
    const before = rowCounts(made);
    const { status, json } = await made.call("POST", api, undefined, pushBody(endpoint));
    expect(status).toBe(400);
    expect(json.problems[0].path).toMatch(/^\$\.subscription/);
    expect(rowCounts(made)).toEqual(before);
  });

  test("refuses a push endpoint at a private address, in whatever way it is written", async () => {
    const made = await service();
    const before = rowCounts(made);
    const endpoints = privateAddresses(9);
    expect(endpoints.length).toBeGreaterThanOrEqual(60);
    for (const endpoint of endpoints)
      expect((await made.call("POST", api, undefined, pushBody(endpoint))).status, endpoint).toBe(400);
    expect(rowCounts(made)).toEqual(before);
  });

  test.each([
    ["no keys", { keys: undefined }],
    ["a short secret", { keys: { ...browserKeys(), auth: "AAAA" } }],
    ["a key that is no point", { keys: { ...browserKeys(), p256dh: Buffer.alloc(65, 4).toString("base64url") } }],
    ["a key as a list", { keys: { p256dh: [], auth: [] } }],
  ])("refuses a push subscription with %s", async (_name, given) => {
    const made = await service();
    const subscription = { endpoint: "https://localhost:9443/push/1", ...given };
    const { status } = await made.call("POST", api, undefined, { channel: "push", subscription });
    expect(status).toBe(400);
  });

  test("letter case and the port that goes without saying make no second subscription of a browser", async () => {
    const made = await service();
    const keys = browserKeys();
    const host = "updates.push.services.mozilla.com";
    for (const endpoint of [`https://${host}/a`, `https://${host}:443/a`, `HTTPS://${host.toUpperCase()}/a`])
      expect((await made.call("POST", api, undefined, pushBody(endpoint, keys))).status).toBe(201);
    expect(subscriptions(made)).toMatchObject([{ address: expect.stringContaining(`"https://${host}/a"`) }]);
  });

  test("a browser's new endpoint takes the old one's place, by the token of its reader alone", async () => {
    const made = await service();
    const { json } = await made.call("POST", api, undefined, pushBody("https://localhost:9443/push/1"));
    const other = await made.call("POST", api, undefined, pushBody("https://localhost:9443/push/2"));
    const renewal = (endpoint: string) => ({ subscription: pushBody(endpoint).subscription });
    const put = (path: string, endpoint: string) => made.call("PUT", `/api/v1${path}`, undefined, renewal(endpoint));
    expect((await put(json.manageUrl, "https://localhost:9443/push/3")).json.manageUrl).toBe(json.manageUrl);
    expect(subscriptions(made)).toMatchObject([{ id: 1, address: expect.stringContaining("/push/3") }, { id: 2 }]);
    expect((await put(json.manageUrl, "https://localhost:9443/push/2")).json.manageUrl).toBe(other.json.manageUrl);
    expect((await put(json.manageUrl, "https://evil.example/x")).status).toBe(400);
    expect((await put("/subscriptions/forged", "https://localhost:9443/push/4")).status).toBe(404);
    const { manage } = await confirmed(made);
    expect((await put(manage, "https://localhost:9443/push/5")).status).toBe(410);
    for (let time = 0; time < 2; time++)
      expect((await made.call("DELETE", `/api/v1${json.manageUrl}`)).json).toEqual({ status: "left" });
    expect((await put(json.manageUrl, "https://localhost:9443/push/6")).status).toBe(410);
    expect(subscriptions(made)).toMatchObject([{ state: "left" }, { state: "active" }, { state: "active" }]);
  });

  test("an endpoint that takes the old one's place while that says that it is gone is told there, and is not closed", async () => {
    const office = await desk();
    const { json } = await office.call("POST", api, undefined, pushBody("https://localhost:9443/push/old"));
    office.onPush = async () => {
      office.onPush = () => ({ type: "accepted" });
      const { subscription } = pushBody("https://localhost:9443/push/new");
      await office.call("PUT", `/api/v1${json.manageUrl}`, undefined, { subscription });
      return { type: "gone", reason: "410" };
    };
    await office.publish();
    await office.deliver();
    expect(subscriptions(office)).toMatchObject([{ state: "active", address: expect.stringContaining("/push/new") }]);
    office.clock.advance("10m");
    await office.deliver();
    expect(office.pushes.map(({ endpoint }) => endpoint)).toEqual(["https://localhost:9443/push/new"]);
    office.onPush = () => ({ type: "gone", reason: "410" });
    await office.publish();
    await office.deliver();
    expect(subscriptions(office)).toMatchObject([{ state: "gone" }]);
  });

  test("the same browser again keeps its one subscription and its link", async () => {
    const made = await service();
    const body = pushBody("https://localhost:9443/push/1");
    const one = await made.call("POST", api, undefined, body);
    const other = await made.call("POST", api, undefined, { ...body, kinds: ["imminent"] });
    expect(other.json).toEqual(one.json);
    expect(subscriptions(made)).toMatchObject([{ kinds: '["imminent"]' }]);
  });
});

describe("the form", () => {
  test("says that a mail is on its way, and does what the API does", async () => {
    const made = await service();
    const response = await made.app.request(
      "/subscribe",
      form({ address: reader, language: "es", areas: ["NY", "PR"] }),
    );
    expect(response.status).toBe(202);
    expect(await response.text()).not.toContain(reader);
    await made.deliver();
    expect(made.mailbox).toHaveLength(1);
    await made.app.request(mailedLink(made, "confirm"), { method: "POST" });
    expect(subscriptions(made)).toMatchObject([{ address: reader, language: "es", areas: '["NY","PR"]', kinds: "[]" }]);
  });

  test("with errors keeps all that was typed, says what is wrong, and sends nothing", async () => {
    const made = await service();
    const before = rowCounts(made);
    const typed = {
      address: "not an address",
      language: "es",
      kinds: ["imminent"],
      areas: ["NY"],
      counties: "36061 99999",
      sectors: ["energy"],
    };
    const response = await made.app.request("/subscribe", form(typed));
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain('value="not an address"');
    expect(html).toContain('value="36061 99999"');
    expect(html).toMatch(/99999: Enter/);
    for (const value of ["imminent", "NY", "energy"])
      expect(html, value).toMatch(new RegExp(`value="${value}"[^>]*checked`));
    expect(html).not.toMatch(/value="bulletin"[^>]*checked/);
    expect(html).toMatch(/<option value="es"[^>]*selected/);
    expect(html).toContain('href="#field-address"');
    expect(html).toContain('href="#field-counties"');
    expect(rowCounts(made)).toEqual(before);
  });

  test.each([
    ["markup", '"><script>alert(1)</script>'],
    ["a line break", "a@example.org\r\nBcc: b@example.org"],
    ["255 characters", `${"a".repeat(243)}@example.org`],
    ["nothing", ""],
  ])("shows %s typed as an address as text, and refuses it", async (_name, address) => {
    const made = await service();
    const response = await made.app.request("/subscribe", form({ address }));
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("<script>alert");
    expect(rowCounts(made).signups).toBe(0);
  });

  test("takes only a form", async () => {
    const made = await service();
    for (const type of ["application/json", "text/plain", "multipart/form-data; boundary=x", ""]) {
      const response = await made.app.request("/subscribe", {
        method: "POST",
        headers: type === "" ? {} : { "content-type": type },
        body: Buffer.from("address=a@example.org"),
      });
      expect(response.status, type).toBe(415);
    }
  });
});

describe("confirming", () => {
  test("is done by POST; GET and HEAD, however often, change nothing", async () => {
    const made = await service();
    await signUp(made);
    await made.deliver();
    const link = mailedLink(made, "confirm");
    const before = JSON.stringify(made.database.sqlite.prepare("select * from signups").all());
    for (let time = 0; time < 20; time++) {
      for (const method of ["GET", "HEAD"]) expect((await made.app.request(link, { method })).status).toBe(200);
    }
    expect(JSON.stringify(made.database.sqlite.prepare("select * from signups").all())).toBe(before);
    expect(subscriptions(made)).toEqual([]);
    expect((await made.app.request(link, { method: "POST" })).status).toBe(200);
    expect(subscriptions(made)).toMatchObject([{ address: reader, state: "active" }]);
  });

  test("twice is the same as once: later choices stay", async () => {
    const made = await service();
    const { confirm, manage } = await confirmed(made);
    await made.app.request(manage, form({ language: "es", kinds: "imminent" }));
    const again = await made.app.request(confirm, { method: "POST" });
    expect(again.status).toBe(200);
    expect(await again.text()).toContain(manage);
    expect(subscriptions(made)).toMatchObject([{ language: "es", kinds: '["imminent"]' }]);
  });

  test("again after having left brings nobody back", async () => {
    const made = await service();
    const { confirm, leave } = await confirmed(made);
    await made.app.request(leave, { method: "POST" });
    expect((await made.app.request(confirm, { method: "POST" })).status).toBe(410);
    expect(subscriptions(made)).toMatchObject([{ state: "left" }]);
  });

  test("twice in the same moment makes one subscription", async () => {
    const made = await service();
    await signUp(made);
    await made.deliver();
    const link = mailedLink(made, "confirm");
    const answers = await Promise.all([1, 2, 3].map(() => made.app.request(link, { method: "POST" })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(subscriptions(made)).toHaveLength(1);
  });

  test("is possible for 72 hours", async () => {
    const made = await service();
    await signUp(made);
    await made.deliver();
    const link = mailedLink(made, "confirm");
    made.clock.advance(72 * 3_600_000 - 1);
    expect((await made.get(link)).status).toBe(200);
    made.clock.advance(1);
    expect((await made.get(link)).status).toBe(410);
    expect((await made.app.request(link, { method: "POST" })).status).toBe(410);
    expect(subscriptions(made)).toEqual([]);
  });

  test("a second sign-up of one address changes the choice and keeps the one subscription", async () => {
    const made = await service();
    const first = await confirmed(made);
    const second = await confirmed(made, { kinds: ["imminent"] });
    expect(second.manage).toBe(first.manage);
    expect(subscriptions(made)).toMatchObject([{ kinds: '["imminent"]' }]);
  });
});

describe("managing", () => {
  test("shows the choice as it is, and saves another", async () => {
    const made = await service();
    const { manage } = await confirmed(made, { areas: ["NY"] });
    const page = await (await made.get(manage)).text();
    expect(page).toContain(reader);
    expect(page).toMatch(/value="NY"[^>]*checked/);
    const saved = await made.app.request(manage, form({ language: "en", areas: "CA", counties: "36061" }));
    expect(saved.status).toBe(200);
    expect(subscriptions(made)).toMatchObject([{ areas: '["CA","36061"]' }]);
  });

  test("with errors saves nothing and keeps what was typed", async () => {
    const made = await service();
    const { manage } = await confirmed(made, { areas: ["NY"] });
    const answer = await made.app.request(manage, form({ language: "en", areas: "CA", counties: "1" }));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/value="CA"[^>]*checked/);
    expect(subscriptions(made)).toMatchObject([{ areas: '["NY"]' }]);
  });
});

describe("leaving", () => {
  test("in one click (RFC 8058) needs neither cookie nor Origin nor any body, ten times with the same answer", async () => {
    const made = await service();
    const { leave } = await confirmed(made);
    const answers = [];
    const oneClick = form({ "List-Unsubscribe": "One-Click" });
    for (let time = 0; time < 10; time++) {
      const response = await made.app.request(leave, time % 2 ? { method: "POST" } : oneClick);
      answers.push({ status: response.status, text: await response.text() });
    }
    expect(answers[0]?.status).toBe(200);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(subscriptions(made)).toMatchObject([{ state: "left" }]);
    await made.deliver();
    expect(
      made.mailbox.filter(({ subject }) => /unsubscribed|left|goodbye|no longer|ended/i.test(subject)).length,
    ).toBeLessThanOrEqual(1);
    expect(made.mailbox).toHaveLength(2);
  });

  test("takes what mail programs send in whatever form, also multipart", async () => {
    const made = await service();
    const { leave } = await confirmed(made);
    const body = new FormData();
    body.append("List-Unsubscribe", "One-Click");
    expect((await made.app.request(leave, { method: "POST", body })).status).toBe(200);
    expect(subscriptions(made)).toMatchObject([{ state: "left" }]);
  });

  test("GET and HEAD, however often, change nothing", async () => {
    const made = await service();
    const { leave, manage } = await confirmed(made);
    for (let time = 0; time < 20; time++) {
      for (const link of [leave, manage])
        for (const method of ["GET", "HEAD"]) expect((await made.app.request(link, { method })).status).toBe(200);
    }
    expect(subscriptions(made)).toMatchObject([{ state: "active" }]);
    expect(made.mailbox).toHaveLength(1);
  });

  test("is undone by the link in the goodbye mail: GET shows, POST resumes", async () => {
    const made = await service();
    const { leave } = await confirmed(made, { areas: ["NY"] });
    await made.app.request(leave, { method: "POST" });
    await made.deliver();
    const link = mailedLink(made, "subscriptions");
    expect((await made.get(link)).status).toBe(200);
    expect(subscriptions(made)).toMatchObject([{ state: "left" }]);
    expect((await made.app.request(link, form({ language: "en", areas: "NY" }))).status).toBe(200);
    expect(subscriptions(made)).toMatchObject([{ state: "active", areas: '["NY"]' }]);
  });
});

describe("a token", () => {
  test("that is forged, shortened, stretched, altered in one character, or of another purpose is refused", async () => {
    const made = await service();
    const { manage, leave, confirm } = await confirmed(made);
    await made.deliver();
    const before = { counts: rowCounts(made), rows: subscriptions(made) };
    const tokenOf = (link: string) => link.split("/").at(-1) ?? "";
    const otherKey = hmacTokens([Buffer.alloc(32, 8)]);
    const { nonce } = made.database.sqlite.prepare("select nonce from subscriptions").get() as { nonce: string };
    const forged = (purpose: TokenPurpose) => otherKey.issue(purpose, 1, nonce);
    const purposes = { confirm: tokenOf(confirm), subscriptions: tokenOf(manage), unsubscribe: tokenOf(leave) };
    for (const [kind, token] of Object.entries(purposes)) {
      const others = Object.values(purposes).filter((one) => one !== token);
      const altered = [...token].map((character, at) => {
        const other = character === "A" ? "B" : "A";
        return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      });
      const wrong = [
        ...others,
        ...altered,
        token.slice(0, -1),
        token.slice(1),
        `${token}A`,
        `${token}=`,
        `${token}%00`,
        `${token}.`,
        token.toLowerCase(),
        forged("confirm"),
        forged("manage"),
        forged("unsubscribe"),
        made.dependencies.tokens.issue("manage", 2, nonce),
        made.dependencies.tokens.issue("manage", 1, "other nonce"),
        "x",
        "a".repeat(5_000),
        "%ff",
        "__proto__",
      ];
      for (const value of wrong) {
        for (const method of ["GET", "POST"]) {
          const init = method === "POST" ? form({ language: "es" }) : { method };
          const { status } = await made.app.request(`/${kind}/${value}`, init);
          expect(status, `${method} /${kind}/${value}`).toBe(404);
        }
      }
    }
    expect({ counts: rowCounts(made), rows: subscriptions(made) }).toEqual(before);
  });

  test("is in no log, also when something breaks while it is used", async () => {
    const made = await service();
    const { manage, leave, confirm } = await confirmed(made);
    const logged: string[] = [];
    const write = (...entry: unknown[]) => void logged.push(JSON.stringify(entry));
    Object.assign(made.dependencies.log, { info: write, warn: write, error: write });
    made.database.sqlite.exec(
      "drop table letters; alter table subscriptions rename to s; alter table signups rename to t",
    );
    made.database.sqlite.exec("alter table credentials rename to c");
    const link = "/console/sign-in/a-secret-that-nobody-may-read";
    for (const path of [manage, leave, confirm, link]) {
      for (const method of ["GET", "POST"]) {
        const init = method === "POST" ? form({ language: "en" }) : { method };
        expect((await made.app.request(path, init)).status, path).toBe(503);
        // One within a minute of the last would only be counted.
        made.clock.advance("1m");
      }
    }
    expect(logged.length).toBeGreaterThanOrEqual(8);
    for (const path of [manage, leave, confirm, link]) expect(logged.join()).not.toContain(path.split("/").at(-1));
  });
});

describe("with limits on", () => {
  const limited = () => service({ isUnlimited: false });

  test("one address gets one mail in 24 hours and three in 30 days, and the caller is told nothing of it", async () => {
    const made = await limited();
    const first = await signUp(made);
    for (let hour = 0; hour < 24; hour += 8) {
      expect(await signUp(made, { address: hour % 16 ? "READER@example.ORG" : reader })).toEqual(first);
      await made.deliver();
      expect(made.mailbox).toHaveLength(1);
      made.clock.advance("8h");
    }
    for (let day = 0; day < 29; day++) {
      expect(await signUp(made)).toEqual(first);
      await made.deliver();
      made.clock.advance("24h");
    }
    expect(made.mailbox).toHaveLength(3);
    made.clock.advance("48h");
    await signUp(made);
    await made.deliver();
    expect(made.mailbox.length).toBeGreaterThan(3);
  });

  test("many sign-ups of one address in the same moment make one mail", async () => {
    const made = await limited();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signUp(made)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await made.deliver();
    expect(made.mailbox).toHaveLength(1);
    expect(rowCounts(made)).toMatchObject({ signups: 1, letters: 1 });
  });

  test("one network may ask so often in an hour, by form and by API together; then it is told when to come again", async () => {
    const made = await limited();
    let taken = 0;
    let answer = await signUp(made, { address: "a0@example.org" });
    while (answer.status === 202 && taken < 1_000) {
      taken++;
      answer = await signUp(made, { address: `a${taken}@example.org` });
    }
    expect(taken).toBe(30);
    expect(answer).toMatchObject({ status: 429, json: { type: "/api#too-many-requests" } });
    const page = await made.app.request("/subscribe", form({ address: "b@example.org" }));
    expect(page.status).toBe(429);
    const wait = Number(page.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    made.clock.advance(wait * 1_000);
    expect((await signUp(made, { address: "c@example.org" })).status).toBe(202);
  });

  test("reading, confirming and leaving are never refused for it", async () => {
    const made = await limited();
    const { leave } = await confirmed(made);
    for (let time = 0; time < 40; time++) await signUp(made, { address: `a${time}@example.org` });
    expect((await made.get("/")).status).toBe(200);
    expect((await made.app.request(leave, { method: "POST" })).status).toBe(200);
  });
});
