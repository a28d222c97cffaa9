/** Who in the house is told of what: approvers of what waits, editors and `ALARM_TO` of what became public or was taken back. */
import { describe, expect, test, vi } from "vitest";
import { allAdvisories } from "../../src/store/advisories.ts";
import { plainContent } from "../support/publishing.ts";
import { type Json, service, type TestService } from "../support/service.ts";

const hook = "https://hooks.example.gov/alarms";

async function desk() {
  const made = await service({ alarmTo: ["duty@example.gov", hook] });
  const author = await made.editor("ann@example.gov", "author", "approver");
  const approver = await made.editor("ben@example.gov", "approver");
  await made.editor("cem@example.gov", "approver", "author");
  await made.editor("dora@example.gov", "author");
  const call = async (path: string, token: string, body: Json = {}) => {
    const { status, json } = await made.call("POST", `/api/v1/advisories${path}`, token, body);
    expect(status, JSON.stringify(json)).toBeLessThan(300);
    return json;
  };
  const submit = async (kind = "imminent", extra: Json = {}) => {
    const draft = await call("", author, { ...plainContent, kind, ...extra });
    return call(`/${draft.id}/submit`, author);
  };
  const approve = ({ id, contentHash }: Json) => call(`/${id}/approve`, approver, { contentHash });
  /** Whom the mails since the last call went to, and what they say in a line. */
  const told = async () => {
    await made.deliver();
    return made.deskMails.splice(0).map(({ to, subject }) => `${to}: ${subject.replace(/ [\w-]+-\d{4}.*$/, "")}`);
  };
  return { ...made, made, author, approver, call, submit, approve, told };
}

const toWhom = (lines: readonly string[]) => lines.map((line) => line.split(":")[0]).sort();

async function passMinutes(made: TestService, minutes: number, each: () => Promise<string[]>): Promise<string[]> {
  const lines: string[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    made.clock.advance("1m");
    for (const line of await each()) lines.push(`${minute + 1} min ${line}`);
  }
  return lines;
}

describe("submitting", () => {
  test("tells every approver at once, but not the one who submitted", async () => {
    const { submit, told, deskMails, deliver } = await desk();
    const { slug } = await submit("elevated");
    await deliver();
    expect(deskMails[0]?.text).toContain(`/console/advisories/${slug}/approve`);
    expect(toWhom(await told())).toEqual(["ben@example.gov", "cem@example.gov"]);
  });

  test("tells nobody who wrote any of it: they cannot approve it", async () => {
    const { made, call, author, told } = await desk();
    const ben = await made.editor("eve@example.gov", "approver", "author");
    const draft = await call("", ben, { ...plainContent, kind: "elevated" });
    const headline = "Another headline";
    const edited = { ...plainContent, kind: "elevated", languages: { en: { ...plainContent.languages.en, headline } } };
    const put = await made.call("PUT", `/api/v1/advisories/${draft.id}/draft`, author, edited, {
      "if-match": `"${draft.contentHash}"`,
    });
    expect(put.status).toBe(200);
    const dora = await made.editor("fay@example.gov", "author");
    await call(`/${draft.id}/submit`, dora);
    expect(toWhom(await told())).toEqual(["ben@example.gov", "cem@example.gov"]);
  });

  test("an Imminent Alert is told again after 2, 5 and 10 minutes, as long as it waits", async () => {
    const { submit, told, made } = await desk();
    await submit();
    expect(await told()).toHaveLength(2);
    const lines = await passMinutes(made, 60, told);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["2", "2", "5", "5", "10", "10"]);
    expect(lines.at(-1)).toContain("Still waits after 10 minutes");
  });

  test.each([
    ["approved", (it: Awaited<ReturnType<typeof desk>>, submitted: Json) => it.approve(submitted)],
    [
      "returned",
      (it: Awaited<ReturnType<typeof desk>>, { id }: Json) => it.call(`/${id}/return`, it.approver, { reason: "Why?" }),
    ],
  ])("nobody is told again of what was %s meanwhile", async (_, act) => {
    const it = await desk();
    const submitted = await it.submit();
    await it.told();
    await act(it, submitted);
    await it.told();
    expect(await passMinutes(it.made, 15, it.told)).toEqual([]);
  });

  test("the letters are in the same write: without them there is no submission", async () => {
    const { made, author, call, database } = await desk();
    const draft = await call("", author, { ...plainContent, kind: "imminent" });
    database.sqlite.exec("create trigger no_letters before insert on letters begin select raise(abort, 'no'); end");
    const { status } = await made.call("POST", `/api/v1/advisories/${draft.id}/submit`, author, {});
    expect(status).toBe(503);
    const [after] = await allAdvisories(database);
    expect(after?.working?.stage).toBe("draft");
  });
});

