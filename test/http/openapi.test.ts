/** /api/openapi.json: an OpenAPI 3.1 document that says what the service does. */
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "../support/service.ts";
import { aBody, aText, type Desk, desk } from "./support.ts";

let office: Desk;
let document: Json;
beforeAll(async () => {
  office = await desk();
  document = await (await office.get("/api/openapi.json")).json();
});

const operations = (): [string, string, Json][] =>
  Object.entries(document.paths as Json).flatMap(([path, item]) =>
    Object.entries(item as Json).map(([method, operation]): [string, string, Json] => [method, path, operation]),
  );

/** Every value in the document, with its place. */
function* walk(value: Json, place = "#"): Generator<[string, Json]> {
  yield [place, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value))
    yield* walk(member, `${place}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}

function schemaOf(method: string, path: string): Json {
  return document.paths[path][method].requestBody.content["application/json"].schema;
}

describe("the document", () => {
  test("is OpenAPI 3.1: version, info, servers, paths", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: /./, version: /./ });
    expect(document.servers).toEqual([{ url: "http://localhost:8080" }]);
    for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\/[\w./{}-]+$/);
    const known = ["openapi", "info", "servers", "paths", "components", "jsonSchemaDialect", "security", "tags"];
    for (const key of Object.keys(document)) expect(known).toContain(key);
  });

  test("names for each operation what it does, every path parameter, and every answer with its words", () => {
    for (const [method, path, operation] of operations()) {
      const name = `${method} ${path}`;
      expect(["get", "put", "post", "delete"], name).toContain(method);
      expect(operation.summary, name).toMatch(/./);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = (operation.parameters ?? []) as Json[];
      expect(
        declared.filter((one) => one.in === "path").map((one) => one.name),
        name,
      ).toEqual(inPath);
      for (const parameter of declared) {
        expect(parameter, name).toMatchObject({ name: /./, in: /^(path|query|header)$/, schema: expect.any(Object) });
        if (parameter.in === "path") expect(parameter.required).toBe(true);
      }
      const places = declared.map((one) => `${one.in} ${one.name}`);
      expect(new Set(places).size, name).toBe(places.length);
      expect(Object.keys(operation.responses).length, name).toBeGreaterThan(0);
      for (const [status, response] of Object.entries(operation.responses as Json)) {
        expect(status).toMatch(/^[1-5]\d\d$/);
        expect((response as Json).description, `${name} ${status}`).toMatch(/./);
      }
      if (method === "get" || method === "delete") expect(operation.requestBody, name).toBeUndefined();
    }
  });

  test("says of each operation that takes an Idempotency-Key what comes of one used for another body", () => {
    const keyed = operations().filter(([, , { parameters = [] }]) =>
      (parameters as Json[]).some(({ name }) => name === "Idempotency-Key"),
    );
    expect(keyed.length).toBeGreaterThan(10);
    // Each request for a test event sends one.
    expect(keyed.map(([, path]) => path)).not.toContain("/api/v1/webhooks/{id}/test");
    for (const [method, path, { responses }] of keyed)
      expect(responses["422"]?.description, `${method} ${path}`).toContain("with another body");
  });

  test("has no reference that leads nowhere", () => {
    const places = new Set([...walk(document)].map(([place]) => place));
    const references = [...walk(document)].filter(([place]) => place.endsWith("/$ref"));
    expect(references.length).toBeGreaterThan(0);
    for (const [place, target] of references) expect(places, place).toContain(target);
    for (const [, { security }] of operations().map(
      ([method, path, operation]) => [`${method} ${path}`, operation] as const,
    ))
      for (const requirement of security ?? [])
        for (const name of Object.keys(requirement)) expect(document.components.securitySchemes).toHaveProperty(name);
  });

  test("has every route of the API, and none that is not there", () => {
    const served = office.app.routes
      .filter(({ path, method }) => path.startsWith("/api/v1/") && method !== "ALL")
      .map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    const told = operations().map(([method, path]) => `${method.toUpperCase()} ${path}`);
    expect(told.sort()).toEqual([...new Set(served)].sort());
    expect(told.length).toBeGreaterThanOrEqual(13);
  });

  test("says of each authoring route that it needs a token, and which answers it can give", async () => {
    for (const [method, path, operation] of operations()) {
      // A stream that never ends: see events.test.ts.
      if (path === "/api/v1/events") continue;
      const where = path.replace("{id}", "nobody");
      const { status } = await office.call(method.toUpperCase(), where, undefined, method === "get" ? undefined : {});
      expect(status === 401, `${method} ${path}`).toBe(operation.security !== undefined);
      if (status === 401) expect(operation.responses).toHaveProperty("401");
    }
    const put = document.paths["/api/v1/advisories/{id}/draft"].put;
    for (const status of ["200", "400", "401", "403", "404", "409", "412", "428"])
      expect(put.responses, status).toHaveProperty(status);
    expect(put.parameters).toContainEqual(expect.objectContaining({ name: "If-Match", in: "header", required: true }));
  });
});

describe("its schemas", () => {
  const content = () => z.fromJSONSchema(schemaOf("post", "/api/v1/advisories"));

  test("take what the service takes", () => {
    expect(content().safeParse(aBody()).error).toBeUndefined();
    expect(
      content().safeParse(aBody({ scope: { nationwide: true }, languages: { en: aText(), es: aText() } })).success,
    ).toBe(true);
    const approve = z.fromJSONSchema(schemaOf("post", "/api/v1/advisories/{id}/approve"));
    expect(approve.safeParse({ contentHash: "x" }).success).toBe(true);
    const subscription = z.fromJSONSchema(schemaOf("post", "/api/v1/subscriptions"));
    expect(subscription.safeParse({ channel: "email", address: "name@example.org" }).success).toBe(true);
  });

  test("refuse unknown fields and wrong types as the service does", () => {
    for (const wrong of [{ surprise: 1 }, { kind: "purple" }, { scope: [] }, { sectors: "energy" }, { languages: {} }])
      expect(content().safeParse(aBody(wrong)).success, JSON.stringify(wrong)).toBe(false);
  });

  test("have examples that hold", () => {
    const described = [...walk(document)].filter(([, value]) => Array.isArray(value?.examples));
    expect(described.length).toBeGreaterThan(20);
    for (const [place, schema] of described)
      for (const example of schema.examples)
        expect(z.fromJSONSchema(schema).safeParse(example).success, `${place} ${example}`).toBe(true);
    expect(schemaOf("post", "/api/v1/advisories").properties.sunsetAt.format).toBe("date-time");
  });
});

describe("what it says of answers", () => {
  /** A schema of the document with its references put in. */
  const shown = (path: string, type = "application/json") => {
    const { schema } = document.paths[path].get.responses["200"].content[type];
    return z.fromJSONSchema(document.components.schemas[schema.$ref.split("/").at(-1)]);
  };
  const faults = (schema: ReturnType<typeof shown>, answer: Json) => schema.safeParse(answer).error?.issues ?? [];

  test("holds for advisories of every phase, with and without a language, and chosen fields", async () => {
    const world = await desk();
    const text = { en: aText(), es: aText() };
    const first = await world.publish({ languages: text });
    await world.change(first.id, {
      change: "update",
      note: "More is known.",
      content: aBody({ languages: { ...text, en: aText({ context: { whyNow: "It became credible." } }) } }),
    });
    const wrong = await world.publish();
    await world.call("POST", `/api/v1/advisories/${wrong.id}/retract`, world.author, { then: "end" });
    const over = await world.publish({ kind: "bulletin", scope: { nationwide: true } });
    await world.change(over.id, { change: "end", note: "Over." });
    const old = await world.publish({ sectors: [] });
    await world.publish({ replaces: old.id, endNotice: false });
    await world.publish({
      publishAt: "2026-11-22T18:30:00-05:00",
      sunsetAt: "2026-11-22T19:00:00-05:00",
      nextUpdateBy: "2026-11-22T18:45:00-05:00",
      partnerContact: "The duty desk",
      codes: { certainty: "likely" },
    });
    world.clock.advance("1d");
    const read = async (path: string, accept = "application/json") => (await world.get(path, { accept })).json();

    const list: Json = await read("/api/v1/advisories");
    const phases = list.advisories.map(({ phase }: Json) => phase);
    expect(new Set(phases)).toEqual(new Set(["active", "expired", "ended", "withdrawn", "replaced"]));
    for (const query of ["", "?lang=es", "?fields=id,slug", "?limit=1", "?kind=imminent", "?phase=active,withdrawn"])
      expect(faults(shown("/api/v1/advisories"), await read(`/api/v1/advisories${query}`)), query).toEqual([]);
    for (const { id } of list.advisories)
      for (const query of ["", "?lang=es", "?lang=fr"])
        expect(faults(shown("/api/v1/advisories/{id}"), await read(`/api/v1/advisories/${id}${query}`)), id).toEqual(
          [],
        );
    const geo = "application/geo+json";
    for (const { id } of list.advisories)
      expect(faults(shown("/api/v1/advisories/{id}", geo), await read(`/api/v1/advisories/${id}`, geo)), id).toEqual(
        [],
      );
    const map = await read("/api/v1/advisories?limit=3", "application/geo+json");
    expect(faults(shown("/api/v1/advisories", "application/geo+json"), map)).toEqual([]);
    expect(faults(shown("/api/v1/status.json"), await read("/api/v1/status.json"))).toEqual([]);
    expect(faults(shown("/api/v1/status.json"), await (await office.get("/api/v1/status.json")).json())).toEqual([]);
    // Each member that is said was seen in some answer.
    const seen = new Set(list.advisories.flatMap((one: Json) => Object.keys(one)));
    const said = Object.keys(document.components.schemas.Advisory.properties);
    expect(said.filter((name) => !seen.has(name))).toEqual([]);
  });

  test("names the parameters that an address takes, and the values that it allows", async () => {
    for (const [method, path, operation] of operations()) {
      if (method !== "get" || path.includes("ipaws") || operation.security) continue;
      const where = path.replace("{id}", (await office.publish()).slug);
      const known = ((operation.parameters ?? []) as Json[]).filter((one) => one.in === "query");
      const names = ["phase", "kind", "area", "sector", "lang", "limit", "cursor", "fields"];
      for (const name of names.filter((one) => !known.some((parameter) => parameter.name === one))) {
        expect((await office.get(`${where}?${name}=x`)).status, `${path} ${name}`).toBe(400);
      }
      for (const { name, schema } of known)
        for (const value of schema.items?.enum ?? [])
          expect((await office.get(`${where}?${name}=${value}`)).status, `${path} ${name} ${value}`).toBe(200);
    }
  });
});
