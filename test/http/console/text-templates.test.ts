import { expect, test } from "vitest";
import { atConsole, fieldsOf, typedAdvisory } from "../../support/console.ts";
import { service } from "../../support/service.ts";

async function desk() {
  const made = await service();
  const author = await atConsole(made, "author@example.org", "author");
  const approver = await atConsole(made, "approver@example.org", "approver");
  return { made, author, approver };
}

const blank = "/console/new?kind=elevated&status=actual";
const templateIn = (html: string) => /\/console\/templates\/([\w-]+)\/rename/.exec(html)?.[1] ?? "";

test("a built-in text fills the form, and its blanks are named until they are filled in", async () => {
  const { author } = await desk();
  const path = "/console/new?kind=imminent&status=actual&template=built-in-imminent";
  const fields = fieldsOf((await author.get(path)).html, "/console/new");
  expect(fields["en.headline"]?.[0]).toContain("[TARGET]");
  expect(fields["es.summary"]?.[0]).toContain("[OBJETIVO]");
  expect(fields.scope).toBeUndefined();
  const checked = await author.fillIn(path, "/console/new", {
    ...{ scope: "nationwide", "sunset.date": "2026-11-25", "sunset.time": "17:00", do: "check" },
  });
  expect(checked.html).toContain("Not filled in yet (en): [TARGET]");
});

test("an agency saves a draft's words as a template, uses, renames and deletes it, each with its audit row", async () => {
  const { author } = await desk();
  const { location } = await author.fillIn(blank, "/console/new", typedAdvisory);
  const path = location?.split("?")[0] ?? "";
  expect((await author.fillIn(path, "/console/templates", { name: "Rail" })).status).toBe(303);
  const again = await author.fillIn(path, "/console/templates", { name: "rail" });
  expect([again.status, again.html.includes("another template has this name already")]).toEqual([400, true]);
  const id = templateIn((await author.get("/console/templates")).html);
  const used = fieldsOf((await author.get(`${blank}&template=${id}`)).html, "/console/new");
  expect(used["en.summary"]).toEqual([typedAdvisory["en.summary"]]);
  expect(used.sectors).toEqual(["mass-transit"]);
  expect([used.states, used["sunset.date"]]).toEqual([undefined, [""]]);
  await author.fillIn("/console/templates", `/console/templates/${id}/rename`, { name: "Commuter rail" });
  expect((await author.get("/console/templates")).html).toContain("Commuter rail");
  await author.fillIn("/console/templates", `/console/templates/${id}/delete`);
  expect((await author.get("/console/templates")).html).toContain("There are none yet.");
  const { html } = await author.get("/console/audit");
  for (const act of ["save-template", "rename-template", "delete-template"]) expect(html, act).toContain(act);
});

test("words of the real thing are marked in an exercise and a test, and the marks stay out of templates", async () => {
  const { author } = await desk();
  const { location } = await author.fillIn(blank, "/console/new", typedAdvisory);
  await author.fillIn(location?.split("?")[0] ?? "", "/console/templates", { name: "Rail" });
  const id = templateIn((await author.get("/console/templates")).html);
  const practice = `/console/new?kind=elevated&status=exercise&template=${id}`;
  const fields = fieldsOf((await author.get(practice)).html, "/console/new");
  expect(fields["en.headline"]).toEqual([`EXERCISE – ${typedAdvisory["en.headline"]}`]);
  expect(fields["en.summary"]?.[0]).toMatch(/^This is an exercise\.\s/);
  const saved = await author.fillIn(practice, "/console/new", {
    ...{ scope: "nationwide", "sunset.date": "2026-11-28", "sunset.time": "17:00" },
  });
  await author.fillIn(saved.location?.split("?")[0] ?? "", "/console/templates", { name: "From practice" });
  const { html } = await author.get("/console/templates");
  expect(html).not.toContain("EXERCISE –");
});

test("whoever only approves reads templates and changes none", async () => {
  const { author, approver } = await desk();
  const { location } = await author.fillIn(blank, "/console/new", typedAdvisory);
  const path = location?.split("?")[0] ?? "";
  await author.fillIn(path, "/console/templates", { name: "Rail" });
  const { html } = await approver.get("/console/templates");
  expect(html).toContain("Rail");
  expect(html).not.toContain("Rename or delete");
  const id = templateIn((await author.get("/console/templates")).html);
  expect((await approver.post(`/console/templates/${id}/delete`, { command: "x" })).status).toBe(403);
  const slug = path.split("/").at(-1) ?? "";
  expect((await approver.post("/console/templates", { command: "y", advisory: slug, name: "No" })).status).toBe(403);
  expect((await author.get("/console/templates")).html).toContain("Rail");
});
