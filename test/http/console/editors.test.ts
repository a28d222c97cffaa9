/** Accounts in the console: what one admin may do, what takes two, and that nobody gets in by a way around. */
import { beforeEach, describe, expect, test } from "vitest";
import { addEditor } from "../../../src/actions/editor-access.ts";
import { type AtConsole, atConsole } from "../../support/console.ts";
import { service, type TestService } from "../../support/service.ts";

let made: TestService;
let ada: AtConsole;
beforeEach(async () => {
  made = await service();
  ada = await atConsole(made, "ada@example.org", "admin", "author");
});

const invitation = { name: "Nora New", email: "nora@example.org", roles: ["approver"] };
const editor = (email: string) =>
  made.database.sqlite.prepare("select * from editors where email = ?").get(email) as
    | { id: string; roles: string; disabled_at: number | null; vouched_at: number | null }
    | undefined;
const acts = () =>
  (made.database.sqlite.prepare("select action from audit order by sequence").all() as { action: string }[]).map(
    ({ action }) => action,
  );
const invite = (by: AtConsole, given: Record<string, string | string[]> = {}) =>
  by.fillIn("/console/editors", "/console/editors", { ...invitation, ...given });
const bert = () => atConsole(made, "bert@example.org", "admin", "approver");

async function openRequest(by: AtConsole, index = 0): Promise<string> {
  const { html } = await by.get("/console/editors");
  return [...html.matchAll(/\/console\/editors\/requests\/(\w+)\/decline/g)][index]?.[1] ?? "none";
}
const decide = (by: AtConsole, id: string, verdict = "confirm") =>
  by.post(`/console/editors/requests/${id}/${verdict}`, { command: crypto.randomUUID() });

describe("the only admin", () => {
  test("invites alone: the link goes to the new editor's mailbox, works once, and everybody is told", async () => {
    await made.editor("author@example.org", "author");
    expect((await invite(ada)).location).toBe("/console/editors?outcome=done");
    await made.deliver();
    const told = made.deskMails.filter(({ subject }) => subject.includes("New editor: Nora New"));
    expect(told.map(({ to }) => to).sort()).toEqual(["ada@example.org", "author@example.org"]);
    expect(told[0]?.text).toContain("approver");
    const letters = made.deskMails.filter(({ text }) => text.includes("/console/sign-in/"));
    expect(letters.map(({ to }) => to)).toEqual(["nora@example.org"]);
    const path = /\/console\/sign-in\/[\w-]+/.exec(letters[0]?.text ?? "")?.[0] ?? "";
    expect((await made.app.request(path, { method: "POST" })).status).toBe(303);
    expect((await made.app.request(path, { method: "POST" })).status).toBe(410);
  });

  test("finds no secret of a link in the database", async () => {
    await invite(ada);
    await made.deliver();
    const secret = /sign-in\/([\w-]+)/.exec(made.deskMails.map(({ text }) => text).join())?.[1] ?? "";
    const dump = made.database.sqlite.prepare("select * from letters").all();
    expect(secret.length).toBeGreaterThan(20);
    expect(JSON.stringify([dump, made.database.sqlite.prepare("select * from credentials").all()])).not.toContain(
      secret,
    );
  });

  test("is told what is wrong with an invitation, and nothing is written", async () => {
    const before = acts().length;
    const { status, html } = await invite(ada, { email: "nowhere", name: "", roles: [] });
    expect(status).toBe(400);
    for (const words of ["E-mail address: the address", "Name: write it", "Roles: choose one"])
      expect(html).toContain(words);
    expect((await invite(ada, { email: "ADA@example.org" })).status).toBe(409);
    expect(acts().length).toBe(before);
  });

  test("cannot stop being one, nor disable or vouch for themself", async () => {
    const { id = "" } = editor("ada@example.org") ?? {};
    expect((await ada.post(`/console/editors/${id}/roles`, { roles: ["author"] })).status).toBe(409);
    expect((await ada.post(`/console/editors/${id}/disable`, {})).status).toBe(403);
    expect((await ada.post(`/console/editors/${id}/vouch`, {})).status).toBe(403);
  });

  test("changes roles at once", async () => {
    await made.editor("author@example.org", "author");
    const { id = "" } = editor("author@example.org") ?? {};
    expect((await ada.post(`/console/editors/${id}/roles`, { roles: ["author", "approver"] })).status).toBe(303);
    expect(JSON.parse(editor("author@example.org")?.roles ?? "")).toEqual(["author", "approver"]);
    expect((await ada.post(`/console/editors/${id}/roles`, { roles: ["king"] })).status).toBe(400);
  });
});

