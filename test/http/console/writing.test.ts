import { expect, test } from "vitest";
import { allAdvisories } from "../../../src/store/advisories.ts";
import { atConsole, fieldsOf, typedAdvisory } from "../../support/console.ts";
import { service } from "../../support/service.ts";

const blank = "/console/new?kind=elevated&status=actual";

async function writing() {
  const made = await service();
  const author = await atConsole(made, "author@example.org", "author");
  return { made, author };
}

test("nobody sees the console without a session", async () => {
  const { made } = await writing();
  for (const path of ["/console", "/console/new", "/console/now", "/console/audit", "/console/audit.csv"]) {
    const response = await made.get(path, { accept: "text/html" });
    expect(response.status, path).toBe(401);
    expect(response.headers.get("cache-control"), path).toBe("no-store");
  }
});

test("a form of another site changes nothing", async () => {
  const { author } = await writing();
  const { html } = await author.get(blank);
  const fields = { ...fieldsOf(html, "/console/new"), ...typedAdvisory };
  const foreign = await author.post("/console/new", fields, { "sec-fetch-site": "cross-site" });
  expect(foreign.status).toBe(403);
  expect((await author.get("/console")).html).toContain("There are no drafts.");
});

test("what is typed becomes a draft, and comes back into the form as it was", async () => {
  const { made, author } = await writing();
  const saved = await author.fillIn(blank, "/console/new", {
    ...typedAdvisory,
    "es.headline": "Amenaza contra los trenes",
    "es.summary": "Hay una amenaza.",
    "es.measures.individuals": "Avise a la policía.",
    "publish.date": "2026-11-23",
    "publish.time": "09:00",
    "resources.0.title": "What to do",
    "resources.0.url": "https://www.example.gov/what",
  });
  expect(saved.status).toBe(303);
  const path = saved.location?.split("?")[0] ?? "";
  const { html } = await author.get(`${path}/write`);
  const fields = fieldsOf(html, `${path}/write`);
  expect(fields).toMatchObject({
    "en.headline": [typedAdvisory["en.headline"]],
    "es.headline": ["Amenaza contra los trenes"],
    states: ["NY"],
    counties: ["Hudson County, NJ"],
    sectors: ["mass-transit"],
    "sunset.date": ["2026-11-28"],
    "sunset.time": ["17:00"],
    "publish.time": ["09:00"],
    "resources.0.url": ["https://www.example.gov/what"],
    endNotice: ["on"],
  });
  expect(html).toContain("ends in 6 days and 5 hours: 5:00 PM EST (Eastern), Saturday, November 28, 2026");
  const again = await author.fillIn(`${path}/write`, `${path}/write`);
  expect(again.status).toBe(303);
  const { json } = await made.call("GET", "/api/v1/drafts", await made.editor("api@example.org", "author"));
  expect(json.advisories[0].draft.content.scope).toEqual({ areas: ["34017", "NY"] });
});

test("a refused form says why beside the field and in a summary, and keeps what was typed", async () => {
  const { author } = await writing();
  const refused = await author.fillIn(blank, "/console/new", {
    ...typedAdvisory,
    "en.headline": "x".repeat(161),
    "en.summary": "SECRET//NOFORN",
    counties: "Nowhere County, ZZ",
    "resources.0.title": "A link",
    "resources.0.url": "http://example.org",
  });
  expect(refused.status).toBe(400);
  for (const field of ["en-headline", "en-summary", "counties", "resources-0-url"]) {
    expect(refused.html, field).toContain(`href="#field-${field}"`);
    expect(refused.html, field).toContain(`id="field-${field}-problem"`);
  }
  expect(refused.html).toContain("Nowhere County, ZZ");
  expect(fieldsOf(refused.html, "/console/new")["en.headline"]).toEqual(["x".repeat(161)]);
});

test("sections come and go by buttons, and nothing is saved by them", async () => {
  const { author } = await writing();
  const more = await author.fillIn(blank, "/console/new", { ...typedAdvisory, do: "add-section" });
  expect(more.html).toContain('name="en.sections.1.body"');
  const fields = fieldsOf(more.html, "/console/new");
  const fewer = await author.post("/console/new", { ...fields, do: "remove-section.0" });
  expect(fewer.html).not.toContain('name="en.sections.1.body"');
  expect(fieldsOf(fewer.html, "/console/new")["en.headline"]).toEqual([typedAdvisory["en.headline"]]);
  expect((await author.get("/console")).html).toContain("There are no drafts.");
});

test("an hour that exists twice is asked about; one that does not exist too", async () => {
  const { made } = await writing();
  made.clock.set("2026-10-30T12:00:00-04:00");
  const author = await atConsole(made, "other@example.org", "author");
  const twice = { ...typedAdvisory, "sunset.date": "2026-11-01", "sunset.time": "01:30" };
  const asked = await author.fillIn(blank, "/console/new", twice);
  expect(asked.status).toBe(400);
  expect(asked.html).toContain("1:30 AM EDT, Sunday, November 1, 2026");
  expect(asked.html).toContain("1:30 AM EST, Sunday, November 1, 2026");
  const fields = fieldsOf(asked.html, "/console/new");
  const answered = await author.post("/console/new", { ...fields, "sunset.which": "2026-11-01T01:30:00-05:00" });
  expect(answered.status).toBe(303);
  const missing = { ...typedAdvisory, "sunset.date": "2027-03-14", "sunset.time": "02:30" };
  expect((await author.fillIn(blank, "/console/new", missing)).html).toContain("this hour does not exist");
});

