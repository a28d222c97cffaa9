/** The pages on which editors and partners look after webhooks. */
import { describe, expect, test } from "vitest";
import { aContent } from "../support/advisories.ts";
import { atConsole } from "../support/console.ts";
import { dutyDesk } from "../support/fan-out.ts";
import { service } from "../support/service.ts";

const typed = { name: "Harbor <operations>", contact: "ops@example.org", url: "https://alerts.example.org/hook" };

async function office() {
  const made = await service();
  const editor = await atConsole(made, "alice@example.org", "author");
  const created = await editor.fillIn("/console/partners", "/console/partners", typed);
  expect(created.status).toBe(303);
  const path = created.location ?? "";
  const shown = await editor.get(path);
  const page = /http:\/\/localhost:8080(\/partners\/[\w-]+)/.exec(shown.html)?.[1] ?? "";
  const post = async (act: string) => {
    const answer = await made.app.request(`${page}/${act}`, { method: "POST" });
    return { status: answer.status, html: await answer.text(), location: answer.headers.get("location") };
  };
  return { made, ...made, editor, path, shown, page, post, desk: dutyDesk(made.dependencies) };
}

describe("in the console", () => {
  test("an editor adds a partner, is shown its page, and the list names it", async () => {
    const { editor, shown, path } = await office();
    expect(shown.html).toContain("Harbor &lt;operations&gt;");
    expect(shown.html).not.toContain("whsec_");
    expect((await editor.get("/console/partners")).html).toContain(`href="${path}"`);
    expect((await editor.fillIn(path, `${path}/secret`)).html).toMatch(/whsec_[\w+/=]{40,}/);
  });

  test("what is wrong is said beside its field, and what was typed stays", async () => {
    const { editor } = await office();
    const { status, html } = await editor.fillIn("/console/partners", "/console/partners", {
      ...typed,
      url: "https://10.0.0.1/",
      "auth.type": "header",
      "auth.name": "Host",
      "auth.secret": "very secret",
      areas: "NY 99999",
    });
    expect(status).toBe(400);
    for (const field of ["url", "auth-name", "areas"]) expect(html).toContain(`id="field-${field}-problem"`);
    expect(html).toContain('value="https://10.0.0.1/"');
    expect(html).not.toContain("very secret");
  });

  test("twice the same form makes one partner", async () => {
    const { editor, made } = await office();
    const form = { ...typed, name: "Twice", command: "c1", format: "json", language: "en" };
    await editor.post("/console/partners", form);
    await editor.post("/console/partners", form);
    expect(made.database.sqlite.prepare("select count(*) from partners where name = 'Twice'").pluck().get()).toBe(1);
  });

  test("nobody without a session, and no form of another site", async () => {
    const { app, editor, path } = await office();
    expect((await app.request("/console/partners")).status).toBe(401);
    const foreign = await editor.post(`${path}/remove`, {}, { "sec-fetch-site": "cross-site" });
    expect(foreign.status).toBe(403);
    expect((await editor.get(path)).status).toBe(200);
  });

  test("removing ends its own page too", async () => {
    const { editor, path, page, get } = await office();
    expect((await editor.fillIn(path, `${path}/remove`)).location).toBe("/console/partners?removed=1");
    expect((await get(page)).status).toBe(404);
    expect((await editor.get(path)).status).toBe(404);
  });

  test("removing forgets whom to write to", async () => {
    const { editor, path, database } = await office();
    await editor.fillIn(path, `${path}/remove`);
    expect(database.sqlite.prepare("select name, contact from partners").all()).toEqual([
      { name: typed.name, contact: "" },
    ]);
  });
});

describe("a partner's own page", () => {
  test("opening it changes nothing and shows no secret; its buttons do what they say", async () => {
    const { get, page, post, deliver, asked, desk } = await office();
    const opened = await (await get(page)).text();
    expect(opened).not.toContain("whsec_");
    await deliver();
    expect(asked).toEqual([]);
    expect((await post("test")).location).toBe(`${page}?said=test`);
    await deliver();
    expect(asked).toHaveLength(1);
    const first = (await post("secret")).html.match(/whsec_[\w+/=]+/)?.[0];
    const second = (await post("rotate")).html.match(/whsec_[\w+/=]+/)?.[0];
    expect(second).not.toBe(first);
    await desk.issue(aContent());
    await deliver();
    const shown = await (await get(page)).text();
    const event = /events\/(\d+)"/.exec(shown)?.[1] ?? "";
    expect((await post(`events/${event}`)).location).toBe(`${page}?said=again`);
    await deliver();
    expect(asked).toHaveLength(3);
    await post("pause");
    expect((await post(`events/${event}`)).status).toBe(409);
  });

  test("a link that was not given out opens nothing", async () => {
    const { get, page, app } = await office();
    for (const wrong of [
      page.slice(0, -1),
      `${page}A`,
      page.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
      "/partners/x",
    ]) {
      expect((await get(wrong)).status, wrong).toBe(404);
      expect((await app.request(`${wrong}/rotate`, { method: "POST" })).status, wrong).toBe(404);
    }
  });

  test("is in the reader's language, for nobody to keep or to index", async () => {
    const { get, page } = await office();
    const answer = await get(page, { "accept-language": "es" });
    const html = await answer.text();
    expect(html).toContain("Secreto de firma");
    expect(html).toContain("noindex");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});