describe("with two admins", () => {
  test("an invitation waits for the other one, who is told, and gives no way in before", async () => {
    const other = await bert();
    expect((await invite(ada)).location).toBe("/console/editors?outcome=waiting");
    expect(editor("nora@example.org")).toBeUndefined();
    await made.deliver();
    expect(made.deskMails.map(({ to }) => to)).toEqual(["bert@example.org"]);
    const request = await openRequest(ada);
    expect((await decide(ada, request)).status, "who asked").toBe(403);
    expect((await decide(other, request)).status).toBe(303);
    expect(editor("nora@example.org")).toBeDefined();
    expect((await decide(other, request)).status, "once more").toBe(410);
    expect(acts().filter((action) => action.endsWith(":invite"))).toEqual(["request:invite", "account:invite"]);
  });

  test("a change of roles and a sign-in link wait too", async () => {
    const other = await bert();
    await made.editor("author@example.org", "author");
    const { id = "" } = editor("author@example.org") ?? {};
    await ada.post(`/console/editors/${id}/roles`, { roles: ["approver"] });
    await ada.post(`/console/editors/${id}/link`, {});
    expect(JSON.parse(editor("author@example.org")?.roles ?? "")).toEqual(["author"]);
    await made.deliver();
    expect(made.deskMails.some(({ text }) => text.includes("/sign-in/"))).toBe(false);
    for (const _ of [1, 2]) expect((await decide(other, await openRequest(other))).status).toBe(303);
    expect(JSON.parse(editor("author@example.org")?.roles ?? "")).toEqual(["approver"]);
    await made.deliver();
    expect(made.deskMails.filter(({ text }) => text.includes("/sign-in/")).map(({ to }) => to)).toEqual([
      "author@example.org",
    ]);
  });

  test("what is declined, withdrawn, lapsed or asked by somebody who is no admin any more is never done", async () => {
    const other = await bert();
    const asked = async (email: string) => {
      await invite(ada, { email });
      const { html } = await other.get("/console/editors");
      return (
        /Invite [^<]*<.*?requests\/(\w+)\/confirm/s.exec(html.slice(html.indexOf(email)))?.[1] ?? openRequest(other)
      );
    };
    const declined = await asked("a@example.org");
    expect((await decide(other, declined, "decline")).status).toBe(303);
    expect((await decide(other, declined)).status).toBe(410);
    const withdrawn = await openRequestOf("b@example.org");
    expect((await decide(ada, withdrawn, "decline")).status).toBe(303);
    const lapsed = await openRequestOf("c@example.org");
    made.clock.advance("7d");
    const again = await atConsole(made, "bert@example.org", "admin", "approver");
    expect((await decide(again, lapsed)).status).toBe(410);
    ada = await atConsole(made, "ada@example.org", "admin", "author");
    const orphan = await openRequestOf("d@example.org");
    made.database.sqlite.exec("update editors set roles = '[\"author\"]' where email = 'ada@example.org'");
    expect((await decide(again, orphan)).status).toBe(410);
    for (const name of ["a", "b", "c", "d"]) expect(editor(`${name}@example.org`)).toBeUndefined();
  });

  async function openRequestOf(email: string): Promise<string> {
    expect((await invite(ada, { email })).status).toBe(303);
    const row = made.database.sqlite.prepare("select id from account_requests where email = ?").get(email);
    return (row as { id: string }).id;
  }

  test("disabling the other gives nobody the power of both for a day", async () => {
    await bert();
    const { id = "" } = editor("bert@example.org") ?? {};
    expect((await ada.post(`/console/editors/${id}/disable`, {})).status).toBe(303);
    expect((await invite(ada)).location).toBe("/console/editors?outcome=waiting");
    expect(editor("nora@example.org")).toBeUndefined();
    made.clock.advance("24h");
    ada = await atConsole(made, "ada@example.org", "admin", "author");
    expect((await invite(ada, { email: "later@example.org" })).location).toBe("/console/editors?outcome=done");
  });

  test("a request that both confirm at once is done once", async () => {
    const other = await bert();
    const third = await atConsole(made, "third@example.org", "admin");
    const request = await openRequestOf("nora@example.org");
    const answers = await Promise.all([decide(other, request), decide(third, request)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect(acts().filter((action) => action === "account:invite")).toHaveLength(1);
  });
});

describe("a disabled account", () => {
  test("is locked out at once: session, token, link and passkey; returning begins anew", async () => {
    const token = await made.editor("author@example.org", "author");
    const author = await atConsole(made, "author@example.org", "author");
    const link = `/console/sign-in/${await made.signInLink("author@example.org")}`;
    const { id = "" } = editor("author@example.org") ?? {};
    expect((await ada.post(`/console/editors/${id}/disable`, {})).status).toBe(303);
    const locked = async () => {
      expect((await author.get("/console")).status).toBe(401);
      expect((await made.app.request(link, { method: "POST" })).status).toBe(410);
      expect((await made.call("GET", "/api/v1/drafts", token)).status).toBe(401);
    };
    await locked();
    made.clock.advance("1h");
    ada = await atConsole(made, "ada@example.org", "admin", "author");
    expect((await invite(ada, { email: "author@example.org" })).status).toBe(303);
    expect(editor("author@example.org")).toMatchObject({ id, disabled_at: null, created_at: made.clock.now() });
    await locked();
  });
});

describe("a young account on an official site", () => {
  test("is let approve by two admins who are not young themselves", async () => {
    made = await service({ site: { official: true } });
    ada = await atConsole(made, "ada@example.org", "admin");
    const other = await bert();
    const early = editor("bert@example.org")?.id ?? "";
    expect((await ada.post(`/console/editors/${early}/vouch`, {})).status, "an admin of today").toBe(403);
    made.clock.advance("24h");
    ada = await atConsole(made, "ada@example.org", "admin");
    const settled = await atConsole(made, "bert@example.org", "admin", "approver");
    await made.editor("young@example.org", "approver");
    const { id = "" } = editor("young@example.org") ?? {};
    expect((await ada.get("/console/editors")).html).toContain("cannot approve live advisories until");
    expect((await ada.post(`/console/editors/${id}/vouch`, {})).location).toContain("waiting");
    expect(editor("young@example.org")?.vouched_at).toBeNull();
    expect((await decide(settled, await openRequest(settled))).status).toBe(303);
    expect(editor("young@example.org")?.vouched_at).toBe(made.clock.now());
    expect(other).toBeDefined();
  });

  test("cannot be vouched for by one admin alone", async () => {
    made = await service({ site: { official: true }, start: "2026-11-20T12:00:00-05:00" });
    await atConsole(made, "ada@example.org", "admin");
    made.clock.advance("24h");
    ada = await atConsole(made, "ada@example.org", "admin");
    await made.editor("young@example.org", "approver");
    const { id = "" } = editor("young@example.org") ?? {};
    expect((await ada.post(`/console/editors/${id}/vouch`, {})).location).toContain("waiting");
    expect((await decide(ada, await openRequest(ada))).status).toBe(403);
  });
});

describe("whoever is no admin", () => {
  test.each([[["author"]], [["approver"]], [["author", "approver"]]] as const)(
    "with the roles %j reads, and changes nothing",
    async (roles) => {
      await bert();
      await invite(ada);
      const request = await openRequest(ada);
      const visitor = await atConsole(made, "someone@example.org", ...roles);
      const { id = "" } = editor("ada@example.org") ?? {};
      const { html } = await visitor.get("/console/editors");
      expect(html).toContain("ada@example.org");
      expect(html.split("<main")[1]).not.toContain("<form");
      const before = acts().length;
      const tries: [string, Record<string, string | string[]>][] = [
        ["/console/editors", { ...invitation, email: "evil@example.org" }],
        [`/console/editors/${id}/roles`, { roles: ["author"] }],
        [`/console/editors/${id}/link`, {}],
        [`/console/editors/${id}/vouch`, {}],
        [`/console/editors/${id}/disable`, {}],
        [`/console/editors/requests/${request}/confirm`, {}],
        [`/console/editors/requests/${request}/decline`, {}],
      ];
      for (const [path, fields] of tries) {
        expect((await visitor.post(path, fields)).status, path).toBe(403);
        expect((await ada.post(path, fields, { "sec-fetch-site": "cross-site" })).status, path).toBe(403);
        expect(
          (await made.app.request(path, { method: "POST", body: new URLSearchParams({ roles: "admin" }) })).status,
        ).toBe(401);
      }
      expect(acts().length).toBe(before);
    },
  );
});

describe("the command line", () => {
  const add = (email: string, name: string) =>
    addEditor(made.dependencies, { email, name, roles: ["approver"], actor: "command line" });

  test("gives one mailbox one account, however it is written: nobody is their own second person", async () => {
    await made.editor("author@example.org", "author");
    const added = await add("Author@Example.ORG", "Ann");
    expect(added.ok && added.value.email).toBe("author@example.org");
    expect(
      made.database.sqlite.prepare("select * from editors where lower(email) = ?").all("author@example.org"),
    ).toHaveLength(1);
  });

  test("refuses a name that is not one line: it stands in the subject of mails", async () => {
    const refused = await add("new@example.org", "Ann\r\nBcc: all@example.org");
    expect(!refused.ok && refused.refusal.type).toBe("invalid-content");
    expect(editor("new@example.org")).toBeUndefined();
  });
});
