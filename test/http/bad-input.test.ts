/** What a client may send wrong: each field is named, nothing is half-written, nothing is a defect. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../support/service.ts";
import { aBody, aText, type Desk, desk, rowCounts, withValue } from "./support.ts";

let office: Desk;
beforeEach(async () => {
  office = await desk();
});

const asJson = { "content-type": "application/json" };

/** Sends a body as it is. */
async function send(
  body: NonNullable<RequestInit["body"]> | null,
  headers: Record<string, string> = asJson,
  path = "/api/v1/advisories",
): Promise<{ status: number; json: Json; headers: Headers }> {
  const response = await office.app.request(path, {
    method: "POST",
    headers: { authorization: `Bearer ${office.author}`, ...headers },
    body,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  });
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text), headers: response.headers };
}

/** Sends a body that must be refused, and nothing may be written. */
async function refusedBody(...sent: Parameters<typeof send>): ReturnType<typeof send> {
  const before = rowCounts(office);
  const answer = await send(...sent);
  expect(rowCounts(office)).toEqual(before);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.json).toMatchObject({ status: answer.status, title: /./, detail: /./ });
  return answer;
}

const text = ["languages", "en"] as const;
const long = (length: number) => "a".repeat(length);

/** Place, wrong value, reason. The path named is the place, unless another is given. */
const wrongFields: [readonly (string | number)[], unknown, RegExp, string?][] = [
  [["kind"], "purple", /one of: bulletin, elevated, imminent/],
  [["kind"], undefined, /one of: bulletin/],
  [["kind"], 7, /one of: bulletin/],
  [["status"], "Actual", /one of: actual, exercise, test/],
  [["replaces"], "", /too short: at least 1 character/],
  [["replaces"], 5, /must be a text/],
  [["scope"], undefined, /is required/],
  [["scope"], {}, /either .*nationwide.* or .*areas/],
  [["scope"], { nationwide: true, areas: ["NY"] }, /either .*nationwide.* or .*areas/],
  [["scope"], [], /must be an object/],
  [["scope", "nationwide"], false, /one of: true/],
  [["scope", "areas"], [], /at least 1 item/],
  [["scope", "areas"], "NY", /must be a list/],
  [["scope", "areas", 0], "XX", /not a USPS state/],
  [["scope", "areas", 1], "99999", /not a USPS state/],
  [["scope", "areas", 1], 34017, /must be a text/],
  [["scope", "county"], "34017", /not a field/],
  [["sectors"], "energy", /must be a list/],
  [["sectors", 0], "trains", /must be one of: chemical/],
  [["sunsetAt"], undefined, /is required/],
  [["sunsetAt"], 1_796_162_400_000, /must be a text/],
  [["sunsetAt"], "tomorrow", /not an ISO 8601 time/],
  [["sunsetAt"], long(41), /at most 40 characters/],
  [["publishAt"], "2026-11-31T09:00:00-05:00", /not an ISO 8601 time/],
  [["nextUpdateBy"], null, /must be a text/],
  [["endNotice"], "no", /must be true or false/],
  [["languages"], undefined, /is required/],
  [["languages"], [], /must be an object/],
  [["languages", "en"], undefined, /is required/],
  [["languages", "en"], "text", /must be an object/],
  [["languages", "Spanish"], aText(), /not a language tag/],
  [[...text, "headline"], undefined, /is required/],
  [[...text, "headline"], "   ", /is empty/],
  [[...text, "headline"], long(161), /161 characters; at most 160/],
  [[...text, "headline"], "two\nlines", /must be one line/],
  [[...text, "summary"], long(4_001), /at most 4000/],
  [[...text, "summary"], "[here](http://example.gov)", /not an https address/],
  [[...text, "sections"], {}, /must be a list/],
  [[...text, "sections", 0], { heading: "Details" }, /is required/, "$.languages.en.sections[0].body"],
  [[...text, "sections", 0, "heading"], long(121), /at most 120/],
  [[...text, "sections", 0, "body"], long(20_001), /at most 20000/],
  [[...text, "sections", 0, "footnote"], "x", /not a field/],
  [[...text, "measures"], undefined, /is required/],
  [[...text, "measures"], {}, /at least one protective measure/],
  [[...text, "measures", "individuals"], "", /is empty/],
  [[...text, "measures", "everybody"], "x", /not a field/],
  [[...text, "howToHelp"], 1, /must be a text/],
  [[...text, "bePrepared"], true, /must be a text/],
  [[...text, "stayInformed"], {}, /must be a text/],
  [[...text, "context"], "none", /must be an object/],
  [[...text, "context"], { mood: "bad" }, /not a field/, "$.languages.en.context.mood"],
  [[...text, "context"], { whyNow: "" }, /is empty/, "$.languages.en.context.whyNow"],
  [[...text, "placeText"], long(201), /at most 200/],
  [[...text, "subtitle"], "x", /not a field/],
  [["resources"], "https://www.example.gov", /must be a list/],
  [["resources", 0, "title"], "", /is empty/],
  [["resources", 0, "url"], "http://www.example.gov", /not an https address/],
  [["resources", 0, "url"], "javascript:alert(1)", /not an https address/],
  [["resources", 0, "url"], "https://agency.gov@evil.example", /user name/],
  [["resources", 0, "url"], "https://www.example.gov/\u0001", /control character|https address/],
  [["resources", 0, "url"], "https://www.example.gov/\u202eexe", /override|https address/],
  [["resources", 0, "icon"], "x", /not a field/],
  [["partnerContact"], long(301), /at most 300/],
  [["codes"], { certainty: "sure" }, /one of: likely, observed/, "$.codes.certainty"],
  [["codes"], { responseType: "Run" }, /one of: Shelter/, "$.codes.responseType"],
  [["codes"], { severity: "Extreme" }, /not a field/, "$.codes.severity"],
  [["headline"], "x", /not a field/],
  [["a b"], "x", /not a field/, '$["a b"]'],
  [["constructor"], "x", /not a field/],
];

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((all, step) => all + (typeof step === "number" ? `[${step}]` : `.${step}`), "$");
}

