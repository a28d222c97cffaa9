import { expect, test } from "vitest";
import { type AtConsole, atConsole, fieldsOf, typedAdvisory } from "../../support/console.ts";
import { service } from "../../support/service.ts";

const live = "/console/new?kind=imminent&status=actual";
const cleared = { kind: "IMMINENT", cleared: "yes" };

async function desk() {
  const made = await service();
  const author = await atConsole(made, "author@example.org", "author");
  const approver = await atConsole(made, "approver@example.org", "approver");
  return { made, author, approver };
}

async function drafted(author: AtConsole, path = live, typed: Record<string, string> = {}): Promise<string> {
  const { location } = await author.fillIn(path, "/console/new", { ...typedAdvisory, ...typed });
  return location?.split("?")[0] ?? "";
}

async function submitted(author: AtConsole, path = live, typed: Record<string, string> = {}): Promise<string> {
  const page = await drafted(author, path, typed);
  expect((await author.fillIn(page, `${page}/submit`)).status).toBe(303);
  return page;
}

async function approve(approver: AtConsole, page: string, typed: Record<string, string> = cleared) {
  return approver.fillIn(`${page}/approve`, `${page}/approve`, typed);
}

async function published(author: AtConsole, approver: AtConsole): Promise<string> {
  const page = await submitted(author);
  expect((await approve(approver, page)).status).toBe(303);
  return page;
}

const problemsIn = (html: string) => html.split('class="error-summary"')[1]?.split("</section>")[0];
const publicPage = (page: string) => page.replace("/console", "");

test("an author cannot approve what they wrote, and is told so in words", async () => {
  const { made, author } = await desk();
  const both = await atConsole(made, "both@example.org", "author", "approver");
  const page = await submitted(both);
  const { html } = await both.get(`${page}/approve`);
  expect(html).toContain("You wrote or submitted this yourself: somebody else has to approve it.");
  expect(html).not.toContain('name="cleared"');
  const { json } = await made.call("GET", "/api/v1/drafts", await made.editor("api@example.org", "author"));
  const contentHash = json.advisories[0].contentHash;
  const forced = await both.post(`${page}/approve`, { ...cleared, contentHash });
  expect(forced.status).toBe(403);
  expect(forced.html).toContain("Nobody approves their own text");
  expect((await author.get(`${page}/approve`)).html).toContain("Approving needs the role of an approver.");
});

test("the approval screen shows the text, the codes, the mail, the notification and whom it reaches", async () => {
  const { made, author, approver } = await desk();
  for (const address of ["a@example.org", "b@example.org"]) {
    await made.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address, areas: ["NY"] });
  }
  await made.deliver();
  const links = made.mailbox.map(({ text }) => /\/confirm\/\S+/.exec(text)?.[0] ?? "");
  for (const link of links) await made.app.request(link, { method: "POST" });
  const page = await submitted(author);
  const { html } = await approver.get(`${page}/approve`);
  expect(html).toContain(typedAdvisory["en.summary"]);
  expect(html).toContain("Immediate / Extreme / Likely");
  expect(html).toContain("Alert, status Actual");
  expect(html).toContain("[NTAS] IMMINENT ALERT: ");
  expect(html).toContain("&lt;identifier&gt;");
  expect(html).toMatch(/<strong>2<\/strong> ?\(email 2\)/);
  expect(html).toContain("There is no text in Spanish.");
});

test("approving asks for the typed kind and the clearance, and says what is missing", async () => {
  const { made, author, approver } = await desk();
  const page = await submitted(author);
  const refused = await approve(approver, page, { kind: "ELEVATED" });
  expect(refused.status).toBe(400);
  expect(refused.html).toContain("type IMMINENT to confirm");
  expect(refused.html).toContain("tick it once you know");
  expect((await made.get(publicPage(page))).status).toBe(404);
  expect((await approve(approver, page)).status).toBe(303);
  expect((await made.get(publicPage(page))).status).toBe(200);
});

test("an approval is bound to what was seen: a text changed meanwhile is refused and shown", async () => {
  const { made, author, approver } = await desk();
  const page = await submitted(author);
  const seen = fieldsOf((await approver.get(`${page}/approve`)).html, `${page}/approve`);
  await author.fillIn(`${page}/write`, `${page}/write`, { "en.summary": "Another text in the last minute." });
  await author.fillIn(page, `${page}/submit`);
  const late = await approver.post(`${page}/approve`, { ...seen, ...cleared });
  expect(late.status).toBe(409);
  expect(late.html).toContain("This is not the text that stands there now");
  expect(late.html).toContain("Another text in the last minute.");
  expect((await made.get(publicPage(page))).status).toBe(404);
});

