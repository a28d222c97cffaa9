/** Expected refusals of the authoring API: each has its own type and status, and writes nothing. */
import { describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Json } from "../support/service.ts";
import { aBody, aText, type Desk, desk, rowCounts, sunset } from "./support.ts";

type Call = Parameters<Desk["call"]>;

/** Makes a call that must be refused with this status and type, without writing anything. */
async function refuses(office: Desk, status: number, type: string, ...call: Call): Promise<Json> {
  const before = rowCounts(office);
  const answer = await office.call(...call);
  expect({ status: answer.status, type: answer.json.type }).toEqual({ status, type: `/api#${type}` });
  expect(answer.json).toMatchObject({ title: /./, detail: /./, status });
  expect(rowCounts(office)).toEqual(before);
  return answer.json;
}

const path = (id: string, action: string) => `/api/v1/advisories/${id}/${action}`;

describe("four eyes", () => {
  test("nobody approves what they submitted", async () => {
    const office = await desk();
    const { id } = await office.draft();
    const { json } = await office.call("POST", path(id, "submit"), office.both);
    const { contentHash } = json;
    await refuses(office, 403, "own-submission", "POST", path(id, "approve"), office.both, { contentHash });
    const other = await office.call("POST", path(id, "approve"), office.approver, { contentHash });
    expect(other.status).toBe(200);
  });

  test("nobody approves what they wrote and somebody else submitted", async () => {
    const office = await desk();
    const { json } = await office.call("POST", "/api/v1/advisories", office.both, aBody());
    const submit = await office.call("POST", path(json.id, "submit"), office.author);
    const { contentHash } = submit.json;
    await refuses(office, 403, "own-submission", "POST", path(json.id, "approve"), office.both, { contentHash });
  });

  test("an approver who edits what another submitted sends it back to draft, and cannot approve it afterwards", async () => {
    const office = await desk();
    const { id, contentHash } = await office.submitted();
    const edited = aBody({ languages: { en: aText({ headline: "Another headline" }) } });
    const put = await office.call("PUT", path(id, "draft"), office.both, edited, { "if-match": `"${contentHash}"` });
    expect(put).toMatchObject({ status: 200, json: { stage: "draft" } });
    await refuses(office, 409, "wrong-stage", "POST", path(id, "approve"), office.both, { contentHash });
    const { json } = await office.call("POST", path(id, "submit"), office.author);
    await refuses(office, 403, "own-submission", "POST", path(id, "approve"), office.both, {
      contentHash: json.contentHash,
    });
    await refuses(office, 409, "stale-content", "POST", path(id, "approve"), office.approver, { contentHash });
  });

  test("a returned draft forgets who had submitted it, and not who wrote it", async () => {
    const office = await desk();
    const { json } = await office.call("POST", "/api/v1/advisories", office.both, aBody());
    await office.call("POST", path(json.id, "submit"), office.both);
    const back = await office.call("POST", path(json.id, "return"), office.approver, { reason: "Not yet." });
    expect(back).toMatchObject({ status: 200, json: { stage: "draft" } });
    const again = await office.call("POST", path(json.id, "submit"), office.author);
    const { contentHash } = again.json;
    await refuses(office, 403, "own-submission", "POST", path(json.id, "approve"), office.both, { contentHash });
  });
});

