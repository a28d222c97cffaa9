/** Service notices: who gets them, who says so, and that none can be taken for an advisory. */
import { describe, expect, test } from "vitest";
import { atConsole } from "../support/console.ts";
import { service } from "../support/service.ts";

const path = "/console/partners/notices";
const harbor = { name: "Harbor <operations>", address: "desk@example.org", language: "en" };
const words = "On December 1, 2026 at 10:00 AM ET the certificate changes.\n\nTrust the new one before.";

async function office() {
  const made = await service();
  const alice = await atConsole(made, "alice@example.org", "author");
  const ask = (contact: Record<string, string> = harbor) => alice.fillIn(path, `${path}/contacts`, contact);
  const write = (notice: Record<string, string> = {}) =>
    alice.fillIn(path, path, { topic: "certificate", "texts.en": words, ...notice });
  const press = async (address: string) => {
    const answer = await made.app.request(address, { method: "POST" });
    return { status: answer.status, html: await answer.text() };
  };
  /** The path of the contact's own link, from the latest mail to that address. */
  const linkOf = (address: string) =>
    /http:\/\/localhost:8080(\/notices\/[\w-]+)/.exec(
      made.mailbox.findLast(({ to }) => to === address)?.text ?? "",
    )?.[1] ?? "";
  const joined = async (contact: Record<string, string> = harbor) => {
    await ask(contact);
    await made.deliver();
    const link = linkOf(contact.address ?? "");
    await press(`${link}/join`);
    made.mailbox.length = 0;
    return link;
  };
  const noticesTo = (address: string) =>
    made.mailbox.filter((mail) => mail.to === address && mail.headers["X-NTAS-Letter"] === "notice");
  return { ...made, alice, ask, write, press, linkOf, joined, noticesTo };
}

