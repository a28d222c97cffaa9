/** The head of the chain of public acts: what a reader can keep, and later hold against the agency's record. */
import { describe, expect, it } from "vitest";
import { auditHead, hashOf } from "../../src/store/audit.ts";
import { type Desk, desk } from "./support.ts";

async function shown(office: Desk) {
  const { lastAct } = (await office.call("GET", "/api/v1/status.json")).json;
  const page = await (await office.get("/about")).text();
  if (lastAct !== null) for (const part of [`>${lastAct.sequence}<`, lastAct.hash]) expect(page).toContain(part);
  return lastAct;
}

describe("the record on the page “How it works”", () => {
  it("is the newest act that changed what the public sees, as the audit chain has it", async () => {
    const office = await desk();
    expect(await shown(office)).toBeNull();
    const { id } = await office.publish();
    const issued = await shown(office);
    expect(issued).toEqual({ sequence: (await auditHead(office.database)).sequence, hash: expect.any(String) });
    expect(issued.hash).toBe(await hashOf(office.database, issued.sequence));
    await office.call("POST", `/api/v1/advisories/${id}/retract`, office.author, { then: "end" });
    const retracted = await shown(office);
    expect(retracted.sequence).toBeGreaterThan(issued.sequence);
    expect(retracted.hash).not.toBe(issued.hash);
  });

  it("moves neither by drafts and exercises nor by what is only scheduled: nobody may see from it that something comes", async () => {
    const office = await desk();
    await office.publish();
    const before = await shown(office);
    await office.draft();
    await office.publish({ status: "exercise" });
    await office.publish({ publishAt: "2026-11-25T09:00:00-05:00" });
    expect(await shown(office)).toEqual(before);
    office.clock.set("2026-11-25T09:00:00-05:00");
    expect((await shown(office)).sequence).toBeGreaterThan(before.sequence);
  });
});