describe("a hash", () => {
  test("of any other value than the present one is stale, whatever it looks like", async () => {
    const office = await desk();
    const { id, contentHash } = await office.submitted();
    expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
    const wrong = [
      "",
      "x",
      "*",
      "0".repeat(64),
      "0".repeat(5_000),
      contentHash.toUpperCase(),
      ` ${contentHash}`,
      `"${contentHash}"`,
      contentHash.slice(1),
      `${contentHash.slice(0, -1)}${contentHash.endsWith("0") ? "1" : "0"}`,
    ];
    for (const value of wrong) {
      const answer = await refuses(office, 409, "stale-content", "POST", path(id, "approve"), office.approver, {
        contentHash: value,
      });
      expect(answer.contentHash).toBe(contentHash);
    }
  });

  test.each([
    ["a word", { languages: { en: aText({ headline: "Other words" }) } }],
    ["the hour of publication", { publishAt: "2026-11-25T09:00:00-05:00" }],
    ["a minute of that hour", { publishAt: "2026-11-25T09:01:00-05:00" }],
    ["the sunset", { sunsetAt: "2026-12-01T17:00:01-05:00" }],
    ["a place", { scope: { areas: ["NY"] } }],
    ["a sector", { sectors: ["mass-transit", "energy"] }],
    ["a language more", { languages: { en: aText(), es: aText() } }],
    ["the quiet notice", { endNotice: false }],
    ["a link", { resources: [{ title: "What to do", url: "https://www.example.gov/other" }] }],
    ["a CAP code", { codes: { certainty: "likely" } }],
  ])("is another when %s is another: an approval of the old one is refused", async (_name, given) => {
    const office = await desk();
    const { id, contentHash } = await office.submitted();
    const put = await office.call("PUT", path(id, "draft"), office.author, aBody(given), { "if-match": contentHash });
    expect(put.status).toBe(200);
    const { json } = await office.call("POST", path(id, "submit"), office.author);
    expect(json.contentHash).not.toBe(contentHash);
    await refuses(office, 409, "stale-content", "POST", path(id, "approve"), office.approver, { contentHash });
  });

  test("is the same for the same content in another order", async () => {
    const office = await desk();
    const { id, contentHash } = await office.draft({ scope: { areas: ["34017", "NY", "36061", "NY"] } });
    const reordered = Object.fromEntries(Object.entries(aBody()).reverse());
    const put = await office.call("PUT", path(id, "draft"), office.author, reordered, { "if-match": contentHash });
    expect(put.json.contentHash).toBe(contentHash);
  });

  test("is stale once something else was published meanwhile", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const waiting = await office.revised(id, { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00Z" });
    expect((await office.call("POST", path(id, "retract"), office.approver, { then: "end" })).status).toBe(200);
    await refuses(office, 409, "stale-content", "POST", path(id, "approve"), office.approver, {
      contentHash: waiting.contentHash,
    });
  });
});

describe("If-Match on a draft", () => {
  test("is needed", async () => {
    const office = await desk();
    const { id, contentHash } = await office.draft();
    const answer = await refuses(office, 428, "precondition-missing", "PUT", path(id, "draft"), office.author, aBody());
    expect(answer.contentHash).toBe(contentHash);
  });

  test("of another text is refused: two tabs do not overwrite one another", async () => {
    const office = await desk();
    const { id, contentHash } = await office.draft();
    const put = (given: Json, ifMatch: string): Call => [
      "PUT",
      path(id, "draft"),
      office.author,
      aBody(given),
      { "if-match": ifMatch },
    ];
    const first = await office.call(...put({ sectors: ["energy"] }, `"${contentHash}"`));
    expect(first.status).toBe(200);
    for (const stale of [`"${contentHash}"`, contentHash, "*", '""', "", `W/"${contentHash}"`]) {
      const answer = await refuses(office, 412, "precondition-failed", ...put({ sectors: ["dams"] }, stale));
      expect(answer.contentHash).toBe(first.json.contentHash);
    }
    const read = await office.call("GET", `/api/v1/advisories/${id}`, office.author);
    expect(read.json.draft.content.sectors).toEqual(["energy"]);
  });

  test("is what every answer gives as its ETag", async () => {
    const office = await desk();
    const { id } = await office.draft();
    const headers = { authorization: `Bearer ${office.author}` };
    const read = await office.get(`/api/v1/advisories/${id}`, headers);
    const response = await office.app.request(path(id, "draft"), {
      method: "PUT",
      headers: { ...headers, "content-type": "application/json", "if-match": read.headers.get("etag") ?? "" },
      body: JSON.stringify(aBody({ sectors: [] })),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe(`"${((await response.json()) as Json).contentHash}"`);
  });
});

describe("a stage", () => {
  test("a second approval is refused", async () => {
    const office = await desk();
    const { id, contentHash } = await office.publish();
    await refuses(office, 409, "wrong-stage", "POST", path(id, "approve"), office.approver, { contentHash });
  });

  test.each([
    ["approve", "draft", { contentHash: "x" }],
    ["return", "draft", { reason: "Why." }],
    ["submit", "submitted", undefined],
    ["submit", "published", undefined],
    ["return", "published", { reason: "Why." }],
  ])("%s of what is %s is refused", async (action, stage, body) => {
    const office = await desk();
    const make = { draft: office.draft, submitted: office.submitted, published: office.publish }[stage];
    const { id } = await make!();
    const answer = await refuses(office, 409, "wrong-stage", "POST", path(id, action), office.both, body);
    expect(answer.stage).toBe(stage);
  });

  test("of publication has no draft to change or to discard, and a first draft cannot be discarded", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const put: Call = ["PUT", path(id, "draft"), office.author, aBody(), { "if-match": "x" }];
    await refuses(office, 409, "wrong-stage", ...put);
    await refuses(office, 409, "wrong-stage", "DELETE", path(id, "draft"), office.author);
    const first = await office.draft();
    await refuses(office, 409, "wrong-stage", "DELETE", path(first.id, "draft"), office.author);
  });

  test("with an open draft revision takes no second one", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const extend = { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00Z" };
    expect((await office.call("POST", path(id, "revise"), office.author, extend)).status).toBe(201);
    await refuses(office, 409, "working-copy-exists", "POST", path(id, "revise"), office.author, extend);
    expect((await office.call("DELETE", path(id, "draft"), office.author)).status).toBe(200);
    expect((await office.call("POST", path(id, "revise"), office.author, extend)).status).toBe(201);
  });

  test("with a scheduled revision takes no other until it is returned", async () => {
    const office = await desk();
    const { id } = await office.publish({ publishAt: "2026-11-25T09:00:00-05:00" });
    const extend = { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00Z" };
    await refuses(office, 409, "scheduled-revision-waits", "POST", path(id, "revise"), office.author, extend);
    const back = await office.call("POST", path(id, "return"), office.approver, { reason: "Not yet." });
    expect(back).toMatchObject({ status: 200, json: { stage: "draft" } });
  });

  test("of a draft has nothing to revise and nothing to take back", async () => {
    const office = await desk();
    const { id } = await office.draft();
    await refuses(office, 409, "nothing-to-take-back", "POST", path(id, "retract"), office.author, {});
    const { id: submitted } = await office.submitted();
    await refuses(office, 409, "nothing-to-take-back", "POST", path(submitted, "retract"), office.author, {});
  });
});

describe("an advisory that is over", () => {
  const extend = { change: "extend", note: "Goes on.", sunsetAt: "2026-12-20T17:00:00-05:00" };

  test.each(["expired", "ended"])("(%s) takes no revision and cannot be taken back", async (phase) => {
    const office = await desk();
    const { id } = await office.publish();
    const waiting = phase === "expired" ? await office.revised(id, extend) : null;
    if (phase === "ended") await office.change(id, { change: "end", note: "The threat is over.", threatIsOver: true });
    else office.clock.set(sunset);
    if (waiting) {
      const { contentHash } = waiting;
      await refuses(office, 409, "advisory-over", "POST", path(id, "approve"), office.approver, { contentHash });
      await office.call("DELETE", path(id, "draft"), office.author);
    }
    for (const change of [
      extend,
      { change: "update", note: "x", content: aBody(extend && { sunsetAt: extend.sunsetAt }) },
    ])
      await refuses(office, 409, "advisory-over", "POST", path(id, "revise"), office.author, change);
    const answer = await refuses(office, 409, "advisory-over", "POST", path(id, "retract"), office.author, {});
    expect(answer.phase).toBe(phase);
  });

  test("(withdrawn) is not withdrawn twice, and is not extended", async () => {
    const office = await desk();
    const { id } = await office.publish();
    expect((await office.call("POST", path(id, "retract"), office.author, {})).status).toBe(200);
    await refuses(office, 409, "wrong-phase", "POST", path(id, "retract"), office.author, {});
    await refuses(office, 409, "wrong-phase", "POST", path(id, "revise"), office.author, extend);
  });

  test("(replaced, expired, unknown or of another status) cannot be replaced", async () => {
    const office = await desk();
    const short = await office.publish({ sunsetAt: "2026-11-22T13:00:00-05:00" });
    const exercise = await office.publish({ status: "exercise" });
    office.clock.advance("1h");
    for (const replaces of [short.id, exercise.id, "nobody"]) {
      const { id } = await office.draft({ replaces });
      await refuses(office, 409, "replacement-impossible", "POST", path(id, "submit"), office.author);
    }
  });

  test("keeps the kind and status of its draft", async () => {
    const office = await desk();
    const { id, contentHash } = await office.draft();
    const ifMatch = { "if-match": contentHash };
    for (const given of [{ kind: "imminent" }, { status: "exercise" }])
      await refuses(office, 409, "fixed-field", "PUT", path(id, "draft"), office.author, aBody(given), ifMatch);
  });
});

describe("who may do what", () => {
  const routes: [string, string, Json, readonly string[]][] = [
    ["POST", "/api/v1/advisories", aBody(), ["author", "both"]],
    ["PUT", "/draft", aBody(), ["author", "both"]],
    ["DELETE", "/draft", undefined, ["author", "both"]],
    ["POST", "/submit", undefined, ["author", "both"]],
    ["POST", "/approve", { contentHash: "x" }, ["approver", "both"]],
    ["POST", "/return", { reason: "Why." }, ["approver", "both"]],
    ["POST", "/revise", { change: "end", note: "Over." }, ["author", "both"]],
    ["POST", "/retract", {}, ["author", "approver", "both"]],
  ];
  const roles = ["author", "approver", "both", "admin"] as const;
  const table = routes.flatMap((route) => roles.map((role) => [role, ...route] as const));

  test.each(table)("%s: %s %s", async (role, method, route, body, allowed) => {
    const office = await desk();
    const { id } = await office.submitted();
    const where = route.startsWith("/api") ? route : path(id, route.slice(1));
    const before = rowCounts(office);
    const { status, json } = await office.call(method, where, office[role], body);
    if (allowed.includes(role)) return expect(json.type).not.toBe("/api#role-missing");
    expect({ status, type: json.type }).toEqual({ status: 403, type: "/api#role-missing" });
    expect(json.needed).not.toContain(role);
    return expect(rowCounts(office)).toEqual(before);
  });

  test.each(table.filter(([role]) => role === "author").map(([, ...route]) => route))(
    "nobody without a genuine token: %s %s",
    async (method, route, body) => {
      const office = await desk();
      const { id } = await office.submitted();
      const where = route.startsWith("/api") ? route : path(id, route.slice(1));
      const link = await office.signInLink("author@example.org");
      const wrong = [
        undefined,
        "",
        "Bearer",
        "Bearer ",
        `Basic ${btoa(`author:${office.author}`)}`,
        office.author,
        `Bearer ${office.author.slice(0, -1)}`,
        `Bearer ${office.author}x`,
        `Bearer ${office.author} ${office.approver}`,
        `Bearer ${office.author.toUpperCase()}`,
        // A sign-in link is for the console, and once.
        `Bearer ${link}`,
        `Bearer ${"a".repeat(44)}`,
        `Bearer ${"a".repeat(10_000)}`,
      ];
      for (const authorization of wrong) {
        const headers = authorization === undefined ? {} : { authorization };
        await refuses(office, 401, "not-signed-in", method, where, undefined, body, headers);
      }
    },
  );

  test("an answer without a token says how to sign in, and reads need one too", async () => {
    const office = await desk();
    for (const where of ["/api/v1/drafts", "/api/v1/deliveries?advisory=x"]) {
      const response = await office.get(where);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
  });

  test("the token of an editor who was disabled, or whose credential was used up, is refused", async () => {
    const office = await desk();
    const { sqlite } = office.database;
    expect((await office.call("GET", "/api/v1/drafts", office.author)).status).toBe(200);
    sqlite.prepare("update editors set disabled_at = 1 where email = 'author@example.org'").run();
    await refuses(office, 401, "not-signed-in", "GET", "/api/v1/drafts", office.author);
    sqlite.prepare("update credentials set used_at = 1").run();
    await refuses(office, 401, "not-signed-in", "GET", "/api/v1/drafts", office.approver);
  });

  test("approving by the API is refused where it is switched off, and taking back is not", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const extend = { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00Z" };
    const { contentHash } = await office.revised(id, extend);
    const app = createApp({ ...office.dependencies, isApiApprovalAllowed: false });
    const act = (action: string, body: Json) =>
      app.request(path(id, action), {
        method: "POST",
        headers: { authorization: `Bearer ${office.approver}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const approve = await act("approve", { contentHash });
    expect(approve.status).toBe(403);
    expect(((await approve.json()) as Json).type).toBe("/api#api-approval-off");
    expect((await act("retract", {})).status).toBe(200);
  });
});

describe("what does not exist", () => {
  test.each([
    ["POST", "submit", undefined],
    ["POST", "approve", { contentHash: "x" }],
    ["POST", "return", { reason: "x" }],
    ["POST", "revise", { change: "end", note: "x" }],
    ["POST", "retract", {}],
    ["DELETE", "draft", undefined],
  ])("%s %s of an unknown advisory is 404", async (method, action, body) => {
    const office = await desk();
    await refuses(office, 404, "not-found", method, path("nobody", action), office.both, body);
  });

  test.each([
    ["PATCH", "/api/v1/advisories", "GET, HEAD, POST"],
    ["DELETE", "/api/v1/advisories/x", "GET, HEAD"],
    ["GET", "/api/v1/advisories/x/draft", "DELETE, PUT"],
    ["GET", "/api/v1/advisories/x/approve", "POST"],
    ["PUT", "/api/v1/advisories/x/retract", "POST"],
    ["GET", "/api/v1/subscriptions", "POST"],
    ["POST", "/api/openapi.json", "GET, HEAD"],
    ["POST", "/feeds/advisories.rss", "GET, HEAD"],
    ["POST", "/cap/current.xml", "GET, HEAD"],
    ["POST", "/cap/x.xml", "GET, HEAD"],
    ["DELETE", "/ntas/1.1/alerts/x.xml", "GET, HEAD"],
    ["POST", "/advisories/x/revisions/1", "GET, HEAD"],
    ["POST", "/", "GET, HEAD"],
    ["PUT", "/unsubscribe/x", "GET, HEAD, POST"],
  ])("%s %s is 405, with what is allowed", async (method, where, allowed) => {
    const office = await desk();
    const response = await office.app.request(where, { method });
    expect(response.status).toBe(405);
    expect((response.headers.get("allow") ?? "").split(", ").sort().join(", ")).toBe(allowed);
    expect(((await response.json()) as Json).type).toBe("/api#wrong-method");
  });
});