describe("the list", () => {
  test("whoever was asked gets one mail, and no notice before they say yes", async () => {
    const { ask, deliver, mailbox, write, noticesTo, linkOf, press } = await office();
    expect((await ask()).location).toBe(`${path}?done=asked`);
    await deliver();
    expect(mailbox.map(({ to, subject }) => [to, subject])).toEqual([
      [harbor.address, expect.stringContaining("do you want them?")],
    ]);
    await write();
    await deliver();
    expect(noticesTo(harbor.address)).toEqual([]);
    expect((await press(`${linkOf(harbor.address)}/join`)).html).toContain("Notices are sent to this address.");
    await write({ topic: "test" });
    await deliver();
    expect(noticesTo(harbor.address)).toHaveLength(1);
  });

  test("opening the link changes nothing: only a button joins or leaves, and twice is once", async () => {
    const { joined, get, press, database } = await office();
    const link = await joined();
    const row = () => database.sqlite.prepare("select joined_at, left_at from notice_contacts").get();
    const before = row();
    expect((await get(link)).status).toBe(200);
    expect(row()).toEqual(before);
    expect((await press(link)).html).toContain("Nothing is sent to this address any more.");
    expect((await press(link)).status).toBe(200);
    expect(row()).toMatchObject({ left_at: expect.any(Number) });
    await press(`${link}/join`);
    expect(row()).toMatchObject({ left_at: null });
  });

  test("nobody is asked twice within a day, nor after they said no", async () => {
    const made = await office();
    const { ask, deliver, mailbox, clock, press, linkOf } = made;
    /** Sessions end sooner than a day. */
    const askTomorrow = async (email: string) => {
      clock.advance("25h");
      const editor = await atConsole(made, email, "admin");
      await editor.fillIn(path, `${path}/contacts`, harbor);
      await deliver();
      return editor;
    };
    await ask();
    await ask({ ...harbor, address: "desk@EXAMPLE.org" });
    await deliver();
    expect(mailbox).toHaveLength(1);
    await askTomorrow("bob@example.org");
    expect(mailbox).toHaveLength(2);
    await press(linkOf(harbor.address));
    const carol = await askTomorrow("carol@example.org");
    expect(mailbox).toHaveLength(2);
    expect((await carol.get(path)).html).toContain("Left, or said no");
  });

  test("whoever never answers is asked three times in a month at most, also when they were taken off the list between", async () => {
    const made = await office();
    const { deliver, mailbox, clock } = made;
    for (let day = 0; day < 8; day++) {
      const editor = await atConsole(made, `editor-${day}@example.org`, "admin");
      await editor.fillIn(path, `${path}/contacts`, harbor);
      await deliver();
      const removal = /notices(\/contacts\/\d+\/remove)"/.exec((await editor.get(path)).html)?.[1];
      if (removal) await editor.fillIn(path, `${path}${removal}`);
      clock.advance("25h");
    }
    expect(mailbox.filter(({ to }) => to === harbor.address)).toHaveLength(3);
  });

  test("whoever said no and was taken off the list is not asked again, and the button of an old mail still works", async () => {
    const made = await office();
    const { joined, press, deliver, mailbox, clock, database } = made;
    const link = await joined();
    expect((await press(link)).status).toBe(200);
    clock.advance("25h");
    const editor = await atConsole(made, "bob@example.org", "admin");
    const removal = /notices(\/contacts\/\d+\/remove)"/.exec((await editor.get(path)).html)?.[1] ?? "";
    await editor.fillIn(path, `${path}${removal}`);
    expect(database.sqlite.prepare("select name, address from notice_contacts").get()).toEqual({
      name: "",
      address: "",
    });
    expect((await press(link)).status).toBe(200);
    await editor.fillIn(path, `${path}/contacts`, harbor);
    await deliver();
    expect(mailbox.filter(({ to }) => to === harbor.address)).toEqual([]);
  });

  test("nobody is asked twice where two editors ask at once", async () => {
    const { alice, deliver, mailbox } = await office();
    await Promise.all(["c1", "c2"].map((command) => alice.post(`${path}/contacts`, { ...harbor, command })));
    await deliver();
    expect(mailbox).toHaveLength(1);
  });

  test("a forged link, and the link of somebody taken off the list, open and change nothing", async () => {
    const { joined, get, press, alice, write, deliver, noticesTo } = await office();
    const link = await joined();
    const forged = link.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    for (const wrong of [forged, `${link}A`, "/notices/x"]) {
      expect((await get(wrong)).status, wrong).toBe(404);
      expect((await press(wrong)).status, wrong).toBe(404);
      expect((await press(`${wrong}/join`)).status, wrong).toBe(404);
    }
    const removal = /notices(\/contacts\/\d+\/remove)"/.exec((await alice.get(path)).html)?.[1] ?? "";
    expect((await alice.fillIn(path, `${path}${removal}`)).location).toBe(`${path}?done=removed`);
    expect((await get(link)).status).toBe(404);
    await write();
    await deliver();
    expect(noticesTo(harbor.address)).toEqual([]);
  });

  test("a partner has its contact asked on its own page", async () => {
    const { alice, app, deliver, mailbox } = await office();
    const fields = {
      name: "Harbor",
      contact: "ops@example.org",
      url: "https://alerts.example.org/hook",
      language: "es",
    };
    const { location } = await alice.fillIn("/console/partners", "/console/partners", fields);
    const page = /http:\/\/localhost:8080(\/partners\/[\w-]+)/.exec((await alice.get(location ?? "")).html)?.[1];
    await deliver();
    expect(mailbox).toEqual([]);
    const asked = await app.request(`${page}/notices`, { method: "POST" });
    expect(asked.headers.get("location")).toBe(`${page}?said=notices`);
    await deliver();
    expect(mailbox).toMatchObject([{ to: "ops@example.org", subject: expect.stringContaining("¿las quiere?") }]);
  });
});