describe("a wrong field", () => {
  test.each(wrongFields)("%j as %j is named with a reason and an example", async (path, value, reason, named) => {
    const { status, json } = await refusedBody(JSON.stringify(withValue(aBody(), path, value)));
    expect(status).toBe(400);
    expect(json.type).toBe("/api#invalid-content");
    const found = json.problems.find((one: Json) => one.path === (named ?? pathText(path)));
    expect(found, JSON.stringify(json.problems)).toMatchObject({ reason, example: /./ });
  });

  test("of which the service knows the meaning comes with an example of its own", async () => {
    for (const [path, value, , named] of wrongFields) {
      const { json } = await send(JSON.stringify(withValue(aBody(), path, value)));
      for (const { path: where, reason, example } of json.problems) {
        if (!/not a field/.test(reason)) expect(example, `${named ?? where}`).not.toMatch(/openapi/);
      }
    }
  });

  test("is named together with all others, of shape and of meaning alike", async () => {
    const wrong = {
      kind: "purple",
      status: "actual",
      scope: { nationwide: true, areas: ["XX"] },
      sectors: ["trains"],
      sunsetAt: "2026-11-01T01:30:00-04:00",
      publishAt: "2026-11-20T09:00:00-05:00",
      nextUpdateBy: "2026-11-20T09:00:00-05:00",
      codes: { liveLikeCodes: true },
      languages: {
        en: { headline: long(200), summary: "CUI//SP", measures: {}, sections: [{ heading: "", extra: 1 }] },
        Klingon: { headline: "x" },
      },
      resources: [{ title: "What to do", url: "javascript:alert(1)" }],
      surprise: 1,
    };
    const { json } = await refusedBody(JSON.stringify(wrong));
    expect(json.problems.map((one: Json) => one.path).sort()).toEqual(
      [
        "$.codes.liveLikeCodes",
        "$.kind",
        "$.languages.Klingon",
        "$.languages.Klingon.measures",
        "$.languages.Klingon.summary",
        "$.languages.en.headline",
        "$.languages.en.measures",
        "$.languages.en.sections[0].body",
        "$.languages.en.sections[0].extra",
        "$.languages.en.sections[0].heading",
        "$.languages.en.summary",
        "$.nextUpdateBy",
        "$.publishAt",
        "$.resources[0].url",
        "$.scope",
        "$.scope.areas[0]",
        "$.sectors[0]",
        "$.sunsetAt",
        "$.surprise",
      ].sort(),
    );
  });

  test("of a revision is named where it stands in what was sent", async () => {
    const { id } = await office.publish();
    const revise = async (body: Json) => {
      const { status, json } = await refusedBody(JSON.stringify(body), asJson, `/api/v1/advisories/${id}/revise`);
      expect(status).toBe(400);
      return json.problems.map((one: Json) => one.path).sort();
    };
    const past = { sunsetAt: "2026-11-01T17:00:00-05:00" };
    expect(await revise({ change: "update", content: aBody(past) })).toEqual(["$.content.sunsetAt", "$.note"]);
    expect(await revise({ change: "update", content: aBody({ ...past, sectors: [1] }) })).toEqual([
      "$.content.sectors[0]",
      "$.content.sunsetAt",
      "$.note",
    ]);
    expect(await revise({ change: "update" })).toEqual(["$.content", "$.note"]);
    expect(await revise({ change: "extend", note: "Because.", sunsetAt: "2026-11-30T17:00:00-05:00" })).toEqual([
      "$.sunsetAt",
    ]);
    expect(await revise({ change: "extend", threatIsOver: true, extra: 1 })).toEqual([
      "$.extra",
      "$.note",
      "$.threatIsOver",
    ]);
    expect(await revise({ change: "retract" })).toEqual(["$.change"]);
    expect(await revise({ change: "editorial", content: aBody({ scope: { nationwide: true } }) })).toEqual([
      "$.content.scope",
    ]);
    expect(await revise({ change: "end", note: "Over.", content: aBody() })).toEqual(["$.content"]);
  });

  test.each([
    ["approve", {}, "$.contentHash"],
    ["approve", { contentHash: 5 }, "$.contentHash"],
    ["approve", { contentHash: "x", force: true }, "$.force"],
    ["return", {}, "$.reason"],
    ["return", { reason: "" }, "$.reason"],
    ["return", { reason: "(S) why" }, "$.reason"],
    ["submit", { now: true }, "$.now"],
    ["retract", { then: "delete" }, "$.then"],
    ["retract", { note: "my own words" }, "$.note"],
    ["retract", { internalNote: "\u0000" }, "$.internalNote"],
  ])("of %s %j is named", async (action, body, path) => {
    const { id } = await office.submitted();
    const before = rowCounts(office);
    const { status, json } = await office.call("POST", `/api/v1/advisories/${id}/${action}`, office.both, body);
    expect(status).toBe(400);
    expect(json.problems.map((one: Json) => one.path)).toEqual([path]);
    expect(rowCounts(office)).toEqual(before);
  });
});

