import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { service } from "../support/service.ts";

describe("the reference of the API", () => {
  it("shows every operation of the OpenAPI document", async () => {
    const running = await service();
    const page = await (await running.get("/api")).text();
    const { paths } = JSON.parse(await (await running.get("/api/openapi.json")).text());
    for (const [path, methods] of Object.entries(paths as Record<string, object>))
      for (const method of Object.keys(methods)) expect(page).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
  });

  it("has an anchor for every type that a problem document can name", async () => {
    const running = await service();
    const page = await (await running.get("/api")).text();
    const source = readFileSync(new URL("../../src/http/problem.ts", import.meta.url), "utf8");
    const types = [...source.matchAll(/^ {4}case "([a-z-]+)":/gm)].map(([, type]) => type);
    expect(types.length).toBeGreaterThan(25);
    for (const type of types) expect(page).toContain(`<section id="${type}"`);
    const { json } = await running.call("GET", "/api/v1/advisories?nonsense=1");
    expect(page).toContain(`id="${json.type.replace("/api#", "")}"`);
  });

  it("names the limits that are kept, and how long to wait", async () => {
    const running = await service({ isUnlimited: false });
    const page = await (await running.get("/api")).text();
    const [, count = ""] = /<li>(\d+) requests to the WebSub hub<\/li>/.exec(page) ?? [];
    const ask = () => running.app.request("/websub", { method: "POST", body: new URLSearchParams("hub.mode=x") });
    for (let asked = 0; asked < Number(count); asked++) expect((await ask()).status).toBe(400);
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3600"]);
    for (const words of ["sign-ups", "acts on a partner&#39;s page", "attempts of editors", "Retry-After"])
      expect(page).toContain(words);
  });

  it("is there in Spanish too, with the reference marked as English", async () => {
    const running = await service();
    const page = await (await running.get("/api", { "accept-language": "es" })).text();
    expect(page).toContain("<h1>La API</h1>");
    expect(page).toMatch(/<section( id="[a-z-]+")? lang="en">/);
  });

  it("names only addresses that are there", async () => {
    const running = await service();
    const { paths } = JSON.parse(await (await running.get("/api/openapi.json")).text());
    for (const path of Object.keys(paths as object).filter((one) => !one.includes("{") && "get" in paths[one])) {
      const response = await running.app.request(path);
      expect([200, 400, 401], path).toContain(response.status);
      await response.body?.cancel();
    }
  });
});