describe("a notice", () => {
  test("says in its subject and first words that it is no advisory, and how to leave", async () => {
    const { joined, write, deliver, noticesTo, app } = await office();
    const link = await joined();
    expect((await write()).location).toBe(`${path}?done=sent`);
    await deliver();
    const [mail] = noticesTo(harbor.address);
    expect(mail?.subject).toMatch(/^\[SERVICE NOTICE\] Change of certificate – /);
    expect(mail?.subject).not.toContain("NTAS");
    expect(mail?.headers).not.toHaveProperty("X-NTAS-Kind");
    expect(mail?.text.indexOf("It is not an advisory")).toBeGreaterThan(-1);
    expect(mail?.text.indexOf("It is not an advisory")).toBeLessThan(
      mail?.text.indexOf("the certificate changes") ?? 0,
    );
    expect(mail?.text).toContain("Trust the new one before.");
    expect(mail?.headers["List-Unsubscribe"]).toBe(`<http://localhost:8080${link}>`);
    const oneClick = await app.request(link, {
      method: "POST",
      body: new URLSearchParams("List-Unsubscribe=One-Click"),
    });
    expect(oneClick.status).toBe(200);
    await write({ topic: "format" });
    await deliver();
    expect(noticesTo(harbor.address)).toHaveLength(1);
  });

  test("comes in the contact's language where there is a text, and else the English in that language's frame", async () => {
    const { joined, write, deliver, noticesTo } = await office();
    await joined({ ...harbor, language: "es" });
    await write({ "texts.es": "El certificado cambia." });
    await write({ topic: "test" });
    await deliver();
    const [translated, english] = noticesTo(harbor.address);
    expect(translated?.text).toContain("El certificado cambia.");
    expect(translated?.text).not.toContain("the certificate changes");
    expect(english?.subject).toContain("[NOTA DE SERVICIO] Prueba prevista");
    expect(english?.text).toContain("the certificate changes");
    expect(english?.text).toContain("No es un aviso");
  });

  test("goes to every editor as a copy without anybody's link, and into the audit", async () => {
    const { joined, write, deliver, noticesTo, alice, editor } = await office();
    await editor("bob@example.org", "approver");
    await joined();
    await write();
    await deliver();
    for (const address of ["alice@example.org", "bob@example.org"]) {
      expect(noticesTo(address)).toMatchObject([{ text: expect.stringContaining("an editor's copy") }]);
      expect(noticesTo(address)[0]?.text).not.toContain("/notices/");
    }
    expect((await alice.get("/console/audit")).html).toContain("send-service-notice");
    expect((await alice.get(path)).html).toMatch(/Mails: 3 sent\./);
  });

  test("of somebody who leaves while it is on its way is not sent to them", async () => {
    const { joined, write, press, deliver, noticesTo } = await office();
    const link = await joined();
    await write();
    await press(link);
    await deliver();
    expect(noticesTo(harbor.address)).toEqual([]);
    expect(noticesTo("alice@example.org")).toHaveLength(1);
  });

  test("is sent once, however often its form is sent", async () => {
    const { joined, alice, deliver, noticesTo } = await office();
    await joined();
    const form = { command: "c1", topic: "test", "texts.en": words, "texts.es": "" };
    await alice.post(path, form);
    await alice.post(path, form);
    await deliver();
    expect(noticesTo(harbor.address)).toHaveLength(1);
  });

  test.each([
    ["empty", { "texts.en": " " }],
    ["marked as restricted", { "texts.en": "TLP:RED The certificate changes." }],
    ["too long", { "texts.en": "a".repeat(2_001) }],
    ["a link that is not https", { "texts.es": "[aquí](http://example.org)" }],
    ["of another topic", { topic: "threat" }],
  ])("that is %s is refused beside its field, and nothing is sent", async (_name, typed) => {
    const { joined, write, deliver, mailbox, database } = await office();
    await joined();
    const { status, html } = await write(typed);
    expect(status).toBe(400);
    const field = Object.keys(typed)[0]?.replace(".", "-");
    expect(html).toContain(`id="field-${field}-problem"`);
    await deliver();
    expect(mailbox).toEqual([]);
    expect(database.sqlite.prepare("select count(*) from service_notices").pluck().get()).toBe(0);
  });

  test("waits while sending is held, and is sent when it goes on", async () => {
    const { joined, write, deliver, noticesTo, database } = await office();
    await joined();
    await write();
    database.sqlite.prepare("insert into instance values ('sendingPaused', 'true')").run();
    await deliver();
    expect(noticesTo(harbor.address)).toEqual([]);
    database.sqlite.prepare("delete from instance where key = 'sendingPaused'").run();
    await deliver();
    expect(noticesTo(harbor.address)).toHaveLength(1);
  });

  test("is written by nobody without a session, and by no form of another site", async () => {
    const { app, alice, database } = await office();
    expect((await app.request(path, { method: "POST", body: new URLSearchParams({ topic: "test" }) })).status).toBe(
      401,
    );
    const foreign = await alice.post(path, { topic: "test", "texts.en": words }, { "sec-fetch-site": "cross-site" });
    expect(foreign.status).toBe(403);
    expect(database.sqlite.prepare("select count(*) from service_notices").pluck().get()).toBe(0);
  });
});