describe("a body of a wrong shape", () => {
  test.each([
    ["nothing", "", "malformed-json"],
    ["white space", " \n", "malformed-json"],
    ["null", "null", "invalid-content"],
    ["a list", "[]", "invalid-content"],
    ["a text", '"x"', "invalid-content"],
    ["a number", "1e999", "invalid-content"],
    ["half an object", '{"kind":', "malformed-json"],
    ["two objects", "{}{}", "malformed-json"],
    ["a comment", "/* */{}", "malformed-json"],
    ["single quotes", "{'kind':'elevated'}", "malformed-json"],
    ["NaN", '{"sunsetAt":NaN}', "malformed-json"],
    ["a raw control character", '{"kind":"\u0001"}', "malformed-json"],
    ["100,000 open brackets", "[".repeat(100_000), "malformed-json"],
    ["100,000 nested lists", "[".repeat(100_000) + "]".repeat(100_000), "invalid-content"],
    ["20,000 nested objects", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`, "invalid-content"],
  ])("(%s) is refused", async (_name, body, type) => {
    const { status, json } = await refusedBody(body);
    expect({ status, type: json.type }).toEqual({ status: 400, type: `/api#${type}` });
  });

  test.each([
    ["a summary", [...text, "summary"]],
    ["the areas", ["scope", "areas"]],
    ["a language", ["languages", "es"]],
    ["the sunset", ["sunsetAt"]],
    ["a field of its own", ["depth"]],
  ])("nested 50,000 deep in %s is refused", async (_name, path) => {
    const deep = "[".repeat(50_000) + "]".repeat(50_000);
    const body = JSON.stringify(withValue(aBody(), path, "HERE")).replace('"HERE"', deep);
    expect((await refusedBody(body)).status).toBe(400);
  });

  test.each([
    ["the content", (body: string) => body.replace("{", '{"__proto__":{"isAdmin":true},')],
    ["the languages", (body: string) => body.replace('"languages":{', '"languages":{"__proto__":{"headline":"x"},')],
    ["the measures", (body: string) => body.replace('"measures":{', '"measures":{"__proto__":"x",')],
  ])("with a prototype in %s is refused and changes no prototype", async (_name, edit) => {
    const { status, json } = await refusedBody(edit(JSON.stringify(aBody())));
    expect(status).toBe(400);
    expect(json.problems[0].path).toMatch(/__proto__$/);
    expect(({} as Json).isAdmin).toBeUndefined();
  });

  test("with a key twice is what JSON.parse makes of it, the same for the hash, the page and the message", async () => {
    const body = JSON.stringify(aBody()).replace('"kind"', '"kind":"bulletin","kind"');
    const { status, json } = await send(body);
    expect(status).toBe(201);
    const read = await office.call("GET", `/api/v1/advisories/${json.id}`, office.author);
    expect(read.json).toMatchObject({ kind: "elevated", draft: { content: { kind: "elevated" } } });
  });
});

describe("the encoding of a body", () => {
  const body = JSON.stringify(aBody({ partnerContact: "Zoë" }));

  test.each([
    ["no type", {}, 415, "wrong-media-type"],
    ["text", { "content-type": "text/plain" }, 415, "wrong-media-type"],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415, "wrong-media-type"],
    ["another that only begins like it", { "content-type": "application/jsonp" }, 415, "wrong-media-type"],
    ["latin1", { "content-type": "application/json; charset=ISO-8859-1" }, 415, "wrong-media-type"],
    ["UTF-16", { "content-type": 'application/json; charset="utf-16"' }, 415, "wrong-media-type"],
    ["gzip", { ...asJson, "content-encoding": "gzip" }, 415, "wrong-media-type"],
    ["brotli", { ...asJson, "content-encoding": "br" }, 415, "wrong-media-type"],
  ])("%s is refused", async (_name, headers, status, type) => {
    const answer = await refusedBody(Buffer.from(body), headers as Record<string, string>);
    expect({ status: answer.status, type: answer.json.type }).toEqual({ status, type: `/api#${type}` });
  });

  test.each([
    ["a lone continuation byte", [0x80]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["half a character", [0xe2, 0x82]],
    ["an encoded surrogate", [0xed, 0xa0, 0x80]],
    ["latin1 without saying so", [0x5a, 0x6f, 0xeb]],
  ])("%s is not UTF-8", async (_name, bytes) => {
    const [before = "", after = ""] = body.split("Zoë");
    const sent = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
    const { status, json } = await refusedBody(sent);
    expect({ status, type: json.type }).toEqual({ status: 400, type: "/api#wrong-encoding" });
  });

  test.each(["application/json", "application/json;charset=UTF-8", "Application/JSON", "application/vnd.x+json"])(
    "%s is taken",
    async (type) => expect((await send(body, { "content-type": type })).status).toBe(201),
  );

  test("a byte order mark is no part of the text", async () => {
    expect((await send(`\ufeff${body}`)).status).toBe(201);
  });
});

describe("a body over 256 KB", () => {
  const limit = 256 * 1024;
  const padded = (size: number) => JSON.stringify(aBody()).padEnd(size, " ");

  test("of exactly that size is taken, and one byte more is refused", async () => {
    expect((await send(padded(limit))).status).toBe(201);
    const { status, json } = await refusedBody(padded(limit + 1));
    expect({ status, type: json.type }).toEqual({ status: 413, type: "/api#body-too-large" });
  });

  test("is refused by its announced length before a byte of it is read", async () => {
    let isRead = false;
    const stream = new ReadableStream(
      {
        pull() {
          isRead = true;
        },
      },
      { highWaterMark: 0 },
    );
    const { status } = await refusedBody(stream, { ...asJson, "content-length": String(limit + 1) });
    expect({ status, isRead }).toEqual({ status: 413, isRead: false });
  });

  test.each(["none", "12", "a lie"])(
    "without end is cut off after the limit, whatever length was announced: %s",
    async (length) => {
      let sent = 0;
      const stream = new ReadableStream({
        pull(controller) {
          sent += 65_536;
          controller.enqueue(new Uint8Array(65_536).fill(0x20));
        },
      });
      const { status } = await refusedBody(stream, {
        ...asJson,
        ...(length === "none" ? {} : { "content-length": length }),
      });
      expect(status).toBe(413);
      expect(sent).toBeLessThan(limit + 4 * 65_536);
    },
  );

  test("is refused wherever a body is taken", async () => {
    const { id } = await office.submitted();
    const huge = " ".repeat(limit + 1);
    for (const action of ["submit", "approve", "return", "revise", "retract"])
      expect((await refusedBody(huge, asJson, `/api/v1/advisories/${id}/${action}`)).status).toBe(413);
    expect((await refusedBody(huge, asJson, "/api/v1/subscriptions")).status).toBe(413);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const page = await office.app.request("/subscribe", { method: "POST", headers: form, body: huge });
    expect(page.status).toBe(413);
  });
});

describe("a body that breaks off", () => {
  test("is the client's fault: refused, and no defect for the log", async () => {
    const errors: unknown[] = [];
    Object.assign(office.dependencies.log, { error: (...entry: unknown[]) => errors.push(entry) });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"kind":'));
        controller.error(new Error("aborted"));
      },
    });
    const { status, json } = await refusedBody(body);
    expect({ status, type: json.type }).toEqual({ status: 400, type: "/api#body-broken-off" });
    expect(errors).toEqual([]);
  });
});