test("a second editor's change is shown and not overwritten", async () => {
  const { made, author } = await writing();
  const second = await atConsole(made, "second@example.org", "author");
  const { location } = await author.fillIn(blank, "/console/new", typedAdvisory);
  const path = location?.split("?")[0] ?? "";
  const opened = fieldsOf((await author.get(`${path}/write`)).html, `${path}/write`);
  await second.fillIn(`${path}/write`, `${path}/write`, { "en.summary": "The second editor wrote this." });
  const late = await author.post(`${path}/write`, { ...opened, "en.summary": "The first editor wrote that." });
  expect(late.status).toBe(409);
  expect(late.html).toContain("second@example.org saved another text");
  expect(late.html).toMatch(/<del>second<\/del>/);
  expect(late.html).toMatch(/<ins>first<\/ins>/);
  const again = await author.post(`${path}/write`, fieldsOf(late.html, `${path}/write`));
  expect(again.status).toBe(303);
  expect((await author.get(`${path}/write`)).html).toContain("The first editor wrote that.");
});

test("a session that ends in the middle of writing loses nothing", async () => {
  const { made, author } = await writing();
  const { html } = await author.get(blank);
  made.clock.advance("13h");
  const fields = { ...fieldsOf(html, "/console/new"), ...typedAdvisory };
  const out = await author.post("/console/new", fields);
  expect(out.status).toBe(401);
  expect(out.html).toContain("You are signed out");
  expect(out.html).toContain(typedAdvisory["en.summary"]);
  const back = await atConsole(made, "author@example.org", "author");
  const sent = await back.post("/console/new", fieldsOf(out.html, "/console/new"));
  expect(sent.status).toBe(303);
});

test("the same form sent twice makes one draft; another text from the same form is another command", async () => {
  const { author } = await writing();
  const { html } = await author.get(blank);
  const fields = { ...fieldsOf(html, "/console/new"), ...typedAdvisory };
  const first = await author.post("/console/new", fields);
  const double = await author.post("/console/new", fields);
  expect(double.location).toBe(first.location);
  const other = await author.post("/console/new", { ...fields, "en.headline": "Another headline" });
  expect(other.location).not.toBe(first.location);
});

test("any language can be added without a script, right to left too, and shows its state beside English", async () => {
  const { author } = await writing();
  const none = await author.fillIn(blank, "/console/new", { do: "add-language", newLanguage: "klingonese" });
  expect(none.html).toContain("is not the code of a language");
  const added = await author.fillIn(blank, "/console/new", {
    ...typedAdvisory,
    do: "add-language",
    newLanguage: "AR",
  });
  const fields = fieldsOf(added.html, "/console/new");
  expect(fields["ar.sections.0.body"]).toEqual([""]);
  expect(added.html).toMatch(/<input[^>]*name="ar.headline"[^>]*dir="rtl"/);
  const saved = await author.post("/console/new", {
    ...fields,
    "ar.headline": "تهديد للقطارات",
    "ar.summary": "هناك تهديد.",
    "ar.measures.individuals": "أبلغ الشرطة.",
  });
  const path = `${saved.location?.split("?")[0]}/write`;
  expect((await author.get(path)).html).toContain("<strong>Arabic</strong> (ar): up to date");
  const removed = await author.fillIn(path, path, { do: "remove-language.ar" });
  expect(fieldsOf(removed.html, path)["ar.headline"]).toBeUndefined();
});

test("a county is found and added without a script", async () => {
  const { author } = await writing();
  const found = await author.fillIn(blank, "/console/new", { do: "find-counties", countySearch: "hudson" });
  expect(found.html).toContain('value="add-county.34017"');
  const added = await author.post("/console/new", { ...fieldsOf(found.html, "/console/new"), do: "add-county.34017" });
  const { counties, scope } = fieldsOf(added.html, "/console/new");
  expect([counties, scope]).toEqual([["Hudson County, NJ"], ["areas"]]);
});

test("autosave begins one draft however often it is asked, and saves over the text it was made from and no other", async () => {
  const { author } = await writing();
  const first = await author.get(blank);
  const typed = { ...fieldsOf(first.html, "/console/new"), ...typedAdvisory, do: "autosave" };
  const begun = JSON.parse((await author.post("/console/new", typed)).html);
  expect(JSON.parse((await author.post("/console/new", typed)).html)).toEqual(begun);
  const save = (contentHash: string, summary: string, match = contentHash) =>
    author.post(
      begun.action,
      { ...typed, contentHash, "en.summary": summary },
      match === "" ? {} : { "if-match": `"${match}"` },
    );
  expect((await save(begun.contentHash, "Words.", "")).status).toBe(428);
  const saved = await save(begun.contentHash, "Words.");
  expect(saved.status).toBe(200);
  const stale = await save(begun.contentHash, "Other words.");
  expect([stale.status, JSON.parse(stale.html).reason]).toEqual([412, "author@example.org saved another text"]);
  expect((await save(JSON.parse(saved.html).contentHash, "")).status).toBe(422);
  const { html } = await author.get(begun.action);
  expect(fieldsOf(html, begun.action)["en.summary"]).toEqual(["Words."]);
});

