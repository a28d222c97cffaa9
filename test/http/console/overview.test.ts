import { expect, test } from "vitest";
import { atConsole, fieldsOf, typedAdvisory } from "../../support/console.ts";
import { type Json, service } from "../../support/service.ts";
import { pathsOf, read } from "../../support/source-files.ts";

const nasty = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;

/** An Imminent Alert in effect with a draft update over it, an exercise that waits for approval, and who wrote them. */
async function busyDesk(text = "Threat to commuter rail") {
  const made = await service();
  const author = await atConsole(made, "author@example.org", "author");
  const approver = await atConsole(made, "approver@example.org", "approver");
  const typed = {
    ...typedAdvisory,
    "en.headline": text,
    "en.summary": text,
    "en.sections.0.heading": text,
    "es.headline": text,
    "es.summary": text,
    "es.measures.individuals": text,
    partnerContact: text,
    "resources.0.title": text,
    "resources.0.url": "https://www.example.gov/a",
  };
  const write = async (kind: string, status: string) => {
    const { location } = await author.fillIn(`/console/new?kind=${kind}&status=${status}`, "/console/new", typed);
    const page = location?.split("?")[0] ?? "";
    await author.fillIn(page, `${page}/submit`);
    return page;
  };
  const live = await write("imminent", "actual");
  await approver.fillIn(`${live}/approve`, `${live}/approve`, { kind: "IMMINENT", cleared: "yes" });
  await author.fillIn(`${live}/revise/update`, `${live}/revise/update`, { note: text, "en.summary": `${text}!` });
  const practice = await write("elevated", "exercise");
  return { made, author, approver, live, practice };
}

type Desk = Awaited<ReturnType<typeof busyDesk>>;

async function everyPage({ author, approver, live, practice }: Desk): Promise<[string, string][]> {
  const under = ["", "/write", "/approve", "/return", "/take-back/change", "/take-back/warning"];
  const revisions = ["update", "extend", "editorial", "translate", "end", "reinstate"].map((one) => `/revise/${one}`);
  const paths = [
    ...[
      "/console",
      "/console/new",
      "/console/new?kind=bulletin&status=test",
      "/console/templates",
      "/console/now",
      "/console/audit",
      "/console/account",
      "/console/editors",
    ],
    `/console/new?replaces=${live.split("/").at(-1)}`,
    ...[...under, ...revisions].map((one) => `${live}${one}`),
    ...under.slice(0, 4).map((one) => `${practice}${one}`),
  ];
  const pages: [string, string][] = [];
  for (const path of paths) {
    for (const visitor of [author, approver]) pages.push([path, (await visitor.get(path)).html]);
  }
  const { html } = await author.get(`${live}/write`);
  const late = await author.post(`${live}/write`, {
    ...fieldsOf(html, `${live}/write`),
    contentHash: "old",
    command: "x",
  });
  const wrong = await author.post(`${live}/write`, {
    ...fieldsOf(html, `${live}/write`),
    "en.headline": nasty.repeat(9),
  });
  return [...pages, ["conflict", late.html], ["refused", wrong.html]];
}

test("script in any field stays text on every page of the console", async () => {
  for (const [path, html] of await everyPage(await busyDesk(nasty))) {
    const rest = html.replaceAll(/<script type="module" src="\/assets\/[\w-]+\/[\w.-]+"><\/script>/g, "");
    expect(rest.includes("<script"), path).toBe(false);
    expect(html.includes("<img"), path).toBe(false);
    const tags = html.match(/<[a-z][^>]*>/g) ?? [];
    const named = tags.map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
    expect(
      named.filter((tag) => /\s(style|on[a-z]+)=/.test(tag)),
      path,
    ).toEqual([]);
  }
});

test("every page has one title and first heading, no id twice, a label for each field and headings without a gap", async () => {
  for (const [path, html] of await everyPage(await busyDesk())) {
    expect(html.match(/<h1/g)?.length, path).toBe(1);
    expect(html.match(/<title>[^<]*console<\/title>/g)?.length, path).toBe(1);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      path,
    ).toEqual([]);
    const labelled = new Set([...html.matchAll(/<label for="([^"]*)"/g)].map(([, id]) => id));
    const fields = [...html.matchAll(/<(?:input|textarea|select)(?![^>]*type="hidden")[^>]* id="([^"]*)"/g)];
    expect(
      fields.filter(([, id]) => !labelled.has(id)).map(([, id]) => id),
      path,
    ).toEqual([]);
    const levels = [...(html.split("<main")[1] ?? "").matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(
      levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1),
      path,
    ).toEqual([]);
    for (const [, id = ""] of html.matchAll(/aria-describedby="([^"]*)"/g)) {
      for (const one of id.split(" ")) expect(ids.includes(one), `${path}: ${one}`).toBe(true);
    }
  }
});

test("the page for the night shows what is live, where to take it back, and what to do when something is down", async () => {
  const { approver, live } = await busyDesk();
  const { html } = await approver.get("/console/now");
  expect(html).toContain(`http://localhost:8080${live}`);
  expect(html).toContain(`href="${live}/take-back/warning"`);
  for (const trouble of [
    "You cannot sign in",
    "Mail is down",
    "The database cannot be written",
    "approver@example.org",
  ]) {
    expect(html).toContain(trouble);
  }
});

test("the audit page finds acts by person, act and advisory", async () => {
  const { approver, live } = await busyDesk();
  const slug = live.split("/").at(-1);
  const rows = async (query: string) => {
    const { html } = await approver.get(`/console/audit.json${query}`);
    return (JSON.parse(html) as { rows: Json[] }).rows.map(({ action }) => action);
  };
  expect(await rows(`?advisory=${slug}`)).toEqual(["revise:update", "approve", "submit", "create"]);
  expect(await rows(`?advisory=${slug}&action=revise`)).toEqual(["revise:update"]);
  expect(await rows("?advisory=unknown")).toEqual([]);
  expect(await rows("?to=2026-11-21")).toEqual([]);
  expect(await rows("?from=2026-11-22&to=2026-11-22&action=approve")).toEqual(["approve"]);
  expect((await approver.get(`/console/audit?advisory=${slug}`)).html).toContain("<strong>(public)</strong>");
});

test("the audit page offers every sort of act that is written", async () => {
  const { approver } = await busyDesk();
  const offered = [...(await approver.get("/console/audit")).html.matchAll(/<option value="([\w-]+)"/g)].map(
    ([, name]) => name,
  );
  const written = pathsOf("src/actions/*.ts", "scripts/ntas/*.ts")
    .flatMap((path) => [...read(path).matchAll(/\baction: ["`]([\w-]+)/g)])
    .map(([, name = ""]) => name);
  expect(written).toContain("add-partner");
  expect(written.filter((name) => !offered.some((one = "none") => name.startsWith(one)))).toEqual([]);
});

test("the audit as CSV has a line for each row, and no cell that a spreadsheet takes for a formula", async () => {
  const { made, approver } = await busyDesk();
  await made.editor("=cmd@example.org", "author");
  const { html } = await approver.get("/console/audit.csv");
  const lines = html.trim().split("\r\n");
  expect(lines[0]).toBe("sequence,at,actor,action,advisory,public,detail,hash");
  const { rows } = JSON.parse((await approver.get("/console/audit.json")).html) as { rows: Json[] };
  expect(lines).toHaveLength(rows.length + 1);
  expect(lines.slice(1).flatMap((line) => line.match(/(?:^|,)"[=+@-]/g) ?? [])).toEqual([]);
});