describe("an act without a body", () => {
  test("is taken only where there is truly none: a streamed one without a type is not passed over", async () => {
    const { id } = await office.publish();
    const body = new Blob(['{"then":"end"}']).stream();
    const { status } = await refusedBody(body, {}, `/api/v1/advisories/${id}/retract`);
    expect(status).toBe(415);
    expect((await send(null, {}, `/api/v1/advisories/${id}/retract`)).status).toBe(200);
  });
});

describe("a query parameter that an address of the API does not know", () => {
  test.each([
    ["GET", "/api/v1/advisories?state=NY", "state"],
    ["GET", "/api/v1/advisories?kind=purple", "kind"],
    ["GET", "/api/v1/advisories?kind=", "kind"],
    ["GET", "/api/v1/advisories?phase=scheduled", "phase"],
    ["GET", "/api/v1/advisories?area=ZZ", "area"],
    ["GET", "/api/v1/advisories?sector=trains", "sector"],
    ["GET", "/api/v1/advisories?lang=%00", "lang"],
    ["GET", "/api/v1/advisories/x?draft=1", "draft"],
    ["GET", "/api/v1/status.json?callback=x", "callback"],
    ["GET", "/api/v1/drafts?x=1", "x"],
    ["GET", "/api/v1/deliveries?x=1", "advisory"],
    ["GET", "/api/v1/deliveries?advisory=a&advisory=b", "advisory"],
    ["GET", "/api/openapi.json?v=3", "v"],
    ["GET", "/api/v1/push-key?v=3", "v"],
    ["DELETE", "/api/v1/subscriptions/x?all=1", "all"],
    ["PUT", "/api/v1/subscriptions/x?all=1", "all"],
    ["POST", "/api/v1/advisories?dryRun=true", "dryRun"],
    ["POST", "/api/v1/advisories/x/retract?then=end", "then"],
    ["POST", "/api/v1/subscriptions?confirm=no", "confirm"],
    ["GET", "/feeds/advisories.rss?state=NY", "state"],
    ["GET", "/cap/current.xml?phase=active", "phase"],
    ["GET", "/cap/feed.atom?area=NY", "area"],
  ])("%s %s is 400, and named", async (method, path, name) => {
    const before = rowCounts(office);
    const { status, json } = await office.call(method, path, path.startsWith("/api") ? office.author : undefined);
    expect(status).toBe(400);
    expect(json.type).toBe("/api#unknown-parameter");
    expect(json.problems).toMatchObject([{ path: name, reason: /./ }]);
    expect(rowCounts(office)).toEqual(before);
  });
});
