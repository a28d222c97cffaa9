/** A lost answer: the same request with the same key is done once and answered the same. */
import { describe, expect, test } from "vitest";
import { aBody, desk, rowCounts } from "./support.ts";

const key = { "idempotency-key": "b9a2f4c8" };

describe("an idempotency key", () => {
  test("gives the same result for each step, and does it once", async () => {
    const office = await desk();
    const steps = async (count: number) => {
      const answers = [];
      for (let time = 0; time < count; time++) {
        const made = await office.call("POST", "/api/v1/advisories", office.author, aBody(), key);
        const { id } = made.json;
        const submit = await office.call("POST", `/api/v1/advisories/${id}/submit`, office.author, {}, key);
        const { contentHash } = submit.json;
        const approve = await office.call(
          "POST",
          `/api/v1/advisories/${id}/approve`,
          office.approver,
          { contentHash },
          key,
        );
        const retract = await office.call("POST", `/api/v1/advisories/${id}/retract`, office.approver, {}, key);
        answers.push([made, submit, approve, retract]);
      }
      return answers;
    };
    const [first] = await steps(1);
    expect(first?.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    const before = rowCounts(office);
    for (const answer of await steps(3)) expect(answer).toEqual(first);
    expect(rowCounts(office)).toEqual(before);
  });

  test("of one editor is not another's", async () => {
    const office = await desk();
    const one = await office.call("POST", "/api/v1/advisories", office.author, aBody(), key);
    const other = await office.call("POST", "/api/v1/advisories", office.both, aBody(), key);
    expect(other.json.id).not.toBe(one.json.id);
  });

  test("with another body is refused and does nothing, and the first is still answered the same", async () => {
    const office = await desk();
    const one = await office.call("POST", "/api/v1/advisories", office.author, aBody(), key);
    const before = rowCounts(office);
    const other = await office.call("POST", "/api/v1/advisories", office.author, aBody({ sectors: [] }), key);
    expect(other).toMatchObject({ status: 422, json: { type: "/api#key-used" } });
    expect(other.json.detail).toContain("with a new key");
    expect(rowCounts(office)).toEqual(before);
    expect(await office.call("POST", "/api/v1/advisories", office.author, aBody(), key)).toEqual(one);
  });

  test("that two bodies bring at once is the first one's alone", async () => {
    const office = await desk();
    const answers = await Promise.all(
      [[], ["energy"], ["dams"], ["nuclear"]].map((sectors) =>
        office.call("POST", "/api/v1/advisories", office.author, aBody({ sectors }), key),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    expect(rowCounts(office).advisories).toBe(1);
  });

  test("hides what was sent with it: the same body leaves something else in the audit with each key", async () => {
    const office = await desk();
    for (const one of [key, { "idempotency-key": "another" }])
      await office.call("POST", "/api/v1/advisories", office.author, aBody(), one);
    const ids = office.database.sqlite
      .prepare("select command_id from audit where command_id like '%#%'")
      .pluck()
      .all();
    const bodies = ids.map((id) => String(id).split("#")[1]);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).not.toBe(bodies[1]);
  });

  test("at another address is another key", async () => {
    const office = await desk();
    const one = await office.call("POST", "/api/v1/advisories", office.author, aBody(), key);
    const other = await office.call("POST", "/api/v1/advisories", office.author, aBody());
    const submit = await office.call("POST", `/api/v1/advisories/${one.json.id}/submit`, office.author, {}, key);
    expect(submit.json).toMatchObject({ id: one.json.id, stage: "submitted" });
    const second = await office.call("POST", `/api/v1/advisories/${other.json.id}/submit`, office.author, {}, key);
    expect(second.json).toMatchObject({ id: other.json.id, stage: "submitted" });
  });

  test("of a refused request does not keep it refused", async () => {
    const office = await desk();
    const { id } = await office.draft();
    const approve = (contentHash: string) =>
      office.call("POST", `/api/v1/advisories/${id}/approve`, office.approver, { contentHash }, key);
    const { contentHash } = (await office.call("GET", `/api/v1/advisories/${id}`, office.author)).json;
    expect((await approve(contentHash)).status).toBe(409);
    await office.call("POST", `/api/v1/advisories/${id}/submit`, office.author);
    expect((await approve(contentHash)).status).toBe(200);
  });

  test("sent many times at once publishes once", async () => {
    const office = await desk();
    const { id, contentHash } = await office.submitted();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        office.call("POST", `/api/v1/advisories/${id}/approve`, office.approver, { contentHash }, key),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 200, json: { revision: 1 } });
    expect(rowCounts(office).revisions).toBe(1);
  });
});