describe("what became public", () => {
  test("a publication tells all editors and ALARM_TO, by mail and as JSON", async () => {
    const { submit, approve, told, asked } = await desk();
    const submitted = await submit();
    await told();
    await approve(submitted);
    const lines = await told();
    expect(toWhom(lines)).toEqual(["ann", "ben", "cem", "dora", "duty"].map((name) => `${name}@example.gov`));
    expect(lines[0]).toContain("[NTAS] Published: Imminent Alert");
    expect(asked.map(({ url }) => url)).toEqual([hook]);
    expect(JSON.parse(Buffer.from(asked[0]?.body ?? []).toString())).toMatchObject({
      type: "published",
      subject: expect.stringContaining("Published"),
    });
  });

  test("a publication fits into one list of D1, however many editors there are", async () => {
    const { submit, approve, database, told } = await desk();
    const add = database.sqlite.prepare(
      "insert into editors (id, email, name, roles, created_at) values (?, ?, '', ?, 0)",
    );
    for (let count = 0; count < 600; count++) add.run(`e${count}`, `e${count}@example.gov`, '["author"]');
    const submitted = await submit("elevated");
    await told();
    const lists = vi.spyOn(database, "atomically");
    await approve(submitted);
    expect(Math.max(...lists.mock.calls.map(([writes]) => writes.length))).toBeLessThan(20);
    expect(await told()).toHaveLength(605);
  });

  test("a scheduled one is told at its hour, and not at all where it was taken back before", async () => {
    const { made, submit, approve, told, call, author } = await desk();
    const publishAt = new Date(made.clock.now() + 3_600_000).toISOString();
    const submitted = await submit("elevated", { publishAt });
    await told();
    await approve(submitted);
    expect(await told()).toEqual([]);
    const other = await submit("elevated", { publishAt });
    await approve(other);
    await call(`/${other.id}/retract`, author, { then: "end" });
    await told();
    made.clock.advance("1h");
    expect(await told()).toHaveLength(5);
  });

  test("a retraction by one person tells all of them, and says who it was", async () => {
    const { submit, approve, call, told, asked, author } = await desk();
    const submitted = await submit();
    await approve(submitted);
    await told();
    await call(`/${submitted.id}/retract`, author, { then: "end" });
    const lines = await told();
    expect(toWhom(lines)).toHaveLength(5);
    expect(lines[0]).toContain("Taken back by ann@example.gov");
    expect(asked).toHaveLength(2);
  });

  test("an exercise tells the desk only, and says what it is", async () => {
    const { submit, approve, call, told, asked, author } = await desk();
    const submitted = await submit("elevated", { status: "exercise" });
    expect((await told())[0]).toContain("EXERCISE Elevated Alert");
    await approve(submitted);
    expect(await told()).toEqual([]);
    await call(`/${submitted.id}/retract`, author, { then: "end" });
    const lines = await told();
    expect(toWhom(lines)).toHaveLength(4);
    expect(lines[0]).toContain("EXERCISE");
    expect(asked).toEqual([]);
  });
});
