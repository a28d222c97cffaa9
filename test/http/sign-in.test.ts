/** The one-time links into the console: opened as often as a scanner likes, used once, and only from our own page. */
import { beforeEach, describe, expect, test } from "vitest";
import { type Desk, desk } from "./support.ts";

let office: Desk;
let link: string;
beforeEach(async () => {
  office = await desk();
  link = `/console/sign-in/${await office.signInLink("author@example.org")}`;
});

const own = { origin: "http://localhost:8080", "sec-fetch-site": "same-origin" };
const press = (headers: Record<string, string> = own, where = link) =>
  office.app.request(where, { method: "POST", headers });
const cookieOf = (response: Response) => (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
const credentials = () =>
  office.database.sqlite.prepare("select count(*) as count, count(used_at) as used from credentials").get();

describe("a sign-in link", () => {
  test("names whom it is for and shows a button; opening it twenty times uses nothing up", async () => {
    const before = credentials();
    for (let time = 0; time < 20; time++) {
      expect((await office.app.request(link, { method: "HEAD" })).status).toBe(200);
      const page = await office.get(link);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("author@example.org");
      expect(page.headers.get("set-cookie")).toBeNull();
    }
    expect(credentials()).toEqual(before);
    expect((await press()).status).toBe(303);
  });

  test.each(["x", "a".repeat(44), "a".repeat(5_000), "%00", "%ff", "__proto__"])(
    "that is false (%s) is refused at GET and at POST, and is written nowhere",
    async (secret) => {
      const before = credentials();
      for (const where of [`/console/sign-in/${secret}`, `${link}${secret}`, link.slice(0, -1)]) {
        expect((await office.get(where)).status).toBe(410);
        expect((await press(own, where)).status).toBe(410);
      }
      expect(credentials()).toEqual(before);
    },
  );

  test("is not an API token, and an API token is not a link", async () => {
    expect((await office.get(`/console/sign-in/${office.author}`)).status).toBe(410);
    const token = link.split("/").at(-1);
    expect((await office.call("GET", "/api/v1/drafts", token)).status).toBe(401);
  });

  test("that was used is refused at GET and at POST", async () => {
    expect((await press()).status).toBe(303);
    expect((await office.get(link)).status).toBe(410);
    const again = await press();
    expect(again.status).toBe(410);
    expect(again.headers.get("set-cookie")).toBeNull();
  });

  test("pressed by two in the same moment lets one in", async () => {
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  });

  test("works for a day", async () => {
    office.clock.advance(86_400_000 - 1);
    expect((await office.get(link)).status).toBe(200);
    office.clock.advance(1);
    expect((await office.get(link)).status).toBe(410);
    expect((await press()).status).toBe(410);
  });

  test("of an editor who was disabled is refused", async () => {
    office.database.sqlite.exec("update editors set disabled_at = 1");
    expect((await office.get(link)).status).toBe(410);
    expect((await press()).status).toBe(410);
  });

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
    ["a sibling of our host", { "sec-fetch-site": "same-site", origin: "http://localhost:8081" }],
    ["a page without an origin", { origin: "null" }],
    ["a site whose name begins like ours", { origin: "http://localhost:8080.evil.example" }],
    ["our name without encryption turned around", { origin: "https://localhost:8080" }],
  ])("pressed on %s is refused and stays unused", async (_name, headers) => {
    const before = credentials();
    const response = await press(headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(credentials()).toEqual(before);
    expect((await press()).status).toBe(303);
  });
});

describe("a session", () => {
  test("is a cookie that no script reads and no other site, path or connection gets, for twelve hours", async () => {
    const response = await press();
    expect(response.headers.get("location")).toBe("/console");
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^__Host-session=[\w-]{40,}; /);
    const flags = cookie
      .split("; ")
      .slice(1)
      .map((flag) => flag.toLowerCase())
      .sort();
    expect(flags).toEqual(["httponly", "max-age=43200", "path=/", "samesite=strict", "secure"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("opens the console until it runs out or is ended", async () => {
    const cookie = cookieOf(await press());
    const open = () => office.get("/console", { cookie });
    expect((await open()).status).toBe(200);
    expect((await office.get("/console")).status).toBe(401);
    expect((await office.get("/console", { cookie: `${cookie}x` })).status).toBe(401);
    for (let hour = 0; hour < 11; hour++) {
      office.clock.advance(3_600_000 - 1);
      expect((await open()).status).toBe(200);
    }
    office.clock.advance(3_600_000 - 1);
    expect((await open()).status).toBe(200);
    office.clock.advance(12);
    expect((await open()).status).toBe(401);
  });

  test("ends after an hour without a request", async () => {
    const cookie = cookieOf(await press());
    const open = () => office.get("/console", { cookie });
    office.clock.advance("59m");
    expect((await open()).status).toBe(200);
    office.clock.advance("59m");
    expect((await open()).status).toBe(200);
    office.clock.advance("60m");
    expect((await open()).status).toBe(401);
  });

  test("is new at each sign-in, and the one that the browser brought along ends", async () => {
    const planted = cookieOf(await press());
    const second = `/console/sign-in/${await office.signInLink("author@example.org")}`;
    const fresh = cookieOf(await press({ ...own, cookie: planted } as typeof own, second));
    expect(fresh).not.toBe(planted);
    expect((await office.get("/console", { cookie: planted })).status).toBe(401);
    expect((await office.get("/console", { cookie: fresh })).status).toBe(200);
  });

  test("that a stranger chose beforehand is never taken over", async () => {
    const response = await press({ ...own, cookie: "__Host-session=chosen" } as typeof own);
    expect(cookieOf(response)).not.toContain("chosen");
    expect((await office.get("/console", { cookie: "__Host-session=chosen" })).status).toBe(401);
  });

  test("ends with the account, at once, also in the middle of a form", async () => {
    const cookie = cookieOf(await press());
    office.database.sqlite.exec("update editors set disabled_at = 1");
    expect((await office.get("/console", { cookie })).status).toBe(401);
    const sent = await office.app.request("/console/new", {
      method: "POST",
      headers: { ...own, cookie },
      body: new URLSearchParams({ "en.headline": "What I wrote" }),
    });
    expect(sent.status).toBe(401);
    expect(await sent.text()).toContain("What I wrote");
  });

  test("that is asked for leads to the ways to sign in, and from there back", async () => {
    const answer = await office.get("/console/audit", { accept: "text/html" });
    expect(answer.status).toBe(401);
    const html = await answer.text();
    expect(html).toContain('data-next="/console/audit"');
    expect(await (await office.get("/console/sign-in?next=//evil.example")).text()).toContain('data-next="/console"');
  });

  test("ends by signing out, which another site cannot do", async () => {
    const cookie = cookieOf(await press());
    const signOut = (headers: Record<string, string>) =>
      office.app.request("/console/sign-out", { method: "POST", headers: { cookie, ...headers } });
    expect((await signOut({ origin: "https://evil.example" })).status).toBe(403);
    expect((await office.get("/console", { cookie })).status).toBe(200);
    const out = await signOut(own);
    expect(out.status).toBe(303);
    expect(out.headers.get("set-cookie")).toMatch(/^__Host-session=; .*Max-Age=0/);
    expect((await office.get("/console", { cookie })).status).toBe(401);
  });

  test("is no API token", async () => {
    const session = cookieOf(await press()).split("=")[1];
    expect((await office.call("GET", "/api/v1/drafts", session)).status).toBe(401);
    expect((await office.get("/api/v1/drafts", { cookie: `__Host-session=${session}` })).status).toBe(401);
  });
});
