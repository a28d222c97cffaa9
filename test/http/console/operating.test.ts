import { describe, expect, test } from "vitest";
import { insertAlarm } from "../../../src/store/alarms.ts";
import { isPaused } from "../../../src/store/instance.ts";
import { atConsole } from "../../support/console.ts";
import { newsroom } from "../../support/publishing.ts";
import { service } from "../../support/service.ts";

describe("the page for three in the morning", () => {
  test("shows the alarms that are open, and how sending is", async () => {
    const made = await service();
    const author = await atConsole(made, "author@example.org", "author");
    const at = made.clock.now();
    await made.database.atomically([
      insertAlarm(made.database, { name: "disk", number: 1, at, detail: "the disk is nearly full" }),
      insertAlarm(made.database, { name: "clock", number: 1, at, detail: "the clock jumped" }),
      insertAlarm(made.database, { name: "clock", number: 2, at, detail: "the clock jumped" }),
    ]);
    const { html } = await author.get("/console/now");
    expect(html).toContain("the disk is nearly full");
    expect(html).not.toContain("the clock jumped");
    expect(html).not.toContain('action="/console/sending"');
  });

  test("an administrator holds one channel and lets it go on; the audit says who", async () => {
    const made = await service();
    const admin = await atConsole(made, "admin@example.org", "admin");
    const { html } = await admin.get("/console/now");
    expect(html).toContain("Hold mail");
    const form = { channel: "email", held: "yes" };
    expect((await admin.post("/console/sending", { ...form, command: "a" })).location).toBe("/console/now");
    expect(await isPaused(made.database, "email")).toBe(true);
    expect(await isPaused(made.database)).toBe(false);
    expect((await admin.get("/console/now")).html).toContain("Let mail go on");
    expect((await admin.get("/console/audit")).html).toContain("pause");
    await admin.post("/console/sending", { channel: "email", held: "no", command: "b" });
    expect(await isPaused(made.database, "email")).toBe(false);
  });

  test.each([
    ["an author", "author", { channel: "all", held: "yes" }, 403],
    ["an approver", "approver", { channel: "email", held: "yes" }, 403],
    ["an administrator, of a channel that there is not", "admin", { channel: "fax", held: "yes" }, 404],
  ] as const)("%s is refused, and nothing is held", async (_, role, fields, status) => {
    const made = await service();
    const visitor = await atConsole(made, "somebody@example.org", role);
    expect((await visitor.post("/console/sending", { ...fields, command: "a" })).status).toBe(status);
    expect(await isPaused(made.database, "email")).toBe(false);
  });

  test("nobody holds sending from another site, or without signing in", async () => {
    const made = await service();
    const admin = await atConsole(made, "admin@example.org", "admin");
    const fields = { channel: "all", held: "yes" };
    expect((await admin.post("/console/sending", fields, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await admin.post("/console/sending", fields, { cookie: "" })).status).toBe(401);
    expect(await isPaused(made.database)).toBe(false);
  });
});

describe("what ends soon", () => {
  test("is on the list and on its page, with what can be done, from 72 hours before", async () => {
    const { it, publish } = await newsroom();
    const { slug } = await publish();
    const before = await atConsole(it, "ada@example.org", "author");
    expect((await before.get("/console")).html).not.toContain("Ends soon");
    it.clock.set("2026-11-28T17:00:00-05:00");
    const author = await atConsole(it, "ada@example.org", "author");
    for (const path of ["/console", `/console/advisories/${slug}`]) {
      const { html } = await author.get(path);
      expect(html).toContain("Ends soon");
      expect(html).toContain(`/console/advisories/${slug}/revise/extend`);
      expect(html).toContain(`replaces=${slug}`);
    }
    it.clock.set("2026-12-01T17:00:00-05:00");
    const after = await atConsole(it, "ada@example.org", "author");
    expect((await after.get("/console")).html).toContain("Advisories");
    expect((await after.get("/console")).html).not.toContain("Ends soon");
  });

  test("editors are mailed 72, 24 and 2 hours before, once each", async () => {
    const { it, publish } = await newsroom();
    await publish();
    await it.deliver();
    it.deskMails.length = 0;
    const told: string[] = [];
    for (let hour = 0; hour < 24 * 10; hour++) {
      it.clock.advance("1h");
      await it.deliver();
      for (const { subject } of it.deskMails.splice(0)) told.push(subject.split(":")[0] ?? "");
    }
    const each = ["[NTAS] Ends in 72 hours", "[NTAS] Ends in 24 hours", "[NTAS] Ends in 2 hours"];
    expect(told).toEqual(each.flatMap((line) => [line, line]));
  });

  test("nobody is reminded of a sunset that was moved or of a life that is shorter than the step", async () => {
    const { it, publish, revise } = await newsroom();
    const { id } = await publish({ sunsetAt: "2026-11-24T12:00:00-05:00" });
    await it.deliver();
    it.clock.set("2026-11-23T06:00:00-05:00");
    await revise(id, { change: "extend", sunsetAt: "2026-11-30T12:00:00-05:00", note: "Longer." });
    await it.deliver();
    it.deskMails.length = 0;
    const told: string[] = [];
    for (let hour = 0; hour < 24 * 10; hour++) {
      it.clock.advance("1h");
      await it.deliver();
      for (const { subject } of it.deskMails.splice(0))
        told.push(`${new Date(it.clock.now()).toISOString().slice(0, 13)} ${/in (\d+) hours/.exec(subject)?.[1]}`);
    }
    expect([...new Set(told)]).toEqual(["2026-11-27T17 72", "2026-11-29T17 24", "2026-11-30T15 2"]);
  });
});
