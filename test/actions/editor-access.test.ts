import { expect, test } from "vitest";
import { addEditor } from "../../src/actions/editor-access.ts";
import { allEditors, editorByEmail } from "../../src/store/editors.ts";
import { service } from "../support/service.ts";

test("an address written with other capitals is the same person, who cannot become their own second one", async () => {
  const { dependencies } = await service();
  const add = (email: string, role: "author" | "approver") =>
    addEditor(dependencies, { email, name: "Ana", roles: [role], actor: "test" });
  await add("ana@example.org", "author");
  await add("Ana@Example.org", "approver");
  const accounts = await allEditors(dependencies.database);
  expect(accounts.map(({ email, roles }) => [email, roles])).toEqual([["ana@example.org", ["approver"]]]);
  expect((await editorByEmail(dependencies.database, "ANA@example.org"))?.id).toBe(accounts[0]?.id);
});
