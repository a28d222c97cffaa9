/** Notifications for editors: a browser of theirs is told what waits, says nothing of the text, and is forgotten with the account. */
import { createECDH, randomBytes } from "node:crypto";
import { decrypt } from "http_ece";
import { beforeEach, describe, expect, test } from "vitest";
import type { PushRequest } from "../../../src/channels/carriers.ts";
import { type AtConsole, atConsole, typedAdvisory } from "../../support/console.ts";
import { type Json, service, type TestService } from "../../support/service.ts";

let made: TestService;
let author: AtConsole;
let approver: AtConsole;
let admin: AtConsole;
beforeEach(async () => {
  made = await service();
  author = await atConsole(made, "author@example.org", "author");
  approver = await atConsole(made, "approver@example.org", "approver");
  admin = await atConsole(made, "admin@example.org", "admin", "author");
});

interface OwnBrowser {
  readonly subscription: Json;
  read(push: PushRequest | undefined): Json;
}

function browser(path: string): OwnBrowser {
  const keys = createECDH("prime256v1");
  const p256dh = keys.generateKeys().toString("base64url");
  const auth = randomBytes(16).toString("base64url");
  return {
    subscription: { endpoint: `https://localhost:9443/push/${path}`, expirationTime: null, keys: { p256dh, auth } },
    read: (push) =>
      JSON.parse(
        decrypt(Buffer.from(push?.body ?? []), { version: "aes128gcm", privateKey: keys, authSecret: auth }).toString(),
      ),
  };
}

/** Gives the address at which the browser's service worker moves or ends it. */
async function turnOn({ subscription }: OwnBrowser, visitor = approver): Promise<string> {
  const { status, json } = await visitor.ask("/console/account/browsers", { subscription });
  expect(status, JSON.stringify(json)).toBe(201);
  return json.manageUrl;
}

async function submit(kind = "imminent", status = "actual"): Promise<string> {
  const form = `/console/new?kind=${kind}&status=${status}`;
  const { location } = await author.fillIn(form, "/console/new", typedAdvisory);
  const page = location?.split("?")[0] ?? "";
  expect((await author.fillIn(page, `${page}/submit`)).status).toBe(303);
  return page;
}

/** The endpoints that were told something since the last time. */
async function told(): Promise<string[]> {
  await made.deliver();
  return made.pushes.splice(0).map(({ endpoint }) => new URL(endpoint).pathname);
}

/** What a service worker sends: no cookie is needed, its secret is in the address. */
const worker = (method: string, path: string, body?: unknown) =>
  made.call(method, path, undefined, body, { "sec-fetch-site": "same-origin" });

const rows = () => made.database.sqlite.prepare("select * from editor_browsers").all();

describe("what waits for approval", () => {
  test("is told at once in the approver's browser: the kind, what to do, and where", async () => {
    const phone = browser("phone");
    await turnOn(phone);
    const page = await submit();
    await made.deliver();
    const [push] = made.pushes;
    expect(phone.read(push)).toEqual({
      web_push: 8030,
      notification: {
        title: "Waits for your approval: Imminent Alert",
        body: "Read it, then approve it or send it back.",
        lang: "en-US",
        tag: push?.headers.topic,
        navigate: `http://localhost:8080${page}/approve`,
      },
    });
    expect(push?.headers).toMatchObject({ urgency: "high", ttl: String(86_400) });
  });

  test("an Imminent Alert is told again after 2, 5 and 10 minutes, each in the place of the one before", async () => {
    const phone = browser("phone");
    await turnOn(phone);
    await submit();
    const titles: string[] = [];
    for (let minute = 0; minute < 15; minute++) {
      await made.deliver();
      titles.push(...made.pushes.splice(0).map((push) => `${minute}: ${phone.read(push).notification.title}`));
      made.clock.advance("1m");
    }
    expect(titles).toEqual([
      "0: Waits for your approval: Imminent Alert",
      "2: Still waits after 2 minutes: Imminent Alert",
      "5: Still waits after 5 minutes: Imminent Alert",
      "10: Still waits after 10 minutes: Imminent Alert",
    ]);
  });

  test("is told in no browser of whoever wrote it, and in none of those who cannot approve", async () => {
    await turnOn(browser("author"), author);
    await turnOn(browser("admin"), admin);
    await submit();
    expect(await told()).toEqual([]);
  });

  test("an exercise has other words, and is as urgent as an exercise", async () => {
    const phone = browser("phone");
    await turnOn(phone);
    await submit("imminent", "exercise");
    await made.deliver();
    const { title, body } = phone.read(made.pushes[0]).notification;
    expect(title).toBe("EXERCISE: Practice for an approver: Imminent Alert");
    for (const word of ["Waits for your approval", "Read it", "approve it"])
      expect(`${title} ${body}`).not.toContain(word);
    expect(made.pushes[0]?.headers.urgency).toBe("normal");
  });

  test("mail and push hold up neither the other", async () => {
    await turnOn(browser("phone"));
    made.onMail = () => new Promise(() => {});
    await submit();
    void made.deliver();
    await expect.poll(() => made.pushes.length).toBe(1);
  });
});

