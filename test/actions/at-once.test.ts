/** Several people at the same moment: decisions are guarded by keys, so exactly one of two that exclude each other is carried out. */
import { describe, expect, test } from "vitest";
import { brokenAuditRow } from "../../src/store/audit.ts";
import { aBody, type Desk, desk, rowCounts } from "../http/support.ts";

const approve = (office: Desk, { id, contentHash }: { id: string; contentHash: string }, token = office.approver) =>
  office.call("POST", `/api/v1/advisories/${id}/approve`, token, { contentHash });

async function wholeChain({ database, dependencies }: Desk): Promise<void> {
  expect(await brokenAuditRow(database, dependencies.digest)).toBeNull();
}

describe("at once", () => {
  test("two approvals: exactly one publishes", async () => {
    for (let round = 0; round < 10; round++) {
      const office = await desk();
      const waiting = await office.submitted();
      const answers = await Promise.all([
        approve(office, waiting),
        approve(office, waiting, office.both),
        approve(office, waiting),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect(answers.find(({ status }) => status === 409)?.json.type).toBe("/api#wrong-stage");
      expect(rowCounts(office)).toMatchObject({ revisions: 1, announcements: 2, messages: 1 });
      await wholeChain(office);
    }
  });

  test("an approval and a retraction: the retraction goes through, and takes back what stood when it did", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const waiting = await office.revised(id, { change: "extend", note: "Goes on.", sunsetAt: "2026-12-09T17:00:00Z" });
    const [approved, retracted] = await Promise.all([
      approve(office, waiting),
      office.call("POST", `/api/v1/advisories/${id}/retract`, office.both, { then: "end" }),
    ]);
    expect(retracted.status).toBe(200);
    expect([200, 409]).toContain(approved.status);
    const { json } = await office.call("GET", `/api/v1/advisories/${id}`);
    const changes = json.revisions.map((one: { change: string }) => one.change);
    expect(changes).toEqual(approved.status === 200 ? ["issue", "extend", "retract"] : ["issue", "retract"]);
    expect(json.phase).toBe("withdrawn");
    await wholeChain(office);
  });

  test("an edit and an approval: never is a text approved that was not seen", async () => {
    const office = await desk();
    const waiting = await office.submitted();
    const edited = aBody({ sectors: ["energy"] });
    const [put, approved] = await Promise.all([
      office.call("PUT", `/api/v1/advisories/${waiting.id}/draft`, office.author, edited, {
        "if-match": waiting.contentHash,
      }),
      approve(office, waiting),
    ]);
    expect([put.status, approved.status].sort()).toEqual([200, 409]);
    if (approved.status === 200) {
      const { json } = await office.call("GET", `/api/v1/advisories/${waiting.id}`);
      expect(json.sectors).toEqual(["mass-transit"]);
    }
  });

  test("two retractions: one is carried out", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const retract = (token: string) => office.call("POST", `/api/v1/advisories/${id}/retract`, token, {});
    const answers = await Promise.all([retract(office.author), retract(office.approver)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("two replacements of one advisory: one takes over", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const one = await office.submitted({ replaces: id, kind: "imminent" });
    const other = await office.submitted({ replaces: id, kind: "imminent" });
    const answers = await Promise.all([approve(office, one), approve(office, other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { json } = await office.call("GET", "/api/v1/status.json");
    expect(json.current).toBe(1);
  });

  test("twenty editors' drafts: nobody is told to come back later", async () => {
    const office = await desk();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => office.call("POST", "/api/v1/advisories", office.author, aBody())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ json }) => json.slug)).size).toBe(20);
    await wholeChain(office);
  });

  test("a retraction among twenty other acts is not kept waiting for good", async () => {
    const office = await desk();
    const { id } = await office.publish();
    const acts = Array.from({ length: 20 }, () => office.call("POST", "/api/v1/advisories", office.author, aBody()));
    const retracted = await office.call("POST", `/api/v1/advisories/${id}/retract`, office.approver, {});
    expect(retracted.status).toBe(200);
    await Promise.all(acts);
  });
});