test("what was typed after an autosave whose answer was lost is saved by the next one, into the same draft", async () => {
  const { author } = await writing();
  const first = await author.get(blank);
  const typed = { ...fieldsOf(first.html, "/console/new"), ...typedAdvisory, do: "autosave" };
  const lost = JSON.parse((await author.post("/console/new", typed)).html);
  const again = await author.post("/console/new", { ...typed, "en.summary": "More words than before." });
  expect(again.status).toBe(200);
  const { action, contentHash } = JSON.parse(again.html);
  expect(action).toBe(lost.action);
  const fields = fieldsOf((await author.get(action)).html, action);
  expect(fields["en.summary"]).toEqual(["More words than before."]);
  expect(fields.contentHash).toEqual([contentHash]);
});

/** The address of the form that updates a published advisory. */
async function updating({ made, author }: Awaited<ReturnType<typeof writing>>): Promise<string> {
  const approver = await atConsole(made, "approver@example.org", "approver");
  const { location } = await author.fillIn(blank, "/console/new", typedAdvisory);
  const page = location?.split("?")[0] ?? "";
  await author.fillIn(page, `${page}/submit`);
  const typed = { kind: "ELEVATED", cleared: "yes" };
  expect((await approver.fillIn(`${page}/approve`, `${page}/approve`, typed)).status).toBe(303);
  return `${page}/revise/update`;
}

test.each([
  ["a new advisory", async () => blank],
  ["an update", updating],
])("saving %s by hand after an autosave whose answer was lost changes the draft that it began", async (_, open) => {
  const desk = await writing();
  const { made, author } = desk;
  const form = await open(desk);
  const [action = ""] = form.split("?");
  const given = fieldsOf((await author.get(form)).html, action);
  const fields = { ...given, ...typedAdvisory, note: "Why it changed." };
  const match: Record<string, string> = given.contentHash ? { "if-match": `"${given.contentHash[0]}"` } : {};
  const lost = await author.post(action, { ...fields, do: "autosave" }, match);
  expect(lost.status, lost.html).toBe(200);
  const before = (await allAdvisories(made.database)).length;
  const saved = await author.post(action, { ...fields, "en.summary": "More words than before.", do: "save" });
  expect(saved.status, saved.html).toBe(303);
  expect(await allAdvisories(made.database)).toHaveLength(before);
  const write = `${saved.location?.split("?")[0]}/write`;
  expect(JSON.parse(lost.html).action).toBe(write);
  expect(fieldsOf((await author.get(write)).html, write)["en.summary"]).toEqual(["More words than before."]);
});

test("where another editor changed that draft meanwhile, both texts are shown", async () => {
  const { made, author } = await writing();
  const other = await atConsole(made, "other@example.org", "author");
  const fields = { ...fieldsOf((await author.get(blank)).html, "/console/new"), ...typedAdvisory };
  const lost = JSON.parse((await author.post("/console/new", { ...fields, do: "autosave" })).html);
  await other.fillIn(lost.action, lost.action, { "en.summary": "Words of the other." });
  const saved = await author.post("/console/new", { ...fields, "en.summary": "Words of the first.", do: "save" });
  expect(saved.status).toBe(409);
  expect(saved.html).toContain("other@example.org saved another text");
  expect(fieldsOf(saved.html, lost.action)["en.summary"]).toEqual(["Words of the first."]);
  expect(fieldsOf((await author.get(lost.action)).html, lost.action)["en.summary"]).toEqual(["Words of the other."]);
});

test("what waits for approval is not taken back by an autosave", async () => {
  const { author } = await writing();
  const { location } = await author.fillIn(blank, "/console/new", typedAdvisory);
  const path = location?.split("?")[0] ?? "";
  await author.fillIn(path, `${path}/submit`);
  const { html } = await author.get(`${path}/write`);
  const fields = fieldsOf(html, `${path}/write`);
  const match = { "if-match": `"${fields.contentHash?.[0]}"` };
  expect((await author.post(`${path}/write`, { ...fields, do: "autosave" }, match)).status).toBe(409);
  expect((await author.get(path)).html).toContain("waiting for approval");
});

test("a place that is too long for a phone's 90 characters is said while writing", async () => {
  const { author } = await writing();
  const check = async (typed: Record<string, string>) =>
    (await author.fillIn(blank, "/console/new", { ...typedAdvisory, ...typed, do: "check" })).html;
  expect(await check({})).not.toContain("CMAMtext");
  const long = await check({ "en.placeText": "the stations between Grand Central and White Plains" });
  expect(long).toMatch(/the text for phones \(CMAMtext, en\) has 1\d\d characters/);
});