describe("a browser", () => {
  test("is tried again when its push service is busy, and forgotten when it says that it is gone", async () => {
    await turnOn(browser("phone"));
    made.onPush = () => ({ type: "later", reason: "503" });
    await submit("elevated");
    expect(await told()).toEqual([]);
    made.onPush = () => ({ type: "accepted" });
    made.clock.advance("10m");
    expect(await told()).toEqual(["/push/phone"]);
    made.onPush = () => ({ type: "gone", reason: "410" });
    await submit("elevated");
    await told();
    expect(rows()).toEqual([]);
    made.onPush = () => ({ type: "accepted" });
    await submit("elevated");
    expect(await told()).toEqual([]);
  });

  test("that changed its endpoint is told at the new one, also of what was written before", async () => {
    const address = await turnOn(browser("old"));
    await submit("elevated");
    const moved = await worker("PUT", address, { subscription: browser("new").subscription });
    expect(moved).toMatchObject({ status: 200, json: { manageUrl: address } });
    expect(await told()).toEqual(["/push/new"]);
  });

  test("that changes its endpoint while the old one says that it is gone is kept, and told at the new one", async () => {
    const address = await turnOn(browser("old"));
    await submit("elevated");
    made.onPush = async () => {
      made.onPush = () => ({ type: "accepted" });
      await worker("PUT", address, { subscription: browser("new").subscription });
      return { type: "gone", reason: "410" };
    };
    expect(await told()).toEqual([]);
    expect(rows()).toHaveLength(1);
    made.clock.advance("10m");
    expect(await told()).toEqual(["/push/new"]);
  });

  test("is left by its own secret or from the account page, and both are in the audit", async () => {
    const address = await turnOn(browser("phone"));
    await turnOn(browser("desk"));
    await submit("elevated");
    expect((await worker("DELETE", address)).status).toBe(204);
    expect((await worker("DELETE", address)).status).toBe(204);
    expect(await told()).toEqual(["/push/desk"]);
    expect((await worker("PUT", address, { subscription: browser("phone").subscription })).status).toBe(410);
    const { html } = await approver.get("/console/account");
    expect(html.match(/Turn off there/g)).toHaveLength(1);
    expect((await approver.fillIn("/console/account", "/console/account/browsers/remove")).status).toBe(303);
    await submit("elevated");
    expect(await told()).toEqual([]);
    const { json } = await made.call("GET", "/console/audit.json", undefined, undefined, { cookie: admin.cookie });
    const acts = json.rows.map(({ action }: Json) => action).filter((action: string) => /^notifications/.test(action));
    expect(acts.sort()).toEqual(["off", "off", "on", "on"].map((one) => `notifications:${one}`));
  });

  test("of another editor cannot be turned off from one's own page", async () => {
    await turnOn(browser("phone"));
    const [{ hash } = { hash: "" }] = rows() as { hash: string }[];
    await author.post("/console/account/browsers/remove", { id: hash });
    expect(rows()).toHaveLength(1);
  });

  test("tells one editor: whoever turned it on last", async () => {
    const shared = browser("shared");
    const first = await turnOn(shared);
    const other = await atConsole(made, "other@example.org", "approver");
    await turnOn(shared, other);
    expect(rows()).toHaveLength(1);
    expect((await worker("PUT", first, { subscription: shared.subscription })).status).toBe(410);
    expect((await approver.get("/console/account")).html).not.toContain("Turn off there");
    expect((await other.get("/console/account")).html).toContain("Turn off there");
  });

  test("the eleventh of one editor takes the place of the oldest", async () => {
    for (let count = 1; count <= 11; count++) {
      await turnOn(browser(`number-${count}`));
      made.clock.advance("1s");
    }
    await submit("elevated");
    const paths = await told();
    expect(paths).toHaveLength(10);
    expect(paths).not.toContain("/push/number-1");
  });

  test("is forgotten when the account is disabled, and what waits for it is not sent", async () => {
    await turnOn(browser("phone"));
    await submit();
    const { id } = made.database.sqlite
      .prepare("select id from editors where email = ?")
      .get("approver@example.org") as { id: string };
    expect((await admin.post(`/console/editors/${id}/disable`, {})).status).toBe(303);
    expect(rows()).toEqual([]);
    expect(await told()).toEqual([]);
  });

  test.each([
    ["a stranger", {}, 401],
    ["another site", { cookie: "of the approver", "sec-fetch-site": "cross-site" }, 403],
  ])("%s turns nothing on", async (_, headers: Record<string, string>, status) => {
    const sent = headers.cookie ? { ...headers, cookie: approver.cookie } : headers;
    const body = { subscription: browser("phone").subscription };
    const answer = await made.call("POST", "/console/account/browsers", undefined, body, sent);
    expect(answer.status).toBe(status);
    expect(rows()).toEqual([]);
  });

  test("an endpoint that is at no push service is refused", async () => {
    const subscription = { ...browser("phone").subscription, endpoint: "https://intranet.example.org/x" };
    expect((await approver.ask("/console/account/browsers", { subscription })).status).toBe(400);
    expect(rows()).toEqual([]);
  });
});