test("a double click on Approve publishes once", async () => {
  const { made, author, approver } = await desk();
  const page = await submitted(author);
  const form = fieldsOf((await approver.get(`${page}/approve`)).html, `${page}/approve`);
  const answers = [
    await approver.post(`${page}/approve`, { ...form, ...cleared }),
    await approver.post(`${page}/approve`, { ...form, ...cleared }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  const { json } = await made.call("GET", "/api/v1/advisories");
  expect(json.advisories[0].revisions).toHaveLength(1);
});

test("what is returned goes back with its reason, which the author reads and the public does not", async () => {
  const { author, approver } = await desk();
  const page = await submitted(author);
  const empty = await approver.fillIn(`${page}/return`, `${page}/return`, { reason: " " });
  expect(empty.status).toBe(400);
  await approver.fillIn(`${page}/return`, `${page}/return`, { reason: "Name the stations." });
  const { html } = await author.get(page);
  expect(html).toContain("Name the stations.");
  expect(html).toContain("New advisory: draft");
});

test("an update shows its difference word by word, and one person takes it back in two actions", async () => {
  const { made, author, approver } = await desk();
  const page = await published(author, approver);
  await author.fillIn(`${page}/revise/update`, `${page}/revise/update`, {
    note: "It concerns ferries.",
    "en.summary": "Officials know of a threat to ferries in New York.",
  });
  await author.fillIn(page, `${page}/submit`);
  const { html } = await approver.get(`${page}/approve`);
  expect(html).toMatch(/<del>commuter rail<\/del><ins>ferries<\/ins>/);
  expect((await approve(approver, page)).status).toBe(303);
  expect(await (await made.get(publicPage(page))).text()).toContain("threat to ferries");

  const first = await author.get(`${page}/take-back/change`);
  expect(first.html).toContain("was issued in error. Do not act on it.");
  expect(first.html).toContain("the text before it stands again");
  expect(fieldsOf(first.html, `${page}/take-back/change`)).toEqual({ command: [expect.any(String)], revision: ["2"] });
  expect((await author.fillIn(`${page}/take-back/change`, `${page}/take-back/change`)).status).toBe(303);
  const after = await (await made.get(publicPage(page))).text();
  expect(after).toContain("threat to commuter rail");
  expect(after).not.toContain("threat to ferries");
});

test("nothing typed into a retraction reaches anybody", async () => {
  const { made, author, approver } = await desk();
  const page = await published(author, approver);
  await author.fillIn(`${page}/take-back/warning`, `${page}/take-back/warning`, {
    note: "INJECTED",
    reason: "INJECTED",
    internalNote: "INJECTED",
    content: "INJECTED",
  });
  await made.deliver();
  const cap = await (await made.get("/cap/feed.atom")).text();
  const everything = [await (await made.get(publicPage(page))).text(), cap, ...made.mailbox.map(({ text }) => text)];
  expect(everything.join("\n")).toContain("issued in error");
  expect(everything.join("\n")).not.toContain("INJECTED");
});

test("the two ways of taking back are on every page of an advisory that stands", async () => {
  const { author, approver } = await desk();
  const page = await published(author, approver);
  await author.fillIn(`${page}/revise/extend`, `${page}/revise/extend`, {
    note: "Goes on.",
    "sunset.date": "2026-11-29",
  });
  for (const path of [page, `${page}/approve`, `${page}/revise/update`, `${page}/return`, "/console/now"]) {
    const { html } = await author.get(path);
    expect(html.includes(`href="${page}/take-back/change"`), path).toBe(true);
    expect(html.includes(`href="${page}/take-back/warning"`), path).toBe(true);
  }
});

test("extend, end, translate and reinstate go through the console with two people", async () => {
  const { made, author, approver } = await desk();
  const page = await published(author, approver);
  const short = async (change: string, typed: Record<string, string>) => {
    const saved = await author.fillIn(`${page}/revise/${change}`, `${page}/revise/${change}`, typed);
    expect(saved.status, change).toBe(303);
    await author.fillIn(page, `${page}/submit`);
    expect((await approve(approver, page)).status, change).toBe(303);
  };
  const unsaid = await author.fillIn(`${page}/revise/extend`, `${page}/revise/extend`, { "sunset.date": "2026-11-29" });
  expect(unsaid.status).toBe(400);
  expect(unsaid.html).toContain("say what changed and why");
  await short("extend", { note: "The search goes on.", "sunset.date": "2026-11-29" });
  await short("translate", {
    "es.headline": "Amenaza contra los trenes",
    "es.summary": "Hay una amenaza.",
    "es.measures.individuals": "Avise a la policía.",
  });
  expect(await (await made.get(`${publicPage(page)}?lang=es`)).text()).toContain("Amenaza contra los trenes");
  await author.fillIn(`${page}/take-back/warning`, `${page}/take-back/warning`);
  expect(await (await made.get(publicPage(page))).text()).toContain("Withdrawn: issued in error");
  await short("reinstate", {});
  await short("end", { note: "The police found them.", threatIsOver: "yes" });
  expect(await (await made.get(publicPage(page))).text()).toContain("The police found them.");
});

test("a replacement is prefilled and takes over from what it replaces", async () => {
  const { made, author, approver } = await desk();
  const page = await published(author, approver);
  const slug = page.split("/").at(-1) ?? "";
  const saved = await author.fillIn(`/console/new?replaces=${slug}&kind=elevated`, "/console/new", {
    "en.headline": "The next one",
  });
  expect(saved.status, problemsIn(saved.html)).toBe(303);
  const next = saved.location?.split("?")[0] ?? "";
  await author.fillIn(next, `${next}/submit`);
  expect((await approve(approver, next, { kind: "elevated", cleared: "yes" })).status).toBe(303);
  const { json } = await made.call("GET", `/api/v1/advisories/${slug}`);
  expect(json.phase).toBe("replaced");
});

test("an exercise shares no prompt with the real thing and nothing of it becomes public", async () => {
  const { made, author, approver } = await desk();
  const real = await submitted(author);
  const practice = await submitted(author, "/console/new?kind=imminent&status=exercise");
  const [one, other] = [await approver.get(`${real}/approve`), await approver.get(`${practice}/approve`)];
  const prompts = (html: string) => {
    const form = html.split(`/approve" novalidate`)[1]?.split("</form>")[0] ?? "";
    const texts = form.matchAll(/<(?:label|button|legend|p)[^>]*>([^<]+)</g);
    return [...texts].map(([, text = ""]) => text.trim());
  };
  expect(prompts(one.html).length).toBeGreaterThan(3);
  expect(prompts(one.html).filter((text) => prompts(other.html).includes(text))).toEqual([]);
  for (const under of ["", "/return"]) await expectOtherButtons(approver, real + under, practice + under);
  expect(other.html).toContain('class="console is-exercise"');
  expect(one.html).not.toContain("is-exercise");
  expect((await approve(approver, practice)).status).toBe(400);
  expect((await approve(approver, practice, { kind: "only an exercise", cleared: "yes" })).status).toBe(303);
  expect((await made.get(publicPage(practice))).status).toBe(404);
  expect((await made.get(publicPage(practice).replace("/advisories", "/exercise/advisories"))).status).toBe(200);
  expect(await (await made.get("/")).text()).toContain("There are no current advisories");
  expect((await approve(approver, real)).status).toBe(303);
  for (const under of ["", "/take-back/change", "/take-back/warning"])
    await expectOtherButtons(approver, real + under, practice + under);
});

/** No button of the one page stands on the other. */
async function expectOtherButtons(visitor: AtConsole, one: string, other: string): Promise<void> {
  const buttons = async (path: string) => {
    const [, main = ""] = (await visitor.get(path)).html.split("<main");
    const texts = [...main.matchAll(/<(?:button|a class="button-link)[^>]*>([^<]+)</g)];
    return texts.map(([, text = ""]) => text.trim());
  };
  const [live, practice] = [await buttons(one), await buttons(other)];
  expect(live.length, one).toBeGreaterThan(0);
  expect(
    live.filter((text) => practice.includes(text)),
    one,
  ).toEqual([]);
}

test("a scheduled advisory is sent back before its hour, by its approver or by taking it back", async () => {
  const { made, author, approver } = await desk();
  const later = { "publish.date": "2026-11-23", "publish.time": "09:00" };
  const page = await submitted(author, live, later);
  await approve(approver, page);
  expect((await approver.get("/console")).html).toContain("Approved, waiting for its hour");
  expect((await author.get(`${page}/take-back/change`)).html).toContain("Nobody has been told of it yet");
  expect((await author.fillIn(`${page}/take-back/change`, `${page}/take-back/change`)).status).toBe(303);
  made.clock.advance("2d");
  expect((await made.get(publicPage(page))).status).toBe(404);
});

test("after publication the page shows how far the messages are and who did what", async () => {
  const { made, author, approver } = await desk();
  await made.call("POST", "/api/v1/subscriptions", undefined, { channel: "email", address: "a@example.org" });
  await made.deliver();
  const link = /\/confirm\/\S+/.exec(made.mailbox[0]?.text ?? "")?.[0] ?? "";
  await made.app.request(link, { method: "POST" });
  const page = await published(author, approver);
  await made.deliver();
  const { html } = await author.get(page);
  expect(html).toContain('<progress value="1" max="1"');
  expect(html).toContain("finished");
  expect(html).toContain("approver@example.org");
});

test("every output is shown before an approval, and the frames for page and mail run nothing and are nobody else's", async () => {
  const { made, author, approver } = await desk();
  const { location } = await author.fillIn("/console/new?kind=elevated&status=actual", "/console/new", {
    ...typedAdvisory,
    "es.headline": "Amenaza contra los trenes",
    "es.summary": "Hay una amenaza.",
    "es.measures.individuals": "Avise a la policía.",
  });
  const path = location?.split("?")[0] ?? "";
  const { html } = await approver.get(`${path}/approve`);
  for (const part of [
    "The whole page, on a desk and on a phone, English",
    "The whole page, on a desk and on a phone, Spanish",
    "E-mail, Spanish",
    "Folded",
    "CAP message, as receivers show it",
    "&lt;alert ",
    "&lt;item&gt;",
    "RSS entry",
    "NTAS XML",
  ])
    expect(html, part).toContain(part);
  const page = await approver.get(`${path}/preview/page?lang=es`);
  expect(page.html).toContain("Amenaza contra los trenes");
  expect((await approver.get(`${path}/preview/mail?lang=en`)).html).toContain("Threat to commuter rail");
  expect((await made.get(`${path}/preview/page`, { accept: "text/html" })).status).toBe(401);
  expect((await made.get(`${path.replace("/console", "")}`)).status).toBe(404);
});

test("when the clock goes back, the first and the second 1:30 are two sunsets, and nobody is told anything twice", async () => {
  const made = await service({ start: "2026-11-01T00:50:00-04:00" });
  const author = await atConsole(made, "author@example.org", "author");
  const approver = await atConsole(made, "approver@example.org", "approver");
  const sunset = { "sunset.date": "2026-11-01", "sunset.time": "01:30" };
  const asked = await author.fillIn("/console/new?kind=elevated&status=actual", "/console/new", {
    ...typedAdvisory,
    ...sunset,
  });
  expect(asked.html).toContain("this hour exists twice: choose which one is meant");
  const ending = async (which: string) => {
    const path = await submitted(author, "/console/new?kind=elevated&status=actual", {
      ...sunset,
      "sunset.which": which,
    });
    expect((await approve(approver, path, { kind: "ELEVATED", cleared: "yes" })).status).toBe(303);
    return path;
  };
  const first = await ending("2026-11-01T01:30:00-04:00");
  const second = await ending("2026-11-01T01:30:00-05:00");
  const phaseOf = async (path: string) =>
    (await made.call("GET", `/api/v1/advisories/${path.split("/").at(-1)}`)).json.phase;
  await made.deliver();
  const rowsBefore = (await made.call("GET", "/api/v1/advisories")).json.advisories.length;
  made.clock.set("2026-11-01T01:45:00-04:00");
  expect([await phaseOf(first), await phaseOf(second)]).toEqual(["expired", "active"]);
  made.clock.set("2026-11-01T01:10:00-05:00");
  await made.deliver();
  expect([await phaseOf(first), await phaseOf(second)]).toEqual(["expired", "active"]);
  made.clock.set("2026-11-01T01:30:00-05:00");
  await made.deliver();
  expect([await phaseOf(first), await phaseOf(second)]).toEqual(["expired", "expired"]);
  expect((await made.call("GET", "/api/v1/advisories")).json.advisories).toHaveLength(rowsBefore);
});
